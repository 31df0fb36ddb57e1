//! A named person saw a checkpoint at a time by her own clock: C2SP tlog-cosignature v1 (`spec/seal.md` §6).

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::encoding::MAX_NUMBER;
use crate::note::{KeyKind, Note, NoteError, SignatureLine, Signer, VerifierKey};

/// Says why a witness file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CosignatureError {
    /// The checkpoint or the note around it is refused.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The key given for the witness is not one of cosignatures, or that of the log is.
    #[error("a key of the wrong kind")]
    Kind,
    /// The time is 0 or above 2^53 − 1.
    #[error("not a time")]
    Time,
}

impl From<NoteError> for CosignatureError {
    fn from(error: NoteError) -> Self {
        Self::Checkpoint(error.into())
    }
}

/// Is a checkpoint, and when the witness says she saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// The checkpoint that both signed.
    pub checkpoint: Checkpoint,
    /// Seconds since 1970 by the witness's clock.
    pub time: u64,
}

/// Adds a witness's cosignature to a checkpoint that carries the log's signature and no other: a witness file.
///
/// The log's own signature is verified first, so that nobody cosigns what its log did not sign.
///
/// # Errors
/// The checkpoint is refused, the time is not one, or the signer is not one of cosignatures.
pub fn cosign(checkpoint: &[u8], log: &VerifierKey, witness: &Signer, time: u64) -> Result<Vec<u8>, CosignatureError> {
    check(log.kind(), witness.kind(), time)?;
    Checkpoint::open(checkpoint, log)?;
    let mut note = Note::parse(checkpoint)?;
    let mut signature = time.to_be_bytes().to_vec();
    signature.extend_from_slice(&witness.raw_signature(&message(&note.text, time)));
    let id = witness.verifier_key().id();
    note.signatures.push(SignatureLine { name: witness.name().to_owned(), id, signature });
    Ok(note.to_bytes())
}

/// Opens a witness file: exactly the log's signature line, then the witness's.
///
/// # Errors
/// Another number or order of lines, a signature that does not verify, or a text that is not a checkpoint of that log.
pub fn open(bytes: &[u8], log: &VerifierKey, witness: &VerifierKey) -> Result<Witnessed, CosignatureError> {
    let note = Note::parse(bytes)?;
    let [by_log, by_witness] = &note.signatures[..] else { return Err(NoteError::Signers.into()) };
    if !by_log.is_by(log) || !by_witness.is_by(witness) {
        return Err(NoteError::Signers.into());
    }
    let (time, signature) = by_witness.signature.split_first_chunk::<8>().ok_or(NoteError::Signature)?;
    let time = u64::from_be_bytes(*time);
    check(log.kind(), witness.kind(), time)?;
    log.verify(note.text.as_bytes(), &by_log.signature)?;
    witness.verify(&message(&note.text, time), signature)?;
    Ok(Witnessed { checkpoint: Checkpoint::of_log(&note.text, log)?, time })
}

/// Returns the checkpoint of a witness file without the cosignature: the bytes that the log signed.
///
/// # Errors
/// The bytes are not a note with two signature lines.
pub fn checkpoint_of(bytes: &[u8]) -> Result<Vec<u8>, CosignatureError> {
    let mut note = Note::parse(bytes)?;
    if note.signatures.len() != 2 {
        return Err(NoteError::Signers.into());
    }
    note.signatures.truncate(1);
    Ok(note.to_bytes())
}

fn check(log: KeyKind, witness: KeyKind, time: u64) -> Result<(), CosignatureError> {
    if log != KeyKind::Note || witness != KeyKind::Cosignature {
        return Err(CosignatureError::Kind);
    }
    if time == 0 || time > MAX_NUMBER { Err(CosignatureError::Time) } else { Ok(()) }
}

fn message(checkpoint: &str, time: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{checkpoint}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::leaf_hash;

    const ORIGIN: &str = "temoin/00112233445566778899aabbccddeeff";

    fn head() -> (Signer, Vec<u8>) {
        let log = Signer::new(ORIGIN, [1; 32]).unwrap();
        let head = Checkpoint { origin: ORIGIN.into(), size: 1, root: leaf_hash(b"a") };
        let signed = head.sign(&log).unwrap();
        (log, signed)
    }

    #[test]
    fn a_public_witness_verifies() {
        // A head of a public staging log of Certificate Transparency, and the line of the public witness remora.n621.de.
        let head =
            "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n";
        let line =
            "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==";
        let key: VerifierKey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2".parse().unwrap();
        let bytes = crate::encoding::from_b64(line).unwrap();
        assert_eq!(bytes[..4], key.id());
        let time = u64::from_be_bytes(bytes[4..12].try_into().unwrap());
        assert_eq!(key.verify(&message(head, time), &bytes[12..]), Ok(()));
        assert_eq!(key.verify(&message(head, time + 1), &bytes[12..]), Err(NoteError::Signature));
    }

    #[test]
    fn a_witness_adds_a_line_and_nothing_else() {
        let (log, signed) = head();
        let witness = Signer::witness("a.example", [2; 32]).unwrap();
        let file = cosign(&signed, &log.verifier_key(), &witness, 1_700_000_000).unwrap();
        assert!(file.starts_with(&signed));
        assert_eq!(checkpoint_of(&file), Ok(signed));
        let seen = open(&file, &log.verifier_key(), &witness.verifier_key()).unwrap();
        assert_eq!((seen.time, seen.checkpoint.size), (1_700_000_000, 1));
    }

    #[test]
    fn nobody_cosigns_what_the_log_did_not_sign() {
        let (log, signed) = head();
        let witness = Signer::witness("a.example", [2; 32]).unwrap();
        let changed = String::from_utf8(signed.clone()).unwrap().replace("\n1\n", "\n2\n").into_bytes();
        assert!(cosign(&changed, &log.verifier_key(), &witness, 1).is_err());
        assert_eq!(cosign(&signed, &log.verifier_key(), &witness, 0), Err(CosignatureError::Time));
        let plain = Signer::new("a.example", [2; 32]).unwrap();
        assert_eq!(cosign(&signed, &log.verifier_key(), &plain, 1), Err(CosignatureError::Kind));
    }
}
