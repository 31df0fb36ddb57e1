use temoin_fingerprint::{Frame, Hexadecimal, Part, PdqHash};

/// Is one hash of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row, zero-based: rows that are not understood are counted, headers, comments and blank lines are not. One row may
    /// give several hashes.
    pub number: u64,
    /// The line on which it begins, from 1 on.
    pub line: u64,
    /// The hash.
    pub signal: Signal,
    /// Which part of a picture it is of, in a bank of one's own.
    pub part: Part,
}

/// Is a hash and its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// PDQ of a picture.
    Pdq(PdqHash),
    /// PDQ of a frame of a film.
    Frame(Frame),
    /// MD5 of a file: of a picture, a film, anything.
    Md5(Hexadecimal<16>),
    /// SHA-1 of a file.
    Sha1(Hexadecimal<20>),
    /// SHA-256 of a file.
    Sha256(Hexadecimal<32>),
}

/// Is a row that is not understood, or a value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The row, zero-based.
    pub number: u64,
    /// The line on which it begins, from 1 on.
    pub line: u64,
    /// Why.
    pub why: Why,
}

/// Says why a row is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// There is no hash in it.
    NoHash,
    /// What should be a hash of its kind has another length, or other digits.
    NotItsKind,
    /// It is longer than a row can be.
    TooLong,
    /// Its JSON, quotation marks or tags make no sense.
    Syntax,
}

impl Why {
    /// Returns the stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoHash => "no-hash",
            Self::NotItsKind => "not-its-kind",
            Self::TooLong => "too-long",
            Self::Syntax => "syntax",
        }
    }

    /// Returns the reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoHash => "there is no hash in it",
            Self::NotItsKind => "what should be a hash has another length or other digits",
            Self::TooLong => "it is too long to be one",
            Self::Syntax => "it is broken",
        }
    }
}

/// Names the form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// A hash a line, `type value`, what `sha256sum` prints, or `frame,quality,hash,seconds` (vPDQ).
    Text,
    /// Rows of columns, with or without their names.
    Table,
    /// JSON or JSON lines: of HMA, ThreatExchange, StopNCII, vPDQ, Témoin.
    Json,
    /// The XML of NCMEC's hash sharing.
    Ncmec,
}

/// Is what a list held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its form.
    pub format: Format,
    /// Rows, those not understood included.
    pub rows: u64,
    /// How many rows were not understood, in all or in part.
    pub bad: u64,
    /// Rows of kinds that are not matched here (PhotoDNA, TMK …).
    pub other_kinds: u64,
    /// Rows that the list itself takes back (withdrawn, deleted).
    pub withdrawn: u64,
    /// Hashes of 64 digits without a kind are taken for PDQ, and these are spread as those of SHA-256 are: the column is
    /// better named.
    pub looks_like_sha256: bool,
}

/// Takes what a list holds.
pub trait Sink {
    /// Takes a hash.
    fn row(&mut self, row: Row);

    /// Is told of a row, or a value of it, that is not understood.
    fn bad(&mut self, bad: BadRow) {
        let _ = bad;
    }

    /// Is told that the list takes back a row it gave before.
    fn withdrawn(&mut self, number: u64) {
        let _ = number;
    }

    /// Says whether the other columns of a row are wanted.
    fn wants(&self, number: u64) -> bool {
        let _ = number;
        false
    }

    /// Takes the other columns of a row that were wanted: names and values, where there are any.
    fn columns(&mut self, number: u64, line: u64, columns: Vec<(String, String)>) {
        let _ = (number, line, columns);
    }
}

/// Rows without a kind after which their spread says something.
const ENOUGH: u64 = 24;

/// Counts what is read, and hands it on.
pub(crate) struct Rows<'s> {
    sink: &'s mut dyn Sink,
    summary: Summary,
    number: u64,
    line: u64,
    bad: bool,
    untyped: u64,
    heavy: u64,
}

impl<'s> Rows<'s> {
    pub(crate) fn new(format: Format, sink: &'s mut dyn Sink) -> Self {
        let summary = Summary { format, rows: 0, bad: 0, other_kinds: 0, withdrawn: 0, looks_like_sha256: false };
        Self { sink, summary, number: 0, line: 0, bad: false, untyped: 0, heavy: 0 }
    }

    /// Begins the next row.
    #[inline]
    pub(crate) fn begin(&mut self, line: u64) {
        self.number = self.summary.rows;
        self.summary.rows += 1;
        self.line = line;
        self.bad = false;
    }

    /// Returns the number of the row that was begun.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    #[inline]
    pub(crate) fn push(&mut self, signal: Signal) {
        self.push_part(signal, Part::Whole);
    }

    #[inline]
    pub(crate) fn push_part(&mut self, signal: Signal, part: Part) {
        self.sink.row(Row { number: self.number, line: self.line, signal, part });
    }

    /// Takes 64 digits whose kind nothing tells.
    #[inline]
    pub(crate) fn push_untyped(&mut self, hash: PdqHash) {
        self.untyped += 1;
        // A bit of PDQ says that a wave is above the middle one: of 256 at most 128 are. Of a random hash half have more.
        self.heavy += u64::from(hash.words().iter().map(|word| word.count_ones()).sum::<u32>() > 128);
        self.push(Signal::Pdq(hash));
    }

    pub(crate) fn bad(&mut self, why: Why) {
        self.summary.bad += u64::from(!std::mem::replace(&mut self.bad, true));
        self.sink.bad(BadRow { number: self.number, line: self.line, why });
    }

    pub(crate) fn other_kind(&mut self) {
        self.summary.other_kinds += 1;
    }

    pub(crate) fn withdrawn(&mut self, number: u64) {
        self.summary.withdrawn += 1;
        self.sink.withdrawn(number);
    }

    /// Hands on the other columns of the row that was begun, where they are wanted.
    pub(crate) fn columns(&mut self, columns: impl FnOnce() -> Vec<(String, String)>) {
        if self.sink.wants(self.number) {
            self.sink.columns(self.number, self.line, columns());
        }
    }

    pub(crate) fn summary(&self) -> Summary {
        let looks_like_sha256 = self.untyped >= ENOUGH && self.heavy > self.untyped / 4;
        Summary { looks_like_sha256, ..self.summary }
    }
}
