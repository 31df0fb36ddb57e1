//! What two people compare by eye or by phone: eight groups of four letters (`spec/seal.md` §5).

use crate::merkle::sha256;
use crate::note::VerifierKey;

/// Returns the fingerprint of a key: that of its verifier key text.
pub fn of_key(key: &VerifierKey) -> String {
    of_bytes(key.to_string().as_bytes())
}

/// Returns the fingerprint of any bytes, such as a seal note: 160 bits of their SHA-256, in base32 (RFC 4648 §6).
pub fn of_bytes(bytes: &[u8]) -> String {
    let letters = data_encoding::BASE32_NOPAD.encode(&sha256(bytes).0[..20]);
    let mut groups = String::with_capacity(39);
    for (i, letter) in letters.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            groups.push('-');
        }
        groups.push(letter);
    }
    groups
}

/// Brings a fingerprint that a person typed into its one form: upper case, groups of four; nothing if it is none.
pub fn normalised(typed: &str) -> Option<String> {
    let letters: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let sound = letters.len() == 32 && data_encoding::BASE32_NOPAD.decode(letters.as_bytes()).is_ok();
    sound.then(|| letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_groups_of_four() {
        // H("") begins e3b0c442 98fc1c14 9afbf4c8 996fb924 27ae41e4 (FIPS 180-4 example).
        assert_eq!(of_bytes(b""), "4OYM-IQUY-7QOB-JGX3-6TEJ-S35Z-EQT2-4QPE");
        assert_eq!(normalised("4oym iquy 7qob jgx3 6tej s35z eqt2 4qpe").as_deref(), Some(of_bytes(b"").as_str()));
        assert_eq!(normalised("4OYM-IQUY"), None);
        assert_eq!(normalised("1OYM-IQUY-7QOB-JGX3-6TEJ-S35Z-EQT2-4QPE"), None);
    }
}
