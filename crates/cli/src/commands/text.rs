//! Text read in pictures.

use std::io::Write;

use temoin_desk as desk;
use temoin_desk::quiet::{json_line, shown};

use super::near::unread;
use crate::advice::Failure;
use crate::args::ReadText;
use crate::output::{aside, many};

pub fn read_text(args: &ReadText) -> Result<u8, Failure> {
    let mut out = many();
    let mut notes = 0;
    let refused = desk::read_text(&mut super::reading_worker()?, &args.paths, &mut |line| {
        if let Some(why) = line.note {
            notes += 1;
            aside(&format!("{}: {}", shown(&line.path), why.words()));
        }
        // Each line is out before the next picture is read: a long run can be followed.
        json_line(&mut out, &line).and_then(|()| out.flush())
    })
    .map_err(Failure::output)?;
    if refused.is_empty() { Ok(u8::from(notes > 0)) } else { Err(unread(&refused)) }
}
