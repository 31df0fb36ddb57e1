//! Recognising pictures and films again.

use std::collections::HashMap;
use std::io::Write;

use temoin_desk::evidence::ItemId;
use temoin_desk::exchange::Note;
use temoin_desk::quiet::{json_line, shown};
use temoin_desk::{self as desk, Group, HashesRequest, Hashing, Likeness, Link, Refused, Search, Told, Wanted};

use super::case::{open_if_writable, place, plural};
use crate::advice::Failure;
use crate::args::{CaseArgs, Fingerprint, Hashes, Match};
use crate::output::{aside, document, many, say};
use crate::progress::Progress;

pub fn fingerprint(args: &Fingerprint) -> Result<u8, Failure> {
    let hashing = Hashing { stored: args.raw, own_bank: args.own_bank };
    let mut out = many();
    let mut unseen = 0;
    let refused = desk::fingerprint(&mut super::worker()?, &args.paths, hashing, &mut |line| {
        if let Some(why) = line.note {
            unseen += 1;
            aside(&format!("{}: {}", shown(&line.path), why.words()));
        }
        // Each line is out before the next file is read: a long run can be followed.
        json_line(&mut out, &line).and_then(|()| out.flush())
    })
    .map_err(Failure::output)?;
    if refused.is_empty() { Ok(u8::from(unseen > 0)) } else { Err(unread(&refused)) }
}

/// Names what could not be read, and makes of it the failure of the whole.
pub fn unread(refused: &[Refused]) -> Failure {
    for one in refused {
        aside(&format!("not read: {} ({})", shown(&one.path), one.why.words()));
    }
    Failure::new("unreadable", "Not everything could be read.", "Check the names, and that you may read them.")
}

pub fn groups(args: &CaseArgs, as_json: bool) -> Result<u8, Failure> {
    let mut case = open_if_writable(&args.case, &args.unlock)?;
    let bar = Progress::count("Looking at pictures and films");
    let mut step = |done, total| bar.at(done as u64, total as u64);
    let grouped = desk::groups(&mut case, &mut super::worker()?, &mut step);
    bar.done();
    let grouped = grouped?;
    for (item, why) in &grouped.unseen {
        aside(&format!("{}  {}: {}", item.id, shown(&item.name), why.words()));
    }
    let names: HashMap<ItemId, String> = case.items()?.into_iter().map(|item| (item.id, shown(&item.name))).collect();
    let mut out = many();
    for group in &grouped.groups {
        let written = if as_json { json_line(&mut out, group) } else { together(&mut out, group, &names) };
        written.map_err(Failure::output)?;
    }
    out.flush().map_err(Failure::output)?;
    if grouped.groups.is_empty() && !as_json {
        say("No two pictures or films show the same.")?;
    }
    Ok(u8::from(grouped.groups.is_empty()))
}

fn together(out: &mut impl Write, group: &Group, names: &HashMap<ItemId, String>) -> std::io::Result<()> {
    let name = |id: &ItemId| names.get(id).map_or("", String::as_str);
    writeln!(out, "Group {}: {} show the same", group.group, plural(group.items.len(), "item"))?;
    group.items.iter().try_for_each(|id| writeln!(out, "  {id}  {}", name(id)))?;
    for Link { items: [one, other], why, distance, variant } in &group.links {
        let (one, other) = (name(one), name(other));
        match why {
            Likeness::SameBytes => writeln!(out, "      {one} has the same bytes as {other}")?,
            _ => writeln!(out, "      {one} shows what {other} shows ({variant}; {distance} of 256 bits differ)")?,
        }
    }
    Ok(())
}

pub fn find(args: &Match) -> Result<u8, Failure> {
    let search = Search { banks: &args.banks, radius: args.radius, coarse: args.quick };
    let mut worker = super::worker()?;
    let mut refused = Vec::new();
    let mut told = |told: Told| match told {
        Told::Refused(one) => refused.push(one),
        other => say_aside(&other),
    };
    let mut case = match &args.paths[..] {
        [only] if desk::recognise(only).is_ok() => Some(open_if_writable(only, &args.unlock)?),
        _ => None,
    };
    let wanted = match (&args.queries, &mut case) {
        (Some(list), _) => Wanted::Hashes(list),
        (None, Some(case)) => Wanted::Case(case),
        (None, None) => Wanted::Files(&args.paths),
    };
    let (lines, stats) = desk::find(&mut worker, wanted, &search, &mut told)?;
    let mut out = many();
    lines.iter().try_for_each(|line| json_line(&mut out, line)).map_err(Failure::output)?;
    if args.stats {
        json_line(&mut out, &stats).map_err(Failure::output)?;
    }
    out.flush().map_err(Failure::output)?;
    if refused.is_empty() { Ok(u8::from(lines.is_empty())) } else { Err(unread(&refused)) }
}

/// What is said wherever hashes leave a case (reference: who takes hashes of intimate images, and how).
const WHERE_TO: &str = "Nothing was sent. To have intimate images of yourself blocked on platforms: https://stopncii.org (18 and over) makes its own hashes \
in your browser, and does not take this file. If you were under 18: https://takeitdown.ncmec.org, or Child Focus 116 000.";

pub fn hashes(args: &Hashes, as_json: bool) -> Result<u8, Failure> {
    place(&args.case, &args.out)?;
    let mut case = open_if_writable(&args.case.case, &args.case.unlock)?;
    let request = HashesRequest { items: &args.items, all: args.all, form: args.form.into(), out: &args.out };
    let made = desk::hashes(&mut case, &mut super::worker()?, &request)?;
    for one in &made.left_out {
        aside(&format!("Not in it: {}  {}: {}", one.item, shown(&one.name), one.why.words()));
    }
    aside(WHERE_TO);
    if as_json {
        document(&made)?;
        return Ok(0);
    }
    say(&format!("{} holds the hashes of {}, and nothing else:", shown(&made.file), plural(made.given.len(), "item")))?;
    for line in &made.given {
        let kinds = [
            line.pdq.map(|hash| format!("pdq {hash}")),
            line.md5.as_ref().map(|hash| format!("md5 {hash}")),
            line.sha1.as_ref().map(|hash| format!("sha1 {hash}")),
            line.sha256.as_ref().map(|hash| format!("sha256 {hash}")),
        ];
        say(&format!("  {}  {}", line.item, shown(&line.name)))?;
        kinds.iter().flatten().try_for_each(|kind| say(&format!("      {kind}")))?;
    }
    Ok(0)
}

/// Says what there is to know beside the matches.
fn say_aside(told: &Told) {
    match told {
        Told::Bad { list, bad } => aside(&format!("{}: line {} is passed over: {}", shown(list), bad.line, bad.why)),
        Told::Read { list, summary } => {
            let list = shown(list);
            if summary.bad > 0 {
                aside(&format!("{list}: {} of {} rows could not be read", summary.bad, summary.rows));
            }
            if summary.skipped > 0 {
                aside(&format!("{list}: {} rows hold nothing that is compared here", summary.skipped));
            }
            summary.notes.iter().for_each(|note| aside(&format!("{list}: {}", words(*note))));
        }
        Told::Unseen { path, why } => aside(&format!("{}: {}", shown(path), why.words())),
        _ => (),
    }
}

fn words(note: Note) -> &'static str {
    match note {
        Note::LooksLikeSha256 => {
            "hashes of 64 digits are taken for PDQ, and these look like SHA-256; if they are, name their column sha256"
        }
        Note::Cut => "it ends inside a value: there may have been more",
        Note::UnknownType => "rows of a type that is not known were passed over",
        Note::Quotes => "many quotation marks are wrong: rows between them may be lost",
        _ => "not all of it could be read",
    }
}
