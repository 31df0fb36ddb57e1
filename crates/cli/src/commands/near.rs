//! Recognising pictures and films again.

use std::collections::HashMap;
use std::io::Write;

use temoin_desk::evidence::ItemId;
use temoin_desk::quiet::{json_line, shown};
use temoin_desk::{self as desk, Group, Hashing, Likeness, Link, Refused};

use super::case::{open_if_writable, plural};
use crate::advice::Failure;
use crate::args::{CaseArgs, Fingerprint};
use crate::output::{aside, many, say};
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
fn unread(refused: &[Refused]) -> Failure {
    for one in refused {
        aside(&format!("not read: {} ({})", shown(&one.path), one.why.words()));
    }
    Failure::new("unreadable", "Not everything could be read.", "Check the names, and that you may read them.")
}

pub fn groups(args: &CaseArgs, as_json: bool) -> Result<u8, Failure> {
    let mut case = open_if_writable(args)?;
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
