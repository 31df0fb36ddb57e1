use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Is a date with all that is known about it: how fine, in which zone, and where it was read.
///
/// Moments of different origin are never merged, and a floating one is never silently given a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The wall-clock reading.
    pub time: CivilTime,
    /// How fine the source tells it; finer fields of `time` are zero and mean nothing.
    pub precision: Precision,
    /// Against what the wall clock was set.
    pub zone: Zone,
    /// Where the date was read.
    pub origin: Origin,
}

impl fmt::Display for Moment {
    /// Writes RFC 3339 to the precision known, with `Z` or an offset only where the source tells it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = &self.time;
        write!(f, "{:04}-{:02}-{:02}", t.year, t.month, t.day)?;
        match self.precision {
            Precision::Day => return Ok(()),
            Precision::Minute => write!(f, "T{:02}:{:02}", t.hour, t.minute)?,
            Precision::Second => write!(f, "T{:02}:{:02}:{:02}", t.hour, t.minute, t.second)?,
            Precision::Millisecond => write!(f, "T{:02}:{:02}:{:02}.{:03}", t.hour, t.minute, t.second, t.millisecond)?,
        }
        write!(f, "{}", self.zone.suffix())
    }
}

/// Is a reading of a calendar and a clock (proleptic Gregorian), without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    year: i16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    millisecond: u16,
}

impl CivilTime {
    /// Makes a time of year 1–9999, month 1–12, a day of that month, hour 0–23, minute and second 0–59.
    ///
    /// # Errors
    /// [`TimeError`] when a field is out of its range.
    pub fn new(
        year: i16,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: u8,
        millisecond: u16,
    ) -> Result<Self, TimeError> {
        let fits = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month)
            && hour < 24
            && minute < 60
            && second < 60
            && millisecond < 1000;
        if fits { Ok(Self { year, month, day, hour, minute, second, millisecond }) } else { Err(TimeError) }
    }

    /// Makes the UTC reading of a number of milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimeError`] outside years 1–9999.
    pub fn from_unix_ms(ms: i64) -> Result<Self, TimeError> {
        let days = ms.div_euclid(86_400_000);
        let rest = ms.rem_euclid(86_400_000);
        let (year, month, day) = civil_from_days(days).ok_or(TimeError)?;
        let second = rest / 1000;
        Self::new(
            year,
            month,
            day,
            (second / 3600) as u8,
            (second / 60 % 60) as u8,
            (second % 60) as u8,
            (rest % 1000) as u16,
        )
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00 that a clock set to UTC would have counted.
    pub fn unix_ms_as_utc(&self) -> i64 {
        let seconds = i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        (days_from_civil(self.year, self.month, self.day) * 86_400 + seconds) * 1000 + i64::from(self.millisecond)
    }

    /// Returns the year, 1–9999.
    pub fn year(&self) -> i16 {
        self.year
    }
    /// Returns the month, 1–12.
    pub fn month(&self) -> u8 {
        self.month
    }
    /// Returns the day of the month, 1–31.
    pub fn day(&self) -> u8 {
        self.day
    }
    /// Returns the hour, 0–23.
    pub fn hour(&self) -> u8 {
        self.hour
    }
    /// Returns the minute, 0–59.
    pub fn minute(&self) -> u8 {
        self.minute
    }
    /// Returns the second, 0–59.
    pub fn second(&self) -> u8 {
        self.second
    }
    /// Returns the millisecond, 0–999.
    pub fn millisecond(&self) -> u16 {
        self.millisecond
    }
    /// Returns the day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(&self) -> u8 {
        (days_from_civil(self.year, self.month, self.day) + 3).rem_euclid(7) as u8
    }
}

impl fmt::Display for CivilTime {
    /// Writes `2024-03-05T14:05:09.000`, always to the millisecond, so that text order is time order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, millisecond } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}")
    }
}

impl FromStr for CivilTime {
    type Err = TimeError;

    /// Reads `YYYY-MM-DD[THH:MM[:SS[.mmm]]]`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let (date, clock) = text.split_once('T').unwrap_or((text, "00:00"));
        let mut parts = date.splitn(3, '-');
        let (year, month, day) = (number(parts.next(), 4)?, number(parts.next(), 2)?, number(parts.next(), 2)?);
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "000"));
        let mut parts = clock.splitn(3, ':');
        let (hour, minute) = (number(parts.next(), 2)?, number(parts.next(), 2)?);
        let second = parts.next().map_or(Ok(0), |s| number(Some(s), 2))?;
        let millisecond = number(Some(fraction), 3)?;
        Self::new(year as i16, month as u8, day as u8, hour as u8, minute as u8, second as u8, millisecond)
    }
}

impl Serialize for CivilTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Says that a date or a time of day does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeError;

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such date or time")
    }
}

impl std::error::Error for TimeError {}

/// Says how fine a source tells a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A day, no time.
    Day,
    /// A minute.
    Minute,
    /// A second.
    Second,
    /// A thousandth of a second.
    Millisecond,
}

impl Precision {
    /// Returns the word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Minute => "minute",
            Self::Second => "second",
            Self::Millisecond => "millisecond",
        }
    }
}

/// Says against what a wall clock was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// Coordinated Universal Time.
    Utc,
    /// A fixed distance east of UTC, in minutes, −1439 to 1439.
    Offset(i16),
    /// The local time of an unknown place.
    Floating,
}

impl Zone {
    /// Returns the word used in JSON: `utc`, `offset` or `floating`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Utc => "utc",
            Self::Offset(_) => "offset",
            Self::Floating => "floating",
        }
    }

    /// Returns `Z`, `+01:00` or nothing.
    pub fn suffix(self) -> String {
        match self {
            Self::Utc => "Z".into(),
            Self::Floating => String::new(),
            Self::Offset(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

/// Says where a date was read. Two origins are never merged into one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Origin {
    /// Visible on the item itself, as in a screenshot.
    ShownOnItem,
    /// Written by the platform beside the message.
    MessageMetadata,
    /// Kept by the file or inside it (EXIF, container).
    FileMetadata,
    /// The clock of the device at capture or intake, not checked.
    CaptureClock,
    /// Told by a person.
    Told,
    /// An RFC 3161 time stamp.
    TrustedTimestamp,
    /// Read from the file's name, which an app gave and anyone can change.
    FileName,
}

/// Says in which order a short date writes its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl DateOrder {
    /// Returns the word used in JSON: `dmy`, `mdy` or `ymd`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }
}

fn number(text: Option<&str>, digits: usize) -> Result<u16, TimeError> {
    let text = text.filter(|t| t.len() == digits && t.bytes().all(|b| b.is_ascii_digit())).ok_or(TimeError)?;
    text.parse().map_err(|_| TimeError)
}

fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counts days from 1970-01-01; Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
fn days_from_civil(year: i16, month: u8, day: u8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (i64::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Is the inverse of [`days_from_civil`]; nothing outside years 1–9999.
fn civil_from_days(days: i64) -> Option<(i16, u8, u8)> {
    let days = days.checked_add(719_468)?;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    (1..=9999).contains(&year).then_some((year as i16, month as u8, day as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(text.parse::<CivilTime>().ok().map(|t| t.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn reads_only_dates_that_exist() {
        check("2024-02-29", Some("2024-02-29T00:00:00.000"));
        check("2024-03-05T14:05", Some("2024-03-05T14:05:00.000"));
        check("2024-03-05T14:05:09.123", Some("2024-03-05T14:05:09.123"));
        check("2023-02-29", None);
        check("2024-13-01", None);
        check("2024-3-05", None);
        check("2024-03-05T24:00", None);
    }

    #[test]
    fn unix_time_and_calendar_agree_both_ways() {
        for ms in [0, 1_709_643_909_123, -62_135_596_800_000, 253_402_300_799_999, 951_782_400_000] {
            assert_eq!(CivilTime::from_unix_ms(ms).unwrap().unix_ms_as_utc(), ms);
        }
        assert_eq!(CivilTime::from_unix_ms(1_709_643_909_123).unwrap().to_string(), "2024-03-05T13:05:09.123");
        assert!(CivilTime::from_unix_ms(i64::MAX).is_err());
        assert_eq!("2024-03-05".parse::<CivilTime>().unwrap().weekday(), 1);
    }

    #[test]
    fn a_moment_shows_no_more_than_it_knows() {
        let time = CivilTime::new(2024, 3, 5, 14, 5, 9, 0).unwrap();
        let show = |precision, zone| Moment { time, precision, zone, origin: Origin::Told }.to_string();
        assert_eq!(show(Precision::Day, Zone::Utc), "2024-03-05");
        assert_eq!(show(Precision::Minute, Zone::Floating), "2024-03-05T14:05");
        assert_eq!(show(Precision::Second, Zone::Offset(-210)), "2024-03-05T14:05:09-03:30");
    }
}
