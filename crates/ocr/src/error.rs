//! What can go wrong; facts only, never words that stood in a picture.

use std::io;

/// Says why nothing was read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The environment: a file of weights is not in the folder.
    #[error("weights missing: {name}")]
    Missing {
        /// The name of the file.
        name: &'static str,
    },
    /// The environment: a file of that name is there, but it is not the one this room was built for.
    #[error("weights altered: {name}")]
    Altered {
        /// The name of the file.
        name: &'static str,
    },
    /// The environment: the file is there and could not be read.
    #[error("weights unreadable: {name}: {kind}")]
    Unreadable {
        /// The name of the file.
        name: &'static str,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// The environment: the file has the right hash and yet does not load, a fault of this program.
    #[error("weights not loadable: {name}: {detail}")]
    Unloadable {
        /// The name of the file.
        name: &'static str,
        /// What the loader said.
        detail: String,
    },
    /// The caller: the slice does not hold a plane of the stated shape.
    #[error("not a plane of that shape")]
    Plane,
    /// A limit: more pixels than are read.
    #[error("more than {most} pixels")]
    TooLarge {
        /// The most pixels a plane may hold.
        most: usize,
    },
    /// A network did not run, a fault of this program.
    #[error("network failed: {0}")]
    Network(String),
}
