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
        Some(Ok(mended)) => Mended::Repaired(mended),
        // Right text of western languages is no valid UTF-8 when taken byte by byte.
        Some(Err(_)) => Mended::Right(Cow::Borrowed(text)),
        None if text.split(|c| u32::from(c) > 0xff).any(is_stored_by_bytes) => Mended::Mixed(Cow::Borrowed(text)),
        None => Mended::Right(Cow::Borrowed(text)),
    }
}

fn is_stored_by_bytes(part: &str) -> bool {
    let bytes: Vec<u8> = part.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    !bytes.is_ascii() && String::from_utf8(bytes).is_ok()
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
    }

    proptest::proptest! {
        #[test]
        fn what_was_stored_by_bytes_comes_back(text in "[a-zé-ÿ😂ß€ ]{0,20}") {
            assert_eq!(mended(&stored(&text)), text);
        }
    }
}
