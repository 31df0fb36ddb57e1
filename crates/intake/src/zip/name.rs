//! Names of members: kept as stored, shown made harmless, never used as paths.

use std::borrow::Cow;

/// Upper half of code page 437, the charset of names without the UTF-8 flag (APPNOTE, appendix D).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Is a name fit for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown<'n> {
    /// Parts joined with `/`; the name itself where there is nothing to change.
    pub(super) name: Cow<'n, str>,
    /// The stored name would have led elsewhere, or hidden something.
    pub(super) odd: bool,
}

/// Decodes a name: as UTF-8 where it is, else as code page 437.
pub(super) fn decode(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(name) => name.into(),
        Err(_) => raw.iter().map(|&b| if b < 0x80 { char::from(b) } else { high(b) }).collect(),
    }
}

fn high(byte: u8) -> char {
    CP437.chars().nth(usize::from(byte) - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Makes a decoded name harmless.
pub(super) fn show(decoded: &str, number: u64) -> Shown<'_> {
    if is_harmless(decoded) {
        return Shown { name: decoded.into(), odd: false };
    }
    let mut odd = decoded.starts_with(['/', '\\']) || decoded.contains('\\');
    let clean: String = decoded
        .chars()
        .map(|c| {
            odd |= steers(c) && c != '\u{200e}';
            if steers(c) { '_' } else { c }
        })
        .collect();
    let mut parts = Vec::new();
    for part in clean.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => odd = true,
            _ if part.len() == 2 && part.ends_with(':') => odd = true,
            _ => parts.push(part),
        }
    }
    let mut name = parts.join("/");
    if name.get(1..2) == Some(":") {
        odd = true;
        name = name.replacen(':', "_", 1);
    }
    if name.is_empty() {
        odd = true;
        name = format!("member-{number}");
    }
    Shown { name: name.into(), odd }
}

fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a number that names have in common where they differ by case only; others seldom do.
pub(super) fn number(name: &str) -> u64 {
    let lower = if name.is_ascii() { Cow::from(name) } else { name.to_lowercase().into() };
    // The bit in which small and capital letters differ is set in all bytes.
    let mix = |sum: u64, bytes: u64| {
        (sum ^ (bytes | 0x2020_2020_2020_2020)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    };
    let (blocks, rest) = lower.as_bytes().as_chunks::<8>();
    let sum = blocks.iter().fold(lower.len() as u64, |sum, block| mix(sum, u64::from_le_bytes(*block)));
    mix(sum, rest.iter().fold(0, |bytes, &byte| bytes << 8 | u64::from(byte)))
}

/// Returns whether a name holds nothing that would be changed. Most do not, and there may be very many: none is copied then.
fn is_harmless(name: &str) -> bool {
    let calm = |c| !steers(c) && !matches!(c, '\\' | ':');
    if name.is_ascii() {
        let (mut calm, mut before, mut parted) = (true, b'/', false);
        for byte in name.bytes() {
            calm &= matches!(byte, b' '..=b'~') && !matches!(byte, b'\\' | b':');
            parted |= before == b'/' && matches!(byte, b'/' | b'.');
            before = byte;
        }
        if !calm || before == b'/' {
            return false;
        }
        if !parted {
            return true;
        }
    } else if !name.chars().all(calm) {
        return false;
    }
    name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &[u8], name: &str, odd: bool) {
        let decoded = decode(raw);
        let shown = show(&decoded, 7);
        assert_eq!((&*shown.name, shown.odd), (name, odd), "{raw:?}");
        assert_eq!(matches!(shown.name, Cow::Borrowed(_)), decoded == name, "copied only where it changes: {raw:?}");
    }

    #[test]
    fn names_lead_nowhere() {
        check(b"_chat.txt", "_chat.txt", false);
        check("photos/été.jpg".as_bytes(), "photos/été.jpg", false);
        check(b"Discussion \x82t\x82.txt", "Discussion été.txt", false);
        check(b"a/b c/.d/..e/f.", "a/b c/.d/..e/f.", false);
        check(b"a//b/./c/", "a/b/c", false);
        check(b"../../evil.txt", "evil.txt", true);
        check(b"/abs.txt", "abs.txt", true);
        check(b"C:\\win.txt", "win.txt", true);
        check(b"C:win.txt", "C_win.txt", true);
        check(b"a/..\\..\\b.txt", "a/b.txt", true);
        check(b"nul\0.txt", "nul_.txt", true);
        check("\u{202e}gpj.exe".as_bytes(), "_gpj.exe", true);
        check(b"..", "member-7", true);
        check(b"", "member-7", true);
    }

    #[test]
    fn names_that_differ_by_case_share_a_number() {
        for (one, other) in [("IMG_0001.JPG", "img_0001.jpg"), ("ÉTÉ.txt", "été.TXT"), ("\u{212a}", "k"), ("", "")]
        {
            assert_eq!(number(one), number(other), "{one} {other}");
        }
        let numbers: std::collections::HashSet<u64> = (0..100_000).map(|n| number(&format!("f/{n:06}.bin"))).collect();
        assert_eq!(numbers.len(), 100_000);
    }

    #[test]
    fn the_code_page_has_its_128_characters() {
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!((high(0x82), high(0xe1), high(0xff)), ('é', 'ß', '\u{a0}'));
    }
}
