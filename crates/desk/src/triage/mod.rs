//! Which messages of a case hurt, the gravest first: so that she need not read all of it again.
//!
//! A label orders what is read. It hides nothing and deletes nothing, each has its reasons, she can take it off or put another,
//! and nothing here says anything about her or about who is guilty.

mod context;
mod judge;
mod kept;
mod order;
mod said;

pub use context::Context;
pub use judge::{Verdict, label};
pub use kept::LabelSpan;
pub use order::Decided;

pub(crate) use said::mark;

use std::collections::HashMap;

use serde::Serialize;
use temoin_case::{Case, Judgement, TextId};
use temoin_evidence::RecordId;
use temoin_language::{Classifier, Label};

use crate::DeskError;
use crate::sort::Labels;
use said::each_text;

/// Says what is asked of a case.
#[derive(Clone, Debug, Default)]
pub struct Triage<'a> {
    /// The names under which she herself writes, as the sources show them.
    pub mine: &'a [String],
    /// Only messages with one of these labels; none, and all labels are looked for.
    pub labels: &'a [Label],
}

/// Is what came of it.
#[derive(Debug, Default)]
pub struct Triaged {
    /// The messages that carry a label, the gravest first.
    pub lines: Vec<TriageLine>,
    /// How many messages were looked at.
    pub messages: usize,
    /// How many of her own carry a label; they are not among the lines.
    pub own: usize,
}

/// Is a message that carries a label.
#[derive(Debug, Serialize)]
pub struct TriageLine {
    /// The record.
    pub id: RecordId,
    /// Zero for its own text; from one on, a text that was read in its picture.
    #[serde(skip_serializing_if = "is_zero")]
    pub part: u32,
    /// When, as the source tells it.
    pub time: String,
    /// Who wrote it, as the source shows the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its language, where it was recognised.
    pub lang: Option<&'static str>,
    /// The probability of each label, as the model gives it.
    pub labels: Labels,
    /// The labels it carries, after what she said.
    pub flagged: Vec<Decided>,
    /// What speaks for them.
    pub spans: Vec<LabelSpan>,
    /// What stands around it.
    pub context: Vec<Context>,
    /// Which model and rules decided.
    pub model: String,
    /// What was sorted: not for printing unless asked for.
    #[serde(skip)]
    pub text: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference.
fn is_zero(part: &u32) -> bool {
    *part == 0
}

/// Sorts what was not sorted yet, and lists what carries a label. `step` hears how many messages were sorted.
///
/// # Errors
/// Those of the case.
pub fn triage(
    case: &mut Case,
    classifier: &Classifier<'_>,
    request: &Triage<'_>,
    step: &mut dyn FnMut(usize),
) -> Result<Triaged, DeskError> {
    let mut hers: HashMap<TextId, Vec<Judgement>> = HashMap::new();
    for said in case.judgements()? {
        hers.entry(said.text).or_default().push(said);
    }
    let known = kept::sortings(case, classifier, &hers.keys().copied().collect(), step)?;
    let model = kept::reader(classifier);
    let mut counts = context::Counts::default();
    each_text(case, &mut |record, said| {
        if said.id.part == 0 {
            counts.add(record, &said.text);
        }
    })?;
    let counts = counts.ordered();
    let mut found = Triaged::default();
    each_text(case, &mut |record, said| {
        found.messages += 1;
        let Some(kept) = known.get(&said.id) else { return };
        let said_of = hers.get(&said.id).map_or(&[][..], Vec::as_slice);
        let flagged = order::decided(kept, said_of);
        let wanted = |one: &Decided| request.labels.is_empty() || request.labels.contains(&one.label);
        if !flagged.iter().any(wanted) {
            return;
        }
        if said.own || said.author.as_ref().is_some_and(|author| request.mine.contains(author)) {
            found.own += 1;
            return;
        }
        found.lines.push(TriageLine {
            id: said.id.record,
            part: said.id.part,
            time: said.time,
            author: said.author,
            lang: kept.lang.map(temoin_language::Language::code),
            labels: Labels(kept.labels),
            spans: kept
                .spans
                .iter()
                .filter(|span| flagged.iter().any(|one| one.label == span.label))
                .cloned()
                .collect(),
            flagged,
            context: if said.id.part == 0 { counts.about(record, &said.text) } else { Vec::new() },
            model: model.clone(),
            text: said.text,
        });
    })?;
    found.lines.sort_by(|one, other| order::grave(&one.flagged).total_cmp(&order::grave(&other.flagged)).reverse());
    Ok(found)
}
