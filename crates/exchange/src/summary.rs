//! What a reading amounts to.

use std::fmt;

/// Names a form of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A hash a line, with its type or without; checksum programs' output.
    Text,
    /// Fields between commas, semicolons or tabs.
    Table,
    /// vPDQ's lines `frame,quality,hash,seconds`.
    VpdqText,
    /// A JSON value a line.
    JsonLines,
    /// One JSON document: a list, or a record.
    Json,
    /// ThreatExchange's descriptors, in `data`.
    ThreatExchange,
    /// StopNCII's `hashRecords`.
    StopNcii,
    /// vPDQ's JSON object of frames.
    VpdqJson,
    /// NCMEC's hash sharing, version 2, XML.
    Ncmec,
}

impl Format {
    /// Returns a stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Table => "table",
            Self::VpdqText => "vpdq-text",
            Self::JsonLines => "json-lines",
            Self::Json => "json",
            Self::ThreatExchange => "threatexchange",
            Self::StopNcii => "stopncii",
            Self::VpdqJson => "vpdq-json",
            Self::Ncmec => "ncmec",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Counts what was read. `rows` is `read + bad + skipped + removed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The form.
    pub format: Format,
    /// Rows of data, of whatever kind.
    pub rows: u64,
    /// Rows of which signals were given.
    pub read: u64,
    /// Rows that could not be read.
    pub bad: u64,
    /// Rows with nothing that is compared here: kinds like PhotoDNA or TMK, or too little to recognise.
    pub skipped: u64,
    /// Rows that say that something is withdrawn, and the rows that this takes away.
    pub removed: u64,
    /// Signals given.
    pub signals: u64,
    /// PDQ hashes left out because the list says that there is too little to recognise (quality below 50).
    pub weak: u64,
    /// What else is to be known.
    pub notes: Vec<Note>,
    /// The names of a table's columns, where it has them.
    pub columns: Vec<String>,
    /// The sink ended the reading.
    pub stopped: bool,
}

impl Summary {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            rows: 0,
            read: 0,
            bad: 0,
            skipped: 0,
            removed: 0,
            signals: 0,
            weak: 0,
            notes: Vec::new(),
            columns: Vec::new(),
            stopped: false,
        }
    }

    pub(crate) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Says what is to be known of a list as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Note {
    /// Hashes of 64 digits whose kind the list does not say were taken for PDQ, but have as many bits set as SHA-256 ones:
    /// name the column or the lines' type, or say [`Options::untyped`](crate::Options::untyped).
    LooksLikeSha256,
    /// The file ends inside a value: there may have been more.
    Cut,
    /// Rows of a type that is not known were passed over.
    UnknownType,
    /// So many quotation marks are wrong that rows between them may be lost.
    Quotes,
}

impl Note {
    /// Returns a stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::LooksLikeSha256 => "looks-like-sha256",
            Self::Cut => "cut-short",
            Self::UnknownType => "unknown-type",
            Self::Quotes => "many-wrong-quotes",
        }
    }
}
