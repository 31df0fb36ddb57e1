//! Times as a screen shows them: recognised, kept as they stand, never worked out.

/// Returns whether a word looks like a time of day: `21:04`, `9.41`, `21h04`, with `AM` or `PM` or without.
pub fn is_time(text: &str) -> bool {
    let lower = text.trim().to_lowercase().replace(['\u{202f}', '\u{a0}'], " ");
    let bare =
        ["a.m.", "p.m.", "am", "pm", "uhr"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower).trim_end();
    let Some((hour, minute)) = [':', '.', 'h'].iter().find_map(|&mark| bare.split_once(mark)) else { return false };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str, most: u32| digits(part) && part.parse::<u32>().is_ok_and(|value| value <= most);
    (1..=2).contains(&hour.len()) && number(hour, 24) && minute.len() == 2 && number(minute, 59)
}

/// Returns the words at the end that are a time, with ticks after it, and how many words the time and the ticks take.
///
/// Ticks are read as letters that look like them; behind a time nothing else stands.
pub fn time_at_end<'a>(words: &[&'a str]) -> Option<(Vec<&'a str>, usize)> {
    let ticks =
        words.iter().rev().take_while(|word| word.chars().count() <= 3 && word.chars().all(stands_for_tick)).count();
    let rest = &words[..words.len() - ticks];
    for taken in [2, 1].into_iter().filter(|&taken| taken <= rest.len()) {
        let mut time = rest[rest.len() - taken..].to_vec();
        if let Some(last) = time.last_mut() {
            *last = last.trim_end_matches(is_tick);
        }
        if is_time(&time.join(" ")) {
            return Some((time, taken + ticks));
        }
    }
    None
}

/// Says whether a word of its own behind a time may be a tick: a slanted stroke is read as a seven, too.
fn stands_for_tick(sign: char) -> bool {
    is_tick(sign) || "7<>".contains(sign)
}

fn is_tick(sign: char) -> bool {
    "vVwW√✓✔/\\|-~«».,'".contains(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_recognised() {
        for time in ["21:04", "9:41 PM", "9:41PM", "21h04", "7.52", "0:00", "21:04 Uhr", "9:41 p.m."] {
            assert!(is_time(time), "{time}");
        }
        for other in ["", "21", "25:04", "21:60", "1.234", "745.50", "h", "12 mars", "2:4"] {
            assert!(!is_time(other), "{other}");
        }
    }

    #[test]
    fn ticks_behind_a_time_are_taken_with_it() {
        fn check(text: &str, expected: Option<(&str, usize)>) {
            let words: Vec<&str> = text.split(' ').collect();
            let found = time_at_end(&words).map(|(time, count)| (time.join(" "), count));
            assert_eq!(found, expected.map(|(time, count)| (time.to_owned(), count)), "{text}");
        }
        check("Ok 21:04 v", Some(("21:04", 2)));
        check("Ok 9:41 PM w v", Some(("9:41 PM", 4)));
        check("Ok 21:04√√", Some(("21:04", 1)));
        check("Ok 21:07 /7", Some(("21:07", 2)));
        check("Ok 21:04", Some(("21:04", 1)));
        check("Ok v", None);
        check("at 21:04 then", None);
    }
}
