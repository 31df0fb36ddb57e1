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

    use sha2::{Digest, Sha256};

    use super::*;

    /// Texts, and what the Python package says of each: the pieces, and the first numbers of the vector to five digits.
    const KNOWN: &[(&str, &[u32], [f32; 5])] = &[
        (
            "Je sais où tu habites.",
            &[1, 948, 4100, 3353, 173, 9530, 97, 8, 2],
            [-0.05938, -0.0034, 0.01158, -0.02561, -0.07635],
        ),
        (
            "Ik weet waar je woont 😡",
            &[1, 33, 158, 237, 837, 10056, 290, 82622, 31, 6, 0, 2],
            [-0.02711, -0.02879, -0.04204, 0.04234, -0.05797],
        ),
        (
            "ﬁn\u{a0}de\u{200b}  l’été…  ",
            &[1, 2186, 13, 70, 127_991, 18863, 30, 2],
            [0.04658, -0.02295, 0.02753, 0.05515, -0.03027],
        ),
        (
            "<s>ＡＢＣ</s> ½ نعم",
            &[1, 6, 1, 20708, 2, 32259, 6, 108_668, 2],
            [0.09876, -0.03374, 0.0134, 0.01066, -0.0825],
        ),
        ("", &[1, 0, 2], [0.15206, 0.03135, 0.03958, 0.03551, 0.00674]),
    ];

    /// SHA-256 over the vectors of all of [`KNOWN`], little-endian.
    const BYTES: &str = "14d6e4f5e102d2ce41f20e947687d3617c8d41f0bfd12b2fc2d56e7bd80cc5f2";

    /// Returns the encoder where the variable names a folder; without the files there is nothing to test here.
    fn encoder() -> Option<Encoder> {
        let folder = PathBuf::from(std::env::var_os("TEMOIN_WEIGHTS")?);
        Some(Encoder::open(&folder).expect("TEMOIN_WEIGHTS names the folder with both files"))
    }

    #[test]
    fn other_files_are_refused() {
        assert!(matches!(Encoder::parse(b"", b""), Err(Error::Damaged("sp.model", "no pieces"))));
        let pieces = crate::pieces::tests::file(&[("a", 0.0)]);
        assert!(matches!(Encoder::parse(b"", &pieces), Err(Error::Damaged("weights.npz", _))));
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Encoder::open(folder.path()), Err(Error::Missing("sp.model"))));
    }

    #[test]
    fn pieces_and_vectors_are_those_of_the_package() {
        let Some(encoder) = encoder() else { return };
        for (text, tokens, first) in KNOWN {
            assert_eq!(encoder.tokens(text), *tokens, "{text:?}");
            let [vector] = encoder.encode(&[text])[..] else { panic!("one vector for one text") };
            for (number, expected) in vector.iter().zip(first) {
                assert!((number - expected).abs() < 3e-5, "{text:?}: {:?}", &vector[..5]);
            }
            let square: f32 = vector.iter().map(|number| number * number).sum();
            assert!((square - 1.0).abs() < 1e-5, "{text:?}: {square}");
        }
    }

    #[test]
    fn the_bytes_are_the_same_on_every_machine() {
        let Some(encoder) = encoder() else { return };
        let texts: Vec<&str> = KNOWN.iter().map(|(text, ..)| *text).collect();
        let bytes: Vec<u8> = encoder.encode(&texts).iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, BYTES);
    }

    #[test]
    fn a_vector_does_not_depend_on_its_neighbours() {
        let Some(encoder) = encoder() else { return };
        // More pieces than one batch takes, and more different ones than are kept.
        let texts: Vec<String> = (0..4000).map(|number| format!("{} {number:x} mots", KNOWN[number % 5].0)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let together = encoder.encode(&texts);
        for at in (0..texts.len()).step_by(97) {
            assert_eq!(encoder.encode(&texts[at..=at])[0], together[at], "{}", texts[at]);
        }
        assert!(encoder.encode(&[]).is_empty());
    }

    #[test]
    fn several_threads_get_the_same() {
        let Some(encoder) = encoder() else { return };
        let alone = encoder.encode(&[KNOWN[0].0]);
        std::thread::scope(|scope| {
            let others: Vec<_> = (0..3).map(|_| scope.spawn(|| encoder.encode(&[KNOWN[0].0]))).collect();
            others.into_iter().for_each(|other| assert_eq!(other.join().unwrap(), alone));
        });
    }

    #[test]
    fn of_long_texts_the_beginning_counts() {
        let Some(encoder) = encoder() else { return };
        let long = "Je sais où tu habites. ".repeat(10_000);
        let tokens = encoder.tokens(&long);
        assert_eq!((tokens.len(), tokens[0], tokens[MOST_TOKENS - 1]), (MOST_TOKENS, 1, 2));
        assert_eq!(encoder.encode(&[&long]), encoder.encode(&[&long[..100_000]]));
        // Cut inside a character.
        assert_eq!(encoder.tokens(&"é".repeat(40_000)).len(), encoder.tokens(&"é".repeat(MOST_BYTES / 2)).len());
    }
}
