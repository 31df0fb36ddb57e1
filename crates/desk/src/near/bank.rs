use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{Read, Seek};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use temoin_exchange::{BadRow, Format, Signal};
use temoin_fingerprint::{Digests, Frame, Known};
use temoin_matching::{Bank, Word};

use super::exact::{Digest, Exact};
use super::file::looked;
use super::list::{self, List};
use super::seen::Want;
use super::{meet, no_memory};
use crate::walk::{self, Refused};
use crate::worker::Worker;
use crate::{Clock, DeskError, Given, processor};

/// How the file of a bank of our own begins (`spec/bank-file.md`).
const OWN: &[u8; 8] = b"TEMOINBK";
/// Bytes that are looked at to tell a list of hashes from a picture.
const HEAD: usize = 512;

/// Is a bank, opened to be searched.
pub(super) struct Opened {
    /// As it was given.
    pub(super) name: String,
    /// Hashes of pictures and frames.
    pub(super) hashes: Bank,
    /// Hashes of bytes.
    pub(super) exact: Exact,
    /// The frames, where the bank is one film.
    pub(super) film: Vec<Frame>,
    /// What parts of a picture the row is known by, where it is more than the whole.
    pub(super) parts: HashMap<u32, Vec<Known>>,
    /// What else its rows say.
    told: Told,
}

/// Says where the other facts of a row are.
enum Told {
    /// Nowhere.
    Nothing,
    /// Each row is a file.
    Files(Vec<String>),
    /// In the list, which is read once more for the rows that were met.
    List(PathBuf),
}

/// Is what a bank says of a row besides its hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// The line it stands on, from 1 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The file, where the bank is a folder of pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The other columns of the row.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}
