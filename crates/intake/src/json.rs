//! The JSON line of a record, as `temoin records` and `temoin inspect --records` print it.

use std::io::{self, Write};

use temoin_evidence::{AttachmentState, Flag, LabelledBy, Record};

/// Writes one record as a line of JSON with the keys of `records`; `item` is left out where there is no case.
///
/// # Errors
/// What the writer reports.
pub fn write_record(out: &mut impl Write, item: Option<&str>, record: &Record) -> io::Result<()> {
    out.write_all(b"{")?;
    if let Some(item) = item {
        write!(out, "\"id\":\"{item}-{}\",\"item\":\"{item}\",", record.position)?;
    }
    write!(out, "\"position\":{},\"kind\":\"{}\"", record.position, record.kind.word())?;
    if let Some(conversation) = &record.conversation {
        text(out, "conversation", conversation)?;
    }
    if let Some(author) = &record.author {
        text(out, "author", &author.name)?;
        write!(out, ",\"labelled_by\":\"{}\"", label(author.labelled_by))?;
    }
    if let Some(sent) = &record.sent {
        write!(
            out,
            ",\"time\":\"{sent}\",\"zone\":\"{}\",\"precision\":\"{}\"",
            sent.zone.word(),
            sent.precision.word()
        )?;
    }
    if !record.sent_raw.is_empty() {
        text(out, "time_raw", &record.sent_raw)?;
    }
    text(out, "text", &record.text)?;
    if let Some(raw) = &record.text_raw {
        text(out, "text_raw", raw)?;
    }
    out.write_all(b",\"attachments\":[")?;
    for (number, attachment) in record.attachments.iter().enumerate() {
        out.write_all(if number > 0 { b",{\"name\":" } else { b"{\"name\":" })?;
        string(out, &attachment.name)?;
        write!(out, ",\"state\":\"{}\"}}", state(attachment.state))?;
    }
    out.write_all(b"],\"flags\":[")?;
    if !record.flags.is_empty() {
        flags(out, record.flags.iter())?;
    }
    writeln!(out, "],\"span\":{{\"start\":{},\"len\":{}}}}}", record.span.start, record.span.len)
}

fn flags(out: &mut impl Write, flags: impl Iterator<Item = Flag>) -> io::Result<()> {
    for (number, flag) in flags.enumerate() {
        write!(out, "{}\"{}\"", if number > 0 { "," } else { "" }, flag.word())?;
    }
    Ok(())
}

fn label(by: LabelledBy) -> &'static str {
    match by {
        LabelledBy::Exporter => "exporter",
        LabelledBy::Sender => "sender",
        LabelledBy::Platform => "platform",
        LabelledBy::Unknown => "unknown",
    }
}

fn state(state: AttachmentState) -> &'static str {
    match state {
        AttachmentState::Present => "present",
        AttachmentState::Missing => "missing",
        AttachmentState::Unknown => "unknown",
    }
}

fn text(out: &mut impl Write, key: &str, value: &str) -> io::Result<()> {
    out.write_all(b",\"")?;
    out.write_all(key.as_bytes())?;
    out.write_all(b"\":")?;
    string(out, value)
}

/// Writes a JSON string (RFC 8259, section 7). Control characters, of C1 and of direction too, are escaped, so that the
/// line can be shown on a terminal as it is.
fn string(out: &mut impl Write, value: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    let bytes = value.as_bytes();
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if PLAIN[byte as usize] {
            continue;
        }
        let Some((escape, len)) = escape(&value[at..]) else { continue };
        out.write_all(&bytes[done..at])?;
        out.write_all(escape.as_bytes())?;
        done = at + len;
    }
    out.write_all(&bytes[done..])?;
    out.write_all(b"\"")
}

fn escape(rest: &str) -> Option<(String, usize)> {
    let c = rest.chars().next()?;
    let escaped = match c {
        '"' => "\\\"".into(),
        '\\' => "\\\\".into(),
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            format!("\\u{:04x}", c as u32)
        }
        _ => return None,
    };
    Some((escaped, c.len_utf8()))
}

/// Bytes that begin no character to be escaped.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[b'"' as usize] = false;
    plain[b'\\' as usize] = false;
    plain[0x7f] = false;
    plain[0xc2] = false;
    plain[0xe2] = false;
    plain
};

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str) {
        let mut out = Vec::new();
        string(&mut out, value).unwrap();
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), value);
        assert!(crate::controls::first(&out).is_none());
    }

    #[test]
    fn strings_read_back_and_steer_no_terminal() {
        for value in [
            "",
            "a\"b\\c",
            "\u{1b}[2J\u{7}\n\r\t",
            "\u{202e}gpj\u{202c}",
            "é « ’ » 👩‍👩‍👧",
            "\u{9b}1m\u{7f}",
            "\u{2066}x\u{2069}",
        ] {
            check(value);
        }
    }
}
