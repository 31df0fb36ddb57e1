use std::collections::BTreeMap;

use temoin_evidence::{Obtained, Zone};

use super::block::{Block, Cell, columns, fact};
use super::{Maker, facts};
use crate::{Stamp, Witness};

/// Who captured, how it was obtained, with which programs and clocks.
pub(super) fn section(maker: &Maker<'_>) -> Vec<Block> {
    let view = maker.view;
    let mut rows = vec![fact(maker.say("fact-program"), format!("{} {}", view.program.name, view.program.version))];
    let readers = readers(maker);
    if !readers.is_empty() {
        rows.push(fact(maker.say("fact-readers"), readers));
    }
    for (key, obtained) in [
        (Some(Obtained::Own), "obtained-own"),
        (Some(Obtained::Given), "obtained-given"),
        (Some(Obtained::Other), "obtained-other"),
        (None, "obtained-unsaid"),
    ]
    .map(|(obtained, key)| (key, obtained))
    {
        let of = ranges(view.exhibits.iter().zip(1..).filter(|(e, _)| e.item.obtained == obtained).map(|(_, n)| n));
        if !of.is_empty() {
            rows.push(fact(maker.say(key), maker.words.with("exhibits-of", &[("list", &of)])));
        }
    }
    let received: Vec<_> = view.exhibits.iter().map(|exhibit| exhibit.item.received).collect();
    let first = received.iter().min_by_key(|moment| moment.time);
    let last = received.iter().max_by_key(|moment| moment.time);
    if let (Some(first), Some(last)) = (first, last) {
        rows.push(fact(maker.say("fact-first-received"), maker.clock(first)));
        if last != first {
            rows.push(fact(maker.say("fact-last-received"), maker.clock(last)));
        }
    }
    rows.push(fact(maker.say("fact-zones"), zones(maker)));
    let mut blocks = vec![maker.section("custody"), maker.text("custody-how"), facts(rows)];
    blocks.extend(answers(maker));
    blocks
}

fn readers(maker: &Maker<'_>) -> String {
    let mut readers: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (exhibit, number) in maker.view.exhibits.iter().zip(1..) {
        if let Some(reader) = &exhibit.reader {
            readers.entry((&reader.name, reader.version)).or_default().push(number);
        }
    }
    let one = |((name, version), numbers): ((&str, u32), Vec<usize>)| {
        let of = maker.words.with("exhibits-of", &[("list", &ranges(numbers.into_iter()))]);
        format!("{name} {version} ({of})")
    };
    readers.into_iter().map(one).collect::<Vec<_>>().join(" · ")
}

/// Counts the records by the zone of their clock.
fn zones(maker: &Maker<'_>) -> String {
    let (mut floating, mut told, mut none) = (0, 0, 0);
    for shown in maker.view.exhibits.iter().flat_map(|exhibit| &exhibit.records) {
        match shown.record.sent.map(|sent| sent.zone) {
            Some(Zone::Floating) => floating += 1,
            Some(_) => told += 1,
            None => none += 1,
        }
    }
    let parts = [("zones-floating", floating), ("zones-told", told), ("zones-none", none)];
    let parts: Vec<String> = parts.iter().filter(|(_, n)| *n > 0).map(|&(key, n)| maker.words.count(key, n)).collect();
    if parts.is_empty() { maker.say("zones-nothing") } else { parts.join(" · ") }
}

fn answers(maker: &Maker<'_>) -> Vec<Block> {
    if maker.view.answers.is_empty() {
        return Vec::new();
    }
    let row = |answer: &crate::Answer| {
        let at = maker.view.exhibits.iter().position(|exhibit| exhibit.item.id == answer.item);
        let by = if answer.by.trim().is_empty() { maker.say("answered-by-unsaid") } else { maker.line(&answer.by) };
        vec![
            Cell::Text(at.map(|at| maker.exhibit(at + 1)).unwrap_or_default()),
            Cell::Text(maker.answered(&answer.answer)),
            Cell::Text(format!("{by}, {}", maker.clock(&answer.answered))),
        ]
    };
    vec![
        maker.text("answers-how"),
        Block::Table {
            columns: columns([
                (maker.say("column-where"), 0),
                (maker.say("column-answer"), 1),
                (maker.say("column-by"), 1),
            ]),
            rows: maker.view.answers.iter().map(row).collect(),
        },
    ]
}

/// Time stamps and witnesses.
pub(super) fn stamps(maker: &Maker<'_>) -> Vec<Block> {
    let mut blocks = vec![maker.section("stamps"), maker.text("stamps-how")];
    if maker.view.stamps.is_empty() {
        blocks.push(maker.text("no-stamps"));
    } else {
        let row = |stamp: &Stamp| {
            vec![
                Cell::Text(maker.moment(&stamp.time)),
                Cell::Text(maker.line(&stamp.authority)),
                Cell::Text(maker.quality(stamp.quality)),
                Cell::Text(maker.words.count("stamp-covers", stamp.size)),
            ]
        };
        blocks.push(Block::Table {
            columns: columns([
                (maker.say("column-time"), 2),
                (maker.say("column-authority"), 2),
                (maker.say("column-quality"), 1),
                (maker.say("column-covers"), 2),
            ]),
            rows: maker.view.stamps.iter().map(row).collect(),
        });
    }
    if !maker.view.witnesses.is_empty() {
        let one = |witness: &Witness| {
            let (time, size) = (maker.moment(&witness.time), witness.size.to_string());
            let name = maker.line(&witness.name);
            maker.words.with(
                "witness",
                &[("name", &name), ("time", &time), ("size", &size), ("fingerprint", &witness.fingerprint)],
            )
        };
        blocks.push(Block::List { items: maker.view.witnesses.iter().map(one).collect() });
    }
    blocks
}

/// What readers could not read or found odd; the rest of what nobody looked at.
pub(super) fn not_examined(maker: &Maker<'_>) -> Vec<Block> {
    let mut blocks = vec![maker.section("not-examined"), maker.text("not-examined-how")];
    let mut rows = Vec::new();
    for (exhibit, number) in maker.view.exhibits.iter().zip(1..) {
        // Many notes of one kind are one line: a damaged file can have thousands.
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for note in &exhibit.notes {
            *counts.entry(&note.code).or_default() += 1;
        }
        for (code, count) in counts {
            rows.push(vec![
                Cell::Link(format!("exhibit-{number}"), number.to_string()),
                Cell::Exact(code.to_owned()),
                Cell::Text(maker.number(count)),
                Cell::Text(detail(exhibit, code)),
            ]);
        }
    }
    if rows.is_empty() {
        blocks.push(maker.text("no-notes"));
    } else {
        blocks.push(Block::Table {
            columns: columns([
                (maker.say("column-number"), 0),
                (maker.say("column-note"), 0),
                (maker.say("column-times"), 0),
                (maker.say("column-detail"), 1),
            ]),
            rows,
        });
    }
    blocks.push(Block::List {
        items: ["unseen-pictures", "unseen-sound", "unseen-rest"].map(|key| maker.say(key)).into(),
    });
    blocks
}

/// Returns the place and detail of the first note of a kind: facts in English, as the reader wrote them.
fn detail(exhibit: &crate::Exhibit, code: &str) -> String {
    let note = exhibit.notes.iter().find(|note| note.code == code);
    note.map(|note| temoin_typeset::readable(&note.detail).replace('\n', " ")).unwrap_or_default()
}

/// Writes ascending numbers as ranges: `1–3, 7`.
fn ranges(numbers: impl Iterator<Item = usize>) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let one =
        |(first, last): (usize, usize)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    ranges.into_iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[usize], expected: &str) {
        assert_eq!(ranges(numbers.iter().copied()), expected);
    }

    #[test]
    fn neighbours_are_joined() {
        check(&[], "");
        check(&[7], "7");
        check(&[1, 2, 3, 5, 8, 9], "1–3, 5, 8–9");
    }
}
