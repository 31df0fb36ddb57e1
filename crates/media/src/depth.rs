//! Values of other depths, brought to 8 bits.

use crate::View;

/// Halves 16-bit values: the nearest for the eye, the higher byte as Pillow stores them.
pub(crate) fn to_8_bits(values: &[u16], view: View) -> Vec<u8> {
    match view {
        View::Seen => values.iter().map(|value| ((u32::from(*value) + 128) / 257) as u8).collect(),
        View::Stored => values.iter().map(|value| (value >> 8) as u8).collect(),
    }
}

/// As [`to_8_bits`], but grey of 16 bits without alpha: there Pillow cuts off all above 255.
pub(crate) fn grey_to_8_bits(values: &[u16], view: View) -> Vec<u8> {
    match view {
        View::Seen => to_8_bits(values, view),
        View::Stored => values.iter().map(|value| (*value).min(255) as u8).collect(),
    }
}

/// Spreads values of 1, 2 or 4 bits, rows of `width` padded to bytes, one to a byte; `scaled` so that the largest becomes 255.
pub(crate) fn spread(packed: &[u8], width: usize, bits: u8, scaled: bool) -> Vec<u8> {
    let largest = u8::MAX >> (8 - bits);
    let factor = if scaled { u8::MAX / largest } else { 1 };
    let in_byte = 8 / usize::from(bits);
    let mut values = Vec::with_capacity(packed.len() * in_byte);
    for row in packed.chunks(width.div_ceil(in_byte).max(1)) {
        let wide = row.iter().flat_map(|byte| (1..=in_byte).map(move |at| byte >> (8 - at * usize::from(bits))));
        values.extend(wide.take(width).map(|value| (value & largest) * factor));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_spread_row_by_row() {
        assert_eq!(spread(&[0b1010_0000, 0b0100_0000], 3, 1, true), [255, 0, 255, 0, 255, 0]);
        assert_eq!(spread(&[0x12, 0x30], 3, 4, false), [1, 2, 3]);
        assert_eq!(spread(&[0b0001_1011], 4, 2, true), [0, 85, 170, 255]);
        assert_eq!(spread(&[], 0, 1, true), [0; 0]);
    }

    #[test]
    fn sixteen_bits_are_halved_by_view() {
        assert_eq!(to_8_bits(&[0, 128, 129, 65535], View::Seen), [0, 0, 1, 255]);
        assert_eq!(to_8_bits(&[255, 256, 65535], View::Stored), [0, 1, 255]);
        assert_eq!(grey_to_8_bits(&[7, 256, 65535], View::Stored), [7, 255, 255]);
    }
}
