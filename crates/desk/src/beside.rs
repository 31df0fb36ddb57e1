//! Which names lie beside a file: a reader then tells an attachment that is there from one that is missing.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use temoin_intake::Names;

/// Most names told to one reader, and most bytes of them: what is missing from a longer list is not called missing.
const MOST: usize = 100_000;
const MOST_BYTES: usize = 2 << 20;
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

    /// Returns what lies in a file's own folder and below; nothing where the file names no attachments.
    pub(crate) fn of(self: &Rc<Self>, name: &str) -> Option<Near> {
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
        let count = self.names[first..].partition_point(|other| other.starts_with(&prefix));
        Some(Near { all: self.clone(), range: first..first + count })
    }
}

/// Is the part of such a list that lies beside a file: told from any other without looking at its names.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    all: Rc<Beside>,
    range: Range<usize>,
}

impl PartialEq for Near {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.all, &other.all) && self.range == other.range
    }
}

impl Near {
    /// Returns how many files there are, itself among them.
    pub(crate) fn count(&self) -> usize {
        self.range.len()
    }

    /// Lists their base names.
    pub(crate) fn names(&self) -> Names {
        let all = &self.all.names[self.range.clone()];
        let mut bytes = 0;
        let told = all.iter().take(MOST).map(|name| base(name)).take_while(|name| {
            bytes += name.len();
            bytes <= MOST_BYTES
        });
        let told: Vec<&str> = told.collect();
        let cut = told.len() < all.len();
        Names::new(told, cut)
    }
}

/// Lists the base names of what lies beside a file on the disk; nothing where the file names no attachments.
pub(crate) fn on_disk(path: &Path) -> Option<Names> {
    // A chat saved without its pictures lies alone among a person's files: none of them is missing from there.
    let ending = path.extension()?.to_str()?;
    if ending.eq_ignore_ascii_case("txt") || !is_telling(&format!("x.{ending}")) {
        return None;
    }
    let (mut names, mut bytes) = (Vec::new(), 0);
    let mut waiting = vec![(path.canonicalize().ok()?.parent()?.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        for entry in fs::read_dir(folder).ok()?.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < DEEPEST {
                waiting.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                bytes += name.len();
                if names.len() == MOST || bytes > MOST_BYTES {
                    return Some(Names::new(names, true));
                }
                names.push(name);
            }
        }
    }
    Some(Names::new(names, false))
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
        let beside = Rc::new(Beside::new(all.map(str::to_owned)));
        let found = beside.of(name).map(|near| near.names());
        let found: Option<Vec<&str>> = found.as_ref().map(|names| names.iter().collect());
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

    #[test]
    fn files_of_one_folder_share_a_list() {
        let beside =
            Rc::new(Beside::new(["a.txt", "b.txt", "x/c.txt", "x/d.json", "x/json/e.html"].map(str::to_owned)));
        let near = |name: &str| beside.of(name).unwrap();
        assert_eq!(near("a.txt"), near("b.txt"));
        assert_eq!(near("x/c.txt"), near("x/json/e.html"));
        assert_ne!(near("a.txt"), near("x/c.txt"));
        assert_ne!(near("a.txt"), Rc::new(Beside::new(["a.txt".to_owned()])).of("a.txt").unwrap());
        assert_eq!((near("a.txt").count(), near("x/d.json").count()), (5, 3));
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let list = |count: usize, len: usize| Rc::new(Beside::new((0..count).map(|n| format!("{n:0len$}.txt"))));
        for (count, len, whole) in [(MOST, 6, true), (MOST + 1, 6, false), (100, 60_000, false)] {
            let names = list(count, len).of("x.txt").unwrap().names();
            assert_eq!(names.is_whole(), whole, "{count} names");
            let told: usize = names.iter().map(str::len).sum();
            assert!(names.iter().count() <= MOST && told <= MOST_BYTES && told > 0);
        }
    }
}
