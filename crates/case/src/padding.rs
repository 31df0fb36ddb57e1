//! Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019, §4.2).

/// Returns the padded length: at most 12 % more, and so coarse that few files share no length with others.
pub(crate) fn padded(len: u64) -> u64 {
    if len < 2 {
        return len;
    }
    let exponent = u64::from(len.ilog2());
    let kept = u64::from(exponent.ilog2()) + 1;
    let mask = (1u64 << exponent.saturating_sub(kept)) - 1;
    len.checked_add(mask).map_or(len, |sum| sum & !mask)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(len: u64, expected: u64) {
        assert_eq!(padded(len), expected, "{len}");
    }

    #[test]
    fn lengths_of_the_paper() {
        check(0, 0);
        check(1, 1);
        check(8, 8);
        check(9, 10);
        check(1000, 1024);
        check(1_000_000, 1_015_808);
    }

    proptest! {
        #[test]
        fn never_shorter_nor_much_longer(len in 0u64..1 << 50) {
            let long = padded(len);
            prop_assert!(long >= len && (long - len) as f64 <= 0.12 * len as f64);
            prop_assert_eq!(padded(long), long);
        }
    }
}
