use std::io;

use temoin_syntax::{Source, slice};

use crate::row::Format;
use crate::text;

/// Bytes that are looked at.
const HEAD: usize = 64 << 10;

/// Tells the form by the first bytes, and for a table what parts its columns.
pub(crate) fn format(source: &dyn Source) -> io::Result<(Format, u8)> {
    let head = slice(source, 0, HEAD)?;
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&head).trim_ascii_start();
    let format = match head.first() {
        Some(b'<') => Format::Ncmec,
        Some(b'{' | b'[') => Format::Json,
        _ => return Ok(of_lines(head)),
    };
    Ok((format, b','))
}

/// Tells a table from plain lines by the first line that says something.
fn of_lines(head: &[u8]) -> (Format, u8) {
    let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let Some(first) = lines.into_iter().find(|line| !text::is_silent(line)) else { return (Format::Text, b',') };
    if text::is_row(first) {
        return (Format::Text, b',');
    }
    match [b'\t', b';', b','].into_iter().find(|separator| first.contains(separator)) {
        Some(separator) => (Format::Table, separator),
        None => (Format::Text, b','),
    }
}
