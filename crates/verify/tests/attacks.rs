//! Structural attacks, by whoever can change files, by whoever holds the key, and by whoever signs all anew with his own.
//! Each must be rejected by the check that is there for it; the count is printed.
#![allow(clippy::disallowed_methods)] // A test may launch the programs it compares with.

mod forge;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::process::Command;

use forge::stamps::Authority;
use forge::{Files as Package, Maker, Stage, arithmetic, zip};
use temoin_verify::{Code, Files, Options, Outcome, Report, Verdict, check_files, check_zip};

/// Holds an honest package, another of another case, and authorities.
struct World {
    maker: Maker,
    honest: Package,
    other_maker: Maker,
    other: Package,
    stranger: Option<Authority>,
}

/// Is what an attacker hands over.
#[derive(Clone)]
enum Handed {
    Files(Package),
    Zip(Vec<u8>),
}
use Handed::{Files as F, Zip as Z};

type Attack = (&'static str, Code, fn(&World, &mut Options) -> Handed);

struct Memory(BTreeMap<String, u64>, Package);

impl Files for Memory {
    fn list(&self) -> &BTreeMap<String, u64> {
        &self.0
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        self.1.get(name).map(|bytes| Box::new(&bytes[..]) as Box<dyn Read>).ok_or(io::ErrorKind::NotFound.into())
    }
}

fn judge(handed: Handed, options: &Options) -> Report {
    match handed {
        F(files) => {
            let sizes = files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect();
            check_files(&Memory(sizes, files), options)
        }
        Z(bytes) => check_zip(Cursor::new(bytes), options),
    }
    .expect("a package, if a bad one")
}

/// The last argument of attacks that need no option.
fn raw(world: &World, change: impl Fn(&mut Package)) -> Handed {
    let mut files = world.honest.clone();
    change(&mut files);
    F(files)
}

/// Someone with the key changes files at a stage, and all above is signed anew.
fn insider(world: &World, stage: Stage, change: impl Fn(&mut Package)) -> Handed {
    F(world.maker.build(|now, files| {
        if now == stage {
            change(files);
        }
    }))
}

/// Someone with the key changes tag files and signs lists and note anew.
fn resealed(world: &World, change: impl Fn(&mut Package)) -> Handed {
    insider(world, Stage::Tags, change)
}

/// Someone with the key changes the text of a file before the payload manifest is made.
fn payload_text(world: &World, path: &'static str, from: &'static str, to: &'static str) -> Handed {
    insider(world, Stage::Payload, |files| edit(files, path, from, to))
}

fn tag_text(world: &World, path: &'static str, from: &'static str, to: &'static str) -> Handed {
    resealed(world, |files| edit(files, path, from, to))
}

fn edit(files: &mut Package, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(from), "{path} holds {from}");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
}

fn swap(files: &mut Package, a: &str, b: &str) {
    let (x, y) = (files[a].clone(), files[b].clone());
    files.insert(a.to_owned(), y);
    files.insert(b.to_owned(), x);
}

fn take(files: &mut Package, from: &Package, path: &str) {
    files.insert(path.to_owned(), from[path].clone());
}

/// Rewrites the lines of the piece numbers of the chat.
fn numbers(world: &World, change: fn(&mut Vec<String>)) -> Handed {
    insider(world, Stage::Payload, |files| {
        let text = String::from_utf8(files[NUMBERS].clone()).unwrap();
        let mut lines = text.lines().map(str::to_owned).collect();
        change(&mut lines);
        files.insert(NUMBERS.to_owned(), (lines.join("\n") + "\n").into_bytes());
    })
}

fn zipped(world: &World, change: fn(&mut Vec<zip::Entry>)) -> Handed {
    let mut entries = zip::entries(&world.honest);
    change(&mut entries);
    Z(zip::write(&entries, b""))
}

fn bytes(world: &World, change: fn(&mut Vec<u8>)) -> Handed {
    let mut bytes = zip::canonical(&world.honest);
    change(&mut bytes);
    Z(bytes)
}

/// All is made anew under another key, with the same origin: nothing inside contradicts anything.
fn rewritten(world: &World) -> Maker {
    let mut maker = world.maker.clone();
    maker.key = [66; 32];
    maker.exhibits[0].bytes = b"something that was never received\n".to_vec();
    maker.exhibits[0].cuts = vec![maker.exhibits[0].bytes.len() as u64];
    maker.authorities = world.stranger.iter().cloned().collect();
    maker
}

const HEAD: &str = "temoin/log/checkpoint";
const EARLY: &str = "temoin/log/checkpoints/0000000005";
const STEP: &str = "temoin/log/consistency/0000000005";
const LEAF: &str = "temoin/log/leaves/0000000003.json";
const PROOF: &str = "temoin/log/proofs/0000000003.tlog-proof";
const EXPORT: &str = "temoin/log/leaves/0000000015.json";
const KEYS: &str = "temoin/keys.txt";
const SEEN: &str = "temoin/witness/0000000005-01";
const STAMP: &str = "temoin/time/0000000005-01.tsr";
const LATE_STAMP: &str = "temoin/time/0000000016-02.tsr";
const INDEX: &str = "data/index.json";
const ONE: &str = "data/exhibits/Piece-01.bin";
const TWO: &str = "data/exhibits/Piece-02.bin";
const SHOWN: &str = "data/records/Piece-12.bin";
const NUMBERS: &str = "data/records/Piece-12.pieces.jsonl";
const MANIFEST: &str = "manifest-sha256.txt";
const TAGS: &str = "tagmanifest-sha256.txt";
const NOTE: &str = "temoin-seal.note";

#[rustfmt::skip]
const OUTSIDER: &[Attack] = &[
    ("drop an exhibit", Code::MissingFile, |w, _| raw(w, |f| { f.remove(ONE); })),
    ("drop the seal note", Code::Seal, |w, _| raw(w, |f| { f.remove(NOTE); })),
    ("drop the manifest", Code::MissingFile, |w, _| raw(w, |f| { f.remove(MANIFEST); })),
    ("drop the tag manifest", Code::MissingFile, |w, _| raw(w, |f| { f.remove(TAGS); })),
    ("drop both manifests and the seal", Code::Seal, |w, _| raw(w, |f| f.retain(|n, _| ![MANIFEST, TAGS, NOTE].contains(&n.as_str())))),
    ("drop the keys", Code::MissingFile, |w, _| raw(w, |f| { f.remove(KEYS); })),
    ("drop the checkpoint", Code::MissingFile, |w, _| raw(w, |f| { f.remove(HEAD); })),
    ("drop a leaf", Code::MissingFile, |w, _| raw(w, |f| { f.remove(LEAF); })),
    ("drop a proof", Code::MissingFile, |w, _| raw(w, |f| { f.remove(PROOF); })),
    ("drop the witness", Code::MissingFile, |w, _| raw(w, |f| { f.remove(SEEN); })),
    ("drop the tag folder", Code::MissingFile, |w, _| raw(w, |f| f.retain(|n, _| !n.starts_with("temoin/")))),
    ("add an exhibit", Code::ForeignFile, |w, _| raw(w, |f| { f.insert("data/exhibits/Piece-13.bin".into(), vec![1]); })),
    ("add a leaf and its proof", Code::ForeignFile, |w, _| raw(w, |f| {
        let (leaf, proof) = (f[LEAF].clone(), f[PROOF].clone());
        f.insert("temoin/log/leaves/0000000014.json".into(), leaf);
        f.insert("temoin/log/proofs/0000000014.tlog-proof".into(), proof);
    })),
    ("add a file at the top", Code::ForeignFile, |w, _| raw(w, |f| { f.insert("README".into(), vec![1]); })),
    ("swap two exhibits", Code::Payload, |w, _| raw(w, |f| swap(f, ONE, TWO))),
    ("rename an exhibit", Code::ForeignFile, |w, _| raw(w, |f| { let b = f.remove(ONE).unwrap(); f.insert("data/exhibits/Piece-1.bin".into(), b); })),
    ("truncate an exhibit", Code::Payload, |w, _| raw(w, |f| { f.get_mut(ONE).unwrap().pop(); })),
    ("append to an exhibit", Code::Payload, |w, _| raw(w, |f| f.get_mut(ONE).unwrap().push(b'\n'))),
    ("empty an exhibit", Code::Payload, |w, _| raw(w, |f| f.get_mut(ONE).unwrap().clear())),
    ("change an exhibit and its manifest line", Code::TagFile, |w, _| raw(w, |f| { f.insert(ONE.into(), vec![1]); let m = forge::manifest(f, |n| n.starts_with("data/")); f.insert(MANIFEST.into(), m); })),
    ("change an exhibit and both manifests", Code::Seal, |w, _| raw(w, |f| {
        f.insert(ONE.into(), vec![1]);
        let m = forge::manifest(f, |n| n.starts_with("data/"));
        f.insert(MANIFEST.into(), m);
        let t = forge::tag_manifest(f);
        f.insert(TAGS.into(), t);
    })),
    ("reorder the manifest", Code::Bag, |w, _| raw(w, |f| { let t = String::from_utf8(f[MANIFEST].clone()).unwrap(); let mut l: Vec<_> = t.lines().collect(); l.swap(0, 1); f.insert(MANIFEST.into(), (l.join("\n") + "\n").into()); })),
    ("cut the manifest's last line", Code::TagFile, |w, _| raw(w, |f| { let t = f.get_mut(MANIFEST).unwrap(); t.pop(); while t.last() != Some(&b'\n') { t.pop(); } })),
    ("truncate the seal note", Code::Seal, |w, _| raw(w, |f| { f.get_mut(NOTE).unwrap().truncate(200); })),
    ("a signature line more on the seal note", Code::Seal, |w, _| raw(w, |f| f.get_mut(NOTE).unwrap().extend("— nobody AAAAAAAA\n".as_bytes()))),
    ("the seal of another package", Code::Seal, |w, _| raw(w, |f| take(f, &w.other, NOTE))),
    ("seal and keys of another package", Code::Checkpoint, |w, _| raw(w, |f| { take(f, &w.other, NOTE); take(f, &w.other, KEYS); })),
    ("the log of another package", Code::TagFile, |w, _| raw(w, |f| { for n in w.other.keys().filter(|n| n.starts_with("temoin/")) { take(f, &w.other, n); } })),
    ("the payload of another package", Code::Payload, |w, _| raw(w, |f| { for n in w.other.keys().filter(|n| n.starts_with("data/")) { take(f, &w.other, n); } })),
    ("all of another package but the seal", Code::Seal, |w, _| raw(w, |f| { let n = f[NOTE].clone(); *f = w.other.clone(); f.insert(NOTE.into(), n); })),
];

#[rustfmt::skip]
const INSIDER: &[Attack] = &[
    ("an exhibit changed under an old log", Code::Export, |w, _| raw(w, |f| {
        f.insert(ONE.into(), b"another".to_vec());
        let (info, m) = (forge::oxum(f), forge::manifest(f, |n| n.starts_with("data/")));
        f.insert("bag-info.txt".into(), info);
        f.insert(MANIFEST.into(), m);
        w.maker.reseal(f);
    })),
    ("an exhibit's file swapped for another's", Code::Exhibit, |w, _| insider(w, Stage::Payload, |f| swap(f, ONE, TWO))),
    ("an exhibit that names another's leaf", Code::Index, |w, _| payload_text(w, INDEX, "\"leaf\":1,", "\"leaf\":2,")),
    ("an exhibit that names a statement", Code::Index, |w, _| payload_text(w, INDEX, "\"leaf\":1,", "\"leaf\":14,")),
    ("leaves withheld understated", Code::Index, |w, _| payload_text(w, INDEX, "\"leaves\":2", "\"leaves\":1")),
    ("pieces withheld understated", Code::Index, |w, _| payload_text(w, INDEX, "\"pieces\":37", "\"pieces\":36")),
    ("pieces of an exhibit understated", Code::Index, |w, _| insider(w, Stage::Payload, |f| { edit(f, INDEX, "\"count\":40", "\"count\":20"); edit(f, INDEX, "\"pieces\":37", "\"pieces\":17"); })),
    ("an index that is not canonical", Code::Index, |w, _| payload_text(w, INDEX, "{\"exhibits\"", "{ \"exhibits\"")),
    ("an index with an exhibit twice", Code::Index, |w, _| payload_text(w, INDEX, "\"leaf\":2,\"number\":2", "\"leaf\":1,\"number\":2")),
    ("an index with a gap in its numbers", Code::Index, |w, _| payload_text(w, INDEX, "\"number\":2,", "\"number\":3,")),
    ("an index of another origin class", Code::Index, |w, _| payload_text(w, INDEX, "\"origin\":\"D\"", "\"origin\":\"Z\"")),
    ("an index with a key more", Code::Index, |w, _| payload_text(w, INDEX, "\"v\":\"temoin-index/1\"", "\"u\":1,\"v\":\"temoin-index/1\"")),
    ("an exhibit's file that no index names", Code::Index, |w, _| insider(w, Stage::Payload, |f| { f.insert("data/exhibits/Piece-99.bin".into(), vec![1]); })),
    ("counts beyond any number", Code::Index, |w, _| payload_text(w, INDEX, "\"count\":40", "\"count\":9007199254740993")),
    ("a count of pieces that ends early", Code::Pieces, |w, _| numbers(w, |l| { l[0] = l[0].replace("\"count\":40", "\"count\":18"); l.retain(|l| !l.contains("\"i\":39")); })),
    ("a gap between neighbours", Code::Pieces, |w, _| numbers(w, |l| shift(l, 2, 1))),
    ("an overlap of neighbours", Code::Pieces, |w, _| numbers(w, |l| shift(l, 2, -1))),
    ("a piece at another place", Code::Pieces, |w, _| numbers(w, |l| shift(l, 3, 5))),
    ("a wrong nonce", Code::Pieces, |w, _| numbers(w, |l| { let at = l[1].find("nonce\":\"").unwrap() + 8; l[1].replace_range(at..at + 2, "00"); })),
    ("pieces out of order", Code::Pieces, |w, _| numbers(w, |l| l.swap(1, 2))),
    ("a piece twice", Code::Pieces, |w, _| numbers(w, |l| { let line = l[1].clone(); l.insert(1, line); })),
    ("no last piece", Code::Pieces, |w, _| numbers(w, |l| { l.remove(4); })),
    ("a hash of the proof more", Code::Pieces, |w, _| numbers(w, |l| { let line = l[5].clone(); l.push(line); })),
    ("a hash of the proof less", Code::Pieces, |w, _| numbers(w, |l| { l.pop(); })),
    ("hashes of the proof swapped", Code::Pieces, |w, _| numbers(w, |l| l.swap(5, 6))),
    ("an inner node passed for a piece", Code::Pieces, |w, _| numbers(w, |l| { let h = l.remove(5); let at = l[4].find("digest\":\"").unwrap() + 9; l[4].replace_range(at..at + 64, &h[6..70]); })),
    ("a line that is no number of a piece", Code::Pieces, |w, _| numbers(w, |l| l[1] = "[]".into())),
    ("a version from elsewhere", Code::Pieces, |w, _| numbers(w, |l| l[0] = l[0].replace("pieces/1", "pieces/2"))),
    ("pieces of another leaf", Code::Index, |w, _| numbers(w, |l| l[0] = l[0].replace("\"leaf\":12", "\"leaf\":11"))),
    ("a size that is not the leaf's", Code::Pieces, |w, _| numbers(w, |l| l[0] = l[0].replace("\"size\":", "\"size\":1"))),
    ("bytes of a piece changed", Code::Pieces, |w, _| insider(w, Stage::Payload, |f| f.get_mut(SHOWN).unwrap()[0] ^= 1)),
    ("bytes after the last piece", Code::Pieces, |w, _| insider(w, Stage::Payload, |f| f.get_mut(SHOWN).unwrap().push(b'x'))),
    ("bytes of a piece cut", Code::Pieces, |w, _| insider(w, Stage::Payload, |f| { f.get_mut(SHOWN).unwrap().pop(); })),
    ("pieces without bytes", Code::Pieces, |w, _| insider(w, Stage::Payload, |f| { f.remove(SHOWN); })),
    ("bytes without pieces", Code::Index, |w, _| insider(w, Stage::Payload, |f| { f.remove(NUMBERS); })),
    ("an old checkpoint played back", Code::Leaf, |w, _| resealed(w, |f| { let early = f[EARLY].clone(); f.insert(HEAD.into(), early); })),
    ("an old checkpoint in a proof", Code::Leaf, |w, _| resealed(w, |f| { let (head, early) = (text(&f[HEAD]), text(&f[EARLY])); edit(f, PROOF, &head, &early); })),
    ("an unknown signature line on the checkpoint", Code::Checkpoint, |w, _| resealed(w, |f| f.get_mut(HEAD).unwrap().extend("— example.org AAAAAAAA\n".as_bytes()))),
    ("the checkpoint's signature twice", Code::Checkpoint, |w, _| resealed(w, |f| { let line = text(&f[HEAD]).lines().last().unwrap().to_owned() + "\n"; f.get_mut(HEAD).unwrap().extend(line.as_bytes()); })),
    ("a checkpoint with an extension line", Code::Checkpoint, |w, _| resealed(w, |f| { let t = forge::note_text(&f[HEAD]) + "more\n"; f.insert(HEAD.into(), forge::sign(&w.maker.origin(), &w.maker.key, &t)); })),
    ("a checkpoint of another origin", Code::Checkpoint, |w, _| resealed(w, |f| { let t = forge::note_text(&f[HEAD]).replace(&w.maker.origin(), &w.other_maker.origin()); f.insert(HEAD.into(), forge::sign(&w.maker.origin(), &w.maker.key, &t)); })),
    ("a checkpoint with a size that has a zero before", Code::Checkpoint, |w, _| resealed(w, |f| { let t = forge::note_text(&f[HEAD]).replace("\n16\n", "\n016\n"); f.insert(HEAD.into(), forge::sign(&w.maker.origin(), &w.maker.key, &t)); })),
    ("another root under the same size", Code::Leaf, |w, _| resealed(w, |f| { let hashes = [[1; 32]; 16]; f.insert(HEAD.into(), w.maker.checkpoint(&hashes)); })),
    ("the key swapped in keys.txt", Code::Seal, |w, _| raw(w, |f| { edit(f, KEYS, &w.maker.vkey(), &w.other_maker.vkey()); w.maker.reseal(f); })),
    ("the witness's key first", Code::Seal, |w, _| resealed(w, |f| { let t = text(&f[KEYS]); let l: Vec<_> = t.lines().rev().collect(); f.insert(KEYS.into(), (l.join("\n") + "\n").into()); })),
    ("a witness's key too many", Code::Witness, |w, _| resealed(w, |f| f.get_mut(KEYS).unwrap().extend((w.other_maker.witness_vkey() + "\n").as_bytes()))),
    ("a cosignature of another key", Code::Witness, |w, _| resealed(w, |f| { let seen = Maker { witness: [3; 32], ..w.maker.clone() }.cosign(&f[EARLY], 9); f.insert(SEEN.into(), seen); })),
    ("a cosignature over the head under the early name", Code::Witness, |w, _| resealed(w, |f| { let seen = w.maker.cosign(&f[HEAD], 9); f.insert(SEEN.into(), seen); })),
    ("a cosignature with another time", Code::Witness, |w, _| resealed(w, |f| {
        let (a, b) = (text(&w.maker.cosign(&f[EARLY], 9)), text(&w.maker.cosign(&f[EARLY], 10)));
        let (early, line) = (text(&f[EARLY]), |t: &str| t.lines().last().unwrap().to_owned());
        // The time of one, the signature of the other: base64 of 4 + 8 bytes is 16 characters.
        let (one, two) = (line(&a), line(&b));
        let cut = one.rfind(' ').unwrap() + 17;
        f.insert(SEEN.into(), format!("{early}{}{}\n", &one[..cut], &two[cut..]).into());
    })),
    ("a witness file without the log's signature", Code::Witness, |w, _| resealed(w, |f| { let t = text(&f[SEEN]); let (head, tail) = t.split_once("\n\n").unwrap(); let last = tail.lines().last().unwrap(); let n = format!("{head}\n\n{last}\n"); f.insert(SEEN.into(), n.into()); })),
    ("a leaf that is not canonical", Code::Leaf, |w, _| tag_text(w, LEAF, "{\"index\"", "{ \"index\"")),
    ("a leaf with a key twice", Code::Leaf, |w, _| tag_text(w, LEAF, "{\"index\":3", "{\"index\":3,\"index\":3")),
    ("a leaf of another kind", Code::Leaf, |w, _| tag_text(w, LEAF, "\"kind\":\"intake\"", "\"kind\":\"export\"")),
    ("a leaf of an unknown kind", Code::Leaf, |w, _| tag_text(w, LEAF, "\"kind\":\"intake\"", "\"kind\":\"gossip\"")),
    ("a leaf at another index", Code::Leaf, |w, _| tag_text(w, LEAF, "{\"index\":3", "{\"index\":4")),
    ("an opened value changed", Code::Leaf, |w, _| tag_text(w, LEAF, "text/plain", "image/jpeg")),
    ("an opened value twice", Code::Leaf, |w, _| resealed(w, |f| { let t = text(&f[LEAF]); let (_, o) = t.split_once("\"opened\":[").unwrap(); let first = &o[..=o.find(']').unwrap()]; edit(f, LEAF, "\"opened\":[", &format!("\"opened\":[{first},")); })),
    ("an opened value of another leaf", Code::Leaf, |w, _| resealed(w, |f| { let t = text(&f["temoin/log/leaves/0000000004.json"]); let (_, o) = t.split_once("\"opened\":[").unwrap(); let first = &o[..=o.find(']').unwrap()]; edit(f, LEAF, "\"opened\":[", &format!("\"opened\":[{first},")); })),
    ("a digest of a field less", Code::Leaf, |w, _| resealed(w, |f| { let t = text(&f[LEAF]); let at = t.find("\"fields\":[").unwrap() + 10; let first = &t[at..at + 67]; edit(f, LEAF, first, ""); })),
    ("an inner node passed for a leaf", Code::Leaf, |w, _| resealed(w, |f| {
        // The two hashes under the lowest node, as if they were the data of a leaf: RFC 6962 puts 0x00 and 0x01 before.
        let hash = |n: u64| { let v: serde_json::Value = serde_json::from_slice(&f[&format!("temoin/log/leaves/{n:010}.json")]).unwrap(); arithmetic::leaf_hash(&arithmetic::canonical(&v["leaf"])) };
        let node = [hash(2), hash(3)].concat();
        f.insert(LEAF.into(), node);
        let t = text(&f[PROOF]);
        let mut lines: Vec<_> = t.split('\n').collect();
        lines.remove(2);
        let proof = lines.join("\n").replace("index 3", "index 1");
        f.insert(PROOF.into(), proof.into());
    })),
    ("the proof of another leaf", Code::Leaf, |w, _| resealed(w, |f| swap(f, PROOF, "temoin/log/proofs/0000000004.tlog-proof"))),
    ("the proof of another leaf under this index", Code::Leaf, |w, _| resealed(w, |f| { let p = text(&f["temoin/log/proofs/0000000004.tlog-proof"]).replace("index 4", "index 3"); f.insert(PROOF.into(), p.into()); })),
    ("a proof with a hash less", Code::Leaf, |w, _| resealed(w, |f| { let t = text(&f[PROOF]); let mut l: Vec<_> = t.split('\n').collect(); l.remove(2); let t = l.join("\n"); f.insert(PROOF.into(), t.into()); })),
    ("a proof with an extra line", Code::Leaf, |w, _| tag_text(w, PROOF, "index 3\n", "extra AAAA\nindex 3\n")),
    ("a leaf of another log", Code::Leaf, |w, _| resealed(w, |f| take(f, &w.other, LEAF))),
    ("leaf and proof of another log", Code::Leaf, |w, _| resealed(w, |f| { take(f, &w.other, LEAF); take(f, &w.other, PROOF); })),
    ("a leaf without a proof", Code::Leaf, |w, _| resealed(w, |f| { f.remove(PROOF); })),
    ("a proof without a leaf", Code::Leaf, |w, _| resealed(w, |f| { f.remove(LEAF); })),
    ("no export leaf", Code::Export, |w, _| resealed(w, |f| { f.remove(EXPORT); f.remove("temoin/log/proofs/0000000015.tlog-proof"); })),
    ("an export leaf that opens nothing", Code::Export, |w, _| resealed(w, |f| { let t = text(&f[EXPORT]); let at = t.find("\"opened\":").unwrap(); f.insert(EXPORT.into(), format!("{}\"opened\":[]}}", &t[..at]).into()); })),
    ("an intake leaf that opens too little", Code::Index, |w, _| resealed(w, |f| { let t = text(&f[LEAF]); let at = t.find("\"opened\":").unwrap(); f.insert(LEAF.into(), format!("{}\"opened\":[]}}", &t[..at]).into()); })),
    ("a leaf shown and not named", Code::Index, |w, _| { let mut m = w.maker.clone(); m.leaves_hook = Some(|l| { l[0].kind = "reading"; l[0].shown = true; }); F(m.files()) }),
    ("a field that its kind has not", Code::Leaf, |w, _| { let mut m = w.maker.clone(); m.leaves_hook = Some(|l| { l[1].fields.push(("advice".into(), "x".into(), [9; 16])); l[1].open.push("advice"); }); F(m.files()) }),
    ("a field with a value of another kind", Code::Leaf, |w, _| { let mut m = w.maker.clone(); m.leaves_hook = Some(|l| l[1].fields[2].1 = "12".into()); F(m.files()) }),
    ("a leaf with one name twice", Code::Leaf, |w, _| { let mut m = w.maker.clone(); m.leaves_hook = Some(|l| { let mut f = l[1].fields[0].clone(); f.2 = [77; 16]; l[1].fields.push(f); }); F(m.files()) }),
    ("a leaf that commits to other bytes", Code::Exhibit, |w, _| { let mut m = w.maker.clone(); m.leaves_hook = Some(|l| l[1].fields[1].1 = "00".repeat(32).into()); F(m.files()) }),
    ("a leaf that commits to other pieces", Code::Pieces, |w, _| { let mut m = w.maker.clone(); m.leaves_hook = Some(|l| { let pieces = l[11].fields[6].1["root"].clone(); l[12].fields[6].1["root"] = pieces; }); F(m.files()) }),
    ("a consistency proof of another log", Code::Consistency, |w, _| resealed(w, |f| take(f, &w.other, STEP))),
    ("an empty consistency proof", Code::Consistency, |w, _| resealed(w, |f| { f.insert(STEP.into(), vec![]); })),
    ("a consistency proof with a hash more", Code::Consistency, |w, _| resealed(w, |f| { let t = text(&f[STEP]); let l = t.lines().next().unwrap().to_owned() + "\n"; f.get_mut(STEP).unwrap().extend(l.as_bytes()); })),
    ("a consistency proof that does not end its line", Code::Consistency, |w, _| resealed(w, |f| { f.get_mut(STEP).unwrap().pop(); })),
    ("an earlier checkpoint without a proof", Code::Consistency, |w, _| resealed(w, |f| { f.remove(STEP); })),
    ("a consistency proof without its checkpoint", Code::Consistency, |w, _| resealed(w, |f| { f.remove(EARLY); })),
    ("an earlier checkpoint of another log", Code::Checkpoint, |w, _| resealed(w, |f| take(f, &w.other, EARLY))),
    ("an earlier checkpoint under another size", Code::Checkpoint, |w, _| resealed(w, |f| { let b = f.remove(EARLY).unwrap(); f.insert("temoin/log/checkpoints/0000000006".into(), b); let p = f.remove(STEP).unwrap(); f.insert("temoin/log/consistency/0000000006".into(), p); })),
    ("an earlier checkpoint of a history that never was", Code::Consistency, |w, _| resealed(w, |f| { f.insert(EARLY.into(), w.maker.checkpoint(&[[2; 32]; 5])); })),
    ("a seal note that counts fewer exhibits", Code::Seal, |w, _| raw(w, |f| renote(w, f, "exhibits 12", "exhibits 11"))),
    ("a seal note that withholds fewer leaves", Code::Seal, |w, _| raw(w, |f| renote(w, f, "leaves-withheld 2", "leaves-withheld 0"))),
    ("a seal note that withholds fewer pieces", Code::Seal, |w, _| raw(w, |f| renote(w, f, "pieces-withheld 37", "pieces-withheld 0"))),
    ("a seal note that counts more records", Code::Seal, |w, _| raw(w, |f| renote(w, f, "records 3", "records 4"))),
    ("a seal note that counts more statements", Code::Seal, |w, _| raw(w, |f| renote(w, f, "statements 1", "statements 2"))),
    ("a seal note of another head", Code::Seal, |w, _| raw(w, |f| renote(w, f, "checkpoint 16", "checkpoint 17"))),
    ("a seal note of another origin", Code::Seal, |w, _| raw(w, |f| renote(w, f, "origin temoin/07", "origin temoin/08"))),
    ("a seal note with a line more", Code::Seal, |w, _| raw(w, |f| renote(w, f, "exhibits 12\n", "exhibits 12\nnotes 1\n"))),
    ("a seal note of another version", Code::Seal, |w, _| raw(w, |f| renote(w, f, "temoin-package/1", "temoin-package/2"))),
    ("a checkpoint passed for a seal note", Code::Seal, |w, _| raw(w, |f| { let head = f[HEAD].clone(); f.insert(NOTE.into(), head); })),
    ("a manifest with Windows line ends", Code::Bag, |w, _| insider(w, Stage::Seal, |f| { let t = text(&f[TAGS]).replace('\n', "\r\n"); f.insert(TAGS.into(), t.into()); })),
    ("a manifest with a path out of the package", Code::Bag, |w, _| insider(w, Stage::Seal, |f| f.get_mut(TAGS).unwrap().extend(format!("{}  temoin/../../../etc/passwd\n", "0".repeat(64)).as_bytes()))),
    ("a manifest with an absolute path", Code::Bag, |w, _| insider(w, Stage::Seal, |f| f.get_mut(TAGS).unwrap().splice(0..0, format!("{}  /etc/passwd\n", "0".repeat(64)).into_bytes()).for_each(drop))),
    ("a manifest in capital letters", Code::Bag, |w, _| insider(w, Stage::Seal, |f| { let t = text(&f[TAGS]); let up = t[..64].to_uppercase() + &t[64..]; f.insert(TAGS.into(), up.into()); })),
    ("a manifest that names a file twice", Code::Bag, |w, _| insider(w, Stage::Seal, |f| { let t = text(&f[TAGS]); let first = t.lines().next().unwrap().to_owned() + "\n"; f.insert(TAGS.into(), (first + &t).into()); })),
    ("a tag manifest that lists payload", Code::Bag, |w, _| insider(w, Stage::Seal, |f| { let l = format!("{}  {ONE}\n", arithmetic::hex(&arithmetic::sha256(&f[ONE]))); let t = l + &text(&f[TAGS]); f.insert(TAGS.into(), t.into()); })),
    ("a tag manifest that forgets a file", Code::ForeignFile, |w, _| insider(w, Stage::Seal, |f| { let t: String = text(&f[TAGS]).lines().filter(|l| !l.ends_with(SEEN)).map(|l| l.to_owned() + "\n").collect(); f.insert(TAGS.into(), t.into()); })),
    ("twins but for capital letters", Code::Bag, |w, _| resealed(w, |f| { let b = f[KEYS].clone(); f.insert("temoin/KEYS.txt".into(), b); })),
    ("a Payload-Oxum that is not so", Code::Bag, |w, _| tag_text(w, "bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 1")),
    ("a bag of another version", Code::Bag, |w, _| tag_text(w, "bagit.txt", "BagIt-Version: 1.0", "BagIt-Version: 0.97")),
    ("a place that a package has not", Code::Bag, |w, _| resealed(w, |f| { f.insert("temoin/log/extra".into(), vec![1]); })),
];

#[rustfmt::skip]
const STAMPS: &[Attack] = &[
    ("drop a time stamp", Code::MissingFile, |w, _| raw(w, |f| { f.remove(STAMP); })),
    ("the stamp of another checkpoint", Code::Time, |w, _| resealed(w, |f| swap(f, STAMP, LATE_STAMP))),
    ("the stamp of another package", Code::Time, |w, _| resealed(w, |f| take(f, &w.other, STAMP))),
    ("a stamp cut short", Code::Time, |w, _| resealed(w, |f| { f.get_mut(STAMP).unwrap().pop(); })),
    ("a stamp with bytes after it", Code::Time, |w, _| resealed(w, |f| f.get_mut(STAMP).unwrap().push(0))),
    ("a stamp without a checkpoint", Code::Time, |w, _| resealed(w, |f| { let b = f[STAMP].clone(); f.insert("temoin/time/0000000009-01.tsr".into(), b); })),
    ("a chain without a stamp", Code::Time, |w, _| resealed(w, |f| { f.remove(STAMP); })),
    ("stamps that end at another root", Code::TsaRoot, |w, o| { o.anchors.tsa_roots = vec![w.stranger.as_ref().unwrap().root.clone()]; F(w.honest.clone()) }),
    ("no stamp where a root is known", Code::TsaRoot, |w, o| { o.anchors.tsa_roots = vec![w.maker.authorities[0].root.clone()]; let mut m = w.maker.clone(); m.authorities.clear(); F(m.files()) }),
    ("a new key, found by the stamps' root", Code::TsaRoot, |w, o| { o.anchors.tsa_roots = w.maker.authorities.iter().map(|a| a.root.clone()).collect(); F(rewritten(w).files()) }),
];

#[rustfmt::skip]
const REWRITTEN: &[Attack] = &[
    ("a new key, found by the key", Code::Key, |w, o| { o.anchors.key = Some(w.maker.vkey()); F(rewritten(w).files()) }),
    ("a new key, found by the key's fingerprint", Code::Key, |w, o| { o.anchors.fingerprint = fingerprints(w).0; F(rewritten(w).files()) }),
    ("a new key, found by the package's fingerprint", Code::Key, |w, o| { o.anchors.fingerprint = fingerprints(w).1; F(rewritten(w).files()) }),
    ("a new key, found by an earlier checkpoint", Code::Since, |w, o| { o.anchors.since = Some(w.honest[EARLY].clone()); F(rewritten(w).files()) }),
    ("a new key, as a ZIP, found by the key", Code::Key, |w, o| { o.anchors.key = Some(w.maker.vkey()); Z(zip::canonical(&rewritten(w).files())) }),
    ("the same key and another history, found by an earlier checkpoint", Code::Since, |w, o| { o.anchors.since = Some(w.honest[EARLY].clone()); let mut m = rewritten(w); m.key = w.maker.key; F(m.files()) }),
    ("the same key and no proof from the checkpoint known", Code::Since, |w, o| { o.anchors.since = Some(w.maker.checkpoint(&[[4; 32]; 3])); F(w.honest.clone()) }),
    ("a package older than the checkpoint known", Code::Since, |w, o| { o.anchors.since = Some(w.maker.checkpoint(&[[4; 32]; 30])); F(w.honest.clone()) }),
    ("another package of the same key, found by its fingerprint", Code::Key, |w, o| { o.anchors.fingerprint = fingerprints(w).1; let mut m = w.maker.clone(); m.exhibits[0].bytes[0] ^= 1; F(m.files()) }),
];

#[rustfmt::skip]
const CONTAINER: &[Attack] = &[
    ("a ZIP comment", Code::Container, |w, _| Z(zip::write(&zip::entries(&w.honest), b"hello"))),
    ("a comment of an entry", Code::Container, |w, _| zipped(w, |e| e[3].comment = b"x".to_vec())),
    ("a name twice", Code::Container, |w, _| zipped(w, |e| { let twin = e[3].clone(); e.insert(4, twin); })),
    ("a name twice with other bytes", Code::Container, |w, _| zipped(w, |e| { let mut twin = e[3].clone(); twin.bytes = b"other".to_vec(); e.insert(3, twin); })),
    ("twins but for capital letters in a ZIP", Code::Container, |w, _| zipped(w, |e| { let mut twin = e[0].clone(); twin.name = twin.name.to_uppercase(); e.insert(0, twin); })),
    ("bytes after the ZIP", Code::Container, |w, _| bytes(w, |b| b.extend(b"tail"))),
    ("bytes before the ZIP", Code::Container, |w, _| bytes(w, |b| b.splice(0..0, *b"head").for_each(drop))),
    ("a data descriptor", Code::Container, |w, _| zipped(w, |e| e[3].descriptor = true)),
    ("an extra field", Code::Container, |w, _| zipped(w, |e| e[3].extra = vec![0x55, 0x54, 1, 0, 0])),
    ("entries out of order", Code::Container, |w, _| zipped(w, |e| e.swap(3, 4))),
    ("a date", Code::Container, |w, _| zipped(w, |e| e[3].date = 0x5d77)),
    ("a flag", Code::Container, |w, _| zipped(w, |e| e[3].flags = 0x800)),
    ("an entry said to be encrypted", Code::Container, |w, _| zipped(w, |e| e[3].flags = 1)),
    ("a link in a ZIP", Code::Container, |w, _| zipped(w, |e| e[3].attributes = 0o120_777 << 16)),
    ("an entry for a folder", Code::Container, |w, _| zipped(w, |e| { let mut f = e[3].clone(); f.name = "data/".into(); f.bytes.clear(); e.insert(2, f); })),
    ("an absolute name", Code::Container, |w, _| zipped(w, |e| e[0].name = "/bag-info.txt".into())),
    ("a name that leaves the folder", Code::Container, |w, _| zipped(w, |e| e[0].name = "../bag-info.txt".into())),
    ("a name with a backslash", Code::Container, |w, _| zipped(w, |e| e[0].name = "..\\bag-info.txt".into())),
    ("a name with a control character", Code::Container, |w, _| zipped(w, |e| e[0].name = "bag\u{1b}[2J".into())),
    ("a device name", Code::Container, |w, _| zipped(w, |e| { let mut f = e[3].clone(); f.name = "data/CON".into(); e.insert(2, f); })),
    ("an entry less", Code::MissingFile, |w, _| zipped(w, |e| { e.remove(3); })),
    ("an entry renamed", Code::MissingFile, |w, _| zipped(w, |e| { let last = e.len() - 1; e[last].name.push('s'); })),
    ("a ZIP cut at its half", Code::Container, |w, _| bytes(w, |b| b.truncate(b.len() / 2))),
    ("a ZIP cut by one byte", Code::Container, |w, _| bytes(w, |b| { b.pop(); })),
    ("two ZIPs one after the other", Code::Container, |w, _| bytes(w, |b| b.extend_from_within(..))),
    ("a count understated at the end", Code::Container, |w, _| bytes(w, |b| { let n = b.len(); b[n - 12] -= 1; b[n - 14] -= 1; })),
    ("a directory said to lie elsewhere", Code::Container, |w, _| bytes(w, |b| { let n = b.len(); b[n - 6] ^= 1; })),
    ("a directory without the entries", Code::Container, |w, _| bytes(w, |b| { let n = b.len(); b[n - 14..n - 6].fill(0); })),
    ("a local name that differs from the directory's", Code::Container, |w, _| bytes(w, |b| b[30] ^= 0x20)),
    ("a length that lies", Code::Container, |w, _| bytes(w, |b| b[22] ^= 1)),
    ("lengths beyond the file in the directory", Code::Container, |w, _| bytes(w, |b| { let at = b.windows(4).position(|w| w == b"PK\x01\x02").unwrap(); b[at + 24..at + 28].fill(0xfe); })),
];

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Moves the start of the piece on a line.
fn shift(lines: &mut [String], line: usize, by: i64) {
    let mut value: serde_json::Value = serde_json::from_str(&lines[line]).unwrap();
    value["start"] = (value["start"].as_i64().unwrap() + by).into();
    lines[line] = text(&arithmetic::canonical(&value));
}

/// Signs the seal note anew over a text that lies.
fn renote(world: &World, files: &mut Package, from: &str, to: &str) {
    let note = forge::note_text(&files[NOTE]);
    assert!(note.contains(from), "the note says {from}");
    let lie = note.replacen(from, to, 1);
    files.insert(NOTE.to_owned(), forge::sign(&world.maker.origin(), &world.maker.key, &lie));
}

/// The fingerprints of key and package that the person was given.
fn fingerprints(world: &World) -> (Option<String>, Option<String>) {
    let report = judge(F(world.honest.clone()), &Options::default());
    (report.key_fingerprint, report.fingerprint)
}

#[test]
fn every_attack_is_rejected_by_its_check() {
    let authorities = forge::stamps::authorities();
    let maker = Maker::sample(7, &authorities);
    let other_maker = Maker::sample(8, &authorities);
    let world = World {
        honest: maker.files(),
        other: other_maker.files(),
        stranger: forge::stamps::has_openssl().then(|| Authority::make("stranger")),
        maker,
        other_maker,
    };
    assert_eq!(judge(F(world.honest.clone()), &Options::default()).verdict, Verdict::Intact);
    assert_eq!(judge(Z(zip::canonical(&world.honest)), &Options::default()).verdict, Verdict::Intact);
    assert_eq!(
        judge(F(rewritten(&world).files()), &Options::default()).verdict,
        Verdict::Intact,
        "no anchor, no way to tell"
    );

    let stamps = if authorities.is_empty() { &[] } else { STAMPS };
    let attacks: Vec<_> = [OUTSIDER, INSIDER, stamps, REWRITTEN, CONTAINER].concat();
    let mut wrong = Vec::new();
    for (name, code, attack) in &attacks {
        let mut options = Options::default();
        let handed = attack(&world, &mut options);
        let report = judge(handed, &options);
        let caught = report.checks.iter().any(|check| check.code == *code && check.outcome == Outcome::Failed);
        if report.verdict == Verdict::Intact || !caught {
            let failed = report.checks.iter().filter(|check| check.outcome == Outcome::Failed);
            let failed: Vec<_> = failed.map(|c| format!("{} {} {}", c.code, c.object, c.detail)).collect();
            wrong.push(format!("{name}: {:?}, expected {code}, failed: {failed:?}", report.verdict));
        }
    }
    println!("{} kinds of structural attack, {} accepted or caught elsewhere", attacks.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(attacks.len() >= 40);
}

/// Returns a package as the second verifier reads it, with the verdict of the first and the check that must fail.
fn told(name: &str, handed: Handed, code: Option<Code>) -> serde_json::Value {
    let report = judge(handed.clone(), &Options::default());
    let mut told = serde_json::json!({"name": name, "verdict": report.verdict, "code": code});
    match handed {
        F(files) => {
            let files: BTreeMap<_, _> = files.into_iter().map(|(path, b)| (path, arithmetic::hex(&b))).collect();
            told["files"] = serde_json::json!(files);
        }
        Z(bytes) => told["zip"] = arithmetic::hex(&bytes).into(),
    }
    told
}

#[test]
fn the_second_verifier_judges_alike() {
    let maker = Maker::sample(7, &forge::stamps::authorities());
    let other_maker = Maker::sample(8, &maker.authorities);
    let (honest, other) = (maker.files(), other_maker.files());
    let zip = zip::canonical(&honest);
    let mut cases = vec![told("honest files", F(honest.clone()), None), told("honest zip", Z(zip.clone()), None)];
    // One flip for every file, and a few dozen for the ZIP.
    for (n, (name, bytes)) in honest.iter().enumerate() {
        let mut files = honest.clone();
        files.get_mut(name).unwrap()[(n * 7919) % bytes.len()] ^= 1 << (n % 8);
        let code = match name.as_str() {
            NOTE => Code::Seal,
            _ if name.starts_with("data/") => Code::Payload,
            _ => Code::TagFile,
        };
        cases.push(told(&format!("{name} flipped"), F(files), Some(code)));
    }
    for bit in (0..zip.len() * 8).step_by(7919) {
        let mut bytes = zip.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        cases.push(told(&format!("zip bit {bit} flipped"), Z(bytes), Some(Code::Container)));
    }
    let world = World { maker, honest, other_maker, other, stranger: None };
    for (name, code, attack) in [OUTSIDER, INSIDER, CONTAINER].concat() {
        cases.push(told(name, attack(&world, &mut Options::default()), Some(code)));
    }
    let list = tempfile::NamedTempFile::new().unwrap();
    serde_json::to_writer(&list, &cases).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second_verifier.mjs");
    for arguments in [vec![script], vec![script, "--list", list.path().to_str().unwrap()]] {
        let Ok(said) = Command::new("node").args(arguments).output() else {
            println!("node is not there: the second verifier was not run");
            return;
        };
        print!("{}", String::from_utf8_lossy(&said.stdout));
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_refused() {
    use std::fs;
    let files = Maker::sample(9, &[]).files();
    let write = |files: &Package| {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    };
    // A link to the very bytes that belong there, and a folder that is a link to itself elsewhere.
    let (folder, elsewhere) = (write(&files), write(&files));
    fs::remove_file(folder.path().join(ONE)).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join(ONE), folder.path().join(ONE)).unwrap();
    let report = temoin_verify::check(folder.path(), &Options::default()).unwrap();
    assert_eq!(report.verdict, Verdict::Altered);
    fs::remove_dir_all(folder.path().join("temoin")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("temoin"), folder.path().join("temoin")).unwrap();
    let report = temoin_verify::check(folder.path(), &Options::default()).unwrap();
    assert!(report.checks.iter().any(|c| c.code == Code::ForeignFile && c.object == "temoin"));
}
