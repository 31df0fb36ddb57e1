use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn leaf(i: u64) -> Hash {
    leaf_hash(&i.to_be_bytes())
}

fn tree(size: u64) -> Tree {
    (0..size).map(leaf).collect()
}

/// The definition of RFC 6962 §2.1, word for word.
fn defined_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let k = (1..).map(|bit| 1 << bit).take_while(|k| *k < leaves.len()).last().unwrap_or(1);
            node_hash(&defined_root(&leaves[..k]), &defined_root(&leaves[k..]))
        }
    }
}

#[test]
fn roots_are_those_of_the_definition() {
    for size in 0..70 {
        let leaves: Vec<_> = (0..size).map(leaf).collect();
        assert_eq!(tree(size).root(), defined_root(&leaves), "{size}");
        assert_eq!(root_of(leaves), tree(size).root(), "{size}");
    }
}

#[test]
fn every_leaf_of_every_small_tree_is_proved_at_its_place_only() {
    for size in 1..40 {
        let tree = tree(size);
        for index in 0..size {
            let proof = tree.inclusion(index).unwrap();
            assert_eq!(verify_inclusion(index, size, leaf(index), &proof, tree.root()), Ok(()), "{index} of {size}");
            for other in (0..size).filter(|other| *other != index) {
                assert!(verify_inclusion(other, size, leaf(index), &proof, tree.root()).is_err());
            }
        }
        assert_eq!(tree.inclusion(size), None);
    }
}

#[test]
fn every_small_tree_is_a_beginning_of_every_larger_one() {
    for size in 0..40 {
        for earlier in 0..=size {
            let proof = tree(size).consistency(earlier).unwrap();
            let (old, new) = (tree(earlier).root(), tree(size).root());
            assert_eq!(verify_consistency(earlier, old, size, new, &proof), Ok(()), "{earlier} to {size}");
            let other = node_hash(&old, &new);
            assert!(verify_consistency(earlier, other, size, new, &proof).is_err(), "{earlier} to {size}");
            if earlier > 0 {
                assert!(verify_consistency(earlier, old, size, other, &proof).is_err(), "{earlier} to {size}");
            }
        }
        assert_eq!(tree(size).consistency(size + 1), None);
    }
}

/// A store as a case keeps it: rows of level, index and hash.
#[derive(Default)]
struct Rows(BTreeMap<(u8, u64), Hash>);

impl Nodes for Rows {
    type Error = (u8, u64);

    fn node(&self, level: u8, index: u64) -> Result<Hash, (u8, u64)> {
        self.0.get(&(level, index)).copied().ok_or((level, index))
    }
}

#[test]
fn a_store_that_is_appended_to_serves_the_same_proofs() {
    let mut rows = Rows::default();
    for size in 0..50 {
        let made = appended(size, leaf(size), &rows).unwrap();
        rows.0.extend(made.into_iter().map(|(level, index, hash)| ((level, index), hash)));
    }
    for size in 0..=50 {
        let tree = tree(size);
        assert_eq!(root_from_nodes(&rows, size), Ok(tree.root()));
        for i in 0..size {
            assert_eq!(inclusion_from(&rows, i, size).ok(), tree.inclusion(i));
            assert_eq!(consistency_from(&rows, i, size).ok(), tree.consistency(i));
        }
        assert_eq!(inclusion_from(&rows, size, size), Err(NodesError::Range));
    }
    assert_eq!(inclusion_from(&rows, 0, 51), Err(NodesError::Store((0, 50))));
}

#[test]
fn hostile_sizes_cost_nothing() {
    let leaf = leaf(0);
    assert_eq!(root_from_many(u64::MAX, &[(u64::MAX - 1, leaf)], &[]), Err(ProofError::Length));
    assert_eq!(verify_inclusion(u64::MAX - 1, u64::MAX, leaf, &[], leaf), Err(ProofError::Length));
    assert_eq!(verify_inclusion(0, 1, leaf, &vec![leaf; 1000], leaf), Err(ProofError::Length));
    assert_eq!(verify_consistency(1, leaf, u64::MAX, leaf, &vec![leaf; 1000]), Err(ProofError::Length));
}

proptest! {
    #[test]
    fn many_leaves_lead_to_the_root_and_no_others_do(
        size in 1u64..200,
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        changed in any::<prop::sample::Index>(),
    ) {
        let tree = tree(size);
        let shown: BTreeSet<u64> = picks.iter().map(|pick| pick.index(size as usize) as u64).collect();
        let proof = tree.many(&shown).unwrap();
        let mut leaves: Vec<_> = shown.iter().map(|&i| (i, leaf(i))).collect();
        prop_assert_eq!(root_from_many(size, &leaves, &proof), Ok(tree.root()));
        if !leaves.is_empty() {
            let at = changed.index(leaves.len());
            leaves[at].1 = leaf(size);
            prop_assert_ne!(root_from_many(size, &leaves, &proof), Ok(tree.root()));
        }
        if !proof.is_empty() {
            prop_assert_eq!(root_from_many(size, &leaves, &proof[1..]), Err(ProofError::Length));
        }
    }

    #[test]
    fn proofs_from_a_stranger_never_panic(
        a in any::<u64>(), b in any::<u64>(), c in 0u64..70, hashes in prop::collection::vec(any::<u8>(), 0..70),
    ) {
        let proof: Vec<_> = hashes.into_iter().map(|byte| Hash([byte; 32])).collect();
        for (small, large) in [(a, b), (b, a), (c, a), (a, c), (c, c + 1), (u64::MAX, u64::MAX), (a, a)] {
            prop_assert!(verify_inclusion(small, large, leaf(0), &proof, leaf(1)).is_err());
            // Between equal sizes equal roots need no proof; these roots differ.
            prop_assert!(verify_consistency(small, leaf(0), large, leaf(1), &proof).is_err());
            prop_assert_ne!(root_from_many(large, &[(small, leaf(0))], &proof), Ok(leaf(1)));
        }
    }

    #[test]
    fn one_leaf_of_many_needs_as_many_hashes_as_its_inclusion(size in 1u64..500, pick in any::<prop::sample::Index>()) {
        let (tree, index) = (tree(size), pick.index(size as usize) as u64);
        let (many, mut path) = (tree.many(&[index].into()).unwrap(), tree.inclusion(index).unwrap());
        let mut sorted = many.clone();
        sorted.sort();
        path.sort();
        prop_assert_eq!(sorted, path);
    }
}
