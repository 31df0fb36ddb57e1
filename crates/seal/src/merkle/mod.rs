//! Merkle trees of RFC 6962 §2.1 over SHA-256, and proofs about them (`spec/seal.md` §2).
//!
//! - [`Tree`] holds every node in memory; [`Frontier`] holds only what the root needs.
//! - [`Nodes`] is any store of nodes; `inclusion_from` and its kin read a few dozen nodes of it.
//! - [`verify_inclusion`], [`verify_consistency`] and [`root_from_many`] need no tree.

mod frontier;
mod hash;
mod many;
mod nodes;
mod tree;
mod verify;

pub use frontier::{Frontier, root_of};
pub use hash::{Hash, empty_root, leaf_hash, node_hash, sha256};
pub use many::{many_from, root_from_many};
pub use nodes::{Nodes, NodesError, appended, consistency_from, inclusion_from, root_from_nodes};
pub use tree::Tree;
pub use verify::{ProofError, root_from_inclusion, verify_consistency, verify_inclusion};

#[cfg(test)]
mod tests;
