//! The tree that a commit signs: which record stands under which key (atproto.com/specs/repository, section "MST Structure").

use std::collections::{HashMap, HashSet};

use super::cbor::{Value, decode};
use super::cid::{Cid, Digest};

/// Most bytes of nodes held; those of a million records are some 80 MiB.
const NODES: usize = 96 << 20;
/// Most bytes of keys held.
const KEYS: usize = 96 << 20;
/// Longest key, in bytes: a collection, a slash, a name of 512 (atproto.com/specs/record-key).
const KEY: usize = 1024;
/// Deepest tree: a level is two bits of a hash of 256.
const DEEPEST: usize = 129;

/// Holds the nodes of a file until all are known: they may stand after the records that they name.
#[derive(Default)]
pub(super) struct Nodes {
    bytes: Vec<u8>,
    places: HashMap<Digest, (u32, u32)>,
    cut: bool,
}

impl Nodes {
    /// Keeps a node.
    pub(super) fn keep(&mut self, digest: Digest, block: &[u8]) {
        if self.bytes.len() + block.len() > NODES {
            self.cut = true;
            return;
        }
        self.places.entry(digest).or_insert((self.bytes.len() as u32, block.len() as u32));
        self.bytes.extend_from_slice(block);
    }

    fn node(&self, digest: &Digest) -> Option<Node<'_>> {
        let &(start, len) = self.places.get(digest)?;
        let (value, ..) = decode(&self.bytes[start as usize..][..len as usize])?;
        Node::of(&value)
    }

    /// Lists the keys from a root on. A node is entered once, however often it is named.
    pub(super) fn keys(&self, root: Option<Digest>) -> Keys {
        let mut keys = Keys { whole: root.is_some() && !self.cut, ..Keys::default() };
        let mut entered = HashSet::new();
        let mut open = Vec::new();
        let mut next = root;
        loop {
            if let Some(digest) = next.take() {
                match self.node(&digest).filter(|_| open.len() < DEEPEST && entered.insert(digest)) {
                    Some(node) => {
                        next = node.left.and_then(|left| keys.below(left));
                        open.push(Walk { node, at: 0, key: Vec::new() });
                        continue;
                    }
                    None => keys.whole = false,
                }
            }
            let Some(walk) = open.last_mut() else { break };
            let Some(entry) = walk.node.entries.get(walk.at) else {
                open.pop();
                continue;
            };
            walk.at += 1;
            walk.key.truncate(entry.shared);
            walk.key.extend_from_slice(entry.rest);
            keys.add(&walk.key, entry.record);
            next = entry.right.and_then(|right| keys.below(right));
        }
        keys.nodes = entered;
        keys.sort();
        keys
    }
}

struct Walk<'a> {
    node: Node<'a>,
    at: usize,
    key: Vec<u8>,
}

/// Is one node: what lies left of all, then entries, what lies right of each.
struct Node<'a> {
    left: Option<Cid<'a>>,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    /// How many bytes its key shares with the one before.
    shared: usize,
    rest: &'a [u8],
    record: Option<Cid<'a>>,
    right: Option<Cid<'a>>,
}

impl<'a> Node<'a> {
    fn of(value: &Value<'a>) -> Option<Self> {
        let entry = |value: &Value<'a>| {
            let shared = if let Value::Integer(shared) = value.at("p")? { usize::try_from(*shared).ok()? } else { 0 };
            let link = |name: &str| value.at(name).and_then(Value::link);
            Some(Entry { shared, rest: value.at("k")?.bytes()?, record: link("v"), right: link("t") })
        };
        let entries = value.at("e")?.items().iter().filter_map(entry).collect();
        Some(Self { left: value.at("l").and_then(Value::link), entries })
    }
}

/// Returns whether a block is a node: a list of entries, and what lies left of them.
pub(super) fn is_node(value: &Value<'_>) -> bool {
    let Value::Map(fields) = value else { return false };
    matches!(value.at("e"), Some(Value::Array(_))) && fields.iter().all(|(name, _)| name == "e" || name == "l")
}

/// Lists which blocks the tree names, and under which keys.
#[derive(Default)]
pub(super) struct Keys {
    named: Vec<(Digest, u32, u16)>,
    text: Vec<u8>,
    /// The nodes that were entered.
    pub(super) nodes: HashSet<Digest>,
    /// Every node that is named was there, and all keys are held.
    pub(super) whole: bool,
    /// Keys stand in another order than the tree demands.
    pub(super) disordered: bool,
}

impl Keys {
    fn below(&mut self, cid: Cid<'_>) -> Option<Digest> {
        let digest = cid.sha256();
        self.whole &= digest.is_some();
        digest
    }

    fn add(&mut self, key: &[u8], record: Option<Cid<'_>>) {
        let last = self.named.last().map(|&(_, start, len)| &self.text[start as usize..][..len.into()]);
        self.disordered |= last.is_some_and(|last| last >= key);
        match record.and_then(|cid| cid.sha256()) {
            Some(digest) if key.len() <= KEY && self.text.len() + key.len() <= KEYS => {
                self.named.push((digest, self.text.len() as u32, key.len() as u16));
                self.text.extend_from_slice(key);
            }
            _ => self.whole = false,
        }
    }

    fn sort(&mut self) {
        self.named.sort_unstable();
    }

    /// Returns the number of keys.
    pub(super) fn len(&self) -> usize {
        self.named.len()
    }

    /// Lists the keys under which a block stands, with the number of each.
    pub(super) fn of(&self, digest: &Digest) -> impl Iterator<Item = (usize, String)> {
        let from = self.named.partition_point(|(known, ..)| known < digest);
        let until = from + self.named[from..].partition_point(|(known, ..)| known == digest);
        (from..until).map(|number| {
            let (_, start, len) = self.named[number];
            (number, String::from_utf8_lossy(&self.text[start as usize..][..len.into()]).into_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn link(digest: &Digest) -> Vec<u8> {
        [&[0xd8, 42, 0x58, 37, 0, 1, 0x71, 0x12, 32][..], digest].concat()
    }

    /// Writes a node of entries: bytes shared, the rest of the key, what lies right.
    fn node(left: Option<&Digest>, entries: &[(u8, &str, Option<&Digest>)]) -> Vec<u8> {
        let below = |digest: Option<&Digest>| digest.map_or(vec![0xf6], link);
        let mut bytes = vec![0xa2, 0x61, b'e', 0x80 | entries.len() as u8];
        for (shared, rest, right) in entries {
            bytes.extend([0xa4, 0x61, b'k', 0x40 | rest.len() as u8]);
            bytes.extend(rest.as_bytes());
            bytes.extend([0x61, b'p', *shared, 0x61, b't']);
            bytes.extend(below(*right));
            bytes.extend([0x61, b'v']);
            bytes.extend(link(&Sha256::digest(rest).into()));
        }
        bytes.extend([0x61, b'l']);
        bytes.extend(below(left));
        bytes
    }

    fn hash(bytes: &[u8]) -> Digest {
        Sha256::digest(bytes).into()
    }

    #[test]
    fn keys_are_put_together_in_order() {
        let (left, right) = (node(None, &[(0, "a/1", None)]), node(None, &[(0, "c/3", None)]));
        let root = node(Some(&hash(&left)), &[(0, "b/2", Some(&hash(&right))), (2, "4", None)]);
        let mut nodes = Nodes::default();
        for bytes in [&root, &left, &right] {
            assert!(is_node(&decode(bytes).unwrap().0));
            nodes.keep(hash(bytes), bytes);
        }
        let keys = nodes.keys(Some(hash(&root)));
        assert!(keys.whole && keys.disordered, "b/4 stands after c/3");
        assert_eq!((keys.len(), keys.nodes.len()), (4, 3));
        let under = |rest: &str| keys.of(&hash(rest.as_bytes())).map(|(_, key)| key).collect::<Vec<_>>();
        assert_eq!((under("4"), under("a/1"), under("b/4")), (vec!["b/4".to_owned()], vec!["a/1".to_owned()], vec![]));
        let mut cut = Nodes::default();
        cut.keep(hash(&root), &root);
        assert!(!cut.keys(Some(hash(&root))).whole && !cut.keys(None).whole);
    }

    #[test]
    fn a_node_that_is_named_again_and_again_is_entered_once() {
        let mut below = node(None, &[(0, "k", None)]);
        let mut nodes = Nodes::default();
        nodes.keep(hash(&below), &below);
        for _ in 0..100 {
            let digest = hash(&below);
            below = node(Some(&digest), &[(0, "k", Some(&digest)), (1, "", Some(&digest))]);
            nodes.keep(hash(&below), &below);
        }
        let keys = nodes.keys(Some(hash(&below)));
        assert_eq!((keys.len(), keys.nodes.len(), keys.whole), (201, 101, false));
    }
}
