//! One record, whatever its form.

use temoin_syntax::json::Value;

use super::{frames, hma, stopncii, threatexchange};
use crate::kind::Kind;
use crate::removed::{Removed, Said};
use crate::tally::{Found, Halt, Tally};
use crate::{Note, Options, Signal, Why};

/// Is what a record says of its signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// They are in the list since a time, where it says one.
    Listed(Option<i64>),
    /// They are no longer.
    Withdrawn(Option<i64>),
}

/// Reads records and hands on what they hold.
pub(super) struct Reader<'r, 't> {
    untyped: Kind,
    tally: &'r mut Tally<'t>,
    removed: &'r mut Removed,
    found: Found,
}

impl<'r, 't> Reader<'r, 't> {
    pub fn new(options: &Options, tally: &'r mut Tally<'t>, removed: &'r mut Removed) -> Self {
        Self { untyped: options.untyped, tally, removed, found: Found::default() }
    }

    /// Reads a record.
    pub fn record(&mut self, line: u64, value: &Value<'_>) -> Result<(), Halt> {
        let untyped = self.untyped;
        self.row(line, value, |value, found| read(value, untyped, found))
    }

    /// Reads a record in a way of its own.
    pub fn row(
        &mut self,
        line: u64,
        value: &Value<'_>,
        read: impl FnOnce(&Value<'_>, &mut Found) -> Result<Standing, Why>,
    ) -> Result<(), Halt> {
        self.found.clear();
        if self.tally.wants() {
            self.tally.keep(beside(value));
        }
        let number = self.tally.summary.rows;
        match read(value, &mut self.found) {
            Err(why) => self.tally.bad(line, why),
            Ok(Standing::Withdrawn(time)) => {
                self.removed.add(&self.found, Said { time, number })?;
                self.tally.removed()
            }
            Ok(Standing::Listed(time)) if self.removed.apply(&mut self.found, Said { time, number }) => {
                self.tally.removed()
            }
            Ok(Standing::Listed(_)) => {
                for given in self.found.given.iter().filter(|_| self.found.untyped) {
                    if let Signal::Pdq(hash) = given.signal {
                        self.tally.untyped(hash);
                    }
                }
                self.tally.row(line, &self.found)
            }
        }
    }

    pub fn bad(&mut self, line: u64, why: Why) -> Result<(), Halt> {
        self.tally.bad(line, why)
    }

    pub fn note(&mut self, note: Note) {
        self.tally.summary.note(note);
    }
}

fn read(value: &Value<'_>, untyped: Kind, found: &mut Found) -> Result<Standing, Why> {
    match value {
        Value::Text(text) if text.matches(',').count() == 2 => frames::text(text, found)?,
        Value::Text(text) => hma::text(text, untyped, found)?,
        Value::Object(_) if value.at("hashValue").is_some() => return stopncii::record(value, found),
        Value::Object(_) if value.any(&["raw_indicator", "indicator"]).is_some() => {
            return threatexchange::descriptor(value, found);
        }
        Value::Object(_) if value.at("hash").is_some() && value.any(&["timestamp", "time"]).is_some() => {
            frames::object(value, found)?;
        }
        Value::Object(_) => hma::record(value, untyped, found)?,
        _ => return Err(Why::NoHash),
    }
    Ok(Standing::Listed(None))
}

/// Returns a record's members that are texts, numbers or words.
fn beside(value: &Value<'_>) -> Vec<(String, String)> {
    let text = |value: &Value<'_>| match value {
        Value::Bool(is) => Some(is.to_string()),
        value => value.word().map(str::to_owned),
    };
    value.fields().iter().filter_map(|(name, value)| Some((name.to_string(), text(value)?))).collect()
}
