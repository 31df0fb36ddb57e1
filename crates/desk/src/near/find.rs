use std::num::NonZeroUsize;
use std::path::PathBuf;

use serde::Serialize;
use temoin_case::Case;
use temoin_fingerprint::Hexadecimal;
use temoin_matching::Distance;

use super::bank::{Facts, Known};
use super::exact::Digest;
use super::file::looked;
use super::kept::pictures;
use super::meet::Met;
use super::seen::Want;
use super::subject::{QueryName, Subject};
use super::{Unseen, list};
use crate::processor;
use crate::walk::{self, Refused};
use crate::worker::Worker;
use crate::DeskError;

/// Subjects that are searched for together.
const TOGETHER: usize = 4096;

/// Says what is looked for.
pub enum Wanted<'a> {
    /// Files and folders: pictures, films, and their bytes.
    Files(&'a [PathBuf]),
    /// The rows of a file of hashes.
    Hashes(&'a std::path::Path),
    /// The pictures and films of a case, and the bytes of all its items.
    Case(&'a mut Case),
}

/// Says where to look, and how.
pub struct Search<'a> {
    /// Files of hashes, our own files of banks, pictures, or folders of pictures.
    pub banks: &'a [PathBuf],
    /// The most bits in which a PDQ hash may differ, at most 256.
    pub radius: Distance,
}

/// Is one row of a bank that was met: a line of `temoin match`.
#[derive(Clone, Debug, Serialize)]
pub struct MatchLine {
    /// What was looked for.
    pub query: QueryName,
    /// The bank, as it was given.
    pub bank: String,
    /// Its row, zero-based.
    pub row: u64,
    /// How many bits differ; 0 of exact hashes.
    pub distance: u32,
    /// What of the query met what of the row.
    pub variant: String,
    /// What else the bank says of that row.
    #[serde(flatten)]
    pub facts: Facts,
    /// Of a film, the share of its frames that the row or the film in the bank has too, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_share: Option<f64>,
    /// Of a bank that is one film, the share of its frames that the query has too, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_share: Option<f64>,
}

/// Is what a search cost.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct SearchStats {
    /// Hashes in the banks.
    pub hashes: u64,
    /// Seconds to read the banks.
    pub load_s: f64,
    /// Seconds to build their tables.
    pub build_s: f64,
    /// How much was looked for.
    pub queries: u64,
    /// Seconds of the processor for the search itself, without the reading of pictures.
    pub query_cpu_s: f64,
    /// The most memory this program held, in megabytes; nothing where the system does not tell.
    pub memory_mb: Option<u64>,
}
