//! The JSON line of a record, as `temoin records` and `temoin inspect --records` print it.

use std::io::{self, Write};

use temoin_evidence::{AttachmentState, Direction, LabelledBy, Moment, Precision, Record, Visibility, Zone};

use crate::controls;

/// Writes one record as a line of JSON with the keys of `records`; `item` is left out where there is no case.
///
/// # Errors
/// What the writer reports.
pub fn write_record(out: &mut dyn Write, item: Option<&str>, record: &Record) -> io::Result<()> {
    let mut line = Vec::with_capacity(256 + 2 * record.text.len());
    push_record(&mut line, item, record);
    out.write_all(&line)
}

/// Appends what [`write_record`] writes.
pub fn push_record(out: &mut Vec<u8>, item: Option<&str>, record: &Record) {
    out.reserve(256 + record.text.len() + record.text.len() / 8);
    out.push(b'{');
    if let Some(item) = item {
        let id = format!("\"id\":\"{item}-{}\",\"item\":\"{item}\",", record.position);
        out.extend_from_slice(id.as_bytes());
    }
    out.extend_from_slice(b"\"position\":");
    number(out, record.position);
    word(out, b",\"kind\":\"", record.kind.word());
    if let Some(conversation) = &record.conversation {
        text(out, b",\"conversation\":", conversation);
    }
    if let Some(author) = &record.author {
        text(out, b",\"author\":", &author.name);
        word(out, b",\"labelled_by\":\"", label(author.labelled_by));
        if let Some(id) = &author.platform_id {
            text(out, b",\"author_id\":", id);
        }
    }
    if let Some(sent) = &record.sent {
        out.extend_from_slice(b",\"time\":");
        moment(out, sent);
        match (sent.zone, sent.precision) {
            (Zone::Floating, Precision::Minute) => out.extend_from_slice(FLOATING_MINUTE),
            (Zone::Floating, Precision::Second) => out.extend_from_slice(FLOATING_SECOND),
            (Zone::Utc, Precision::Second) => out.extend_from_slice(UTC_SECOND),
            _ => {
                word(out, b",\"zone\":\"", sent.zone.word());
                word(out, b",\"precision\":\"", sent.precision.word());
            }
        }
    }
    if !record.sent_raw.is_empty() {
        text(out, b",\"time_raw\":", &record.sent_raw);
    }
    text(out, b",\"text\":", &record.text);
    if let Some(raw) = &record.text_raw {
        text(out, b",\"text_raw\":", raw);
    }
    if record.attachments.is_empty() && record.flags.is_empty() {
        out.extend_from_slice(b",\"attachments\":[],\"flags\":[]");
    } else {
        attached(out, record);
        out.extend_from_slice(b",\"flags\":");
        flags(out, record);
    }
    if record.reply_to.is_some() || !record.details.is_empty() {
        further(out, record);
    }
    if record.direction != Direction::Unknown {
        word(out, b",\"direction\":\"", record.direction.word());
    }
    if record.visibility != Visibility::Unknown {
        word(out, b",\"visibility\":\"", record.visibility.word());
    }
    out.extend_from_slice(b",\"span\":{\"start\":");
    number(out, record.span.start);
    out.extend_from_slice(b",\"len\":");
    number(out, record.span.len);
    out.extend_from_slice(b"}}\n");
}

/// Adds a key to the line of a record that was just written, for what belongs beside the record; `value` is JSON.
pub fn push_key(line: &mut Vec<u8>, key: &str, value: &[u8]) {
    debug_assert!(line.ends_with(b"}\n"), "a record was written");
    line.truncate(line.len().saturating_sub(2));
    line.extend_from_slice(format!(",\"{key}\":").as_bytes());
    line.extend_from_slice(value);
    line.extend_from_slice(b"}\n");
}

const FLOATING_MINUTE: &[u8] = b",\"zone\":\"floating\",\"precision\":\"minute\"";
const FLOATING_SECOND: &[u8] = b",\"zone\":\"floating\",\"precision\":\"second\"";
const UTC_SECOND: &[u8] = b",\"zone\":\"utc\",\"precision\":\"second\"";

fn further(out: &mut Vec<u8>, record: &Record) {
    if let Some(reply_to) = &record.reply_to {
        text(out, b",\"reply_to\":", reply_to);
    }
    if record.details.is_empty() {
        return;
    }
    out.extend_from_slice(b",\"details\":[");
    for (at, detail) in record.details.iter().enumerate() {
        word(out, if at > 0 { b",{\"key\":\"" } else { b"{\"key\":\"" }, detail.key.word());
        text(out, b",\"value\":", &detail.value);
        out.push(b'}');
    }
    out.push(b']');
}

fn attached(out: &mut Vec<u8>, record: &Record) {
    out.extend_from_slice(b",\"attachments\":");
    out.push(b'[');
    for (at, attachment) in record.attachments.iter().enumerate() {
        out.extend_from_slice(if at > 0 { b",{\"name\":" } else { b"{\"name\":" });
        string(out, &attachment.name);
        word(out, b",\"state\":\"", state(attachment.state));
        out.push(b'}');
    }
    out.push(b']');
}

fn flags(out: &mut Vec<u8>, record: &Record) {
    out.push(b'[');
    if !record.flags.is_empty() {
        for (at, flag) in record.flags.iter().enumerate() {
            out.extend_from_slice(if at > 0 { b",\"" } else { b"\"" });
            out.extend_from_slice(flag.word().as_bytes());
            out.push(b'"');
        }
    }
    out.push(b']');
}

/// Writes a moment as [`Moment`]'s own display does; minutes and seconds without the machinery of formatting.
fn moment(out: &mut Vec<u8>, sent: &Moment) {
    let time = &sent.time;
    if sent.precision == Precision::Day || matches!(sent.zone, Zone::Offset(_)) {
        string(out, &sent.to_string());
        return;
    }
    out.push(b'"');
    let year = time.year().unsigned_abs();
    two(out, (year / 100) as u8);
    for (before, value) in [(None, (year % 100) as u8), (Some(b'-'), time.month()), (Some(b'-'), time.day())] {
        out.extend(before);
        two(out, value);
    }
    out.push(b'T');
    two(out, time.hour());
    out.push(b':');
    two(out, time.minute());
    if matches!(sent.precision, Precision::Second | Precision::Millisecond) {
        out.push(b':');
        two(out, time.second());
    }
    if sent.precision == Precision::Millisecond {
        let thousandths = time.millisecond();
        out.extend_from_slice(&[b'.', b'0' + (thousandths / 100) as u8]);
        two(out, (thousandths % 100) as u8);
    }
    if sent.zone == Zone::Utc {
        out.push(b'Z');
    }
    out.push(b'"');
}

fn two(out: &mut Vec<u8>, value: u8) {
    out.extend_from_slice(&PAIRS[value as usize]);
}

/// Digits of the largest number.
const LONGEST_NUMBER: usize = 20;
/// The numbers 0 to 99 in two digits.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut value = 0;
    while value < 100 {
        pairs[value] = [b'0' + value as u8 / 10, b'0' + value as u8 % 10];
        value += 1;
    }
    pairs
};

fn number(out: &mut Vec<u8>, mut value: u64) {
    let start = out.len();
    let len = value.checked_ilog10().map_or(1, |most| most as usize + 1);
    out.extend_from_slice(&[b'0'; LONGEST_NUMBER]);
    out.truncate(start + len);
    let mut pairs = out[start..].rchunks_exact_mut(2);
    for pair in &mut pairs {
        pair.copy_from_slice(&PAIRS[(value % 100) as usize]);
        value /= 100;
    }
    if let [first] = pairs.into_remainder() {
        *first = b'0' + value as u8;
    }
}

/// Writes a word that needs no escape; the key comes with its quotation marks and the word's first.
fn word(out: &mut Vec<u8>, key: &[u8], value: &str) {
    out.extend_from_slice(key);
    out.extend_from_slice(value.as_bytes());
    out.push(b'"');
}

fn text(out: &mut Vec<u8>, key: &[u8], value: &str) {
    out.extend_from_slice(key);
    string(out, value);
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

/// Writes a JSON string (RFC 8259, section 7). Control characters, of C1 and of direction too, are escaped, so that the
/// line can be shown on a terminal as it is.
fn string(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    let bytes = value.as_bytes();
    let (mut done, mut at) = (0, 0);
    while at < bytes.len() {
        at += controls::plain_prefix(&bytes[at..]);
        let Some(found) = bytes[at..].iter().take(64).position(|&byte| !PLAIN[byte as usize]) else {
            at += 64;
            continue;
        };
        at += found + 1;
        if matches!(bytes[at - 1], 0xc2 | 0xe2) && !controls::steers(&bytes[at - 1..]) {
            continue;
        }
        let Some((escape, len)) = escape(&value[at - 1..]) else { continue };
        let at = at - 1;
        out.extend_from_slice(&bytes[done..at]);
        out.extend_from_slice(escape.as_bytes());
        done = at + len;
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
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
        string(&mut out, value);
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

    #[test]
    fn what_belongs_beside_a_record_is_one_key_more() {
        let mut line = b"{\"position\":1,\"span\":{\"start\":0,\"len\":2}}\n".to_vec();
        push_key(&mut line, "reading", b"[3]");
        assert_eq!(line, b"{\"position\":1,\"span\":{\"start\":0,\"len\":2},\"reading\":[3]}\n");
    }

    #[test]
    fn numbers_are_written_as_they_are() {
        let powers = (0..20).map(|n| 10u64.pow(n));
        for value in powers.flat_map(|power| [power - 1, power, power + 1]).chain([42, u64::MAX]) {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }

    #[test]
    fn moments_are_written_as_they_show_themselves() {
        use temoin_evidence::{CivilTime, Origin};
        let time = CivilTime::new(987, 3, 5, 14, 5, 9, 123).unwrap();
        for precision in [Precision::Day, Precision::Minute, Precision::Second, Precision::Millisecond] {
            for zone in [Zone::Floating, Zone::Utc, Zone::Offset(-210)] {
                let sent = Moment { time, precision, zone, origin: Origin::MessageMetadata };
                let mut out = Vec::new();
                moment(&mut out, &sent);
                assert_eq!(String::from_utf8(out).unwrap(), format!("\"{sent}\""));
            }
        }
    }
}
