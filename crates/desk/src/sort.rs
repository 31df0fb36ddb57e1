//! Messages in, one a line; labels with their reasons out.

use std::io::{self, BufRead, Write};

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use temoin_language::{Classifier, Label, Language, Sorted};

use crate::quiet::json_line;
use crate::triage::LabelSpan;

/// Is what a line of input says.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(default)]
    id: Value,
    text: String,
    lang: Option<String>,
}

/// Is what stands in a line of input: a message, or why there is none.
enum Line {
    Message(Message),
    Other(Unsorted),
}

/// Is the answer to one message.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    id: &'a Value,
    lang: Option<&'static str>,
    labels: Labels,
    flagged: Vec<Label>,
    spans: Vec<LabelSpan>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mixed: Vec<Mixed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    model: &'a str,
}

/// Is the probability of each label, by its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Labels(pub [f64; Label::COUNT]);

impl Serialize for Labels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Label::COUNT))?;
        for label in Label::ALL {
            map.serialize_entry(label.key(), &self.0[label.column()])?;
        }
        map.end()
    }
}

/// Is a part of a message in another language.
#[derive(Debug, Serialize)]
struct Mixed {
    start: u32,
    end: u32,
    lang: &'static str,
}

/// Is a line of input that holds no message; the others were sorted all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsorted {
    /// The line, from one.
    pub line: u64,
    /// Whether it is not even JSON, or JSON without a text.
    pub why: &'static str,
}

/// Sorts messages: JSON lines `{"id","text","lang"?}` in, a line of labels for each out, in their order.
///
/// A line that holds no message is answered by `{"line","error"}` in its place.
///
/// # Errors
///
/// What the reader or the writer says.
pub fn sort(classifier: &Classifier<'_>, from: impl BufRead, out: &mut impl Write) -> io::Result<Vec<Unsorted>> {
    let mut unsorted = Vec::new();
    let model = classifier.id();
    let mut lines = lines(from);
    loop {
        let batch: Vec<Line> = lines.by_ref().take(BATCH).collect::<io::Result<_>>()?;
        if batch.is_empty() {
            return Ok(unsorted);
        }
        let messages: Vec<(&str, Option<Language>)> = batch.iter().filter_map(told).collect();
        let mut answers = classifier.sort_all(&messages).into_iter();
        for line in &batch {
            match line {
                Line::Message(message) => {
                    let sorted = answers.next().ok_or(io::ErrorKind::InvalidData)?;
                    json_line(out, &answer(&model, message, sorted))?;
                }
                Line::Other(other) => {
                    json_line(out, &serde_json::json!({"line": other.line, "error": other.why}))?;
                    unsorted.push(other.clone());
                }
            }
        }
    }
}

/// Messages that are sorted together: the sentence encoder is faster with many.
const BATCH: usize = 64;

/// Reads line after line, numbered from one; empty ones are passed over.
fn lines(mut from: impl BufRead) -> impl Iterator<Item = io::Result<Line>> {
    let mut number = 0;
    let mut line = Vec::new();
    std::iter::from_fn(move || {
        loop {
            line.clear();
            match from.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => number += 1,
                Err(error) => return Some(Err(error)),
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            return Some(Ok(match serde_json::from_slice(&line) {
                Ok(message) => Line::Message(message),
                Err(error) => {
                    let why = if error.is_data() { "no-text" } else { "not-json" };
                    Line::Other(Unsorted { line: number, why })
                }
            }));
        }
    })
}

/// Returns a message's text with the language that it is told to be in.
fn told(line: &Line) -> Option<(&str, Option<Language>)> {
    let Line::Message(message) = line else { return None };
    Some((&message.text, message.lang.as_deref().and_then(Language::named)))
}

fn answer<'a>(model: &'a str, message: &'a Message, sorted: Sorted) -> Answer<'a> {
    let Sorted { language, mixed, labels, put, reasons } = sorted;
    let spans = reasons.into_iter().map(LabelSpan::from).collect();
    Answer {
        id: &message.id,
        lang: language.map(Language::code),
        labels: Labels(labels),
        flagged: put,
        spans,
        mixed: mixed.into_iter().map(|(start, end, lang)| Mixed { start, end, lang: lang.code() }).collect(),
        note: language.is_none().then_some("language-not-recognised"),
        model,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(lines: &str) -> (Vec<Value>, Vec<Unsorted>) {
        let classifier = temoin_language::builtin::classifier().unwrap();
        let mut out = Vec::new();
        let unsorted = sort(&classifier, lines.as_bytes(), &mut out).unwrap();
        let lines = String::from_utf8(out).unwrap();
        (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), unsorted)
    }

    #[test]
    fn answers_come_in_order_and_what_is_no_message_is_named() {
        let (lines, unsorted) = sorted(
            "{\"id\":7,\"text\":\"Je vais te tuer\"}\n\n[1]\n{\"text\":\n{\"id\":\"b\",\"text\":\"à demain, bisous\",\"lang\":\"fr\"}",
        );
        assert_eq!(lines.len(), 4);
        assert_eq!((&lines[0]["id"], &lines[0]["lang"], &lines[3]["id"]), (&7.into(), &"fr".into(), &"b".into()));
        assert_eq!((&lines[1]["line"], &lines[1]["error"]), (&3.into(), &"no-text".into()));
        assert_eq!(
            unsorted.iter().map(|one| (one.line, one.why)).collect::<Vec<_>>(),
            [(3, "no-text"), (4, "not-json")]
        );
        let (threat, greeting) = (&lines[0]["labels"], &lines[3]["labels"]);
        assert!(threat["threat"].as_f64() > greeting["threat"].as_f64());
        assert_eq!(threat.as_object().unwrap().len(), Label::COUNT);
        let span = lines[0]["spans"].as_array().unwrap().iter().find(|span| span["why"] == "rule harm-to-you").unwrap();
        assert_eq!((&span["start"], &span["end"], &span["label"]), (&0.into(), &15.into(), &"abuse".into()));
    }
}
