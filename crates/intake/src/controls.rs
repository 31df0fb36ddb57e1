/// Returns the place of the first character that steers a terminal or turns the direction of text: C0 and C1 controls
/// but tab and line ends, U+202A–U+202E and U+2066–U+2069 (Unicode Standard Annex #9, section 2).
pub(crate) fn first(text: &[u8]) -> Option<usize> {
    let mut from = plain_prefix(text);
    while let Some(found) = text[from..].iter().position(|&byte| SUSPECT[byte as usize]) {
        let at = from + found;
        if steers(&text[at..]) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Returns the length of a beginning that holds no such character and nothing that JSON escapes: the whole text, or a
/// multiple of 32 bytes. Written so that the compiler compares many bytes at once.
#[inline]
pub(crate) fn plain_prefix(text: &[u8]) -> usize {
    let (blocks, _) = text.as_chunks::<32>();
    let plain = blocks.iter().take_while(|block| is_plain(block)).count();
    if plain == blocks.len() && ends_plain(text) { text.len() } else { plain * 32 }
}

/// Looks at the last 32 bytes or more, or at all of a shorter text; blocks may overlap.
#[inline]
fn ends_plain(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk::<32>() {
        return is_plain(last);
    }
    match (text.first_chunk::<16>(), text.last_chunk::<16>()) {
        (Some(first), Some(last)) => is_plain(first) && is_plain(last),
        _ => match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            (Some(first), Some(last)) => is_plain(first) && is_plain(last),
            _ => text.iter().all(|&byte| is_plain(&[byte])),
        },
    }
}

#[inline]
fn is_plain<const N: usize>(block: &[u8; N]) -> bool {
    let mut odd = 0;
    for &b in block {
        odd |= u8::from(b < 0x20) | u8::from(b == b'"') | u8::from(b == b'\\');
        odd |= u8::from(b == 0x7f) | u8::from(b == 0xc2) | u8::from(b == 0xe2);
    }
    odd == 0
}

/// Bytes that are such a character, or begin one.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        suspect[byte] = !matches!(byte as u8, b'\t' | b'\n' | b'\r');
        byte += 1;
    }
    suspect[0x7f] = true;
    suspect[0xc2] = true;
    suspect[0xe2] = true;
    suspect
};

/// Returns whether a text begins with such a character; its first byte is one of [`SUSPECT`].
#[inline]
pub(crate) fn steers(text: &[u8]) -> bool {
    match text.first() {
        Some(0xc2) => text.get(1).is_some_and(|b| (0x80..0xa0).contains(b)),
        Some(0xe2) => turns(text.get(1), text.get(2)),
        _ => true,
    }
}

fn turns(second: Option<&u8>, third: Option<&u8>) -> bool {
    matches!((second, third), (Some(0x80), Some(0xaa..=0xae)) | (Some(0x81), Some(0xa6..=0xa9)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<usize>) {
        assert_eq!(first(text.as_bytes()), expected, "{text:?}");
    }

    #[test]
    fn a_plain_text_is_plain_whatever_its_length() {
        for len in 0..100 {
            let mut text = vec![b'a'; len];
            assert_eq!(plain_prefix(&text), len);
            for at in 0..len {
                text[at] = b'"';
                assert!(plain_prefix(&text) <= at && first(&text).is_none());
                text[at] = 0x1b;
                assert!(plain_prefix(&text) <= at && first(&text) == Some(at));
                text[at] = b'a';
            }
        }
    }

    #[test]
    fn finds_what_steers_and_nothing_else() {
        check("été « oui » 👩‍👩‍👧\r\n\t’", None);
        check("a\u{1b}[2J", Some(1));
        check("ab\u{202e}c", Some(2));
        check("é\u{2066}", Some(2));
        check("\u{9b}x", Some(0));
        check("\u{200e}ok\u{200f}", None);
    }
}
