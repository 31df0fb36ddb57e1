//! vPDQ's text form: a line `frame,quality,hash,seconds` for each frame of a film.

use temoin_fingerprint::{Frame, Part, RowError};
use temoin_syntax::Source;

use crate::kind::Signal;
use crate::lines::{self, Line};
use crate::tally::{Found, Given, Halt, Tally};
use crate::text::is_nothing;
use crate::{Options, Why};

/// Reads the lines.
pub(crate) fn read(source: &dyn Source, options: &Options, tally: &mut Tally<'_>) -> Result<(), Halt> {
    let mut found = Found::default();
    lines::each(source, options.line, |Line { number, text }| {
        let Some(text) = text else { return tally.bad(number, Why::TooLong) };
        if is_nothing(text) {
            return Ok(());
        }
        found.clear();
        match frame(text) {
            Ok(frame) => {
                push(&mut found, &frame);
                if tally.wants() {
                    let beside = [("frame", frame.number.to_string()), ("quality", frame.quality.to_string())];
                    tally.keep(beside.map(|(name, text)| (name.to_owned(), text)).into());
                }
                tally.row(number, &found)
            }
            Err(why) => tally.bad(number, why),
        }
    })
}

/// Keeps a frame's hash, where there is enough to recognise.
pub(crate) fn push(found: &mut Found, frame: &Frame) {
    let given = Given { signal: Signal::Pdq(frame.hash), part: Part::Whole, at: Some(frame.at) };
    found.push_if_used(given, Some(frame.quality));
}

/// Reads one line.
pub(crate) fn frame(line: &[u8]) -> Result<Frame, Why> {
    let read = Frame::read_text(line);
    match (read.frames.first(), read.bad.first()) {
        (Some(frame), None) => Ok(*frame),
        (_, bad) => Err(bad.map_or(Why::Frame, |bad| why(bad.why))),
    }
}

/// Says in our words why a frame was not read.
pub(crate) fn why(error: RowError) -> Why {
    use temoin_fingerprint::RowError::Hash;
    match error {
        Hash(temoin_fingerprint::HashError::Length { digits }) => Why::Length { digits },
        Hash(_) => Why::Digits,
        _ => Why::Frame,
    }
}
