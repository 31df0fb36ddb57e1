use std::fmt;
use std::io::{self, ErrorKind, Read};

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Holds the exact hashes of some bytes. Only SHA-256 proves anything; the others find the bytes in lists that carry no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    /// How many bytes.
    pub len: u64,
    /// SHA-256 (FIPS 180-4).
    pub sha256: Hexadecimal<32>,
    /// SHA-1 (FIPS 180-4): files that collide can be made.
    pub sha1: Hexadecimal<20>,
    /// MD5 (RFC 1321): files that collide can be made in seconds.
    pub md5: Hexadecimal<16>,
}

impl Digests {
    /// Reads to the end, once, in constant memory.
    ///
    /// # Errors
    /// What the reader says, but for interruptions.
    pub fn of(mut from: impl Read) -> io::Result<Self> {
        let mut digester = Digester::default();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok(digester.finish()),
                Ok(len) => digester.update(&buffer[..len]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Takes bytes as they come, for who reads them anyway.
#[derive(Clone, Default)]
pub struct Digester {
    len: u64,
    sha256: Sha256,
    sha1: Sha1,
    md5: Md5,
}

impl Digester {
    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.len += bytes.len() as u64;
        // All three hash a part while it is near.
        for part in bytes.chunks(16 << 10) {
            self.sha256.update(part);
            self.sha1.update(part);
            self.md5.update(part);
        }
    }

    /// Returns the hashes of all that came.
    pub fn finish(self) -> Digests {
        Digests {
            len: self.len,
            sha256: Hexadecimal(self.sha256.finalize().into()),
            sha1: Hexadecimal(self.sha1.finalize().into()),
            md5: Hexadecimal(self.md5.finalize().into()),
        }
    }
}

/// Is a hash, shown as lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hexadecimal<const BYTES: usize>(pub [u8; BYTES]);

impl<const BYTES: usize> fmt::Display for Hexadecimal<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const BYTES: usize> fmt::Debug for Hexadecimal<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: [&str; 3]) {
        let all = Digests::of(bytes).unwrap();
        assert_eq!([all.sha256.to_string(), all.sha1.to_string(), all.md5.to_string()], expected);
        assert_eq!(all.len, bytes.len() as u64);
    }

    #[test]
    fn hashes_are_those_of_the_standards() {
        check(
            b"",
            [
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "d41d8cd98f00b204e9800998ecf8427e",
            ],
        );
        check(
            b"abc",
            [
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "a9993e364706816aba3e25717850c26c9cd0d89d",
                "900150983cd24fb0d6963f7d28e17f72",
            ],
        );
        // FIPS 180-4's long message; MD5 as md5sum says.
        check(
            &[b'a'; 1_000_000],
            [
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
                "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
                "7707d6ae4e027c70eea2a935c2296f21",
            ],
        );
    }

    #[test]
    fn bytes_may_come_in_any_parts() {
        let bytes: Vec<u8> = (0..100_000u32).map(|at| (at * 7 % 256) as u8).collect();
        let mut digester = Digester::default();
        bytes.chunks(777).for_each(|part| digester.update(part));
        assert_eq!(digester.finish(), Digests::of(&bytes[..]).unwrap());
    }

    #[test]
    fn a_reader_that_fails_gives_no_hash() {
        struct Fails(u8);
        impl Read for Fails {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                match self.0 {
                    1 => Err(ErrorKind::Interrupted.into()),
                    2 => Ok(buffer.len()),
                    _ => Err(ErrorKind::UnexpectedEof.into()),
                }
            }
        }
        assert_eq!(Digests::of(Fails(0)).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }
}
