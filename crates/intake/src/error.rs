use std::io;

use thiserror::Error;

/// Says why a reader ended before the end. What is wrong with the *file* is a note, never an error.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The medium failed.
    #[error("the source could not be read")]
    Source(#[from] io::Error),
    /// The sink asked to stop.
    #[error("stopped by the caller")]
    Stopped,
}
