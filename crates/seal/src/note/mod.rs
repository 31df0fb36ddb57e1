//! Signed notes (C2SP signed-note, Ed25519), read strictly (`spec/seal.md` §5).
//!
//! Public readers skip signatures they do not know; we do not: a note carries exactly the lines its place calls for,
//! so that no byte of it can be changed or added without notice.

mod key;

pub use key::{KeyKind, Signer, VerifierKey, is_name};

use crate::encoding::{b64, from_b64};

/// A note may be this many bytes long.
pub const MAX_LEN: usize = 1 << 20;

/// Says why a note, a key or a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// A key's name is empty, or holds white space, `+` or a control character.
    #[error("not a key name")]
    Name,
    /// A verifier key is not `name+hex key id+b64(type || public key)`, or its parts do not fit together.
    #[error("not a verifier key")]
    Key,
    /// The note is longer than [`MAX_LEN`].
    #[error("note too long")]
    TooLong,
    /// The text is not UTF-8, is empty, does not end its last line, or holds a control character other than `\n`.
    #[error("not the text of a note")]
    Text,
    /// The note has no empty line followed by signature lines of the one form.
    #[error("not a signed note")]
    Form,
    /// Other signature lines than those called for: too few, too many, unknown, twice or in another order.
    #[error("other signature lines than those called for")]
    Signers,
    /// A signature does not verify.
    #[error("a signature does not verify")]
    Signature,
}

/// Is one signature line: `— name b64(key id || signature)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine {
    /// The key's name.
    pub name: String,
    /// The key's id.
    pub id: [u8; 4],
    /// What follows the id: 64 bytes of Ed25519, or a time and 64 bytes in a cosignature.
    pub signature: Vec<u8>,
}

impl SignatureLine {
    /// Returns whether the line names the key.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.id == key.id()
    }

    pub(crate) fn write(&self, out: &mut String) {
        let mut bytes = self.id.to_vec();
        bytes.extend_from_slice(&self.signature);
        out.push_str(&format!("\u{2014} {} {}\n", self.name, b64(&bytes)));
    }

    fn parse(line: &str) -> Option<Self> {
        let (name, bytes) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let bytes = from_b64(bytes).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        let sound = is_name(name) && !signature.is_empty();
        sound.then(|| Self { name: name.to_owned(), id: *id, signature: signature.to_vec() })
    }
}

/// Is a note taken apart; nothing about it is verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text, its last line ended.
    pub text: String,
    /// The signature lines, in order; at least one.
    pub signatures: Vec<SignatureLine>,
}

impl Note {
    /// Takes a note apart, strictly: text, empty line, signature lines.
    ///
    /// # Errors
    /// The bytes are not a signed note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_LEN {
            return Err(NoteError::TooLong);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Text)?;
        // The last empty line parts them: a signature line is never empty.
        let at = note.rfind("\n\n").ok_or(NoteError::Form)?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        check_text(text)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        let signatures = lines.split('\n').map(SignatureLine::parse).collect::<Option<Vec<_>>>();
        Ok(Self { text: text.to_owned(), signatures: signatures.ok_or(NoteError::Form)? })
    }

    /// Writes the note; the inverse of [`Note::parse`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!("{}\n", self.text);
        self.signatures.iter().for_each(|line| line.write(&mut out));
        out.into_bytes()
    }
}

/// Signs a text, one line for each signer, in their order.
///
/// # Errors
/// The text is not one that a note can carry, a signer stands twice, or is one of cosignatures.
pub fn sign(text: &str, signers: &[&Signer]) -> Result<Vec<u8>, NoteError> {
    check_text(text)?;
    let keys: Vec<_> = signers.iter().map(|signer| signer.verifier_key()).collect();
    check_signers(&keys)?;
    let line = |signer: &&Signer| SignatureLine {
        name: signer.name().to_owned(),
        id: signer.verifier_key().id(),
        signature: signer.raw_signature(text.as_bytes()).to_vec(),
    };
    let bytes = Note { text: text.to_owned(), signatures: signers.iter().map(line).collect() }.to_bytes();
    if bytes.len() <= MAX_LEN { Ok(bytes) } else { Err(NoteError::TooLong) }
}

/// Returns the text of a note that carries exactly the signatures of `keys`, in their order, each verified strictly.
///
/// # Errors
/// The bytes are not a signed note, carry other signature lines, or one does not verify.
pub fn open(bytes: &[u8], keys: &[VerifierKey]) -> Result<String, NoteError> {
    check_signers(keys)?;
    let note = Note::parse(bytes)?;
    if note.signatures.len() != keys.len() || !note.signatures.iter().zip(keys).all(|(line, key)| line.is_by(key)) {
        return Err(NoteError::Signers);
    }
    for (line, key) in note.signatures.iter().zip(keys) {
        key.verify(note.text.as_bytes(), &line.signature)?;
    }
    Ok(note.text)
}

fn check_signers(keys: &[VerifierKey]) -> Result<(), NoteError> {
    let twice = keys.iter().enumerate().any(|(i, key)| keys[..i].contains(key));
    let others = keys.iter().any(|key| key.kind() != KeyKind::Note);
    if keys.is_empty() || twice || others { Err(NoteError::Signers) } else { Ok(()) }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    let sound = text.len() > 1 && text.ends_with('\n') && !text.chars().any(|c| c.is_control() && c != '\n');
    if sound { Ok(()) } else { Err(NoteError::Text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The private key of the documentation of Go's golang.org/x/mod/sumdb/note.
    const GO_SEED: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    #[test]
    fn a_note_of_go_comes_out_byte_for_byte() {
        let typed: [u8; 33] = crate::encoding::array_from_b64(GO_SEED).unwrap();
        let signer = Signer::new("PeterNeumann", typed[1..].try_into().unwrap()).unwrap();
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(signer.verifier_key().to_string(), key);
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        let note = format!(
            "{text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        );
        assert_eq!(sign(text, &[&signer]).unwrap(), note.as_bytes());
        assert_eq!(open(note.as_bytes(), &[key.parse().unwrap()]), Ok(text.to_owned()));
    }

    fn check(text: &str, expected: Result<(), NoteError>) {
        let signer = Signer::new("name", [1; 32]).unwrap();
        assert_eq!(sign(text, &[&signer]).map(drop), expected, "{text:?}");
    }

    #[test]
    fn only_texts_of_whole_lines_are_signed() {
        check("a\n", Ok(()));
        check("a\n\nb\n", Ok(()));
        check("\n", Err(NoteError::Text));
        check("", Err(NoteError::Text));
        check("a", Err(NoteError::Text));
        check("a\r\n", Err(NoteError::Text));
        check("\u{0}\n", Err(NoteError::Text));
        check(&("a".repeat(MAX_LEN) + "\n"), Err(NoteError::TooLong));
        assert_eq!(Note::parse(&vec![b'a'; MAX_LEN + 1]), Err(NoteError::TooLong));
    }

    #[test]
    fn signers_are_counted_exactly() {
        let (one, two) = (Signer::new("one", [1; 32]).unwrap(), Signer::new("two", [2; 32]).unwrap());
        let note = sign("a\n", &[&one, &two]).unwrap();
        let keys = [one.verifier_key(), two.verifier_key()];
        assert!(open(&note, &keys).is_ok());
        assert_eq!(open(&note, &keys[..1]), Err(NoteError::Signers));
        assert_eq!(open(&note, &[keys[1].clone(), keys[0].clone()]), Err(NoteError::Signers));
        assert_eq!(sign("a\n", &[&one, &one]), Err(NoteError::Signers));
        assert_eq!(sign("a\n", &[]), Err(NoteError::Signers));
        assert_eq!(sign("a\n", &[&Signer::witness("w", [1; 32]).unwrap()]), Err(NoteError::Signers));
    }

    #[test]
    fn names_have_no_space_and_no_plus() {
        for bad in ["", "a b", "a+b", "a\u{a0}b", "a\n", "\u{2003}"] {
            assert_eq!(Signer::new(bad, [1; 32]).map(drop), Err(NoteError::Name), "{bad:?}");
        }
        assert!(Signer::new("association.example/Zoé", [1; 32]).is_ok());
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_refused() {
        let signer = Signer::new("name", [1; 32]).unwrap();
        let (note, keys) = (sign("a line\n", &[&signer]).unwrap(), [signer.verifier_key()]);
        for len in 0..note.len() {
            assert!(open(&note[..len], &keys).is_err(), "cut at {len}");
        }
        for bit in 0..note.len() * 8 {
            let mut changed = note.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&changed, &keys).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        let shown = format!("{:?}", Signer::new("a-name", [1; 32]).unwrap());
        assert!(!shown.contains("a-name") && shown.len() < 20, "{shown}");
    }
}
