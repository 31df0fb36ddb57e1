//! The parts of a message (RFC 2045, 2046). Each level is looked through once, and there are at most so many, so that no
//! message can make the reading long or deep.

use std::borrow::Cow;

use mail_parser::{ContentType, HeaderName, MessageParser, MimeHeaders};

use super::fields::{self, Fields};
use crate::charset;

/// Deepest nesting of parts that is followed.
const DEEPEST: usize = 16;
/// Most parts of one message.
const MOST: usize = 1000;
/// Largest header of a part that is read, in bytes.
pub(super) const HEADER: usize = 64 << 10;

/// Is a part that holds no others.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    /// The media type, in lower case.
    pub(crate) media: String,
    /// The name it was given.
    pub(crate) name: Option<String>,
    /// It is declared to be an attachment.
    pub(crate) attached: bool,
    /// What it is to the message.
    pub(crate) role: Role,
    charset: Option<String>,
    transfer: Transfer,
    body: &'a [u8],
}

/// Says what a part is to its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Text to be read.
    Text,
    /// The same once more in another form.
    Other,
    /// Something beside the text.
    Beside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transfer {
    Plain,
    Base64,
    Quoted,
}

/// Is what the parts of a message are.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    /// In their order.
    pub(super) list: Vec<Part<'a>>,
    /// There were more, or deeper ones.
    pub(super) cut: bool,
}

/// Returns the parser of the fields that say what a part is.
fn parser() -> MessageParser {
    MessageParser::new()
        .header_content_type(HeaderName::ContentType)
        .header_content_type(HeaderName::ContentDisposition)
        .header_text(HeaderName::ContentTransferEncoding)
        .default_header_ignore()
}

/// Reads the parts of messages.
pub(super) struct Reader(MessageParser);

impl Reader {
    pub(super) fn new() -> Self {
        Self(parser())
    }

    /// Lists the parts of a message.
    pub(super) fn parts<'a>(&self, message: &'a [u8]) -> Parts<'a> {
        let mut parts = Parts::default();
        self.entity(message, DEEPEST, "text/plain", &mut parts);
        parts
    }

    fn entity<'a>(&self, entity: &'a [u8], deeper: usize, default: &str, parts: &mut Parts<'a>) {
        if parts.list.len() >= MOST {
            parts.cut = true;
            return;
        }
        let mut fields = Fields::new(entity);
        let described = fields.by_ref().filter(|field| is_mime(field.name)).count() > 0;
        let (head, body) = entity.split_at(fields.body());
        let mut part = Part {
            media: default.to_owned(),
            name: None,
            attached: false,
            role: Role::Beside,
            charset: None,
            transfer: Transfer::Plain,
            body,
        };
        let boundary = if described { self.describe(head, &mut part) } else { None };
        let multipart = part.media.strip_prefix("multipart/");
        if let (Some(kind), Some(boundary)) = (multipart, boundary.filter(|boundary| !boundary.is_empty())) {
            let inside = split(body, boundary.as_bytes(), MOST);
            parts.cut |= inside.len() >= MOST;
            if !inside.is_empty() && deeper > 0 {
                let default = if kind == "digest" { "message/rfc822" } else { "text/plain" };
                let from = parts.list.len();
                let mut groups = Vec::new();
                for one in inside {
                    groups.push(parts.list.len());
                    self.entity(one, deeper - 1, default, parts);
                }
                if kind == "alternative" {
                    choose(&mut parts.list, from, &groups);
                }
                return;
            }
            parts.cut |= deeper == 0;
        }
        let shown = matches!(part.media.as_str(), "text/plain" | "text/html")
            || part.media.starts_with("multipart/")
            || part.media.starts_with("text/") && part.name.is_none();
        if shown && !part.attached && part.name.is_none() {
            part.role = Role::Text;
        }
        parts.list.push(part);
    }

    /// Reads what the header of a part says of it; returns the boundary of its parts.
    fn describe(&self, head: &[u8], part: &mut Part<'_>) -> Option<String> {
        let mut head = Cow::Borrowed(&head[..head.len().min(HEADER)]);
        if !head.ends_with(b"\n\n") && !head.ends_with(b"\n\r\n") {
            head.to_mut().extend_from_slice(b"\n\n");
        }
        let message = self.0.parse_headers(&head)?;
        let kind: Option<&ContentType<'_>> = message.content_type();
        if let Some(kind) = kind {
            let sub = kind.subtype().unwrap_or(if kind.ctype() == "text" { "plain" } else { "octet-stream" });
            part.media = format!("{}/{sub}", kind.ctype()).to_ascii_lowercase();
            part.charset = kind.attribute("charset").map(str::to_owned);
        }
        let disposition = message.content_disposition();
        part.attached = disposition.is_some_and(|found| found.ctype().eq_ignore_ascii_case("attachment"));
        let named = disposition.and_then(|found| found.attribute("filename"));
        let named = named.or_else(|| kind.and_then(|kind| kind.attribute("name")));
        part.name = named.map(str::to_owned).filter(|name| !name.trim().is_empty());
        part.transfer = match message.content_transfer_encoding().map(str::to_ascii_lowercase).as_deref() {
            Some("base64") => Transfer::Base64,
            Some("quoted-printable") => Transfer::Quoted,
            _ => Transfer::Plain,
        };
        kind.and_then(|kind| kind.attribute("boundary")).map(str::to_owned)
    }
}

fn is_mime(name: &[u8]) -> bool {
    name.len() >= 12 && name[..8].eq_ignore_ascii_case(b"content-")
}

/// Of several forms of the same, the plain text is read; the last other form where there is none.
fn choose(list: &mut [Part<'_>], from: usize, groups: &[usize]) {
    let ends = groups.iter().skip(1).copied().chain([list.len()]);
    let ranges: Vec<_> = groups.iter().copied().zip(ends).map(|(start, end)| start.max(from)..end).collect();
    let holds = |range: &std::ops::Range<usize>, plain: bool| {
        list[range.clone()].iter().any(|part| part.role == Role::Text && (!plain || part.media == "text/plain"))
    };
    let best = ranges.iter().find(|range| holds(range, true));
    let Some(best) = best.or_else(|| ranges.iter().rev().find(|range| holds(range, false))).cloned() else { return };
    for range in ranges.into_iter().filter(|range| *range != best) {
        for part in &mut list[range] {
            if part.role == Role::Text {
                part.role = Role::Other;
            }
        }
    }
}

/// Lists what stands between the boundaries (RFC 2046, section 5.1.1); what comes before the first and after the last is none of it.
fn split<'a>(body: &'a [u8], boundary: &[u8], most: usize) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() {
        let len = fields::line(&body[at..]);
        let line = &body[at..at + len];
        if let Some(rest) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary)) {
            let last = rest.starts_with(b"--") && rest[2..].trim_ascii().is_empty();
            if last || rest.trim_ascii().is_empty() {
                if let Some(start) = start.take() {
                    found.push(before(body, start, at));
                }
                if last || found.len() >= most {
                    return found;
                }
                start = Some(at + len);
            }
        }
        at += len;
    }
    if let Some(start) = start.filter(|&start| start < body.len()) {
        found.push(&body[start..]);
    }
    found
}

/// The line end before a boundary belongs to the boundary.
fn before(body: &[u8], start: usize, at: usize) -> &[u8] {
    if start == at { b"" } else { fields::ended(&body[start..at]) }
}

impl Part<'_> {
    /// Returns its bytes as they were before they were encoded for the way, and whether all could be read.
    pub(crate) fn decoded(&self) -> (Cow<'_, [u8]>, bool) {
        match self.transfer {
            Transfer::Plain => (Cow::Borrowed(self.body), true),
            Transfer::Base64 => {
                let (bytes, whole) = base64(self.body);
                (Cow::Owned(bytes), whole)
            }
            Transfer::Quoted => (Cow::Owned(quoted_printable(self.body)), true),
        }
    }

    /// Returns its text, and whether some bytes were none; at most so many bytes are read.
    pub(super) fn text(&self, most: usize) -> (String, bool) {
        let (bytes, _) = self.decoded();
        charset::decode(&bytes[..bytes.len().min(most)], self.charset.as_deref())
    }
}

/// Reads base64 (RFC 2045, section 6.8): what is no letter of it is stepped over, the first end ends it.
pub(crate) fn base64(text: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut held, mut bits, mut whole) = (0u32, 0u32, true);
    for &byte in text {
        let value = BASE64[usize::from(byte)];
        if value < 64 {
            held = held << 6 | u32::from(value);
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                out.push((held >> bits) as u8);
                held &= (1 << bits) - 1;
            }
        } else if byte == b'=' {
            break;
        } else if !byte.is_ascii_whitespace() {
            whole = false;
        }
    }
    (out, whole && bits < 6)
}

const BASE64: [u8; 256] = {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [255; 256];
    let mut at = 0;
    while at < 64 {
        table[letters[at] as usize] = at as u8;
        at += 1;
    }
    table
};

/// Reads quoted-printable (RFC 2045, section 6.7); what is wrong with it stays as written.
pub(crate) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let [high, low, ..] = rest
            && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            out.push((high << 4 | low) as u8);
            rest = &rest[2..];
            continue;
        }
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        match &rest[blanks..] {
            [b'\r', b'\n', more @ ..] | [b'\n', more @ ..] => rest = more,
            [] => rest = &[],
            _ => out.push(b'='),
        }
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(message: &str) -> Vec<(String, Role, String)> {
        let found = Reader::new().parts(message.as_bytes());
        found.list.iter().map(|part| (part.media.clone(), part.role, part.text(1000).0)).collect()
    }

    #[test]
    fn the_plain_text_is_read_and_the_rest_is_beside() {
        let message = "Content-Type: multipart/mixed; boundary=\"ab\"\n\npreface\n--ab\nContent-Type: multipart/alternative; boundary=a\n\n\
            --a\nContent-Type: text/html\n\n<p>x\n--a\n\nx\n--ab\nContent-Type: text/plain; name=\"n.txt\"\n\nn\n--abc\n--ab--\nend";
        let expected = [
            ("text/html", Role::Other, "<p>x"),
            ("text/plain", Role::Text, "x"),
            ("text/plain", Role::Beside, "n\n--abc"),
        ];
        assert_eq!(parts(message), expected.map(|(media, role, text)| (media.into(), role, text.into())));
    }

    #[test]
    fn transfer_encodings() {
        assert_eq!(base64(b"YWJ j\r\nZA=="), (b"abcd".to_vec(), true));
        assert_eq!(base64(b"YWJ!jZ"), (b"abc".to_vec(), false));
        assert_eq!(quoted_printable(b"a=3D=C3=A9=\r\nb= \nc=zz=1"), "a=ébc=zz=1".as_bytes());
        let message =
            "Content-Type: text/plain; charset=iso-8859-15\nContent-Transfer-Encoding: quoted-printable\n\n500 =A4";
        assert_eq!(parts(message), [("text/plain".into(), Role::Text, "500 €".into())]);
    }

    #[test]
    fn deep_and_wide_messages_end() {
        let deep: String =
            (0..100).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
        let found = Reader::new().parts(deep.as_bytes());
        assert!(found.cut && found.list.len() == 1);
        let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(5000));
        assert_eq!(Reader::new().parts(wide.as_bytes()).list.len(), MOST);
    }

    proptest::proptest! {
        #[test]
        fn any_message_has_parts(message in "(Content-Type: (multipart/mixed|message/rfc822|text/html)(; boundary=b)?\n|\n|--b\n|--b--\n|x|=|é){0,30}") {
            for part in Reader::new().parts(message.as_bytes()).list {
                part.text(100);
                part.decoded();
            }
        }

        #[test]
        fn any_bytes_decode(bytes: Vec<u8>) {
            base64(&bytes);
            quoted_printable(&bytes);
        }
    }
}
