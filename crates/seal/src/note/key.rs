use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::NoteError;
use crate::encoding::{array_from_b64, array_from_hex, b64, hex};

/// Says what a key signs; the number is the C2SP signature type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text of notes (0x01).
    Note = 1,
    /// Cosignatures of checkpoints, each with its time (0x04).
    Cosignature = 4,
}

/// Is a name and an Ed25519 public key, written `name+hex key id+b64(type || public key)`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Joins a name and a public key.
    ///
    /// # Errors
    /// The name is not one, or the bytes are not the one encoding of a public key of full order.
    pub fn new(name: &str, kind: KeyKind, public: &[u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::Name);
        }
        let key = VerifyingKey::from_bytes(public).map_err(|_| NoteError::Key)?;
        // from_bytes takes points whose encoding is not reduced (RFC 8032 §5.1.3); those would give a key two names.
        let reduced = key.to_edwards().compress().to_bytes() == *public;
        if key.is_weak() || !reduced {
            return Err(NoteError::Key);
        }
        Ok(Self { name: name.to_owned(), kind, key })
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what the key signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Returns the 32 bytes of the public key.
    pub fn public(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Returns the key id: the first four bytes of `H(name || "\n" || type || public key)`.
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.kind as u8])
            .chain_update(self.key.as_bytes())
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Returns the fingerprint that people compare.
    pub fn fingerprint(&self) -> String {
        crate::fingerprint::of_key(self)
    }

    /// Checks an Ed25519 signature strictly: canonical R and S, no point of small order.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), NoteError> {
        let signature = Signature::from_slice(signature).map_err(|_| NoteError::Signature)?;
        self.key.verify_strict(message, &signature).map_err(|_| NoteError::Signature)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![self.kind as u8];
        typed.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex(&self.id()), b64(&typed))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({})", hex(&self.id()))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(typed)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let id: [u8; 4] = array_from_hex(id).map_err(|_| NoteError::Key)?;
        let typed: [u8; 33] = array_from_b64(typed).map_err(|_| NoteError::Key)?;
        let kind = match typed[0] {
            1 => KeyKind::Note,
            4 => KeyKind::Cosignature,
            _ => return Err(NoteError::Key),
        };
        let public = typed[1..].try_into().map_err(|_| NoteError::Key)?;
        let key = Self::new(name, kind, public)?;
        if key.id() == id { Ok(key) } else { Err(NoteError::Key) }
    }
}

/// Is a name and an Ed25519 secret key; wiped when dropped.
pub struct Signer {
    name: String,
    kind: KeyKind,
    key: SigningKey,
}

impl Signer {
    /// Makes the signer of notes from a 32-byte seed (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// The name is not one.
    pub fn new(name: &str, seed: [u8; 32]) -> Result<Self, NoteError> {
        Self::of_kind(name, KeyKind::Note, seed)
    }

    /// Makes the signer of cosignatures from a 32-byte seed.
    ///
    /// # Errors
    /// The name is not one.
    pub fn witness(name: &str, seed: [u8; 32]) -> Result<Self, NoteError> {
        Self::of_kind(name, KeyKind::Cosignature, seed)
    }

    fn of_kind(name: &str, kind: KeyKind, seed: [u8; 32]) -> Result<Self, NoteError> {
        if is_name(name) {
            Ok(Self { name: name.to_owned(), kind, key: SigningKey::from_bytes(&seed) })
        } else {
            Err(NoteError::Name)
        }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what the key signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Returns the public half.
    pub fn verifier_key(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), kind: self.kind, key: self.key.verifying_key() }
    }

    pub(crate) fn raw_signature(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", hex(&self.verifier_key().id()))
    }
}

/// Returns whether a text can be a key's name: not empty, no white space, no `+`, no control character.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}
