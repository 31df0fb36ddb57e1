//! Whatever happens to a file, its pieces tile it and each byte belongs to one record or to one range beside the records.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use temoin_evidence::Place;
use temoin_intake::{Detected, Kind, Options, detect};

use crate::support::{self, Read};

/// Larger files are left to the fuzzers.
const LARGEST: usize = 64 << 10;
/// How often each sample is harmed.
const CASES: u32 = 256;

/// What is put in between: where formats begin and end, and what they stumble over.
const STRANGE: [&[u8]; 16] = [
    b"{",
    b"}",
    b"]",
    b"\"",
    b"\\",
    b",",
    b"<",
    b"-->",
    b"\n",
    b"\r",
    b"\n\n",
    b"\0",
    b"\xff",
    b"\\ud83d",
    b"1e400",
    b"&#55357;",
];

/// Is something that happens to a file on its way.
#[derive(Clone, Debug)]
enum Harm {
    Changed(Index, u8),
    Lost(Index, usize),
    Doubled(Index, usize),
    Inserted(Index, &'static [u8]),
    Cut(Index),
}

impl Harm {
    fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Self::Changed(at, byte)),
            (any::<Index>(), 1..200_usize).prop_map(|(at, len)| Self::Lost(at, len)),
            (any::<Index>(), 1..200_usize).prop_map(|(at, len)| Self::Doubled(at, len)),
            (any::<Index>(), select(&STRANGE[..])).prop_map(|(at, what)| Self::Inserted(at, what)),
            any::<Index>().prop_map(Self::Cut),
        ]
    }

    fn to(&self, file: &mut Vec<u8>) {
        if file.is_empty() {
            return;
        }
        let range = |at: &Index, len| {
            let start = at.index(file.len());
            start..file.len().min(start + len)
        };
        match self {
            Self::Changed(at, byte) => {
                let at = at.index(file.len());
                file[at] = *byte;
            }
            Self::Lost(at, len) => drop(file.drain(range(at, *len))),
            Self::Doubled(at, len) => {
                let range = range(at, *len);
                let twice = file[range.clone()].to_vec();
                file.splice(range.start..range.start, twice);
            }
            Self::Inserted(at, what) => {
                let at = at.index(file.len());
                file.splice(at..at, what.iter().copied());
            }
            Self::Cut(at) => file.truncate(at.index(file.len())),
        }
    }
}

/// Lists the samples, those inside archives too.
fn files() -> Vec<(Vec<u8>, String, Detected)> {
    let mut found = Vec::new();
    gather(&support::samples(), &mut found);
    found.push((packed(b"bonjour\n"), "bonjour.txt.gz".into()));
    let mut files = Vec::new();
    while let Some((bytes, name)) = found.pop() {
        let detected = detect(&bytes, bytes.len() as u64, &name);
        if matches!(detected.kind.word(), "zip" | "tar" | "gzip") {
            found.extend(support::bytes(&bytes, &name).members.into_iter().map(|(name, bytes)| (bytes, name)));
        }
        if bytes.len() <= LARGEST {
            files.push((bytes, name, detected));
        }
    }
    files
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn gather(folder: &Path, files: &mut Vec<(Vec<u8>, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push((std::fs::read(&path).unwrap(), entry.file_name().to_string_lossy().into_owned()));
        }
    }
}

/// Asserts that no byte belongs to two records, unless they share all of them, and that notes point into the file.
fn belongs_once(read: &Read, size: u64) {
    let mut last = None;
    for record in &read.records {
        let (start, end) = (record.span.start, record.span.end());
        assert!(last.is_none_or(|(s, e)| start >= e || start == s), "{last:?} and {start}..{end}");
        last = Some(last.filter(|&(s, _)| s == start).map_or((start, end), |(s, e): (u64, u64)| (s, e.max(end))));
    }
    for note in &read.notes {
        if let Place::Bytes(span) = note.place {
            assert!(span.start.checked_add(span.len).is_some_and(|end| end <= size), "{note:?} of {size}");
        }
    }
}

#[test]
fn each_byte_belongs_to_one_record_or_one_range() {
    let files = files();
    let mut failed = String::new();
    for (bytes, name, detected) in &files {
        let options = Options { name: name.clone(), ..Options::default() };
        TestRunner::new(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })
            .run(&vec(Harm::any(), 1..5), |harms| {
                let mut file = bytes.clone();
                harms.iter().for_each(|harm| harm.to(&mut file));
                let read = support::checked_as(&file, detected, &options);
                belongs_once(&read, file.len() as u64);
                Ok(())
            })
            .unwrap_or_else(|error| failed.push_str(&format!("{name}, read as {:?}: {error}\n", detected.kind)));
    }
    assert!(failed.is_empty(), "{failed}");
    let harmed: BTreeSet<&str> = files.iter().map(|(_, _, detected)| detected.kind.word()).collect();
    let spared: Vec<&str> = Kind::all().map(Kind::word).filter(|word| !harmed.contains(word)).collect();
    assert_eq!(spared, [""; 0], "each reader has a sample");
}
