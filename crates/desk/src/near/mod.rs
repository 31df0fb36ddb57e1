//! Pictures and films recognised again: on disk, in a case, in banks of hashes.

mod file;
mod film;
mod groups;
mod kept;
mod meet;
mod pixels;
mod seen;

pub use file::{Fingerprints, FrameLine, Hashing, PictureLine, fingerprint};
pub use groups::{Group, Grouped, Likeness, Link, groups};
pub use pixels::Unseen;

pub(crate) use pixels::{Looked, Pixels};

use temoin_matching::{BuildError, Distance};

use crate::DeskError;

/// The most bits in which the hashes of two pictures that show the same differ.
fn radius() -> Distance {
    Distance::new(temoin_fingerprint::Distance::MATCH.bits().into()).unwrap_or(Distance::MOST)
}

fn no_memory(_: BuildError) -> DeskError {
    DeskError::Memory
}
