//! Hexadecimal digits of either case, read without a branch for each: lists have tens of millions of lines.

/// Stands for what is no digit.
const NONE: u8 = 0xff;

const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut at = 0;
    while at < 16 {
        let digit = b"0123456789abcdef"[at];
        values[digit as usize] = at as u8;
        values[digit.to_ascii_uppercase() as usize] = at as u8;
        at += 1;
    }
    values
};

/// Reads exactly `2 * N` digits; nothing for another number of them, or for what is none.
#[inline]
pub fn bytes<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    if digits.len() != 2 * N {
        return None;
    }
    let (mut bytes, mut seen) = ([0; N], 0);
    for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_chunks().0) {
        let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
        seen |= high | low;
        *byte = high << 4 | low & 15;
    }
    (seen < 16).then_some(bytes)
}

/// Returns whether all are digits, and there is one.
pub fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_in_either_case_and_nothing_else_is() {
        assert_eq!(bytes(b"00fFA9b1"), Some([0, 0xff, 0xa9, 0xb1]));
        for wrong in ["", "0", "000", "0g", "g0", "+1", " 1", "é"] {
            assert_eq!(bytes::<1>(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
