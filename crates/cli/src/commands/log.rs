//! The incident log, and the person's answers.

use serde_json::json;
use temoin_desk::case::{Access, Said, SystemEntropy};
use temoin_desk::quiet::shown;
use temoin_desk::{self as desk, Becomes, DeskError, Given, SystemClock};

use super::case::open;
use crate::advice::Failure;
use crate::args::{Actors, Answer, Note};
use crate::output::{aside, document, grouped, say};

pub fn note(args: &Note, as_json: bool) -> Result<u8, Failure> {
    let text = std::fs::read_to_string(&args.from).map_err(|e| DeskError::Unreadable(Given::Entry, e))?;
    let mut case = open(&args.case, Access::Write)?;
    let becomes = if args.statement { Becomes::Statement } else { Becomes::Draft };
    let entry = desk::note(&mut case, &SystemClock, &mut SystemEntropy, &text, becomes)?;
    if as_json {
        document(&json!({"id": entry.id, "statement": args.statement, "entered_at": entry.entered_at.to_string()}))?;
    } else if args.statement {
        say(&format!("Sealed as your statement: {}", entry.id))?;
        aside(
            "It stays as it is; a correction is a new entry with corrects = \"…\". Sealed versions can be asked for by the other side.",
        );
    } else {
        say(&format!("Kept as a draft: {}", entry.id))?;
        aside(
            "A draft is yours alone, is never sealed and goes into no dossier. To change it, put its id in the file.",
        );
    }
    Ok(0)
}

pub fn answer(args: &Answer, as_json: bool) -> Result<u8, Failure> {
    let said = match (&args.date_order, &args.zone) {
        (Some(order), _) => Said::DateOrder((*order).into()),
        (None, Some(zone)) => Said::Zone(zone.clone()),
        (None, None) => return Err(DeskError::Answer.into()),
    };
    let mut case = open(&args.case, Access::Write)?;
    let records = desk::answer(&mut case, &mut super::worker()?, &SystemClock, args.item, said, &args.by)?;
    if as_json {
        document(&json!({"item": args.item, "records": records}))?;
    } else {
        say(&format!("Kept as your answer; {} records were read anew.", grouped(records)))?;
    }
    Ok(0)
}

pub fn actors(args: &Actors, as_json: bool) -> Result<u8, Failure> {
    let access = if args.join.is_some() { Access::Write } else { Access::Read };
    let mut case = open(&args.case, access)?;
    let actors = match args.join.as_deref() {
        Some([one, other]) => desk::join(&mut case, &SystemClock, [one, other], &args.by)?,
        _ => case.actors()?,
    };
    if as_json {
        document(&json!({"actors": actors}))?;
        return Ok(0);
    }
    for actor in &actors {
        let names: Vec<_> = actor.handles.iter().map(|h| format!("{}:{}", h.platform, shown(&h.value))).collect();
        say(&names.join("  =  "))?;
    }
    aside("Names as the sources show them. Two are one person only where someone said so.");
    Ok(0)
}
