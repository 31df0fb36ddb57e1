use std::collections::BTreeSet;
use std::convert::Infallible;

use super::hash::{Hash, node_hash};
use super::many::many_from;
use super::nodes::{Nodes, consistency_from, inclusion_from, root_from_nodes};

/// Is a tree in memory: two hashes for each leaf.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(node);
            if row.len() % 2 == 1 {
                return;
            }
            node = node_hash(&row[row.len() - 2], &row[row.len() - 1]);
        }
    }

    /// Returns the number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |row| row.len() as u64)
    }

    /// Returns the hash of a leaf.
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.levels.first()?.get(usize::try_from(index).ok()?).copied()
    }

    /// Returns the root.
    pub fn root(&self) -> Hash {
        root_from_nodes(self, self.size()).unwrap_or_else(|never| match never {})
    }

    /// Returns the inclusion proof of a leaf; nothing outside the tree.
    pub fn inclusion(&self, index: u64) -> Option<Vec<Hash>> {
        inclusion_from(self, index, self.size()).ok()
    }

    /// Returns the proof that the first `earlier` leaves are a beginning of this tree; nothing above its size.
    pub fn consistency(&self, earlier: u64) -> Option<Vec<Hash>> {
        consistency_from(self, earlier, self.size()).ok()
    }

    /// Returns the one proof of many leaves at once (`spec/seal.md` §2.1); nothing when one lies outside the tree.
    pub fn many(&self, shown: &BTreeSet<u64>) -> Option<Vec<Hash>> {
        many_from(self, self.size(), shown).ok()
    }
}

impl FromIterator<Hash> for Tree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        tree
    }
}

impl Nodes for Tree {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Hash, Infallible> {
        // Callers within this module ask for complete subtrees of the first `size` leaves only.
        Ok(self.levels[usize::from(level)][index as usize])
    }
}
