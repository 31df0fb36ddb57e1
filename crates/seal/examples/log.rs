//! Roots a log of many leaves and proves some of them: `cargo run -p temoin-seal --example log [LEAVES]`.
//!
//! `bench/log.sh` measures the CPU seconds of it beside a peer's.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use temoin_seal::merkle::{Hash, Tree, leaf_hash, root_of, verify_inclusion};

const PROOFS: u64 = 1000;

fn main() {
    let size = std::env::args().nth(1).map_or(1_000_000, |size| size.parse().expect("a number of leaves")).max(PROOFS);
    let leaf = |i: u64| leaf_hash(format!("leaf {i}").as_bytes());

    let (rooting, root) = timed(|| root_of((0..size).map(leaf)));
    println!("{size} leaves hashed and rooted: {:.3} s", rooting.as_secs_f64());
    let (building, tree) = timed(|| (0..size).map(leaf).collect::<Tree>());
    println!("the same with every node kept: {:.3} s", building.as_secs_f64());
    assert_eq!(tree.root(), root);
    println!("root {}", root.to_b64());

    let step = size / PROOFS;
    let (proving, proofs) = timed(|| (0..PROOFS).map(|i| tree.inclusion(i * step)).collect::<Option<Vec<_>>>());
    let proofs = proofs.expect("inside the tree");
    println!("a proof: {:.2} µs", micros(proving));
    let (checking, sound) =
        timed(|| (0..).zip(&proofs).all(|(i, proof)| holds(i * step, size, leaf(i * step), proof, root)));
    assert!(sound);
    println!("checking one: {:.2} µs", micros(checking));

    let shown: BTreeSet<u64> = (0..PROOFS).map(|i| i * step).collect();
    let (proving, many) = timed(|| tree.many(&shown));
    let hashes = many.map_or(0, |proof| proof.len());
    println!("{PROOFS} leaves in one proof: {:.3} ms, {hashes} hashes", proving.as_secs_f64() * 1e3);
}

fn holds(index: u64, size: u64, leaf: Hash, proof: &[Hash], root: Hash) -> bool {
    verify_inclusion(index, size, leaf, proof, root).is_ok()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = black_box(work());
    (start.elapsed(), done)
}

fn micros(all: Duration) -> f64 {
    all.as_secs_f64() * 1e6 / PROOFS as f64
}
