use temoin_seal::package::path;

use super::block::{Block, Cell, Fact, columns, exact, fact};
use super::{Maker, facts};
use crate::{Answer, Exhibit, Statement, ending};

/// How to check, in a few steps.
pub(super) fn checking(maker: &Maker<'_>) -> Vec<Block> {
    let first = maker.view.exhibits.iter().zip(1..).find(|(exhibit, _)| exhibit.in_clear);
    let file = first.map_or_else(|| path::PDF.into(), |(exhibit, number)| ending::path(number, exhibit));
    let code = |lines: &[&str]| Block::Code { lines: lines.iter().map(|&line| line.into()).collect() };
    vec![
        maker.section("checking"),
        maker.text("checking-how"),
        maker.text("checking-windows"),
        code(&[&format!("certutil -hashfile {} SHA256", file.replace('/', "\\"))]),
        maker.text("checking-all"),
        code(&["sha256sum -c manifest-sha256.txt", "sha256sum -c tagmanifest-sha256.txt", "bagit.py --validate ."]),
        maker.text("checking-stamps"),
        code(&["openssl ts -verify -data … -in … -CAfile … -attime …"]),
        maker.text("checking-temoin"),
        code(&["temoin-verify . --fingerprint …"]),
        Block::Note { text: maker.say("checking-trust") },
    ]
}

/// What all this does not show, in plain words.
pub(super) fn limits(maker: &Maker<'_>) -> Vec<Block> {
    let mut items: Vec<String> = [
        "limit-online",
        "limit-before",
        "limit-author",
        "limit-names",
        "limit-clocks",
        "limit-chosen",
        "limit-key",
        "limit-reading",
        "limit-bailiff",
        "limit-hidden",
    ]
    .map(|key| maker.say(key))
    .into();
    if maker.view.container {
        items.push(maker.say("limit-container"));
    }
    vec![maker.section("limits"), maker.text("limits-how"), Block::List { items }]
}

/// What an expert needs: key, log, leaves, digests.
pub(super) fn section(maker: &Maker<'_>) -> Vec<Block> {
    let mut blocks = vec![maker.section("annex"), maker.text("annex-how"), facts(log(maker))];
    let heading = |key: &str| Block::Heading { text: maker.say(key), name: None, listed: false };
    blocks.push(heading("annex-leaves"));
    blocks.push(Block::Table {
        columns: columns([
            (maker.say("column-leaf"), 0),
            (maker.say("column-what"), 1),
            (maker.say("column-leaf-hash"), 0),
        ]),
        rows: leaves(maker),
    });
    let rows: Vec<_> = maker.view.exhibits.iter().zip(1..).filter_map(|(e, n)| pieces(maker, e, n)).collect();
    if !rows.is_empty() {
        blocks.push(heading("annex-pieces"));
        blocks.push(maker.text("annex-pieces-how"));
        blocks.push(Block::Table {
            columns: columns([
                (maker.say("column-number"), 0),
                (maker.say("column-pieces"), 0),
                (maker.say("column-places"), 1),
            ]),
            rows,
        });
    }
    blocks.push(heading("annex-formats"));
    blocks.push(maker.text("annex-formats-how"));
    blocks
}

fn log(maker: &Maker<'_>) -> Vec<Fact> {
    let view = maker.view;
    let mut rows = vec![
        exact(maker.say("fact-origin-log"), view.key.origin.clone()),
        exact(maker.say("fact-key"), view.key.verifier.clone()),
        exact(maker.say("fact-fingerprint"), view.key.fingerprint.clone()),
        fact(maker.say("fact-log-size"), maker.number(view.log_size)),
        fact(maker.say("fact-export-leaf"), maker.words.count("export-leaf", view.log_size)),
    ];
    if let Some(head) = &view.checkpoint {
        rows.push(fact(maker.say("fact-head-size"), maker.number(head.size)));
        rows.push(exact(maker.say("fact-head-root"), head.root.to_string()));
        if let Some(made) = &head.made {
            rows.push(fact(maker.say("fact-head-made"), maker.clock(made)));
        }
    }
    rows
}

/// Lists the shown leaves in the order of the log.
fn leaves(maker: &Maker<'_>) -> Vec<Vec<Cell>> {
    let view = maker.view;
    let exhibit = |(exhibit, number): (&Exhibit, usize)| (exhibit.leaf, maker.exhibit(number));
    let statement = |(statement, number): (&Statement, usize)| {
        (statement.leaf, maker.words.with("statement", &[("number", &number.to_string())]))
    };
    let answer = |answer: &Answer| (answer.leaf, maker.say("answer"));
    let mut leaves: Vec<_> = view.exhibits.iter().zip(1..).map(exhibit).collect();
    leaves.extend(view.statements.iter().zip(1..).map(statement));
    leaves.extend(view.answers.iter().map(answer));
    leaves.sort_by_key(|(leaf, _)| leaf.index);
    let row = |(leaf, what): (crate::Leaf, String)| {
        vec![Cell::Text(leaf.index.to_string()), Cell::Text(what), Cell::Exact(leaf.hash.to_string())]
    };
    leaves.into_iter().map(row).collect()
}

/// Numbers of pieces that are written out; the rest is in the package.
const WRITTEN: usize = 24;

fn pieces(maker: &Maker<'_>, exhibit: &Exhibit, number: usize) -> Option<Vec<Cell>> {
    let pieces = exhibit.pieces.as_ref()?;
    let mut places: Vec<String> = pieces
        .shown
        .iter()
        .take(WRITTEN)
        .map(|piece| format!("{}: {}+{}", piece.index, piece.start, piece.len))
        .collect();
    if pieces.shown.len() > WRITTEN {
        places.push("…".into());
    }
    let count = format!("{} / {}", maker.number(pieces.shown.len() as u64), maker.number(pieces.count));
    Some(vec![Cell::Text(number.to_string()), Cell::Text(count), Cell::Text(places.join(", "))])
}
