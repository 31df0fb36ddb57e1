use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use temoin_seal::merkle::Hash;
use temoin_seal::package::SealText;
use temoin_seal::package::bag::{BagInfo, DECLARATION};
use temoin_seal::package::path::{self, BAG_INFO, BAGIT, INDEX, MANIFEST, SEAL, TAG_MANIFEST};

use crate::files::Files;
use crate::layout::Place;
use crate::report::{Checks, Code};
use crate::sweep::Sweep;

/// The files that a package cannot be checked without.
const REQUIRED: [&str; 8] = [BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST, SEAL, INDEX, path::KEYS, path::CHECKPOINT];

/// Is one list of hashes. Lines that are not well formed are named and left out; the others still serve.
#[derive(Default)]
struct List {
    hashes: BTreeMap<String, Hash>,
    /// Whether every line could be used, so that a file it does not name is known to be foreign.
    whole: bool,
}

/// Checks the bag's own files, and every file against the lists (`spec/package.md`; RFC 8493 §2).
///
/// Returns the files that should be there and are not, and those that are there and no list names.
pub(crate) fn check(
    files: &dyn Files,
    sweep: &Sweep,
    sealed: Option<&SealText>,
    checks: &mut Checks,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let read = List::read(sweep, MANIFEST, true, checks);
    let payload = List::rebuilt(sweep, MANIFEST, sealed.map(|text| text.manifest)).unwrap_or(read);
    let read = List::read(sweep, TAG_MANIFEST, false, checks);
    let tags = List::rebuilt(sweep, TAG_MANIFEST, sealed.map(|text| text.tag_manifest)).unwrap_or(read);
    let missing = missing(files, &[&payload, &tags], checks);
    compare(sweep, &payload, Code::Payload, checks);
    compare(sweep, &tags, Code::TagFile, checks);
    let foreign = foreign(files, &payload, &tags, checks);
    documents(sweep, &payload, &missing, checks);
    places(&tags, checks);
    (missing, foreign)
}

impl List {
    /// Makes a damaged list again from the files that are there: when that is the list that was sealed, the files are
    /// known to be sound and only the list was changed.
    fn rebuilt(sweep: &Sweep, name: &str, sealed: Option<Hash>) -> Option<Self> {
        if sealed.is_none() || sweep.digests.get(name).copied() == sealed || !sweep.digests.contains_key(name) {
            return None;
        }
        let covered = |path: &&String| match name {
            MANIFEST => path.starts_with(path::DATA),
            _ => !path.starts_with(path::DATA) && *path != TAG_MANIFEST && *path != SEAL,
        };
        let mut list = Self { hashes: BTreeMap::new(), whole: true };
        let (mut sha256, mut lines) = (Sha256::new(), String::new());
        for (path, hash) in sweep.digests.iter().filter(|(path, _)| covered(path)) {
            lines.clear();
            lines.extend([&hash.to_string(), "  ", path, "\n"]);
            sha256.update(&lines);
            list.hashes.insert(path.clone(), *hash);
        }
        (sealed == Some(Hash(sha256.finalize().into()))).then_some(list)
    }

    fn read(sweep: &Sweep, name: &str, payload: bool, checks: &mut Checks) -> Self {
        let Some(bytes) = sweep.document(name) else { return Self::default() };
        let mut list = Self { hashes: BTreeMap::new(), whole: true };
        let mut faults = Vec::new();
        let mut last = "";
        for (number, line) in lines(bytes).enumerate() {
            match line.and_then(|line| entry(line, payload)) {
                Ok((hash, path)) => {
                    if path <= last {
                        faults.push((number, "is not in ascending order of paths"));
                    }
                    last = path;
                    list.hashes.entry(path.to_owned()).or_insert(hash);
                }
                Err(fault) => {
                    list.whole = false;
                    faults.push((number, fault));
                }
            }
        }
        if path::check_together(list.hashes.keys().map(String::as_str)).is_err() {
            faults.push((0, "begins a list that names a path twice, but for capital letters"));
        }
        match faults.first() {
            None => checks.passed(Code::Bag, name),
            Some((number, fault)) => checks.failed(
                Code::Bag,
                name,
                format!("Line {} {fault}; {} lines are not as they must be.", number + 1, faults.len()),
            ),
        }
        list
    }
}

/// Splits into lines that each end with `\n`; the rest of a text that does not is a fault.
fn lines(bytes: &[u8]) -> impl Iterator<Item = Result<&str, &'static str>> {
    bytes.split_inclusive(|&byte| byte == b'\n').map(|line| {
        let line = line.strip_suffix(b"\n").ok_or("does not end with a line feed")?;
        std::str::from_utf8(line).map_err(|_| "is not text")
    })
}

fn entry(line: &str, payload: bool) -> Result<(Hash, &str), &'static str> {
    let (hash, path) = line.split_once("  ").ok_or("is not a hash, two spaces and a path")?;
    let hash = hash.parse().map_err(|_| "has no SHA-256 in lower case")?;
    if path::check(path).is_err() {
        return Err("has a path that a package cannot hold");
    }
    if path.starts_with("data/") != payload || path == TAG_MANIFEST || path == SEAL {
        return Err("names a file that this list does not cover");
    }
    Ok((hash, path))
}

fn missing(files: &dyn Files, lists: &[&List], checks: &mut Checks) -> BTreeSet<String> {
    let listed = lists.iter().flat_map(|list| list.hashes.keys().map(String::as_str));
    let wanted: BTreeSet<&str> = REQUIRED.into_iter().chain(listed).collect();
    let mut missing = BTreeSet::new();
    for path in wanted {
        if files.list().contains_key(path) {
            checks.passed(Code::MissingFile, path);
        } else {
            checks.missing(Code::MissingFile, path, "It is listed, and it is not there.");
            missing.insert(path.to_owned());
        }
    }
    missing
}

fn compare(sweep: &Sweep, list: &List, code: Code, checks: &mut Checks) {
    for (path, listed) in &list.hashes {
        match sweep.digests.get(path) {
            Some(hash) if hash == listed => checks.passed(code, path),
            Some(_) => checks.failed(code, path, "Its bytes are not those that the list states."),
            None => checks.unchecked(code, path, "It is not there, or it cannot be read."),
        }
    }
}

fn foreign(files: &dyn Files, payload: &List, tags: &List, checks: &mut Checks) -> BTreeSet<String> {
    let mut foreign = BTreeSet::new();
    for path in files.list().keys() {
        let (list, code) = if path.starts_with("data/") { (payload, Code::Payload) } else { (tags, Code::TagFile) };
        if list.hashes.contains_key(path) || path == TAG_MANIFEST || path == SEAL {
            continue;
        }
        if !list.whole {
            checks.unchecked(code, path, "The list that should name it is missing or damaged.");
        } else {
            checks.failed(Code::ForeignFile, path, "It is not part of the package: no list names it.");
            foreign.insert(path.clone());
        }
    }
    foreign
}

/// Checks the bag's two fixed documents. A file that was dropped in is `foreign-file`, so only listed ones are counted.
fn documents(sweep: &Sweep, payload: &List, missing: &BTreeSet<String>, checks: &mut Checks) {
    if let Some(bytes) = sweep.document(BAGIT) {
        let exact =
            if bytes == DECLARATION.as_bytes() { Ok(()) } else { Err("It is not the text of BagIt 1.0.".into()) };
        checks.result(Code::Bag, BAGIT, exact);
    }
    let Some(bytes) = sweep.document(BAG_INFO) else { return };
    let Some(info) = BagInfo::parse(bytes) else {
        return checks.failed(Code::Bag, BAG_INFO, "It is not the three lines of bag-info.txt.");
    };
    if !payload.whole || payload.hashes.keys().any(|path| missing.contains(path)) {
        return checks.unchecked(Code::Bag, BAG_INFO, "Files are missing, so that its count cannot be compared.");
    }
    let octets: u64 = payload.hashes.keys().filter_map(|path| sweep.sizes.get(path)).sum();
    let streams = payload.hashes.len() as u64;
    if (info.octets, info.streams) == (octets, streams) {
        checks.passed(Code::Bag, BAG_INFO);
    } else {
        checks.failed(Code::Bag, BAG_INFO, format!("Its Payload-Oxum is not {octets}.{streams}."));
    }
}

/// Checks that the tag folder holds nothing but what has a place there.
fn places(tags: &List, checks: &mut Checks) {
    for path in tags.hashes.keys().filter(|path| path.contains('/') && Place::of(path).is_none()) {
        checks.failed(Code::Bag, path, "A package has no such place.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_hash_and_a_path_of_its_own_list() {
        let hash = "0".repeat(64);
        assert!(entry(&format!("{hash}  data/a"), true).is_ok());
        for bad in ["data/a", "  data/a", &format!("{hash} data/a"), &format!("{hash}  a"), &format!("{hash}   data/a")]
        {
            assert!(entry(bad, true).is_err(), "{bad}");
        }
        assert!(entry(&format!("{hash}  {SEAL}"), false).is_err());
    }
}
