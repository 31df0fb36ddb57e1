//! Text read in pictures.

use std::io::Write;

use serde::Serialize;
use serde_json::json;
use temoin_desk::case::Access;
use temoin_desk::quiet::{json_line, shown};
use temoin_desk::{self as desk, Overlap, PicturesRead, ReadPart};

use super::case::{open, plural};
use super::near::unread;
use crate::advice::Failure;
use crate::args::{CaseArgs, Correct, ReadText};
use crate::output::{aside, document, many, say};
use crate::progress::Progress;

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

/// Is what came of reading, with the screens of one chat.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    told: &'a PicturesRead,
    overlaps: &'a [Overlap],
}

pub fn read(args: &CaseArgs, as_json: bool) -> Result<u8, Failure> {
    // Before a passphrase is asked for: without the weights nothing can be read.
    let mut worker = super::reading_worker()?;
    let mut case = open(args, Access::Write)?;
    let bar = Progress::count("Reading the text in pictures");
    let told = desk::read_pictures(&mut case, &mut worker, &mut |done, total| bar.at(done as u64, total as u64));
    bar.done();
    let (told, overlaps) = (told?, desk::overlaps(&case)?);
    for one in &told.unread {
        aside(&format!("{}  {}: {}", one.item, shown(&one.name), one.why.words()));
    }
    if as_json {
        document(&Shown { told: &told, overlaps: &overlaps })?;
    } else if told.pictures == 0 {
        say("The case holds no pictures.")?;
    } else {
        let known = told.pictures - told.read - told.unread.len();
        say(&format!(
            "{} read now, {known} known already; there is text in {}.",
            plural(told.read, "picture"),
            told.with_text
        ))?;
        for Overlap { items: [one, other], messages } in &overlaps {
            say(&format!("{other} goes on where {one} ends: {} in common", plural(*messages, "message")))?;
        }
        say("It stands beside each picture and can be wrong; search in it with: temoin records CASE --find TEXT")?;
    }
    Ok(u8::from(!told.unread.is_empty()))
}

pub fn correct(args: &Correct, as_json: bool) -> Result<u8, Failure> {
    let part = match (args.message, args.line) {
        (Some(number), _) => ReadPart::Message(number),
        (None, number) => ReadPart::Line(number.unwrap_or_default()),
    };
    let mut case = open(&args.case, Access::Write)?;
    let changed = desk::correct(&mut case, args.item, part, args.text.as_deref())?;
    if as_json {
        document(&json!({"item": args.item, "changed": changed}))?;
    } else {
        say(match (args.undo, changed) {
            (false, _) => "Kept as your word. The picture, and what was read in it, stay.",
            (true, true) => "Taken back: what was read counts again.",
            (true, false) => "There was nothing to take back.",
        })?;
    }
    Ok(u8::from(!changed))
}
