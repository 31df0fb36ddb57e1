//! Files in which hashes travel: read row by row in constant memory, whatever their form, and written.
//!
//! | you want … | use |
//! |---|---|
//! | the signals of a list of any size and form | [`read`] |
//! | what stands beside the hashes of some rows | [`columns`] |
//! | a list that other programs read | [`write::lines`], [`write::json_lines`], [`write::table`] |
//!
//! The form is told by the content, never by a name. A row that cannot be read is told with its line, and the next one is
//! read; nothing is guessed. Kinds of signals that cannot be compared here (PhotoDNA, TMK …) are counted and passed over.
//! The forms: `docs/formats/banks.md`.
//!
//! ```
//! use temoin_exchange::{Options, Row, Signal, read};
//!
//! let list = b"# of the day\npdq 58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22\nmd5 00\n";
//! let mut rows = Vec::new();
//! let summary = read(&list.as_slice(), &Options::default(), &mut |row: Row| rows.push(row)).unwrap();
//! assert!(matches!(rows[..], [Row { number: 0, line: 2, signal: Signal::Pdq(_), .. }]));
//! assert_eq!((summary.rows, summary.bad), (2, 1));
//! ```

mod detect;
mod header;
mod hex;
mod json;
mod kind;
mod lines;
mod ncmec;
mod removed;
mod row;
mod scan;
mod summary;
mod table;
mod tally;
mod text;
mod vpdq;
pub mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;

use temoin_syntax::Source;
use thiserror::Error;

use detect::Shape;
pub use kind::{Kind, Signal};
pub use row::{BadRow, Kept, Row, Sink, Why};
pub use summary::{Format, Note, Summary};
use tally::{Halt, Tally};

/// Says how to read a list.
#[derive(Clone, Debug)]
pub struct Options {
    /// What 64 hexadecimal digits are where the list does not say: [`Kind::Pdq`], or [`Kind::Sha256`].
    pub untyped: Kind,
    /// The column of a table that holds the hashes, by the name in its header, or `column 3` where it has none; others are
    /// then not read as hashes.
    pub column: Option<String>,
    /// The longest line or table row that is read, in bytes.
    pub line: usize,
    /// The largest JSON record that is read, in bytes: the frames of a film are one.
    pub record: usize,
    /// The most withdrawn hashes or entries of one list, which are held in memory.
    pub removed: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { untyped: Kind::Pdq, column: None, line: 64 << 10, record: 16 << 20, removed: 4 << 20 }
    }
}

/// Says why a list could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The medium failed.
    #[error("the list could not be read: {0}")]
    Io(#[from] io::Error),
    /// It is of no form that is known.
    #[error("not a list of hashes of a known form")]
    Unknown,
    /// It is text in UTF-16, as some spreadsheets save it: UTF-8 is read.
    #[error("text in UTF-16, not in UTF-8")]
    Utf16,
    /// It has no column of the name asked for.
    #[error("no such column")]
    NoColumn,
    /// More is withdrawn than [`Options::removed`].
    #[error("more is withdrawn than the limit")]
    Removed,
}

/// Reads a list of any size once (twice where it withdraws entries), and gives its signals in the order of its rows.
/// Memory holds the longest row and what is withdrawn, no more.
///
/// # Errors
/// What the medium reports, and what is said of the list as a whole; bad rows are no error.
pub fn read(source: &dyn Source, options: &Options, sink: &mut dyn Sink) -> Result<Summary, ReadError> {
    let shape = detect::shape(source, options)?;
    let mut tally = Tally::new(shape.format(), sink);
    run(source, &shape, options, &mut tally)?;
    Ok(tally.finish().0)
}

/// Holds names and texts by the numbers of rows.
pub type Columns = BTreeMap<u64, Vec<(String, String)>>;

/// Returns what stands beside the hashes of some rows, as names and texts: a table's columns by the names in its header, or
/// `column 3`, a JSON record's members, the file that a checksum stands for. Rows with nothing beside have no entry.
///
/// It reads the list anew; numbers are those of [`Row::number`], with the same options.
///
/// # Errors
/// As [`read`].
pub fn columns(source: &dyn Source, options: &Options, rows: &BTreeSet<u64>) -> Result<Columns, ReadError> {
    struct Until(u64);
    impl Sink for Until {
        fn row(&mut self, row: Row) -> ControlFlow<()> {
            if row.number > self.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
    let Some(last) = rows.last() else { return Ok(Columns::new()) };
    let shape = detect::shape(source, options)?;
    let mut sink = Until(*last);
    let mut tally = Tally::new(shape.format(), &mut sink).with_columns(rows);
    run(source, &shape, options, &mut tally)?;
    Ok(tally.finish().1)
}

fn run(source: &dyn Source, shape: &Shape, options: &Options, tally: &mut Tally<'_>) -> Result<(), ReadError> {
    let read = match shape {
        Shape::Text => text::read(source, options, tally),
        Shape::Table(layout) => table::read(source, layout, options, tally),
        Shape::Json(shape) => json::read(source, *shape, options, tally),
        Shape::Ncmec => ncmec::read(source, options, tally),
        Shape::VpdqText => vpdq::read(source, options, tally),
    };
    match read {
        Ok(()) => Ok(()),
        Err(Halt::Stopped) => {
            tally.summary.stopped = true;
            Ok(())
        }
        Err(Halt::Io(error)) => Err(error.into()),
        Err(Halt::Removed) => Err(ReadError::Removed),
    }
}
