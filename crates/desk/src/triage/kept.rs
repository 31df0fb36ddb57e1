//! What the sorting says of each text, kept in the case until another model, other rules or another text make it stale.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use temoin_case::{Access, Case, TextId};
use temoin_language::{Classifier, Label, Language, Reason, Sorted, Why, builtin};

use super::said::{Said, each_text, mark, text};
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
    /// would add less without these words.
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

/// Returns what is known of the texts of the case that carry a label, or of which she said something; what was not sorted by these
/// yet is sorted now, and kept where the case may be written to. Of a large case, all else is not held in memory.
pub(super) fn sortings(
    case: &mut Case,
    classifier: &Classifier<'_>,
    judged: &HashSet<TextId>,
    step: &mut dyn FnMut(usize),
) -> Result<HashMap<TextId, Kept>, DeskError> {
    let reader = reader(classifier);
    let matters = |id: &TextId, kept: &Kept| !kept.put.is_empty() || judged.contains(id);
    let (mut marks, mut known) = (HashMap::new(), HashMap::new());
    case.sortings(&reader, &mut |id, kept: Kept| {
        marks.insert(id, kept.of);
        if matters(&id, &kept) {
            known.insert(id, kept);
        }
    })?;
    let mut waiting = Vec::new();
    each_text(case, &mut |_, said| {
        if marks.get(&said.id).is_none_or(|of| *of != mark(&said.text)) {
            waiting.push(said.id);
        }
    })?;
    for (done, part) in waiting.chunks(BATCH).enumerate() {
        step(done * BATCH);
        let found: Vec<Option<Said>> = part.iter().map(|&id| text(case, id)).collect::<Result<_, _>>()?;
        let said: Vec<Said> = found.into_iter().flatten().collect();
        let texts: Vec<(&str, Option<Language>)> = said.iter().map(|said| (said.text.as_str(), None)).collect();
        let sorted = classifier.sort_all(&texts);
        let made: Vec<(TextId, Kept)> =
            said.iter().zip(sorted).map(|(said, sorted)| (said.id, Kept::new(&said.text, sorted))).collect();
        if case.access() == Access::Write {
            let mut batch = case.batch()?;
            made.iter().try_for_each(|(id, kept)| batch.sorting(*id, &reader, kept))?;
            batch.commit()?;
        }
        for (id, kept) in made {
            known.remove(&id);
            if matters(&id, &kept) {
                known.insert(id, kept);
            }
        }
    }
    step(waiting.len());
    Ok(known)
}
