//! The block of a record: an HTTP message or a file, hashed as it comes by and held only where it is read.

use std::borrow::Cow;
use std::io::{self, Read};

use mail_parser::decoders::charsets::map::charset_decoder;

use super::digest::Check;
use super::feed::Feed;
use crate::email::fields::Fields;

/// Largest body that is held, in bytes.
const HELD: usize = 32 << 20;
/// Largest head of an HTTP message, in bytes.
const HEAD: usize = 64 << 10;

/// Takes the bytes of a block.
pub(super) struct Block {
    /// It begins as an HTTP message; its head is still coming.
    heading: bool,
    head: Vec<u8>,
    body: Vec<u8>,
    /// More came than is held.
    pub(super) cut: bool,
    whole: Option<Check>,
    payload: Option<Check>,
    /// Bytes of the block that came.
    pub(super) came: u64,
}

impl Block {
    /// Begins a block; `http` says that it is an HTTP message, the sums are those claimed for all of it and for its body.
    pub(super) fn new(http: bool, whole: Option<Check>, payload: Option<Check>) -> Self {
        Self { heading: http, head: Vec::new(), body: Vec::new(), cut: false, whole, payload, came: 0 }
    }

    /// Takes so many bytes, or as many as there are.
    ///
    /// # Errors
    /// What the medium reports.
    pub(super) fn fill(&mut self, feed: &mut Feed<'_>, len: u64) -> io::Result<()> {
        let mut left = len;
        while left > 0 {
            let next = feed.peek()?;
            if next.is_empty() {
                break;
            }
            let count = next.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.take(&next[..count]);
            feed.step(count);
            left -= count as u64;
        }
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) {
        self.came += bytes.len() as u64;
        if let Some(check) = &mut self.whole {
            check.update(bytes);
        }
        if !self.heading {
            return self.payload(bytes);
        }
        // The blank line may lie across two parts: what is held of the head is looked at from shortly before its end.
        let from = self.head.len().saturating_sub(3);
        self.head.extend_from_slice(bytes);
        if let Some(end) = head_end(&self.head[from..]).map(|end| from + end) {
            let body = self.head.split_off(end);
            self.heading = false;
            self.payload(&body);
        } else if self.head.len() > HEAD {
            // No HTTP message has such a head: all of it is the body.
            self.heading = false;
            let body = std::mem::take(&mut self.head);
            self.payload(&body);
        }
    }

    fn payload(&mut self, bytes: &[u8]) {
        if let Some(check) = &mut self.payload {
            check.update(bytes);
        }
        let room = HELD - self.body.len();
        self.cut |= bytes.len() > room;
        self.body.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Returns the number in the first line of an HTTP answer.
    pub(super) fn status(&self) -> Option<&str> {
        let line = std::str::from_utf8(self.head.split(|byte| *byte == b'\n').next()?).ok()?;
        let code = line.strip_prefix("HTTP/")?.split_ascii_whitespace().nth(1)?;
        (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
    }

    /// Returns the first HTTP field of that name.
    pub(super) fn field(&self, name: &str) -> Option<Cow<'_, str>> {
        let first = memchr::memchr(b'\n', &self.head).map_or(self.head.len(), |at| at + 1);
        let field = Fields::new(&self.head[first..]).take(500).find(|field| field.is(name))?;
        Some(String::from_utf8_lossy(field.value.trim_ascii()))
    }

    /// Returns whether the sum of the whole block agrees; nothing where none is claimed.
    pub(super) fn whole_agrees(&self) -> Option<bool> {
        self.whole.as_ref().map(Check::agrees)
    }

    /// Returns whether the sum of the body agrees, as it came or with its chunks joined: programs do either.
    pub(super) fn payload_agrees(&self) -> Option<bool> {
        let check = self.payload.as_ref()?;
        if check.agrees() {
            return Some(true);
        }
        if !self.is_chunked() {
            return Some(false);
        }
        if self.cut {
            return None;
        }
        let mut anew = check.anew();
        anew.update(&joined(&self.body).0);
        Some(anew.agrees())
    }

    fn is_chunked(&self) -> bool {
        self.field("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"))
    }

    /// Returns whether what the block holds is a page.
    pub(super) fn is_page(&self, declared: &str) -> bool {
        let kind = self.field("content-type").map_or_else(|| declared.to_owned(), Cow::into_owned);
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "text/html" | "application/xhtml+xml" => true,
            "" | "application/http" => {
                let start = &self.body[..self.body.len().min(256)];
                let start = start.trim_ascii_start().to_ascii_lowercase();
                start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
            }
            _ => false,
        }
    }

    /// Unpacks the body into the bytes of a page.
    pub(super) fn page(&self, declared: &str) -> Page<'_> {
        let mut page = Page { html: Cow::Borrowed(&self.body), wrong_chunks: false, unread: false, cut: self.cut };
        if self.is_chunked() {
            let (bytes, whole) = joined(&self.body);
            page.wrong_chunks = !whole && !self.cut;
            // Some programs join the chunks and keep the field: then what stands there is the page itself.
            if !bytes.is_empty() {
                page.html = Cow::Owned(bytes);
            }
        }
        page.unpack(self.field("content-encoding").as_deref().unwrap_or_default());
        let kind = self.field("content-type").map_or_else(|| declared.to_owned(), Cow::into_owned);
        page.decode(&kind);
        page
    }
}

/// Is a page taken out of its HTTP message.
pub(super) struct Page<'b> {
    pub(super) html: Cow<'b, [u8]>,
    /// The chunks in which it came do not follow the rules.
    pub(super) wrong_chunks: bool,
    /// It is packed in a way that is not read.
    pub(super) unread: bool,
    /// Only its beginning is held.
    pub(super) cut: bool,
}

impl Page<'_> {
    fn unpack(&mut self, encoding: &str) {
        let limit = HELD as u64;
        let mut out = Vec::new();
        let read = match encoding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => return,
            // Programs that unpacked the body keep the field at times: then what stands there is no gzip.
            "gzip" | "x-gzip" if !crate::gzip::is_gzip(&self.html) => return,
            "gzip" | "x-gzip" => flate2::bufread::GzDecoder::new(&*self.html).take(limit).read_to_end(&mut out),
            "deflate" => {
                let wrapped = flate2::bufread::ZlibDecoder::new(&*self.html).take(limit).read_to_end(&mut out);
                if wrapped.is_err() && out.is_empty() {
                    flate2::bufread::DeflateDecoder::new(&*self.html).take(limit).read_to_end(&mut out)
                } else {
                    wrapped
                }
            }
            _ => {
                // `br` and `zstd` of a body that already is text were undone by the program.
                self.unread = simdutf8::basic::from_utf8(&self.html[..self.html.len().min(512)]).is_err();
                if self.unread {
                    self.html = Cow::Borrowed(b"");
                }
                return;
            }
        };
        self.cut |= read.is_err() || out.len() as u64 >= limit;
        self.html = Cow::Owned(out);
    }

    fn decode(&mut self, kind: &str) {
        if simdutf8::basic::from_utf8(&self.html).is_ok() {
            return;
        }
        let declared = kind.to_ascii_lowercase();
        let declared = declared.split_once("charset=").map(|(_, name)| name);
        let name = declared.and_then(|name| name.trim_matches(['"', '\'']).split([';', '"', ' ']).next());
        if let Some(decode) = name.and_then(|name| charset_decoder(name.as_bytes())) {
            self.html = Cow::Owned(decode(&self.html).into_bytes());
        }
    }
}

/// Returns where the head of an HTTP message ends: after its first blank line.
fn head_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

/// Joins the chunks of a body (RFC 9112, section 7.1); says whether they follow the rules up to the last one.
fn joined(body: &[u8]) -> (Vec<u8>, bool) {
    let (mut out, mut rest) = (Vec::new(), body);
    loop {
        let Some(end) = memchr::memchr(b'\n', &rest[..rest.len().min(1024)]) else { return (out, false) };
        let line = rest[..end].split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(line).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        rest = &rest[end + 1..];
        match size {
            Some(0) => return (out, true),
            Some(size) if size <= rest.len() => {
                out.extend_from_slice(&rest[..size]);
                rest = &rest[size..];
                rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
            }
            Some(_) => {
                out.extend_from_slice(rest);
                return (out, false);
            }
            None => return (out, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_doubted() {
        assert_eq!(joined(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), (b"abcde".to_vec(), true));
        assert_eq!(joined(b"3\r\nabc\r\nff\r\nde"), (b"abcde".to_vec(), false));
        assert_eq!(joined(b"<html>\r\n"), (vec![], false));
        assert_eq!(joined(b"ffffffffffffffffff\r\n"), (vec![], false));
        assert_eq!(joined(b""), (vec![], false));
    }

    #[test]
    fn a_head_ends_at_a_blank_line_wherever_it_is_cut() {
        let message = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nX: y\r\n\r\n<p>\xe9</p>";
        for cut in 0..message.len() {
            let mut block = Block::new(true, None, None);
            block.take(&message[..cut]);
            block.take(&message[cut..]);
            assert_eq!((block.status(), block.is_page("")), (Some("200"), true), "{cut}");
            assert_eq!(block.page("").html, "<p>é</p>".as_bytes());
        }
    }

    proptest::proptest! {
        #[test]
        fn any_block_is_read(bytes: Vec<u8>, encoding in "(gzip|deflate|br|chunked)") {
            let head = format!("HTTP/1.1 200\nContent-Encoding: {encoding}\nTransfer-Encoding: {encoding}\n\n");
            let mut block = Block::new(true, None, None);
            block.take(head.as_bytes());
            block.take(&bytes);
            block.page("text/html");
            joined(&bytes);
        }
    }
}
