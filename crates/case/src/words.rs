use age::secrecy::{ExposeSecret, SecretString};
use bip39::{Language, Mnemonic};

use crate::CaseError;

/// Is the second way into a case: twelve words of the English BIP-39 list, 128 random bits and a checksum.
///
/// Written in lower case with one space between them, they are an age passphrase: `age -d keys/recovery.age`.
pub struct RecoveryWords(SecretString);

impl RecoveryWords {
    pub(crate) fn from_entropy(bytes: &[u8; 16]) -> Self {
        let mnemonic = Mnemonic::from_entropy(bytes).expect("16 bytes make twelve words");
        Self::joined(&mnemonic)
    }

    /// Reads words as a person types them: any case, any spacing, commas or hyphens between.
    pub(crate) fn parse(typed: &SecretString) -> Result<Self, CaseError> {
        let lower = SecretString::from(typed.expose_secret().to_lowercase());
        let words: Vec<&str> =
            lower.expose_secret().split(|c: char| !c.is_ascii_alphabetic()).filter(|w| !w.is_empty()).collect();
        let text = SecretString::from(words.join(" "));
        if words.len() != WORDS {
            return Err(CaseError::Words);
        }
        let mnemonic =
            Mnemonic::parse_in_normalized(Language::English, text.expose_secret()).map_err(|_| CaseError::Words)?;
        Ok(Self::joined(&mnemonic))
    }

    fn joined(mnemonic: &Mnemonic) -> Self {
        let words: Vec<&str> = mnemonic.words().collect();
        Self(SecretString::from(words.join(" ")))
    }

    pub(crate) fn secret(&self) -> &SecretString {
        &self.0
    }

    /// Returns the words, for the one time they are shown.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for RecoveryWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryWords(…)")
    }
}

const WORDS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Option<&str>) {
        let read = RecoveryWords::parse(&SecretString::from(typed.to_owned())).ok();
        assert_eq!(read.as_ref().map(RecoveryWords::expose), expected, "{typed}");
    }

    #[test]
    fn words_read_back_as_people_type_them() {
        // The BIP-39 test vector of sixteen 0x7f bytes.
        let words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
        assert_eq!(RecoveryWords::from_entropy(&[0x7f; 16]).expose(), words);
        check(words, Some(words));
        check("Legal winner THANK year, wave sausage\nworth useful   legal winner thank-yellow ", Some(words));
    }

    #[test]
    fn a_slip_is_found() {
        check("legal winner thank year wave sausage worth useful legal winner thank year", None);
        check("legal winner thank", None);
        check("legal winner thank year wave sausage worth useful legal winner thank yelow", None);
    }
}
