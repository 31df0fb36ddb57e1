use std::io::{self, Write};

use temoin_fingerprint::{Digests, PdqHash, Quality};

/// Is what is handed on of one picture or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Of a picture, its PDQ hash and how much there is to recognise in it.
    pub pdq: Option<(PdqHash, Quality)>,
    /// The hashes of the bytes.
    pub digests: Digests,
    /// The bytes are those of a film: their MD5 goes by another name.
    pub film: bool,
}

/// Names the form in which hashes are handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A table with the columns `pdq,quality,md5,sha1,sha256`.
    Csv,
    /// `type value` a line, as ThreatExchange's file exchange reads it: PDQ of pictures, MD5 of films.
    ThreatExchange,
    /// JSON a line, by kinds, as HMA takes it: PDQ of pictures, MD5 of films.
    Hma,
}

/// Writes hashes. A hash of too low a quality stays out: it would meet pictures that are nothing alike.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, form: Form, all: &[Outgoing]) -> io::Result<()> {
    if form == Form::Csv {
        out.write_all(b"pdq,quality,md5,sha1,sha256\n")?;
    }
    for one in all {
        let pdq = one.pdq.filter(|(_, quality)| quality.is_used());
        let Digests { md5, sha1, sha256, .. } = one.digests;
        match form {
            Form::Csv => match pdq {
                Some((hash, quality)) => writeln!(out, "{hash},{quality},{md5},{sha1},{sha256}")?,
                None => writeln!(out, ",,{md5},{sha1},{sha256}")?,
            },
            Form::ThreatExchange => match pdq {
                Some((hash, _)) => writeln!(out, "pdq {hash}")?,
                None if one.film => writeln!(out, "video_md5 {md5}")?,
                None => (),
            },
            Form::Hma => match pdq {
                Some((hash, _)) => writeln!(out, "{{\"pdq\":\"{hash}\"}}")?,
                None if one.film => writeln!(out, "{{\"video_md5\":\"{md5}\"}}")?,
                None => (),
            },
        }
    }
    Ok(())
}
