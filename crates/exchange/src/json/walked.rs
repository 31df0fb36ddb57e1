//! Documents of any size: each record is read whole, what is around it is walked through.

use temoin_syntax::json::{Element, Limits, Path, Step, Value, Visitor, walk};
use temoin_syntax::{Damage, DamageKind, Source};

use super::record::Reader;
use super::{Json, frames};
use crate::kind::named;
use crate::lines::Counter;
use crate::removed::Removed;
use crate::tally::{Halt, Tally};
use crate::{Note, Options, Why};

/// Reads a document.
pub(super) fn read(
    source: &dyn Source,
    shape: Json,
    options: &Options,
    tally: &mut Tally<'_>,
    removed: &mut Removed,
) -> Result<(), Halt> {
    let limits = Limits { element: options.record as u64, sequence: shape == Json::Records, ..Limits::default() };
    let reader = Reader::new(options, tally, removed);
    walk(source, &limits, &mut Walker { shape, lines: Counter::new(source), reader, broken: 0 })
}

struct Walker<'w, 't, 's> {
    shape: Json,
    lines: Counter<'s>,
    reader: Reader<'w, 't>,
    /// The line last found broken: what is broken again there is the same row.
    broken: u64,
}

impl Walker<'_, '_, '_> {
    /// Returns how deep records lie.
    fn depth(&self) -> usize {
        match self.shape {
            Json::Lines | Json::List | Json::Records | Json::Frames => 1,
            Json::Kinds | Json::ThreatExchange | Json::StopNcii => 2,
        }
    }
}

impl Visitor for Walker<'_, '_, '_> {
    type Error = Halt;

    fn step(&mut self, path: &Path) -> Step {
        let leads = match (self.shape, path.name(0)) {
            (Json::ThreatExchange, Some(name)) => name == "data",
            (Json::StopNcii, Some(name)) => name == "hashRecords",
            (Json::Kinds, Some(name)) => named(name.as_bytes()).is_some(),
            _ => true,
        };
        match path.depth() {
            _ if !leads => Step::Skip,
            depth if depth < self.depth() => Step::Enter,
            _ => Step::Take,
        }
    }

    fn take(&mut self, path: &Path, element: Element<'_>) -> Result<(), Halt> {
        if path.depth() != self.depth() {
            // A word or number where records or a list of them are due.
            return match self.shape {
                Json::Kinds | Json::ThreatExchange | Json::StopNcii if path.depth() == 1 => Ok(()),
                _ => self.reader.bad(self.lines.line(element.start)?, Why::NoHash),
            };
        }
        let line = self.lines.line(element.start)?;
        match (self.shape, path.name(0)) {
            (Json::Frames, Some(number)) => {
                self.reader.row(line, &element.value, |value, found| frames::numbered(number, value, found))
            }
            (Json::Kinds, Some(kind)) => {
                // As if it were said of it alone.
                let value = Value::Object(vec![(kind.into(), element.value)]);
                self.reader.record(line, &value)
            }
            _ => self.reader.record(line, &element.value),
        }
    }

    fn damage(&mut self, _: &Path, damage: Damage) -> Result<(), Halt> {
        let why = match damage.kind {
            DamageKind::Truncated => Why::Cut,
            DamageKind::TooLarge => Why::TooLong,
            _ => Why::Json,
        };
        if why == Why::Cut {
            self.reader.note(Note::Cut);
        }
        let line = self.lines.line(damage.start)?;
        if damage.start == damage.end || std::mem::replace(&mut self.broken, line) == line {
            return Ok(());
        }
        self.reader.bad(line, why)
    }
}
