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

/// Names the charset of a Windows code page; nothing where it is none that is known.
pub(crate) fn of_code_page(number: u32) -> Option<&'static str> {
    Some(match number {
        1200 => "utf-16le",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1252 => "windows-1252",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        874 => "windows-874",
        850 => "ibm850",
        866 => "ibm866",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        10000 => "macintosh",
        20127 => "us-ascii",
        20866 => "koi8-r",
        21866 => "koi8-u",
        28591 => "iso-8859-1",
        28592 => "iso-8859-2",
        28595 => "iso-8859-5",
        28597 => "iso-8859-7",
        28599 => "iso-8859-9",
        28605 => "iso-8859-15",
        50220..=50222 => "iso-2022-jp",
        51932 => "euc-jp",
        51949 => "euc-kr",
        54936 => "gb18030",
        65000 => "utf-7",
        65001 => "utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], code_page: u32, expected: &str) {
        assert_eq!(decode(bytes, of_code_page(code_page)), (expected.to_owned(), false), "{code_page}");
    }

    #[test]
    fn code_pages() {
        check(b"500 \x80 d\xe9j\xe0", 1252, "500 € déjà");
        check(b"\xcf\xf0\xe8", 1251, "При");
        check("déjà".as_bytes(), 65001, "déjà");
        check(b"\x83n\x83\x8d", 932, "ハロ");
        check(b"d\0\xe9\0", 1200, "dé");
        for number in 0..70_000 {
            let name = of_code_page(number);
            assert!(name.is_none_or(|name| is_utf8(name) || charset_decoder(name.as_bytes()).is_some()), "{number}");
        }
        assert_eq!(decode(b"d\xe9", None), ("d\u{fffd}".to_owned(), true));
    }
}
