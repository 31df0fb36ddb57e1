//! Finds the files behind the paths that a person gave.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use serde::Serialize;
use temoin_evidence::FileTimes;

use crate::clock::file_time;

/// Is a file to be taken in.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name, fit for display.
    pub(crate) name: String,
    /// Its own times.
    pub(crate) times: FileTimes,
    /// Number of bytes when it was found.
    pub(crate) size: u64,
    /// Where it lies in the folder that was given, parts joined with `/`; nothing for a file that was given by itself.
    pub(crate) within: Option<String>,
}

/// Is a path that was not taken in, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The path, as it was given or found.
    pub path: String,
    /// Why.
    pub why: Why,
}

impl Refused {
    /// Says of a file that it cannot be read.
    pub(crate) fn unreadable(path: &Path) -> Self {
        Self { path: path.to_string_lossy().into_owned(), why: Why::Unreadable }
    }
}

/// Says why a path was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Why {
    /// There is nothing there.
    Missing,
    /// It cannot be read.
    Unreadable,
    /// It is a link inside a folder: what it points to was not chosen.
    Link,
    /// It is neither a file nor a folder.
    NotAFile,
    /// It is the case itself, or lies in it.
    TheCase,
    /// It changed while it was read.
    Changed,
}

impl Why {
    /// Returns the reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "nothing is there",
            Self::Unreadable => "it cannot be read",
            Self::Link => "it is a link; choose the file itself",
            Self::NotAFile => "it is neither a file nor a folder",
            Self::TheCase => "it is the case itself, or lies in its folder",
            Self::Changed => "it changed while it was read; add it again",
        }
    }
}

/// Lists the files behind paths, folders in the order of their names; not those of the case, if there is one. Links inside folders are not followed, and said so.
pub(crate) fn files(paths: &[PathBuf], case: Option<&Path>) -> (Vec<Found>, Vec<Refused>) {
    let mut walk = Walk {
        case: case.and_then(|case| case.canonicalize().ok()),
        given: None,
        found: Vec::new(),
        refused: Vec::new(),
    };
    for path in paths {
        walk.given = path.is_dir().then(|| path.clone());
        // A link that the person names herself is followed: she chose it.
        match fs::metadata(path) {
            Ok(_) if walk.is_of_case(path) => walk.refuse(path, Why::TheCase),
            Ok(metadata) => walk.visit(path.clone(), &metadata),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => walk.refuse(path, Why::Missing),
            Err(_) => walk.refuse(path, Why::Unreadable),
        }
    }
    (walk.found, walk.refused)
}

struct Walk {
    case: Option<PathBuf>,
    /// The folder that was given, while it is walked.
    given: Option<PathBuf>,
    found: Vec<Found>,
    refused: Vec<Refused>,
}

impl Walk {
    fn refuse(&mut self, path: &Path, why: Why) {
        self.refused.push(Refused { path: path.to_string_lossy().into_owned(), why });
    }

    /// Says whether a path that was given leads into the case; folders are asked again as they are met.
    fn is_of_case(&self, path: &Path) -> bool {
        let real = path.canonicalize().ok();
        self.case.as_ref().zip(real).is_some_and(|(case, real)| real.starts_with(case))
    }

    /// Visits without recursion, so that no depth of folders can exhaust the stack.
    fn visit(&mut self, path: PathBuf, metadata: &Metadata) {
        if metadata.is_file() {
            return self.file(path, metadata);
        }
        if !metadata.is_dir() {
            return self.refuse(&path, Why::NotAFile);
        }
        let mut waiting = Vec::new();
        self.folder(&path, &mut waiting);
        while let Some(path) = waiting.pop() {
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_dir() => self.folder(&path, &mut waiting),
                Ok(metadata) if metadata.is_file() => self.file(path, &metadata),
                Ok(metadata) if metadata.is_symlink() => self.refuse(&path, Why::Link),
                Ok(_) => self.refuse(&path, Why::NotAFile),
                Err(_) => self.refuse(&path, Why::Unreadable),
            }
        }
    }

    fn folder(&mut self, path: &Path, waiting: &mut Vec<PathBuf>) {
        if self.case.is_some() && path.canonicalize().ok() == self.case {
            return self.refuse(path, Why::TheCase);
        }
        let Ok(entries) = fs::read_dir(path) else { return self.refuse(path, Why::Unreadable) };
        let mut inside = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => inside.push(entry.path()),
                Err(_) => self.refuse(path, Why::Unreadable),
            }
        }
        inside.sort_by(|a, b| b.cmp(a));
        waiting.append(&mut inside);
    }

    fn file(&mut self, path: PathBuf, metadata: &Metadata) {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let times = FileTimes {
            modified: metadata.modified().ok().map(file_time),
            created: metadata.created().ok().map(file_time),
        };
        let within =
            self.given.as_ref().and_then(|given| path.strip_prefix(given).ok()).map(|inside| {
                inside.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
            });
        self.found.push(Found { path, name, times, size: metadata.len(), within });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(make: impl Fn(&Path), given: &[&str], expected: &[&str], refused: &[(&str, Why)]) {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path());
        let paths: Vec<_> = given.iter().map(|path| folder.path().join(path)).collect();
        let (found, got) = files(&paths, Some(&folder.path().join("case")));
        let names: Vec<_> = found.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, expected);
        let got: Vec<_> = got
            .iter()
            .map(|r| (Path::new(&r.path).strip_prefix(folder.path()).unwrap().to_str().unwrap(), r.why))
            .collect();
        assert_eq!(got, refused);
    }

    #[test]
    fn folders_are_walked_in_the_order_of_names() {
        let make = |at: &Path| {
            fs::create_dir_all(at.join("f/b")).unwrap();
            fs::create_dir_all(at.join("case")).unwrap();
            for file in ["f/c", "f/a", "f/b/x", "single", "case/case.db"] {
                fs::write(at.join(file), b"1").unwrap();
            }
        };
        check(make, &["f", "single"], &["a", "x", "c", "single"], &[]);
        check(make, &["gone", "case"], &[], &[("gone", Why::Missing), ("case", Why::TheCase)]);
        check(make, &["case/case.db", "f/a"], &["a"], &[("case/case.db", Why::TheCase)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_inside_folders_are_not_followed() {
        let make = |at: &Path| {
            fs::create_dir_all(at.join("f")).unwrap();
            fs::write(at.join("outside"), b"1").unwrap();
            std::os::unix::fs::symlink(at.join("outside"), at.join("f/link")).unwrap();
        };
        check(make, &["f"], &[], &[("f/link", Why::Link)]);
        check(make, &["f/link"], &["link"], &[]);
    }
}
