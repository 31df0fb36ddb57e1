use serde::{Deserialize, Serialize};

/// Names one particular of a record. The numbers are kept in stored cases: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Flag {
    /// The platform says the message was deleted; its text is gone.
    Deleted = 0,
    /// The platform says it was edited; the earlier text is gone.
    Edited = 1,
    /// A picture, video or voice message was left out of the export.
    MediaOmitted = 2,
    /// The header may have been typed inside the message before it.
    BoundaryDoubtful = 3,
    /// No sender is shown, and nothing proves that the app wrote it.
    SenderDoubtful = 4,
    /// The time lies before that of the record before.
    TimeBackwards = 5,
    /// That hour does not exist in Central European time: the clock changed.
    DstGap = 6,
    /// That hour occurs twice in Central European time: the clock changed.
    DstFold = 7,
    /// A body the app wrote in place of something it cannot export (view once, unsupported).
    ContentUnknown = 8,
    /// Bytes that are not valid text were replaced for display.
    InvalidBytes = 9,
    /// Too long to read whole: the text shown is its beginning, the span is whole.
    TextCut = 10,
    /// Characters that turn the direction of text or steer a terminal are in it.
    HiddenControls = 11,
    /// Day and month could be read either way; nobody has answered yet.
    DateUnproven = 12,
    /// A time stands there that is no time: out of range, or not a number.
    TimeUnusable = 13,
    /// The source names one fact twice: the last one is shown, its bytes hold both.
    DuplicateKey = 14,
    /// The text was stored in a wrong encoding and is repaired; as stored it stands beside.
    Repaired = 15,
    /// The text seems to mix two encodings: it is left as stored.
    EncodingDoubtful = 16,
    /// Characters that are none (half a pair, a number without a character) were replaced for display.
    Replaced = 17,
    /// It was written and not sent.
    Draft = 18,
    /// It was passed on from elsewhere.
    Forwarded = 19,
    /// It was set to vanish.
    Expiring = 20,
    /// The source says that it was not delivered.
    Undelivered = 21,
    /// The source says that its platform hid it among requests or spam.
    Filtered = 22,
    /// It breaks the rules of its format in a way that could be mended: a raw line end in a text, an emoji as two halves.
    SyntaxRepaired = 23,
}

impl Flag {
    /// All flags, in the order of their numbers.
    pub const ALL: [Self; 24] = [
        Self::Deleted,
        Self::Edited,
        Self::MediaOmitted,
        Self::BoundaryDoubtful,
        Self::SenderDoubtful,
        Self::TimeBackwards,
        Self::DstGap,
        Self::DstFold,
        Self::ContentUnknown,
        Self::InvalidBytes,
        Self::TextCut,
        Self::HiddenControls,
        Self::DateUnproven,
        Self::TimeUnusable,
        Self::DuplicateKey,
        Self::Repaired,
        Self::EncodingDoubtful,
        Self::Replaced,
        Self::Draft,
        Self::Forwarded,
        Self::Expiring,
        Self::Undelivered,
        Self::Filtered,
        Self::SyntaxRepaired,
    ];

    /// Returns the word used in JSON, in kebab-case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Edited => "edited",
            Self::MediaOmitted => "media-omitted",
            Self::BoundaryDoubtful => "boundary-doubtful",
            Self::SenderDoubtful => "sender-doubtful",
            Self::TimeBackwards => "time-backwards",
            Self::DstGap => "dst-gap",
            Self::DstFold => "dst-fold",
            Self::ContentUnknown => "content-unknown",
            Self::InvalidBytes => "invalid-bytes",
            Self::TextCut => "text-cut",
            Self::HiddenControls => "hidden-controls",
            Self::DateUnproven => "date-unproven",
            Self::TimeUnusable => "time-unusable",
            Self::DuplicateKey => "duplicate-key",
            Self::Repaired => "repaired",
            Self::EncodingDoubtful => "encoding-doubtful",
            Self::Replaced => "replaced",
            Self::Draft => "draft",
            Self::Forwarded => "forwarded",
            Self::Expiring => "expiring",
            Self::Undelivered => "undelivered",
            Self::Filtered => "filtered",
            Self::SyntaxRepaired => "syntax-repaired",
        }
    }
}

/// Is a set of [`Flag`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<&'static str>")]
pub struct Flags(u32);

impl Flags {
    /// Returns the set with one more flag.
    #[must_use]
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | 1 << flag as u8)
    }

    /// Adds a flag.
    pub fn insert(&mut self, flag: Flag) {
        *self = self.with(flag);
    }

    /// Returns whether the flag is set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 >> (flag as u8) & 1 == 1
    }

    /// Returns whether no flag is set.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Lists the flags that are set, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |&flag| self.has(flag))
    }

    /// Returns the set as a number, bit `n` for the flag of number `n`.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Is the inverse of [`Flags::bits`]; bits of no flag are dropped.
    pub fn from_bits(bits: u32) -> Self {
        Flag::ALL.into_iter().filter(|&flag| bits >> (flag as u8) & 1 == 1).fold(Self::default(), Self::with)
    }
}

impl From<Flags> for Vec<&'static str> {
    fn from(flags: Flags) -> Self {
        flags.iter().map(Flag::word).collect()
    }
}

impl From<Vec<String>> for Flags {
    fn from(words: Vec<String>) -> Self {
        Flag::ALL
            .into_iter()
            .filter(|flag| words.iter().any(|word| word == flag.word()))
            .fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_keep_their_words_and_numbers() {
        let flags = Flags::default().with(Flag::Edited).with(Flag::BoundaryDoubtful);
        assert_eq!(flags.bits(), 0b1010);
        assert_eq!(Flags::from_bits(flags.bits()), flags);
        assert_eq!(serde_json::to_string(&flags).unwrap(), r#"["edited","boundary-doubtful"]"#);
        assert_eq!(serde_json::from_str::<Flags>(r#"["boundary-doubtful","edited"]"#).unwrap(), flags);
    }

    #[test]
    fn every_flag_stands_at_its_number() {
        for (number, flag) in Flag::ALL.into_iter().enumerate() {
            assert_eq!(flag as usize, number);
        }
    }
}
