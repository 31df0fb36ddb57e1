//! How a case lies on the disk.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{self, Disk};
use crate::error::Part;
use crate::{Access, CaseError};

/// Names the files of a case.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.root.join(DATABASE)
    }

    pub(crate) fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// Makes the folders and the files that say what this is; the database and the keys come after.
    pub(crate) fn make(&self, disk: &dyn Disk) -> Result<(), CaseError> {
        for folder in [self.root.clone(), self.blobs(), self.keys()] {
            if !disk.make_folder(&folder)? {
                return Err(CaseError::Exists);
            }
        }
        disk::write_whole(disk, &self.root, "lock", b"")?;
        disk::write_whole(disk, &self.root, "README.txt", README.as_bytes())?;
        disk::write_whole(disk, &self.root, "version", format!("{VERSION}\n").as_bytes())?;
        Ok(())
    }

    /// Checks that the folder is a case that this program can read.
    pub(crate) fn recognise(&self) -> Result<(), CaseError> {
        if !self.root.is_dir() {
            return Err(CaseError::Missing);
        }
        let text = match fs::read_to_string(self.root.join("version")) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(CaseError::NotACase),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(CaseError::NotACase),
            Err(error) => return Err(error.into()),
        };
        match text.trim_end().parse::<u32>() {
            Ok(VERSION) => (),
            Ok(newer) if newer > VERSION => return Err(CaseError::Newer(newer)),
            _ => return Err(CaseError::NotACase),
        }
        if !self.keys().is_dir() {
            return Err(CaseError::Damaged(Part::Keys));
        }
        if self.database().is_file() { Ok(()) } else { Err(CaseError::Damaged(Part::Database)) }
    }
}

/// Keeps other writers out for as long as it lives; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

impl WriterLock {
    pub(crate) fn take(folder: &Folder, access: Access) -> Result<Self, CaseError> {
        // A copy of the case may have lost its empty lock file; a reader makes nothing.
        let writes = access == Access::Write;
        let file = OpenOptions::new().read(true).write(writes).create(writes).truncate(false).open(folder.lock())?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(CaseError::Locked),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// The version of the folder's layout; that of the tables is in the database.
const VERSION: u32 = 1;

pub(crate) const DATABASE: &str = "case.db";

/// Read by whoever finds the folder: it says how to open it, and nothing about what is in it or whose it is.
const README: &str = "\
This folder holds encrypted files that belong together.
Do not change, rename or delete anything in it: a missing file cannot be made again.

keys/*.age   the key of the database, wrapped for a passphrase, for recovery words, or for other keys
case.db      the database: SQLCipher 4 with that raw key
blobs/       files, each encrypted with a key of its own that is in the database
lock         empty; held while a program writes

The formats are public: age (age-encryption.org/v1) and SQLCipher 4. With the passphrase, ordinary tools open it:
  age -d keys/passphrase.age        prints the database key, 64 hexadecimal digits
  PRAGMA key = \"x'…64 digits…'\";     opens case.db in any SQLCipher 4 client
  select name, identity, size from blob;
  age -d -i IDENTITY blobs/NA/NAME.age | head -c SIZE
";
