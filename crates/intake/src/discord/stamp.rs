//! Times as DiscordChatExporter writes them for people: by the rules of the computer that exported.

use temoin_evidence::{CivilTime, DateOrder, Flag, Moment, Precision, Record, Zone};

use crate::time;

/// Lists the numbers of a time as written.
pub(super) fn numbers(stamp: &str) -> Vec<u32> {
    stamp.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// Returns whether a text is a time: five numbers and a colon, or four around an English month.
pub(super) fn is_stamp(stamp: &str) -> bool {
    let written = numbers(stamp).len() >= 5 && stamp.contains(':');
    stamp.len() <= 32 && (written || named(stamp).is_some())
}

/// Returns the order of day and month where one date proves it.
pub(super) fn proved(stamp: &str) -> Option<DateOrder> {
    match numbers(stamp)[..] {
        _ if named(stamp).is_some() => None,
        [year, ..] if year > 31 => Some(DateOrder::Ymd),
        [day, ..] if day > 12 => Some(DateOrder::Dmy),
        [_, day, ..] if day > 12 => Some(DateOrder::Mdy),
        _ if stamp.contains('.') => Some(DateOrder::Dmy),
        _ => None,
    }
}

/// Sets a record's time: what is written stays verbatim.
pub(super) fn told(record: &mut Record, stamp: &str, order: Option<DateOrder>) {
    record.sent_raw = stamp.to_owned();
    record.sent = named(stamp);
    if record.sent.is_some() || stamp.is_empty() {
        return;
    }
    let fields = numbers(stamp);
    let Some(&[a, b, c, hour, minute]) = fields.first_chunk() else {
        return record.flags.insert(Flag::TimeUnusable);
    };
    let date = match order {
        Some(DateOrder::Dmy) => (c, b, a),
        Some(DateOrder::Mdy) => (c, a, b),
        Some(DateOrder::Ymd) => (a, b, c),
        None => return record.flags.insert(Flag::DateUnproven),
    };
    record.sent = made(date, (hour, minute), stamp);
    if record.sent.is_none() {
        record.flags.insert(Flag::TimeUnusable);
    }
}

/// Reads `05-Mar-24 02:05 PM`, as versions before 2023 write unless told otherwise.
fn named(stamp: &str) -> Option<Moment> {
    let (date, clock) = stamp.split_once(' ')?;
    let mut parts = date.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str| text.parse::<u32>().ok();
    let month = time::english_month(month).filter(|_| month.len() == 3)?;
    let [hour, minute] = numbers(clock)[..] else { return None };
    made((number(year)?, month.into(), number(day)?), (hour, minute), clock)
}

fn made((year, month, day): (u32, u32, u32), (mut hour, minute): (u32, u32), stamp: &str) -> Option<Moment> {
    let year = if year < 100 { 2000 + year } else { year };
    let half = stamp.to_ascii_lowercase();
    if half.contains("pm") && hour < 12 {
        hour += 12;
    } else if half.contains("am") && hour == 12 {
        hour = 0;
    }
    let small = |value: u32| u8::try_from(value).unwrap_or(u8::MAX);
    let year = i16::try_from(year).unwrap_or(0);
    let civil = CivilTime::new(year, small(month), small(day), small(hour), small(minute), 0, 0);
    time::moment(civil.ok()?, Precision::Minute, Zone::Floating)
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{Kind, Span};

    use super::*;

    fn check(stamp: &str, order: Option<DateOrder>, expected: &str) {
        let mut record = Record::new(Kind::Message, Span { start: 0, len: 0 });
        told(&mut record, stamp, order);
        assert_eq!(record.sent.map(|sent| sent.to_string()).unwrap_or_default(), expected, "{stamp}");
        assert_eq!(record.sent_raw, stamp);
    }

    #[test]
    fn the_order_of_day_and_month_is_never_guessed() {
        check("05/03/2024 14:05", Some(DateOrder::Dmy), "2024-03-05T14:05");
        check("03/05/2024 2:05 PM", Some(DateOrder::Mdy), "2024-03-05T14:05");
        check("05/03/2024 14:05", None, "");
        check("05-Mar-24 12:05 AM", None, "2024-03-05T00:05");
        check("05/33/2024 14:05", Some(DateOrder::Dmy), "");
        check("hier", Some(DateOrder::Dmy), "");
        assert_eq!(proved("25/03/2024 14:05"), Some(DateOrder::Dmy));
        assert_eq!((proved("05-Mar-24 02:05 PM"), proved("05/03/2024 14:05")), (None, None));
        assert!(is_stamp("05-Mar-24 02:05 PM") && is_stamp("05/03/2024 14:05") && !is_stamp("05/03/2024"));
    }
}
