use super::hash::{Hash, empty_root, node_hash};

/// Is a store of the complete subtrees of a log.
///
/// Level 0 holds the leaf hashes; node `index` of level `level` is the root over the leaves
/// `index << level .. (index + 1) << level`. Nodes never change once their leaves are there.
pub trait Nodes {
    /// What can go wrong while a node is read.
    type Error;

    /// Returns a node that is known to be complete.
    ///
    /// # Errors
    /// The store could not be read, or lacks the node.
    fn node(&self, level: u8, index: u64) -> Result<Hash, Self::Error>;
}

impl<N: Nodes + ?Sized> Nodes for &N {
    type Error = N::Error;

    fn node(&self, level: u8, index: u64) -> Result<Hash, N::Error> {
        (**self).node(level, index)
    }
}

/// Says why a proof could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodesError<E> {
    /// The leaf or the earlier size lies outside the tree.
    #[error("outside the tree")]
    Range,
    /// The store failed.
    #[error(transparent)]
    Store(E),
}

/// Returns the root of the first `size` leaves.
///
/// # Errors
/// The store failed.
pub fn root_from_nodes<N: Nodes>(nodes: &N, size: u64) -> Result<Hash, N::Error> {
    if size == 0 { Ok(empty_root()) } else { range_root(nodes, 0, size) }
}

/// Returns the inclusion proof of a leaf among the first `size` leaves (RFC 6962 §2.1.1).
///
/// # Errors
/// `index` is not below `size`, or the store failed.
pub fn inclusion_from<N: Nodes>(nodes: &N, index: u64, size: u64) -> Result<Vec<Hash>, NodesError<N::Error>> {
    if index >= size {
        return Err(NodesError::Range);
    }
    let (mut lo, mut hi, mut proof) = (0, size, Vec::new());
    while hi - lo > 1 {
        let middle = lo + split(hi - lo);
        let (beside, below) = if index < middle { ((middle, hi), (lo, middle)) } else { ((lo, middle), (middle, hi)) };
        proof.push(range_root(nodes, beside.0, beside.1).map_err(NodesError::Store)?);
        (lo, hi) = below;
    }
    proof.reverse();
    Ok(proof)
}

/// Returns the proof that the first `earlier` leaves are a beginning of the first `size` (RFC 6962 §2.1.2).
///
/// The proof from no leaves, and from a tree to itself, is empty.
///
/// # Errors
/// `earlier` is above `size`, or the store failed.
pub fn consistency_from<N: Nodes>(nodes: &N, earlier: u64, size: u64) -> Result<Vec<Hash>, NodesError<N::Error>> {
    if earlier > size {
        return Err(NodesError::Range);
    }
    if earlier == 0 {
        return Ok(Vec::new());
    }
    let (mut lo, mut hi, mut proof) = (0, size, Vec::new());
    while earlier != hi {
        let middle = lo + split(hi - lo);
        let (beside, below) =
            if earlier <= middle { ((middle, hi), (lo, middle)) } else { ((lo, middle), (middle, hi)) };
        proof.push(range_root(nodes, beside.0, beside.1).map_err(NodesError::Store)?);
        (lo, hi) = below;
    }
    if lo > 0 {
        // Only the subtree that begins at leaf 0 is the earlier root itself, which the reader holds.
        proof.push(range_root(nodes, lo, hi).map_err(NodesError::Store)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Returns the nodes to store when a leaf is appended to a log of `size` leaves: `(level, index, hash)`, the leaf first.
///
/// # Errors
/// The store failed.
pub fn appended<N: Nodes>(size: u64, leaf: Hash, nodes: &N) -> Result<Vec<(u8, u64, Hash)>, N::Error> {
    let mut made = vec![(0, size, leaf)];
    let (mut level, mut index, mut node) = (0, size, leaf);
    while index % 2 == 1 {
        node = node_hash(&nodes.node(level, index - 1)?, &node);
        (level, index) = (level + 1, index / 2);
        made.push((level, index, node));
    }
    Ok(made)
}

/// Returns the root over `lo..hi`, a range that the splits of RFC 6962 reach from `0..size`.
pub(super) fn range_root<N: Nodes>(nodes: &N, lo: u64, hi: u64) -> Result<Hash, N::Error> {
    let len = hi - lo;
    if len.is_power_of_two() {
        let level = len.trailing_zeros();
        return nodes.node(level as u8, lo >> level);
    }
    let middle = lo + split(len);
    Ok(node_hash(&range_root(nodes, lo, middle)?, &range_root(nodes, middle, hi)?))
}

/// Returns the largest power of two below `len`, which is at least 2.
pub(super) fn split(len: u64) -> u64 {
    1 << (63 - (len - 1).leading_zeros())
}
