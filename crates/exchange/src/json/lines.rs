//! A record a line: what is wrong with one line is of no matter to the next.

use temoin_syntax::Source;
use temoin_syntax::json::{self, Value};

use super::record::Reader;
use crate::lines::{self, Line};
use crate::removed::Removed;
use crate::tally::{Halt, Tally};
use crate::text::is_nothing;
use crate::{Options, Why};

/// Reads the lines. A page of an exchange's answers may be one.
pub(super) fn read(
    source: &dyn Source,
    options: &Options,
    tally: &mut Tally<'_>,
    removed: &mut Removed,
) -> Result<(), Halt> {
    let mut reader = Reader::new(options, tally, removed);
    lines::each(source, options.record, |Line { number, text }| {
        let Some(text) = text else { return reader.bad(number, Why::TooLong) };
        if is_nothing(text) {
            return Ok(());
        }
        match json::parse(text) {
            Ok((value, len, _)) if len == text.len() => match value.any(&["data", "hashRecords"]) {
                Some(Value::Array(records)) => records.iter().try_for_each(|record| reader.record(number, record)),
                _ => reader.record(number, &value),
            },
            _ => reader.bad(number, Why::Json),
        }
    })
}
