use serde::Serialize;
use temoin_evidence::ItemId;
use temoin_fingerprint::Frame;

use super::exact::Digest;
use super::meet::Query;
use super::seen::Seen;

/// Is one thing that is looked for in banks.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// What it is called in the answer.
    pub(super) name: QueryName,
    /// The words that are looked for.
    pub(super) queries: Vec<Query>,
    /// The exact hashes that are.
    pub(super) digests: Vec<Digest>,
    /// The frames of a film or an animation.
    pub(super) frames: Vec<Frame>,
}

/// Names what was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum QueryName {
    /// A file.
    Path(String),
    /// A row of a file of hashes, zero-based.
    Row(u64),
    /// An item of a case.
    Item(ItemId),
}

impl Subject {
    /// Takes what a file or an item shows, and the hashes of its bytes.
    pub(super) fn of(name: QueryName, seen: Seen, digests: Vec<Digest>) -> Self {
        Self { name, queries: Query::of(&seen), digests, frames: seen.frames }
    }
}
