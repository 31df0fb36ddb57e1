use std::fs::File;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use serde::Serialize;
use temoin_fingerprint::{Digests, Frame, Known, PdqHash, Quality};

use super::film;
use super::seen::{Seen, see};
use super::{Pixels, Unseen, Want};
use crate::walk::{self, Refused};
use crate::worker::{Seeking, Worker};
use crate::{DeskError, Given};

/// Says what is hashed of files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hashing {
    /// The pixels as they are stored, not as a person sees them: to compare with other programs.
    pub stored: bool,
    /// Also what cuts of a picture are known by, for a bank of one's own.
    pub own_bank: bool,
}

/// Is what a file is recognised by: a line of `temoin fingerprint`.
#[derive(Clone, Debug, Serialize)]
pub struct Fingerprints {
    /// Where the file is.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal digits like the others.
    pub sha256: String,
    /// SHA-1 of its bytes.
    pub sha1: String,
    /// MD5 of its bytes.
    pub md5: String,
    /// Of a picture.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureLine>,
    /// Of a film or an animation, a frame a second.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vpdq: Vec<FrameLine>,
    /// Why there is nothing of what it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Unseen>,
}

/// Is what a picture is recognised by.
#[derive(Clone, Debug, Serialize)]
pub struct PictureLine {
    /// The PDQ hash.
    pub pdq: PdqHash,
    /// How much there is to recognise.
    pub quality: Quality,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What cuts of it are known by, the whole first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ladder: Vec<Known>,
}

/// Is a frame of a film.
#[derive(Clone, Debug, Serialize)]
pub struct FrameLine {
    /// Its number, zero-based.
    pub frame: u64,
    /// When it is shown, in seconds.
    pub time: f64,
    /// Its PDQ hash.
    pub pdq: PdqHash,
    /// How much there is to recognise in it.
    pub quality: Quality,
}

/// Hashes the files behind paths, folders in the order of their names, and gives each line; returns what could not be read.
///
/// # Errors
/// What `line` says.
pub fn fingerprint<E>(
    worker: &mut Worker,
    paths: &[PathBuf],
    hashing: Hashing,
    line: &mut dyn FnMut(Fingerprints) -> Result<(), E>,
) -> Result<Vec<Refused>, E> {
    let (found, mut refused) = walk::files(paths, None);
    for found in found {
        match of_file(worker, &found.path, hashing) {
            Ok(fingerprints) => line(fingerprints)?,
            Err(_) => refused.push(Refused::unreadable(&found.path)),
        }
    }
    Ok(refused)
}

fn of_file(worker: &mut Worker, path: &Path, hashing: Hashing) -> Result<Fingerprints, DeskError> {
    let want = match hashing {
        Hashing { own_bank: true, .. } => Want::Known,
        Hashing { stored: true, .. } => Want::Stored,
        Hashing { .. } => Want::Whole,
    };
    let (digests, seen) = looked(worker, path, want)?;
    let picture = seen.pixels.map(|Pixels { width, height, hash, quality, known, .. }| PictureLine {
        pdq: hash,
        quality,
        width,
        height,
        ladder: known,
    });
    Ok(Fingerprints {
        path: path.to_string_lossy().into_owned(),
        sha256: digests.sha256.to_string(),
        sha1: digests.sha1.to_string(),
        md5: digests.md5.to_string(),
        picture,
        vpdq: seen.frames.into_iter().map(FrameLine::from).collect(),
        note: seen.why,
    })
}

/// Reads a file twice: for its bytes, and for what it shows.
///
/// # Errors
/// [`DeskError::Unreadable`].
pub(super) fn looked(worker: &mut Worker, path: &Path, want: Want) -> Result<(Digests, Seen), DeskError> {
    let unreadable = |error| DeskError::Unreadable(Given::File, error);
    let mut file = File::open(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let digests = Digests::of(&file).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    let film = || Some(film::of_file(path.to_owned()));
    Ok((digests, see(worker, (digests.len, &mut Seeking::new(file)), film, want)))
}

impl From<Frame> for FrameLine {
    fn from(frame: Frame) -> Self {
        let Frame { number, quality, hash, at } = frame;
        Self { frame: number, time: at.duration().as_secs_f64(), pdq: hash, quality }
    }
}
