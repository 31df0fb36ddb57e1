use sha2::{Digest as _, Sha256};

/// Is what names a block: a content identifier (CIDv1, multiformats.io/cid), a view of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cid<'a> {
    bytes: &'a [u8],
    hash: u64,
    digest: &'a [u8],
}

/// SHA-256, of which the 32 bytes are the name.
pub(super) type Digest = [u8; 32];

/// The number of SHA-256 among hashes (multiformats.io/multihash, table `multicodec`).
const SHA2_256: u64 = 0x12;

impl<'a> Cid<'a> {
    /// Reads the identifier that bytes begin with.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (version, mut at) = varint(bytes)?;
        let mut next = || {
            let (value, len) = varint(bytes.get(at..)?)?;
            at += len;
            Some(value)
        };
        let (_codec, hash, len) = (next()?, next()?, next()?);
        let len = usize::try_from(len).ok().filter(|_| version == 1)?;
        let digest = bytes.get(at..)?.get(..len)?;
        Some(Self { bytes: &bytes[..at + len], hash, digest })
    }

    /// Returns its number of bytes.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the hash, where it is SHA-256.
    pub(super) fn sha256(&self) -> Option<Digest> {
        self.digest.try_into().ok().filter(|_| self.hash == SHA2_256)
    }

    /// Returns whether a block's bytes have the hash that names it; nothing where it is none that is known.
    pub(super) fn agrees(&self, block: &[u8]) -> Option<bool> {
        let digest = self.sha256()?;
        Some(Digest::from(Sha256::digest(block)) == digest)
    }

    /// Returns it as people see it: `b` and base32 (RFC 4648, section 6, in lower case, without padding).
    pub(super) fn text(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut text = String::from("b");
        for group in self.bytes.chunks(5) {
            let mut bits = [0; 8];
            bits[3..3 + group.len()].copy_from_slice(group);
            let bits = u64::from_be_bytes(bits);
            for letter in 0..(group.len() * 8).div_ceil(5) {
                text.push(char::from(LETTERS[(bits >> (35 - 5 * letter)) as usize & 31]));
            }
        }
        text
    }
}

/// Reads a number in seven bits a byte, the lowest first (multiformats.io/unsigned-varint): it and its length, 9 bytes at most.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (at, &byte) in bytes.iter().take(9).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            return Some((value, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_read_checked_and_shown() {
        let mut bytes = vec![1, 0x71, 0x12, 32];
        bytes.extend(Sha256::digest(b"block"));
        bytes.extend(b"block");
        let cid = Cid::read(&bytes).unwrap();
        assert_eq!((cid.len(), cid.agrees(b"block"), cid.agrees(b"blocK")), (36, Some(true), Some(false)));
        assert!(cid.text().starts_with("bafyrei") && cid.text().len() == 59, "{}", cid.text());
        // The empty block of raw bytes, as other programs show it.
        let mut empty = vec![1, 0x55, 0x12, 32];
        empty.extend(Sha256::digest(b""));
        assert_eq!(Cid::read(&empty).unwrap().text(), "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assert!(Cid::read(&bytes[..35]).is_none() && Cid::read(&[2, 0x71, 0x12, 0]).is_none());
        assert_eq!(Cid::read(&[1, 0x71, 0x1b, 1, 9]).unwrap().agrees(b"block"), None);
    }

    #[test]
    fn numbers_of_seven_bits_a_byte() {
        assert_eq!(varint(&[0x3a]), Some((58, 1)));
        assert_eq!(varint(&[0xdf, 0x01, 9]), Some((223, 2)));
        assert_eq!(varint(&[0x80]), None);
        assert_eq!(varint(&[0xff; 12]), None);
    }
}
