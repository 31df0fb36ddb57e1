//! What differs between systems: how a folder's entries are made durable.

use std::io;
use std::path::Path;

/// Makes the entries of a folder durable: a file renamed into it is still there after a power cut.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Does nothing but see that the folder is there: NTFS journals names, and Windows lets no ordinary program flush a folder.
#[cfg(not(unix))]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::metadata(folder).map(|_| ())
}
