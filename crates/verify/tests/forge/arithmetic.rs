//! The arithmetic of `spec/seal.md` §1 to §3, written as the definitions read: recursive, slow, without any shared code.

use std::collections::BTreeSet;

use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn b64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// RFC 2104 over SHA-256, for a key shorter than a block.
pub fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let pad = |byte: u8| -> Vec<u8> { key.iter().chain(&[0; 32]).map(|k| k ^ byte).collect() };
    sha256(&[pad(0x5c), sha256(&[pad(0x36), message.to_vec()].concat()).to_vec()].concat())
}

/// JSON with sorted keys; the keys here are ASCII, so every order is the same.
pub fn canonical(value: &Value) -> Vec<u8> {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.keys().collect();
            keys.sort();
            let members = keys
                .into_iter()
                .map(|key| [canonical(&Value::from(key.as_str())), b":".to_vec(), canonical(&map[key])].concat());
            [b"{".to_vec(), members.collect::<Vec<_>>().join(&b','), b"}".to_vec()].concat()
        }
        Value::Array(list) => {
            let members: Vec<_> = list.iter().map(canonical).collect();
            [b"[".to_vec(), members.join(&b','), b"]".to_vec()].concat()
        }
        other => other.to_string().into_bytes(),
    }
}

pub fn leaf_hash(data: &[u8]) -> [u8; 32] {
    sha256(&[&[0][..], data].concat())
}

fn node(left: [u8; 32], right: [u8; 32]) -> [u8; 32] {
    sha256(&[&[1][..], &left, &right].concat())
}

fn split(n: usize) -> usize {
    let mut k = 1;
    while 2 * k < n {
        k *= 2;
    }
    k
}

/// RFC 6962 §2.1.
pub fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => sha256(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(root(left), root(right))
        }
    }
}

/// RFC 6962 §2.1.1.
pub fn inclusion(leaves: &[[u8; 32]], i: usize) -> Vec<[u8; 32]> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, sibling) =
        if i < left.len() { (inclusion(left, i), root(right)) } else { (inclusion(right, i - left.len()), root(left)) };
    path.push(sibling);
    path
}

/// RFC 6962 §2.1.2.
pub fn consistency(leaves: &[[u8; 32]], m: usize) -> Vec<[u8; 32]> {
    fn sub(leaves: &[[u8; 32]], m: usize, whole: bool) -> Vec<[u8; 32]> {
        if m == leaves.len() {
            return if whole { Vec::new() } else { vec![root(leaves)] };
        }
        let (left, right) = leaves.split_at(split(leaves.len()));
        if m <= left.len() {
            [sub(left, m, whole), vec![root(right)]].concat()
        } else {
            [sub(right, m - left.len(), false), vec![root(left)]].concat()
        }
    }
    sub(leaves, m, true)
}

/// `spec/seal.md` §2.1.
pub fn many(leaves: &[[u8; 32]], shown: &BTreeSet<u64>) -> Vec<[u8; 32]> {
    fn prove(leaves: &[[u8; 32]], lo: u64, shown: &BTreeSet<u64>) -> Vec<[u8; 32]> {
        let hi = lo + leaves.len() as u64;
        if shown.range(lo..hi).next().is_none() {
            return vec![root(leaves)];
        }
        if leaves.len() == 1 {
            return Vec::new();
        }
        let (left, right) = leaves.split_at(split(leaves.len()));
        [prove(left, lo, shown), prove(right, lo + left.len() as u64, shown)].concat()
    }
    prove(leaves, 0, shown)
}
