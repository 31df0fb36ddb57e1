use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::CheckError;
use crate::files::{Fault, Files, MAX_FILES};
use crate::report::Code;

/// Is an unpacked package. Links and special files are named, never followed or opened.
pub(crate) struct Folder {
    root: PathBuf,
    sizes: BTreeMap<String, u64>,
    faults: Vec<Fault>,
}

/// Folders within folders, below the package.
const MAX_DEPTH: usize = 16;

impl Folder {
    pub(crate) fn open(root: &Path) -> Result<Self, CheckError> {
        let mut folder = Self { root: root.to_owned(), sizes: BTreeMap::new(), faults: Vec::new() };
        folder.walk(root, "", 0).map_err(CheckError::Unreadable)?;
        if folder.sizes.len() + folder.faults.len() > MAX_FILES {
            return Err(CheckError::TooMany);
        }
        Ok(folder)
    }

    fn walk(&mut self, dir: &Path, prefix: &str, depth: usize) -> io::Result<()> {
        let before = self.sizes.len() + self.faults.len();
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if self.sizes.len() + self.faults.len() > MAX_FILES {
                return Ok(());
            }
            match part(&entry.file_name()) {
                Some(part) => self.visit(&entry, format!("{prefix}{part}"), depth)?,
                None => self.refuse(format!("{prefix}{}", entry.file_name().to_string_lossy()), NAME),
            }
        }
        if depth > 0 && self.sizes.len() + self.faults.len() == before {
            self.refuse(prefix.to_owned(), EMPTY);
        }
        Ok(())
    }

    fn visit(&mut self, entry: &fs::DirEntry, name: String, depth: usize) -> io::Result<()> {
        // `DirEntry::metadata` does not follow links.
        let meta = entry.metadata()?;
        if meta.is_file() {
            self.sizes.insert(name, meta.len());
        } else if !meta.is_dir() {
            self.refuse(name, LINK);
        } else if depth == MAX_DEPTH {
            self.refuse(name, DEEP);
        } else {
            self.walk(&entry.path(), &format!("{name}/"), depth + 1)?;
        }
        Ok(())
    }

    fn refuse(&mut self, object: String, detail: &str) {
        self.faults.push(Fault { code: Code::ForeignFile, object, detail: detail.to_owned() });
    }
}

/// Returns a name of one part as text; nothing where it is not Unicode or would read as several parts.
fn part(name: &OsStr) -> Option<&str> {
    name.to_str().filter(|part| !part.contains(['/', '\\']))
}

impl Files for Folder {
    fn list(&self) -> &BTreeMap<String, u64> {
        &self.sizes
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        if !self.sizes.contains_key(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let path = name.split('/').fold(self.root.clone(), |path, part| path.join(part));
        Ok(Box::new(File::open(path)?))
    }

    fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

const NAME: &str = "Its name is not one that a package can hold; it was not opened.";
const LINK: &str = "It is a link or a special file; it was not followed.";
const EMPTY: &str = "It is an empty folder; a package has none.";
const DEEP: &str = "It lies deeper than a package goes; it was not opened.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_files_by_their_parts() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("data/exhibits")).unwrap();
        fs::write(dir.path().join("data/exhibits/a.txt"), b"abc").unwrap();
        fs::write(dir.path().join("bagit.txt"), b"").unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let sizes: Vec<_> = folder.list().iter().map(|(name, size)| (name.as_str(), *size)).collect();
        assert_eq!(sizes, [("bagit.txt", 0), ("data/exhibits/a.txt", 3)]);
        let mut text = String::new();
        folder.open("data/exhibits/a.txt").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "abc");
        assert!(folder.open("../a.txt").is_err());
    }

    #[test]
    fn names_an_empty_folder() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("data/evil")).unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert_eq!(folder.faults().iter().map(|fault| fault.object.as_str()).collect::<Vec<_>>(), ["data/evil/"]);
    }

    #[cfg(unix)]
    #[test]
    fn names_links_and_does_not_follow_them() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("bagit.txt")).unwrap();
        std::os::unix::fs::symlink("/etc", dir.path().join("data")).unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert!(folder.list().is_empty());
        assert_eq!(folder.faults().len(), 2);
    }
}
