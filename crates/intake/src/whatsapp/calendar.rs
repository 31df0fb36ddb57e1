//! From the numbers of a short date to a day: order of the fields, short years, Persian and Buddhist calendars.

use temoin_evidence::{CivilTime, DateOrder};

use super::header::{Header, Period};

/// Years that stand for the Persian calendar (1981–2050), as no message is that old.
const PERSIAN: std::ops::RangeInclusive<u32> = 1360..=1429;
/// Years of the Islamic calendar (2008–2077): its months are set by sight or table, not converted here.
const ISLAMIC: std::ops::RangeInclusive<u32> = 1430..=1499;
/// Years of the Buddhist calendar, 543 ahead.
const BUDDHIST: std::ops::RangeInclusive<u32> = 2500..=2642;

/// Returns whether the numbers are a date in at least one order.
#[inline]
pub(crate) fn is_possible(header: &Header) -> bool {
    [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd].into_iter().any(|order| fits(header, order))
}

/// Returns whether the numbers are a date in that order.
#[inline]
pub(crate) fn fits(header: &Header, order: DateOrder) -> bool {
    let [a, b, c] = header.fields;
    let (year_at, month, day) = match order {
        DateOrder::Dmy => (2, b, a),
        DateOrder::Mdy => (2, a, b),
        DateOrder::Ymd => (0, b, c),
    };
    let others_short = (0..3).all(|at| at == year_at || header.digits[at] <= 2);
    let year_long_enough = header.digits[year_at] == 4 || header.digits[year_at] == 2;
    others_short && year_long_enough && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Returns the moment that a header shows, read in that order; nothing where it is no date or of a calendar not converted.
#[inline]
pub(crate) fn civil(header: &Header, order: DateOrder) -> Option<CivilTime> {
    let [a, b, c] = header.fields;
    let (year, month, day) = match order {
        DateOrder::Dmy => (c, b, a),
        DateOrder::Mdy => (c, a, b),
        DateOrder::Ymd => (a, b, c),
    };
    if !fits(header, order) || is_unconverted(year) {
        return None;
    }
    let (year, month, day) = match year {
        0..=99 => (2000 + year, month, day),
        year if PERSIAN.contains(&year) => persian(year, month, day)?,
        year if BUDDHIST.contains(&year) => (year - 543, month, day),
        year => (year, month, day),
    };
    let hour = hour(header.hour, header.period);
    CivilTime::new(year as i16, month as u8, day as u8, hour, header.minute, header.second.unwrap_or(0), 0).ok()
}

/// Returns whether a year belongs to a calendar that is not converted.
pub(crate) fn is_unconverted(year: u32) -> bool {
    ISLAMIC.contains(&year)
}

/// Returns the hour on a clock of 24: 12 a.m. is 0, 12 p.m. is 12; an hour that needs no half stays.
pub(crate) fn hour(written: u8, period: Option<Period>) -> u8 {
    match period {
        Some(Period::Am) if written == 12 => 0,
        Some(Period::Pm) if written < 12 => written + 12,
        _ => written,
    }
}

/// Converts a Persian date by the 33-year cycle, which agrees with the astronomical calendar from 1178 to 1633
/// (K. M. Heydari, "A Concise Review of the Iranian Calendar", 2004).
fn persian(year: u32, month: u32, day: u32) -> Option<(u32, u32, u32)> {
    let longest = match month {
        1..=6 => 31,
        7..=11 => 30,
        _ => 29 + u32::from(persian_leap(year)),
    };
    if day > longest {
        return None;
    }
    // 1 Farvardin 1403 is 20 March 2024, day 19,802 since 1970-01-01.
    let mut days: i64 = 19_802;
    for passed in 1403..year {
        days += 365 + i64::from(persian_leap(passed));
    }
    for to_come in year..1403 {
        days -= 365 + i64::from(persian_leap(to_come));
    }
    days += i64::from((month - 1) * 30 + (month - 1).min(6) + day - 1);
    let date = CivilTime::from_unix_ms(days * 86_400_000).ok()?;
    Some((date.year() as u32, date.month().into(), date.day().into()))
}

fn persian_leap(year: u32) -> bool {
    matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

/// Says where a time of day lies in the nights when Central European clocks change (Directive 2000/84/EC): the last
/// Sunday of March has no 02:00–02:59, the last Sunday of October has it twice.
pub(crate) fn clock_change(time: &CivilTime) -> Option<Change> {
    let change = match time.month() {
        3 => Change::Gap,
        10 => Change::Fold,
        _ => return None,
    };
    (time.hour() == 2 && time.day() > 24 && time.weekday() == 6).then_some(change)
}

/// Is a change of the clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The hour does not exist.
    Gap,
    /// The hour occurs twice.
    Fold,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, order: DateOrder, expected: Option<&str>) {
        let header = super::super::header::parse(line.as_bytes()).unwrap();
        let found = civil(&header, order).map(|t| t.to_string()[..16].to_owned());
        assert_eq!(found.as_deref(), expected, "{line}");
    }

    #[test]
    fn reads_each_order_and_calendar() {
        check("05/03/2024, 14:05 - x", DateOrder::Dmy, Some("2024-03-05T14:05"));
        check("05/03/2024, 14:05 - x", DateOrder::Mdy, Some("2024-05-03T14:05"));
        check("25/03/2024, 14:05 - x", DateOrder::Mdy, None);
        check("2024-03-05, 14:05 - x", DateOrder::Ymd, Some("2024-03-05T14:05"));
        check("۱۴۰۲/۱۲/۱۵، ۱۵:۰۷ - x", DateOrder::Ymd, Some("2024-03-05T15:07"));
        check("۱۴۰۳/۱۲/۳۰، ۱۵:۰۷ - x", DateOrder::Ymd, Some("2025-03-20T15:07"));
        check("۱۴۰۴/۱/۱، ۱۵:۰۷ - x", DateOrder::Ymd, Some("2025-03-21T15:07"));
        check("۱۳۹۹/۱۲/۳۰، ۱۵:۰۷ - x", DateOrder::Ymd, Some("2021-03-20T15:07"));
        check("۱۴۰۲/۱۲/۳۰، ۱۵:۰۷ - x", DateOrder::Ymd, None);
        check("5/3/2567 15:07 - x", DateOrder::Dmy, Some("2024-03-05T15:07"));
        check("٢٤/٨/١٤٤٥، ٣:٠٧ م - x", DateOrder::Dmy, None);
    }

    #[test]
    fn knows_the_nights_when_the_clock_changes() {
        let change = |text: &str| clock_change(&text.parse().unwrap());
        assert_eq!(change("2024-03-31T02:30"), Some(Change::Gap));
        assert_eq!(change("2024-10-27T02:00"), Some(Change::Fold));
        assert_eq!(change("2024-03-24T02:30"), None);
        assert_eq!(change("2024-03-31T03:00"), None);
        assert_eq!(change("2024-10-26T02:30"), None);
    }
}
