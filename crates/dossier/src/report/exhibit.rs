use temoin_evidence::{AttachmentState, Record};
use temoin_seal::package::path;

use super::block::{Block, Fact, exact, fact};
use super::{Maker, facts, is_rtl};
use crate::{Exhibit, ShownRecord, calendar, ending};

/// Characters of a message that are shown; the rest is folded, and stays whole in the package.
const FOLD: usize = 1500;

/// Messages of one exhibit that are printed, the first in file order. Setting one, with its row in the timeline, costs
/// about 0.37 MB of memory: 20,000 took over 7 GB, more than a laptop has to spare, for pages that nobody turns. All
/// that is shown is in the package, and is counted everywhere.
const PRINTED: usize = 600;

/// Headings of exhibits stand in the contents up to this many.
const LISTED: usize = 40;

/// Returns the name under which the template finds an exhibit's picture.
pub(super) fn picture(number: usize) -> String {
    format!("picture-{number}.png")
}

pub(super) fn section(maker: &Maker<'_>) -> Vec<Block> {
    let mut blocks = vec![maker.section("exhibits"), maker.text("exhibits-how")];
    if !maker.view.masks.iter().all(|mask| mask.trim().is_empty()) {
        blocks.push(Block::Note { text: maker.say("masked") });
    }
    for (exhibit, number) in maker.view.exhibits.iter().zip(1..) {
        one(maker, &mut blocks, exhibit, number);
    }
    blocks
}

fn one(maker: &Maker<'_>, blocks: &mut Vec<Block>, exhibit: &Exhibit, number: usize) {
    let listed = maker.view.exhibits.len() <= LISTED;
    let title = format!("{} — {}", maker.exhibit(number), maker.what(exhibit));
    blocks.push(Block::Heading { text: title, name: Some(format!("exhibit-{number}")), listed });
    blocks.push(facts(about(maker, exhibit, number)));
    if let Some(reduced) = &exhibit.reduced {
        let size = format!("{} × {}", reduced.width, reduced.height);
        blocks.push(Block::Picture {
            file: picture(number),
            alt: maker.words.with("picture-alt", &[("number", &number.to_string())]),
            wide: reduced.width >= reduced.height,
            caption: maker.words.with("picture-caption", &[("size", &size)]),
        });
    }
    if let Some(pieces) = &exhibit.pieces {
        blocks.push(Block::Text { text: super::coverage::sentence(maker, exhibit, pieces) });
    }
    let unprinted = exhibit.records.len().saturating_sub(PRINTED) as u64;
    if unprinted > 0 {
        let (printed, file) = (maker.number(PRINTED as u64), path::piece_bytes(number as u64));
        let texts = [("printed", printed.as_str()), ("file", file.as_str())];
        blocks.push(Block::Note { text: maker.words.count_with("exhibit-unprinted", unprinted, &texts) });
    }
    blocks.extend(exhibit.records.iter().take(PRINTED).map(|shown| message(maker, exhibit, shown, number)));
}

fn about(maker: &Maker<'_>, exhibit: &Exhibit, number: usize) -> Vec<Fact> {
    let item = &exhibit.item;
    let mut rows = Vec::new();
    if let Some(name) = &item.name {
        rows.push(fact(maker.say("fact-name"), maker.line(name)));
    }
    rows.push(fact(
        maker.say("fact-type"),
        format!("{} · {}", item.media_type, maker.words.count("n-bytes", item.size)),
    ));
    rows.push(exact("SHA-256".into(), item.sha256.to_string()));
    if let Some(modified) = &item.file_times.modified {
        let text = format!("{} — {}", maker.moment(modified), maker.read_from(modified.origin));
        rows.push(fact(maker.say("fact-modified"), text));
    }
    rows.push(fact(maker.say("fact-received"), maker.clock(&item.received)));
    rows.push(fact(maker.say("fact-obtained"), maker.obtained(item.obtained)));
    let letter = super::letter(exhibit.origin.strength);
    rows.push(fact(maker.say("fact-origin"), format!("{letter} — {}", maker.basis(&exhibit.origin.basis))));
    rows.push(place(maker, exhibit, number));
    rows
}

/// Says where the original is.
fn place(maker: &Maker<'_>, exhibit: &Exhibit, number: usize) -> Fact {
    let label = maker.say("fact-original");
    match (exhibit.in_clear, exhibit.in_container) {
        (true, _) => exact(label, ending::path(number, exhibit)),
        (false, true) => fact(label, maker.say("original-in-container")),
        (false, false) if exhibit.pieces.is_some() => exact(label, path::piece_bytes(number as u64)),
        (false, false) => fact(label, maker.say("original-kept")),
    }
}

fn message(maker: &Maker<'_>, exhibit: &Exhibit, shown: &ShownRecord, number: usize) -> Block {
    let record = &shown.record;
    let (time, about) = match &record.sent {
        Some(sent) => (
            calendar::moment(sent, maker.view.language),
            format!("{} · {}", maker.zone(sent.zone), maker.read_from(sent.origin)),
        ),
        None if record.sent_raw.is_empty() => (maker.say("no-date"), String::new()),
        None => (maker.say("no-date"), maker.words.with("time-as-written", &[("what", &maker.line(&record.sent_raw))])),
    };
    let text = folded(maker, &maker.shown(&record.text), number);
    let rtl = is_rtl(&record.text);
    Block::Message {
        time,
        about,
        author: maker.by(record),
        rtl,
        lines: lines(&text),
        small: particulars(maker, exhibit, record, shown.piece),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(String::from).collect()
}

fn folded(maker: &Maker<'_>, text: &str, number: usize) -> String {
    let count = text.chars().count();
    if count <= FOLD {
        return text.to_owned();
    }
    let begin: String = text.chars().take(FOLD).collect();
    let more = maker.number((count - FOLD) as u64);
    let file = path::piece_bytes(number as u64);
    format!("{begin} […]\n{}", maker.words.with("folded", &[("count", &more), ("file", &file)]))
}

/// Lists what is particular about a record, attachments and its place in the file.
fn particulars(maker: &Maker<'_>, exhibit: &Exhibit, record: &Record, piece: u64) -> Vec<String> {
    let mut small = maker.told(record);
    for attachment in &record.attachments {
        let key = match attachment.state {
            AttachmentState::Present => "attachment-present",
            AttachmentState::Missing => "attachment-missing",
            AttachmentState::Unknown => "attachment-unknown",
        };
        small.push(maker.words.with(key, &[("name", &maker.line(&attachment.name))]));
    }
    small.extend(record.flags.iter().map(|flag| maker.flag(flag)));
    if let Some(pieces) = &exhibit.pieces {
        let (piece, count) = (maker.number(piece + 1), maker.number(pieces.count));
        small.push(maker.words.with("piece-of", &[("piece", &piece), ("count", &count)]));
    }
    small
}
