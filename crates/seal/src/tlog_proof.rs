//! A leaf's proof in one file: C2SP tlog-proof (`spec/seal.md` §5).

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::encoding::number;
use crate::merkle::{Hash, ProofError, verify_inclusion};
use crate::note::VerifierKey;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Says why a proof file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlogProofError {
    /// The bytes are not a proof file of the one form.
    #[error("not a proof file")]
    Form,
    /// The checkpoint in it is refused.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// Is the place of a leaf, the hashes that lead to the root, and the signed checkpoint with that root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Zero-based index of the leaf.
    pub index: u64,
    /// The inclusion proof, at most 63 hashes.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, as bytes.
    pub checkpoint: Vec<u8>,
}

impl TlogProof {
    /// Checks that `leaf` stands at its place in the log whose key is given, and returns the checkpoint.
    ///
    /// # Errors
    /// The checkpoint is refused, or the proof does not lead to its root.
    pub fn verify(&self, leaf: Hash, key: &VerifierKey) -> Result<Checkpoint, TlogProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        verify_inclusion(self.index, checkpoint.size, leaf, &self.hashes, checkpoint.root)?;
        Ok(checkpoint)
    }
}

/// Writes a proof file.
pub fn encode(index: u64, hashes: &[Hash], checkpoint: &[u8]) -> Vec<u8> {
    let mut out = format!("{HEADER}\nindex {index}\n");
    for hash in hashes {
        out.push_str(&hash.to_b64());
        out.push('\n');
    }
    out.push('\n');
    [out.as_bytes(), checkpoint].concat()
}

/// Reads a proof file; its checkpoint and its hashes are not verified yet.
///
/// # Errors
/// The bytes are not a proof file of the one form; an `extra` line, which C2SP allows, is refused too.
pub fn decode(bytes: &[u8]) -> Result<TlogProof, TlogProofError> {
    let text = std::str::from_utf8(bytes).map_err(|_| TlogProofError::Form)?;
    let (head, checkpoint) = text.split_once("\n\n").ok_or(TlogProofError::Form)?;
    let mut lines = head.split('\n');
    if lines.next() != Some(HEADER) {
        return Err(TlogProofError::Form);
    }
    let index = lines.next().and_then(|line| line.strip_prefix("index ")).ok_or(TlogProofError::Form)?;
    let index = number(index).map_err(|_| TlogProofError::Form)?;
    let hashes = lines.map(Hash::from_b64).collect::<Result<Vec<_>, _>>().map_err(|_| TlogProofError::Form)?;
    if hashes.len() > 63 {
        return Err(TlogProofError::Form);
    }
    Ok(TlogProof { index, hashes, checkpoint: checkpoint.as_bytes().to_vec() })
}
