//! Text whose UTF-8 bytes were written as Latin-1 characters, as Meta's downloads write them.

use std::borrow::Cow;

/// Is a text and what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mended<'a> {
    /// It was right as it stood.
    Right(Cow<'a, str>),
    /// It was stored byte by byte and is put together again.
    Repaired(String),
    /// A part looks as if stored byte by byte, and a part cannot be: it is left as it stood.
    Mixed(Cow<'a, str>),
}

/// Looks at one text by itself: a file may hold right and wrong ones side by side.
pub(crate) fn mend(text: &str) -> Mended<'_> {
    if text.is_ascii() {
        return Mended::Right(Cow::Borrowed(text));
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match bytes.map(String::from_utf8) {
        Some(Ok(mended)) if mended.chars().any(|c| !c.is_ascii() && !is_by_chance(c)) => Mended::Repaired(mended),
        // Right text of western languages is no valid UTF-8 when taken byte by byte, or only by chance.
        Some(Ok(_)) => Mended::Right(Cow::Borrowed(text)),
        _ if text.split(|c| u32::from(c) > 0xff).any(is_stored_by_bytes) => Mended::Mixed(Cow::Borrowed(text)),
        _ => Mended::Right(Cow::Borrowed(text)),
    }
}

/// "voilà »" with a blank that does not break is three bytes of one character that nobody writes: U+0800–U+0FFF without a
/// byte below 0xA0.
fn is_by_chance(c: char) -> bool {
    let mut bytes = [0; 4];
    let bytes = c.encode_utf8(&mut bytes).as_bytes();
    bytes.len() == 3 && bytes[0] == 0xe0 && bytes.iter().all(|&byte| byte >= 0xa0)
}

/// Returns whether a part holds a character that was stored byte by byte, whatever stands around it: of its bytes one is a
/// control character (0x80–0x9F), which right text never holds, or the first is `Â` or `Ã` before a sign.
fn is_stored_by_bytes(part: &str) -> bool {
    let bytes: Vec<u8> = part.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    if !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok_and(|text| !text.chars().any(is_by_chance)) {
        return true;
    }
    bytes.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).any(|c| {
        let mut buffer = [0; 4];
        let bytes = c.encode_utf8(&mut buffer).as_bytes();
        bytes.len() > 1 && (matches!(bytes[0], 0xc2 | 0xc3) || bytes.iter().any(|byte| (0x80..0xa0).contains(byte)))
    })
}

/// Returns the text as a person reads it, for names and titles.
pub(crate) fn mended(text: &str) -> String {
    match mend(text) {
        Mended::Right(text) | Mended::Mixed(text) => text.into_owned(),
        Mended::Repaired(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn each_text_is_judged_by_itself() {
        assert_eq!(mend(&stored("Zoë 😂")), Mended::Repaired("Zoë 😂".into()));
        assert_eq!(mend("déjà"), Mended::Right("déjà".into()));
        assert_eq!(mend("ok"), Mended::Right("ok".into()));
        assert_eq!(mend("100 €"), Mended::Right("100 €".into()));
        let mixed = format!("{} €", stored("déjà"));
        assert_eq!(mend(&mixed), Mended::Mixed(mixed.as_str().into()));
        // Right letters and stored ones side by side, all of them below U+0100.
        for mixed in ["étÃ©", "déjÃ\u{a0} vu, très", &format!("é {}", stored("😂")), &format!("é {} €", stored("ü"))]
        {
            assert_eq!(mend(mixed), Mended::Mixed(mixed.into()), "{mixed}");
        }
        for right in ["voilà\u{a0}»", "«\u{a0}déjà\u{a0}» 12 °C", "Ãngela", "café»", "«\u{a0}LIBERTÉ»"] {
            assert_eq!(mend(right), Mended::Right(right.into()), "{right}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_stored_by_bytes_comes_back(text in "[a-zé-ÿ😂ß€ ]{0,20}") {
            assert_eq!(mended(&stored(&text)), text);
        }
    }
}
