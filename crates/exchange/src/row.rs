//! What a list gives, row by row, and what could not be read of it.

use std::ops::ControlFlow;

use temoin_fingerprint::{Part, Timestamp};
use thiserror::Error;

use crate::Signal;

/// Is a signal and where it stands. A row of several signals is given once for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of the data row, zero-based. Bad rows and those passed over are counted; headers, comments and blank
    /// lines are not.
    pub number: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The signal.
    pub signal: Signal,
    /// What of a picture it is of: other than all of it in lists of one's own only.
    pub part: Part,
    /// When a film shows the frame that it is of.
    pub at: Option<Timestamp>,
}

/// Is a row that could not be read; nothing of it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Its number, zero-based.
    pub number: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Why.
    pub why: Why,
}

/// Says why a row was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Why {
    /// A hash has another number of hexadecimal digits than its kind, or than any kind.
    #[error("{digits} hexadecimal digits")]
    Length {
        /// How many.
        digits: usize,
    },
    /// Something else than hexadecimal digits stands where a hash is due.
    #[error("not hexadecimal digits")]
    Digits,
    /// Something follows the hash that is no file name.
    #[error("more than a hash")]
    Fields,
    /// No hash is there.
    #[error("no hash")]
    NoHash,
    /// A quoted field does not end, or goes on after its end.
    #[error("a quotation mark is wrong")]
    Quotes,
    /// It is longer than the limit.
    #[error("too long")]
    TooLong,
    /// It is not JSON.
    #[error("not JSON")]
    Json,
    /// It is not what a frame of a film, or a part of a picture, is written as.
    #[error("not a frame")]
    Frame,
    /// The file ends inside it.
    #[error("cut short")]
    Cut,
}

impl Why {
    /// Returns a stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length { .. } => "wrong-length",
            Self::Digits => "not-hex",
            Self::Fields => "more-than-a-hash",
            Self::NoHash => "no-hash",
            Self::Quotes => "wrong-quotes",
            Self::TooLong => "too-long",
            Self::Json => "not-json",
            Self::Frame => "not-a-frame",
            Self::Cut => "cut-short",
        }
    }
}

/// Takes what is read.
pub trait Sink {
    /// Takes a signal; numbers ascend, and are equal for the signals of a row. [`ControlFlow::Break`] ends the reading.
    fn row(&mut self, row: Row) -> ControlFlow<()>;

    /// Takes a row that could not be read.
    fn bad(&mut self, bad: BadRow) {
        let _ = bad;
    }
}

impl<F: FnMut(Row)> Sink for F {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        self(row);
        ControlFlow::Continue(())
    }
}

/// Keeps all, for lists that are known to be small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The signals.
    pub rows: Vec<Row>,
    /// What could not be read.
    pub bad: Vec<BadRow>,
}

impl Sink for Kept {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        self.rows.push(row);
        ControlFlow::Continue(())
    }

    fn bad(&mut self, bad: BadRow) {
        self.bad.push(bad);
    }
}

/// Takes nothing.
pub(crate) struct Nothing;

impl Sink for Nothing {
    fn row(&mut self, _: Row) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
