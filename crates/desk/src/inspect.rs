use std::fs::File;
use std::io::Write;
use std::path::Path;

use temoin_intake::{Options, Summary};

use crate::beside;
#[cfg(unix)]
use crate::worker::Spilt;
use crate::worker::{Job, Kind, Seeking, Stop, Task, Worker};
use crate::{DeskError, Given};

/// Says what a file holds, without a case. With `lines`, its records are written there as they come, a JSON line each.
///
/// # Errors
/// When the file cannot be read, or the worker was stopped.
pub fn inspect(worker: &mut Worker, path: &Path, mut lines: Option<&mut dyn Write>) -> Result<Summary, DeskError> {
    let (file, len, options) = open(path)?;
    let job = Job { len, task: Task::Inspect { options, lines: lines.is_some() }, beside: None };
    let mut source = Seeking::new(file);
    let mut session = worker.start(job, None, &mut source).map_err(DeskError::Stopped)?;
    loop {
        match (session.next().map_err(DeskError::Stopped)?, &mut lines) {
            (Kind::Lines, Some(out)) => out.write_all(session.payload()).map_err(DeskError::Output)?,
            (Kind::Done, _) => {
                return serde_json::from_slice(session.payload()).map_err(|_| DeskError::Stopped(Stop::Nonsense));
            }
            _ => return Err(DeskError::Stopped(Stop::Nonsense)),
        }
    }
}

/// Has the records of a file written to `out`, a JSON line each, by the worker itself: a long chat then crosses no pipe on
/// its way. `out` must not be a terminal: who holds one can type into it.
///
/// # Errors
/// When the file cannot be read, the output takes no more, or the worker was stopped.
#[cfg(unix)]
pub fn pour(worker: &Worker, path: &Path, out: std::process::Stdio) -> Result<(), DeskError> {
    let (file, len, options) = open(path)?;
    worker.pour(options, (file, len), out).map_err(|why| match why {
        Spilt::Stopped(stop) => DeskError::Stopped(stop),
        Spilt::NotWritten => DeskError::Output(std::io::ErrorKind::WriteZero.into()),
    })
}

/// Opens a file, and returns its size and what is known of it beside its bytes.
fn open(path: &Path) -> Result<(File, u64, Options), DeskError> {
    let unreadable = |error| DeskError::Unreadable(Given::File, error);
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok((file, metadata.len(), Options { name, beside: beside::on_disk(path), ..Options::default() }))
}
