//! What every reader of evidence must keep true, whatever the bytes.

use temoin_evidence::{Note, Record, Span};
use temoin_intake::{Detected, Encoding, Flow, Kind, Limits, MemberHeader, Options, Sink, Source, Take, json};

pub mod bank;
pub mod rows;
pub mod screen;
pub mod words;

/// Checks what a reader finds: pieces tile the file, records lie in it in order, each can be written as JSON.
#[derive(Default)]
struct Tiling {
    end: u64,
    records: u64,
}

impl Sink for Tiling {
    fn record(&mut self, record: Record) -> Flow {
        assert_eq!(record.position, self.records, "records are numbered in file order");
        assert!(record.span.end() <= self.end, "a record lies in pieces given before it");
        let mut line = Vec::new();
        json::write_record(&mut line, None, &record).expect("memory takes it");
        serde_json::from_slice::<serde_json::Value>(&line).expect("a line of JSON");
        self.records += 1;
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        assert!(note.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "a stable word");
    }

    fn piece(&mut self, span: Span) {
        assert_eq!(span.start, self.end, "pieces touch");
        assert!(span.len > 0 || span.start == 0, "only an empty file has an empty piece");
        self.end = span.end();
    }

    fn member(&mut self, header: MemberHeader) -> Take {
        assert!(!header.name.split('/').any(|part| part == ".." || part.is_empty()), "a name fit for display");
        Take::Bytes
    }
}

/// Reads bytes with one reader, whatever they look like.
pub fn read(bytes: &[u8], kind: Kind, encoding: Option<Encoding>) {
    let detected = Detected { media_type: "application/octet-stream".to_owned(), kind, encoding };
    let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
    let options = Options { name: "x.txt".to_owned(), limits, ..Options::default() };
    let mut sink = Tiling::default();
    let summary = temoin_intake::read(&bytes, &detected, &options, &mut sink).expect("memory does not fail");
    assert!(sink.end == 0 || sink.end == bytes.len() as u64, "the pieces tile the file");
    assert_eq!(summary.records(), sink.records, "what is counted was given");
}

/// Asks what the bytes are, as for a file that a person chose.
pub fn detect(bytes: &[u8]) -> Detected {
    temoin_intake::detect(bytes, Source::len(bytes), "x.txt")
}
