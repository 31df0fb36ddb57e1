/// Returns the place of the first character that steers a terminal or turns the direction of text: C0 and C1 controls
/// but tab and line ends, U+202A–U+202E and U+2066–U+2069 (Unicode Standard Annex #9, section 2).
pub(crate) fn first(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].iter().position(|&byte| SUSPECT[byte as usize]) {
        let at = from + found;
        let steers = match text[at] {
            0xc2 => text.get(at + 1).is_some_and(|b| (0x80..0xa0).contains(b)),
            0xe2 => turns(text.get(at + 1), text.get(at + 2)),
            _ => true,
        };
        if steers {
            return Some(at);
        }
        from = at + 1;
    }
    None
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
    fn finds_what_steers_and_nothing_else() {
        check("été « oui » 👩‍👩‍👧\r\n\t’", None);
        check("a\u{1b}[2J", Some(1));
        check("ab\u{202e}c", Some(2));
        check("é\u{2066}", Some(2));
        check("\u{9b}x", Some(0));
        check("\u{200e}ok\u{200f}", None);
    }
}
