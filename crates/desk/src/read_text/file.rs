use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::look::ask;
use super::{PictureText, Unread};
use crate::walk::{self, Refused};
use crate::worker::{Seeking, Worker};

/// Is the text of a picture on disk: a line of `temoin read-text`.
#[derive(Clone, Debug, Serialize)]
pub struct PathText {
    /// Where the file is.
    pub path: String,
    /// What was read in it.
    #[serde(flatten)]
    pub text: PictureText,
    /// Why nothing was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Unread>,
}

/// Reads the text in the pictures behind paths, folders in the order of their names, and gives each line; returns what could not
/// be read. The worker must be one that was shown the weights.
///
/// # Errors
/// What `line` says.
pub fn read_text<E>(
    worker: &mut Worker,
    paths: &[PathBuf],
    line: &mut dyn FnMut(PathText) -> Result<(), E>,
) -> Result<Vec<Refused>, E> {
    let (found, mut refused) = walk::files(paths, None);
    for found in found {
        let Ok((file, len)) = opened(&found.path) else {
            refused.push(Refused::unreadable(&found.path));
            continue;
        };
        let read = ask(worker, len, &mut Seeking::new(file));
        let note = read.as_ref().err().copied();
        let path = found.path.to_string_lossy().into_owned();
        line(PathText { path, text: read.unwrap_or_default(), note })?;
    }
    Ok(refused)
}

fn opened(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_file() { Ok((file, about.len())) } else { Err(io::ErrorKind::IsADirectory.into()) }
}
