/// Returns the place of the first character that steers a terminal or turns the direction of text: C0 and C1 controls
/// but tab and line ends, U+202A–U+202E and U+2066–U+2069 (Unicode Standard Annex #9, section 2).
pub(crate) fn first(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'\t' | b'\n' | b'\r' => {}
            0..0x20 | 0x7f => return Some(at),
            0xc2 if text.get(at + 1).is_some_and(|b| (0x80..0xa0).contains(b)) => return Some(at),
            0xe2 if turns(text.get(at + 1), text.get(at + 2)) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
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
    fn finds_what_steers_and_nothing_else() {
        check("été « oui » 👩‍👩‍👧\r\n\t’", None);
        check("a\u{1b}[2J", Some(1));
        check("ab\u{202e}c", Some(2));
        check("é\u{2066}", Some(2));
        check("\u{9b}x", Some(0));
        check("\u{200e}ok\u{200f}", None);
    }
}
