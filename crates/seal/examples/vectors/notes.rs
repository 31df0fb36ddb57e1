use serde_json::{Value, json};
use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::encoding::{array_from_hex, b64, from_hex, hex};
use temoin_seal::merkle::{Tree, leaf_hash};
use temoin_seal::note::{self, Note, Signer};
use temoin_seal::{cosignature, fingerprint, tlog_proof};

use crate::set::{Set, bytes};

pub const ORIGIN: &str = "temoin/00112233445566778899aabbccddeeff";
const OTHER: &str = "temoin/ffeeddccbbaa99887766554433221100";
const TIME: u64 = 1_795_435_200;

/// The keys and the note of the documentation of Go's golang.org/x/mod/sumdb/note, where the format comes from.
const GO_KEYS: [&str; 2] = [
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
];
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n\
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
/// The key and the note of the example in C2SP signed-note.
const C2SP_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const C2SP_NOTE: &str = "This is an example message.\n\n\
— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
/// The key of a public witness of C2SP logs.
const PUBLIC_WITNESS: &str = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
/// The order of the group (RFC 8032 §5.1), little-endian.
const ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

pub fn log_signer() -> Signer {
    Signer::new(ORIGIN, bytes("log key")).expect("a name")
}

fn other_signer() -> Signer {
    Signer::new(OTHER, bytes("other key")).expect("a name")
}

fn witness() -> Signer {
    Signer::witness("association.example/witness", bytes("witness key")).expect("a name")
}

fn tree() -> Tree {
    (0..20).map(|i| leaf_hash(format!("leaf {i}").as_bytes())).collect()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size: 20, root: tree().root() }
}

/// Returns the signed checkpoint that the time-stamp vectors are over.
pub fn signed_checkpoint() -> Vec<u8> {
    checkpoint().sign(&log_signer()).expect("its own key")
}

pub fn all() -> Vec<Set> {
    vec![keys(), notes(), checkpoints(), proofs(), cosignatures()]
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

fn keys() -> Set {
    let mut set =
        Set::new("verifier-key", "`key` is a verifier key; `fingerprint` is its fingerprint, `id` its key id.");
    let case = |key: &str| {
        let id = key.split('+').nth(1);
        json!({"key": key, "id": id, "fingerprint": fingerprint::of_bytes(key.as_bytes())})
    };
    let log = log_signer().verifier_key().to_string();
    set.good("a log's", case(&log));
    set.good("a witness's", case(&witness().verifier_key().to_string()));
    set.good("public: documentation of Go's note package", case(GO_KEYS[0]));
    set.good("public: example of C2SP signed-note", case(C2SP_KEY));
    set.good("public: the witness remora.n621.de", case(PUBLIC_WITNESS));
    set.good("public: the second of that documentation", case(GO_KEYS[1]));
    let (name, rest) = log.split_once('+').expect("three parts");
    let (id, key) = rest.split_once('+').expect("three parts");
    let bad = |set: &mut Set, name: &str, key: String| set.bad(name, json!({"key": key}));
    bad(&mut set, "no name", format!("+{id}+{key}"));
    bad(&mut set, "a space in the name", format!("temoin 1+{id}+{key}"));
    bad(&mut set, "another key id", format!("{name}+00000000+{key}"));
    bad(&mut set, "key id in upper case", format!("{name}+{}+{key}", id.to_uppercase()));
    bad(&mut set, "base64 without padding", GO_KEYS[0].trim_end_matches('W').to_owned());
    bad(&mut set, "a line end", format!("{log}\n"));
    bad(&mut set, "an unknown type", of_type("unknown", 2, &bytes("log key")));
    bad(&mut set, "a point of order 4", of_type("weak", 1, &[0; 32]));
    bad(&mut set, "the neutral point", of_type("weak", 1, &point("01", "00")));
    bad(
        &mut set,
        "a point of order 8",
        of_type(
            "weak",
            1,
            &array_from_hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05").expect("hexadecimal"),
        ),
    );
    // y = p + 3: decodes to the same point as y = 3, with another text.
    bad(&mut set, "a point whose encoding is not reduced", of_type("twice", 1, &point("f0", "7f")));
    bad(&mut set, "no point of the curve", of_type("none", 1, &point("02", "00")));
    set
}

/// Returns an encoding with this first and this last byte; in between 00, or ff where the last is 7f.
fn point(first: &str, last: &str) -> [u8; 32] {
    let between = if last == "7f" { "ff" } else { "00" };
    array_from_hex(&format!("{first}{}{last}", between.repeat(30))).expect("hexadecimal")
}

/// Returns the text of a verifier key whose id is right, whatever the type and the point.
fn of_type(name: &str, kind: u8, public: &[u8; 32]) -> String {
    let typed = [&[kind], &public[..]].concat();
    let id = temoin_seal::merkle::sha256(&[name.as_bytes(), b"\n", &typed].concat());
    format!("{name}+{}+{}", hex(&id.0[..4]), b64(&typed))
}

fn notes() -> Set {
    let mut set = Set::new(
        "note",
        "`note` (hex) carries exactly the signatures of `keys`, in their order, over `text`. Cases \"public\" are from the documentation of Go's note package and from C2SP.",
    );
    let signer = log_signer();
    let key = signer.verifier_key().to_string();
    let case = |note: &[u8], keys: Value| json!({"note": hex(note), "keys": keys});
    let with_text = |note: &[u8], keys: Value, text: &str| json!({"note": hex(note), "keys": keys, "text": text});
    let good = note::sign("one line\n", &[&signer]).expect("a text");
    set.good("one line", with_text(&good, json!([key]), "one line\n"));
    let lines = "été\n\n\u{1f600} an empty line above\n";
    set.good("lines of UTF-8", with_text(&note::sign(lines, &[&signer]).expect("a text"), json!([key]), lines));
    let go_text = GO_NOTE.split_once("\n\n").expect("an empty line").0.to_owned() + "\n";
    set.good("public: two signatures", with_text(GO_NOTE.as_bytes(), json!(GO_KEYS), &go_text));
    set.good(
        "public: example of C2SP signed-note",
        with_text(C2SP_NOTE.as_bytes(), json!([C2SP_KEY]), "This is an example message.\n"),
    );
    set.bad("public: one signature more than called for", case(GO_NOTE.as_bytes(), json!([GO_KEYS[0]])));
    set.bad("public: signatures in another order", case(GO_NOTE.as_bytes(), json!([GO_KEYS[1], GO_KEYS[0]])));

    let other = other_signer().verifier_key().to_string();
    set.bad("a signature missing", case(&good, json!([key, other])));
    set.bad("the key of another", case(&good, json!([other])));
    let bad = |set: &mut Set, name: &str, change: &dyn Fn(&mut Note)| {
        let mut note = Note::parse(&good).expect("a note");
        change(&mut note);
        set.bad(name, case(&note.to_bytes(), json!([key])));
    };
    bad(&mut set, "another text", &|note| note.text = "another line\n".into());
    bad(&mut set, "the same signature twice", &|note| note.signatures.push(note.signatures[0].clone()));
    bad(&mut set, "another name", &|note| note.signatures[0].name = OTHER.into());
    bad(&mut set, "another key id", &|note| note.signatures[0].id[0] ^= 1);
    bad(&mut set, "a flipped bit in R", &|note| note.signatures[0].signature[0] ^= 1);
    bad(&mut set, "a flipped bit in S", &|note| note.signatures[0].signature[40] ^= 1);
    bad(&mut set, "S not reduced", &|note| add_order(&mut note.signatures[0].signature[32..]));
    bad(&mut set, "a signature one byte short", &|note| note.signatures[0].signature.truncate(63));
    bad(&mut set, "a signature one byte long", &|note| note.signatures[0].signature.push(0));
    raw_notes(&mut set, &text(good.clone()), &key);
    set
}

/// Adds the order of the group to S: the same signature to a careless reader.
fn add_order(s: &mut [u8]) {
    let mut carry = 0;
    for (s, order) in s.iter_mut().zip(from_hex(ORDER).expect("hexadecimal")) {
        let sum = u16::from(*s) + u16::from(order) + carry;
        (*s, carry) = (sum as u8, sum >> 8);
    }
}

/// Adds the ways in which the bytes around text and signature can differ.
fn raw_notes(set: &mut Set, good: &str, key: &str) {
    let mut bad = |name: &str, note: String| set.bad(name, json!({"note": hex(note.as_bytes()), "keys": [key]}));
    bad("nothing", String::new());
    bad("only the text", "one line\n".into());
    bad("no empty line", good.replace("\n\n", "\n"));
    bad("the last line not ended", good.trim_end().into());
    bad("something after the last line", format!("{good}x\n"));
    bad("an empty line at the end", format!("{good}\n"));
    bad("an empty text", good.replace("one line\n", ""));
    bad("a text of one line end", good.replace("one line", ""));
    bad("carriage returns", good.replace('\n', "\r\n"));
    bad("a carriage return in the text", good.replace("one line", "one\rline"));
    bad("a tab in the text", good.replace("one line", "one\tline"));
    bad("a C1 control in the text", good.replace("one line", "one\u{85}line"));
    bad("a minus instead of the dash", good.replace('\u{2014}', "-"));
    bad("two spaces after the dash", good.replace("\u{2014} ", "\u{2014}  "));
    bad("something after the signature", good.trim_end().to_owned() + " x\n");
    bad("base64 without padding", good.trim_end().trim_end_matches('=').to_owned() + "\n");
    let mut loose = good.as_bytes().to_vec();
    let at = good.rfind(|c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/').expect("base64");
    // The last letter carries four bits and two zeroes: the next one in the alphabet carries the same four.
    loose[at] += 1;
    bad("base64 with bits left over", text(loose));
    bad("base64 of URLs", good.replace(['+', '/'], "_"));
    let mut bytes = good.as_bytes().to_vec();
    bytes[0] = 0xff;
    set.bad("not UTF-8", json!({"note": hex(&bytes), "keys": [key]}));
}

fn checkpoints() -> Set {
    let mut set = Set::new("checkpoint", "`note` is a checkpoint of the log whose `key` is given: `size`, `root`.");
    let signer = log_signer();
    let key = signer.verifier_key().to_string();
    let Checkpoint { size, root, .. } = checkpoint();
    set.good("twenty leaves", json!({"note": text(signed_checkpoint()), "key": key, "size": size, "root": root}));
    let none = Checkpoint { origin: ORIGIN.into(), size: 0, root: Tree::default().root() };
    let signed = text(none.sign(&signer).expect("its own key"));
    set.good("no leaves", json!({"note": signed, "key": key, "size": 0, "root": none.root}));
    let good = checkpoint().text();
    let bad = |set: &mut Set, name: &str, body: String| {
        let note = note::sign(&body, &[&signer]).expect("a text");
        set.bad(name, json!({"note": text(note), "key": key}));
    };
    bad(&mut set, "an extension line", format!("{good}extension\n"));
    bad(&mut set, "no root", good.lines().take(2).map(|line| format!("{line}\n")).collect());
    bad(&mut set, "a size with a leading zero", good.replace("\n20\n", "\n020\n"));
    bad(&mut set, "a size with a sign", good.replace("\n20\n", "\n+20\n"));
    bad(&mut set, "a size above 2^53-1", good.replace("\n20\n", "\n9007199254740992\n"));
    bad(&mut set, "a size that is no number", good.replace("\n20\n", "\n2 0\n"));
    bad(&mut set, "a root of 31 bytes", format!("{ORIGIN}\n20\n{}\n", b64(&[7; 31])));
    bad(&mut set, "a root in hexadecimal", format!("{ORIGIN}\n20\n{root}\n"));
    bad(&mut set, "a root without padding", good.replace("=\n", "\n"));
    bad(&mut set, "the origin of another log", good.replace(ORIGIN, OTHER));
    bad(&mut set, "an origin in upper case", good.replace("aabb", "AABB"));
    bad(&mut set, "an origin of another form", good.replace("temoin/", "other/"));
    bad(&mut set, "an empty first line", format!("\n{good}"));
    bad(&mut set, "the text of a package's seal", good.replace(ORIGIN, "temoin-package/1"));
    let by_other = note::sign(&good, &[&other_signer()]).expect("a text");
    set.bad("signed by another log", json!({"note": text(by_other), "key": key}));
    set
}

fn proofs() -> Set {
    let mut set =
        Set::new("tlog-proof", "`file` proves that `leaf_hash` stands at `index` of the log whose `key` is given.");
    let tree = tree();
    let key = log_signer().verifier_key().to_string();
    let (index, leaf) = (13, tree.leaf(13).expect("in the tree"));
    let hashes = tree.inclusion(index).expect("in the tree");
    let good = text(tlog_proof::encode(index, &hashes, &signed_checkpoint()));
    set.good("leaf 13 of 20", json!({"file": good, "leaf_hash": leaf, "index": index, "key": key}));
    let one = Checkpoint { origin: ORIGIN.into(), size: 1, root: leaf };
    let file = text(tlog_proof::encode(0, &[], &one.sign(&log_signer()).expect("its own key")));
    set.good("the only leaf", json!({"file": file, "leaf_hash": leaf, "index": 0, "key": key}));
    let bad = |set: &mut Set, name: &str, file: String| {
        set.bad(name, json!({"file": file, "leaf_hash": leaf, "key": key}));
    };
    let first = hashes[0].to_b64() + "\n";
    bad(&mut set, "nothing", String::new());
    bad(&mut set, "another version", good.replace("@v1", "@v2"));
    bad(&mut set, "an extra line", good.replace("index", "extra AAAA\nindex"));
    bad(&mut set, "no index", good.replace("index 13\n", ""));
    bad(&mut set, "another index", good.replace("index 13", "index 12"));
    bad(&mut set, "an index outside the log", good.replace("index 13", "index 20"));
    bad(&mut set, "an index with a leading zero", good.replace("index 13", "index 013"));
    bad(&mut set, "a hash missing", good.replacen(&first, "", 1));
    bad(&mut set, "a hash too many", good.replacen(&first, &first.repeat(2), 1));
    bad(&mut set, "a hash of 31 bytes", good.replacen(&first, &(b64(&[7; 31]) + "\n"), 1));
    bad(&mut set, "no empty line before the checkpoint", good.replacen("\n\n", "\n", 1));
    bad(&mut set, "no checkpoint", good.split_once("\n\n").expect("an empty line").0.to_owned() + "\n\n");
    bad(&mut set, "carriage returns", good.replace('\n', "\r\n"));
    bad(&mut set, "something after the checkpoint", format!("{good}x\n"));
    bad(&mut set, "64 hashes", good.replacen(&first, &first.repeat(60), 1));
    let other = Checkpoint { size: 40, ..checkpoint() }.sign(&log_signer()).expect("its own key");
    bad(&mut set, "a checkpoint of another size", text(tlog_proof::encode(index, &hashes, &other)));
    set.bad("another leaf", json!({"file": good, "leaf_hash": tree.leaf(0), "key": key}));
    set.bad(
        "another log's key",
        json!({"file": good, "leaf_hash": leaf, "key": other_signer().verifier_key().to_string()}),
    );
    set
}

fn cosignatures() -> Set {
    let mut set = Set::new("cosignature", "`file` is a checkpoint of `log` that `witness` saw at `time` by her clock.");
    let (log, witness) = (log_signer().verifier_key(), witness());
    let (log_key, witness_key) = (log.to_string(), witness.verifier_key().to_string());
    let good = cosignature::cosign(&signed_checkpoint(), &log, &witness, TIME).expect("a checkpoint");
    let case = |file: Vec<u8>| json!({"file": text(file), "log": log_key, "witness": witness_key});
    let mut accepted = case(good.clone());
    accepted["time"] = json!(TIME);
    set.good("a witness", accepted);
    let bad = |set: &mut Set, name: &str, change: &dyn Fn(&mut Note)| {
        let mut note = Note::parse(&good).expect("a note");
        change(&mut note);
        set.bad(name, case(note.to_bytes()));
    };
    bad(&mut set, "the log's line missing", &|note| drop(note.signatures.remove(0)));
    bad(&mut set, "the witness's line missing", &|note| drop(note.signatures.pop()));
    bad(&mut set, "lines in another order", &|note| note.signatures.swap(0, 1));
    bad(&mut set, "the witness's line twice", &|note| note.signatures.push(note.signatures[1].clone()));
    bad(&mut set, "another time", &|note| note.signatures[1].signature[7] ^= 1);
    bad(&mut set, "a flipped bit in the witness's signature", &|note| note.signatures[1].signature[9] ^= 1);
    bad(&mut set, "a flipped bit in the log's signature", &|note| note.signatures[0].signature[9] ^= 1);
    bad(&mut set, "a cosignature without time", &|note| drop(note.signatures[1].signature.drain(..8)));
    bad(&mut set, "another checkpoint", &|note| note.text = note.text.replace("\n20\n", "\n21\n"));
    let other = cosignature::cosign(
        &signed_checkpoint(),
        &log,
        &Signer::witness("association.example/witness", bytes("x")).expect("a name"),
        TIME,
    );
    set.bad("the key of another under the same name", case(other.expect("a checkpoint")));
    let mut swapped = case(good.clone());
    swapped["log"] = json!(witness_key);
    swapped["witness"] = json!(log_key);
    set.bad("keys swapped", swapped);
    let plain = Signer::new("association.example/witness", bytes("witness key")).expect("a name");
    let as_note = note::sign(&checkpoint().text(), &[&log_signer(), &plain]).expect("a text");
    let mut case = case(as_note);
    case["witness"] = json!(plain.verifier_key().to_string());
    set.bad("a witness who signed the note itself", case);
    set
}
