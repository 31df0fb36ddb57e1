use std::io::Write;

use temoin_evidence::{Kind as RecordKind, Note, Record};

use super::*;
use crate::Flow;

#[derive(Default)]
struct Held {
    records: Vec<Record>,
    notes: Vec<Note>,
    pieces: Vec<Span>,
}

impl Sink for Held {
    fn record(&mut self, record: Record) -> Flow {
        self.records.push(record);
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    fn piece(&mut self, span: Span) {
        self.pieces.push(span);
    }
}

impl Held {
    fn codes(&self) -> Vec<&str> {
        self.notes.iter().map(|note| note.code.as_str()).collect()
    }
}

fn read_bytes(bytes: &[u8]) -> Held {
    let detected = crate::detect(bytes, bytes.len() as u64, "x");
    let mut held = Held::default();
    Warc.read(&bytes, &detected, &Options::default(), &mut held).unwrap();
    let end = held.pieces.iter().fold(0, |end, piece| {
        assert_eq!(piece.start, end);
        piece.end()
    });
    assert!(end == bytes.len() as u64 || bytes.is_empty());
    for record in &held.records {
        let tiled = |at| at == 0 || held.pieces.iter().any(|piece| piece.end() == at);
        assert!(tiled(record.span.start) && tiled(record.span.end()), "{:?}", record.span);
    }
    held
}

fn record(kind: &str, more: &str, block: &str) -> String {
    let url = "https://exemple.invalid/a b";
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-05T13:05:09Z\r\n{more}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn answer(body: &str) -> String {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
    record("response", "Content-Type: application/http; msgtype=response\r\n", &block)
}

fn packed(parts: &[&str]) -> Vec<u8> {
    let mut file = Vec::new();
    for part in parts {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(part.as_bytes()).unwrap();
        file.extend(out.finish().unwrap());
    }
    file
}

#[test]
fn pages_are_records_and_all_else_is_counted() {
    let request = record("request", "Content-Type: application/http\r\n", "GET / HTTP/1.1\r\nCookie: sid=1\r\n\r\n");
    let file =
        format!("{}{request}{}", record("warcinfo", "", "software: x\r\n"), answer("<title>T</title><p>bonsoir"));
    let held = read_bytes(file.as_bytes());
    let page = &held.records[0];
    assert_eq!((held.records.len(), page.kind, page.text.as_str()), (1, RecordKind::Page, "bonsoir"));
    assert_eq!(page.sent.unwrap().to_string(), "2024-03-05T13:05:09Z");
    assert_eq!(page.sent.unwrap().origin, Origin::CaptureClock);
    let details: Vec<_> = page.details.iter().map(|detail| detail.value.as_str()).collect();
    assert_eq!(details, ["https://exemple.invalid/a b", "T", "200"]);
    assert_eq!(page.span.end(), file.len() as u64);
    assert_eq!(held.codes(), ["capture-records", "holds-secrets"]);
    assert!(held.notes[0].detail.contains("3 (request 1, response 1, warcinfo 1)"));
    assert!(!format!("{:?}{:?}", held.records, held.notes).contains("sid=1"));
}

#[test]
fn records_of_a_packed_file_have_the_bytes_of_their_members() {
    let (one, two) = (answer("<p>un"), answer("<p>deux"));
    let first = packed(&[&one]).len() as u64;
    let file = packed(&[&one, &two]);
    let spans = |file: &[u8]| read_bytes(file).records.iter().map(|r| (r.span.start, r.span.end())).collect::<Vec<_>>();
    let all = file.len() as u64;
    assert_eq!(spans(&file), [(0, first), (first, all)]);
    let file = packed(&[&format!("{one}{two}")]);
    assert_eq!(spans(&file), [(0, file.len() as u64); 2]);
    assert!(read_bytes(&file).codes().contains(&"packed-whole"));
    // A record split over members has those of all; one that shares a member with it too.
    let (start, end) = two.split_at(20);
    let file = packed(&[&one, start, &format!("{end}{one}"), &two]);
    let found = spans(&file);
    assert_eq!((found.len(), found[0].1, found[1].0), (4, first, first));
    assert_eq!((found[1], found[3].1), (found[2], file.len() as u64));
}

#[test]
fn what_is_wrong_is_told_and_the_rest_is_read() {
    let sum = |value: &str| format!("WARC-Block-Digest: {value}\r\n");
    let block = "<html>x";
    let right = record(
        "resource",
        &format!("Content-Type: text/html\r\n{}", sum("sha1:BDZXTD6LJXFOG4A7P4QZLNTUH62J77B5")),
        block,
    );
    let wrong = record(
        "resource",
        &format!("Content-Type: text/html\r\n{}", sum("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5")),
        block,
    );
    assert!(read_bytes(wrong.as_bytes()).codes().contains(&"digest-differs"));
    assert_eq!(read_bytes(right.as_bytes()).codes(), ["capture-records", "digests-checked"]);
    let file = format!("{}garbage\nmore\n{}", answer("<p>un"), answer("<p>deux"));
    let held = read_bytes(file.as_bytes());
    assert_eq!((held.records.len(), held.codes()[0]), (2, "damaged"));
    let cut = &file.as_bytes()[..file.len() - 10];
    assert!(read_bytes(cut).codes().contains(&"truncated"));
    let file = "WARC/1.0\r\nno field\r\nContent-Length: x\r\n\r\n".to_owned() + &answer("<p>un");
    let held = read_bytes(file.as_bytes());
    assert_eq!((held.records.len(), held.codes()[0]), (1, "bad-header"));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = "x".repeat(8 << 20);
    let file = packed(&[&answer(&format!("<p>{zeros}"))]);
    assert!(read_bytes(&file).codes().contains(&"bomb"));
}

proptest::proptest! {
    #[test]
    fn any_capture_is_read(parts in proptest::collection::vec(0..8u8, 0..8), cut: usize, pack: bool) {
        let page = answer("<p>un");
        let part = |n: &u8| match n {
            0 | 1 => page.clone(),
            2 => record("request", "", "GET /"),
            3 => "garbage\n".into(),
            4 => "WARC/1.0\r\n".into(),
            5 => "Content-Length: 99999999999\r\n\r\n".into(),
            6 => page[..page.len() / 2].to_owned(),
            _ => "\r\n".into(),
        };
        let parts: Vec<String> = parts.iter().map(part).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let file = if pack { packed(&parts) } else { parts.concat().into_bytes() };
        let cut = if file.is_empty() { 0 } else { cut % file.len() };
        read_bytes(&file);
        read_bytes(&file[..cut]);
    }
}
