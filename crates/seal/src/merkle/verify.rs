use super::hash::{Hash, empty_root, node_hash};

/// Says why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The leaf or the earlier size lies outside the tree.
    #[error("outside the tree")]
    Range,
    /// The shown leaves are not in ascending order, or one stands twice.
    #[error("shown leaves out of order")]
    Order,
    /// The proof has too few or too many hashes.
    #[error("wrong number of hashes")]
    Length,
    /// The proof leads to another root.
    #[error("another root")]
    Root,
}

/// Returns the root that a leaf hash and its inclusion proof lead to (RFC 9162 §2.1.3.2).
///
/// # Errors
/// `index` is not below `size`, or the proof has not the length that this place of this tree calls for.
pub fn root_from_inclusion(index: u64, size: u64, leaf: Hash, proof: &[Hash]) -> Result<Hash, ProofError> {
    let mut last = size.checked_sub(1).filter(|&last| index <= last).ok_or(ProofError::Range)?;
    let (mut place, mut node) = (index, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place % 2 == 1 || place == last {
            node = node_hash(sibling, &node);
            while place % 2 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            node = node_hash(&node, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last == 0 { Ok(node) } else { Err(ProofError::Length) }
}

/// Checks that a leaf stands at its place in a tree (RFC 9162 §2.1.3.2).
///
/// # Errors
/// As [`root_from_inclusion`], or the proof leads to another root.
pub fn verify_inclusion(index: u64, size: u64, leaf: Hash, proof: &[Hash], root: Hash) -> Result<(), ProofError> {
    if root_from_inclusion(index, size, leaf, proof)? == root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that a tree of `earlier` leaves is a beginning of one of `size` leaves (RFC 9162 §2.1.4.2).
///
/// Equal sizes need equal roots and no hash; the empty tree is a beginning of every tree, with no hash.
///
/// # Errors
/// `earlier` is above `size`, the proof has another length, or it leads to other roots.
pub fn verify_consistency(
    earlier: u64,
    earlier_root: Hash,
    size: u64,
    root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if earlier > size {
        return Err(ProofError::Range);
    }
    if earlier == 0 || earlier == size {
        let expected = if earlier == 0 { empty_root() } else { root };
        let known_empty = size > 0 || root == empty_root();
        return match (proof.is_empty(), earlier_root == expected && known_empty) {
            (false, _) => Err(ProofError::Length),
            (true, false) => Err(ProofError::Root),
            (true, true) => Ok(()),
        };
    }
    let (old, new) = roots_from_consistency(earlier, earlier_root, size, proof)?;
    if old == earlier_root && new == root { Ok(()) } else { Err(ProofError::Root) }
}

/// Walks the proof for `0 < earlier < size` and returns the two roots it leads to.
fn roots_from_consistency(
    earlier: u64,
    earlier_root: Hash,
    size: u64,
    proof: &[Hash],
) -> Result<(Hash, Hash), ProofError> {
    // Where the earlier tree is one complete subtree, its root is the first hash, and is left out.
    let (start, rest) = if earlier.is_power_of_two() {
        (earlier_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(ProofError::Length)?;
        (*first, rest)
    };
    let (mut place, mut last) = (earlier - 1, size - 1);
    while place % 2 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let (mut old, mut new) = (start, start);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place % 2 == 1 || place == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            while place % 2 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            new = node_hash(&new, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last == 0 { Ok((old, new)) } else { Err(ProofError::Length) }
}
