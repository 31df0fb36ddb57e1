//! The JSON forms: an object by frame, and the list of texts that took its place in `threatexchange`.

use std::fmt::{self, Write};

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::Frame;
use super::rows::{self, FramesRead, Place, RowError};

/// Reads either form, entry after entry.
pub fn read(bytes: &[u8]) -> FramesRead {
    let mut read = FramesRead::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let end = json.deserialize_any(Entries(&mut read)).and_then(|()| json.end());
    if let Err(error) = end {
        read.push(Place::Line(error.line().max(1)), Err(RowError::Json));
    }
    read
}

/// Fills in what it visits.
struct Entries<'a>(&'a mut FramesRead);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of frames")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut at = 1;
        while let Some((number, entry)) = entries.next_entry::<String, Value>()? {
            self.0.push(Place::Entry(at), of_object(&number, &entry));
            at += 1;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut at = 0;
        while let Some(entry) = entries.next_element::<Value>()? {
            self.0.push(Place::Entry(at + 1), of_text(at, &entry));
            at += 1;
        }
        Ok(())
    }
}

fn of_object(number: &str, entry: &Value) -> Result<Frame, RowError> {
    let field = |name| entry.get(name).ok_or(RowError::Fields);
    let hash = field("hash")?.as_str().ok_or(RowError::Fields)?;
    // Numbers are read from their digits, as in the text form.
    rows::frame(rows::number(number)?, &field("quality")?.to_string(), hash, &field("timestamp")?.to_string())
}

fn of_text(at: usize, entry: &Value) -> Result<Frame, RowError> {
    let mut fields = entry.as_str().ok_or(RowError::Fields)?.split(',');
    let [Some(hash), Some(quality), Some(seconds), None] = std::array::from_fn(|_| fields.next()) else {
        return Err(RowError::Fields);
    };
    rows::frame(at as u64, quality, hash, seconds)
}

/// Writes the object.
pub fn write(frames: &[Frame]) -> String {
    joined(frames, ["{", "}"], |text, Frame { number, quality, hash, at }| {
        write!(text, r#""{number}": {{"quality": {quality}, "hash": "{hash}", "timestamp": {at}}}"#)
    })
}

/// Writes the list of texts.
pub fn write_list(frames: &[Frame]) -> String {
    joined(frames, ["[", "]"], |text, Frame { quality, hash, at, .. }| write!(text, r#""{hash},{quality},{at}""#))
}

fn joined(frames: &[Frame], [open, close]: [&str; 2], one: impl Fn(&mut String, &Frame) -> fmt::Result) -> String {
    let mut text = String::from(open);
    for (at, frame) in frames.iter().enumerate() {
        text.push_str(if at == 0 { "" } else { ", " });
        // A String takes all that is written.
        let _ = one(&mut text, frame);
    }
    text.push_str(close);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";

    fn check(json: &str, frames: usize, bad: &[(Place, RowError)]) {
        let read = read(json.as_bytes());
        let said: Vec<_> = read.bad.iter().map(|bad| (bad.place, bad.why)).collect();
        assert_eq!((read.frames.len(), &said[..]), (frames, bad), "{json}");
    }

    #[test]
    fn frames_are_written_as_they_were_read() {
        let object = format!(
            r#"{{"0": {{"quality": 100, "hash": "{HASH}", "timestamp": 0.000}}, "12": {{"quality": 49, "hash": "{HASH}", "timestamp": 1.040}}}}"#
        );
        let frames = read(object.as_bytes()).frames;
        assert_eq!((frames[1].number, frames[1].quality.value()), (12, 49));
        assert_eq!(write(&frames), object);
        let list = format!(r#"["{HASH},100,0.000", "{HASH},49,1.040"]"#);
        assert_eq!(write_list(&frames), list);
        assert_eq!(write_list(&read(list.as_bytes()).frames), list);
        check(&write(&[]), 0, &[]);
        check(&write_list(&[]), 0, &[]);
    }

    #[test]
    fn times_of_python_are_read() {
        // `threatexchange` prints three digits, not three decimals.
        let read = read(format!(r#"["{HASH},100,1.23e+02", "{HASH},100,0.0333"]"#).as_bytes());
        assert_eq!(read.frames.iter().map(|frame| frame.at.to_string()).collect::<Vec<_>>(), ["123.000", "0.033"]);
    }

    #[test]
    fn bad_entries_are_told_with_their_place() {
        let good = format!(r#"{{"quality": 1, "hash": "{HASH}", "timestamp": 0}}"#);
        check(
            &format!(r#"{{"x": {good}, "1": {good}, "2": 5, "3": {{}}}}"#),
            1,
            &[
                (Place::Entry(1), RowError::Number),
                (Place::Entry(3), RowError::Fields),
                (Place::Entry(4), RowError::Fields),
            ],
        );
        let text = good.replace("1,", "\"1\",");
        check(&format!(r#"{{"1": {text}}}"#), 0, &[(Place::Entry(1), RowError::Quality)]);
        check(
            &format!(r#"[7, "{HASH},1", "{HASH},1,0"]"#),
            1,
            &[(Place::Entry(1), RowError::Fields), (Place::Entry(2), RowError::Fields)],
        );
    }

    #[test]
    fn broken_json_is_told_with_its_line() {
        check("", 0, &[(Place::Line(1), RowError::Json)]);
        check("12", 0, &[(Place::Line(1), RowError::Json)]);
        check(&format!("[\n\"{HASH},1,0\",\n\"{HASH}"), 1, &[(Place::Line(3), RowError::Json)]);
        check(&format!("[\"{HASH},1,0\"]\n\n]"), 1, &[(Place::Line(3), RowError::Json)]);
        check(&"[".repeat(100_000), 0, &[(Place::Line(1), RowError::Json)]);
    }
}
