//! The date of a message (RFC 5322, sections 3.3 and 4.3).

use temoin_evidence::{CivilTime, Moment, Precision, Zone};

use crate::time;

/// Reads `Tue, 5 Mar 2024 14:05:09 +0100 (CET)`, with or without the day of the week and the seconds. A time without a
/// zone floats; `+0000`, `-0000` and `GMT` are UTC.
pub(crate) fn date(text: &str) -> Option<Moment> {
    let plain = without_comments(text);
    let plain = plain.split_once(',').map_or(plain.as_str(), |(_, rest)| rest);
    let mut words = plain.split_ascii_whitespace().peekable();
    if words.peek().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        words.next();
    }
    let (day, month, year) = (number(words.next()?, 2)?, time::english_month(words.next()?)?, year(words.next()?)?);
    let mut clock = words.next()?.split(':');
    let (hour, minute) = (number(clock.next()?, 2)?, number(clock.next()?, 2)?);
    let (second, precision) = match clock.next() {
        Some(second) => (number(second, 2)?, Precision::Second),
        None => (0, Precision::Minute),
    };
    // A leap second has no place on the clock: it is the second before.
    let second = if second == 60 { 59 } else { second };
    let zone = words.next().map_or(Some(Zone::Floating), zone)?;
    time::moment(
        CivilTime::new(year, month, day as u8, hour as u8, minute as u8, second as u8, 0).ok()?,
        precision,
        zone,
    )
}

/// Years of two or three digits are those of old programs (section 4.3).
fn year(word: &str) -> Option<i16> {
    let number = i16::try_from(number(word, 4)?).ok()?;
    Some(match word.len() {
        4 => number,
        2 if number < 50 => number + 2000,
        2 | 3 => number + 1900,
        _ => return None,
    })
}

fn zone(word: &str) -> Option<Zone> {
    let hours = match word.to_ascii_uppercase().as_str() {
        "UT" | "Z" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        upper => {
            return match time::zone(upper) {
                Some(Zone::Offset(0)) => Some(Zone::Utc),
                // Any other word names no zone: what the clock was set to is not known.
                None if upper.bytes().all(|byte| byte.is_ascii_alphabetic()) => Some(Zone::Floating),
                found => found,
            };
        }
    };
    Some(if hours == 0 { Zone::Utc } else { Zone::Offset(hours * 60) })
}

fn number(word: &str, digits: usize) -> Option<u16> {
    let fits = !word.is_empty() && word.len() <= digits && word.bytes().all(|byte| byte.is_ascii_digit());
    if fits { word.parse().ok() } else { None }
}

fn without_comments(text: &str) -> String {
    let mut depth = 0u32;
    text.chars()
        .filter(|&c| {
            depth += u32::from(c == '(');
            let outside = depth == 0;
            depth = depth.saturating_sub(u32::from(c == ')'));
            outside
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(date(text).map(|found| found.to_string()).unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn dates_of_mail() {
        check("Tue, 5 Mar 2024 14:05:09 +0100 (CET)", "2024-03-05T14:05:09+01:00");
        check(" Tue, 05 Mar 2024 13:05 +0000", "2024-03-05T13:05Z");
        check("5 March 2024 13:05:60 GMT", "2024-03-05T13:05:59Z");
        check("Tue 5 Mar 24 13:05:09 -0330", "2024-03-05T13:05:09-03:30");
        check("Fri, 07 Oct 94 16:15:05 PDT", "1994-10-07T16:15:05-07:00");
        check("Tue, 5 Mar 2024 13:05:09", "2024-03-05T13:05:09");
        check("Tue, 5 Mar 2024 13:05:09 CET", "2024-03-05T13:05:09");
        check("Tue, 31 Feb 2024 13:05:09 +0100", "");
        check("Tue, 5 Mar 2024 25:05:09 +0100", "");
        check("05/03/2024 13:05", "");
        check("(((", "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text: String) {
            date(&text);
        }
    }
}
