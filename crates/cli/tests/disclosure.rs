//! What goes out: of a chat of 4,000 messages twelve are shown, and nothing of the rest is anywhere in the package.

// The real program is launched, as a person would.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use sha2::{Digest, Sha256};

const MESSAGES: usize = 4_000;
const CHAT_NAME: &str = "Discussion WhatsApp avec Quetzalcoatl.txt";
const OTHER_NAME: &str = "zinnia-oubliee-4711.txt";
const OTHER_TEXT: &str = "Perlimpinpin reste chez elle, quarante-deux fois.";

/// Is a word that stands in message `i` and nowhere else.
fn word(i: usize) -> String {
    hex(&Sha256::digest(format!("message {i}"))[..6])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the notice of the app and 4,000 messages: 4,001 pieces.
fn chat() -> String {
    let mut text = String::from("05/03/2024, 09:00 - Les messages et les appels sont chiffrés de bout en bout.\n");
    for i in 0..MESSAGES {
        let (day, hour, minute) = (5 + i / 600, 9 + i / 60 % 10, i % 60);
        let sender = if i % 3 == 0 { "Camille D." } else { "Thibault" };
        text += &format!("{day:02}/03/2024, {hour:02}:{minute:02} - {sender}: mot {}\n", word(i));
    }
    text
}

struct Story {
    folder: tempfile::TempDir,
}

impl Story {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("phrase"), "trois petits chats sur un toit\n").unwrap();
        fs::write(folder.path().join(CHAT_NAME), chat()).unwrap();
        fs::write(folder.path().join(OTHER_NAME), OTHER_TEXT).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_temoin"))
            .current_dir(self.folder.path())
            .env("TEMOIN_PASSPHRASE_FILE", self.path("phrase"))
            .args(words)
            .output()
            .unwrap()
    }

    /// Runs a command that must succeed and returns what it prints.
    fn told(&self, words: &[&str]) -> Vec<Value> {
        let out = self.run(words);
        assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::Deserializer::from_slice(&out.stdout).into_iter().map(Result::unwrap).collect()
    }
}

/// Returns every file of a ZIP, and of the PDF among them every stream, decompressed.
fn contents(package: &Path) -> Vec<(String, Vec<u8>)> {
    let mut file = File::open(package).unwrap();
    let archive = temoin_seal::zip::read(&mut file).unwrap();
    let mut found = Vec::new();
    for entry in &archive.entries {
        let mut bytes = Vec::new();
        temoin_seal::zip::Archive::reader(&mut file, entry).unwrap().read_to_end(&mut bytes).unwrap();
        if entry.name.ends_with(".pdf") {
            let streams = pdf_streams(&bytes);
            assert!(streams.len() > 10, "a PDF of a few pages has more streams than {}", streams.len());
            found.extend(streams.into_iter().enumerate().map(|(i, s)| (format!("{} stream {i}", entry.name), s)));
        }
        found.push((entry.name.clone(), bytes));
    }
    found
}

fn pdf_streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mut streams = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&pdf[at..], b"stream") {
        let mut start = at + found + b"stream".len();
        start += pdf[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let mut bytes = Vec::new();
        // What stood before a damaged end is looked through too.
        let _ = flate2::read::ZlibDecoder::new(&pdf[start..]).read_to_end(&mut bytes);
        if !bytes.is_empty() {
            streams.push(bytes);
        }
        at = start;
    }
    streams
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

/// Returns which of the needles stand somewhere.
fn standing<'a>(contents: &[(String, Vec<u8>)], needles: impl Iterator<Item = &'a [u8]>) -> BTreeSet<Vec<u8>> {
    let needles: std::collections::HashSet<&[u8]> = needles.collect();
    let lengths: BTreeSet<usize> = needles.iter().map(|needle| needle.len()).collect();
    let windows = |length: usize| contents.iter().flat_map(move |(_, bytes)| bytes.windows(length));
    let hits = lengths.into_iter().flat_map(|length| windows(length).filter(|window| needles.contains(window)));
    hits.map(<[u8]>::to_vec).collect()
}

#[test]
fn twelve_of_four_thousand_go_out_and_nothing_else() {
    let story = Story::new();
    story.told(&["new", "case", "--recovery-out", "words", "--json"]);
    let added = &story.told(&["add", "case", CHAT_NAME, OTHER_NAME, "--no-minors", "--json"])[0];
    let (chat, other) = (&added["items"][0], &added["items"][1]);
    assert_eq!(chat["records"], MESSAGES + 1);
    assert_eq!(other["name"], OTHER_NAME);

    let records = story.told(&["records", "case", "--item", chat["id"].as_str().unwrap(), "--json"]);
    let shown: BTreeSet<usize> = (0..12).map(|k| 100 + k * 317).collect();
    let has_word = |record: &&Value, i: usize| record["text"].as_str().is_some_and(|text| text.contains(&word(i)));
    let id = |i: usize| records.iter().find(|record| has_word(record, i)).unwrap()["id"].as_str().unwrap();
    let mut words = vec!["dossier", "case", "--out", "out", "--lang", "fr", "--json"];
    shown.iter().for_each(|&i| words.extend(["--record", id(i)]));
    let made = &story.told(&words)[0];
    assert_eq!(made["shown"]["records"], 12);
    assert_eq!(made["withheld"]["pieces"], MESSAGES + 1 - 12);

    let package = story.path("out/dossier.zip");
    let report = &story.told(&["verify", "out/dossier.zip", "--against", CHAT_NAME, "--json"])[0];
    assert_eq!(report["verdict"], "intact");
    assert_eq!(report["withheld"]["pieces"], MESSAGES + 1 - 12);
    let against = report["checks"].as_array().unwrap().iter().find(|check| check["code"] == "against").unwrap();
    assert_eq!(against["outcome"], "passed");

    let contents = contents(&package);
    let expected: BTreeSet<_> = shown.iter().map(|&i| word(i).into_bytes()).collect();
    let all: Vec<_> = (0..MESSAGES).map(word).collect();
    assert_eq!(standing(&contents, all.iter().map(String::as_bytes)), expected, "the words of the twelve, no other");

    let file_hash = Sha256::digest(OTHER_TEXT);
    let others = [OTHER_NAME, "zinnia", OTHER_TEXT, "Perlimpinpin", &hex(&file_hash), "Quetzalcoatl"];
    let raw: [&[u8]; 1] = [&file_hash];
    let found = standing(&contents, others.into_iter().map(str::as_bytes).chain(raw));
    assert!(found.is_empty(), "{:?}", found.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect::<Vec<_>>());

    // A hash without salt would let anyone try what a message that was not chosen says.
    let hashes: Vec<_> = self::chat().lines().map(|line| Sha256::digest(format!("{line}\n"))).collect();
    assert_eq!(standing(&contents, hashes.iter().map(|hash| hash.as_slice())).len(), 0);
    let hexes: Vec<_> = hashes.iter().map(|hash| hex(hash)).collect();
    assert_eq!(standing(&contents, hexes.iter().map(String::as_bytes)).len(), 0);
}

#[test]
fn another_original_is_refused() {
    let story = Story::new();
    story.told(&["new", "case", "--recovery-out", "words", "--json"]);
    let added = &story.told(&["add", "case", CHAT_NAME, "--no-minors", "--json"])[0];
    story.told(&["dossier", "case", "--out", "out", "--item", added["items"][0]["id"].as_str().unwrap(), "--json"]);
    fs::write(story.path("edited.txt"), chat().replacen("mot", "mut", 1)).unwrap();
    let out = story.run(&["verify", "out/dossier.zip", "--against", "edited.txt", "--json"]);
    assert_eq!(out.status.code(), Some(1));
}

/// Decision 0010: to choose a mail, a photo, a page or a list of text messages is not to hand over the pictures in them.
#[test]
fn chosen_items_do_not_hand_over_their_pictures() {
    let story = Story::new();
    story.told(&["new", "case", "--recovery-out", "words", "--json"]);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake");
    let path = |name: &str| samples.join(name).to_str().unwrap().to_owned();
    let files = ["email/menace.eml", "media/IMG_20240305_140709.jpg", "sms/sms-20240312090000.xml"].map(path);
    let mut words = vec!["add", "case", "--no-minors", "--json"];
    words.extend(files.iter().map(String::as_str));
    let added = &story.told(&words)[0];
    assert_eq!(added["items"].as_array().unwrap().len(), 5, "two of the files carry a picture: {added}");
    story.told(&["dossier", "case", "--out", "out", "--all", "--lang", "nl", "--json"]);
    assert_eq!(story.told(&["verify", "out/dossier.zip", "--json"])[0]["verdict"], "intact");

    let contents = contents(&story.path("out/dossier.zip"));
    let mut pictures: Vec<Vec<u8>> = Vec::new();
    for file in &files {
        let bytes = fs::read(file).unwrap();
        // Pixels as they are stored, and as text: every stretch of a picture or of base64 in the file.
        let starts = (0..bytes.len().saturating_sub(48)).step_by(480);
        let coded =
            |part: &[u8]| part.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'\r' | b'\n'));
        let picture = file.ends_with(".jpg");
        let stretches = starts.map(|at| &bytes[at..at + 48]).filter(|part| picture || coded(part));
        pictures.extend(stretches.map(<[u8]>::to_vec));
    }
    assert!(pictures.len() > 60, "{}", pictures.len());
    assert_eq!(standing(&contents, pictures.iter().map(Vec::as_slice)).len(), 0);

    // What a mail says of itself beside its text stays too, but for its subject.
    let mail = fs::read_to_string(&files[0]).unwrap();
    let hops: Vec<&str> = mail.lines().filter(|line| line.starts_with("Received:")).collect();
    assert!(!hops.is_empty());
    assert_eq!(standing(&contents, hops.iter().map(|line| line.as_bytes())).len(), 0);
    let subject = "dernière chance".as_bytes();
    assert_eq!(standing(&contents, std::iter::once(subject)).len(), 1);

    // A message that carries a picture in its own bytes cannot be shown by them.
    let sms = added["items"].as_array().unwrap().iter().find(|item| item["source"] == "sms").unwrap();
    let records = story.told(&["records", "case", "--item", sms["id"].as_str().unwrap(), "--json"]);
    let with = records.iter().find(|record| !record["attachments"].as_array().unwrap().is_empty()).unwrap();
    let refused = story.run(&["dossier", "case", "--out", "other", "--record", with["id"].as_str().unwrap(), "--json"]);
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stdout));
    let plain = records.iter().find(|record| record["attachments"].as_array().unwrap().is_empty()).unwrap();
    story.told(&["dossier", "case", "--out", "third", "--record", plain["id"].as_str().unwrap(), "--json"]);
}

/// A row of a database is no text, and can still be shown alone.
#[test]
fn one_message_out_of_a_database_goes_out() {
    let story = Story::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake");
    story.told(&["new", "case", "--recovery-out", "words", "--json"]);
    let added =
        &story.told(&["add", "case", samples.join("sms/mmssms.db").to_str().unwrap(), "--no-minors", "--json"])[0];
    let records = story.told(&["records", "case", "--item", added["items"][0]["id"].as_str().unwrap(), "--json"]);
    let one = records.iter().find(|record| record["text"].as_str().unwrap().starts_with("tu vas")).unwrap();
    let made = &story.told(&["dossier", "case", "--out", "out", "--record", one["id"].as_str().unwrap(), "--json"])[0];
    assert_eq!(made["shown"]["records"], 1);
    assert_eq!(story.told(&["verify", "out/dossier.zip", "--json"])[0]["verdict"], "intact");
    let contents = contents(&story.path("out/dossier.zip"));
    let needles = ["tu vas le regretter".as_bytes(), "réponds !".as_bytes()];
    assert_eq!(standing(&contents, needles.into_iter()), BTreeSet::from([needles[0].to_vec()]));
}

/// Files that hold pictures in their own bytes: a record of one does not take them along.
#[test]
fn a_picture_inside_a_message_or_a_card_does_not_go_out() {
    let story = Story::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake");
    let picture = b"\xff\xd8\xff\xe0\0\x10JFIF";
    let message = fs::read(samples.join("msg/menace.msg")).unwrap();
    assert!(find(&message, picture).is_some());
    fs::write(story.path("menace.msg"), &message).unwrap();
    fs::copy(samples.join("msg/ancien.msg"), story.path("ancien.msg")).unwrap();
    fs::copy(samples.join("vcard/contacts.vcf"), story.path("contacts.vcf")).unwrap();
    story.told(&["new", "case", "--recovery-out", "words", "--json"]);
    let added = &story.told(&["add", "case", "menace.msg", "ancien.msg", "contacts.vcf", "--no-minors", "--json"])[0];
    let item = |name: &str| {
        let items = added["items"].as_array().unwrap();
        items.iter().find(|item| item["name"] == name).unwrap()["id"].as_str().unwrap()
    };
    let refused =
        [("menace.msg", 0, "no-piece"), ("ancien.msg", 0, "carries-file"), ("contacts.vcf", 1, "carries-file")];
    for (name, record, code) in refused {
        let id = format!("{}-{record}", item(name));
        let out = story.run(&["dossier", "case", "--out", "out", "--record", &id, "--json"]);
        assert_eq!(out.status.code(), Some(2), "{id}");
        assert!(find(&out.stdout, code.as_bytes()).is_some(), "{id}");
    }
    let (message, card) = (item("menace.msg"), format!("{}-0", item("contacts.vcf")));
    story.told(&["dossier", "case", "--out", "out", "--item", message, "--record", &card, "--json"]);
    let contents = contents(&story.path("out/dossier.zip"));
    let text = "Je sais où tu travailles";
    let photo = &b"/9j/4AAQSkZJRgABAQAAAQABAAD/"[..];
    let expected = BTreeSet::from([text.as_bytes().to_vec(), b"+32470000001".to_vec()]);
    let needles = [text.as_bytes(), b"+32470000001", b"+32 470 00 00 02", picture, photo];
    assert_eq!(standing(&contents, needles.into_iter()), expected);
}
