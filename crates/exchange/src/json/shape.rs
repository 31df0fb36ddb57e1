//! Tells the shape of JSON by its beginning.

use std::io;

use temoin_syntax::json::{self, Element, Limits, Path, Step, Value, Visitor, walk};

use crate::Format;
use crate::kind::named;

/// Is the shape of a JSON file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// A record a line.
    Lines,
    /// A list of records.
    List,
    /// A record, or several one after the other.
    Records,
    /// Lists of hashes by their kind: `{"pdq": [...]}`.
    Kinds,
    /// Descriptors in `data`.
    ThreatExchange,
    /// Records in `hashRecords`.
    StopNcii,
    /// Frames by their number.
    Frames,
}

impl Json {
    pub fn format(self) -> Format {
        match self {
            Self::Lines => Format::JsonLines,
            Self::List | Self::Records | Self::Kinds => Format::Json,
            Self::ThreatExchange => Format::ThreatExchange,
            Self::StopNcii => Format::StopNcii,
            Self::Frames => Format::VpdqJson,
        }
    }
}

/// Tells the shape of what begins so.
pub(crate) fn shape(head: &[u8]) -> Json {
    if is_lines(head) {
        return Json::Lines;
    }
    let mut names = Names::default();
    // Memory does not fail; the head ends anywhere.
    let _ = walk(&head, &Limits::default(), &mut names);
    match () {
        () if head.trim_ascii_start().starts_with(b"[") => Json::List,
        () if names.all.iter().any(|name| name == "hashRecords") => Json::StopNcii,
        () if names.all.iter().any(|name| name == "data") => Json::ThreatExchange,
        () if names.lists > 0 => Json::Kinds,
        () if names.all.first().is_some_and(|name| name.parse::<u64>().is_ok()) => Json::Frames,
        () => Json::Records,
    }
}

/// Returns whether there is more than one line, and an object is a line of its own.
fn is_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).take(4);
    let Some(first) = lines.clone().next() else { return false };
    let goes_on = matches!(first.last(), Some(b'[' | b'{' | b',' | b':'));
    let is_object = |line: &[u8]| match json::parse(line) {
        Ok((Value::Object(_), len, _)) => len == line.len(),
        _ => false,
    };
    first.starts_with(b"{") && !goes_on && lines.clone().count() > 1 && lines.any(is_object)
}

/// Notes the names of the outer object.
#[derive(Default)]
struct Names {
    all: Vec<String>,
    /// How many of them are of a kind and hold a list.
    lists: usize,
}

impl Visitor for Names {
    type Error = io::Error;

    fn step(&mut self, path: &Path) -> Step {
        match (path.depth(), path.name(0)) {
            (0, _) => Step::Enter,
            (1, Some(name)) if self.all.len() < 64 => {
                self.all.push(name.to_owned());
                Step::Enter
            }
            (2, Some(name)) => {
                self.lists +=
                    usize::from(path.number(1) == Some(0) && name != "vpdq" && named(name.as_bytes()).is_some());
                Step::Skip
            }
            _ => Step::Skip,
        }
    }

    fn take(&mut self, _: &Path, _: Element<'_>) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Json) {
        assert_eq!(shape(text.as_bytes()), expected, "{text}");
        assert_eq!(shape(format!("\n {text}\n").as_bytes()), expected, "{text}");
    }

    #[test]
    fn shapes_are_told_apart() {
        check("{\"pdq\":\"0\"}\n{\"pdq\":\"1\"}", Json::Lines);
        check("{\"pdq\": broken\n{\"pdq\":\"1\"}", Json::Lines);
        check("{\"pdq\":\"0\"}", Json::Records);
        check("{\n\"pdq\":\"0\"\n}", Json::Records);
        check("{\"pdq\":[\"0\"]}", Json::Kinds);
        check("[{}]", Json::List);
        check("[\n{},\n{}]", Json::List);
        check("{\"data\":[\n{\"id\":1},\n{\"id\":2}\n]}", Json::ThreatExchange);
        check("{\"x\":1,\"hashRecords\":[]", Json::StopNcii);
        check("{\"0\":{\"quality\":1", Json::Frames);
        check("{\"path\":\"a\",\"vpdq\":[{\"frame\":0}]", Json::Records);
    }
}
