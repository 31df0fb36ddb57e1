//! Lists that other programs read. What is written here is read back by [`read`](crate::read).

use std::io::{self, Write};

use temoin_fingerprint::{Hexadecimal, PdqHash, Quality};

use crate::Signal;

/// Is what is handed on of a picture or film: hashes only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// The PDQ hash of the whole picture.
    pub pdq: Option<PdqHash>,
    /// How much there is to recognise in it; a hash of less than [`Quality::LEAST_USED`] is not written where the form
    /// cannot say so.
    pub quality: Option<Quality>,
    /// MD5 of the file.
    pub md5: Option<Hexadecimal<16>>,
    /// SHA-1 of the file.
    pub sha1: Option<Hexadecimal<20>>,
    /// SHA-256 of the file.
    pub sha256: Option<Hexadecimal<32>>,
    /// It is a film: its MD5 is of the kind `video_md5`.
    pub film: bool,
}

impl Outgoing {
    /// Lists the signals that others can use, PDQ first.
    pub fn signals(&self) -> impl Iterator<Item = Signal> {
        let used = self.quality.is_none_or(Quality::is_used);
        let md5 = if self.film { Signal::VideoMd5 } else { Signal::Md5 };
        let pdq = self.pdq.filter(|_| used).map(Signal::Pdq);
        [pdq, self.md5.map(md5), self.sha1.map(Signal::Sha1), self.sha256.map(Signal::Sha256)].into_iter().flatten()
    }
}

/// Writes `type value` lines, as ThreatExchange's local files are: a line for each signal.
///
/// # Errors
/// What the medium reports.
pub fn lines(all: &[Outgoing], mut to: impl Write) -> io::Result<()> {
    for signal in all.iter().flat_map(Outgoing::signals) {
        writeln!(to, "{} {signal}", signal.kind().name())?;
    }
    Ok(())
}

/// Writes a JSON object from kinds to hashes on a line for each, as HMA's signals are. One without signals has no line.
///
/// # Errors
/// What the medium reports.
pub fn json_lines(all: &[Outgoing], mut to: impl Write) -> io::Result<()> {
    for outgoing in all {
        let mut before = "{";
        for signal in outgoing.signals() {
            write!(to, "{before}\"{}\":\"{signal}\"", signal.kind().name())?;
            before = ",";
        }
        if before == "," {
            writeln!(to, "}}")?;
        }
    }
    Ok(())
}

/// Writes a table `pdq,quality,md5,sha1,sha256`, with `video_md5` after it where a film is among all. One without hashes has
/// no row.
///
/// # Errors
/// What the medium reports.
pub fn table(all: &[Outgoing], mut to: impl Write) -> io::Result<()> {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let films = all.iter().any(|outgoing| outgoing.film);
    writeln!(to, "pdq,quality,md5,sha1,sha256{}", if films { ",video_md5" } else { "" })?;
    for Outgoing { pdq, quality, md5, sha1, sha256, film } in all {
        if pdq.is_none() && md5.is_none() && sha1.is_none() && sha256.is_none() {
            continue;
        }
        let (of_film, of_file) = (md5.filter(|_| *film), md5.filter(|_| !film));
        let quality = quality.filter(|_| pdq.is_some());
        write!(to, "{},{},{},{},{}", text(*pdq), text(quality), text(of_file), text(*sha1), text(*sha256))?;
        if films {
            write!(to, ",{}", text(of_film))?;
        }
        writeln!(to)?;
    }
    Ok(())
}
