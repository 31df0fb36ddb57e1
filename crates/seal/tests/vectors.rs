//! Every case of `spec/vectors` comes out as its header says.

#[path = "../examples/vectors/documents.rs"]
mod documents;
#[path = "../examples/vectors/generate.rs"]
mod generate;
#[path = "../examples/vectors/notes.rs"]
mod notes;
#[path = "../examples/vectors/set.rs"]
mod set;
#[path = "../examples/vectors/trees.rs"]
mod trees;
#[path = "../examples/vectors/zips.rs"]
mod zips;

mod judge;

use std::path::{Path, PathBuf};

use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/vectors")
}

fn sets() -> Vec<Value> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    let (mut accepted, mut refused) = (0, 0);
    for set in sets() {
        let kind = set["kind"].as_str().unwrap();
        for case in set["cases"].as_array().unwrap() {
            let outcome = judge::judge(kind, case, &folder());
            match (case["expected"].as_str().unwrap(), &outcome) {
                ("accepted", Ok(())) => accepted += 1,
                ("refused", Err(_)) => refused += 1,
                (expected, _) => wrong.push(format!("{kind}: {}: expected {expected}, {outcome:?}", case["name"])),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 80 && refused > 250, "only {accepted} accepted and {refused} refused cases were found");
}

#[test]
fn the_files_are_what_the_program_writes() {
    for set in generate::all() {
        let file = folder().join(format!("{}.json", set.kind));
        let stored: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        assert!(stored == set.to_value(), "{} differs: run the example `vectors`", set.kind);
    }
    assert_eq!(std::fs::read(folder().join("timestamp/checkpoint")).unwrap(), notes::signed_checkpoint());
}
