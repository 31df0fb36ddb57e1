use std::collections::BTreeSet;

use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::leaf::LeafKind;
use temoin_seal::package::path::{self, INDEX};
use temoin_seal::package::{Exhibit, Index, ShownLeaf};
use temoin_seal::piece::PieceCommitment;

use crate::leaves::Leaves;
use crate::package::Package;
use crate::report::{Checks, Code};
use crate::whole;

/// Reads the index and checks that it agrees with leaves, files and counts.
pub(crate) fn check(
    package: &Package<'_>,
    leaves: &Leaves,
    head: Option<&Checkpoint>,
    checks: &mut Checks,
) -> Option<Index> {
    let index = match Index::parse(package.sweep.document(INDEX)?) {
        Ok(index) => index,
        Err(error) => {
            checks.failed(Code::Index, INDEX, format!("It is not an index: {error}."));
            return None;
        }
    };
    let mut faults = Vec::new();
    kinds(&index, leaves, &mut faults);
    unnamed(&index, leaves, head, &mut faults);
    files(&index, package, &mut faults);
    pieces(&index, package, leaves, &mut faults);
    match head {
        Some(head) if !leaves.damaged => {
            let withheld = head.size.saturating_sub(leaves.by_index.len() as u64);
            if index.leaves_withheld != withheld {
                faults.push(format!("{withheld} leaves are not shown, and it states {}.", index.leaves_withheld));
            }
        }
        _ => {}
    }
    checks.result(Code::Index, INDEX, faults.into_iter().next().map_or(Ok(()), Err));
    Some(index)
}

/// Returns what an intake leaf opens of the item it stands for.
pub(crate) fn sealed_item(leaf: &ShownLeaf) -> Option<SealedItem> {
    Some(SealedItem {
        sha256: leaf.text("sha256")?.parse().ok()?,
        size: leaf.number("size")?,
        pieces: PieceCommitment::from_value(leaf.value("pieces")?)?,
    })
}

/// Is what an intake leaf commits to.
pub(crate) struct SealedItem {
    pub(crate) sha256: temoin_seal::merkle::Hash,
    pub(crate) size: u64,
    pub(crate) pieces: PieceCommitment,
}

fn kinds(index: &Index, leaves: &Leaves, faults: &mut Vec<String>) {
    for (number, exhibit) in (1..).zip(&index.exhibits) {
        match leaves.by_index.get(&exhibit.leaf) {
            Some(leaf) if leaf.leaf.kind != LeafKind::Intake => {
                faults.push(format!("Exhibit {number} names a leaf that is not an intake."));
            }
            Some(leaf)
                if sealed_item(leaf).is_none() || leaf.text("item").is_none() || leaf.text("media_type").is_none() =>
            {
                faults.push(format!("The leaf of exhibit {number} does not open what an exhibit must show."));
            }
            None if !leaves.damaged => faults.push(format!("The leaf of exhibit {number} is not shown.")),
            _ => {}
        }
    }
    for (number, statement) in (1..).zip(&index.statements) {
        match leaves.by_index.get(&statement.leaf) {
            Some(leaf) if leaf.leaf.kind != LeafKind::Statement => {
                faults.push(format!("Statement {number} names a leaf that is not a statement."));
            }
            None if !leaves.damaged => faults.push(format!("The leaf of statement {number} is not shown.")),
            _ => {}
        }
    }
}

/// A leaf that is shown and not named would be evidence that no page speaks of.
fn unnamed(index: &Index, leaves: &Leaves, head: Option<&Checkpoint>, faults: &mut Vec<String>) {
    let named: BTreeSet<u64> =
        index.exhibits.iter().map(|e| e.leaf).chain(index.statements.iter().map(|s| s.leaf)).collect();
    // Without a head nothing says which leaf is the last, the export.
    let Some(last) = head.and_then(|head| head.size.checked_sub(1)) else { return };
    for (&i, leaf) in &leaves.by_index {
        if !named.contains(&i) && i != last && leaf.leaf.kind != LeafKind::Answer {
            faults.push(format!("Leaf {i} is shown and not named."));
        }
    }
}

fn files(index: &Index, package: &Package<'_>, faults: &mut Vec<String>) {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let there = |name: &str| package.files.list().contains_key(name) || package.missing.contains(name);
    for (number, exhibit) in (1..).zip(&index.exhibits) {
        if let Some(file) = &exhibit.file {
            named.insert(file);
            if !there(file) {
                faults.push(format!("The file of exhibit {number} is not there, and no list names it."));
            }
        }
        let has = [path::pieces(number), path::piece_bytes(number)].iter().any(|name| there(name));
        if exhibit.pieces.is_some() != has || (has && !there(&path::pieces(number))) {
            faults.push(format!("The pieces that exhibit {number} shows are not those that are there."));
        }
    }
    let last = index.exhibits.len() as u64;
    for name in package.files.list().keys() {
        let known = if name.starts_with(path::EXHIBITS) {
            named.contains(name.as_str())
        } else {
            !name.starts_with(path::RECORDS) || record_of(name).is_some_and(|number| (1..=last).contains(&number))
        };
        // What no manifest lists is `foreign-file` and no concern of the index.
        if !known && package.listed(name) {
            faults.push(format!("The file {name} is not named."));
        }
    }
}

/// Returns the exhibit that a file of `data/records/` belongs to.
fn record_of(name: &str) -> Option<u64> {
    let rest = name.strip_prefix(path::RECORDS)?.strip_prefix("Piece-")?;
    let number = rest[..rest.find('.')?].parse().ok()?;
    [path::pieces(number), path::piece_bytes(number), path::readings(number)]
        .contains(&name.to_owned())
        .then_some(number)
}

fn pieces(index: &Index, package: &Package<'_>, leaves: &Leaves, faults: &mut Vec<String>) {
    for (number, exhibit) in (1..).zip(&index.exhibits) {
        let Some(pieces) = exhibit.pieces else { continue };
        let sealed = leaves.by_index.get(&exhibit.leaf).and_then(sealed_item);
        if sealed.is_some_and(|item| item.pieces.count != pieces.count) {
            faults.push(format!("Exhibit {number} has another number of pieces in its leaf."));
        }
        let file = package.sweep.pieces.get(&number).filter(|file| file.count > 0);
        if file.is_some_and(|file| (file.count, file.shown, file.leaf) != (pieces.count, pieces.shown, exhibit.leaf)) {
            faults.push(format!("Exhibit {number} shows another number of pieces, or pieces of another leaf."));
        }
    }
}

/// Checks the files of the exhibits, and their shown pieces, against the leaves.
pub(crate) fn exhibits(package: &Package<'_>, index: &Index, leaves: &Leaves, checks: &mut Checks) {
    for (number, exhibit) in (1..).zip(&index.exhibits) {
        let sealed = leaves.by_index.get(&exhibit.leaf).and_then(sealed_item);
        let object = number.to_string();
        let Some(sealed) = sealed else {
            checks.unchecked(Code::Exhibit, object, "Its leaf is missing or damaged.");
            continue;
        };
        whole(package, number, exhibit, &sealed, checks);
        if exhibit.pieces.is_some() {
            shown(package, number, &sealed, checks);
        }
    }
}

fn whole(package: &Package<'_>, number: u64, exhibit: &Exhibit, sealed: &SealedItem, checks: &mut Checks) {
    let object = number.to_string();
    let Some(file) = &exhibit.file else {
        return checks.unchecked(Code::Exhibit, object, NOT_IN_CLEAR);
    };
    match (package.sweep.digests.get(file), package.sweep.sizes.get(file)) {
        (Some(hash), Some(size)) if (*hash, *size) == (sealed.sha256, sealed.size) => {
            let pieces = package.sweep.pieces.get(&number);
            let holds = |spans| package.files.open(file).and_then(|mut bytes| whole::holds(&mut bytes, spans));
            if pieces.is_none_or(|pieces| holds(&pieces.spans).unwrap_or(false)) {
                checks.passed(Code::Exhibit, object);
            } else {
                checks.failed(Code::Exhibit, object, "The shown pieces do not stand in its file where they say.");
            }
        }
        (Some(_), Some(_)) => checks.failed(Code::Exhibit, object, "Its file is not the one that was sealed."),
        _ => checks.unchecked(Code::Exhibit, object, "Its file is missing or cannot be read."),
    }
}

fn shown(package: &Package<'_>, number: u64, sealed: &SealedItem, checks: &mut Checks) {
    let object = number.to_string();
    let Some(file) = package.sweep.pieces.get(&number) else {
        return checks.unchecked(Code::Pieces, object, "The numbers of its pieces are missing or cannot be read.");
    };
    if let Some(fault) = file.faults.first() {
        return checks.failed(Code::Pieces, object, fault);
    }
    if file.bytes_missing {
        return if package.missing.contains(&path::piece_bytes(number)) {
            checks.unchecked(Code::Pieces, object, "The bytes of its pieces are missing.")
        } else {
            checks.failed(Code::Pieces, object, "The bytes of its pieces are not there, and no list names them.")
        };
    }
    checks.result(Code::Pieces, object, file.verify(&sealed.pieces, sealed.size));
}

const NOT_IN_CLEAR: &str = "The whole original is not in this file; --originals or --against checks it.";
