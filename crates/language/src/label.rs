use serde::{Deserialize, Serialize};

/// Is one thing that a message can be said to do; a message can do several, or none.
///
/// The keys are those of the command line's contract; the first, `abuse`, stands for any of the others but `profanity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Any of the others but profanity, or contempt that fits none of them.
    Abuse,
    /// Attacks a person with contempt.
    Insult,
    /// Announces or wishes harm.
    Threat,
    /// An unwanted sexual remark, demand or proposition.
    Sexual,
    /// Contempt or hostility because of gender.
    Sexism,
    /// An attack on a protected group, or on a person as one of it.
    Hate,
    /// Swear words; alone they are no abuse.
    Profanity,
    /// Gives away, or asks for, where someone lives, works or can be reached.
    Doxxing,
    /// Threatens to show intimate pictures or secrets, or demands something for not doing so.
    Sextortion,
    /// Tells someone to die or to hurt themselves.
    Selfharm,
    /// Following, watching, controlling, contact without end.
    Stalking,
}

impl Label {
    /// All labels, in the order of the model's columns.
    pub const ALL: [Self; 11] = [
        Self::Abuse,
        Self::Insult,
        Self::Threat,
        Self::Sexual,
        Self::Sexism,
        Self::Hate,
        Self::Profanity,
        Self::Doxxing,
        Self::Sextortion,
        Self::Selfharm,
        Self::Stalking,
    ];

    /// Number of labels.
    pub const COUNT: usize = Self::ALL.len();

    /// Returns the key that stands in files and answers.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Abuse => "abuse",
            Self::Insult => "insult",
            Self::Threat => "threat",
            Self::Sexual => "sexual",
            Self::Sexism => "sexism",
            Self::Hate => "hate",
            Self::Profanity => "profanity",
            Self::Doxxing => "doxxing",
            Self::Sextortion => "sextortion",
            Self::Selfharm => "selfharm",
            Self::Stalking => "stalking",
        }
    }

    /// Finds a label by its key.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.key() == key)
    }

    /// Returns the column of this label in a model, below [`Label::COUNT`].
    #[must_use]
    pub const fn column(self) -> usize {
        self as usize
    }

    /// Returns whether a message with this label is abuse.
    #[must_use]
    pub const fn is_abuse(self) -> bool {
        !matches!(self, Self::Profanity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_columns_name_one_label_each() {
        for (column, label) in Label::ALL.into_iter().enumerate() {
            assert_eq!(Label::named(label.key()), Some(label));
            assert_eq!(label.column(), column);
        }
        assert_eq!(Label::named("severity"), None);
    }
}
