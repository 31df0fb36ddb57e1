use temoin_evidence::{Entry, Group};

use super::block::{Block, Fact, fact};
use super::{Maker, facts, is_rtl};
use crate::{Statement, calendar, timeline};

pub(super) fn section(maker: &Maker<'_>) -> Vec<Block> {
    if maker.view.statements.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![maker.section("statements"), maker.text("statements-how")];
    for (statement, number) in maker.view.statements.iter().zip(1..) {
        one(maker, &mut blocks, statement, number);
    }
    blocks
}

fn one(maker: &Maker<'_>, blocks: &mut Vec<Block>, statement: &Statement, number: usize) {
    let entry = &statement.entry;
    let text = maker.words.with("statement", &[("number", &number.to_string())]);
    blocks.push(Block::Heading { text, name: Some(format!("statement-{number}")), listed: false });
    let shown = maker.shown(&entry.what_happened);
    blocks.push(Block::Words { rtl: is_rtl(&shown), lines: shown.lines().map(String::from).collect() });
    blocks.push(facts(about(maker, entry)));
}

fn about(maker: &Maker<'_>, entry: &Entry) -> Vec<Fact> {
    let mut rows = vec![
        fact(maker.say("fact-when"), when(maker, entry)),
        fact(maker.say("fact-where"), maker.line(&entry.place)),
        fact(maker.say("fact-channel"), channel(maker, entry)),
        fact(maker.say("fact-who"), who(maker, entry)),
        fact(maker.say("fact-proof"), proof(maker, entry)),
        fact(maker.say("fact-entered"), maker.clock(&entry.entered_at)),
    ];
    if let Some(corrected) = &entry.corrects {
        let at = maker.view.statements.iter().position(|other| other.entry.id == *corrected);
        let which = at.map_or_else(
            || maker.say("corrects-kept"),
            |at| maker.words.with("statement", &[("number", &(at + 1).to_string())]),
        );
        rows.push(fact(maker.say("fact-corrects"), which));
    }
    rows.extend(optional(maker, entry));
    rows
}

fn when(maker: &Maker<'_>, entry: &Entry) -> String {
    let time = match timeline::told(&entry.when) {
        Some(moment) => calendar::moment(&moment, maker.view.language),
        None => maker.line(&entry.when.time),
    };
    let zone = entry.when.zone.as_deref().map(|zone| maker.line(zone));
    let parts = [Some(time).filter(|time| !time.is_empty()), zone, Some(maker.precision(entry.when.precision))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn channel(maker: &Maker<'_>, entry: &Entry) -> String {
    let word = serde_json::to_value(entry.channel).ok();
    maker.say(&format!("channel-{}", word.as_ref().and_then(|word| word.as_str()).unwrap_or("unknown")))
}

/// Says who, with how sure that is: someone suspected is never shown as the author.
fn who(maker: &Maker<'_>, entry: &Entry) -> String {
    if entry.who.is_empty() {
        return maker.say("who-nobody");
    }
    let one = |who: &temoin_evidence::Who| match who.name.trim() {
        "" => maker.certainty(who.certainty),
        name => format!("{} ({})", maker.line(name), maker.certainty(who.certainty)),
    };
    entry.who.iter().map(one).collect::<Vec<_>>().join(" · ")
}

fn proof(maker: &Maker<'_>, entry: &Entry) -> String {
    if entry.proof.is_empty() {
        return maker.say("proof-none");
    }
    let one = |proof: &String| {
        let at = maker.view.exhibits.iter().position(|exhibit| {
            exhibit.item.id.to_string() == *proof || exhibit.item.name.as_deref() == Some(proof.as_str())
        });
        match at {
            Some(at) => maker.exhibit(at + 1),
            // An item that was not chosen is not named, not even by its random id.
            None if proof.parse::<temoin_evidence::ItemId>().is_ok() => maker.say("proof-kept"),
            None => maker.line(proof),
        }
    };
    entry.proof.iter().map(one).collect::<Vec<_>>().join(" · ")
}

/// Lists optional fields; private ones only where she named them.
fn optional(maker: &Maker<'_>, entry: &Entry) -> Vec<Fact> {
    let mut rows = Vec::new();
    for (group, fields) in &entry.more {
        for (name, texts) in fields {
            let field = format!("{group}.{name}");
            let known = Group::named(group).and_then(|group| group.field(name));
            let goes = known.is_some_and(|known| !known.private) || maker.view.named.contains(&field);
            if goes && !texts.is_empty() {
                let texts: Vec<String> = texts.iter().map(|text| maker.line(text)).collect();
                rows.push(fact(maker.say(&format!("field-{group}-{name}")), texts.join(" · ")));
            }
        }
    }
    rows
}
