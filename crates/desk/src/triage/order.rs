//! Which labels a message carries once she was heard, and how grave that is.

use serde::{Deserialize, Serialize};
use temoin_case::Judgement;
use temoin_language::Label;

use super::kept::Kept;

/// Is a label that a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// The label.
    pub label: Label,
    /// Its probability: as the model gives it, or 1 where she put it.
    pub probability: f64,
    /// Whether she put it herself.
    pub hers: bool,
}

/// Returns the labels that a message carries: what the model put, less what she took off, and what she put.
///
/// What she says of another text at this place does not count. Where she took off all that the model named, abuse at large, which
/// rested on it, goes too.
pub(super) fn decided(kept: &Kept, said: &[Judgement]) -> Vec<Decided> {
    let hers = |label: Label| said.iter().find(|one| one.label == label.key() && one.of == kept.of).map(|one| one.put);
    let carried = |label: Label| hers(label).unwrap_or_else(|| kept.put.contains(&label));
    let named = |label: &Label| label.is_abuse() && *label != Label::Abuse;
    let names_one = Label::ALL.into_iter().any(|label| named(&label) && carried(label));
    let took_all = !names_one && Label::ALL.into_iter().any(|label| named(&label) && hers(label) == Some(false));
    let all_off = hers(Label::Abuse) == Some(false);
    let carries = |label: Label| match label {
        Label::Abuse => carried(label) && !took_all || names_one && !all_off,
        Label::Profanity => carried(label),
        // Abuse taken off takes off whatever is abuse, unless she put it.
        _ => carried(label) && (!all_off || hers(label) == Some(true)),
    };
    let decided = |label: Label| {
        let hers = hers(label) == Some(true);
        Decided { label, probability: if hers { 1.0 } else { kept.labels[label.column()] }, hers }
    };
    Label::ALL.into_iter().filter(|&label| carries(label)).map(decided).collect()
}

/// Returns how early a message is to be read: what announces danger before what wounds, what wounds before abuse at large, and
/// among equals the likelier first.
pub(super) fn grave(flagged: &[Decided]) -> f64 {
    flagged.iter().map(|one| rank(one.label) + one.probability).fold(0.0, f64::max)
}

/// Ranks lie two apart, so that no probability makes up for one.
fn rank(label: Label) -> f64 {
    match label {
        Label::Threat | Label::Doxxing | Label::Sextortion | Label::Selfharm | Label::Stalking => 6.0,
        Label::Sexual | Label::Hate | Label::Sexism | Label::Insult => 4.0,
        Label::Abuse => 2.0,
        Label::Profanity => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use temoin_case::TextId;
    use temoin_evidence::{ItemId, RecordId};

    use super::*;

    fn kept(put: &[Label]) -> Kept {
        Kept { of: [1; 8], lang: None, labels: [0.6; Label::COUNT], put: put.to_vec(), spans: Vec::new() }
    }

    fn said(label: Label, put: bool, of: u8) -> Judgement {
        let text = TextId { record: RecordId { item: ItemId([0; 16]), position: 0 }, part: 0 };
        Judgement { text, label: label.key().into(), put, of: vec![of; 8] }
    }

    fn check(put: &[Label], said: &[Judgement], expected: &[Label]) {
        let found: Vec<Label> = decided(&kept(put), said).into_iter().map(|one| one.label).collect();
        assert_eq!(found, expected, "{put:?} {said:?}");
    }

    #[test]
    fn what_she_says_goes_before_what_the_model_says() {
        use Label::{Abuse, Insult, Profanity, Threat};
        check(&[Abuse, Threat], &[], &[Abuse, Threat]);
        check(&[Abuse, Threat], &[said(Threat, false, 1)], &[]);
        check(&[Abuse, Threat, Profanity], &[said(Abuse, false, 1)], &[Profanity]);
        check(&[Abuse, Insult, Threat], &[said(Threat, false, 1)], &[Abuse, Insult]);
        check(&[], &[said(Insult, true, 1)], &[Abuse, Insult]);
        check(&[Abuse, Threat], &[said(Abuse, false, 1), said(Insult, true, 1)], &[Insult]);
        // Said of another text that stood here once.
        check(&[Abuse, Threat], &[said(Threat, false, 2)], &[Abuse, Threat]);
    }

    #[test]
    fn danger_comes_before_insult_and_certainty_decides_among_equals() {
        let one = |label, probability| [Decided { label, probability, hers: false }];
        assert!(grave(&one(Label::Threat, 0.4)) > grave(&one(Label::Insult, 1.0)));
        assert!(grave(&one(Label::Doxxing, 0.9)) > grave(&one(Label::Threat, 0.8)));
        assert!(grave(&one(Label::Insult, 0.4)) > grave(&one(Label::Abuse, 1.0)));
        assert!(grave(&one(Label::Abuse, 0.1)) > grave(&one(Label::Profanity, 1.0)));
    }
}
