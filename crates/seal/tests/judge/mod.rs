//! Runs one case of each kind; an error holds the reason, for the message of a failing test.

mod sparse;

use std::io::{Cursor, Read as _};
use std::path::Path;

use serde_json::Value;
use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::encoding::from_hex;
use temoin_seal::manifest::Manifest;
use temoin_seal::merkle::{self, Hash};
use temoin_seal::note::VerifierKey;
use temoin_seal::package::{Index, Keys, PiecesFile, SealText, ShownLeaf, bag::BagInfo};
use temoin_seal::piece::PieceCommitment;
use temoin_seal::timestamp::{Certificate, Response};
use temoin_seal::{canonical, cosignature, note, tlog_proof, zip};

type Outcome = Result<(), String>;

pub fn judge(kind: &str, case: &Value, folder: &Path) -> Outcome {
    match kind {
        "canonical-json" => canonical::parse(&hex(case, "bytes")).map(drop).map_err(show),
        "root" => root(case),
        "inclusion" => inclusion(case),
        "consistency" => consistency(case),
        "many" => many(case),
        "leaf" => leaf(case),
        "pieces" => pieces(case),
        "verifier-key" => verifier_key(case),
        "note" => signed_note(case),
        "checkpoint" => checkpoint(case),
        "tlog-proof" => proof(case),
        "cosignature" => cosigned(case),
        "timestamp" => timestamp(case, folder),
        "manifest" => {
            let manifest = Manifest::parse(text(case, "file").as_bytes()).map_err(show)?;
            same(&manifest.encode(), &text(case, "file").as_bytes().to_vec())
        }
        "index" => {
            let index = Index::parse(text(case, "file").as_bytes()).map_err(show)?;
            same(&index.encode().map_err(show)?, &text(case, "file").as_bytes().to_vec())
        }
        "seal" => {
            let note = text(case, "note");
            SealText::open(note.as_bytes(), &key(case, "key")?).map(drop).map_err(show)
        }
        "bag-info" => {
            let info = BagInfo::parse(text(case, "file").as_bytes()).ok_or("refused")?;
            same(&(info.octets, info.streams), &(number(case, "octets"), number(case, "streams")))
        }
        "keys" => {
            let keys = Keys::parse(text(case, "file").as_bytes()).map_err(show)?;
            same(&(keys.witnesses.len() as u64), &number(case, "witnesses"))?;
            same(&keys.encode(), &text(case, "file").as_bytes().to_vec())
        }
        "zip" => archive(case),
        "zip-large" => zip::read(&mut sparse::Sparse::of(case)).map(drop).map_err(show),
        other => panic!("no judge for {other}"),
    }
}

fn show(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Outcome {
    if found == expected { Ok(()) } else { Err(format!("{found:?} is not {expected:?}")) }
}

fn text<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap_or_else(|| panic!("{} lacks {name}", case["name"]))
}

fn number(case: &Value, name: &str) -> u64 {
    case[name].as_u64().unwrap_or_else(|| panic!("{} lacks {name}", case["name"]))
}

fn hex(case: &Value, name: &str) -> Vec<u8> {
    from_hex(text(case, name)).unwrap()
}

fn hash(case: &Value, name: &str) -> Hash {
    text(case, name).parse().unwrap()
}

fn hashes(case: &Value, name: &str) -> Vec<Hash> {
    case[name].as_array().unwrap().iter().map(|hash| hash.as_str().unwrap().parse().unwrap()).collect()
}

fn key(case: &Value, name: &str) -> Result<VerifierKey, String> {
    text(case, name).parse().map_err(show)
}

fn root(case: &Value) -> Outcome {
    let leaves = case["leaves"].as_array().unwrap().iter().map(|leaf| from_hex(leaf.as_str().unwrap()).unwrap());
    let tree: merkle::Tree = leaves.map(|leaf| merkle::leaf_hash(&leaf)).collect();
    same(&tree.root(), &hash(case, "root"))
}

fn inclusion(case: &Value) -> Outcome {
    let (index, size, proof) = (number(case, "index"), number(case, "size"), hashes(case, "proof"));
    merkle::verify_inclusion(index, size, hash(case, "leaf_hash"), &proof, hash(case, "root")).map_err(show)
}

fn consistency(case: &Value) -> Outcome {
    let (earlier, size, proof) = (number(case, "earlier"), number(case, "size"), hashes(case, "proof"));
    let (old, new) = (hash(case, "earlier_root"), hash(case, "root"));
    merkle::verify_consistency(earlier, old, size, new, &proof).map_err(show)
}

fn many(case: &Value) -> Outcome {
    let shown = case["shown"].as_array().unwrap().iter();
    let shown: Vec<_> = shown.map(|s| (s[0].as_u64().unwrap(), s[1].as_str().unwrap().parse().unwrap())).collect();
    let root = merkle::root_from_many(number(case, "size"), &shown, &hashes(case, "proof")).map_err(show)?;
    same(&root, &hash(case, "root"))
}

fn leaf(case: &Value) -> Outcome {
    let leaf = ShownLeaf::parse(text(case, "document").as_bytes()).map_err(show)?;
    same(&leaf.leaf.hash(), &hash(case, "hash"))?;
    same(&leaf.index, &number(case, "index"))?;
    let fields: serde_json::Map<_, _> = leaf.opened.iter().map(|f| (f.name.clone(), f.value.clone())).collect();
    same(&Value::Object(fields), &case["fields"])
}

fn pieces(case: &Value) -> Outcome {
    let file = PiecesFile::parse(text(case, "file").as_bytes()).map_err(show)?;
    same(&file.encode(), &text(case, "file").as_bytes().to_vec())?;
    let commitment = PieceCommitment::from_value(&case["pieces"]).unwrap();
    file.verify(&commitment, number(case, "size"), &hex(case, "bytes")).map_err(show)
}

fn verifier_key(case: &Value) -> Outcome {
    let key = key(case, "key")?;
    same(&key.to_string().as_str(), &text(case, "key"))?;
    same(&temoin_seal::encoding::hex(&key.id()).as_str(), &text(case, "id"))?;
    same(&key.fingerprint().as_str(), &text(case, "fingerprint"))
}

fn signed_note(case: &Value) -> Outcome {
    let keys = case["keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().parse());
    let keys = keys.collect::<Result<Vec<VerifierKey>, _>>().map_err(show)?;
    let found = note::open(&hex(case, "note"), &keys).map_err(show)?;
    same(&found.as_str(), &text(case, "text"))
}

fn checkpoint(case: &Value) -> Outcome {
    let checkpoint = Checkpoint::open(text(case, "note").as_bytes(), &key(case, "key")?).map_err(show)?;
    same(&(checkpoint.size, checkpoint.root), &(number(case, "size"), hash(case, "root")))
}

fn proof(case: &Value) -> Outcome {
    let proof = tlog_proof::decode(text(case, "file").as_bytes()).map_err(show)?;
    proof.verify(hash(case, "leaf_hash"), &key(case, "key")?).map_err(show)?;
    same(&proof.index, &number(case, "index"))?;
    same(&tlog_proof::encode(proof.index, &proof.hashes, &proof.checkpoint), &text(case, "file").as_bytes().to_vec())
}

fn cosigned(case: &Value) -> Outcome {
    let (log, witness) = (key(case, "log")?, key(case, "witness")?);
    let seen = cosignature::open(text(case, "file").as_bytes(), &log, &witness).map_err(show)?;
    same(&seen.time, &number(case, "time"))
}

/// A refused case names the point that must fail first, or `response` where it must not even be read.
fn timestamp(case: &Value, folder: &Path) -> Outcome {
    let read = |name: &str| std::fs::read(folder.join("timestamp").join(name)).unwrap();
    let certificates = |name: &str| {
        let files = case[name].as_array().into_iter().flatten().map(|file| read(file.as_str().unwrap()));
        files.flat_map(|file| Certificate::from_file(&file).unwrap()).collect::<Vec<_>>()
    };
    let nonce = case.get("nonce").map(|nonce| u64::from_str_radix(nonce.as_str().unwrap(), 16).unwrap());
    let response = match Response::parse(&read(text(case, "response"))) {
        Ok(response) => response,
        Err(error) if case["fails"] == "response" => return Err(show(error)),
        Err(error) => panic!("{}: {error}", case["name"]),
    };
    let verified = response.verify(&read("checkpoint"), &certificates("roots"), &certificates("others"), nonce);
    if let Some(expected) = case.get("authority") {
        assert_eq!(verified.authority.as_deref(), expected.as_str(), "{}", case["name"]);
    }
    if let Some(expected) = case.get("unchecked") {
        let unchecked = verified.checks.iter().filter(|c| c.outcome == temoin_seal::timestamp::Outcome::Unchecked);
        let unchecked: Value = unchecked.map(|check| check.point.word()).collect();
        assert_eq!(unchecked, *expected, "{}", case["name"]);
    }
    match verified.failure() {
        None => Ok(()),
        Some((point, reason)) => {
            assert_eq!(Some(point.word()), case["fails"].as_str(), "{}: {reason}", case["name"]);
            Err(show(reason))
        }
    }
}

fn archive(case: &Value) -> Outcome {
    let mut bytes = Cursor::new(hex(case, "zip"));
    let archive = zip::read(&mut bytes).map_err(show)?;
    archive.check_data(&mut bytes).map_err(show)?;
    let mut files = Vec::new();
    for entry in &archive.entries {
        let mut content = Vec::new();
        zip::Archive::reader(&mut bytes, entry).unwrap().read_to_end(&mut content).unwrap();
        files.push(serde_json::json!({"name": entry.name, "bytes": temoin_seal::encoding::hex(&content)}));
    }
    same(&Value::Array(files), &case["files"])?;
    same(&zip::length(archive.entries.iter().map(|e| (e.name.as_str(), e.len))), &(bytes.get_ref().len() as u64))
}
