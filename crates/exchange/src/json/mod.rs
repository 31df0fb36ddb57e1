//! JSON: a value a line, lists, and the documents that exchanges answer with.

mod frames;
mod hma;
mod lines;
mod record;
mod shape;
mod stopncii;
mod temoin;
mod threatexchange;
mod walked;

use temoin_syntax::Source;

use crate::removed::Removed;
use crate::row::Nothing;
use crate::scan::mentions;
use crate::tally::{Halt, Tally};
use crate::{Format, Options};
pub(crate) use shape::{Json, shape};

/// What withdraws a record names it so.
const WITHDRAWING: [&[u8]; 2] = [b"\"hashStatus\"", b"\"should_delete\""];

/// Reads JSON of a shape; twice, where something may be withdrawn.
pub(crate) fn read(source: &dyn Source, shape: Json, options: &Options, tally: &mut Tally<'_>) -> Result<(), Halt> {
    let mut removed = Removed::new(options.removed);
    if mentions(source, &WITHDRAWING)? {
        once(source, shape, options, &mut Tally::new(Format::Json, &mut Nothing), &mut removed)?;
    }
    removed.close();
    once(source, shape, options, tally, &mut removed)
}

fn once(
    source: &dyn Source,
    shape: Json,
    options: &Options,
    tally: &mut Tally<'_>,
    removed: &mut Removed,
) -> Result<(), Halt> {
    match shape {
        Json::Lines => lines::read(source, options, tally, removed),
        _ => walked::read(source, shape, options, tally, removed),
    }
}
