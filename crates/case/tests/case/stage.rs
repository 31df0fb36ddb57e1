//! A scratch case, things to keep in it, and a stranger who opens it with age and SQLCipher alone.

use std::io::Read;
use std::path::PathBuf;

use age::secrecy::SecretString;
use rusqlite::Connection;
use temoin_case::{Access, Case, CaseError, Key, NewCase, NewItem, Stored, WorkFactor};
use temoin_evidence::{
    Author, CivilTime, FileTimes, Flag, Flags, Item, ItemId, Kind, LabelledBy, Moment, Origin, Precision, Reader,
    Record, Span, Zone,
};

pub struct Stage {
    pub scratch: tempfile::TempDir,
    pub place: PathBuf,
}

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

pub fn passphrase() -> Key {
    Key::Passphrase(secret(PASSPHRASE))
}

pub const PASSPHRASE: &str = "une phrase que personne ne devine";

impl Stage {
    pub fn new() -> (Self, Case) {
        let scratch = tempfile::tempdir().unwrap();
        let stage = Self { place: scratch.path().join("case"), scratch };
        let new = NewCase { passphrase: Some(secret(PASSPHRASE)), work: WorkFactor::Fixed(1), ..NewCase::default() };
        let (case, _) = Case::create(&stage.place, &new).unwrap();
        (stage, case)
    }

    pub fn open(&self, access: Access) -> Result<Case, CaseError> {
        Case::open(&self.place, &passphrase(), access)
    }

    /// Opens the database as `docs/without-temoin.md` says.
    pub fn stranger(&self) -> Connection {
        let wrapped = std::fs::read(self.place.join("keys/passphrase.age")).unwrap();
        let identity = age::scrypt::Identity::new(secret(PASSPHRASE));
        let key = String::from_utf8(age::decrypt(&identity, &wrapped).unwrap()).unwrap();
        let database = Connection::open(self.place.join("case.db")).unwrap();
        database.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.trim_end())).unwrap();
        database
    }
}

pub fn at(text: &str) -> CivilTime {
    text.parse().unwrap()
}

pub fn moment(text: &str, zone: Zone) -> Moment {
    Moment { time: at(text), precision: Precision::Second, zone, origin: Origin::MessageMetadata }
}

pub fn now() -> Moment {
    Moment { time: at("2026-11-03T21:04"), precision: Precision::Minute, zone: Zone::Utc, origin: Origin::CaptureClock }
}

pub fn reader(name: &str) -> Reader {
    Reader { name: name.into(), version: 1 }
}

pub fn new_item(name: &str, stored: Stored) -> NewItem {
    NewItem {
        name: name.into(),
        path: Some(format!("/home/elle/{name}")),
        media_type: "text/plain".into(),
        source: "file".into(),
        reader: reader("file"),
        inside: None,
        obtained: Some(temoin_evidence::Obtained::Own),
        received: now(),
        file_times: FileTimes { modified: Some(now()), created: None },
        stored,
    }
}

/// Keeps one file of one piece, without records.
pub fn keep(case: &mut Case, name: &str, bytes: &[u8]) -> Item {
    keep_inside(case, name, bytes, None)
}

pub fn keep_inside(case: &mut Case, name: &str, bytes: &[u8], inside: Option<ItemId>) -> Item {
    let stored = case.shelf().store(&mut &*bytes).unwrap();
    let mut batch = case.batch().unwrap();
    let item = batch.item(NewItem { inside, ..new_item(name, stored) }).unwrap().finish().unwrap();
    batch.commit().unwrap();
    item
}

pub fn bytes_of(case: &Case, item: ItemId) -> Vec<u8> {
    let mut bytes = Vec::new();
    case.blob(item).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// A chat of `n` messages, one line each, by turns of two people, a minute apart.
pub struct Chat {
    pub bytes: Vec<u8>,
    pub records: Vec<Record>,
}

pub fn chat(n: u64) -> Chat {
    let (mut bytes, mut records) = (Vec::new(), Vec::new());
    for position in 0..n {
        let name = ["Camille", "Élise"][position as usize % 2];
        let text = format!("message number {position}");
        let time = CivilTime::from_unix_ms(1_700_000_000_000 + position as i64 * 60_000).unwrap();
        let line = format!("[{time}] {name}: {text}\n");
        let span = Span { start: bytes.len() as u64, len: line.len() as u64 };
        bytes.extend_from_slice(line.as_bytes());
        let sent = Moment { time, precision: Precision::Second, zone: Zone::Floating, origin: Origin::MessageMetadata };
        let flags = if position % 7 == 3 { Flags::default().with(Flag::Edited) } else { Flags::default() };
        records.push(Record {
            position,
            span,
            kind: Kind::Message,
            conversation: Some("Camille & Élise".into()),
            author: Some(Author { name: name.into(), labelled_by: LabelledBy::Exporter, platform_id: None }),
            sent: Some(sent),
            sent_raw: time.to_string(),
            text,
            text_raw: None,
            attachments: Vec::new(),
            reply_to: None,
            flags,
            visibility: Default::default(),
            direction: Default::default(),
            details: Vec::new(),
        });
    }
    Chat { bytes, records }
}

/// Keeps a chat, a piece for each record.
pub fn keep_chat(case: &mut Case, chat: &Chat) -> Item {
    let stored = case.shelf().store(&mut chat.bytes.as_slice()).unwrap();
    let mut batch = case.batch().unwrap();
    let new = NewItem { source: "whatsapp".into(), reader: reader("whatsapp"), ..new_item("chat.txt", stored) };
    let mut writer = batch.item(new).unwrap();
    for record in &chat.records {
        writer.record(record).unwrap();
        writer.piece(record.span).unwrap();
    }
    let item = writer.finish().unwrap();
    batch.commit().unwrap();
    item
}

pub fn check_is_clean(case: &Case) {
    assert_eq!(case.check(&mut |_, _| ()).unwrap(), []);
}
