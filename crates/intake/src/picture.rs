//! What a picture claims about itself, read from its headers alone. Nothing is decoded here.

use std::io;

use crate::Source;

/// Holds what a picture's headers say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Width and height claimed, in pixels.
    pub(crate) dimensions: Option<(u32, u32)>,
    /// The first byte after the picture, where the format tells it.
    pub(crate) end: Option<u64>,
    /// The file ends before the picture does.
    pub(crate) cut: bool,
}

/// Most segments or chunks walked through; no camera writes near as many.
const MOST_PARTS: usize = 1 << 20;

/// Looks at a picture's headers.
pub(crate) fn look(source: &dyn Source, media_type: &str) -> io::Result<Picture> {
    match media_type {
        "image/png" => png(source),
        "image/jpeg" => jpeg(source),
        "image/gif" => Ok(Picture { dimensions: gif(&temoin_syntax::slice(source, 0, 10)?), ..Picture::default() }),
        "image/bmp" => Ok(Picture { dimensions: bmp(&temoin_syntax::slice(source, 0, 26)?), ..Picture::default() }),
        "image/webp" => webp(source),
        _ => Ok(Picture::default()),
    }
}

/// PNG third edition, section 5: chunks from IHDR to IEND.
fn png(source: &dyn Source) -> io::Result<Picture> {
    let mut picture = Picture::default();
    let mut at = 8;
    for _ in 0..MOST_PARTS {
        let chunk = temoin_syntax::slice(source, at, 16)?;
        let (Some(len), Some(name)) = (be32(&chunk, 0), chunk.get(4..8)) else { break };
        if name == b"IHDR" {
            let rest = temoin_syntax::slice(source, at + 8, 8)?;
            picture.dimensions = be32(&rest, 0).zip(be32(&rest, 4));
        }
        at += 12 + u64::from(len);
        if name == b"IEND" {
            picture.end = Some(at);
            return Ok(picture);
        }
    }
    picture.cut = at >= source.len();
    Ok(picture)
}

/// ITU-T T.81, annex B: segments, then entropy-coded data up to the next marker.
fn jpeg(source: &dyn Source) -> io::Result<Picture> {
    let mut picture = Picture::default();
    let mut at = 2;
    for _ in 0..MOST_PARTS {
        let head = temoin_syntax::slice(source, at, 9)?;
        let (Some(0xff), Some(&marker)) = (head.first(), head.get(1)) else { break };
        match marker {
            0xff => at += 1,
            0xd9 => {
                picture.end = Some(at + 2);
                return Ok(picture);
            }
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let Some(len) = be16(&head, 2) else { break };
                if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
                    picture.dimensions = be16(&head, 7).zip(be16(&head, 5)).map(|(w, h)| (w.into(), h.into()));
                }
                at += 2 + u64::from(len);
                if marker == 0xda {
                    at = marker_after(source, at)?;
                }
            }
        }
    }
    picture.cut = at >= source.len();
    Ok(picture)
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

fn gif(head: &[u8]) -> Option<(u32, u32)> {
    Some((le16(head, 6)?.into(), le16(head, 8)?.into()))
}

fn bmp(head: &[u8]) -> Option<(u32, u32)> {
    Some((le32(head, 18)?, (le32(head, 22)? as i32).unsigned_abs()))
}

/// RFC 9649, section 2: a RIFF file with VP8, VP8L or VP8X as first chunk.
fn webp(source: &dyn Source) -> io::Result<Picture> {
    let head = temoin_syntax::slice(source, 0, 30)?;
    let dimensions = match head.get(12..16) {
        Some(b"VP8X") => le24(&head, 24).zip(le24(&head, 27)).map(|(w, h)| (w + 1, h + 1)),
        Some(b"VP8L") => le32(&head, 21).map(|bits| ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)),
        Some(b"VP8 ") => {
            le16(&head, 26).zip(le16(&head, 28)).map(|(w, h)| (u32::from(w & 0x3fff), u32::from(h & 0x3fff)))
        }
        _ => None,
    };
    let end = le32(&head, 4).map(|len| 8 + u64::from(len) + u64::from(len % 2));
    Ok(Picture { dimensions, end, cut: end.is_some_and(|end| end > source.len() + 1) })
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let b = bytes.get(at..at + 3)?;
    Some(u32::from_le_bytes([b[0], b[1], b[2], 0]))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82";

    #[test]
    fn a_png_says_its_size_and_end() {
        let found = look(&PNG, "image/png").unwrap();
        assert_eq!(found, Picture { dimensions: Some((60_000, 60_000)), end: Some(PNG.len() as u64), cut: false });
        assert!(look(&&PNG[..PNG.len() - 12], "image/png").unwrap().cut);
    }

    #[test]
    fn a_jpeg_ends_at_its_own_end_not_at_its_thumbnails() {
        let mut file = b"\xff\xd8\xff\xe1\0\x06\xff\xd9xx\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0".to_vec();
        file.extend(b"\xff\xda\0\x02abc\xff\0\xff\xd0de\xff\xd9PK tail");
        let found = look(&file, "image/jpeg").unwrap();
        assert_eq!((found.dimensions, found.end), (Some((32, 16)), Some(file.len() as u64 - 7)));
    }

    #[test]
    fn every_cut_is_read_without_a_panic() {
        for kind in ["image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"] {
            for len in 0..PNG.len() {
                look(&&PNG[..len], kind).unwrap();
            }
        }
    }
}
