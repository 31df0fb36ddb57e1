/// What each byte is as a hexadecimal digit; 16 for none.
const DIGITS: [u8; 256] = {
    let mut digits = [16; 256];
    let mut value = 0;
    while value < 16 {
        let lower = b"0123456789abcdef"[value as usize];
        digits[lower as usize] = value;
        digits[lower.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    digits
};

/// Decodes exactly so many bytes, in digits of either case; nothing where the text is no such.
pub(crate) fn decode<const BYTES: usize>(text: &[u8]) -> Option<[u8; BYTES]> {
    let pairs = text.as_chunks::<2>();
    if pairs.0.len() != BYTES || !pairs.1.is_empty() {
        return None;
    }
    let mut bytes = [0; BYTES];
    // One test at the end: whatever is no digit leaves a bit above the fourth.
    let mut strange = 0;
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs.0) {
        let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
        strange |= high | low;
        *byte = high << 4 | low;
    }
    (strange < 16).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_of_the_right_number_are_bytes() {
        assert_eq!(decode::<3>(b"00fFa9"), Some([0, 0xff, 0xa9]));
        for bad in ["", "00ffa", "00ffa90", "00ffa90b", "00ffag", "00 fa9", "+0ffa9"] {
            assert_eq!(decode::<3>(bad.as_bytes()), None, "{bad}");
        }
        // Each byte but a digit's is refused, in either place.
        for byte in 0..=255u8 {
            assert_eq!(decode::<1>(&[byte, b'0']).is_some(), byte.is_ascii_hexdigit());
            assert_eq!(decode::<1>(&[b'0', byte]).is_some(), byte.is_ascii_hexdigit());
        }
    }
}
