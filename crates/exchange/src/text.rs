//! Plain text: a hash a line, `type value` (ThreatExchange's local file), and what checksum programs print.

use temoin_syntax::Source;

use crate::kind::{Kind, Named, Signal, fault, named, pdq};
use crate::lines::{self, Line};
use crate::tally::{Halt, Tally};
use crate::{Options, Why, hex};

/// Reads a file of lines.
pub(crate) fn read(source: &dyn Source, options: &Options, tally: &mut Tally<'_>) -> Result<(), Halt> {
    lines::each(source, options.line, |Line { number, text }| {
        let Some(text) = text else { return tally.bad(number, Why::TooLong) };
        // Nearly all lines of nearly all lists.
        if text.len() == 64
            && let Some(bytes) = hex::bytes(text)
            && options.untyped == Kind::Pdq
        {
            let signal = pdq(bytes);
            if let Signal::Pdq(hash) = signal {
                tally.untyped(hash);
            }
            return tally.one(number, signal);
        }
        if is_nothing(text) {
            return Ok(());
        }
        let read = line(text, options.untyped);
        if let Ok(Read::Signal { name: Some(name), .. }) = &read
            && tally.wants()
        {
            tally.keep(vec![("file".to_owned(), String::from_utf8_lossy(name).into_owned())]);
        }
        match read {
            Ok(Read::Signal { signal, .. }) => tally.one(number, signal),
            Ok(Read::Other) => tally.skipped(),
            Err(why) => tally.bad(number, why),
        }
    })
}

/// Returns whether a line holds no data: it is blank, or a comment.
pub(crate) fn is_nothing(line: &[u8]) -> bool {
    matches!(line.first(), None | Some(b'#'))
}

/// Is what a line says.
pub(crate) enum Read<'a> {
    /// A signal, and the file that a checksum program names beside it.
    Signal { signal: Signal, name: Option<&'a [u8]> },
    /// A kind that is not read.
    Other,
}

/// Reads one line that is no comment.
pub(crate) fn line(line: &[u8], untyped: Kind) -> Result<Read<'_>, Why> {
    let signal = |signal| Read::Signal { signal, name: None };
    if hex::is_digits(line) {
        let kind = Kind::of_length(line.len(), untyped).ok_or(Why::Length { digits: line.len() })?;
        return Signal::of(kind, line).map(signal);
    }
    let end = line.iter().position(|byte| matches!(byte, b' ' | b'\t' | b',')).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    match named(word) {
        Some(Named::Other) if !rest.is_empty() => return Ok(Read::Other),
        Some(Named::Known(kind)) if !rest.is_empty() => {
            let value = rest[1..].trim_ascii();
            return match bsd(value) {
                Some((name, digits)) => {
                    Signal::of(kind, digits).map(|signal| Read::Signal { signal, name: Some(name) })
                }
                None => Signal::of(kind, value).map(signal),
            };
        }
        _ => {}
    }
    if let Some(name) = rest.strip_prefix(b"  ").or(rest.strip_prefix(b" *")).filter(|name| !name.is_empty()) {
        // Names with a line end in them are written with a backslash before all.
        let digits = word.strip_prefix(b"\\").unwrap_or(word);
        if let Some(kind) = Kind::of_length(digits.len(), Kind::Sha256) {
            return Signal::of(kind, digits).map(|signal| Read::Signal { signal, name: Some(name) });
        }
    }
    Err(match Kind::of_length(word.len(), untyped) {
        Some(_) if hex::is_digits(word) => Why::Fields,
        _ => fault(word),
    })
}

/// Reads `(name) = digits`, as BSD's checksum programs print after the kind.
fn bsd(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let value = value.strip_prefix(b"(")?;
    let end = memchr::memmem::rfind(value, b") = ")?;
    Some((&value[..end], &value[end + 4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDQ: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";

    fn check(text: &str, expected: Result<&str, Why>) {
        let said = line(text.as_bytes(), Kind::Pdq).map(|read| match read {
            Read::Signal { signal, name } => {
                let name = name.map(|name| format!(" of {}", String::from_utf8_lossy(name))).unwrap_or_default();
                format!("{} {}{name}", signal.kind().name(), signal)
            }
            Read::Other => "other".to_owned(),
        });
        assert_eq!(said, expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn lines_of_all_forms_are_read() {
        let (md5, sha1) = (&PDQ[..32], &PDQ[..40]);
        check(PDQ, Ok(&format!("pdq {PDQ}")));
        check(&PDQ.to_uppercase(), Ok(&format!("pdq {PDQ}")));
        check(md5, Ok(&format!("md5 {md5}")));
        check(sha1, Ok(&format!("sha1 {sha1}")));
        for between in [" ", "\t", ",", ", ", "  "] {
            check(&format!("PDQ{between}{PDQ}"), Ok(&format!("pdq {PDQ}")));
            check(&format!("sha256{between}{PDQ}"), Ok(&format!("sha256 {PDQ}")));
            check(&format!("video_md5{between}{md5}"), Ok(&format!("video_md5 {md5}")));
        }
        check(&format!("{PDQ}  a b.jpg"), Ok(&format!("sha256 {PDQ} of a b.jpg")));
        check(&format!("\\{PDQ}  a\\nb"), Ok(&format!("sha256 {PDQ} of a\\nb")));
        check(&format!("{md5} *b"), Ok(&format!("md5 {md5} of b")));
        check(&format!("SHA1 (a) b) = {sha1}"), Ok(&format!("sha1 {sha1} of a) b")));
        check("photodna 1,2,3", Ok("other"));
        check("tmk_pdqf xyz", Ok("other"));
    }

    #[test]
    fn what_is_no_hash_is_told() {
        check(&PDQ[1..], Err(Why::Length { digits: 63 }));
        check("pdq", Err(Why::Digits));
        check("pdq 00", Err(Why::Length { digits: 2 }));
        check(&format!("md5 {PDQ}"), Err(Why::Length { digits: 64 }));
        check("hello world", Err(Why::Digits));
        check(&format!("{PDQ} note"), Err(Why::Fields));
        check(&format!("0x{PDQ}"), Err(Why::Digits));
    }
}
