//! Keeps synthetic data and says what it cost: `keep_files FOLDER files|chat COUNT`.
//!
//! `files`: COUNT files of 4 MiB, hashed, encrypted, synced. `chat`: one chat of COUNT messages, a record and a piece each.
//! CPU time and memory are measured from outside: `command time -v …`.

use std::io::Read;
use std::path::Path;

use temoin_case::{Case, CaseError, NewCase, NewItem, WorkFactor};
use temoin_evidence::{
    Author, CivilTime, FileTimes, Flags, Kind, LabelledBy, Moment, Origin, Precision, Reader, Record, Span, Zone,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, what, count] = &arguments[..] else { return Err("keep_files FOLDER files|chat COUNT".into()) };
    let count = count.parse()?;
    let new =
        NewCase { passphrase: Some("measured".to_owned().into()), work: WorkFactor::Fixed(1), ..NewCase::default() };
    let (mut case, _) = Case::create(Path::new(folder), &new)?;
    let bytes = match what.as_str() {
        "files" => (0..count).try_fold(0, |sum, number| Ok::<_, CaseError>(sum + keep_file(&mut case, number)?))?,
        _ => keep_chat(&mut case, count)?,
    };
    println!("{bytes} bytes kept");
    Ok(())
}

fn keep_file(case: &mut Case, number: u64) -> Result<u64, CaseError> {
    let size = 4 << 20;
    let stored = case.shelf().store(&mut Pattern(number).take(size))?;
    let mut batch = case.batch()?;
    batch.item(new_item("file.bin", stored))?.finish()?;
    batch.commit()?;
    println!("acknowledged {number}");
    Ok(size)
}

/// Gives bytes that cost next to nothing to make.
struct Pattern(u64);

impl Read for Pattern {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        buffer.fill(self.0 as u8);
        self.0 += 1;
        Ok(buffer.len())
    }
}

fn keep_chat(case: &mut Case, count: u64) -> Result<u64, CaseError> {
    let mut writer = case.shelf().writer()?;
    for number in 0..count {
        std::io::Write::write_all(&mut writer, line(number).as_bytes())?;
    }
    let stored = writer.finish()?;
    let size = stored.size;
    let mut batch = case.batch()?;
    let mut item = batch.item(new_item("chat.txt", stored))?;
    let mut start = 0;
    for number in 0..count {
        let text = line(number);
        let span = Span { start, len: text.len() as u64 };
        item.record(&record(number, span, text))?;
        item.piece(span)?;
        start += span.len;
    }
    item.finish()?;
    batch.commit()?;
    Ok(size)
}

fn line(number: u64) -> String {
    format!(
        "05/03/2024, 14:05 - Sender {}: message number {number}, of about the usual length of a message: {:064}\n",
        number % 9,
        number
    )
}

fn record(position: u64, span: Span, text: String) -> Record {
    let time = CivilTime::from_unix_ms(1_700_000_000_000 + position as i64 * 60_000).unwrap_or_else(|_| unreachable!());
    let sent = Moment { time, precision: Precision::Minute, zone: Zone::Floating, origin: Origin::MessageMetadata };
    let name = format!("Sender {}", position % 9);
    Record {
        position,
        span,
        kind: Kind::Message,
        conversation: Some("A group".into()),
        author: Some(Author { name, labelled_by: LabelledBy::Exporter, platform_id: None }),
        sent: Some(sent),
        sent_raw: "05/03/2024, 14:05".into(),
        text,
        text_raw: None,
        attachments: Vec::new(),
        reply_to: None,
        flags: Flags::default(),
        visibility: Default::default(),
        direction: Default::default(),
        details: Vec::new(),
    }
}

fn new_item(name: &str, stored: temoin_case::Stored) -> NewItem {
    let time = CivilTime::from_unix_ms(0).unwrap_or_else(|_| unreachable!());
    NewItem {
        name: name.into(),
        path: None,
        media_type: "application/octet-stream".into(),
        source: "file".into(),
        reader: Reader { name: "file".into(), version: 1 },
        inside: None,
        obtained: None,
        received: Moment { time, precision: Precision::Second, zone: Zone::Utc, origin: Origin::CaptureClock },
        file_times: FileTimes::default(),
        stored,
    }
}
