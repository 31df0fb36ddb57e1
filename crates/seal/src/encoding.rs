//! Hexadecimal, base64 and decimal numbers in their one strict form (`spec/seal.md`, conventions).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Says why a text is not bytes or a number in the one form we accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodingError {
    /// Not lower-case hexadecimal digits, two for each byte.
    #[error("not lower-case hexadecimal")]
    Hex,
    /// Not base64 (RFC 4648 §4) with padding and zero trailing bits.
    #[error("not strict base64")]
    Base64,
    /// Not an ASCII decimal number without sign or leading zeroes, below 2^53.
    #[error("not a plain decimal number")]
    Number,
    /// Another number of bytes than the place calls for.
    #[error("wrong number of bytes")]
    Length,
}

/// The largest whole number that every JSON reader keeps exactly: 2^53 − 1 (RFC 8785 §3.2.2.3).
pub const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Returns the bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// Reads lower-case hexadecimal digits.
///
/// # Errors
/// Another character, or an odd number of them.
pub fn from_hex(text: &str) -> Result<Vec<u8>, EncodingError> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| EncodingError::Hex)
}

/// Reads exactly `N` bytes of lower-case hexadecimal digits.
///
/// # Errors
/// Another character, or another length.
pub fn array_from_hex<const N: usize>(text: &str) -> Result<[u8; N], EncodingError> {
    from_hex(text)?.try_into().map_err(|_| EncodingError::Length)
}

/// Returns the bytes in base64 (RFC 4648 §4) with padding.
pub fn b64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads base64 (RFC 4648 §4) with padding, in the one form that encoding gives.
///
/// # Errors
/// Anything that would not be written again in the same way.
pub fn from_b64(text: &str) -> Result<Vec<u8>, EncodingError> {
    let bytes = STANDARD.decode(text).map_err(|_| EncodingError::Base64)?;
    if b64(&bytes) == text { Ok(bytes) } else { Err(EncodingError::Base64) }
}

/// Reads exactly `N` bytes of base64.
///
/// # Errors
/// As [`from_b64`], or another length.
pub fn array_from_b64<const N: usize>(text: &str) -> Result<[u8; N], EncodingError> {
    from_b64(text)?.try_into().map_err(|_| EncodingError::Length)
}

/// Reads an ASCII decimal number below 2^53 without sign or leading zeroes.
///
/// # Errors
/// Anything that would not be written again in the same way.
pub fn number(text: &str) -> Result<u64, EncodingError> {
    let digits = text.as_bytes();
    let plain = !digits.is_empty()
        && digits.len() <= 16
        && digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits[0] != b'0');
    let number = if plain { text.parse().map_err(|_| EncodingError::Number)? } else { u64::MAX };
    if number <= MAX_NUMBER { Ok(number) } else { Err(EncodingError::Number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_form() {
        assert_eq!(from_hex("00ff"), Ok(vec![0, 255]));
        assert_eq!(from_hex("00FF"), Err(EncodingError::Hex));
        assert_eq!(from_hex("0"), Err(EncodingError::Hex));
        assert_eq!(array_from_hex::<1>("00ff"), Err(EncodingError::Length));
        assert_eq!(from_b64("AA=="), Ok(vec![0]));
        for bad in ["AA", "AB==", "AA==\n", "A A=", "AA=", "-_=="] {
            assert_eq!(from_b64(bad), Err(EncodingError::Base64), "{bad:?}");
        }
    }

    #[test]
    fn numbers_have_one_form() {
        for good in [0, 1, 10, MAX_NUMBER] {
            assert_eq!(number(&good.to_string()), Ok(good));
        }
        for bad in ["", "00", "01", "+1", "-1", "1 ", " 1", "1.0", "9007199254740992", "99999999999999999999999", "１"]
        {
            assert_eq!(number(bad), Err(EncodingError::Number), "{bad:?}");
        }
    }
}
