use serde::{Deserialize, Serialize};
use temoin_media::MediaError;

use crate::worker::Stop;

/// Says why no text was looked for in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unread {
    /// It is no picture of a kind that is decoded here; films are among them.
    NotAPicture,
    /// Its bytes make no sense, or break off.
    Damaged,
    /// It is above the limits.
    TooLarge,
    /// It took longer than it may.
    TooLong,
    /// The process that reads did not finish.
    Stopped,
}

impl Unread {
    /// Returns the reason in words, with advice where there is some.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotAPicture => "not a picture of a kind in which text is read here",
            Self::Damaged => "the picture is damaged: no text was read in it",
            Self::TooLarge => {
                "the picture is above the limits: no text was read in it; a part of it, saved by itself, may be"
            }
            Self::TooLong => "the picture took too long: no text was read in it; a part of it, saved by itself, may be",
            Self::Stopped => "the reader was stopped: no text was read in it; another try may do better",
        }
    }

    /// Says whether another try, with more memory or time there, may find what this one did not.
    pub(super) fn may_change(self) -> bool {
        matches!(self, Self::TooLong | Self::Stopped)
    }
}

impl From<MediaError> for Unread {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::NotSupported => Self::NotAPicture,
            MediaError::TooLarge => Self::TooLarge,
            _ => Self::Damaged,
        }
    }
}

impl From<Stop> for Unread {
    fn from(stop: Stop) -> Self {
        if stop == Stop::TooLong { Self::TooLong } else { Self::Stopped }
    }
}
