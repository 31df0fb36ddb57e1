use std::fmt;

use serde::{Deserialize, Serialize};

/// Says how much there is to recognise in a picture: 0 (flat) to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub struct Quality(u8);

impl Quality {
    /// Nothing to recognise.
    pub const NONE: Self = Self(0);
    /// The most there is.
    pub const MOST: Self = Self(100);
    /// The least with which a hash says something: below, unlike pictures come close to each other.
    pub const LEAST_USED: Self = Self(50);

    /// Takes a number from 0 to 100; nothing for others.
    pub fn new(value: u8) -> Option<Self> {
        (value <= Self::MOST.0).then_some(Self(value))
    }

    /// Returns the number, 0 to 100.
    pub fn value(self) -> u8 {
        self.0
    }

    /// Returns whether a hash of this quality is used for matching.
    pub fn is_used(self) -> bool {
        self >= Self::LEAST_USED
    }
}

impl From<Quality> for u8 {
    fn from(quality: Quality) -> Self {
        quality.0
    }
}

impl TryFrom<u8> for Quality {
    type Error = NotAQuality;

    fn try_from(value: u8) -> Result<Self, NotAQuality> {
        Self::new(value).ok_or(NotAQuality)
    }
}

/// Says that a number is above 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quality is 0 to 100")]
pub struct NotAQuality;

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
