use std::collections::BTreeSet;

use serde_json::{Value, json};
use temoin_seal::encoding::{from_hex, hex};
use temoin_seal::merkle::{Hash, Tree, leaf_hash};

use crate::set::Set;

/// The leaves of Certificate Transparency's own tests (google/certificate-transparency, merkle_tree_test.cc) …
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
/// … and the roots over the first 1 to 8 of them, as they stand there.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
/// Inclusion proofs from the same tests: index, size, hashes.
const INCLUSION: &[(u64, u64, &[&str])] = &[
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];
/// Consistency proofs from the same tests: earlier size, size, hashes.
const CONSISTENCY: &[(u64, u64, &[&str])] = &[
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

pub fn all() -> Vec<Set> {
    vec![roots(), inclusion(), consistency(), many()]
}

fn leaf(i: usize) -> Hash {
    leaf_hash(&from_hex(LEAVES[i]).expect("hexadecimal"))
}

fn public_tree(size: u64) -> Tree {
    (0..size as usize).map(leaf).collect()
}

fn large_tree(size: u64) -> Tree {
    (0..size).map(|i| leaf_hash(format!("leaf {i}").as_bytes())).collect()
}

fn roots() -> Set {
    let mut set = Set::new(
        "root",
        "`root` is that of the tree over `leaves` (their data, hex). From the tests of Certificate Transparency.",
    );
    for size in 0..=8_usize {
        let root = size
            .checked_sub(1)
            .map_or("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", |i| ROOTS[i]);
        set.good(&format!("{size} leaves"), json!({"leaves": LEAVES[..size], "root": root}));
    }
    set.bad("a leaf more than the root covers", json!({"leaves": LEAVES[..5], "root": ROOTS[3]}));
    set.bad("the data of an inner node passed as one leaf", json!({"leaves": [inner_node()], "root": ROOTS[1]}));
    set
}

/// The 64 bytes that the root over two leaves joins: with the prefix of a leaf they hash to something else.
fn inner_node() -> String {
    format!("{}{}", leaf(0), leaf(1))
}

fn inclusion() -> Set {
    let mut set = Set::new(
        "inclusion",
        "`leaf_hash` stands at `index` of the tree of `size` leaves with `root`. Cases \"public\" are from the tests of Certificate Transparency.",
    );
    for (index, size, proof) in INCLUSION {
        let (leaf, root) = (leaf(*index as usize), ROOTS[*size as usize - 1]);
        set.good(&format!("public {index} of {size}"), proof_case(*index, *size, leaf, proof, root));
    }
    let tree = large_tree(1000);
    for index in [0, 511, 512, 767, 992, 999] {
        set.good(&format!("{index} of 1000"), of_tree(&tree, index));
    }
    let case = of_tree(&tree, 700);
    let bad = |set: &mut Set, name: &str, key: &str, value: Value| {
        let mut case = case.clone();
        case[key] = value;
        set.bad(name, case);
    };
    let proof: Vec<_> = case["proof"].as_array().expect("a list").clone();
    bad(&mut set, "another index", "index", json!(701));
    bad(&mut set, "an index outside the tree", "index", json!(1000));
    // The path of leaf 700 is the same in any tree of 513 to 1024 leaves but for the last steps.
    bad(&mut set, "another size", "size", json!(1025));
    bad(&mut set, "a tree without leaves", "size", json!(0));
    bad(&mut set, "another leaf", "leaf_hash", json!(leaf(0)));
    bad(&mut set, "another root", "root", json!(ROOTS[7]));
    bad(&mut set, "a hash missing", "proof", json!(proof[1..]));
    bad(&mut set, "the last hash missing", "proof", json!(proof[..proof.len() - 1]));
    bad(&mut set, "a hash too many", "proof", json!([&proof[..], &proof[..1]].concat()));
    bad(&mut set, "hashes in another order", "proof", json!([&proof[1..2], &proof[..1], &proof[2..]].concat()));
    let node = Tree::from_iter([leaf(0), leaf(1)]).root();
    set.bad("an inner node passed as a leaf", proof_case(0, 4, node, &[&upper_pair().to_string()], ROOTS[3]));
    set
}

fn upper_pair() -> Hash {
    Tree::from_iter([leaf(2), leaf(3)]).root()
}

fn of_tree(tree: &Tree, index: u64) -> Value {
    let proof: Vec<_> = tree.inclusion(index).expect("in the tree").iter().map(Hash::to_string).collect();
    let proof: Vec<_> = proof.iter().map(String::as_str).collect();
    proof_case(index, tree.size(), tree.leaf(index).expect("in the tree"), &proof, &tree.root().to_string())
}

fn proof_case(index: u64, size: u64, leaf: Hash, proof: &[&str], root: &str) -> Value {
    json!({"index": index, "size": size, "leaf_hash": leaf, "proof": proof, "root": root})
}

fn consistency() -> Set {
    let mut set = Set::new(
        "consistency",
        "The tree of `earlier` leaves with `earlier_root` is a beginning of that of `size` leaves with `root`. Cases \"public\" are from the tests of Certificate Transparency.",
    );
    for (earlier, size, proof) in CONSISTENCY {
        let (old, new) = (ROOTS[*earlier as usize - 1], ROOTS[*size as usize - 1]);
        let case = json!({"earlier": earlier, "earlier_root": old, "size": size, "root": new, "proof": proof});
        set.good(&format!("public {earlier} to {size}"), case);
    }
    let tree = large_tree(1000);
    let case = |earlier| {
        let proof = tree.consistency(earlier).expect("not above the size");
        json!({"earlier": earlier, "earlier_root": large_tree(earlier).root(), "size": 1000, "root": tree.root(), "proof": proof})
    };
    for earlier in [0, 1, 511, 512, 513, 768, 999, 1000] {
        set.good(&format!("{earlier} to 1000"), case(earlier));
    }
    let bad = |set: &mut Set, name: &str, earlier: u64, changes: &[(&str, Value)]| {
        let mut case = case(earlier);
        changes.iter().for_each(|(key, value)| case[*key] = value.clone());
        set.bad(name, case);
    };
    let proof = case(700)["proof"].as_array().expect("a list").clone();
    bad(&mut set, "another earlier root", 700, &[("earlier_root", json!(ROOTS[0]))]);
    bad(&mut set, "another earlier root, a power of two", 512, &[("earlier_root", json!(ROOTS[0]))]);
    bad(&mut set, "another root", 700, &[("root", json!(ROOTS[0]))]);
    bad(&mut set, "another earlier size", 700, &[("earlier", json!(701))]);
    bad(&mut set, "sizes the wrong way round", 700, &[("earlier", json!(1000)), ("size", json!(700))]);
    bad(&mut set, "no hashes", 700, &[("proof", json!([]))]);
    bad(&mut set, "a hash missing", 700, &[("proof", json!(proof[1..]))]);
    bad(&mut set, "a hash too many", 700, &[("proof", json!([&proof[..], &proof[..1]].concat()))]);
    bad(&mut set, "equal sizes with another root", 1000, &[("earlier_root", json!(ROOTS[0]))]);
    bad(&mut set, "equal sizes with a hash", 1000, &[("proof", json!([ROOTS[0]]))]);
    bad(&mut set, "from no leaves with a hash", 0, &[("proof", json!([ROOTS[0]]))]);
    bad(&mut set, "from no leaves with another root", 0, &[("earlier_root", json!(ROOTS[0]))]);
    set
}

fn many() -> Set {
    let mut set = Set::new(
        "many",
        "`shown` (index, leaf hash) and `proof` lead to `root` of the tree of `size` leaves (seal.md §2.1).",
    );
    let tree = large_tree(100);
    let case = |shown: &[u64]| {
        let proof = tree.many(&shown.iter().copied().collect()).expect("in the tree");
        let shown: Vec<_> = shown.iter().map(|&i| json!([i, tree.leaf(i)])).collect();
        json!({"size": 100, "shown": shown, "proof": proof, "root": tree.root()})
    };
    let every: Vec<_> = (0..100).collect();
    set.good("none shown", case(&[]));
    set.good("the first", case(&[0]));
    set.good("the last", case(&[99]));
    set.good("some, and the last", case(&[3, 4, 5, 40, 63, 64, 99]));
    set.good("all", case(&every));
    set.good("one of one", {
        let tree = public_tree(1);
        json!({"size": 1, "shown": [[0, tree.leaf(0)]], "proof": [], "root": tree.root()})
    });
    let shown: BTreeSet<u64> = [3, 4, 40, 99].into();
    let base = case(&shown.into_iter().collect::<Vec<_>>());
    let bad = |set: &mut Set, name: &str, change: &dyn Fn(&mut Value)| {
        let mut case = base.clone();
        change(&mut case);
        set.bad(name, case);
    };
    let hashes = base["proof"].as_array().expect("a list").clone();
    bad(&mut set, "a hash missing", &|case| case["proof"] = json!(hashes[1..]));
    bad(&mut set, "a hash too many", &|case| case["proof"] = json!([&hashes[..], &hashes[..1]].concat()));
    bad(&mut set, "hashes in another order", &|case| {
        case["proof"] = json!([&hashes[1..2], &hashes[..1], &hashes[2..]].concat());
    });
    bad(&mut set, "a shown leaf moved", &|case| case["shown"][2][0] = json!(41));
    bad(&mut set, "shown leaves out of order", &|case| {
        let shown = case["shown"].as_array_mut().expect("a list");
        shown.swap(0, 1);
    });
    bad(&mut set, "a shown leaf twice", &|case| {
        let first = case["shown"][0].clone();
        case["shown"].as_array_mut().expect("a list").insert(0, first);
    });
    bad(&mut set, "a shown leaf outside the tree", &|case| case["shown"][3][0] = json!(100));
    bad(&mut set, "an understated size", &|case| case["size"] = json!(64));
    bad(&mut set, "another leaf", &|case| case["shown"][0][1] = json!(hex(&[7; 32])));
    bad(&mut set, "another root", &|case| case["root"] = json!(hex(&[7; 32])));
    set
}
