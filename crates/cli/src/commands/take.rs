//! Taking in, and looking at what was taken in.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use serde_json::json;
use temoin_desk::case::Access;
use temoin_desk::evidence::{Note, Obtained, Record, RecordId};
use temoin_desk::quiet::{json_line, shown};
use temoin_desk::{self as desk, Add as Request, ItemLine, MessageSide, ReadInPicture, Step, SystemClock, Worker};

use super::case::{open, plural};
use crate::advice::Failure;
use crate::args::{Add, Inspect, List, Records, Twins};
use crate::output::{aside, document, grouped, many, say, someone_is_there};
use crate::progress::Progress;

/// What is said wherever media is taken in (DESIGN §7.6).
const MINORS: &str = "If a sexual image of someone under 18 is among these files: do not copy it here, do not send it, do not delete it \
from where it is. Call Child Focus 116 000 or the police, and ask.";

/// What is said of files that came neither from her own device or account nor from someone who gave them.
const OTHER: &str = "Kept as \"another way\". A court may ask how. Looking into someone else's phone or account without leave, or with \
a password that you were not given for it, can be an offence and can weaken your file: speak with a lawyer before you hand it over.";

pub fn add(args: &Add, as_json: bool) -> Result<u8, Failure> {
    if !args.no_minors && !as_json && someone_is_there() {
        if !asked()? {
            return Ok(1);
        }
    } else if !args.no_minors {
        aside(MINORS);
    }
    let mut obtained = args.obtained.map(Into::into);
    if obtained.is_none() && !as_json && someone_is_there() {
        obtained = how_obtained()?;
    }
    if obtained == Some(Obtained::Other) {
        aside(OTHER);
    }
    let mut case = open(&args.case, Access::Write)?;
    let bar = Progress::bytes("Keeping and locking");
    let mut kept = 0;
    let request = Request { paths: &args.paths, case_folder: &args.case.case, obtained };
    let mut told = |step: Step<'_>| match step {
        Step::Found(bytes) => bar.total(bytes),
        Step::Read(bytes) => bar.more(bytes),
        Step::Kept(items) => kept += items.len(),
        _ => (),
    };
    let added = desk::add(&mut case, &mut super::worker()?, &SystemClock, &request, &mut told);
    bar.done();
    let added = added.inspect_err(|_| {
        if kept > 0 {
            aside(&format!("Kept and locked before this happened: {}.", plural(kept, "item")));
        }
    })?;
    let items: Vec<_> = added.kept.iter().map(ItemLine::of_kept).collect();
    if items.is_empty() && !added.refused.is_empty() {
        refused(&added.refused);
        let failure =
            Failure::new("nothing-taken-in", "Nothing was taken in.", "Check the names, and that you may read them.");
        return Err(failure.with(json!({"items": items, "refused": added.refused})));
    }
    if as_json {
        document(&json!({"items": items, "refused": added.refused}))?;
    } else {
        told_about(&added)?;
    }
    Ok(u8::from(!added.refused.is_empty()))
}

fn refused(refused: &[desk::Refused]) {
    for one in refused {
        aside(&format!("Not taken in: {} ({})", shown(&one.path), one.why.words()));
    }
}

fn told_about(added: &desk::Added) -> Result<(), Failure> {
    refused(&added.refused);
    for one in &added.kept {
        for note in &one.notes {
            aside(&format!("{}  {}: {}", short(one.item.id), shown(&one.item.name), shown(&note.detail)));
        }
    }
    if added.kept.is_empty() {
        return say("There was nothing to take in.");
    }
    let still = match added.files {
        1 => "The file you chose is also still where it was.",
        _ => "The files you chose are also still where they were.",
    };
    say(&format!("Kept and locked: {}. {still}", plural(added.kept.len(), "item")))
}

/// Asks the one question; returns whether to go on.
fn asked() -> Result<bool, Failure> {
    aside("Is a sexual image of someone under 18 among these files?");
    eprint!("[n] no   [y] yes   [?] I do not know: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(Failure::output)?;
    if matches!(line.trim().to_lowercase().as_str(), "n" | "no" | "non" | "nee" | "nein") {
        return Ok(true);
    }
    aside(MINORS);
    aside("Nothing was taken in.");
    Ok(false)
}

/// Asks how she came to hold what she takes in; nothing when she leaves it open.
fn how_obtained() -> Result<Option<Obtained>, Failure> {
    aside("How did you come to hold these files?");
    eprint!("[o] my own device or account   [g] someone gave them to me   [x] another way   [enter] leave it open: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(Failure::output)?;
    Ok(match line.trim().to_lowercase().as_str() {
        "o" | "own" => Some(Obtained::Own),
        "g" | "given" => Some(Obtained::Given),
        "x" | "other" => Some(Obtained::Other),
        _ => None,
    })
}

fn short(id: impl std::fmt::Display) -> String {
    id.to_string().chars().take(8).collect()
}

pub fn list(args: &List, as_json: bool) -> Result<u8, Failure> {
    let case = open(&args.case, Access::Read)?;
    let mut out = many();
    let mut count = 0;
    for line in desk::list(&case)? {
        count += 1;
        if as_json { json_line(&mut out, &line) } else { row(&mut out, &line) }.map_err(Failure::output)?;
    }
    out.flush().map_err(Failure::output)?;
    if count == 0 && !as_json {
        say("The case holds nothing yet.")?;
    }
    Ok(0)
}

fn row(out: &mut impl Write, line: &ItemLine) -> std::io::Result<()> {
    let read = if line.records == 0 { String::new() } else { format!("  {} records", grouped(line.records)) };
    let inside = if line.inside.is_some() { "  └ " } else { "" };
    writeln!(out, "{}  {inside}{}  {}  {} bytes{read}", line.id, shown(&line.name), line.media_type, grouped(line.size))
}

pub fn records(args: &Records, as_json: bool) -> Result<u8, Failure> {
    let filter = desk::filter(
        args.item,
        args.from.as_deref(),
        args.to.as_deref(),
        args.author.as_deref(),
        args.find.as_deref(),
    )?;
    let case = open(&args.case, Access::Read)?;
    let mut out = many();
    let mut found = 0;
    let mut failed = None;
    desk::records(&case, &filter, &mut |id, record, reading| {
        found += 1;
        let written = if as_json {
            desk::record_line(&mut out, id, record, reading)
        } else {
            message(&mut out, id, record).and_then(|()| reading.map_or(Ok(()), |reading| read_in(&mut out, reading)))
        };
        failed = written.err();
        failed.is_none()
    })?;
    if let Some(error) = failed.or(out.flush().err()) {
        return Err(Failure::output(error));
    }
    drop(out);
    if found == 0 && !as_json {
        say("No record fits.")?;
    }
    Ok(u8::from(found == 0))
}

/// Writes a record for a person: when, who, what, and what is particular about it.
fn message(out: &mut impl Write, id: RecordId, record: &Record) -> std::io::Result<()> {
    let when = record.sent.map_or_else(|| record.sent_raw.clone(), |sent| sent.to_string());
    let who = record.author.as_ref().map_or("(the app)", |author| &author.name);
    write!(out, "{id}  {}  {}: {}", shown(&when), shown(who), shown(&record.text))?;
    for attachment in &record.attachments {
        write!(out, " [{}]", shown(&attachment.name))?;
    }
    let flags: Vec<_> = record.flags.iter().map(|flag| flag.word()).collect();
    if flags.is_empty() { writeln!(out) } else { writeln!(out, "  ({})", flags.join(", ")) }
}

/// Writes what was read in a picture under its record, marked as such: the messages of a chat, or the lines.
fn read_in(out: &mut impl Write, reading: &ReadInPicture) -> std::io::Result<()> {
    let ReadInPicture { reader, version, text } = reading;
    if text.lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "    read in the picture by {reader} {version}; it can be wrong:")?;
    if text.messages.is_empty() {
        return text.lines.iter().try_for_each(|line| writeln!(out, "      {}", shown(&line.text)));
    }
    text.messages.iter().try_for_each(|message| {
        let side = match message.side {
            MessageSide::Left => "left",
            MessageSide::Right => "right",
            MessageSide::Middle => "middle",
        };
        let beside = [Some(side), message.time_shown.as_deref(), message.sender.as_deref()];
        let beside: Vec<_> = beside.into_iter().flatten().map(shown).collect();
        writeln!(out, "      {}: {}", beside.join("  "), shown(&message.text))
    })
}

pub fn twins(args: &Twins, as_json: bool) -> Result<u8, Failure> {
    let case = open(&args.case, Access::Read)?;
    let mut out = many();
    let (mut count, mut written) = (0, Ok(()));
    desk::twins(&case, &mut |twin| {
        count += 1;
        if written.is_ok() {
            written = if as_json { json_line(&mut out, &twin) } else { link(&mut out, &twin) };
        }
    })?;
    written.and_then(|()| out.flush()).map_err(Failure::output)?;
    if count == 0 && !as_json {
        say("Nothing is held twice.")?;
    }
    Ok(0)
}

fn link(out: &mut impl Write, twin: &desk::Twin) -> std::io::Result<()> {
    let [one, other] = match twin.records.as_slice() {
        [one, other] => [one.to_string(), other.to_string()],
        _ => twin.items.map(|item| item.to_string()),
    };
    writeln!(out, "{one}  =  {other}  {}", twin.why.words())
}

pub fn inspect(args: &Inspect, as_json: bool) -> Result<u8, Failure> {
    let mut worker = super::worker()?;
    if args.records {
        return all(&mut worker, &args.path).map(|()| 0);
    }
    let mut summary = desk::inspect(&mut worker, &args.path, None)?;
    summary.bytes_read = 0;
    if as_json {
        document(&summary)?;
    } else {
        facts(&summary)?;
    }
    Ok(0)
}

/// Writes all records of a file; the worker does so by itself where nobody watches.
fn all(worker: &mut Worker, path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    if !std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        return desk::pour(worker, path, std::process::Stdio::inherit()).map_err(|error| match error {
            desk::DeskError::Output(error) => Failure::output(error),
            error => error.into(),
        });
    }
    let mut out = many();
    let done = desk::inspect(worker, path, Some(&mut out));
    out.flush().map_err(Failure::output)?;
    done?;
    Ok(())
}

/// Writes the facts one a line, under the names that JSON gives them.
fn facts(summary: &impl Serialize) -> Result<(), Failure> {
    let value = serde_json::to_value(summary).unwrap_or_default();
    for (key, value) in value.as_object().into_iter().flatten().filter(|(key, _)| *key != "notes") {
        let text = match value {
            serde_json::Value::String(text) => shown(text),
            serde_json::Value::Array(list) => list
                .iter()
                .map(|one| one.as_str().map_or_else(|| one.to_string(), shown))
                .collect::<Vec<_>>()
                .join(", "),
            other => other.to_string(),
        };
        say(&format!("{:<22}{text}", key.replace('_', " ")))?;
    }
    let notes: Vec<Note> =
        value.get("notes").and_then(|notes| serde_json::from_value(notes.clone()).ok()).unwrap_or_default();
    notes.iter().try_for_each(|note| say(&format!("{:<22}{}: {}", "note", note.code, shown(&note.detail))))
}
