//! What the sorting says of each text, kept in the case until another model, other rules or another text make it stale.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use temoin_case::{Access, Case, TextId};
use temoin_language::{Classifier, Label, Language, Reason, Sorted, Why, builtin};

use super::said::{Said, each_text, mark};
use crate::DeskError;

/// Is what is kept of one text. It quotes nothing of it: places are enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Tells the text from any other.
    pub(super) of: [u8; 8],
    /// Its language, where it was recognised.
    pub(super) lang: Option<Language>,
    /// The probability of each label, in the order of [`Label::ALL`].
    pub(super) labels: [f64; Label::COUNT],
    /// The labels that reach their threshold.
    pub(super) put: Vec<Label>,
    /// What speaks for them.
    pub(super) spans: Vec<LabelSpan>,
}

/// Is a place in a text that speaks for a label, in code points of what was sorted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelSpan {
    /// Where it begins.
    pub start: u32,
    /// Where it ends, not included.
    pub end: u32,
    /// For which label.
    pub label: Label,
    /// How it speaks: `rule NAME`; `word +X`, what the word adds to the label's log-odds; `meaning +X`, what the sentence's meaning
    /// would add less without it.
    pub why: String,
}

impl From<Reason> for LabelSpan {
    fn from(reason: Reason) -> Self {
        let why = match reason.why {
            Why::Rule(name) => format!("rule {name}"),
            Why::Word(weight) => format!("word {weight:+}"),
            Why::Meaning(weight) => format!("meaning {weight:+}"),
        };
        Self { start: reason.start, end: reason.end, label: reason.label, why }
    }
}

impl Kept {
    fn new(text: &str, sorted: Sorted) -> Self {
        let Sorted { language, labels, put, reasons, .. } = sorted;
        let spans = reasons.into_iter().map(LabelSpan::from).collect();
        Self { of: mark(text), lang: language, labels, put, spans }
    }
}

/// Texts that are sorted and kept together: what is stopped goes on where it was.
const BATCH: usize = 256;

/// Names what sorted: the model, and the rules and thresholds that the program carries.
pub(super) fn reader(classifier: &Classifier<'_>) -> String {
    format!("{} {}", classifier.id(), builtin::words_id())
}

/// Returns what is known of every text of the case; what was not sorted by these yet is sorted now, and kept where the case may be
/// written to.
pub(super) fn sortings(
    case: &mut Case,
    classifier: &Classifier<'_>,
    step: &mut dyn FnMut(usize),
) -> Result<HashMap<TextId, Kept>, DeskError> {
    let reader = reader(classifier);
    let mut known = HashMap::new();
    case.sortings(&reader, &mut |id, kept: Kept| {
        known.insert(id, kept);
    })?;
    let mut waiting = Vec::new();
    each_text(case, &mut |_, said| {
        if known.get(&said.id).is_none_or(|kept: &Kept| kept.of != mark(&said.text)) {
            waiting.push(said);
        }
    })?;
    for (done, part) in waiting.chunks(BATCH).enumerate() {
        step(done * BATCH);
        let texts: Vec<(&str, Option<Language>)> = part.iter().map(|said| (said.text.as_str(), None)).collect();
        let sorted = classifier.sort_all(&texts);
        let made: Vec<(&Said, Kept)> =
            part.iter().zip(sorted).map(|(said, sorted)| (said, Kept::new(&said.text, sorted))).collect();
        if case.access() == Access::Write {
            let mut batch = case.batch()?;
            made.iter().try_for_each(|(said, kept)| batch.sorting(said.id, &reader, kept))?;
            batch.commit()?;
        }
        known.extend(made.into_iter().map(|(said, kept)| (said.id, kept)));
    }
    step(waiting.len());
    Ok(known)
}
