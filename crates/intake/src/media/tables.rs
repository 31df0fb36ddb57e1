//! How a JPEG was compressed, as far as its tables tell. ITU-T T.81, section B.2.4.1 and annex K.1.

/// Holds how a JPEG was compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tables {
    /// The quality, 1–100, at which the library of the Independent JPEG Group makes exactly this table for brightness;
    /// nothing where the table is another: cameras have their own.
    pub(super) quality: Option<u8>,
    /// Colour is stored at a quarter of the pixels, as nearly all apps do.
    pub(super) colour_quartered: bool,
}

/// Table K.1, in the order in which files hold it (zigzag).
const BRIGHTNESS: [u16; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
    60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113,
    121, 112, 100, 120, 92, 101, 103, 99,
];

/// Returns the quality at which the standard table, scaled as libjpeg's `jpeg_quality_scaling` does, is this one.
pub(super) fn quality(table: &[u16; 64]) -> Option<u8> {
    (1..=100).find(|&quality| scaled(quality) == *table)
}

/// Returns the standard table at a quality.
pub(super) fn scaled(quality: u8) -> [u16; 64] {
    let quality = u16::from(quality.clamp(1, 100));
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    BRIGHTNESS.map(|value| ((u32::from(value) * u32::from(scale) + 50) / 100).clamp(1, 255) as u16)
}

/// Reads the table of number 0 out of a segment of tables.
pub(super) fn first(mut segment: &[u8]) -> Option<[u16; 64]> {
    while let [head, rest @ ..] = segment {
        let wide = head >> 4 != 0;
        let (table, after) = rest.split_at_checked(if wide { 128 } else { 64 })?;
        if head & 15 == 0 {
            let mut values = [0; 64];
            for (at, value) in values.iter_mut().enumerate() {
                *value = if wide { super::number::be16(table, 2 * at)? } else { table[at].into() };
            }
            return Some(values);
        }
        segment = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_table_tells_its_quality() {
        for of in [10, 30, 50, 75, 80, 92, 95, 100] {
            assert_eq!(quality(&scaled(of)), Some(of));
        }
        let mut own = scaled(75);
        own[3] += 1;
        assert_eq!(quality(&own), None);
        let bytes: Vec<u8> = [0].into_iter().chain(scaled(75).map(|value| value as u8)).collect();
        assert_eq!(first(&bytes), Some(scaled(75)));
        assert_eq!(first(&bytes[..40]), None);
        assert_eq!(first(&[]), None);
    }
}
