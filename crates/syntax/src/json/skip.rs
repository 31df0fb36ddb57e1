use std::io;

use crate::Window;

/// Steps over the value that comes next by its brackets and quotation marks alone, however large, deep or odd it is.
/// Returns whether it ends within the file.
pub(super) fn skip(window: &mut Window<'_>) -> io::Result<bool> {
    let (mut depth, mut quoted, mut escaped) = (0u64, false, false);
    let mut begun = false;
    loop {
        if window.rest().is_empty() && (window.is_complete() || !window.more()?) {
            return Ok(begun && depth == 0 && !quoted);
        }
        let mut ended = None;
        for (at, &byte) in window.rest().iter().enumerate() {
            if quoted {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => quoted = false,
                    _ => continue,
                }
                if !quoted && depth == 0 {
                    ended = Some(at + 1);
                    break;
                }
                continue;
            }
            match byte {
                b'"' => quoted = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => {
                    ended = Some(at);
                    break;
                }
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        ended = Some(at + 1);
                        break;
                    }
                }
                b',' if depth == 0 => {
                    ended = Some(at);
                    break;
                }
                b' ' | b'\t' | b'\r' | b'\n' if depth == 0 && begun => {
                    ended = Some(at);
                    break;
                }
                b' ' | b'\t' | b'\r' | b'\n' => continue,
                _ => {}
            }
            begun = true;
        }
        if let Some(end) = ended {
            window.advance(end);
            return Ok(true);
        }
        let all = window.rest().len();
        window.advance(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, rest: &str, whole: bool) {
        let bytes = text.as_bytes();
        let mut window = Window::new(&bytes, 0);
        assert_eq!(skip(&mut window).unwrap(), whole, "{text}");
        while window.rest().is_empty() && !window.is_complete() && window.more().unwrap() {}
        assert_eq!(std::str::from_utf8(window.rest()).unwrap(), rest, "{text}");
    }

    #[test]
    fn one_value_is_skipped() {
        check("{\"a}\": [1, {\"b\\\"]\": 2}]}, 3", ", 3", true);
        check(" 12, 3", ", 3", true);
        check("\"a\\\"b\" ]", " ]", true);
        check("12]", "]", true);
        check("[[[", "", false);
        check("\"abc", "", false);
        check("12", "", true);
    }
}
