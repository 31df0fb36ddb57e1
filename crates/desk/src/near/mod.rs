//! Pictures and films recognised again: on disk, in a case, in banks of hashes.

mod bank;
mod exact;
mod file;
mod film;
mod find;
mod groups;
mod hashes;
mod kept;
mod list;
mod meet;
mod pixels;
mod seen;
mod subject;
mod want;

pub use bank::Facts;
pub use file::{Fingerprints, FrameLine, Hashing, PictureLine, fingerprint};
pub use find::{MatchLine, Search, SearchStats, Told, Wanted, find};
pub use groups::{Group, Grouped, Likeness, Link, groups};
pub use hashes::{HashForm, HashLine, HashesGiven, HashesRequest, LeftOut, WhyLeftOut, hashes};
pub use pixels::Unseen;
pub use subject::QueryName;

pub(crate) use pixels::{Looked, Pixels};
pub(crate) use want::Want;

use temoin_matching::{BuildError, Distance};

use crate::DeskError;

/// The most bits in which the hashes of two pictures that show the same differ.
fn radius() -> Distance {
    radius_of(temoin_fingerprint::Distance::MATCH.bits().into())
}

fn radius_of(bits: u32) -> Distance {
    Distance::new(bits).unwrap_or(Distance::MOST)
}

fn no_memory(_: BuildError) -> DeskError {
    DeskError::Memory
}
