//! Manifests of a bag: SHA-256 and path, one file a line (RFC 8493 §2.1.3; `spec/package.md`).

use std::collections::BTreeMap;

use crate::merkle::Hash;
use crate::package::path;

/// Says why bytes are not a manifest of the one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// A line is not digest, two spaces, path, `\n`. Lines count from 1.
    #[error("line {0} is not a digest and a path")]
    Line(usize),
    /// A path is not one that a package can hold.
    #[error("line {0} has a path that no package can hold")]
    Path(usize),
    /// A path does not come after the one before it, bytewise.
    #[error("line {0} is out of order")]
    Order(usize),
    /// Two paths differ only in the case of letters, or one is a folder of another.
    #[error("two paths that one folder cannot hold")]
    Twins,
}

/// Lists files by path, each with its SHA-256.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<String, Hash>,
}

impl Manifest {
    /// Adds a file; the hash that stood under this path before, if any, is returned.
    ///
    /// # Errors
    /// The path is not one that a package can hold.
    pub fn insert(&mut self, path: &str, sha256: Hash) -> Result<Option<Hash>, path::PathError> {
        path::check(path)?;
        Ok(self.files.insert(path.to_owned(), sha256))
    }

    /// Returns the hash of a file.
    pub fn hash(&self, path: &str) -> Option<Hash> {
        self.files.get(path).copied()
    }

    /// Lists path and hash, in the order of paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Hash)> {
        self.files.iter().map(|(path, hash)| (path.as_str(), *hash))
    }

    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns whether no file is listed.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the manifest.
    pub fn encode(&self) -> Vec<u8> {
        self.files.iter().flat_map(|(path, hash)| format!("{hash}  {path}\n").into_bytes()).collect()
    }

    /// Reads a manifest of exactly the form that [`Manifest::encode`] writes.
    ///
    /// # Errors
    /// A line is of another form, out of order, or two paths cannot stand in one folder.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        let mut files = BTreeMap::new();
        for (i, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            let (path, hash) = parse_line(line, i + 1)?;
            if files.last_key_value().is_some_and(|(before, _): (&String, _)| before.as_str() >= path) {
                return Err(ManifestError::Order(i + 1));
            }
            files.insert(path.to_owned(), hash);
        }
        path::check_together(files.keys().map(String::as_str)).map_err(|_| ManifestError::Twins)?;
        Ok(Self { files })
    }
}

fn parse_line(line: &[u8], number: usize) -> Result<(&str, Hash), ManifestError> {
    let line = std::str::from_utf8(line).ok().and_then(|line| line.strip_suffix('\n'));
    let (hash, path) = line.and_then(|line| line.split_once("  ")).ok_or(ManifestError::Line(number))?;
    let hash = hash.parse().map_err(|_| ManifestError::Line(number))?;
    path::check(path).map_err(|_| ManifestError::Path(number))?;
    Ok((path, hash))
}
