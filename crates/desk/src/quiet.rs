//! Keeps what someone else wrote from steering a terminal or turning the direction of text.

use std::io::{self, Write};

use serde::Serialize;

/// Returns whether a character may steer a terminal or turn the direction of text.
///
/// C0 and C1 controls, the bidirectional controls of Unicode (UAX #9), and format characters that nothing shows.
/// The zero-width joiners stay: emoji and several scripts are written with them.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e001f}')
}

/// Makes a text that someone else chose safe to show on one line of a terminal.
pub fn shown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => safe.push_str(" ⏎ "),
            '\t' => safe.push(' '),
            c if steers(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    safe
}

/// Writes a value as one line of JSON in which no character is left that steers: the same value, escaped (RFC 8259 §7).
///
/// # Errors
/// What the writer says.
pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    escape(&line, out)
}

/// Copies JSON text (UTF-8), writing what steers as `\uXXXX`. Outside of its strings JSON is ASCII without controls but line ends.
pub(crate) fn escape(json: &[u8], out: &mut impl Write) -> io::Result<()> {
    let mut from = 0;
    let mut at = 0;
    while let Some(next) = json[at..].iter().position(|&byte| suspect(byte)) {
        at += next;
        let Some((c, len)) = character(&json[at..]) else {
            at += 1;
            continue;
        };
        if steers(c) {
            out.write_all(&json[from..at])?;
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            from = at + len;
        }
        at += len;
    }
    out.write_all(&json[from..])
}

/// Returns whether a character that steers may begin with this byte; C0 controls are escaped in JSON as it is.
fn suspect(byte: u8) -> bool {
    matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
}

fn character(bytes: &[u8]) -> Option<(char, usize)> {
    let len = match bytes.first()? {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    let c = std::str::from_utf8(bytes.get(..len)?).ok()?.chars().next()?;
    Some((c, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, json: &str, plain: &str) {
        let mut out = Vec::new();
        json_line(&mut out, &text).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.trim_end(), json);
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        assert_eq!(shown(text), plain);
    }

    #[test]
    fn nothing_that_steers_reaches_a_terminal() {
        check("Zoë 🌸 l’été 👩‍👧", "\"Zoë 🌸 l’été 👩‍👧\"", "Zoë 🌸 l’été 👩‍👧");
        check("a\u{1b}[31mb", "\"a\\u001b[31mb\"", "a\\u{1b}[31mb");
        check("a\u{202e}b\u{9b}c\u{e0001}", "\"a\\u202eb\\u009bc\\udb40\\udc01\"", "a\\u{202e}b\\u{9b}c\\u{e0001}");
        check("one\ntwo\u{7f}", "\"one\\ntwo\\u007f\"", "one ⏎ two\\u{7f}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads_back_and_is_quiet(text in "\\PC*|[\\x00-\\u{2ff}\\u{2000}-\\u{2070}\\u{feff}]*") {
            let mut out = Vec::new();
            json_line(&mut out, &text).unwrap();
            let out = String::from_utf8(out).unwrap();
            proptest::prop_assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
            proptest::prop_assert!(!out.trim_end_matches('\n').chars().any(steers));
        }
    }
}
