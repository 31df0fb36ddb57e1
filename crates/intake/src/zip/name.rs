//! Names of members: kept as stored, shown made harmless, never used as paths.

/// Upper half of code page 437, the charset of names without the UTF-8 flag (APPNOTE, appendix D).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Is a name fit for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Parts joined with `/`.
    pub(super) name: String,
    /// The stored name would have led elsewhere, or hidden something.
    pub(super) odd: bool,
}

/// Decodes a name: as UTF-8 where it is, else as code page 437.
pub(super) fn decode(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => raw.iter().map(|&b| if b < 0x80 { char::from(b) } else { high(b) }).collect(),
    }
}

fn high(byte: u8) -> char {
    CP437.chars().nth(usize::from(byte) - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Makes a decoded name harmless.
pub(super) fn show(decoded: &str, number: u64) -> Shown {
    let mut odd = decoded.starts_with(['/', '\\']) || decoded.contains('\\');
    let clean: String = decoded
        .chars()
        .map(|c| {
            let steers = c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            odd |= steers && c != '\u{200e}';
            if steers { '_' } else { c }
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
    Shown { name, odd }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &[u8], name: &str, odd: bool) {
        assert_eq!(show(&decode(raw), 7), Shown { name: name.into(), odd }, "{raw:?}");
    }

    #[test]
    fn names_lead_nowhere() {
        check(b"_chat.txt", "_chat.txt", false);
        check("photos/été.jpg".as_bytes(), "photos/été.jpg", false);
        check(b"Discussion \x82t\x82.txt", "Discussion été.txt", false);
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
    fn the_code_page_has_its_128_characters() {
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!((high(0x82), high(0xe1), high(0xff)), ('é', 'ß', '\u{a0}'));
    }
}
