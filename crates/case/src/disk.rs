//! The file operations of the vault, one by one, so that tests can make each of them fail.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;

use crate::platform;

/// Does what the vault asks of the disk when it writes.
///
/// The order that makes a file durable is: create, write, `settle` (the bytes), rename, `sync_folder` (the name).
pub(crate) trait Disk: Send + Sync + fmt::Debug {
    /// Creates a file that must not exist yet.
    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>>;
    /// Renames a file over another or to a free name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the entries of a folder durable.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes a folder where there is none; says whether it did.
    fn make_folder(&self, path: &Path) -> io::Result<bool>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder that never became a case, with all that is in it.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Commits the open transaction of the database.
    fn commit(&self, database: &Connection) -> rusqlite::Result<()>;
}

/// Is a file being written.
pub(crate) trait NewFile: Write + Send {
    /// Makes the bytes durable and sets the file's times to [`neutral_time`].
    fn settle(&mut self) -> io::Result<()>;
}

/// Returns the time that all files of a case carry: 2000-01-01T00:00:00Z, so that times tell nothing of what was kept when.
pub(crate) fn neutral_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(946_684_800)
}

/// Writes a small file so that it is whole or not there: a new name, the bytes synced, renamed, the folder synced.
pub(crate) fn write_whole(disk: &dyn Disk, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = folder.join(format!("{name}.part"));
    match disk.remove(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => (),
    }
    let mut file = disk.create(&part)?;
    file.write_all(bytes)?;
    file.settle()?;
    drop(file);
    disk.rename(&part, &folder.join(name))?;
    disk.sync_folder(folder)
}

/// Lists the files of a folder.
pub(crate) fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

/// Is the disk of this machine.
#[derive(Debug)]
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        Ok(Box::new(OpenOptions::new().write(true).create_new(true).open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        platform::sync_folder(path)
    }

    fn make_folder(&self, path: &Path) -> io::Result<bool> {
        match fs::create_dir(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn commit(&self, database: &Connection) -> rusqlite::Result<()> {
        database.execute_batch("COMMIT")
    }
}

impl NewFile for File {
    fn settle(&mut self) -> io::Result<()> {
        // Some media keep no times (or refuse to set them): that must not cost the person her evidence.
        let _ = self.set_modified(neutral_time());
        self.sync_all()
    }
}
