use temoin_evidence::{CivilTime, Moment, Precision, Zone};

use crate::Language;

/// Returns the day in long form with its weekday: `mardi 3 novembre 2026`.
pub(crate) fn day(time: &CivilTime, language: Language) -> String {
    let (weekdays, months) = match language {
        Language::Fr => (&WEEKDAYS_FR, &MONTHS_FR),
        Language::Nl => (&WEEKDAYS_NL, &MONTHS_NL),
        Language::De => (&WEEKDAYS_DE, &MONTHS_DE),
        Language::En => (&WEEKDAYS_EN, &MONTHS_EN),
    };
    let (weekday, month) = (weekdays[usize::from(time.weekday())], months[usize::from(time.month() - 1)]);
    let (day, year) = (time.day(), time.year());
    match language {
        Language::Fr if day == 1 => format!("{weekday} 1er {month} {year}"),
        Language::De => format!("{weekday}, {day}. {month} {year}"),
        _ => format!("{weekday} {day} {month} {year}"),
    }
}

/// Returns the day, and the time of day as far as it is known: `mardi 3 novembre 2026, 21:04`.
pub(crate) fn moment(moment: &Moment, language: Language) -> String {
    let mut text = day(&moment.time, language);
    if let Some(clock) = clock(moment) {
        text += ", ";
        text += &clock;
    }
    text
}

/// Returns the time of day to the second at most; nothing where only the day is known.
pub(crate) fn clock(moment: &Moment) -> Option<String> {
    let time = &moment.time;
    let minutes = format!("{:02}:{:02}", time.hour(), time.minute());
    match moment.precision {
        Precision::Day => None,
        Precision::Minute => Some(minutes),
        Precision::Second | Precision::Millisecond => Some(format!("{minutes}:{:02}", time.second())),
    }
}

/// Returns `UTC` or `UTC+01:00`; nothing for a floating time.
pub(crate) fn zone(zone: Zone) -> Option<String> {
    match zone {
        Zone::Utc => Some("UTC".into()),
        Zone::Offset(_) => Some(format!("UTC{}", zone.suffix())),
        Zone::Floating => None,
    }
}

/// Writes a number with the language's marks between thousands.
pub(crate) fn number(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mark = match language {
        Language::Fr => '\u{202F}',
        Language::Nl | Language::De => '.',
        Language::En => ',',
    };
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

const WEEKDAYS_FR: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const WEEKDAYS_NL: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
const WEEKDAYS_DE: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use temoin_evidence::Origin;

    use super::*;

    fn check(time: &str, precision: Precision, language: Language, expected: &str) {
        let moment_of =
            Moment { time: time.parse().unwrap(), precision, zone: Zone::Floating, origin: Origin::MessageMetadata };
        assert_eq!(moment(&moment_of, language), expected);
    }

    #[test]
    fn dates_are_long_and_name_the_day() {
        check("2026-11-03T21:04", Precision::Minute, Language::Fr, "mardi 3 novembre 2026, 21:04");
        check("2026-11-01", Precision::Day, Language::Fr, "dimanche 1er novembre 2026");
        check("2026-03-01T08:00:09", Precision::Second, Language::De, "Sonntag, 1. März 2026, 08:00:09");
        check("2026-11-23", Precision::Day, Language::Nl, "maandag 23 november 2026");
        check("2026-11-23", Precision::Day, Language::En, "Monday 23 November 2026");
    }

    #[test]
    fn thousands_are_parted_as_the_language_does() {
        assert_eq!(number(3988, Language::Fr), "3\u{202F}988");
        assert_eq!(number(1_234_567, Language::En), "1,234,567");
        assert_eq!(number(12, Language::De), "12");
    }
}
