//! What source files may hold: their length, and what few rooms may do.

use std::fs;
use std::path::{Path, PathBuf};

use crate::rooms::{Right, Room, UNSAFE};

/// The most lines a source file may have: beyond, a wall is missing inside.
const MOST_LINES: usize = 800;

/// Files that may be longer, each with its reason.
const LONG: &[(&str, &str)] =
    &[("crates/intake/src/whatsapp/phrases.rs", "a flat table: what the app writes, language by language")];

/// Words that need a right. They are looked for in code, not in comments, texts or tests.
const WORDS: &[(&str, Right)] = &[
    ("Command::new", Right::Launch),
    ("TcpStream", Right::Connect),
    ("TcpListener", Right::Connect),
    ("UdpSocket", Right::Connect),
    ("UnixStream", Right::Connect),
    ("SystemTime::now", Right::Clock),
    ("Timestamp::now", Right::Clock),
    ("Zoned::now", Right::Clock),
    ("fs::write", Right::Write),
    ("File::create", Right::Write),
    ("File::create_new", Right::Write),
];

/// Lists the Rust files under a folder, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns what is wrong with one source file of a room. `name` is its path from the root, with `/`.
pub fn faults(room: &Room, name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES && !LONG.iter().any(|(long, _)| *long == name) {
        faults.push(format!("{name}: {lines} lines, more than {MOST_LINES}"));
    }
    let code = code(text);
    if has_word(&code, "unsafe") && !UNSAFE.contains(&room.name) {
        faults.push(format!("{name}: unsafe code outside {}", UNSAFE.join(", ")));
    }
    for (word, right) in WORDS {
        if has_word(&code, word) && !room.may.contains(right) {
            faults.push(format!("{name}: {word}, but the room has no right to {right:?}"));
        }
    }
    faults
}

/// Returns whether a file has fewer lines of code than a room needs to exist.
pub fn is_empty(texts: &[String]) -> bool {
    texts.iter().map(|text| code(text).lines().filter(|line| !line.trim().is_empty()).count()).sum::<usize>() < 20
}

/// Returns a file's code alone: without line comments, texts between quotes, and the tests at its end.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    let mut kept = String::with_capacity(body.len());
    for line in body.lines() {
        kept.push_str(&without_texts(line));
        kept.push('\n');
    }
    kept
}

/// Cuts a line's texts and its comment. A text over several lines is not seen through: keep such words out of it.
fn without_texts(line: &str) -> String {
    let mut kept = String::new();
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if quoted => drop(letters.next()),
            '"' => quoted = !quoted,
            '/' if !quoted && letters.peek() == Some(&'/') => break,
            _ if !quoted => kept.push(letter),
            _ => {}
        }
    }
    kept
}

/// Returns whether the word stands in the code, not as part of a longer one.
fn has_word(code: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word)
        .any(|(place, _)| !code[..place].ends_with(part) && !code[place + word.len()..].starts_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::named;

    fn check(room: &str, text: &str, expected: usize) {
        let faults = faults(named(room).unwrap(), "crates/x/src/x.rs", text);
        assert_eq!(faults.len(), expected, "{faults:?}");
    }

    #[test]
    fn rights_are_asked_of_code_only() {
        check("seal", "fn f() { std::process::Command::new(\"ls\"); }", 1);
        check("desk", "fn f() { std::process::Command::new(\"ls\"); }", 0);
        check("seal", "// Command::new would be wrong here\nlet a = \"TcpStream\";", 0);
        check("seal", "fn f() {}\n#[cfg(test)]\nmod tests {\n    fn g() { fs::write(a, b); }\n}", 0);
        check("intake", "let t = SystemTime::now(); let s = TcpStream::connect(a);", 2);
        check("case", "unsafe { x() }", 1);
        check("matching", "unsafe { x() }", 0);
        check("case", "#![forbid(unsafe_code)]", 0);
    }

    #[test]
    fn long_files_and_empty_rooms_are_seen() {
        check("seal", &"let a = 1;\n".repeat(MOST_LINES), 0);
        check("seal", &"let a = 1;\n".repeat(MOST_LINES + 1), 1);
        assert!(is_empty(&["//! A room.\n".repeat(40)]));
        assert!(!is_empty(&["let a = 1;\n".repeat(20)]));
    }
}
