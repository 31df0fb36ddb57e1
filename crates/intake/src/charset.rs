//! Text that is not UTF-8, by the name of its charset or by the number of its code page.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Returns a text, and whether some bytes were none. Without a charset it is UTF-8, as it is where the charset is not known.
pub(crate) fn decode(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
    let other = charset.filter(|name| !is_utf8(name));
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) if other.is_none() => (text.to_owned(), false),
        _ => match other.and_then(|name| charset_decoder(name.as_bytes())) {
            Some(decode) => {
                let text = decode(bytes);
                let odd = text.contains('\u{fffd}');
                (text, odd)
            }
            None => (String::from_utf8_lossy(bytes).into_owned(), true),
        },
    }
}

fn is_utf8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|name| charset.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets() {
        assert_eq!(decode(b"500 \x80", Some("windows-1252")), ("500 €".to_owned(), false));
        assert_eq!(decode(b"d\xe9", None), ("d\u{fffd}".to_owned(), true));
    }
}
