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

use temoin_syntax::{Source, Window};

use crate::removed::Removed;
use crate::row::Nothing;
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

/// Returns whether one of some words stands in the file.
fn mentions(source: &dyn Source, words: &[&'static [u8]]) -> Result<bool, Halt> {
    let finders: Vec<_> = words.iter().map(memchr::memmem::Finder::new).collect();
    let longest = words.iter().map(|word| <[u8]>::len(word)).max().unwrap_or(0);
    let mut window = Window::new(source, 0);
    loop {
        if finders.iter().any(|finder| finder.find(window.rest()).is_some()) {
            return Ok(true);
        }
        if window.is_complete() {
            return Ok(false);
        }
        window.advance(window.rest().len().saturating_sub(longest));
        window.more()?;
    }
}
