//! Which weights are read, where they come from, and what makes them these and no others.
//!
//! PP-OCRv6 small, by Baidu and the PaddleOCR authors, under Apache-2.0, as ONNX files inside the Python package `rapidocr` 3.10.0
//! (folder `rapidocr/models` of its wheel; its `MODEL_LICENSES.md` says the same). They are not part of this repository.

use std::fs;
use std::path::Path;

use rten::{Model, ModelOptions};
use sha2::{Digest, Sha256};

use crate::Error;

/// Is one file of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// The name of the file, in the package and in the folder that is opened.
    pub name: &'static str,
    /// The SHA-256 of the file, in hexadecimal.
    pub sha256: &'static str,
    /// The size of the file, in bytes.
    pub size: u64,
    /// What it does.
    pub role: &'static str,
    /// The package of PyPI that holds it.
    pub package: &'static str,
    /// The version of that package.
    pub version: &'static str,
    /// The path inside the wheel.
    pub member: &'static str,
    /// The licence, as SPDX says it.
    pub licence: &'static str,
}

/// The network that says where text stands.
pub const DETECTOR: Weights = Weights {
    name: "PP-OCRv6_det_small.onnx",
    sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    size: 9_929_594,
    role: "detector",
    package: "rapidocr",
    version: "3.10.0",
    member: "rapidocr/models/PP-OCRv6_det_small.onnx",
    licence: "Apache-2.0",
};

/// The network that says what a line of text reads; its metadata hold the alphabet.
pub const RECOGNISER: Weights = Weights {
    name: "PP-OCRv6_rec_small.onnx",
    sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    size: 21_234_383,
    role: "recogniser",
    package: "rapidocr",
    version: "3.10.0",
    member: "rapidocr/models/PP-OCRv6_rec_small.onnx",
    licence: "Apache-2.0",
};

/// All files that [`Models::open`](crate::Models::open) looks for.
pub const WEIGHTS: [Weights; 2] = [DETECTOR, RECOGNISER];

impl Weights {
    /// Makes sure that the file is in a folder, and is this one.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Altered`] or [`Error::Unreadable`].
    pub fn check(&self, folder: &Path) -> Result<(), Error> {
        self.read(folder).map(drop)
    }

    /// Reads the file in a folder and checks its hash before anything is made of it.
    pub(crate) fn load(&self, folder: &Path) -> Result<Model, Error> {
        let bytes = self.read(folder)?;
        // Weights laid out beforehand as the multiplications want them: a tenth of the time of each line, for 30 MB.
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        options.load(bytes).map_err(|error| Error::Unloadable { name: self.name, detail: error.to_string() })
    }

    fn read(&self, folder: &Path) -> Result<Vec<u8>, Error> {
        let path = folder.join(self.name);
        match fs::metadata(&path) {
            Ok(about) if about.is_file() && about.len() == self.size => {}
            Ok(about) if about.is_file() => return Err(Error::Altered { name: self.name }),
            // A folder without the file and no folder at all are the same to the one who must set them up.
            _ => return Err(Error::Missing { name: self.name }),
        }
        let bytes = fs::read(&path).map_err(|error| Error::Unreadable { name: self.name, kind: error.kind() })?;
        match hex(&Sha256::digest(&bytes)) == self.sha256 {
            true => Ok(bytes),
            false => Err(Error::Altered { name: self.name }),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_missing_and_another_is_altered() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(DETECTOR.load(folder.path()), Err(Error::Missing { name }) if name == DETECTOR.name));
        let path = folder.path().join(DETECTOR.name);
        fs::write(&path, b"short").unwrap();
        assert!(matches!(DETECTOR.load(folder.path()), Err(Error::Altered { .. })));
        fs::write(&path, vec![0; DETECTOR.size as usize]).unwrap();
        assert!(matches!(DETECTOR.load(folder.path()), Err(Error::Altered { .. })));
        assert!(matches!(DETECTOR.check(folder.path()), Err(Error::Altered { .. })));
    }
}
