use super::Maker;
use super::block::{Block, Cell, columns};
use crate::{calendar, timeline};

/// Characters of a text that the timeline quotes; the exhibit quotes it whole.
const EXCERPT: usize = 90;

/// Rows that are printed, days not counted: two exhibits' worth of messages. A table of many thousand rows is not read
/// on paper, and typesetting keeps all of it in memory. Every row is in the table for machines.
const PRINTED: usize = 1200;

pub(super) fn section(maker: &Maker<'_>) -> Vec<Block> {
    let mut rows = Vec::new();
    let mut day = None;
    let (events, unprinted) = printed(timeline::events(maker.view));
    for event in events {
        let of_event = event.moment.map(|moment| calendar::day(&moment.time, maker.view.language));
        if day.as_ref() != Some(&of_event) {
            rows.push(vec![Cell::Wide(of_event.clone().unwrap_or_else(|| maker.say("no-date")))]);
            day = Some(of_event);
        }
        rows.push(row(maker, &event));
    }
    let mut blocks = vec![maker.section("timeline"), maker.text("timeline-order")];
    if unprinted > 0 {
        blocks.push(Block::Note { text: maker.words.count("timeline-unprinted", unprinted) });
    }
    blocks.push(Block::Table {
        columns: columns([
            (maker.say("column-time"), 0),
            (maker.say("column-what"), 1),
            (maker.say("column-where"), 0),
        ]),
        rows,
    });
    blocks
}

/// Returns the events that are printed, and how many are not: statements always are, and of the rest the first.
fn printed(mut events: Vec<timeline::Event<'_>>) -> (Vec<timeline::Event<'_>>, u64) {
    let all = events.len();
    let statements = events.iter().filter(|event| event.statement.is_some()).count();
    let mut room = PRINTED.saturating_sub(statements);
    events.retain(|event| {
        let goes = event.statement.is_some() || room > 0;
        if event.statement.is_none() {
            room = room.saturating_sub(1);
        }
        goes
    });
    let unprinted = (all - events.len()) as u64;
    (events, unprinted)
}

fn row(maker: &Maker<'_>, event: &timeline::Event<'_>) -> Vec<Cell> {
    let clock = event.moment.map(|moment| {
        let clock = calendar::clock(&moment).unwrap_or_else(|| maker.say("no-clock"));
        format!("{clock} {}", calendar::zone(moment.zone).unwrap_or_default()).trim().to_owned()
    });
    let (what, place) = if let Some(number) = event.statement {
        let entry = &maker.view.statements[number - 1].entry;
        let label = maker.words.with("statement", &[("number", &number.to_string())]);
        let text = excerpt(&maker.line(&entry.what_happened));
        (maker.words.with("timeline-statement", &[("text", &text)]), Cell::Link(format!("statement-{number}"), label))
    } else {
        let number = event.exhibit.unwrap_or_default();
        (of_exhibit(maker, number, event), Cell::Link(format!("exhibit-{number}"), maker.exhibit(number)))
    };
    vec![Cell::Text(clock.unwrap_or_default()), Cell::Text(what), place]
}

fn of_exhibit(maker: &Maker<'_>, number: usize, event: &timeline::Event<'_>) -> String {
    let Some(record) = event.record else {
        let exhibit = &maker.view.exhibits[number - 1];
        let from = event.moment.map(|moment| maker.read_from(moment.origin));
        return [Some(maker.what(exhibit)), from].into_iter().flatten().collect::<Vec<_>>().join(" — ");
    };
    let mut parts = vec![maker.by(record)];
    let text = excerpt(&maker.line(&record.text));
    if text.is_empty() {
        parts.extend(maker.told(record).into_iter().next().or_else(|| Some(maker.flag(record.flags.iter().next()?))));
    } else {
        parts.push(maker.words.with("quoted", &[("what", &text)]));
    }
    if !record.attachments.is_empty() {
        parts.push(maker.words.count("n-attachments", record.attachments.len() as u64));
    }
    parts.join(" — ")
}

fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(EXCERPT).collect();
    if short.len() < text.len() {
        short = short.trim_end().to_owned() + " […]";
    }
    short
}
