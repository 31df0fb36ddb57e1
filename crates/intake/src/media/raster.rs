//! PNG, WebP, GIF and BMP: what their headers say.

use std::io;

use super::claims::{Claims, MOST_BLOCK, MOST_PARTS};
use super::number::{be32, le16, le24, le32, text};
use crate::Source;

/// PNG third edition, section 5: chunks from IHDR to IEND.
pub(super) fn png(source: &dyn Source) -> io::Result<Claims> {
    let mut claims = Claims::default();
    let mut at = 8;
    for _ in 0..MOST_PARTS {
        let head = temoin_syntax::slice(source, at, 16)?;
        let (Some(len), Some(name)) = (be32(&head, 0), head.get(4..8)) else { break };
        let body = |most: usize| temoin_syntax::slice(source, at + 8, most.min(len as usize));
        match name {
            b"IHDR" => {
                let bytes = body(8)?;
                claims.dimensions = be32(&bytes, 0).zip(be32(&bytes, 4));
            }
            b"eXIf" if u64::from(len) <= MOST_BLOCK => claims.exif = Some(body(len as usize)?),
            b"eXIf" => claims.beyond = true,
            b"caBX" => claims.credentials = true,
            b"tEXt" | b"zTXt" | b"iTXt" => png_text(name, &body(256 << 10)?, &mut claims),
            _ => {}
        }
        at += 12 + u64::from(len);
        if name == b"IEND" {
            claims.end = Some(at).filter(|&at| at <= source.len());
            claims.cut = claims.end.is_none();
            return Ok(claims);
        }
    }
    // A chunk is twelve bytes at least.
    claims.cut = at + 12 > source.len();
    Ok(claims)
}

/// Names under which programs keep texts in a PNG. Section 11.3.3.2, and what generators of pictures write.
const TEXTS: [&str; 14] = [
    "Title",
    "Author",
    "Description",
    "Copyright",
    "Creation Time",
    "Software",
    "Disclaimer",
    "Warning",
    "Source",
    "Comment",
    "parameters",
    "prompt",
    "workflow",
    "Dream",
];

fn png_text(chunk: &[u8], bytes: &[u8], claims: &mut Claims) {
    let Some(end) = bytes.iter().take(80).position(|&byte| byte == 0) else { return };
    let (name, value) = (&bytes[..end], &bytes[end + 1..]);
    if name == b"XML:com.adobe.xmp" {
        claims.xmp.get_or_insert_with(|| value.to_vec());
    } else if name == b"Software" && chunk == b"tEXt" {
        claims.program = claims.program.take().or(text(value));
    }
    let known = TEXTS.iter().find(|known| known.as_bytes() == name);
    if let Some(known) = known.filter(|known| !claims.texts.contains(known)) {
        claims.texts.push(known);
    }
}

/// RFC 9649, section 2: a RIFF file with VP8, VP8L or VP8X as first chunk.
pub(super) fn webp(source: &dyn Source) -> io::Result<Claims> {
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
    let cut = end.is_some_and(|end| end > source.len() + 1);
    let mut claims = Claims { dimensions, end: end.filter(|_| !cut), cut, ..Claims::default() };
    let until = end.unwrap_or(0).min(source.len());
    chunks(source, 12, until, |name, at, len| {
        match name {
            b"EXIF" | b"XMP " if len > MOST_BLOCK => claims.beyond = true,
            b"EXIF" => claims.exif = Some(temoin_syntax::slice(source, at, len as usize)?),
            b"XMP " => claims.xmp = Some(temoin_syntax::slice(source, at, len as usize)?),
            b"C2PA" => claims.credentials = true,
            _ => {}
        }
        Ok(())
    })?;
    Ok(claims)
}

/// Walks through the chunks of a RIFF file: name, place and length of each body.
pub(super) fn chunks(
    source: &dyn Source,
    mut at: u64,
    until: u64,
    mut each: impl FnMut(&[u8; 4], u64, u64) -> io::Result<()>,
) -> io::Result<()> {
    for _ in 0..MOST_PARTS {
        if at >= until {
            break;
        }
        let head = temoin_syntax::slice(source, at, 8)?;
        let (Some(name), Some(len)) = (head.first_chunk::<4>(), le32(&head, 4)) else { break };
        each(name, at + 8, len.into())?;
        at += 8 + u64::from(len) + u64::from(len % 2);
    }
    Ok(())
}

/// GIF89a, section 18.
pub(super) fn gif(source: &dyn Source) -> io::Result<Claims> {
    let head = temoin_syntax::slice(source, 0, 10)?;
    let dimensions = le16(&head, 6).zip(le16(&head, 8)).map(|(w, h)| (w.into(), h.into()));
    Ok(Claims { dimensions, ..Claims::default() })
}

/// The header BITMAPINFOHEADER and its successors; the height of a picture stored top down is negative.
pub(super) fn bmp(source: &dyn Source) -> io::Result<Claims> {
    let head = temoin_syntax::slice(source, 0, 26)?;
    let dimensions = le32(&head, 18).zip(le32(&head, 22)).map(|(w, h)| (w, (h as i32).unsigned_abs()));
    Ok(Claims { dimensions, ..Claims::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82";

    #[test]
    fn a_png_says_its_size_and_end() {
        let found = png(&PNG).unwrap();
        assert_eq!((found.dimensions, found.end, found.cut), (Some((60_000, 60_000)), Some(PNG.len() as u64), false));
        for len in 8..PNG.len() {
            assert!(png(&&PNG[..len]).unwrap().cut, "{len}");
        }
    }

    #[test]
    fn texts_are_named_and_credentials_seen() {
        let mut file = PNG[..33].to_vec();
        for (name, body) in [(b"tEXt", b"parameters\0x".as_slice()), (b"tEXt", b"Software\0Ex 1"), (b"caBX", b"x")] {
            file.extend((body.len() as u32).to_be_bytes());
            file.extend_from_slice(name);
            file.extend_from_slice(body);
            file.extend([0; 4]);
        }
        file.extend(&PNG[33..]);
        let found = png(&file).unwrap();
        assert_eq!((found.texts, found.program.as_deref()), (vec!["parameters", "Software"], Some("Ex 1")));
        assert!(found.credentials);
    }

    #[test]
    fn a_chunk_that_promises_more_than_there_is_ends_the_walk() {
        let file = b"RIFF\xff\xff\xff\xffWEBPEXIF\xff\xff\xff\xffabc";
        let found = webp(&file.as_slice()).unwrap();
        assert!(found.cut && found.beyond);
        let file = b"RIFF\x10\0\0\0WEBPEXIF\x04\0\0\0abcd";
        assert_eq!(webp(&file.as_slice()).unwrap().exif.as_deref(), Some(b"abcd".as_slice()));
    }
}
