//! Kinds of signals and the names that lists give them.

use std::fmt;

use temoin_fingerprint::{Hexadecimal, PdqHash};

use crate::{Why, hex};

/// Is a signal that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// The PDQ hash of a picture, or of a film's frame.
    Pdq(PdqHash),
    /// MD5 of a picture's file, or of any file.
    Md5(Hexadecimal<16>),
    /// SHA-1 of a file.
    Sha1(Hexadecimal<20>),
    /// SHA-256 of a file.
    Sha256(Hexadecimal<32>),
    /// MD5 of a film's file.
    VideoMd5(Hexadecimal<16>),
}

impl Signal {
    /// Returns its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Pdq(_) => Kind::Pdq,
            Self::Md5(_) => Kind::Md5,
            Self::Sha1(_) => Kind::Sha1,
            Self::Sha256(_) => Kind::Sha256,
            Self::VideoMd5(_) => Kind::VideoMd5,
        }
    }

    /// Reads the digits of a signal whose kind is known; blanks around them are of no matter.
    ///
    /// # Errors
    /// [`Why::Length`] or [`Why::Digits`].
    pub fn of(kind: Kind, digits: &[u8]) -> Result<Self, Why> {
        let digits = digits.trim_ascii();
        let read = match kind {
            Kind::Pdq => hex::bytes(digits).map(pdq),
            Kind::Md5 => hex::bytes(digits).map(|md5| Self::Md5(Hexadecimal(md5))),
            Kind::Sha1 => hex::bytes(digits).map(|sha1| Self::Sha1(Hexadecimal(sha1))),
            Kind::Sha256 => hex::bytes(digits).map(|sha256| Self::Sha256(Hexadecimal(sha256))),
            Kind::VideoMd5 => hex::bytes(digits).map(|md5| Self::VideoMd5(Hexadecimal(md5))),
        };
        read.ok_or_else(|| fault(digits))
    }
}

impl fmt::Display for Signal {
    /// Prints its digits, lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pdq(hash) => hash.fmt(f),
            Self::Md5(md5) | Self::VideoMd5(md5) => md5.fmt(f),
            Self::Sha1(sha1) => sha1.fmt(f),
            Self::Sha256(sha256) => sha256.fmt(f),
        }
    }
}

/// Makes the signal of a PDQ hash from its bytes, the highest first.
#[inline]
pub(crate) fn pdq(bytes: [u8; 32]) -> Signal {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u64::from_be_bytes(*bytes);
    }
    Signal::Pdq(PdqHash::from_words(words))
}

/// Says why digits are no hash of the length that was due.
pub(crate) fn fault(digits: &[u8]) -> Why {
    match digits.iter().all(u8::is_ascii_hexdigit) {
        true => Why::Length { digits: digits.len() },
        false => Why::Digits,
    }
}

/// Names a kind of signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// [`Signal::Pdq`].
    Pdq,
    /// [`Signal::Md5`].
    Md5,
    /// [`Signal::Sha1`].
    Sha1,
    /// [`Signal::Sha256`].
    Sha256,
    /// [`Signal::VideoMd5`].
    VideoMd5,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pdq, Self::Md5, Self::Sha1, Self::Sha256, Self::VideoMd5];

    /// Returns its name, as ThreatExchange's files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdq => "pdq",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::VideoMd5 => "video_md5",
        }
    }

    /// Returns the kind of an untyped hash of so many digits; 64 are PDQ unless it was said that they are SHA-256.
    pub(crate) fn of_length(digits: usize, untyped: Self) -> Option<Self> {
        match digits {
            32 => Some(Self::Md5),
            40 => Some(Self::Sha1),
            64 if untyped == Self::Sha256 => Some(Self::Sha256),
            64 => Some(Self::Pdq),
            _ => None,
        }
    }
}

/// Is what a name of a kind says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// One that is read.
    Known(Kind),
    /// One that exists and is not read.
    Other,
}

/// Kinds that lists carry and that are not read here: opaque, of text, or of no use offline.
const OTHERS: [&str; 31] = [
    "clip",
    "hashphotodna",
    "hashtmk",
    "hashtmkpdqf",
    "imagephotodna",
    "netclean",
    "ocr",
    "pdna",
    "pdqocr",
    "pdqtmk",
    "phash",
    "photodna",
    "rawtext",
    "sha384",
    "sha512",
    "ssdeep",
    "ssvhpdna",
    "ssvhsafer",
    "texttlsh",
    "tlsh",
    "tlshpdf",
    "tmk",
    "tmkpdqf",
    "trendquery",
    "uri",
    "url",
    "urlmd5",
    "videntifier",
    "videotmk",
    "vpdq",
    "xxhash",
];

/// Finds the kind that a name means: letters and digits count, case does not (`HASH_PDQ`, `ImagePDQ`, `sha-256`).
pub(crate) fn named(name: &[u8]) -> Option<Named> {
    let mut letters = [0; 24];
    let name = plain(name, &mut letters)?;
    let kind = match name {
        "pdq" | "pdqhash" | "pdqhex" | "pdqhashhex" | "hashpdq" | "imagepdq" => Kind::Pdq,
        "md5" | "md5hash" | "md5sum" | "hashmd5" | "imagemd5" => Kind::Md5,
        "sha1" | "sha1hash" | "sha1sum" | "hashsha1" => Kind::Sha1,
        "sha256" | "sha256hash" | "sha256sum" | "hashsha256" => Kind::Sha256,
        "videomd5" | "hashvideomd5" => Kind::VideoMd5,
        _ => return OTHERS.binary_search(&name).ok().map(|_| Named::Other),
    };
    Some(Named::Known(kind))
}

/// Writes a name's letters and digits in lower case; nothing where there are none, or too many for a known name.
pub(crate) fn plain<'a>(name: &[u8], letters: &'a mut [u8; 24]) -> Option<&'a str> {
    let mut len = 0;
    for byte in name.iter().filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b'.')) {
        if !byte.is_ascii_alphanumeric() {
            return None;
        }
        *letters.get_mut(len)? = byte.to_ascii_lowercase();
        len += 1;
    }
    std::str::from_utf8(&letters[..len]).ok().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_spellings_are_known() {
        for (name, kind) in [
            ("pdq", Kind::Pdq),
            ("HASH_PDQ", Kind::Pdq),
            ("ImagePDQ", Kind::Pdq),
            ("SHA-256", Kind::Sha256),
            ("sha 1", Kind::Sha1),
            ("VideoMD5", Kind::VideoMd5),
            ("video_md5", Kind::VideoMd5),
        ] {
            assert_eq!(named(name.as_bytes()), Some(Named::Known(kind)), "{name}");
        }
        assert_eq!(named(b"VideoTMK"), Some(Named::Other));
        assert_eq!(named(b"ssvh_pdna"), Some(Named::Other));
        for name in ["", "_", "hello", "pdq!", "pdq pdq pdq pdq pdq pdq pdq pdq", "é"] {
            assert_eq!(named(name.as_bytes()), None, "{name}");
        }
        assert!(OTHERS.is_sorted());
    }

    #[test]
    fn digits_of_a_kind_are_read_or_their_fault_is_told() {
        assert_eq!(Signal::of(Kind::Md5, b" 00"), Err(Why::Length { digits: 2 }));
        assert_eq!(Signal::of(Kind::Md5, b"zz"), Err(Why::Digits));
        for (kind, digits) in Kind::ALL.into_iter().zip([64, 32, 40, 64, 32]) {
            let text = "a1".repeat(digits / 2);
            let signal = Signal::of(kind, format!("\t{} ", text.to_uppercase()).as_bytes()).unwrap();
            assert_eq!((signal.kind(), signal.to_string()), (kind, text));
        }
    }
}
