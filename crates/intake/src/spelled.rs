//! Dates spelled out in the language of an account: `mardi 5 mars 2024 à 13:05:09 UTC`, `Oct 19, 2019, 2:37 PM`.

use temoin_evidence::{CivilTime, Moment, Precision, Zone};

use crate::time;

/// Months by their beginnings, after accents are taken off: fr, nl, de, en, es, it, pt. Longer beginnings stand first.
const MONTHS: &[(&str, u8)] = &[
    ("januar", 1),
    ("janvier", 1),
    ("gennaio", 1),
    ("enero", 1),
    ("janeiro", 1),
    ("jan", 1),
    ("gen", 1),
    ("ene", 1),
    ("fe", 2),
    ("mars", 3),
    ("marz", 3),
    ("maart", 3),
    ("march", 3),
    ("mrt", 3),
    ("mar", 3),
    ("av", 4),
    ("ap", 4),
    ("abr", 4),
    ("mai", 5),
    ("mei", 5),
    ("may", 5),
    ("mag", 5),
    ("juin", 6),
    ("jun", 6),
    ("giu", 6),
    ("juil", 7),
    ("jul", 7),
    ("lug", 7),
    ("aou", 8),
    ("au", 8),
    ("ago", 8),
    ("set", 9),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("ott", 10),
    ("out", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
];

/// Reads a date with its month as a word: day, month, year in either order, then a time of 12 or 24 hours where there is one,
/// then a zone where there is one. Without a zone it floats.
pub(crate) fn spelled(text: &str) -> Option<Moment> {
    let words = words(text);
    let at = (0..words.len()).find(|&at| month(&words[at]).is_some() && beside_a_day(&words, at))?;
    let month = month(&words[at])?;
    let number = |word: &str| word.parse::<u16>().ok();
    let day_before = at.checked_sub(1).and_then(|before| number(words[before].trim_end_matches('.')));
    let (day, rest) = match day_before {
        Some(day) => (day, &words[at + 1..]),
        None => {
            (number(words.get(at + 1)?.trim_end_matches(|c: char| c.is_alphabetic() || c == '.'))?, &words[at + 2..])
        }
    };
    let year = rest.first().and_then(|year| number(year)).filter(|year| (1970..3000).contains(year))?;
    let rest = &rest[1..];
    let Some((clock, after)) = (0..rest.len()).find_map(|at| clock(&rest[at..])) else {
        return made((year, month, day), (0, 0, 0), Precision::Day, Zone::Floating);
    };
    let (mut hour, minute, second) = clock;
    let mut zone = Zone::Floating;
    let mut words = after.iter().map(String::as_str).peekable();
    while let Some(word) = words.next() {
        match word {
            "pm" | "p" if hour < 12 => hour += 12,
            "am" | "a" if hour == 12 => hour = 0,
            // "UTC +1", the distance apart from its name.
            "utc" | "gmt" => {
                let apart = words.next_if(|next| next.starts_with(['+', '-', '−']) && next.ends_with(char::is_numeric));
                zone = time::zone(&format!("UTC{}", apart.unwrap_or_default()))?;
            }
            word if word.starts_with("utc") || word.starts_with("gmt") => zone = time::zone(&word.to_uppercase())?,
            _ => {}
        }
    }
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    made((year, month, day), (hour, minute, second.unwrap_or(0)), precision, zone)
}

/// Hour, minute, and second where there is one.
type Clock = (u8, u8, Option<u8>);

/// Reads `14:05`, `14:05:09`, `14h05`, `14 h 05` or `14 h 05 min 09 s` at the beginning of words; returns what follows too.
fn clock(words: &[String]) -> Option<(Clock, &[String])> {
    let number = |word: &str| word.parse::<u8>().ok().filter(|_| word.len() <= 2);
    let first = words.first()?;
    if first.contains(':') && first.starts_with(|c: char| c.is_ascii_digit()) {
        let mut parts = first.split(':').map(|part| part.parse::<u8>().ok());
        return Some(((parts.next()??, parts.next()??, parts.next().map(|second| second.unwrap_or(0))), &words[1..]));
    }
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let (hour, minute, used) = match first.split_once('h') {
        Some((hour, "")) => (hour, word(1), 2),
        Some((hour, minute)) => (hour, minute, 1),
        None if word(1) == "h" => (first.as_str(), word(2), 3),
        None => return None,
    };
    let (hour, minute, mut used) = match number(minute) {
        Some(minute) => (number(hour)?, minute, used),
        // A full hour: "14 h".
        None => (number(hour)?, 0, if word(1) == "h" { 2 } else { 1 }),
    };
    let mut second = None;
    if word(used) == "min" {
        used += 1;
        if word(used + 1) == "s" {
            second = number(word(used));
            used += 2;
        }
    }
    Some(((hour, minute, second), words.get(used..).unwrap_or_default()))
}

/// A month stands beside the number of a day. A day of the week that begins like one ("mar." is Tuesday) stands before that
/// number, and another month after it.
fn beside_a_day(words: &[String], at: usize) -> bool {
    let is_number = |at: usize| words.get(at).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let before = at.checked_sub(1).is_some_and(is_number);
    let another_follows = words.get(at + 2).is_some_and(|word| month(word).is_some());
    before || is_number(at + 1) && !another_follows
}

fn made(
    (year, month, day): (u16, u8, u16),
    (hour, minute, second): (u8, u8, u8),
    precision: Precision,
    zone: Zone,
) -> Option<Moment> {
    let time = CivilTime::new(year as i16, month, u8::try_from(day).ok()?, hour, minute, second, 0).ok()?;
    time::moment(time, precision, zone)
}

/// Splits into words in lower case, accents taken off; full stops inside `p.m.` go.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == '\u{202f}')
        .map(|word| word.to_lowercase().chars().filter(|c| *c != '.').map(plain).collect::<String>())
        .filter(|word| !word.is_empty() && word != "de" && word != "del")
        .take(16)
        .collect()
}

fn plain(c: char) -> char {
    match c {
        'é' | 'è' | 'ê' => 'e',
        'û' | 'ü' | 'ù' => 'u',
        'ä' | 'à' | 'á' => 'a',
        'ç' => 'c',
        'ì' | 'í' => 'i',
        other => other,
    }
}

fn month(word: &str) -> Option<u8> {
    // "mardi", "martes", "maandag" and "mar." for Tuesday are no March.
    const DAYS: [&str; 7] = ["mardi", "martes", "martedi", "maandag", "avant", "sabado", "aujourd"];
    let fits =
        word.len() >= 3 && word.chars().all(char::is_alphabetic) && !DAYS.iter().any(|day| word.starts_with(day));
    MONTHS.iter().find(|(start, _)| fits && word.starts_with(start)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(spelled(text).map(|m| m.to_string()).unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn seven_languages() {
        check("mardi 5 mars 2024 à 13:05:09 UTC", "2024-03-05T13:05:09Z");
        check("5 mars 2024 14:05:09", "2024-03-05T14:05:09");
        check("Tuesday, March 5, 2024 at 1:05:09 PM UTC", "2024-03-05T13:05:09Z");
        check("Oct 19, 2019, 2:37 PM", "2019-10-19T14:37");
        check("Oct 19, 2019, 12:07\u{202f}a.m.", "2019-10-19T00:07");
        check("5 maart 2024 om 14:05", "2024-03-05T14:05");
        check("Dienstag, 5. März 2024 um 14:05:09 UTC+1", "2024-03-05T14:05:09+01:00");
        check("5 mars 2024 à 14:05:09 GMT+02:00", "2024-03-05T14:05:09+02:00");
        check("5 mars 2024 à 14:05 UTC -3:30", "2024-03-05T14:05-03:30");
        check("5 mars 2024 à 14:05 UTC+99", "");
        check("5 mars 2024, 14 h 05", "2024-03-05T14:05");
        check("5 mars 2024 à 14h05 UTC+1", "2024-03-05T14:05+01:00");
        check("mardi 5 mars 2024 à 14 h 05 min 09 s", "2024-03-05T14:05:09");
        check("5 mars 2024 à 14h", "2024-03-05T14:00");
        check("5 mars 2024 à 25h05", "");
        check("5 mars 2024, heure inconnue", "2024-03-05");
        check("Dienstag, 5. März 2024 um 14:05:09", "2024-03-05T14:05:09");
        check("martes, 5 de marzo de 2024, 14:05", "2024-03-05T14:05");
        check("5 août 2024", "2024-08-05");
        check("mar. 5 mars 2024, 14:05", "2024-03-05T14:05");
        check("martedì 5 marzo 2024 alle 14:05", "2024-03-05T14:05");
        check("31 février 2024 10:00", "");
        check("hier à 14:05", "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text: String) {
            spelled(&text);
        }
    }
}
