use temoin_fingerprint::{Hexadecimal, PdqHash};

use crate::hex::decode;
use crate::row::{Rows, Signal, Why};

/// Names a kind of hash, as lists name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Pdq,
    Md5,
    Sha1,
    Sha256,
    /// One that is not matched here.
    Other,
}

impl Kind {
    /// Reads a name as columns, types and tags have it: `pdq`, `HASH_PDQ`, `ImagePDQ`, `SHA-256` …
    pub(crate) fn of(name: &str) -> Option<Self> {
        let mut plain = String::with_capacity(name.len());
        plain.extend(name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        let mut plain = plain.as_str();
        for word in ["hash", "image", "photo", "video", "file"] {
            plain = plain.strip_prefix(word).unwrap_or(plain);
        }
        for word in ["hash", "hex", "digest", "sum", "value"] {
            plain = plain.strip_suffix(word).unwrap_or(plain);
        }
        Some(match plain {
            "pdq" => Self::Pdq,
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha256" | "sha2256" => Self::Sha256,
            "pdna" | "photodna" | "tmk" | "tmkpdqf" | "netclean" | "videntifier" | "sha512" | "sha384" | "sha224"
            | "vpdq" | "phash" | "dhash" | "ahash" | "ssdeep" | "tlsh" | "crc32" | "trendquery" | "rawtext" | "url" => {
                Self::Other
            }
            name if name.starts_with("ssvh") || name.starts_with("text") => Self::Other,
            _ => return None,
        })
    }
}

/// Takes a hash of 32, 40 or 64 digits whose kind only its length tells; returns whether it was one.
#[inline]
pub(crate) fn untyped(text: &[u8], rows: &mut Rows<'_>) -> bool {
    match text.len() {
        64 => decode(text).map(|bytes| rows.push_untyped(pdq(bytes))),
        40 => decode(text).map(|bytes| rows.push(Signal::Sha1(Hexadecimal(bytes)))),
        32 => decode(text).map(|bytes| rows.push(Signal::Md5(Hexadecimal(bytes)))),
        _ => None,
    }
    .is_some()
}

/// Returns whether a text could be a hash whose kind its length tells.
pub(crate) fn is_hash(text: &[u8]) -> bool {
    matches!(text.len(), 32 | 40 | 64) && text.iter().all(u8::is_ascii_hexdigit)
}

/// Takes a hash of a kind; one that is not of it is bad.
pub(crate) fn typed(kind: Kind, text: &[u8], rows: &mut Rows<'_>) {
    let signal = match kind {
        Kind::Pdq => decode(text).map(|bytes| Signal::Pdq(pdq(bytes))),
        Kind::Md5 => decode(text).map(|bytes| Signal::Md5(Hexadecimal(bytes))),
        Kind::Sha1 => decode(text).map(|bytes| Signal::Sha1(Hexadecimal(bytes))),
        Kind::Sha256 => decode(text).map(|bytes| Signal::Sha256(Hexadecimal(bytes))),
        Kind::Other => return rows.other_kind(),
    };
    match signal {
        Some(signal) => rows.push(signal),
        None => rows.bad(Why::NotItsKind),
    }
}

/// Takes the bytes of a PDQ hash, in the order of its digits.
#[inline]
pub(crate) fn pdq(bytes: [u8; 32]) -> PdqHash {
    let (words, _) = bytes.as_chunks::<8>();
    PdqHash::from_words([0, 1, 2, 3].map(|at| u64::from_be_bytes(words[at])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_kinds_are_read_as_lists_write_them() {
        for (kind, names) in [
            (Some(Kind::Pdq), &["pdq", "PDQ", "HASH_PDQ", "ImagePDQ", "pdq_hash", "pdq_hex", "PDQ-Hash"][..]),
            (Some(Kind::Md5), &["md5", "MD5", "video_md5", "VideoMD5", "HASH_VIDEO_MD5", "file_md5", "md5sum"]),
            (Some(Kind::Sha1), &["sha1", "SHA-1", "HASH_SHA1"]),
            (Some(Kind::Sha256), &["sha256", "SHA-256", "HASH_SHA256", "SHA2-256"]),
            (Some(Kind::Other), &["pdna", "VideoTMK", "TMK_PDQF", "SSVH_PDQ", "HASH_TEXT_TLSH"]),
            (None, &["", "name", "quality", "note", "hash", "path"]),
        ] {
            names.iter().for_each(|name| assert_eq!(Kind::of(name), kind, "{name}"));
        }
    }
}
