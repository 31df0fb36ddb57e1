use serde::{Deserialize, Serialize};
use temoin_intake::{KeyRecord, Options};

use crate::near::Want;

/// Is what a worker is asked to do with the bytes it is served.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    /// Number of bytes.
    pub(crate) len: u64,
    /// What to do with them.
    pub(crate) task: Task,
    /// Which list of names, told before, says what lies beside the file that is read; set where the job is sent.
    pub(crate) beside: Option<u8>,
}

/// Says what a worker is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Task {
    /// Read one file for the case: records, pieces, notes and members come back.
    Read(Options),
    /// Say what a file holds, archives looked into.
    Inspect {
        /// What is known beside the bytes.
        options: Options,
        /// Whether its records come back too, as lines of text.
        lines: bool,
    },
    /// Write the records of the file that was handed over, as lines of text, to the output that was handed over.
    #[cfg(unix)]
    Pour {
        /// What is known beside the bytes.
        options: Options,
        /// What may be written, in bytes.
        most: u64,
        /// The processor time that it may take, in seconds.
        seconds: u64,
    },
    /// Check the signatures of a mail.
    Signatures {
        /// The keys at hand.
        keys: Vec<KeyRecord>,
    },
    /// Reduce a picture to blocks.
    Reduce,
    /// Hash a picture's pixels; of an animation, those of its pictures too.
    Hash(Want),
    /// Read the text in a picture; only by a worker that was shown the weights.
    ReadText,
}

/// Is what comes back of a picture that is reduced, beside its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// Width of the original in pixels; nothing when it could not be decoded.
    pub(crate) size: Option<(u32, u32)>,
}
