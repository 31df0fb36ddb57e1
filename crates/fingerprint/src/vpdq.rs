//! vPDQ: a film as the PDQ hashes of its frames, a bag in which their order counts nothing (ThreatExchange, `vpdq/README.md`).

mod json;
mod rows;
mod share;
mod text;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{PdqHash, Quality};
pub use rows::{BadRow, FramesRead, Place, RowError};
pub use share::{Share, Shares};

/// Is what vPDQ keeps of a frame, a *feature* in its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Its number in the film, zero-based.
    pub number: u64,
    /// How much there is to recognise.
    pub quality: Quality,
    /// The hash.
    pub hash: PdqHash,
    /// When it is shown.
    pub at: Timestamp,
}

impl Frame {
    /// Reads lines `frame,quality,hash,seconds`. Blank lines are passed over.
    pub fn read_text(bytes: &[u8]) -> FramesRead {
        text::read(bytes)
    }

    /// Writes such lines; what is read of them is the same.
    pub fn write_text(frames: &[Self]) -> String {
        text::write(frames)
    }

    /// Reads JSON of either form: an object `{"frame": {"quality": …, "hash": …, "timestamp": seconds}}`, or a list of texts
    /// `hash,quality,seconds`, in which frames have no number and are given that of their place.
    ///
    /// Where the JSON breaks, what stands before is kept, and the line is told.
    pub fn read_json(bytes: &[u8]) -> FramesRead {
        json::read(bytes)
    }

    /// Writes the object; of frames with the same number most readers keep the last.
    pub fn write_json(frames: &[Self]) -> String {
        json::write(frames)
    }

    /// Writes the list of texts, which `threatexchange` exchanges as a signal. The numbers of frames stay behind.
    pub fn write_json_list(frames: &[Self]) -> String {
        json::write_list(frames)
    }

    /// Returns the share of a film's frames that are near one of another film's, and the reverse: of different hashes of
    /// used quality, at [`Distance::MATCH`](crate::Distance::MATCH) or less.
    ///
    /// Each is compared with each: for films of hours or many of them there is the index of room `matching`.
    pub fn shares(query: &[Self], compared: &[Self]) -> Shares {
        share::of(query, compared)
    }
}

/// Is a time since the beginning of a film, in whole milliseconds; at most 10^9 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    const MOST_SECONDS: f64 = 1e9;

    /// Rounds seconds to milliseconds; nothing for what is negative, endless or above the range.
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        (0.0..=Self::MOST_SECONDS).contains(&seconds).then(|| Self((seconds * 1000.0).round() as u64))
    }

    /// Returns it as a duration.
    pub fn duration(self) -> Duration {
        Duration::from_millis(self.0)
    }
}

impl fmt::Display for Timestamp {
    /// Prints seconds with three decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}
