use std::time::{SystemTime, UNIX_EPOCH};

use temoin_evidence::{CivilTime, Moment, Origin, Precision, Zone};

/// Tells the time. Acts never look at a clock of their own.
pub trait Clock {
    /// Returns the milliseconds since 1970-01-01T00:00:00Z, by a clock that nobody checked.
    fn unix_ms(&self) -> i64;

    /// Returns the present time in UTC, to the second.
    fn now(&self) -> Moment {
        instant(self.unix_ms())
    }
}

/// Is the clock of this computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    // The one place where a direct clock is read.
    #[allow(clippy::disallowed_methods)]
    fn unix_ms(&self) -> i64 {
        milliseconds(SystemTime::now())
    }
}

/// Is a clock that stands still: for tests, and for making the same bytes again.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub i64);

impl Clock for FixedClock {
    fn unix_ms(&self) -> i64 {
        self.0
    }
}

/// Makes the moment a file system tells for a file, in UTC.
pub(crate) fn file_time(time: SystemTime) -> Moment {
    Moment { origin: Origin::FileMetadata, ..instant(milliseconds(time)) }
}

fn milliseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    }
}

fn instant(ms: i64) -> Moment {
    // A clock outside years 1–9999 tells nothing: the epoch then stands for "not set".
    let second = CivilTime::from_unix_ms(ms.div_euclid(1000).saturating_mul(1000));
    let time = second.or_else(|_| CivilTime::from_unix_ms(0)).unwrap_or_else(|_| unreachable!("the epoch exists"));
    Moment { time, precision: Precision::Second, zone: Zone::Utc, origin: Origin::CaptureClock }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_read_to_the_second_in_utc() {
        assert_eq!(FixedClock(1_709_643_909_999).now().to_string(), "2024-03-05T13:05:09Z");
        assert_eq!(FixedClock(i64::MAX).now().to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(FixedClock(-1).now().to_string(), "1969-12-31T23:59:59Z");
    }
}
