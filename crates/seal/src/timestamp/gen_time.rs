use std::fmt;

use der::DateTime;

/// Is the time a stamp says, as it was written: to the second, or finer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampTime {
    /// Whole seconds since 1970.
    pub unix: u64,
    /// The digits after the second, without zeroes at the end; often none.
    pub fraction: String,
    date_time: DateTime,
}

impl StampTime {
    /// Reads the content of a GeneralizedTime as RFC 3161 §2.4.2 narrows it: `YYYYMMDDhhmmss[.s…]Z`.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.strip_suffix('Z')?;
        let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, digits)| (whole, Some(digits)));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let fraction_fits = fraction.is_none_or(|f| !f.is_empty() && f.len() <= 9 && !f.ends_with('0') && digits(f));
        if whole.len() != 14 || !digits(whole) || !fraction_fits {
            return None;
        }
        let two = |at: usize| whole[at..at + 2].parse::<u8>().ok();
        let year = whole[..4].parse().ok()?;
        let date_time = DateTime::new(year, two(4)?, two(6)?, two(8)?, two(10)?, two(12)?).ok()?;
        let fraction = fraction.unwrap_or_default().to_owned();
        Some(Self { unix: date_time.unix_duration().as_secs(), fraction, date_time })
    }
}

/// Shows `YYYY-MM-DDThh:mm:ss[.s…]Z` (RFC 3339).
impl fmt::Display for StampTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.date_time.to_string();
        let whole = whole.strip_suffix('Z').unwrap_or(&whole);
        if self.fraction.is_empty() { write!(f, "{whole}Z") } else { write!(f, "{whole}.{}Z", self.fraction) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &str, expected: Option<&str>) {
        assert_eq!(StampTime::parse(bytes.as_bytes()).map(|time| time.to_string()).as_deref(), expected, "{bytes}");
    }

    #[test]
    fn one_form_of_each_time() {
        check("20261123120000Z", Some("2026-11-23T12:00:00Z"));
        check("20261123120000.25Z", Some("2026-11-23T12:00:00.25Z"));
        for bad in [
            "20261123120000.250Z",
            "20261123120000.Z",
            "202611231200Z",
            "20261123120000",
            "20261123120000+0100",
            "20261323120000Z",
            "2026112312000é",
        ] {
            check(bad, None);
        }
        assert_eq!(StampTime::parse(b"19700101000001Z").unwrap().unix, 1);
    }
}
