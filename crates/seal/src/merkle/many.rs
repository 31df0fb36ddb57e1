use std::collections::BTreeSet;

use super::hash::{Hash, empty_root, node_hash};
use super::nodes::{Nodes, NodesError, range_root, split};
use super::verify::ProofError;

/// Returns the one proof of the leaves `shown` among the first `size` (`spec/seal.md` §2.1).
///
/// # Errors
/// A leaf lies outside the tree, or the store failed.
pub fn many_from<N: Nodes>(nodes: &N, size: u64, shown: &BTreeSet<u64>) -> Result<Vec<Hash>, NodesError<N::Error>> {
    if shown.last().is_some_and(|&last| last >= size) {
        return Err(NodesError::Range);
    }
    let mut proof = Vec::new();
    if size > 0 {
        prove(nodes, 0, size, shown, &mut proof).map_err(NodesError::Store)?;
    }
    Ok(proof)
}

fn prove<N: Nodes>(nodes: &N, lo: u64, hi: u64, shown: &BTreeSet<u64>, out: &mut Vec<Hash>) -> Result<(), N::Error> {
    if shown.range(lo..hi).next().is_none() {
        out.push(range_root(nodes, lo, hi)?);
    } else if hi - lo > 1 {
        let middle = lo + split(hi - lo);
        prove(nodes, lo, middle, shown, out)?;
        prove(nodes, middle, hi, shown, out)?;
    }
    Ok(())
}

/// Returns the root that the shown leaves and the proof of `spec/seal.md` §2.1 lead to.
///
/// Compare it with the root that was committed to. `shown` holds index and leaf hash, ascending, none twice.
///
/// # Errors
/// The leaves are out of order or outside the tree, or the proof has too few or too many hashes.
pub fn root_from_many(size: u64, shown: &[(u64, Hash)], proof: &[Hash]) -> Result<Hash, ProofError> {
    if !shown.is_sorted_by(|a, b| a.0 < b.0) {
        return Err(ProofError::Order);
    }
    if shown.last().is_some_and(|last| last.0 >= size) {
        return Err(ProofError::Range);
    }
    if size == 0 {
        return if proof.is_empty() { Ok(empty_root()) } else { Err(ProofError::Length) };
    }
    let mut proof = proof.iter();
    let root = rebuild(0, size, shown, &mut proof)?;
    if proof.next().is_none() { Ok(root) } else { Err(ProofError::Length) }
}

fn rebuild(
    lo: u64,
    hi: u64,
    shown: &[(u64, Hash)],
    proof: &mut std::slice::Iter<'_, Hash>,
) -> Result<Hash, ProofError> {
    match shown {
        [] => proof.next().copied().ok_or(ProofError::Length),
        [(_, leaf)] if hi - lo == 1 => Ok(*leaf),
        _ => {
            let middle = lo + split(hi - lo);
            let (left, right) = shown.split_at(shown.partition_point(|leaf| leaf.0 < middle));
            Ok(node_hash(&rebuild(lo, middle, left, proof)?, &rebuild(middle, hi, right, proof)?))
        }
    }
}
