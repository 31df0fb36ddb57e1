//! The database key and the ways in which it is wrapped.

use std::io::{self, Read, Write};

use age::secrecy::{ExposeSecret, SecretString};
use age::{Decryptor, EncryptError, Encryptor, Identity, Recipient, scrypt, x25519};
use zeroize::Zeroizing;

use crate::error::Part;
use crate::{CaseError, entropy, words};

/// Is one way to open a case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Key {
    /// The passphrase she chose.
    Passphrase(SecretString),
    /// The recovery words, in any case and spacing.
    Recovery(SecretString),
    /// The text of an age identity file: one or more lines `AGE-SECRET-KEY-1…`, comments allowed.
    Identities(SecretString),
}

/// Says how much work it is to try one passphrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkFactor {
    /// About one second on this machine, as age chooses.
    #[default]
    Measured,
    /// `N = 2^n` of scrypt (RFC 7914); small values are for tests only.
    Fixed(u8),
}

/// Is the key of the database: 32 random bytes.
pub(crate) struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    pub(crate) fn generate(entropy: &mut dyn entropy::Entropy) -> Result<Self, CaseError> {
        Ok(Self(Zeroizing::new(entropy::draw(entropy)?)))
    }

    /// Returns the same key for a copy of the case.
    pub(crate) fn clone_of(other: &Self) -> Self {
        Self(other.0.clone())
    }

    /// Returns the key as 64 hexadecimal digits, which is what SQLCipher calls a raw key and what the wrapped files hold.
    pub(crate) fn hex(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(self.0.as_slice()))
    }

    fn wrap(&self, recipient: &dyn Recipient) -> Result<Vec<u8>, CaseError> {
        let encryptor = Encryptor::with_recipients(std::iter::once(recipient)).map_err(encryption_error)?;
        let mut wrapped = Vec::new();
        let mut out = encryptor.wrap_output(&mut wrapped)?;
        out.write_all(self.hex().as_bytes())?;
        out.write_all(b"\n")?;
        out.finish()?;
        Ok(wrapped)
    }

    pub(crate) fn wrap_passphrase(&self, passphrase: &SecretString, work: WorkFactor) -> Result<Vec<u8>, CaseError> {
        let mut recipient = scrypt::Recipient::new(passphrase.clone());
        if let WorkFactor::Fixed(log_n) = work {
            recipient.set_work_factor(log_n.clamp(1, 30));
        }
        self.wrap(&recipient)
    }

    /// Wraps the key under recovery words. They carry 128 random bits, so guessing is hopeless at any work factor
    /// and a small one saves the person a second.
    pub(crate) fn wrap_words(&self, words: &words::RecoveryWords) -> Result<Vec<u8>, CaseError> {
        self.wrap_passphrase(words.secret(), WorkFactor::Fixed(WORDS_WORK))
    }

    pub(crate) fn wrap_recipient(&self, recipient: &str) -> Result<Vec<u8>, CaseError> {
        let recipient: x25519::Recipient = recipient.trim().parse().map_err(|_| CaseError::Recipient)?;
        self.wrap(&recipient)
    }

    /// Unwraps the key with the passphrase (or the canonical recovery words).
    pub(crate) fn unwrap_passphrase(wrapped: &[u8], passphrase: &SecretString) -> Result<Self, CaseError> {
        let mut identity = scrypt::Identity::new(passphrase.clone());
        // The case is hers, and may have been made on a faster machine.
        identity.set_max_work_factor(MAX_WORK);
        Self::unwrap(wrapped, &[&identity])
    }

    /// Unwraps the key with any of the identities.
    pub(crate) fn unwrap_identities(wrapped: &[u8], identities: &[x25519::Identity]) -> Result<Self, CaseError> {
        let identities: Vec<&dyn Identity> = identities.iter().map(|identity| identity as _).collect();
        Self::unwrap(wrapped, &identities)
    }

    fn unwrap(wrapped: &[u8], identities: &[&dyn Identity]) -> Result<Self, CaseError> {
        let decryptor = Decryptor::new_buffered(wrapped).map_err(decryption_error)?;
        let mut stream = decryptor.decrypt(identities.iter().copied()).map_err(decryption_error)?;
        let mut text = Zeroizing::new(String::new());
        stream.by_ref().take(128).read_to_string(&mut text).map_err(|_| CaseError::Damaged(Part::Keys))?;
        let mut key = Zeroizing::new([0; 32]);
        let damaged = CaseError::Damaged(Part::Keys);
        match data_encoding::HEXLOWER.decode_mut(text.trim_end().as_bytes(), key.as_mut_slice()) {
            Ok(32) if text.trim_end().len() == 64 => Ok(Self(key)),
            _ => Err(damaged),
        }
    }
}

/// Reads the X25519 identities of an identity file.
pub(crate) fn identities(text: &SecretString) -> Result<Vec<x25519::Identity>, CaseError> {
    let lines = text.expose_secret().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let found: Vec<x25519::Identity> =
        lines.map(|line| line.parse().map_err(|_| CaseError::Identity)).collect::<Result<_, _>>()?;
    if found.is_empty() { Err(CaseError::Identity) } else { Ok(found) }
}

/// Returns a recipient in its one written form.
pub(crate) fn recipient(text: &str) -> Result<String, CaseError> {
    text.trim().parse::<x25519::Recipient>().map(|r| r.to_string()).map_err(|_| CaseError::Recipient)
}

pub(crate) fn encryption_error(error: EncryptError) -> CaseError {
    match error {
        EncryptError::Io(error) => error.into(),
        _ => CaseError::Io(io::ErrorKind::Other.into()),
    }
}

fn decryption_error(error: age::DecryptError) -> CaseError {
    use age::DecryptError as E;
    match error {
        E::NoMatchingKeys | E::DecryptionFailed | E::KeyDecryptionFailed => CaseError::WrongKey,
        E::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof && error.kind() != io::ErrorKind::InvalidData => {
            error.into()
        }
        _ => CaseError::Damaged(Part::Keys),
    }
}

const WORDS_WORK: u8 = 10;

/// `2^22` is sixteen seconds and 4 GiB: more is damage, or malice.
const MAX_WORK: u8 = 22;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn each_way_opens_its_own_wrapping_only() {
        let key = DatabaseKey::generate(&mut SystemEntropy).unwrap();
        let wrapped = key.wrap_passphrase(&secret("mot de passe"), WorkFactor::Fixed(2)).unwrap();
        assert_eq!(DatabaseKey::unwrap_passphrase(&wrapped, &secret("mot de passe")).unwrap().hex(), key.hex());
        let wrong = DatabaseKey::unwrap_passphrase(&wrapped, &secret("autre"));
        assert!(matches!(wrong, Err(CaseError::WrongKey)));

        let friend = x25519::Identity::generate();
        let wrapped = key.wrap_recipient(&friend.to_public().to_string()).unwrap();
        assert_eq!(DatabaseKey::unwrap_identities(&wrapped, &[friend]).unwrap().hex(), key.hex());
        let other = DatabaseKey::unwrap_identities(&wrapped, &[x25519::Identity::generate()]);
        assert!(matches!(other, Err(CaseError::WrongKey)));
    }

    #[test]
    fn a_damaged_wrapping_is_not_a_wrong_passphrase() {
        let key = DatabaseKey::generate(&mut SystemEntropy).unwrap();
        let mut wrapped = key.wrap_passphrase(&secret("a"), WorkFactor::Fixed(2)).unwrap();
        *wrapped.last_mut().unwrap() ^= 1;
        let found = DatabaseKey::unwrap_passphrase(&wrapped, &secret("a"));
        assert!(matches!(found, Err(CaseError::Damaged(Part::Keys))));
        let cut = DatabaseKey::unwrap_passphrase(&wrapped[..20], &secret("a"));
        assert!(matches!(cut, Err(CaseError::Damaged(Part::Keys))));
    }

    #[test]
    fn identity_files_may_hold_comments_but_not_nothing() {
        let one = x25519::Identity::generate().to_string();
        let text = secret(&format!("# made today\n\n{}\n", one.expose_secret()));
        assert_eq!(identities(&text).unwrap().len(), 1);
        assert!(matches!(identities(&secret("# nothing")), Err(CaseError::Identity)));
        assert!(matches!(identities(&secret("age1abc")), Err(CaseError::Identity)));
    }
}
