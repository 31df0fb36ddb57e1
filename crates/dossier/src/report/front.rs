use std::collections::BTreeSet;

use serde::Serialize;
use temoin_evidence::Moment;

use super::block::{Block, Fact, exact, fact};
use super::{Maker, facts};
use crate::{calendar, timeline};

/// Is the first page.
#[derive(Serialize)]
pub(super) struct Cover {
    name: String,
    title: String,
    subtitle: String,
    is: String,
    is_not: String,
    counts: Vec<String>,
    facts: Vec<Fact>,
    compare: String,
}

pub(super) fn cover(maker: &Maker<'_>) -> Cover {
    let view = maker.view;
    let head = view.checkpoint.as_ref().map_or_else(
        || fact(maker.say("fact-checkpoint"), maker.say("no-checkpoint")),
        |head| exact(maker.say("fact-checkpoint"), format!("{}  {}", head.size, head.root)),
    );
    Cover {
        name: "Témoin".into(),
        title: maker.say("title"),
        subtitle: maker.say("subtitle"),
        is: maker.say("what-this-is"),
        is_not: maker.say("not-a-bailiff"),
        counts: counts(maker),
        facts: vec![
            fact(maker.say("fact-made"), maker.clock(&view.made)),
            exact(maker.say("fact-fingerprint"), view.key.fingerprint.clone()),
            head,
            fact(maker.say("fact-program"), format!("{} {}", view.program.name, view.program.version)),
        ],
        compare: maker.say("compare"),
    }
}

fn counts(maker: &Maker<'_>) -> Vec<String> {
    let view = maker.view;
    let records = view.exhibits.iter().map(|exhibit| exhibit.records.len() as u64).sum();
    let mut counts = vec![maker.words.count("n-exhibits", view.exhibits.len() as u64)];
    for (key, n) in [
        ("n-records", records),
        ("n-statements", view.statements.len() as u64),
        ("n-pieces-kept", maker.index.pieces_withheld),
        ("n-leaves-kept", maker.index.leaves_withheld),
    ] {
        if n > 0 {
            counts.push(maker.words.count(key, n));
        }
    }
    counts
}

pub(super) fn summary(maker: &Maker<'_>) -> Vec<Block> {
    let view = maker.view;
    let mut blocks = vec![maker.section("summary")];
    if !view.opening.trim().is_empty() {
        let shown = maker.shown(&view.opening);
        blocks.push(maker.text("her-opening"));
        blocks.push(Block::Words { rtl: super::is_rtl(&shown), lines: shown.lines().map(String::from).collect() });
    }
    blocks.push(Block::Text { text: maker.words.with("summary-shown", &[("what", &counts(maker).join(" · "))]) });
    blocks.push(facts(summary_facts(maker)));
    blocks.push(Block::Note { text: maker.say("summary-two-columns") });
    blocks
}

fn summary_facts(maker: &Maker<'_>) -> Vec<Fact> {
    let view = maker.view;
    let mut rows = Vec::new();
    let moments: Vec<Moment> = timeline::events(view).iter().filter_map(|event| event.moment).collect();
    if let (Some(first), Some(last)) = (moments.first(), moments.last()) {
        let day = |moment: &Moment| calendar::day(&moment.time, view.language);
        let (first, last) = (day(first), day(last));
        let text = if first == last { first } else { maker.words.with("from-to", &[("from", &first), ("to", &last)]) };
        rows.push(fact(maker.say("fact-period"), text));
    }
    let names = names(maker);
    if !names.is_empty() {
        rows.push(fact(maker.say("fact-names"), names.join(" · ")));
    }
    let strengths: Vec<String> = ['A', 'B', 'C', 'D', 'E']
        .iter()
        .filter_map(|letter| {
            let n = view.exhibits.iter().filter(|e| super::letter(e.origin.strength) == *letter).count();
            (n > 0).then(|| format!("{letter} × {}", maker.number(n as u64)))
        })
        .collect();
    if !strengths.is_empty() {
        rows.push(fact(maker.say("fact-strengths"), strengths.join(" · ")));
    }
    let stamps = view.stamps.len() as u64;
    let stamped = if stamps == 0 { maker.say("no-stamps") } else { maker.words.count("n-stamps", stamps) };
    rows.push(fact(maker.say("fact-stamps"), stamped));
    rows
}

/// Lists the names that sources show, each once, in order of appearance; at most twelve.
fn names(maker: &Maker<'_>) -> Vec<String> {
    const MOST: usize = 12;
    let mut names: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for author in maker.view.exhibits.iter().flat_map(|e| &e.records).filter_map(|shown| shown.record.author.as_ref()) {
        // A chat repeats a few names thousands of times; a mask can make two of them one, hence the second look.
        if !seen.insert(author.name.as_str()) {
            continue;
        }
        let name = maker.words.with("quoted", &[("what", &maker.name(author))]);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    if more > 0 {
        names.push(maker.words.count("n-more", more as u64));
    }
    names
}
