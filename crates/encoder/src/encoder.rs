//! The encoder: from the two files to vectors.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::known::{Known, MOST_KNOWN};
use crate::layers::WIDTH;
use crate::network::{Network, Table};
use crate::pieces::Pieces;
use crate::sentence::vectors;
use crate::tokenize::Tokenizer;
use crate::weights::{Error, PIECES, WEIGHTS};

/// The most bytes of a text that are looked at, up to the last whole character.
pub const MOST_BYTES: usize = 1 << 16;
/// The most pieces of a text that count, the marks before and after it included; what follows is left out. A message has 10 to 30.
///
/// DIFFERENCE: the Python package has no limit. Up to here the vectors are the same.
pub const MOST_TOKENS: usize = 2048;

/// Pieces in a batch, if no single text has more: enough that reading the weights does not count, few enough for the caches.
const BATCH: usize = 512;

const _: () = assert!(MOST_TOKENS <= MOST_KNOWN && BATCH <= MOST_KNOWN);

/// Makes vectors of texts. It can be used from several threads at once.
#[derive(Debug)]
pub struct Encoder {
    tokenizer: Tokenizer,
    network: Network,
    /// What former calls computed, one for each thread that there was at a time: kept, since people use the same words again.
    spare: Mutex<Vec<Known>>,
}

impl Encoder {
    /// Reads the two files from a folder. They are compared with their hashes ([`crate::weights`]) before anything in them is read.
    ///
    /// # Errors
    ///
    /// Where a file is missing, is another one, or cannot be read.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let pieces = PIECES.read(folder)?;
        let weights = WEIGHTS.read(folder)?;
        Self::parse(&weights, &pieces)
    }

    fn parse(weights: &[u8], pieces: &[u8]) -> Result<Self, Error> {
        let tokenizer = Tokenizer::new(Pieces::parse(pieces).map_err(|why| Error::Damaged(PIECES.name, why))?);
        if tokenizer.len() > Table::LENGTH {
            return Err(Error::Damaged(PIECES.name, "more pieces than the table has"));
        }
        let network = Network::parse(weights).map_err(|why| Error::Damaged(WEIGHTS.name, why))?;
        Ok(Self { tokenizer, network, spare: Mutex::default() })
    }

    /// Returns a vector of length 1 for each text; the cosine of two is how near their meanings are, from -1 to 1.
    ///
    /// Any number of texts may be given: they are taken in batches, in their order, and since no text is padded to the length of
    /// another, nothing would be won by sorting them. A text's vector does not depend on what stands beside it. Of a text longer than
    /// [`MOST_BYTES`] or [`MOST_TOKENS`] the beginning counts. An empty text has a vector too: that of one unknown character.
    #[must_use]
    pub fn encode(&self, texts: &[&str]) -> Vec<[f32; WIDTH]> {
        let mut known = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let mut done = Vec::with_capacity(texts.len());
        let mut batch: Vec<Vec<u32>> = Vec::new();
        let mut pieces = 0;
        for text in texts {
            let tokens = self.tokens(text);
            if pieces + tokens.len() > BATCH && !batch.is_empty() {
                self.run(&mut known, &mut batch, &mut done);
                pieces = 0;
            }
            pieces += tokens.len();
            batch.push(tokens);
        }
        self.run(&mut known, &mut batch, &mut done);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(known);
        done
    }

    /// Returns how a text is cut up: the numbers of its pieces, 1 before and 2 after them, 0 for a character in no piece.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<u32> {
        self.tokenizer.tokens(&text[..text.floor_char_boundary(MOST_BYTES)], MOST_TOKENS)
    }

    fn run(&self, known: &mut Known, batch: &mut Vec<Vec<u32>>, done: &mut Vec<[f32; WIDTH]>) {
        known.learn(&self.network, &batch.concat());
        done.extend(vectors(&self.network, known, batch));
        batch.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// Returns the encoder where the variable names a folder; without the files there is nothing to test here.
    fn encoder() -> Option<Encoder> {
        let folder = PathBuf::from(std::env::var_os("TEMOIN_WEIGHTS")?);
        Some(Encoder::open(&folder).expect("TEMOIN_WEIGHTS names the folder with both files"))
    }

    #[test]
    fn other_files_are_refused() {
        assert!(matches!(Encoder::parse(b"", b""), Err(Error::Damaged("sp.model", "no pieces"))));
        let pieces = crate::pieces::tests::file(&[("a", 0.0)]);
        assert!(matches!(Encoder::parse(b"", &pieces), Err(Error::Damaged("sp.model", _))));
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Encoder::open(folder.path()), Err(Error::Missing("sp.model"))));
    }
}
