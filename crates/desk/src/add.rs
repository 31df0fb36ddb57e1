use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use temoin_case::{Case, CaseError};
use temoin_evidence::Obtained;

use crate::beside::Beside;
use crate::take::{Kept, Taking, Waiting};
use crate::walk::{self, Found};
use crate::worker::Worker;
use crate::{Clock, DeskError, Refused, Why, parts};

/// Files of one batch: each batch costs the disk one commit, whatever its size.
const BATCH_FILES: usize = 64;
/// Bytes of one batch, so that a person who stops in the middle loses little.
const BATCH_BYTES: u64 = 256 << 20;

/// Says what to take in.
#[derive(Clone, Debug)]
pub struct Add<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// Where the case itself lies, so that it is not taken into itself.
    pub case_folder: &'a Path,
    /// How the person came to hold them, as she says.
    pub obtained: Option<Obtained>,
}

/// Says how far taking in is.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step<'a> {
    /// So many bytes are to be taken in.
    Found(u64),
    /// So many more bytes were read.
    Read(u64),
    /// These items are durable now; only now may they be called kept.
    Kept(&'a [Kept]),
}

/// Is what came of taking in.
#[derive(Debug, Default)]
pub struct Added {
    /// The items, members of archives after their archive.
    pub kept: Vec<Kept>,
    /// What was not taken in.
    pub refused: Vec<Refused>,
    /// Number of files the person chose that were taken in.
    pub files: u64,
}

/// Takes files, folders and archives into the case. The originals stay where they are.
///
/// Items are durable batch by batch; `told` hears of each batch once it is.
///
/// # Errors
/// Those of the case. What was told as kept before is kept.
pub fn add(
    case: &mut Case,
    worker: &mut Worker,
    clock: &dyn Clock,
    request: &Add<'_>,
    told: &mut dyn FnMut(Step<'_>),
) -> Result<Added, DeskError> {
    let (found, refused) = walk::files(request.paths, Some(request.case_folder));
    told(Step::Found(found.iter().map(|file| file.size).sum()));
    let mut added = Added { refused, ..Added::default() };
    let beside = Rc::new(Beside::new(found.iter().filter_map(|file| file.within.clone())));
    let mut waiting = Vec::new();
    let mut bytes = 0;
    for file in &found {
        match store(case, file, told)? {
            Ok(mut stored) => {
                stored.beside = file.within.is_some().then(|| beside.clone());
                bytes += stored.stored.size;
                waiting.push(stored);
            }
            Err(why) => added.refused.push(Refused { path: file.path.to_string_lossy().into_owned(), why }),
        }
        if waiting.len() >= BATCH_FILES || bytes >= BATCH_BYTES {
            keep(case, worker, clock, request, std::mem::take(&mut waiting), &mut added, told)?;
            bytes = 0;
        }
    }
    keep(case, worker, clock, request, waiting, &mut added, told)?;
    parts::join(case, worker, &mut added)?;
    Ok(added)
}

fn keep(
    case: &mut Case,
    worker: &mut Worker,
    clock: &dyn Clock,
    request: &Add<'_>,
    waiting: Vec<Waiting>,
    added: &mut Added,
    told: &mut dyn FnMut(Step<'_>),
) -> Result<(), DeskError> {
    if waiting.is_empty() {
        return Ok(());
    }
    let files = waiting.len() as u64;
    let mut taking = Taking { worker, shelf: case.shelf(), obtained: request.obtained, received: clock.now() };
    let mut kept = Vec::new();
    let mut batch = case.batch()?;
    for file in waiting {
        taking.all(&mut batch, file, &mut kept)?;
    }
    batch.commit()?;
    told(Step::Kept(&kept));
    added.kept.append(&mut kept);
    added.files += files;
    Ok(())
}

/// Stores a file's bytes; why not, where the file itself is to blame.
fn store(case: &Case, file: &Found, told: &mut dyn FnMut(Step<'_>)) -> Result<Result<Waiting, Why>, DeskError> {
    let Ok(opened) = File::open(&file.path) else { return Ok(Err(Why::Unreadable)) };
    let before = opened.metadata().ok();
    let mut source = Heard { inner: &opened, failed: false, told };
    let stored = match case.shelf().store(&mut source) {
        Ok(stored) => stored,
        Err(CaseError::Io(_)) if source.failed => return Ok(Err(Why::Unreadable)),
        Err(error) => return Err(error.into()),
    };
    let after = opened.metadata().ok();
    let same = before.zip(after).is_some_and(|(before, after)| {
        before.len() == after.len() && after.len() == stored.size && before.modified().ok() == after.modified().ok()
    });
    if !same {
        return Ok(Err(Why::Changed));
    }
    Ok(Ok(Waiting {
        stored,
        name: file.name.clone(),
        path: Some(file.path.to_string_lossy().into_owned()),
        times: file.times,
        inside: None,
        beside: None,
        within: file.within.clone(),
        depth: 0,
    }))
}

/// Tells how much was read, and whether it was the source that failed.
struct Heard<'f, 't> {
    inner: &'f File,
    failed: bool,
    told: &'t mut dyn FnMut(Step<'_>),
}

impl Read for Heard<'_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf).inspect_err(|_| self.failed = true)?;
        (self.told)(Step::Read(read as u64));
        Ok(read)
    }
}
