use std::collections::BTreeSet;

use serde_json::{Value, json};
use temoin_seal::canonical::to_bytes;
use temoin_seal::encoding::hex;
use temoin_seal::leaf::{LeafKind, SealedLeaf};
use temoin_seal::manifest::Manifest;
use temoin_seal::merkle::{Hash, sha256};
use temoin_seal::note;
use temoin_seal::package::{Exhibit, Index, PiecesFile, SealText, ShownLeaf, ShownPiece, ShownPieces, Statement, bag};
use temoin_seal::piece::{ItemSecret, Piece, PieceTree, Tiling};

use crate::notes::{ORIGIN, log_signer};
use crate::set::{Set, bytes};

pub fn all() -> Vec<Set> {
    vec![canonical(), leaves(), pieces(), manifests(), indices(), seals(), bag_infos(), keys_files()]
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

fn canonical() -> Set {
    let mut set = Set::new("canonical-json", "`bytes` (hex) are canonical JSON (seal.md §1).");
    let case = |text: &str| json!({"bytes": hex(text.as_bytes())});
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    set.good("literals", case("[true,false,null]"));
    set.good("numbers", case("[0,1,9007199254740991]"));
    set.good("escapes", case(r#""\b\t\n\f\r\"\\\u0000\u001f/€é""#));
    set.good("delete is not escaped", case("\"\u{7f}\u{80}\u{2028}\""));
    set.good("empty", case(r#"{"":{},"a":[]}"#));
    // RFC 8785 §3.2.3 gives this order of keys.
    set.good("keys by UTF-16", case("{\"\\r\":1,\"1\":2,\"\u{80}\":3,\"ö\":4,\"€\":5,\"\u{1f600}\":6,\"\u{fb33}\":7}"));
    set.good("sixteen deep", case(&deep(16)));
    for (name, bytes) in [
        ("nothing", ""),
        ("white space before", " 1"),
        ("a line end after", "1\n"),
        ("white space inside", "[1, 2]"),
        ("a byte order mark", "\u{feff}1"),
        ("keys in another order", r#"{"b":1,"a":2}"#),
        ("keys by UTF-8", "{\"\u{fb33}\":7,\"\u{1f600}\":6}"),
        ("a key twice", r#"{"a":1,"a":1}"#),
        ("a fraction", "1.5"),
        ("a fraction of nothing", "1.0"),
        ("an exponent", "1e2"),
        ("a negative number", "-1"),
        ("negative zero", "-0"),
        ("a leading zero", "01"),
        ("above 2^53-1", "9007199254740992"),
        ("far above 2^53-1", "99999999999999999999999999"),
        ("an escape that need not be", r#""\u0041""#),
        ("an escaped slash", r#""\/""#),
        ("an escape in upper case", r#""\u001F""#),
        ("a long escape where a short one is", r#""\u000a""#),
        ("a raw control character", "\"\n\""),
        ("half a surrogate pair", r#""\ud83d""#),
        ("a trailing comma", "[1,]"),
        ("two values", "1 2"),
        ("a comment", "1//"),
        ("a word", "NaN"),
        ("single quotes", "'a'"),
        ("cut short", r#"{"a":"#),
    ] {
        set.bad(name, case(bytes));
    }
    set.bad("seventeen deep", case(&deep(17)));
    set.bad("a thousand deep", case(&deep(1000)));
    set.bad("not UTF-8", json!({"bytes": "22ff22"}));
    set.bad("overlong UTF-8", json!({"bytes": "22c08022"}));
    set.bad("a surrogate in UTF-8", json!({"bytes": "22eda08022"}));
    set
}

fn sealed(fields: &[(&str, Value)]) -> SealedLeaf {
    let salted = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone(), bytes(&format!("salt {name}"))))
        .collect();
    SealedLeaf::new(LeafKind::Intake, bytes("leaf nonce"), salted).expect("fields that fit")
}

fn leaves() -> Set {
    let mut set = Set::new(
        "leaf",
        "`document` is a shown leaf (package.md, leaves/I.json); `hash` is its hash in the log, `fields` what is opened.",
    );
    let leaf = sealed(&[
        ("item", json!(hex(&bytes::<16>("item")))),
        ("sha256", json!(sha256(b"abc"))),
        ("size", json!(3)),
        ("media_type", json!("text/plain")),
        ("name", json!("été 1.txt")),
        ("received", json!("2026-11-23T12:00:00+01:00")),
        ("pieces", json!({"count": 1, "root": sha256(b"")})),
    ]);
    let shown = |names: &[&str]| {
        let opened = leaf.opening(names);
        let fields: serde_json::Map<_, _> = opened.iter().map(|f| (f.name.clone(), f.value.clone())).collect();
        let document = ShownLeaf { index: 12, leaf: leaf.leaf.clone(), opened }.encode().expect("canonical");
        json!({"document": text(document), "hash": leaf.leaf.hash(), "index": 12, "fields": fields})
    };
    set.good("nothing opened", shown(&[]));
    set.good("some fields opened", shown(&["item", "sha256", "size", "media_type", "pieces"]));
    set.good("all fields opened", shown(&["item", "sha256", "size", "media_type", "name", "received", "pieces"]));
    let base: Value =
        serde_json::from_str(shown(&["item", "sha256", "size"])["document"].as_str().expect("text")).expect("JSON");
    let bad = |set: &mut Set, name: &str, change: &dyn Fn(&mut Value)| {
        let mut document = base.clone();
        change(&mut document);
        set.bad(name, json!({"document": text(to_bytes(&document).expect("canonical"))}));
    };
    let list = |value: &mut Value| value.as_array_mut().expect("a list").clone();
    bad(&mut set, "another value", &|d| d["opened"][0][2] = json!("x"));
    bad(&mut set, "another name", &|d| d["opened"][0][1] = json!("x"));
    bad(&mut set, "another salt", &|d| d["opened"][0][0] = json!("00".repeat(16)));
    bad(&mut set, "opened fields in another order", &|d| d["opened"].as_array_mut().expect("a list").reverse());
    bad(&mut set, "a field opened twice", &|d| {
        let first = d["opened"][0].clone();
        d["opened"].as_array_mut().expect("a list").insert(0, first);
    });
    bad(&mut set, "a salt of 15 bytes", &|d| d["opened"][0][0] = json!("00".repeat(15)));
    bad(&mut set, "a field of four parts", &|d| d["opened"][0].as_array_mut().expect("a list").push(json!(1)));
    bad(&mut set, "digests in another order", &|d| d["leaf"]["fields"].as_array_mut().expect("a list").reverse());
    bad(&mut set, "a digest twice", &|d| {
        let fields = list(&mut d["leaf"]["fields"]);
        d["leaf"]["fields"] = json!([&fields[..1], &fields[..]].concat());
    });
    bad(&mut set, "a digest missing that is opened", &|d| d["leaf"]["fields"] = json!([]));
    bad(&mut set, "a digest in upper case", &|d| {
        let digest = d["leaf"]["fields"][0].as_str().expect("text").to_uppercase();
        d["leaf"]["fields"][0] = json!(digest);
    });
    bad(&mut set, "a digest of 31 bytes", &|d| d["leaf"]["fields"][0] = json!("00".repeat(31)));
    bad(&mut set, "an unknown kind", &|d| d["leaf"]["kind"] = json!("other"));
    bad(&mut set, "another version", &|d| d["leaf"]["v"] = json!("temoin-leaf/2"));
    bad(&mut set, "a nonce of 31 bytes", &|d| d["leaf"]["nonce"] = json!("00".repeat(31)));
    bad(&mut set, "an unknown member", &|d| d["more"] = json!(1));
    bad(&mut set, "an unknown member in the leaf", &|d| d["leaf"]["more"] = json!(1));
    bad(&mut set, "no index", &|d| drop(d.as_object_mut().expect("an object").remove("index")));
    bad(&mut set, "an index that is text", &|d| d["index"] = json!("12"));
    let twins = twin_names();
    set.bad("a name twice under two salts", json!({"document": twins}));
    set.bad("a line end after", json!({"document": format!("{}\n", shown(&[])["document"].as_str().expect("text"))}));
    set
}

/// Returns a leaf that commits to two values of one name: its maker could show one or the other.
fn twin_names() -> String {
    let (one, two) = (sealed(&[("size", json!(3))]), sealed(&[("name", json!("x"))]));
    let mut second = two.opened[0].clone();
    second.name = "size".into();
    let mut opened = vec![one.opened[0].clone(), second];
    opened.sort_by_key(|field| field.digest().expect("canonical"));
    let mut leaf = one.leaf.clone();
    leaf.fields = opened.iter().map(|field| field.digest().expect("canonical")).collect();
    text(ShownLeaf { index: 0, leaf, opened }.encode().expect("canonical"))
}

/// Returns a file of ten lines, its pieces and their tree.
fn cut_item() -> (Vec<Vec<u8>>, Vec<Piece>, PieceTree) {
    let lines: Vec<_> = (0..10).map(|i| format!("line {i} {}\n", "x".repeat(i)).into_bytes()).collect();
    let mut tiling = Tiling::new(ItemSecret(bytes("item secret")));
    let pieces: Vec<_> =
        lines.iter().map(|line| tiling.push(line.len() as u64, sha256(line)).expect("a tile")).collect();
    let tree = PieceTree::from_pieces(&pieces);
    (lines, pieces, tree)
}

fn pieces_file(shown: &[u64]) -> (PiecesFile, Vec<u8>) {
    let (lines, pieces, tree) = cut_item();
    let shown: BTreeSet<u64> = shown.iter().copied().collect();
    let number = |&i: &u64| {
        let Piece { start, len, nonce, .. } = pieces[i as usize];
        ShownPiece { i, start, len, nonce }
    };
    let file = PiecesFile {
        count: 10,
        leaf: 12,
        size: lines.iter().map(|line| line.len() as u64).sum(),
        shown: shown.iter().map(number).collect(),
        last: (!shown.contains(&9)).then_some(pieces[9].place()),
        proof: tree.prove(&shown).expect("pieces of the item"),
    };
    (file, shown.iter().flat_map(|&i| lines[i as usize].clone()).collect())
}

fn pieces_case(file: &PiecesFile, bytes: &[u8]) -> Value {
    let commitment = cut_item().2.commitment().expect("ten pieces");
    json!({"file": text(file.encode()), "bytes": hex(bytes), "size": 125, "pieces": commitment.to_value()})
}

fn pieces() -> Set {
    let mut set = Set::new(
        "pieces",
        "`file` (Piece-NN.pieces.jsonl) proves `bytes` (hex, Piece-NN.bin) against `size` and `pieces` of the intake leaf.",
    );
    let good = |set: &mut Set, name: &str, shown: &[u64]| {
        let (file, bytes) = pieces_file(shown);
        set.good(name, pieces_case(&file, &bytes));
    };
    good(&mut set, "some pieces", &[2, 3, 6]);
    good(&mut set, "the first", &[0]);
    good(&mut set, "the last", &[9]);
    good(&mut set, "some and the last", &[0, 1, 8, 9]);
    good(&mut set, "all", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    set.good("an empty item", empty_item());

    let (file, shown) = pieces_file(&[2, 3, 6]);
    let bad = |set: &mut Set, name: &str, change: &dyn Fn(&mut PiecesFile, &mut Vec<u8>)| {
        let (mut file, mut shown) = (file.clone(), shown.clone());
        change(&mut file, &mut shown);
        set.bad(name, pieces_case(&file, &shown));
    };
    bad(&mut set, "a byte changed", &|_, shown| shown[0] ^= 1);
    bad(&mut set, "a byte missing", &|_, shown| shown.truncate(shown.len() - 1));
    bad(&mut set, "a byte too many", &|_, shown| shown.push(b'x'));
    bad(&mut set, "a boundary moved", &|file, _| {
        file.shown[0].len += 1;
        (file.shown[1].start, file.shown[1].len) = (file.shown[1].start + 1, file.shown[1].len - 1);
    });
    bad(&mut set, "a piece at another place", &|file, _| file.shown[2].start += 1);
    bad(&mut set, "a piece under another number", &|file, _| file.shown[2].i = 7);
    bad(&mut set, "another nonce", &|file, _| file.shown[0].nonce[0] ^= 1);
    bad(&mut set, "a hole between neighbours", &|file, _| file.shown[1].start += 1);
    bad(&mut set, "neighbours that overlap", &|file, _| file.shown[1].start -= 1);
    bad(&mut set, "pieces out of order", &|file, _| file.shown.swap(0, 2));
    bad(&mut set, "a piece twice", &|file, _| file.shown[1] = file.shown[0]);
    bad(&mut set, "a number outside the item", &|file, _| file.shown[2].i = 10);
    bad(&mut set, "the last piece left out", &|file, _| file.last = None);
    bad(&mut set, "the last piece with another digest", &|file, _| file.last.as_mut().expect("there").digest.0[0] ^= 1);
    bad(&mut set, "the last piece before the end", &|file, _| file.last.as_mut().expect("there").len -= 1);
    bad(&mut set, "another size", &|file, _| file.size += 1);
    bad(&mut set, "an understated count", &|file, _| file.count = 8);
    bad(&mut set, "an overstated count", &|file, _| file.count = 11);
    bad(&mut set, "a hash missing", &|file, _| file.proof.truncate(file.proof.len() - 1));
    bad(&mut set, "a hash too many", &|file, _| file.proof.push(Hash([7; 32])));
    bad(&mut set, "hashes in another order", &|file, _| file.proof.swap(0, 1));
    set.bad("nothing shown", pieces_case(&PiecesFile { shown: vec![], ..file.clone() }, &[]));
    let raw = |set: &mut Set, name: &str, from: &str, to: &str| {
        let mut case = pieces_case(&file, &shown);
        let changed = case["file"].as_str().expect("text").replacen(from, to, 1);
        case["file"] = json!(changed);
        set.bad(name, case);
    };
    raw(&mut set, "another version", "temoin-pieces/1", "temoin-pieces/2");
    raw(&mut set, "white space in a line", "{\"i\":2,", "{\"i\": 2,");
    raw(&mut set, "an unknown member", "{\"i\":2,", "{\"a\":0,\"i\":2,");
    raw(&mut set, "an empty line", "}\n{\"i\":2,", "}\n\n{\"i\":2,");
    raw(&mut set, "carriage returns", "}\n{\"i\":2,", "}\r\n{\"i\":2,");
    set
}

fn empty_item() -> Value {
    let mut tiling = Tiling::new(ItemSecret(bytes("empty secret")));
    let piece = tiling.push(0, sha256(b"")).expect("the only tile");
    let shown = vec![ShownPiece { i: 0, start: 0, len: 0, nonce: piece.nonce }];
    let file = PiecesFile { count: 1, leaf: 3, size: 0, shown, last: None, proof: vec![] };
    let commitment = tiling.finish().expect("one piece");
    json!({"file": text(file.encode()), "bytes": "", "size": 0, "pieces": commitment.to_value()})
}

fn manifests() -> Set {
    let mut set = Set::new("manifest", "`file` is a manifest (package.md).");
    let mut manifest = Manifest::default();
    for path in ["data/a.txt", "data/b/c-d_e.f", "data/Z"] {
        manifest.insert(path, sha256(path.as_bytes())).expect("a path");
    }
    let good = text(manifest.encode());
    set.good("three files", json!({"file": good}));
    set.good("no file", json!({"file": ""}));
    let line = |path: &str| format!("{}  {path}\n", sha256(path.as_bytes()));
    for (name, file) in [
        ("out of order", line("data/b") + &line("data/a")),
        ("a path twice", line("data/a").repeat(2)),
        ("two paths but for case", line("data/A") + &line("data/a")),
        ("a file that is also a folder", line("data/a") + &line("data/a/b")),
        ("one space", good.replace("  ", " ")),
        ("three spaces", good.replace("  ", "   ")),
        ("a star", good.replace("  ", " *")),
        ("upper case", format!("{}  data/a\n", sha256(b"").to_string().to_uppercase())),
        ("63 digits", format!("{}  data/a\n", &sha256(b"").to_string()[1..])),
        ("the last line not ended", good.trim_end().to_owned()),
        ("an empty line", format!("{good}\n")),
        ("carriage returns", good.replace('\n', "\r\n")),
        ("a comment", format!("# files\n{good}")),
        ("a byte order mark", format!("\u{feff}{good}")),
        ("a path that leaves the folder", line("data/../a")),
        ("a path of one dot", line("data/./a")),
        ("an absolute path", line("/data/a")),
        ("an empty part", line("data//a")),
        ("a folder", line("data/a/")),
        ("a space in a path", line("data/a b")),
        ("an accent in a path", line("data/é")),
        ("a backslash", line("data\\a")),
        ("a colon", line("data/a:b")),
        ("a percent sign", line("data/%41")),
        ("a path of 256 bytes", line(&format!("data/{}", "a".repeat(251)))),
        ("a device of Windows", line("data/con.txt")),
        ("a part that ends with a dot", line("data/a.")),
    ] {
        set.bad(name, json!({"file": file}));
    }
    set
}

fn indices() -> Set {
    let mut set = Set::new("index", "`file` is data/index.json (package.md).");
    let index = Index {
        exhibits: vec![
            Exhibit { leaf: 2, origin: 'D', file: None, pieces: Some(ShownPieces { count: 4000, shown: 12 }) },
            Exhibit { leaf: 0, origin: 'C', file: Some("data/exhibits/Piece-02_photo.jpg".into()), pieces: None },
        ],
        statements: vec![Statement { leaf: 5 }],
        leaves_withheld: 3,
        pieces_withheld: 3988,
    };
    let good = text(index.encode().expect("an index"));
    set.good("two exhibits and a statement", json!({"file": good}));
    let empty = Index { leaves_withheld: 3, ..Index::default() };
    set.good("nothing but withheld leaves", json!({"file": text(empty.encode().expect("an index"))}));
    let base: Value = serde_json::from_str(&good).expect("JSON");
    let bad = |set: &mut Set, name: &str, change: &dyn Fn(&mut Value)| {
        let mut value = base.clone();
        change(&mut value);
        set.bad(name, json!({"file": text(to_bytes(&value).expect("canonical"))}));
    };
    bad(&mut set, "another version", &|i| i["v"] = json!("temoin-index/2"));
    bad(&mut set, "an unknown member", &|i| i["more"] = json!(1));
    bad(&mut set, "an unknown member of an exhibit", &|i| i["exhibits"][0]["name"] = json!("x"));
    bad(&mut set, "no statements", &|i| drop(i.as_object_mut().expect("an object").remove("statements")));
    bad(&mut set, "a number left out", &|i| i["exhibits"][1]["number"] = json!(3));
    bad(&mut set, "a number twice", &|i| i["exhibits"][1]["number"] = json!(1));
    bad(&mut set, "exhibits in another order", &|i| i["exhibits"].as_array_mut().expect("a list").reverse());
    bad(&mut set, "a leaf twice", &|i| i["statements"][0]["leaf"] = json!(2));
    bad(&mut set, "an origin that is no class", &|i| i["exhibits"][0]["origin"] = json!("F"));
    bad(&mut set, "an origin of two letters", &|i| i["exhibits"][0]["origin"] = json!("AB"));
    bad(&mut set, "more pieces shown than there are", &|i| i["exhibits"][0]["pieces"]["shown"] = json!(4001));
    bad(&mut set, "no pieces at all", &|i| i["exhibits"][0]["pieces"]["count"] = json!(0));
    bad(&mut set, "another number of pieces withheld", &|i| i["withheld"]["pieces"] = json!(3987));
    bad(&mut set, "withheld leaves as text", &|i| i["withheld"]["leaves"] = json!("3"));
    bad(&mut set, "a file elsewhere", &|i| i["exhibits"][1]["file"] = json!("data/Piece-02.jpg"));
    bad(&mut set, "a file that leaves the folder", &|i| {
        i["exhibits"][1]["file"] = json!("data/exhibits/Piece-02_/../../x");
    });
    bad(&mut set, "the file of another exhibit", &|i| {
        i["exhibits"][1]["file"] = json!("data/exhibits/Piece-03_photo.jpg");
    });
    bad(&mut set, "a file numbered with more digits", &|i| {
        i["exhibits"][1]["file"] = json!("data/exhibits/Piece-020.jpg");
    });
    set.bad("pretty-printed", json!({"file": serde_json::to_string_pretty(&base).expect("JSON")}));
    set
}

fn seals() -> Set {
    let mut set = Set::new("seal", "`note` is a seal note by `key` (package.md).");
    let signer = log_signer();
    let key = signer.verifier_key().to_string();
    let seal = SealText {
        origin: ORIGIN.into(),
        size: 20,
        root: sha256(b"root"),
        manifest: sha256(b"manifest"),
        tag_manifest: sha256(b"tag manifest"),
        exhibits: 2,
        records: 12,
        statements: 1,
        leaves_withheld: 3,
        pieces_withheld: 3988,
    };
    let signed = |body: &str| text(note::sign(body, &[&signer]).expect("a text"));
    set.good("a seal", json!({"note": text(seal.sign(&signer).expect("its own key")), "key": key}));
    let good = seal.text();
    for (name, body) in [
        ("another version", good.replace("package/1", "package/2")),
        ("a line missing", good.replace("records 12\n", "")),
        ("a line too many", format!("{good}more 1\n")),
        ("lines in another order", good.replace("records 12\nstatements 1\n", "statements 1\nrecords 12\n")),
        ("a count with a leading zero", good.replace("records 12", "records 012")),
        ("a count with a sign", good.replace("records 12", "records +12")),
        ("two spaces", good.replace("records 12", "records  12")),
        ("a digest in upper case", good.replace(&seal.manifest.to_string(), &seal.manifest.to_string().to_uppercase())),
        ("a root in hexadecimal", good.replace(&seal.root.to_b64(), &seal.root.to_string())),
        ("the origin of another log", good.replace("0011", "1100")),
        ("an origin of another form", good.replace("origin temoin/", "origin other/")),
        ("a checkpoint", format!("{ORIGIN}\n20\n{}\n", seal.root.to_b64())),
    ] {
        set.bad(name, json!({"note": signed(&body), "key": key}));
    }
    let changed = signed(&good).replace("records 12", "records 11");
    set.bad("a count changed after signing", json!({"note": changed, "key": key}));
    set
}

fn bag_infos() -> Set {
    let mut set = Set::new("bag-info", "`file` is bag-info.txt (package.md): `octets` and `streams` under data/.");
    let info = bag::BagInfo { software: "temoin 0.1.0".into(), date: "2026-11-23".into(), octets: 123, streams: 4 };
    let good = text(info.encode());
    set.good("three lines", json!({"file": good, "octets": 123, "streams": 4}));
    for (name, file) in [
        ("a line missing", good.replace("Bagging-Date: 2026-11-23\n", "")),
        ("a line too many", format!("{good}Contact-Name: x\n")),
        ("a label in lower case", good.replace("Payload-Oxum", "payload-oxum")),
        ("a folded line", good.replace("temoin 0.1.0", "temoin\n 0.1.0")),
        ("no day of the calendar", good.replace("2026-11-23", "2026-13-23")),
        ("a date and a time", good.replace("2026-11-23", "2026-11-23T12:00")),
        ("no stream count", good.replace("123.4", "123")),
        ("an octet count with a leading zero", good.replace("123.4", "0123.4")),
        ("the last line not ended", good.trim_end().to_owned()),
        ("carriage returns", good.replace('\n', "\r\n")),
    ] {
        set.bad(name, json!({"file": file}));
    }
    set
}

fn keys_files() -> Set {
    let mut set = Set::new("keys", "`file` is temoin/keys.txt (package.md): the log's key, then `witnesses` others.");
    let log = log_signer().verifier_key().to_string();
    let witness = note::Signer::witness("association.example/witness", bytes("witness key")).expect("a name");
    let witness = witness.verifier_key().to_string();
    set.good("the log alone", json!({"file": format!("{log}\n"), "witnesses": 0}));
    set.good("one witness twice", json!({"file": format!("{log}\n{witness}\n{witness}\n"), "witnesses": 2}));
    for (name, file) in [
        ("nothing", String::new()),
        ("a witness first", format!("{witness}\n{log}\n")),
        ("two logs", format!("{log}\n{log}\n")),
        ("the last line not ended", log.clone()),
        ("an empty line", format!("{log}\n\n")),
        ("carriage returns", format!("{log}\r\n")),
        ("a space after a key", format!("{log} \n")),
    ] {
        set.bad(name, json!({"file": file}));
    }
    set
}
