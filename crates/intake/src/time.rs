//! Times as exports write them. Each keeps the precision and the zone it was written with, and no more.

use temoin_evidence::{CivilTime, Moment, Origin, Precision, Zone};

/// Reads milliseconds since 1970 (UTC). Nothing outside years 1–9999.
pub(crate) fn unix_ms(ms: i64) -> Option<Moment> {
    moment(CivilTime::from_unix_ms(ms).ok()?, Precision::Millisecond, Zone::Utc)
}

/// Reads seconds since 1970 (UTC).
pub(crate) fn unix_s(seconds: i64) -> Option<Moment> {
    moment(CivilTime::from_unix_ms(seconds.checked_mul(1000)?).ok()?, Precision::Second, Zone::Utc)
}

/// Returns the milliseconds since 1970 that an id of X or Discord holds: the time of its making.
pub(crate) fn snowflake(id: &str, epoch_ms: i64) -> Option<Moment> {
    let id: u64 = id.parse().ok()?;
    unix_ms((id >> 22) as i64 + epoch_ms)
}

/// First millisecond of X's ids.
pub(crate) const X_EPOCH: i64 = 1_288_834_974_657;
/// First millisecond of Discord's ids.
pub(crate) const DISCORD_EPOCH: i64 = 1_420_070_400_000;

/// Reads ISO 8601 and its relatives: `2024-03-05`, `2024-03-05T14:05`, `2024-03-05 14:05:09.123456+01:00`, `… UTC`, `…Z`.
/// Digits beyond the millisecond are dropped. Without a zone the time floats.
pub(crate) fn iso(text: &str) -> Option<Moment> {
    let text = text.trim();
    let date = text.get(..10)?;
    let rest = &text[10..];
    if rest.is_empty() {
        return moment(date.parse().ok()?, Precision::Day, Zone::Floating);
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let clock_len = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
    let (clock, rest) = rest.split_at(clock_len);
    let (fraction, rest) = match rest.strip_prefix(['.', ',']) {
        Some(digits) => digits.split_at(digits.bytes().take_while(u8::is_ascii_digit).count()),
        None => ("", rest),
    };
    let zone = zone(rest.trim())?;
    let (precision, time) = match (clock.len(), fraction) {
        (5, "") => (Precision::Minute, format!("{date}T{clock}")),
        (8, "") => (Precision::Second, format!("{date}T{clock}")),
        (8, digits) => (Precision::Millisecond, format!("{date}T{clock}.{:0<3.3}", digits)),
        _ => return None,
    };
    moment(time.parse().ok()?, precision, zone)
}

/// Reads `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `GMT+0100`, or nothing; after a name, `UTC+1` and `UTC+1:30` too.
pub(crate) fn zone(text: &str) -> Option<Zone> {
    let rest = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    match rest {
        "" if text.is_empty() => return Some(Zone::Floating),
        "" | "Z" | "z" => return Some(Zone::Utc),
        _ => {}
    }
    let west = rest.starts_with(['-', '−']);
    let digits = rest.strip_prefix(['+', '-', '−'])?.replace(':', "");
    let digits = match digits.len() {
        4 => digits,
        1 | 2 if rest.len() < text.len() => format!("{digits:0>2}00"),
        3 if rest.len() < text.len() => format!("0{digits}"),
        _ => return None,
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let minutes = digits[..2].parse::<i16>().ok()? * 60 + digits[2..].parse::<i16>().ok()?;
    (minutes < 24 * 60).then_some(Zone::Offset(if west { -minutes } else { minutes }))
}

/// Reads X's `Tue Mar 05 13:05:09 +0000 2024`.
pub(crate) fn ctime(text: &str) -> Option<Moment> {
    let mut words = text.split_ascii_whitespace().skip(1);
    let (month, day, clock, zone_word, year) =
        (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
    let time = format!("{year}-{:02}-{day:0>2}T{clock}", english_month(month)?);
    let zone = match zone(zone_word)? {
        Zone::Offset(0) => Zone::Utc,
        other => other,
    };
    moment(time.parse().ok()?, Precision::Second, zone)
}

/// Returns the number of a month by its first three English letters.
pub(crate) fn english_month(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = word.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == start).map(|at| at as u8 + 1)
}

/// Reads ISO 8601 where `+00:00` is how a platform writes UTC.
pub(crate) fn iso_utc(text: &str) -> Option<Moment> {
    iso(text).map(|moment| match moment.zone {
        Zone::Offset(0) => Moment { zone: Zone::Utc, ..moment },
        _ => moment,
    })
}

/// Makes a moment that a platform keeps beside its messages.
pub(crate) fn moment(time: CivilTime, precision: Precision, zone: Zone) -> Option<Moment> {
    Some(Moment { time, precision, zone, origin: Origin::MessageMetadata })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: Option<Moment>, expected: &str) {
        assert_eq!(found.map(|m| m.to_string()).unwrap_or_default(), expected);
    }

    #[test]
    fn times_keep_what_they_say() {
        check(iso("2024-03-05"), "2024-03-05");
        check(iso("2024-03-05T14:05"), "2024-03-05T14:05");
        check(iso("2024-03-05 13:05:09 UTC"), "2024-03-05T13:05:09Z");
        check(iso("2024-03-05T13:05:09.123456Z"), "2024-03-05T13:05:09.123Z");
        check(iso("2024-03-05T13:05:09.5+01:00"), "2024-03-05T13:05:09.500+01:00");
        check(iso("2024-03-05T13:05:09GMT-0330"), "2024-03-05T13:05:09-03:30");
        check(iso("2024-03-05T13:05:09 UTC+1"), "2024-03-05T13:05:09+01:00");
        check(iso("2024-03-05T13:05:09 GMT−5:30"), "2024-03-05T13:05:09-05:30");
        check(iso("2024-03-05T13:05:09+1"), "");
        check(iso("2024-03-05T13:05:09 UTC+24"), "");
        check(iso("2024-03-05T13:05:09 UTC+é"), "");
        check(iso("2024-02-30T13:05:09Z"), "");
        check(iso("2024-03-05T13:05:09 CET"), "");
        check(ctime("Tue Mar 05 13:05:09 +0000 2024"), "2024-03-05T13:05:09Z");
        check(unix_ms(1_709_643_909_123), "2024-03-05T13:05:09.123Z");
        check(unix_s(i64::MAX), "");
        check(snowflake("1765000597066481664", X_EPOCH), "2024-03-05T13:05:09.123Z");
        check(snowflake("no id", DISCORD_EPOCH), "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text: String) {
            iso(&text);
            ctime(&text);
        }
    }
}
