//! Which names lie beside a file: a reader then tells an attachment that is there from one that is missing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Most names told to one reader: sent along with each file of a large folder, they would grow with the square of their number.
const MOST: usize = 20_000;
/// How deep below a file's own folder is looked: exports keep their media one or two folders down.
const DEEPEST: usize = 4;
/// Folders whose files speak of what lies in the folders beside them.
const INDEXES: [&str; 4] = ["json", "html", "data", "messages"];
/// Endings of files that name attachments.
const TELLING: [&str; 10] = ["txt", "json", "jsonl", "html", "htm", "mhtml", "md", "js", "xml", "csv"];

/// Holds the full names of a folder or an archive, sorted, parts joined with `/`.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    names: Vec<String>,
}

impl Beside {
    /// Takes the names.
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_unstable();
        Self { names }
    }

    /// Lists the base names of what lies in a file's own folder and below; nothing where the file names no attachments.
    pub(crate) fn of(&self, name: &str) -> Option<BTreeSet<String>> {
        if !is_telling(name) {
            return None;
        }
        let mut folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
        if INDEXES.iter().any(|index| last.eq_ignore_ascii_case(index)) {
            folder = above;
        }
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let first = self.names.partition_point(|other| other.as_str() < prefix.as_str());
        let inside = self.names[first..].iter().take_while(|other| other.starts_with(&prefix));
        Some(inside.take(MOST).map(|other| base(other).to_owned()).collect())
    }
}

/// Lists the base names of what lies beside a file on the disk; nothing where the file names no attachments.
pub(crate) fn on_disk(path: &Path) -> Option<BTreeSet<String>> {
    // A chat saved without its pictures lies alone among a person's files: none of them is missing from there.
    let ending = path.extension()?.to_str()?;
    if ending.eq_ignore_ascii_case("txt") || !is_telling(&format!("x.{ending}")) {
        return None;
    }
    let mut names = BTreeSet::new();
    let mut waiting = vec![(path.canonicalize().ok()?.parent()?.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        for entry in fs::read_dir(folder).ok()?.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < DEEPEST {
                waiting.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                names.insert(entry.file_name().to_string_lossy().into_owned());
            }
            if names.len() >= MOST {
                return Some(names);
            }
        }
    }
    Some(names)
}

fn is_telling(name: &str) -> bool {
    base(name)
        .rsplit_once('.')
        .is_some_and(|(_, ending)| TELLING.iter().any(|telling| ending.eq_ignore_ascii_case(telling)))
}

/// Returns the last part of a name.
pub(crate) fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<&[&str]>) {
        let all = [
            "_chat.txt",
            "a.jpg",
            "inbox/x/message_1.json",
            "inbox/x/photos/1.jpg",
            "inbox/xy/2.jpg",
            "json/h.json",
            "m/3.jpg",
        ];
        let beside = Beside::new(all.map(str::to_owned));
        let found = beside.of(name);
        let found: Option<Vec<&str>> = found.as_ref().map(|names| names.iter().map(String::as_str).collect());
        assert_eq!(found.as_deref(), expected, "{name}");
    }

    #[test]
    fn a_reader_is_told_what_lies_in_its_folder_and_below() {
        check("inbox/x/message_1.json", Some(&["1.jpg", "message_1.json"]));
        check("_CHAT.TXT", Some(&["1.jpg", "2.jpg", "3.jpg", "_chat.txt", "a.jpg", "h.json", "message_1.json"]));
        check("json/h.json", Some(&["1.jpg", "2.jpg", "3.jpg", "_chat.txt", "a.jpg", "h.json", "message_1.json"]));
        check("a.jpg", None);
        check("json", None);
        check("\u{1f338}", None);
    }
}
