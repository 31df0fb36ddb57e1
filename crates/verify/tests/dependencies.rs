//! The verifier must stay small enough to be read: no database, PDF, parser or network crate is in its tree.
#![allow(clippy::disallowed_methods)] // Asks cargo.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// What would be another room's business, by parts of names.
const ELSEWHERE: [&str; 32] = [
    "sqlite",
    "sqlx",
    "postgres",
    "rocksdb",
    "sled",
    "diesel",
    "typst",
    "pdf",
    "krilla",
    "font",
    "image",
    "png",
    "jpeg",
    "webp",
    "ffmpeg",
    "reqwest",
    "hyper",
    "tokio",
    "async-std",
    "ureq",
    "curl",
    "rustls",
    "native-tls",
    "openssl",
    "socket",
    "mio",
    "html",
    "xml",
    "csv",
    "mail",
    "whatsapp",
    "flate",
];

/// Returns the names of all crates that end up in the program.
fn tree() -> BTreeSet<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["tree", "-p", "temoin-verify", "-e", "normal", "--prefix", "none", "--format", "{p}"];
    let said =
        Command::new(cargo).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("cargo runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8(said.stdout).expect("names of crates");
    said.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn no_crate_of_another_trade_is_in_the_tree() {
    let tree = tree();
    assert!(tree.contains("sha2") && tree.contains("age"), "the tree was read: {tree:?}");
    let foreign: Vec<_> = tree.iter().filter(|name| ELSEWHERE.iter().any(|part| name.contains(part))).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    let ours: Vec<_> = tree.iter().filter(|name| name.starts_with("temoin-")).collect();
    assert_eq!(ours, ["temoin-seal", "temoin-verify"]);
    println!("{} crates", tree.len());
}

#[test]
fn no_socket_and_no_process_is_in_the_source() {
    let mut read = 0;
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for word in ["std::net", "TcpStream", "UdpSocket", "process::Command", "SystemTime", "Instant::now"] {
            assert!(!text.contains(word), "{word}");
        }
        read += 1;
    }
    assert!(read > 20);
}
