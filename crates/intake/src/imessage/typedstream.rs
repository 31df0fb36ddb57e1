//! The text in an attributed string that macOS stored as a "typed stream": its format is not documented, only the first
//! string in it is looked for.

/// How a string's bytes are announced: a type of one letter, `+`.
const STRING: &[u8] = &[0x84, 0x01, b'+'];
/// Names of the classes whose bytes are a text.
const CLASSES: [&[u8]; 2] = [b"NSString", b"NSMutableString"];

/// Returns the bytes of the first string of a class for texts, and whether they are all there; nothing where there is none.
pub(super) fn text(stream: &[u8]) -> Option<(&[u8], bool)> {
    let class =
        CLASSES.iter().filter_map(|class| memchr::memmem::find(stream, class).map(|at| at + class.len())).min()?;
    let rest = &stream[class..];
    // Between the class and its bytes stand its version and its parents, a few names at most.
    let at = memchr::memmem::find(&rest[..rest.len().min(64)], STRING)? + STRING.len();
    let (len, bytes) = length(&rest[at..])?;
    Some((&bytes[..bytes.len().min(len)], bytes.len() >= len))
}

/// Reads a number: one byte, or a mark and two or four bytes, least significant first.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    match bytes {
        [0x81, a, b, rest @ ..] => Some((usize::from(u16::from_le_bytes([*a, *b])), rest)),
        [0x82, a, b, c, d, rest @ ..] => Some((u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest)),
        [len @ 0..=0x7f, rest @ ..] => Some((usize::from(*len), rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(length: &[u8], text: &str) -> Vec<u8> {
        let head = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+";
        [head.as_slice(), length, text.as_bytes(), b"\x86\x84\x02iI\x01"].concat()
    }

    #[test]
    fn the_text_is_found() {
        assert_eq!(text(&stream(&[5], "été")), Some(("été".as_bytes(), true)));
        let long = "é".repeat(200);
        assert_eq!(text(&stream(&[0x81, 0x90, 0x01], &long)), Some((long.as_bytes(), true)));
        assert_eq!(text(&stream(&[0x82, 0x90, 0x01, 0, 0], &long)), Some((long.as_bytes(), true)));
        assert_eq!(text(&stream(&[0], "")), Some((&b""[..], true)));
    }

    #[test]
    fn what_breaks_off_or_is_no_stream_is_read_as_far_as_it_goes() {
        let whole = stream(&[0x81, 0xff, 0xff], "ok");
        assert_eq!(text(&whole), Some((&b"ok\x86\x84\x02iI\x01"[..], false)));
        for len in 0..whole.len() {
            text(&whole[..len]);
        }
        assert_eq!((text(b""), text(b"NSString"), text(&stream(&[0x90], "x"))), (None, None, None));
    }
}
