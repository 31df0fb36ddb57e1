//! Numbers rows, counts them, and hands signals on.

use std::collections::BTreeSet;
use std::io;
use std::ops::ControlFlow;

use temoin_fingerprint::{Part, PdqHash, Quality, Timestamp};

use crate::{BadRow, Columns, Format, Note, Row, Signal, Sink, Summary, Why};

/// Says why a reading ends before the file does.
pub(crate) enum Halt {
    /// The sink wants no more.
    Stopped,
    /// The medium failed.
    Io(io::Error),
    /// More is withdrawn than the limit.
    Removed,
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Is a signal of a row before the row is numbered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub signal: Signal,
    pub part: Part,
    pub at: Option<Timestamp>,
}

impl From<Signal> for Given {
    fn from(signal: Signal) -> Self {
        Self { signal, part: Part::Whole, at: None }
    }
}

/// Is what a row turned out to hold.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub given: Vec<Given>,
    /// It holds signals of kinds that are not read.
    pub other: bool,
    /// So many hashes are left out for their quality.
    pub weak: u64,
    /// A type is not known.
    pub unknown: bool,
    /// Only its length tells what a hash is.
    pub untyped: bool,
}

impl Found {
    pub fn push(&mut self, signal: Signal) {
        self.given.push(signal.into());
    }

    /// Keeps a signal; a PDQ hash of a quality too low to say something is left out and counted.
    pub fn push_if_used(&mut self, given: Given, quality: Option<Quality>) {
        if matches!(given.signal, Signal::Pdq(_)) && quality.is_some_and(|quality| !quality.is_used()) {
            self.weak += 1;
        } else {
            self.given.push(given);
        }
    }

    pub fn clear(&mut self) {
        self.given.clear();
        (self.other, self.weak, self.unknown, self.untyped) = (false, 0, false, false);
    }
}

/// Numbers rows, counts them, and hands signals on.
pub(crate) struct Tally<'a> {
    sink: &'a mut dyn Sink,
    wanted: Option<(&'a BTreeSet<u64>, Columns)>,
    pub summary: Summary,
    bits: Bits,
}

impl<'a> Tally<'a> {
    pub fn new(format: Format, sink: &'a mut dyn Sink) -> Self {
        Self { sink, wanted: None, summary: Summary::new(format), bits: Bits::default() }
    }

    /// Also keeps what stands beside the hashes of some rows.
    pub fn with_columns(mut self, rows: &'a BTreeSet<u64>) -> Self {
        self.wanted = Some((rows, Columns::new()));
        self
    }

    /// Returns whether what stands beside the hashes of the row that comes next is to be kept.
    pub fn wants(&self) -> bool {
        self.wanted.as_ref().is_some_and(|(rows, _)| rows.contains(&self.summary.rows))
    }

    /// Keeps what stands beside the hashes of the row that comes next.
    pub fn keep(&mut self, columns: Vec<(String, String)>) {
        if let Some((_, kept)) = &mut self.wanted {
            kept.insert(self.summary.rows, columns);
        }
    }

    /// Gives a row of one signal.
    #[inline]
    pub fn one(&mut self, line: u64, signal: Signal) -> Result<(), Halt> {
        let number = self.summary.rows;
        self.summary.rows += 1;
        self.summary.read += 1;
        self.give(number, line, signal.into())
    }

    /// Gives a row, or counts it as what it is.
    pub fn row(&mut self, line: u64, found: &Found) -> Result<(), Halt> {
        self.summary.weak += found.weak;
        if found.unknown {
            self.summary.note(Note::UnknownType);
        }
        if found.given.is_empty() {
            match found.other || found.weak > 0 {
                true => return self.skipped(),
                false => return self.bad(line, Why::NoHash),
            }
        }
        let number = self.summary.rows;
        self.summary.rows += 1;
        self.summary.read += 1;
        found.given.iter().try_for_each(|given| self.give(number, line, *given))
    }

    #[inline]
    fn give(&mut self, number: u64, line: u64, given: Given) -> Result<(), Halt> {
        self.summary.signals += 1;
        let Given { signal, part, at } = given;
        match self.sink.row(Row { number, line, signal, part, at }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Halt::Stopped),
        }
    }

    /// Tells a row that could not be read.
    pub fn bad(&mut self, line: u64, why: Why) -> Result<(), Halt> {
        self.sink.bad(BadRow { number: self.summary.rows, line, why });
        self.summary.rows += 1;
        self.summary.bad += 1;
        Ok(())
    }

    /// Counts a row that holds nothing to compare.
    pub fn skipped(&mut self) -> Result<(), Halt> {
        self.summary.rows += 1;
        self.summary.skipped += 1;
        Ok(())
    }

    /// Counts a row that is withdrawn, or that withdraws another.
    pub fn removed(&mut self) -> Result<(), Halt> {
        self.summary.rows += 1;
        self.summary.removed += 1;
        Ok(())
    }

    /// Looks at a hash of 64 digits of which the list does not say that it is PDQ.
    #[inline]
    pub fn untyped(&mut self, hash: PdqHash) {
        self.bits.see(hash);
    }

    /// Ends the reading.
    pub fn finish(mut self) -> (Summary, Columns) {
        if self.bits.scatter() {
            self.summary.note(Note::LooksLikeSha256);
        }
        (self.summary, self.wanted.map(|(_, kept)| kept).unwrap_or_default())
    }
}

/// Counts how far hashes are from half of their bits set.
///
/// A PDQ hash has a bit for each of 256 values above their median: 128, fewer only where values are equal. SHA-256 scatters
/// around 128 with a standard deviation of 8: more than half of its values are 5 bits or more away.
#[derive(Default)]
struct Bits {
    seen: u64,
    away: u64,
}

impl Bits {
    /// The fewest hashes that say something.
    const LEAST: u64 = 32;

    #[inline]
    fn see(&mut self, hash: PdqHash) {
        let bits: u32 = hash.words().iter().map(|word| word.count_ones()).sum();
        // What is 40 bits away is no chance of SHA-256 but a flat picture.
        self.away += u64::from((5..40).contains(&bits.abs_diff(128)));
        self.seen += 1;
    }

    fn scatter(&self) -> bool {
        self.seen >= Self::LEAST && self.away * 3 > self.seen
    }
}
