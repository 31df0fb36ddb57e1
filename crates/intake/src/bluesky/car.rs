//! CAR, version 1 (ipld.io/specs/transport/car/carv1): a header, then blocks, each with its length and its name before it.

use temoin_evidence::Span;
use temoin_syntax::{Damage, DamageKind, Source, Window};

use super::cbor::decode;
use super::cid::{Cid, varint};
use crate::ReadError;

/// Largest block that is held, in bytes; records of the protocol have 1 MiB at most.
const LARGEST: usize = 2 << 20;
/// Most bytes hashed of one file in search of blocks after damage.
const SEARCHED: usize = 256 << 20;
/// How the name of a block of a repository begins: CIDv1, DAG-CBOR, SHA-256, 32 bytes.
const NAME: [u8; 4] = [0x01, 0x71, 0x12, 0x20];

/// Returns whether bytes begin as such a file: the length of a header, and a map that names its roots.
pub(crate) fn is_car(bytes: &[u8]) -> bool {
    let Some((len, at)) = varint(bytes) else { return false };
    let header = &bytes[at..];
    let named = |name: &[u8]| header.get(1..).is_some_and(|rest| rest.starts_with(name));
    (9..1 << 20).contains(&len)
        && header.first().is_some_and(|first| (0xa1..0xb8).contains(first))
        && (named(b"\x65roots") || named(b"\x67version"))
}

/// Lists what a file holds, one after the other; memory holds the largest block and no more.
pub(super) struct Sections<'s> {
    source: &'s dyn Source,
    window: Window<'s>,
    given: usize,
    begun: bool,
    searched: usize,
}

/// Is one of them.
pub(super) enum Section<'b> {
    /// The header.
    Header(&'b [u8]),
    /// A block, from its length to its end.
    Block(Span, Cid<'b>, &'b [u8]),
    /// Bytes that are neither.
    Lost(Damage),
}

impl<'s> Sections<'s> {
    /// Makes the list.
    pub(super) fn new(source: &'s dyn Source) -> Self {
        Self { source, window: Window::new(source, 0), given: 0, begun: false, searched: 0 }
    }

    /// Returns the next one; nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub(super) fn next(&mut self) -> Result<Option<Section<'_>>, ReadError> {
        self.window.advance(self.given);
        self.given = 0;
        self.hold(10)?;
        let start = self.window.place();
        let header = !std::mem::replace(&mut self.begun, true);
        let rest = self.window.rest();
        if rest.is_empty() {
            return Ok(None);
        }
        let left = self.source.len().saturating_sub(start);
        let Some((len, lead)) = varint(rest).filter(|(len, lead)| *len > 0 && len + *lead as u64 <= left) else {
            // Nothing says whether the file is cut or the number is wrong: what follows is looked for.
            return self.lost(start).map(Some);
        };
        let Some(total) = usize::try_from(len).ok().filter(|&len| len <= LARGEST).map(|len| len + lead) else {
            if header || !self.names_a_block(lead)? {
                return self.lost(start).map(Some);
            }
            let end = start + lead as u64 + len;
            self.window = Window::new(self.source, end);
            return Ok(Some(Section::Lost(Damage { start, end, kind: DamageKind::TooLarge })));
        };
        self.hold(total)?;
        let rest = self.window.rest();
        let Some(body) = rest.get(lead..total) else { return self.lost(start).map(Some) };
        if if header { decode(body).is_none() } else { Cid::read(body).is_none() } {
            return self.lost(start).map(Some);
        }
        self.given = total;
        let span = Span { start, len: total as u64 };
        let body = &self.window.rest()[lead..total];
        Ok(match Cid::read(body) {
            Some(cid) if !header => Some(Section::Block(span, cid, &body[cid.len()..])),
            _ => Some(Section::Header(body)),
        })
    }

    fn hold(&mut self, count: usize) -> Result<(), ReadError> {
        while self.window.rest().len() < count && !self.window.is_complete() {
            self.window.more()?;
        }
        Ok(())
    }

    fn names_a_block(&mut self, lead: usize) -> Result<bool, ReadError> {
        self.hold(lead + NAME.len())?;
        Ok(self.window.rest().get(lead..).is_some_and(|rest| rest.starts_with(&NAME)))
    }

    /// Steps over bytes that are no section, up to the next block whose bytes have the hash that names it.
    fn lost(&mut self, start: u64) -> Result<Section<'static>, ReadError> {
        let mut kind = DamageKind::Syntax;
        loop {
            self.hold(2 * LARGEST)?;
            let complete = self.window.is_complete();
            let found = self.search();
            // A name may begin in the last bytes held.
            let rest = self.window.rest().len();
            let step = found.unwrap_or(if complete { rest } else { rest - LARGEST });
            self.window.advance(step);
            if found.is_some() {
                break;
            }
            if complete {
                kind = DamageKind::Truncated;
                break;
            }
            if self.searched >= SEARCHED {
                self.window = Window::new(self.source, self.source.len());
                break;
            }
        }
        Ok(Section::Lost(Damage { start, end: self.window.place(), kind }))
    }

    /// Returns how far from here the next whole block begins.
    fn search(&mut self) -> Option<usize> {
        let rest = self.window.rest();
        for name in memchr::memmem::find_iter(rest, &NAME) {
            // The length before a name may have several readings: the hash tells which is right.
            for lead in (1..=4.min(name)).rev().filter(|lead| name - lead > 0) {
                let at = name - lead;
                let Some((len, _)) = varint(&rest[at..name]).filter(|(_, len)| *len == lead) else { continue };
                let Some(body) = rest.get(name..).and_then(|rest| rest.get(..len as usize)) else { continue };
                let Some(cid) = Cid::read(body).filter(|_| len as usize <= LARGEST) else { continue };
                self.searched += body.len();
                if self.searched >= SEARCHED {
                    return None;
                }
                if cid.agrees(&body[cid.len()..]) == Some(true) {
                    return Some(at);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn block(data: &[u8]) -> Vec<u8> {
        let mut section = vec![(36 + data.len()) as u8];
        section.extend(NAME);
        section.extend(Sha256::digest(data));
        section.extend(data);
        section
    }

    const HEADER: &[u8] = b"\x11\xa2\x65roots\x80\x67version\x01";

    #[track_caller]
    fn check(bytes: &[u8], expected: &[&str]) {
        let mut sections = Sections::new(&bytes);
        let (mut found, mut end) = (Vec::new(), 0);
        while let Some(section) = sections.next().unwrap() {
            let (span, shown) = match section {
                Section::Header(body) => (Span { start: 0, len: body.len() as u64 + 1 }, "header".to_owned()),
                Section::Block(span, cid, data) => {
                    (span, format!("{} {}", String::from_utf8_lossy(data), cid.agrees(data).unwrap()))
                }
                Section::Lost(lost) => {
                    let len = lost.end - lost.start;
                    (Span { start: lost.start, len }, format!("{} {len}", lost.kind.code()))
                }
            };
            assert_eq!(span.start, end, "nothing between sections");
            end = span.end();
            found.push(shown);
        }
        assert_eq!((found, end), (expected.iter().map(|s| (*s).to_owned()).collect(), bytes.len() as u64));
    }

    #[test]
    fn blocks_are_listed_and_found_again_after_damage() {
        let file = [HEADER, &block(b"one"), &block(b"two"), &block(b"three")].concat();
        assert!(is_car(&file));
        check(&file, &["header", "one true", "two true", "three true"]);
        let two = HEADER.len() + 40;
        for wrong in [0, 1, 0x7f, 0xff] {
            let mut broken = file.clone();
            broken[two] = wrong;
            check(&broken, &["header", "one true", "damaged 40", "three true"]);
        }
        let mut broken = file.clone();
        broken[two + 38] = b'!';
        check(&broken, &["header", "one true", "t!o false", "three true"]);
        broken[0] = 0xff;
        check(&broken, &["damaged 18", "one true", "t!o false", "three true"]);
        check(&file[..file.len() - 2], &["header", "one true", "two true", "truncated 40"]);
        check(&[&file[..], &[0; 30]].concat(), &["header", "one true", "two true", "three true", "truncated 30"]);
        check(b"", &[]);
    }
}
