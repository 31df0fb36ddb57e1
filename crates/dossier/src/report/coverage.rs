use temoin_evidence::Kind;

use super::Maker;
use super::block::{Block, Cell, columns};
use crate::{Exhibit, ShownPieces};

/// The list of exhibits with their digests.
pub(super) fn list(maker: &Maker<'_>) -> Vec<Block> {
    if maker.view.exhibits.is_empty() {
        return Vec::new();
    }
    let row = |(exhibit, number): (&Exhibit, usize)| {
        vec![
            Cell::Link(format!("exhibit-{number}"), number.to_string()),
            Cell::Text(format!("{}, {}", maker.what(exhibit), maker.words.count("n-bytes", exhibit.item.size))),
            Cell::Exact(exhibit.item.sha256.to_string()),
        ]
    };
    vec![
        maker.section("list"),
        maker.text("list-how"),
        Block::Table {
            columns: columns([(maker.say("column-number"), 0), (maker.say("column-what"), 1), ("SHA-256".into(), 0)]),
            rows: maker.view.exhibits.iter().zip(1..).map(row).collect(),
        },
    ]
}

/// What was chosen, and how much was not.
pub(super) fn section(maker: &Maker<'_>) -> Vec<Block> {
    let mut blocks = vec![maker.section("coverage"), maker.text("coverage-how")];
    let mut items = Vec::new();
    for (exhibit, number) in maker.view.exhibits.iter().zip(1..) {
        if let Some(pieces) = &exhibit.pieces {
            items.push(format!("{} — {}", maker.exhibit(number), sentence(maker, exhibit, pieces)));
        }
    }
    let whole = maker.view.exhibits.iter().filter(|exhibit| exhibit.in_clear).count() as u64;
    let away = || maker.view.exhibits.iter().filter(|exhibit| !exhibit.in_clear && exhibit.pieces.is_none());
    let read = away().filter(|exhibit| !exhibit.records.is_empty()).count() as u64;
    let hash_only = away().count() as u64 - read;
    for (key, n) in [("coverage-whole", whole), ("coverage-read", read), ("coverage-hash-only", hash_only)] {
        if n > 0 {
            items.push(maker.words.count(key, n));
        }
    }
    if maker.index.leaves_withheld > 0 {
        items.push(maker.words.count("coverage-leaves", maker.index.leaves_withheld));
    }
    items.push(maker.say("deleted-before"));
    blocks.push(Block::List { items });
    blocks
}

/// Says how much of an exhibit is shown.
pub(super) fn sentence(maker: &Maker<'_>, exhibit: &Exhibit, pieces: &ShownPieces) -> String {
    let shown = pieces.shown.len() as u64;
    let kept = pieces.count.saturating_sub(shown);
    if kept == 0 {
        return maker.words.count("coverage-all", shown);
    }
    let chat = exhibit.records.iter().any(|shown| matches!(shown.record.kind, Kind::Message | Kind::Call | Kind::Poll));
    let first = maker.words.count("coverage-shown", shown);
    let rest = maker.words.count(if chat { "coverage-kept-chat" } else { "coverage-kept-file" }, kept);
    format!("{first} {rest} {}", maker.say("deleted-before"))
}

/// Integrity and strength of origin, side by side.
pub(super) fn two_columns(maker: &Maker<'_>) -> Vec<Block> {
    let row = |(exhibit, number): (&Exhibit, usize)| {
        let letter = super::letter(exhibit.origin.strength);
        vec![
            Cell::Link(format!("exhibit-{number}"), number.to_string()),
            Cell::Text(integrity(maker, exhibit)),
            Cell::Text(format!("{letter} — {}", maker.basis(&exhibit.origin.basis))),
            Cell::Text(maker.fetch(&exhibit.origin.fetch)),
        ]
    };
    let mut blocks = vec![maker.section("two-columns"), maker.text("two-columns-how")];
    if !maker.view.exhibits.is_empty() {
        blocks.push(Block::Table {
            columns: columns([
                (maker.say("column-number"), 0),
                (maker.say("column-integrity"), 3),
                (maker.say("column-origin"), 4),
                (maker.say("column-fetch"), 4),
            ]),
            rows: maker.view.exhibits.iter().zip(1..).map(row).collect(),
        });
    }
    blocks.push(Block::List { items: ["a", "b", "c", "d", "e"].map(|l| maker.say(&format!("strength-{l}"))).into() });
    blocks
}

fn integrity(maker: &Maker<'_>, exhibit: &Exhibit) -> String {
    maker.words.with(
        match (exhibit.in_clear, &exhibit.pieces) {
            (true, _) => "integrity-whole",
            (false, Some(_)) => "integrity-pieces",
            (false, None) if !exhibit.records.is_empty() => "integrity-read",
            (false, None) => "integrity-hash",
        },
        &[("leaf", &exhibit.leaf.index.to_string())],
    )
}
