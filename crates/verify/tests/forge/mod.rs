//! A second writer of packages, made from `spec/` alone and not from the code under test: it can be told to lie.
//!
//! [`Maker`] holds everything that goes in; [`Maker::build`] writes the files, with a [`Stage`] hook for whoever wants to
//! change some of them before the layers above are signed over them.
#![allow(dead_code)] // Each test uses its own part.

pub mod arithmetic;
pub mod stamps;
pub mod zip;

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::{Signer, SigningKey};

use arithmetic::{b64, canonical, hex, inclusion, leaf_hash, many, root, sha256};
use stamps::Authority;

/// The files of a package, by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Says when a hook may change the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The payload is there; manifest, log and seal are still to be made.
    Payload,
    /// All is there but the tag manifest and the seal note.
    Tags,
    /// All but the seal note is there.
    Seal,
}

/// Is one sealed thing of the log.
#[derive(Clone)]
pub struct Leaf {
    pub kind: &'static str,
    pub nonce: [u8; 32],
    /// Salt, name and value, in canonical JSON.
    pub fields: Vec<(String, serde_json::Value, [u8; 16])>,
    /// The names that are opened.
    pub open: Vec<&'static str>,
    pub shown: bool,
}

/// Is one exhibit: its bytes, how they were cut, and what is shown of them.
#[derive(Clone)]
pub struct Exhibit {
    pub bytes: Vec<u8>,
    pub cuts: Vec<u64>,
    pub shown: BTreeSet<u64>,
    pub in_clear: bool,
    pub secret: [u8; 32],
}

/// Holds all that a package is made from.
#[derive(Clone)]
pub struct Maker {
    pub id: u8,
    pub key: [u8; 32],
    pub witness: [u8; 32],
    pub exhibits: Vec<Exhibit>,
    pub statements: u64,
    pub authorities: Vec<Authority>,
    /// The size of the earlier checkpoint that carries a stamp and a cosignature.
    pub early: usize,
    /// Changes the leaves before anything is computed from them.
    pub leaves_hook: Option<fn(&mut Vec<Leaf>)>,
}

impl Maker {
    /// The 64-file package: 12 exhibits of which 11 lie in clear, one chat of 40 pieces of which 3 are shown, a statement,
    /// two time stamps, a witness, and leaves that are withheld.
    pub fn sample(id: u8, authorities: &[Authority]) -> Self {
        let mut exhibits: Vec<_> = (1..=11u8)
            .map(|n| {
                let bytes = format!("exhibit {n} of case {id}, invented for this test\n").into_bytes();
                Exhibit {
                    cuts: vec![bytes.len() as u64],
                    bytes,
                    shown: BTreeSet::new(),
                    in_clear: true,
                    secret: [n; 32],
                }
            })
            .collect();
        let lines: Vec<_> = (0..40).map(|n| format!("12/11/2026, 18:{n:02} - Nora: message {n}\n")).collect();
        exhibits.push(Exhibit {
            bytes: lines.concat().into_bytes(),
            cuts: lines.iter().map(|line| line.len() as u64).collect(),
            shown: [3, 4, 17].into(),
            in_clear: false,
            secret: [99; 32],
        });
        Self {
            id,
            key: [id; 32],
            witness: [id ^ 0x55; 32],
            exhibits,
            statements: 1,
            authorities: authorities.to_vec(),
            early: 5,
            leaves_hook: None,
        }
    }

    pub fn origin(&self) -> String {
        format!("temoin/{}", hex(&[self.id; 16]))
    }

    pub fn vkey(&self) -> String {
        vkey(&self.origin(), 1, &self.key)
    }

    pub fn witness_vkey(&self) -> String {
        vkey("example.org/witness", 4, &self.witness)
    }

    /// Builds the files without any lie.
    pub fn files(&self) -> Files {
        self.build(|_, _| {})
    }

    pub fn checkpoint(&self, hashes: &[[u8; 32]]) -> Vec<u8> {
        let text = format!("{}\n{}\n{}\n", self.origin(), hashes.len(), b64(&root(hashes)));
        sign(&self.origin(), &self.key, &text)
    }

    /// Builds the files; `hook` is called at each stage and may change them.
    pub fn build(&self, mut hook: impl FnMut(Stage, &mut Files)) -> Files {
        let mut files = Files::new();
        let mut leaves = self.leaves();
        if let Some(change) = self.leaves_hook {
            change(&mut leaves);
        }
        self.payload(&mut files, &leaves);
        hook(Stage::Payload, &mut files);
        let info = oxum(&files);
        files.insert("bagit.txt".into(), b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_vec());
        files.insert("bag-info.txt".into(), info);
        let manifest = manifest(&files, |path| path.starts_with("data/"));
        leaves.push(export(&manifest));
        files.insert("manifest-sha256.txt".into(), manifest);
        self.tags(&mut files, &leaves);
        hook(Stage::Tags, &mut files);
        let tags = tag_manifest(&files);
        files.insert("tagmanifest-sha256.txt".into(), tags);
        hook(Stage::Seal, &mut files);
        let note = self.seal(&files);
        files.insert("temoin-seal.note".into(), note);
        files
    }

    fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = vec![withheld(0)];
        for (n, exhibit) in self.exhibits.iter().enumerate() {
            leaves.push(intake(n as u64 + 1, exhibit));
        }
        for n in 0..self.statements {
            let fields = vec![
                ("what_happened".to_owned(), format!("statement {n}").into(), [50; 16]),
                ("where".to_owned(), "a chat".into(), [51; 16]),
            ];
            leaves.push(Leaf { kind: "statement", nonce: [200; 32], fields, open: vec!["what_happened"], shown: true });
        }
        leaves.push(withheld(1));
        leaves
    }

    fn payload(&self, files: &mut Files, leaves: &[Leaf]) {
        for (name, text) in [
            ("dossier.pdf", "%PDF-1.7 a stand-in\n"),
            ("how-to-check.html", "<!doctype html>\n"),
            ("LISEZ-MOI.txt", "certutil -hashfile\n"),
            ("timeline.csv", "time,text\n"),
            ("case.jsonld", "{}\n"),
        ] {
            files.insert(format!("data/{name}"), text.into());
        }
        let (mut exhibits, mut pieces_withheld) = (Vec::new(), 0);
        for (n, exhibit) in (1..).zip(&self.exhibits) {
            let mut entry = serde_json::json!({"leaf": n, "number": n, "origin": "D"});
            if exhibit.in_clear {
                let path = format!("data/exhibits/Piece-{n:02}.bin");
                files.insert(path.clone(), exhibit.bytes.clone());
                entry["file"] = path.into();
            }
            if !exhibit.shown.is_empty() {
                let count = exhibit.cuts.len();
                entry["pieces"] = serde_json::json!({"count": count, "shown": exhibit.shown.len()});
                pieces_withheld += count - exhibit.shown.len();
                let (numbers, bytes) = piece_files(n, exhibit);
                files.insert(format!("data/records/Piece-{n:02}.pieces.jsonl"), numbers);
                files.insert(format!("data/records/Piece-{n:02}.bin"), bytes);
                files.insert(format!("data/records/Piece-{n:02}.readings.jsonl"), b"{\"piece\":3}\n".to_vec());
            }
            exhibits.push(entry);
        }
        let first = self.exhibits.len() as u64 + 1;
        let statements: Vec<_> =
            (0..self.statements).map(|n| serde_json::json!({"leaf": first + n, "number": n + 1})).collect();
        let shown = leaves.iter().filter(|leaf| leaf.shown).count() + 1;
        let index = serde_json::json!({
            "exhibits": exhibits, "statements": statements, "v": "temoin-index/1",
            "withheld": {"leaves": leaves.len() + 1 - shown, "pieces": pieces_withheld},
        });
        files.insert("data/index.json".into(), canonical(&index));
    }

    fn tags(&self, files: &mut Files, leaves: &[Leaf]) {
        let hashes: Vec<_> = leaves.iter().map(|leaf| leaf_hash(&leaf_bytes(leaf))).collect();
        let head = self.checkpoint(&hashes);
        for (i, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| leaf.shown) {
            files.insert(format!("temoin/log/leaves/{i:010}.json"), shown_leaf(i as u64, leaf));
            let proof = tlog_proof(i, &inclusion(&hashes, i), &head);
            files.insert(format!("temoin/log/proofs/{i:010}.tlog-proof"), proof);
        }
        let early = self.checkpoint(&hashes[..self.early]);
        let size = self.early;
        files.insert(format!("temoin/log/checkpoints/{size:010}"), early.clone());
        let proof: String = arithmetic::consistency(&hashes, size).iter().map(|hash| b64(hash) + "\n").collect();
        files.insert(format!("temoin/log/consistency/{size:010}"), proof.into());
        for (n, authority) in (1..).zip(&self.authorities) {
            let (at, message) = if n == 1 { (size, &early) } else { (hashes.len(), &head) };
            let name = format!("temoin/time/{at:010}-{n:02}");
            files.insert(format!("{name}.tsr"), authority.stamp(message));
            files.insert(format!("{name}.pem"), authority.root.clone());
            files.insert(format!("{name}.txt"), b"openssl ts -verify -attime 1795392000\n".to_vec());
        }
        files.insert(format!("temoin/witness/{size:010}-01"), self.cosign(&early, 1_795_392_000));
        files.insert("temoin/log/checkpoint".into(), head);
        files.insert("temoin/keys.txt".into(), format!("{}\n{}\n", self.vkey(), self.witness_vkey()).into_bytes());
    }

    pub fn cosign(&self, checkpoint: &[u8], time: u64) -> Vec<u8> {
        let text = note_text(checkpoint);
        let message = format!("cosignature/v1\ntime {time}\n{text}");
        let mut signature = time.to_be_bytes().to_vec();
        signature.extend_from_slice(&SigningKey::from_bytes(&self.witness).sign(message.as_bytes()).to_bytes());
        let line = signature_line("example.org/witness", 4, &self.witness, &signature);
        [checkpoint, line.as_bytes()].concat()
    }

    /// Makes the seal note that is true of the files as they are.
    pub fn seal(&self, files: &Files) -> Vec<u8> {
        let index: serde_json::Value = serde_json::from_slice(&files["data/index.json"]).unwrap_or_default();
        let count = |key: &str| index[key].as_array().map_or(0, Vec::len);
        let exhibits = index["exhibits"].as_array();
        let records: u64 = exhibits.into_iter().flatten().filter_map(|e| e["pieces"]["shown"].as_u64()).sum();
        let head = files.get("temoin/log/checkpoint").map(|head| note_text(head)).unwrap_or_default();
        let lines: Vec<_> = head.lines().collect();
        let [_, size, root] = lines[..] else { return b"no seal without a checkpoint\n".to_vec() };
        let digest = |name: &str| files.get(name).map_or_else(String::new, |bytes| hex(&sha256(bytes)));
        let text = format!(
            "temoin-package/1\norigin {}\ncheckpoint {size} {root}\nmanifest-sha256 {}\ntagmanifest-sha256 {}\n\
             exhibits {}\nrecords {records}\nstatements {}\nleaves-withheld {}\npieces-withheld {}\n",
            self.origin(),
            digest("manifest-sha256.txt"),
            digest("tagmanifest-sha256.txt"),
            count("exhibits"),
            count("statements"),
            index["withheld"]["leaves"],
            index["withheld"]["pieces"],
        );
        sign(&self.origin(), &self.key, &text)
    }

    /// Signs the lists and the note anew over whatever the files are now: what anyone with the key can do.
    pub fn reseal(&self, files: &mut Files) {
        let tags = tag_manifest(files);
        files.insert("tagmanifest-sha256.txt".into(), tags);
        let note = self.seal(files);
        files.insert("temoin-seal.note".into(), note);
    }
}

/// Returns `bag-info.txt` for the payload as it is.
pub fn oxum(files: &Files) -> Vec<u8> {
    let payload: Vec<_> = files.iter().filter(|(path, _)| path.starts_with("data/")).map(|(_, b)| b.len()).collect();
    let (octets, streams) = (payload.iter().sum::<usize>(), payload.len());
    format!("Bag-Software-Agent: forge 1\nBagging-Date: 2026-11-23\nPayload-Oxum: {octets}.{streams}\n").into_bytes()
}

pub fn manifest(files: &Files, covers: impl Fn(&str) -> bool) -> Vec<u8> {
    let lines = files.iter().filter(|(path, _)| covers(path));
    lines.map(|(path, bytes)| format!("{}  {path}\n", hex(&sha256(bytes)))).collect::<String>().into_bytes()
}

pub fn tag_manifest(files: &Files) -> Vec<u8> {
    manifest(files, |path| !path.starts_with("data/") && path != "tagmanifest-sha256.txt" && path != "temoin-seal.note")
}

fn withheld(n: u8) -> Leaf {
    let fields = vec![("question".to_owned(), "zone".into(), [n; 16])];
    Leaf { kind: "answer", nonce: [n ^ 0xa0; 32], fields, open: vec![], shown: false }
}

fn intake(n: u64, exhibit: &Exhibit) -> Leaf {
    let nonce = sha256(&n.to_be_bytes());
    let salt = |i: usize| std::array::from_fn(|at| nonce[at] ^ i as u8);
    let hashes: Vec<_> = pieces(exhibit).iter().map(|piece| leaf_hash(piece.3.as_bytes())).collect();
    let fields = vec![
        ("item", serde_json::Value::from(hex(&nonce[..16]))),
        ("sha256", hex(&sha256(&exhibit.bytes)).into()),
        ("size", exhibit.bytes.len().into()),
        ("media_type", "text/plain".into()),
        ("name", format!("file {n}.txt").into()),
        ("received", "2026-11-23T10:00:00+01:00".into()),
        ("pieces", serde_json::json!({"count": hashes.len(), "root": hex(&root(&hashes))})),
    ];
    let fields = fields.into_iter().enumerate().map(|(i, (name, value))| (name.to_owned(), value, salt(i)));
    let open = vec!["item", "sha256", "size", "media_type", "pieces"];
    Leaf { kind: "intake", nonce, fields: fields.collect(), open, shown: true }
}

fn export(manifest: &[u8]) -> Leaf {
    let fields = vec![
        ("manifest".to_owned(), hex(&sha256(manifest)).into(), [60; 16]),
        ("made".to_owned(), "2026-11-23T11:00:00+01:00".into(), [61; 16]),
    ];
    Leaf { kind: "export", nonce: [201; 32], fields, open: vec!["manifest", "made"], shown: true }
}

fn disclosures(leaf: &Leaf) -> Vec<([u8; 32], &str, serde_json::Value)> {
    let mut all: Vec<_> = leaf
        .fields
        .iter()
        .map(|(name, value, salt)| {
            let disclosure = serde_json::json!([hex(salt), name, value]);
            (sha256(&canonical(&disclosure)), name.as_str(), disclosure)
        })
        .collect();
    all.sort_by_key(|(digest, ..)| *digest);
    all
}

fn leaf_value(leaf: &Leaf) -> serde_json::Value {
    let digests: Vec<_> = disclosures(leaf).iter().map(|(digest, ..)| hex(digest)).collect();
    serde_json::json!({"fields": digests, "kind": leaf.kind, "nonce": hex(&leaf.nonce), "v": "temoin-leaf/1"})
}

pub fn leaf_bytes(leaf: &Leaf) -> Vec<u8> {
    canonical(&leaf_value(leaf))
}

pub fn shown_leaf(index: u64, leaf: &Leaf) -> Vec<u8> {
    let all = disclosures(leaf);
    let opened: Vec<_> = all.iter().filter(|(_, name, _)| leaf.open.contains(name)).map(|(.., d)| d.clone()).collect();
    canonical(&serde_json::json!({"index": index, "leaf": leaf_value(leaf), "opened": opened}))
}

/// Returns start, length, nonce and the leaf's data of every piece.
pub fn pieces(exhibit: &Exhibit) -> Vec<(u64, u64, String, String)> {
    let mut start = 0;
    let mut all = Vec::new();
    for (i, &len) in exhibit.cuts.iter().enumerate() {
        let bytes = &exhibit.bytes[start as usize..(start + len) as usize];
        let nonce = arithmetic::hmac(&exhibit.secret, &(i as u64).to_be_bytes());
        let digest = hex(&sha256(&[nonce, sha256(bytes)].concat()));
        let data = format!(r#"{{"digest":"{digest}","len":{len},"start":{start}}}"#);
        let nonce = hex(&nonce);
        all.push((start, len, nonce, data));
        start += len;
    }
    all
}

/// Returns `Piece-NN.pieces.jsonl` and `Piece-NN.bin`.
pub fn piece_files(leaf: u64, exhibit: &Exhibit) -> (Vec<u8>, Vec<u8>) {
    let all = pieces(exhibit);
    let (count, shown, size) = (all.len(), exhibit.shown.len(), exhibit.bytes.len());
    let mut out =
        format!("{{\"count\":{count},\"leaf\":{leaf},\"shown\":{shown},\"size\":{size},\"v\":\"temoin-pieces/1\"}}\n");
    let mut bytes = Vec::new();
    for &i in &exhibit.shown {
        let (start, len, nonce, _) = &all[i as usize];
        out += &format!("{{\"i\":{i},\"len\":{len},\"nonce\":\"{nonce}\",\"start\":{start}}}\n");
        bytes.extend_from_slice(&exhibit.bytes[*start as usize..(*start + *len) as usize]);
    }
    let last = count as u64 - 1;
    let mut proved = exhibit.shown.clone();
    if proved.insert(last) {
        let data = &all[last as usize].3;
        out += &data.replacen(",\"len\"", &format!(",\"i\":{last},\"len\""), 1);
        out.push('\n');
    }
    let hashes: Vec<_> = all.iter().map(|piece| leaf_hash(piece.3.as_bytes())).collect();
    for hash in many(&hashes, &proved) {
        out += &format!("{{\"h\":\"{}\"}}\n", hex(&hash));
    }
    (out.into_bytes(), bytes)
}

pub fn tlog_proof(index: usize, hashes: &[[u8; 32]], head: &[u8]) -> Vec<u8> {
    let lines: String = hashes.iter().map(|hash| b64(hash) + "\n").collect();
    [format!("c2sp.org/tlog-proof@v1\nindex {index}\n{lines}\n").as_bytes(), head].concat()
}

fn key_id(name: &str, kind: u8, public: &[u8; 32]) -> [u8; 4] {
    let hash = sha256(&[name.as_bytes(), &[b'\n', kind], public].concat());
    [hash[0], hash[1], hash[2], hash[3]]
}

pub fn vkey(name: &str, kind: u8, seed: &[u8; 32]) -> String {
    let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
    format!("{name}+{}+{}", hex(&key_id(name, kind, &public)), b64(&[&[kind][..], &public].concat()))
}

pub fn signature_line(name: &str, kind: u8, seed: &[u8; 32], signature: &[u8]) -> String {
    let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
    format!("\u{2014} {name} {}\n", b64(&[&key_id(name, kind, &public)[..], signature].concat()))
}

pub fn sign(name: &str, seed: &[u8; 32], text: &str) -> Vec<u8> {
    let signature = SigningKey::from_bytes(seed).sign(text.as_bytes()).to_bytes();
    format!("{text}\n{}", signature_line(name, 1, seed, &signature)).into_bytes()
}

/// Returns the text of a note.
pub fn note_text(note: &[u8]) -> String {
    let note = String::from_utf8_lossy(note);
    note.rsplit_once("\n\n").map(|(text, _)| format!("{text}\n")).unwrap_or_default()
}
