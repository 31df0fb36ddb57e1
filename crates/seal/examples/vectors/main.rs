//! Writes `spec/vectors/*.json` anew (but `timestamp.json`, which openssl's answers stand behind).
//!
//! `cargo run -p temoin-seal --example vectors [FOLDER]`; the same bytes every time.

mod documents;
mod generate;
mod notes;
mod set;
mod trees;
mod zips;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors"));
    let folder = std::env::args_os().nth(1).map_or_else(default, PathBuf::from);
    for set in generate::all() {
        let text = serde_json::to_string_pretty(&set.to_value())? + "\n";
        std::fs::write(folder.join(format!("{}.json", set.kind)), text)?;
        println!("{}: {} cases", set.kind, set.cases.len());
    }
    std::fs::write(folder.join("timestamp/checkpoint"), notes::signed_checkpoint())
}
