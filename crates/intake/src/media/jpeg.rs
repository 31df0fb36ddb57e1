//! JPEG (ITU-T T.81, annex B): segments, then entropy-coded data up to the next marker.

use std::io;

use super::claims::{Claims, MOST_PARTS};
use super::number::{be16, text};
use super::tables::{self, Tables};
use crate::Source;

/// Looks at a JPEG's segments.
pub(super) fn look(source: &dyn Source) -> io::Result<Claims> {
    let mut seen = Segments::default();
    let mut at = 2;
    for _ in 0..MOST_PARTS {
        let head = temoin_syntax::slice(source, at, 4)?;
        let (Some(0xff), Some(&marker)) = (head.first(), head.get(1)) else { break };
        match marker {
            0xff => at += 1,
            0xd9 => {
                seen.claims.end = Some(at + 2);
                return Ok(seen.finish());
            }
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let Some(len) = be16(&head, 2) else { break };
                let wanted = if is_wanted(marker) { usize::from(len).saturating_sub(2) } else { 0 };
                seen.segment(marker, &temoin_syntax::slice(source, at + 4, wanted)?);
                at += 2 + u64::from(len);
                if marker == 0xda {
                    at = marker_after(source, at)?;
                }
            }
        }
    }
    // A marker and its length are four bytes.
    seen.claims.cut = at + 4 > source.len();
    Ok(seen.finish())
}

/// Frames, tables, and the application segments that hold something for us.
fn is_wanted(marker: u8) -> bool {
    is_frame(marker) || matches!(marker, 0xdb | 0xe1 | 0xeb | 0xfe)
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf)
}

#[derive(Default)]
struct Segments {
    claims: Claims,
    table: Option<[u16; 64]>,
    sampling: Option<u8>,
    components: u8,
}

impl Segments {
    fn segment(&mut self, marker: u8, bytes: &[u8]) {
        match marker {
            _ if is_frame(marker) => self.frame(bytes),
            0xdb if self.table.is_none() => self.table = tables::first(bytes),
            0xe1 => self.application(bytes),
            // ISO/IEC 18477-3: boxes in segments 11; C2PA 2.1, section A.3.1.
            0xeb if bytes.starts_with(b"JP") && bytes.get(12..16) == Some(b"jumb") => {
                self.claims.credentials |= bytes[..bytes.len().min(96)].windows(4).any(|part| part == b"c2pa");
            }
            0xfe if self.claims.program.is_none() => {
                self.claims.program = text(bytes).filter(|text| is_program(text));
            }
            _ => {}
        }
    }

    fn frame(&mut self, bytes: &[u8]) {
        if self.claims.dimensions.is_none() {
            self.claims.dimensions = be16(bytes, 3).zip(be16(bytes, 1)).map(|(w, h)| (w.into(), h.into()));
            self.components = bytes.get(5).copied().unwrap_or(0);
            self.sampling = bytes.get(7).copied();
        }
    }

    fn application(&mut self, bytes: &[u8]) {
        if let Some(block) = bytes.strip_prefix(b"Exif\0") {
            self.claims.exif.get_or_insert_with(|| block.to_vec());
        } else if let Some(packet) = bytes.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
            self.claims.xmp.get_or_insert_with(|| packet.to_vec());
        }
    }

    fn finish(mut self) -> Claims {
        self.claims.tables = self.table.map(|table| Tables {
            quality: tables::quality(&table),
            colour_quartered: self.components == 3 && self.sampling == Some(0x22),
        });
        self.claims
    }
}

/// Comments are free text, and some programs write their name there.
fn is_program(text: &str) -> bool {
    ["CREATOR: gd-jpeg", "Lavc", "Created with GIMP", "Intel(R) JPEG", "LEAD Technologies"]
        .iter()
        .any(|known| text.starts_with(known))
}

/// Skips entropy-coded data: a marker is 0xFF and a byte that is neither 0x00 nor a restart.
fn marker_after(source: &dyn Source, mut at: u64) -> io::Result<u64> {
    let mut buf = vec![0; 64 << 10];
    loop {
        let count = temoin_syntax::fill(source, at, &mut buf)?;
        for place in memchr::memchr_iter(0xff, &buf[..count]) {
            if buf[..count].get(place + 1).is_some_and(|next| !matches!(next, 0x00 | 0xff | 0xd0..=0xd7)) {
                return Ok(at + place as u64);
            }
        }
        if count < buf.len() {
            return Ok(at + count as u64);
        }
        at += count as u64 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_ends_at_its_own_end_not_at_its_thumbnails() {
        let mut file = b"\xff\xd8\xff\xe1\0\x06\xff\xd9xx\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0".to_vec();
        file.extend(b"\xff\xda\0\x02abc\xff\0\xff\xd0de\xff\xd9PK tail");
        let found = look(&file).unwrap();
        assert_eq!((found.dimensions, found.end), (Some((32, 16)), Some(file.len() as u64 - 7)));
        assert!(look(&&file[..file.len() - 20]).unwrap().cut);
    }

    #[test]
    fn content_credentials_are_seen() {
        let mut file = b"\xff\xd8\xff\xeb\0\x30JP\0\x01\0\0\0\x01\0\0\0\x50jumb\0\0\0\x30jumdc2pa".to_vec();
        file.resize(2 + 2 + 0x30, 0);
        file.extend(b"\xff\xd9");
        assert!(look(&file).unwrap().credentials);
    }
}
