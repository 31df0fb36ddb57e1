use std::collections::BTreeMap;

use serde_json::Value;
use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::encoding::array_from_hex;
use temoin_seal::leaf::LeafKind;
use temoin_seal::merkle::{self, Hash};
use temoin_seal::note::VerifierKey;
use temoin_seal::package::ShownLeaf;
use temoin_seal::package::path::MANIFEST;
use temoin_seal::piece::PieceCommitment;
use temoin_seal::tlog_proof;

use crate::layout::Place;
use crate::log::Log;
use crate::package::Package;
use crate::report::{Checks, Code};

/// Holds the shown leaves that could be read, by index.
pub(crate) struct Leaves {
    pub(crate) by_index: BTreeMap<u64, ShownLeaf>,
    /// Whether a leaf file is damaged, so that what rests on the number of leaves cannot be checked.
    pub(crate) damaged: bool,
}

impl Leaves {
    /// Checks every shown leaf and its proof.
    pub(crate) fn check(package: &Package<'_>, log: &Log, key: Option<&VerifierKey>, checks: &mut Checks) -> Self {
        let mut leaves = Self { by_index: BTreeMap::new(), damaged: false };
        let mut heads = Heads { key, opened: None };
        for place in package.promised() {
            match place {
                Place::Leaf(index) => leaves.one(package, index, log, &mut heads, checks),
                Place::Proof(index) if package.document(place).is_some() => {
                    let leaf = Place::Leaf(index);
                    if package.document(leaf).is_none() && !package.is_missing(leaf) {
                        checks.failed(Code::Leaf, index.to_string(), "A proof stands without its leaf.");
                    }
                }
                _ => {}
            }
        }
        leaves
    }

    fn one(&mut self, package: &Package<'_>, index: u64, log: &Log, heads: &mut Heads<'_>, checks: &mut Checks) {
        let object = index.to_string();
        let Some(bytes) = package.document(Place::Leaf(index)) else {
            self.damaged = true;
            return;
        };
        let leaf = match ShownLeaf::parse(bytes) {
            Ok(leaf) if leaf.index == index => leaf,
            other => {
                self.damaged = true;
                let why =
                    other.err().map_or_else(|| "another index than its name".to_owned(), |error| error.to_string());
                return checks.failed(Code::Leaf, object, format!("It is not a shown leaf: {why}."));
            }
        };
        match well_formed(&leaf) {
            Err(name) => checks.failed(Code::Leaf, object, format!("Its field {name} is not one of its kind.")),
            Ok(()) => match included(package, &leaf, log, heads) {
                Ok(()) => checks.passed(Code::Leaf, object),
                Err(Reason::Wrong(why)) => checks.failed(Code::Leaf, object, why),
                Err(Reason::Open(why)) => checks.unchecked(Code::Leaf, object, why),
            },
        }
        self.by_index.insert(index, leaf);
    }

    /// Checks that the last leaf commits to the payload manifest.
    pub(crate) fn export(&self, package: &Package<'_>, head: Option<&Checkpoint>, checks: &mut Checks) {
        let Some(last) = head.and_then(|head| head.size.checked_sub(1)) else {
            return checks.unchecked(Code::Export, "", "There is no checkpoint that says which leaf is the last.");
        };
        let object = last.to_string();
        let Some(leaf) = self.by_index.get(&last) else {
            return if package.is_missing(Place::Leaf(last)) || package.document(Place::Leaf(last)).is_some() {
                checks.unchecked(Code::Export, object, "The last leaf is missing or damaged.");
            } else {
                checks.failed(Code::Export, object, "The last leaf is not shown.");
            };
        };
        let (manifest, made) = (leaf.text("manifest").and_then(|hash| hash.parse::<Hash>().ok()), leaf.text("made"));
        let (LeafKind::Export, Some(manifest), Some(_)) = (leaf.leaf.kind, manifest, made) else {
            return checks.failed(Code::Export, object, "The last leaf is not an export that opens manifest and made.");
        };
        match package.sweep.digests.get(MANIFEST) {
            Some(hash) if *hash == manifest => checks.passed(Code::Export, object),
            Some(_) => {
                checks.failed(Code::Export, object, "The payload manifest is not the one that was sealed in the log.")
            }
            None => checks.unchecked(Code::Export, object, "The payload manifest is missing."),
        }
    }
}

enum Reason {
    Wrong(String),
    Open(String),
}

/// Opens the checkpoint that stands in each proof: mostly the same bytes again.
struct Heads<'a> {
    key: Option<&'a VerifierKey>,
    opened: Option<(Vec<u8>, Checkpoint)>,
}

impl Heads<'_> {
    fn open(&mut self, bytes: &[u8]) -> Result<Checkpoint, Reason> {
        if let Some((_, head)) = self.opened.as_ref().filter(|(known, _)| known == bytes) {
            return Ok(head.clone());
        }
        let key = self.key.ok_or_else(|| Reason::Open("The log's key is missing or cannot be read.".into()))?;
        let head = Checkpoint::open(bytes, key)
            .map_err(|error| Reason::Wrong(format!("The checkpoint in its proof is refused: {error}.")))?;
        self.opened = Some((bytes.to_vec(), head.clone()));
        Ok(head)
    }
}

fn included(package: &Package<'_>, leaf: &ShownLeaf, log: &Log, heads: &mut Heads<'_>) -> Result<(), Reason> {
    let place = Place::Proof(leaf.index);
    let Some(bytes) = package.document(place) else {
        let missing = package.is_missing(place);
        return Err(if missing {
            Reason::Open("Its proof is missing.".into())
        } else {
            Reason::Wrong("It has no proof.".into())
        });
    };
    let proof =
        tlog_proof::decode(bytes).map_err(|error| Reason::Wrong(format!("Its proof cannot be read: {error}.")))?;
    if proof.index != leaf.index {
        return Err(Reason::Wrong("Its proof is that of another leaf.".into()));
    }
    let own = heads.open(&proof.checkpoint)?;
    if log.head.as_ref().is_some_and(|head| *head != own) {
        return Err(Reason::Wrong("Its proof leads to another checkpoint than the export checkpoint.".into()));
    }
    merkle::verify_inclusion(leaf.index, own.size, leaf.leaf.hash(), &proof.hashes, own.root)
        .map_err(|error| Reason::Wrong(format!("It is not in the log at this place: {error}.")))?;
    if log.head.is_none() {
        return Err(Reason::Open(
            "It is in the log of its own proof; the export checkpoint is missing or damaged.".into(),
        ));
    }
    Ok(())
}

/// Checks that the opened fields are those that `spec/seal.md` §4 gives the kind; the fault is a name.
fn well_formed(leaf: &ShownLeaf) -> Result<(), String> {
    for field in &leaf.opened {
        let sound = match leaf.leaf.kind {
            LeafKind::Intake => intake(&field.name, &field.value),
            LeafKind::Statement => statement(&field.name, &field.value),
            LeafKind::Export => matches!(field.name.as_str(), "manifest" | "made") && one(&field.name, &field.value),
            LeafKind::Answer => ["item", "question", "answer", "by", "answered"].contains(&field.name.as_str()),
            LeafKind::Reading => ["item", "reader", "sha256", "records"].contains(&field.name.as_str()),
            LeafKind::Disclosure => ["package", "made"].contains(&field.name.as_str()),
            LeafKind::Time => ["size", "token", "time", "authority"].contains(&field.name.as_str()),
            LeafKind::Delete => ["item", "leaf", "deleted"].contains(&field.name.as_str()),
            _ => false,
        };
        if !sound {
            // A name that is not known may hold anything: it is not repeated.
            return Err(
                if field.name.len() <= 32 && field.name.bytes().all(|b| b.is_ascii_lowercase() || b"_.".contains(&b)) {
                    field.name.clone()
                } else {
                    "of an unknown name".to_owned()
                },
            );
        }
    }
    Ok(())
}

fn intake(name: &str, value: &Value) -> bool {
    match name {
        "pieces" => PieceCommitment::from_value(value).is_some(),
        "size" => value.is_u64(),
        "obtained" => matches!(value.as_str(), Some("own" | "given" | "other")),
        "item" | "inside" => {
            value.as_str().is_some_and(|hex| !hex.is_empty() && temoin_seal::encoding::from_hex(hex).is_ok())
        }
        "media_type" | "name" | "path" | "received" | "modified" => value.is_string(),
        _ => name == "sha256" && one(name, value),
    }
}

fn statement(name: &str, value: &Value) -> bool {
    const REQUIRED: [&str; 9] =
        ["id", "what_happened", "when", "where", "channel", "who", "proof", "entered_at", "corrects"];
    let group = || name.contains('.') && value.as_array().is_some_and(|texts| texts.iter().all(Value::is_string));
    REQUIRED.contains(&name) || group()
}

fn one(name: &str, value: &Value) -> bool {
    value.as_str().is_some_and(|text| name == "made" || array_from_hex::<32>(text).is_ok())
}
