//! Reads a sample as `temoin inspect` does, and holds what came.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use temoin_evidence::{AttachmentState, Detail, DetailKey, Flag, Kind, Note, Record, Span};
use temoin_intake::{Detected, Flow, MemberHeader, Options, Sink, Source, Summary, Take, detect_source, inspect, read};

/// Is what a reader said of a sample.
pub struct Read {
    pub summary: Summary,
    pub records: Vec<Record>,
    pub notes: Vec<Note>,
    pub pieces: Vec<Span>,
    pub members: Vec<(String, Vec<u8>)>,
}

impl Read {
    /// Counts the records of a kind.
    pub fn of(&self, kind: Kind) -> usize {
        self.records.iter().filter(|record| record.kind == kind).count()
    }

    /// Counts the records with a flag.
    pub fn flagged(&self, flag: Flag) -> usize {
        self.records.iter().filter(|record| record.flags.has(flag)).count()
    }

    /// Counts the attachments in a state.
    pub fn attachments(&self, state: AttachmentState) -> usize {
        self.records.iter().flat_map(|record| &record.attachments).filter(|one| one.state == state).count()
    }

    /// Returns whether there is a note of that code.
    pub fn noted(&self, code: &str) -> bool {
        self.notes.iter().any(|note| note.code == code)
    }

    /// Lists what the records say under a key, in file order.
    pub fn details(&self, key: DetailKey) -> Vec<&str> {
        let details = self.records.iter().flat_map(|record| &record.details);
        details.filter(|detail: &&Detail| detail.key == key).map(|detail| detail.value.as_str()).collect()
    }

    /// Lists who wrote, as shown, in file order.
    pub fn authors(&self) -> Vec<&str> {
        self.records.iter().filter_map(|record| record.author.as_ref()).map(|author| author.name.as_str()).collect()
    }

    /// Asserts the counts of people's and of the app's messages, and the first and last moment.
    #[track_caller]
    pub fn check(&self, messages: u64, system: u64, first: &str, last: &str) {
        let summary = &self.summary;
        assert_eq!((summary.messages.unwrap_or(0), summary.system.unwrap_or(0)), (messages, system));
        assert_eq!((summary.first.as_deref().unwrap_or(""), summary.last.as_deref().unwrap_or("")), (first, last));
    }

    /// Lists the texts, in file order.
    pub fn texts(&self) -> Vec<&str> {
        self.records.iter().map(|record| record.text.as_str()).collect()
    }
}

impl Sink for Read {
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

    fn member(&mut self, header: MemberHeader) -> Take {
        self.members.push((header.name, Vec::new()));
        Take::Bytes
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        if let Some((_, held)) = self.members.last_mut() {
            held.extend_from_slice(bytes);
        }
        Flow::Continue
    }
}

/// Returns the folder of the samples.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake")
}

/// Lists the base names of the files beside a sample, in its folder and below.
fn beside(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            beside(&entry.path(), names);
        } else {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
}

/// Reads a sample, archives looked into, with the names of the files beside it. Of a file that is no archive the pieces
/// are checked: they tile it, and each record lies in them.
pub fn sample(path: &str) -> Read {
    let path = samples().join(path);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut names = BTreeSet::new();
    beside(path.parent().unwrap(), &mut names);
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let options = Options { name, beside: Some(names.into_iter().collect()), ..Options::default() };
    let mut found = empty();
    found.summary = inspect(&bytes, &options, &mut found).unwrap();
    let records = found.records.len() as u64;
    assert_eq!(found.summary.records(), records, "what is counted was given: {}", path.display());
    checked(&bytes, &options);
    for part in 1..40 {
        // Cut anywhere, a file is read as far as it goes.
        checked(&bytes[..bytes.len() * part / 40].to_vec(), &options);
    }
    found
}

/// Reads bytes under a name, pieces checked.
pub fn bytes(bytes: &[u8], name: &str) -> Read {
    checked(&bytes.to_vec(), &Options { name: name.into(), ..Options::default() })
}

fn empty() -> Read {
    Read { summary: Summary::default(), records: vec![], notes: vec![], pieces: vec![], members: vec![] }
}

fn checked(bytes: &Vec<u8>, options: &Options) -> Read {
    checked_as(bytes, &detect_source(bytes, &options.name).unwrap(), options)
}

/// Reads bytes with a reader, whatever they look like, and checks that pieces tile them and that each record is pieces.
pub fn checked_as(bytes: &Vec<u8>, detected: &Detected, options: &Options) -> Read {
    let mut found = empty();
    found.summary = read(bytes, detected, options, &mut found).unwrap();
    let mut end = 0;
    for piece in &found.pieces {
        assert_eq!(piece.start, end, "pieces touch");
        end = piece.end();
    }
    assert!(end == 0 || end == Source::len(bytes), "pieces tile the file: {end} of {}", bytes.len());
    for (position, record) in found.records.iter().enumerate() {
        assert_eq!(record.position, position as u64);
        let tiled = |at| at == 0 || found.pieces.iter().any(|piece| piece.end() == at);
        assert!(
            record.span.len > 0 && tiled(record.span.start) && tiled(record.span.end()),
            "a record is pieces: {:?} of {}",
            record.span,
            bytes.len()
        );
    }
    found
}

/// Returns a page with other names for its classes, as a later version of whatever wrote it may have them.
pub fn renamed(html: &str) -> String {
    let mut renamed = String::new();
    for (at, part) in html.replace("class =\"", "class=\"").split("class=\"").enumerate() {
        match part.split_once('"') {
            Some((_, rest)) if at > 0 => renamed.push_str(&format!("class=\"q{at}z\"{rest}")),
            _ => renamed.push_str(part),
        }
    }
    renamed
}
