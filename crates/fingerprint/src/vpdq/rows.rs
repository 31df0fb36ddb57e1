//! What is read of a list of frames, and what is not.

use thiserror::Error;

use super::{Frame, Timestamp};
use crate::{HashError, Quality};

/// Holds the frames that were read, in their order, and each row that was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FramesRead {
    /// The frames.
    pub frames: Vec<Frame>,
    /// What could not be read.
    pub bad: Vec<BadRow>,
}

impl FramesRead {
    /// Keeps a row, read or not.
    pub(super) fn push(&mut self, place: Place, row: Result<Frame, RowError>) {
        match row {
            Ok(frame) => self.frames.push(frame),
            Err(why) => self.bad.push(BadRow { place, why }),
        }
    }
}

/// Is a row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Where it stands.
    pub place: Place,
    /// Why it was not read.
    pub why: RowError,
}

/// Says where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The line of the file, from 1.
    Line(usize),
    /// The entry of the JSON object or list, from 1.
    Entry(usize),
}

/// Says why a row was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RowError {
    /// It has another number of fields than the form has, or they are of other kinds.
    #[error("not the fields of a frame")]
    Fields,
    /// The frame's number is no whole number below 2^64.
    #[error("no frame number")]
    Number,
    /// The quality is no whole number from 0 to 100.
    #[error("no quality from 0 to 100")]
    Quality,
    /// The hash is none.
    #[error("no hash: {0}")]
    Hash(#[from] HashError),
    /// The time is no number of seconds.
    #[error("no number of seconds")]
    Time,
    /// The JSON breaks here, or is of another form: what follows was not read.
    #[error("not JSON of frames from here on")]
    Json,
}

/// Reads a frame's number.
pub(super) fn number(text: &str) -> Result<u64, RowError> {
    text.trim().parse().map_err(|_| RowError::Number)
}

/// Reads quality, hash and time; the number is known.
pub(super) fn frame(number: u64, quality: &str, hash: &str, seconds: &str) -> Result<Frame, RowError> {
    let quality = quality.trim().parse().ok().and_then(Quality::new).ok_or(RowError::Quality)?;
    let hash = hash.trim().parse()?;
    let at = seconds.trim().parse().ok().and_then(Timestamp::from_seconds).ok_or(RowError::Time)?;
    Ok(Frame { number, quality, hash, at })
}
