//! The beginning of a record: `date, time - ` on Android, `[date, time] ` on iPhone, in every short date of CLDR that phones write.

use super::calendar;
use super::cursor::{Cursor, digit, is_blank, is_mark};

/// Is a header as written; which field is the day is not decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The three numbers of the date, in the order written.
    pub(crate) fields: [u32; 3],
    /// How many digits each has.
    pub(crate) digits: [u8; 3],
    /// The clock as written; the hour may be 1–12 with a [`Period`].
    pub(crate) hour: u8,
    /// The minute.
    pub(crate) minute: u8,
    /// The second, where written.
    pub(crate) second: Option<u8>,
    /// Which half of the day.
    pub(crate) period: Option<Period>,
    /// What is the same in all headers of one export.
    pub(crate) shape: Shape,
    /// U+200E stands before the bracket: an iPhone marks so what the app wrote.
    pub(crate) marked: bool,
    /// The year stands first by the words or digits of the date itself.
    pub(crate) year_first: bool,
    /// First byte of the date in the line.
    pub(crate) date_start: usize,
    /// First byte after the time.
    pub(crate) time_end: usize,
    /// First byte after the header.
    pub(crate) end: usize,
}

/// Is a half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
}

/// Is what all headers of one export share: one phone wrote them at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    /// In brackets (iPhone), or followed by a dash (Android).
    pub(crate) bracketed: bool,
    /// What separates the date's fields.
    pub(crate) separator: char,
    /// Which field has four digits.
    pub(crate) long_year: Option<u8>,
    /// A comma between date and time.
    pub(crate) comma: bool,
    /// Seconds are written.
    pub(crate) seconds: bool,
    /// A half of the day is written.
    pub(crate) half_day: bool,
    /// The digits are ASCII.
    pub(crate) ascii: bool,
}

/// Words between date and time.
const JOINERS: &[&str] = &[
    "à", "a las", "a les", "às", "as", "klo", "kl.", "kl", "om", "um", "u", "o", "в", "во", "о", "alle ore", "alle",
    "ore", "at", "ve", "saat", "г.", "г", "р.", "р", "στις", "ora", "lúc", "pukul",
];

/// Words for the halves of the day (CLDR, day periods), longest first where one begins another.
const PERIODS: &[(&str, Period)] = &[
    ("a.\u{202f}m.", Period::Am),
    ("p.\u{202f}m.", Period::Pm),
    ("a.\u{a0}m.", Period::Am),
    ("p.\u{a0}m.", Period::Pm),
    ("a. m.", Period::Am),
    ("p. m.", Period::Pm),
    ("a.m.", Period::Am),
    ("p.m.", Period::Pm),
    ("am", Period::Am),
    ("pm", Period::Pm),
    ("ص", Period::Am),
    ("م", Period::Pm),
    ("ق.ظ.", Period::Am),
    ("ب.ظ.", Period::Pm),
    ("ق.ظ", Period::Am),
    ("ب.ظ", Period::Pm),
    ("قبل‌ازظهر", Period::Am),
    ("بعدازظهر", Period::Pm),
    ("午前", Period::Am),
    ("午後", Period::Pm),
    ("凌晨", Period::Am),
    ("清晨", Period::Am),
    ("早上", Period::Am),
    ("上午", Period::Am),
    ("中午", Period::Pm),
    ("下午", Period::Pm),
    ("傍晚", Period::Pm),
    ("晚上", Period::Pm),
    ("오전", Period::Am),
    ("오후", Period::Pm),
    ("ÖÖ", Period::Am),
    ("ÖS", Period::Pm),
    ("de.", Period::Am),
    ("du.", Period::Pm),
    ("π.μ.", Period::Am),
    ("μ.μ.", Period::Pm),
    ("पूर्वाह्न", Period::Am),
    ("अपराह्न", Period::Pm),
    ("vorm.", Period::Am),
    ("nachm.", Period::Pm),
    ("SA", Period::Am),
    ("CH", Period::Pm),
    ("PG", Period::Am),
    ("PTG", Period::Pm),
    ("ap.", Period::Am),
    ("ip.", Period::Pm),
    ("fm", Period::Am),
    ("em", Period::Pm),
    ("dop.", Period::Am),
    ("odp.", Period::Pm),
    ("ก่อนเที่ยง", Period::Am),
    ("หลังเที่ยง", Period::Pm),
];

/// Reads the header at the beginning of a line, if there is one.
#[inline]
pub(crate) fn parse(line: &[u8]) -> Option<Header> {
    if !may_begin(*line.first()?) {
        return None;
    }
    let mut cursor = Cursor::new(line);
    let before = cursor.at;
    cursor.skip(is_mark);
    let bracketed = cursor.eat(|c| c == '[').is_some();
    let marked = cursor.at > before + usize::from(bracketed);
    cursor.skip(is_mark);
    let date_start = cursor.at;
    let date = date(&mut cursor)?;
    let (comma, early) = join(&mut cursor)?;
    let clock = clock(&mut cursor)?;
    let period = early.or_else(|| late_period(&mut cursor));
    let time_end = cursor.at;
    close(&mut cursor, bracketed)?;
    let shape = Shape {
        bracketed,
        separator: date.separator,
        long_year: date.digits.iter().position(|&d| d == 4).map(|at| at as u8),
        comma,
        seconds: clock.2.is_some(),
        half_day: period.is_some(),
        ascii: line[date_start].is_ascii(),
    };
    // Korean phones write `24. 3. 5. 오후 3:07`; no other language puts dots and the half of the day before the time.
    let korean = date.separator == '.' && early.is_some() && date.digits[0] == 2 && date.digits[2] <= 2;
    let year_first = date.year_word || date.digits[0] == 4 || korean;
    let (hour, minute, second) = clock;
    let header = Header {
        fields: date.fields,
        digits: date.digits,
        hour,
        minute,
        second,
        period,
        shape,
        marked,
        year_first,
        date_start,
        time_end,
        end: cursor.at,
    };
    calendar::is_possible(&header).then_some(header)
}

/// Returns whether a header may begin with that byte.
#[inline]
pub(crate) fn may_begin(first: u8) -> bool {
    // Digits, a bracket; first bytes of digits of other scripts and of marks.
    matches!(first, b'0'..=b'9' | b'[' | 0xd8 | 0xd9 | 0xdb | 0xe0..=0xe2 | 0xef)
}

/// Returns whether any line of a text begins with a header.
pub(crate) fn any_in(text: &str) -> bool {
    text.split('\n').any(|line| parse(line.as_bytes()).is_some())
}

struct Date {
    fields: [u32; 3],
    digits: [u8; 3],
    separator: char,
    year_word: bool,
}

#[inline]
fn date(cursor: &mut Cursor<'_>) -> Option<Date> {
    let (first, first_digits) = cursor.number(4)?;
    let separator = separator(cursor, None)?;
    let (second, second_digits) = cursor.number(2)?;
    self::separator(cursor, Some(separator))?;
    let (third, third_digits) = cursor.number(4)?;
    let (before, mut dotted) = (cursor.at, false);
    cursor.skip(is_mark);
    let word = cursor.eat(|c| matches!(c, '日' | '일')).is_some();
    if !word && separator == '.' {
        dotted = cursor.eat(|c| c == '.').is_some();
    }
    if !word && !dotted {
        cursor.at = before;
    }
    let digits = [first_digits, second_digits, third_digits];
    if digits.contains(&3) || (first_digits == 4 && third_digits == 4) {
        return None;
    }
    Some(Date { fields: [first, second, third], digits, separator, year_word: matches!(separator, '年' | '년') })
}

/// The separator between fields; `年` is followed by `月`, others by themselves.
#[inline]
fn separator(cursor: &mut Cursor<'_>, before: Option<char>) -> Option<char> {
    cursor.skip(is_mark);
    let found = cursor.eat(|c| match before {
        None => matches!(c, '/' | '.' | '-' | '年' | '년'),
        Some('年') => c == '月',
        Some('년') => c == '월',
        Some(same) => c == same,
    })?;
    if found == '/' || found == '-' {
        cursor.skip(is_mark);
    } else {
        cursor.skip(is_blank);
    }
    Some(found)
}

/// What stands between date and time: a comma or not, and in some languages the half of the day.
#[inline]
fn join(cursor: &mut Cursor<'_>) -> Option<(bool, Option<Period>)> {
    let (mut comma, mut period) = (false, None);
    for _ in 0..8 {
        match cursor.peek()? {
            (c, _) if digit(c).is_some() => return Some((comma, period)),
            (',' | '،' | '、', len) => {
                comma = true;
                cursor.at += len;
            }
            (c, len) if is_blank(c) => cursor.at += len,
            _ if period.is_none() && starts_period(cursor, &mut period) => {}
            _ => eat_joiner(cursor)?,
        }
    }
    None
}

fn eat_joiner(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut longest = 0;
    for word in JOINERS {
        let mut ahead = *cursor;
        if ahead.word(word) && ahead.peek().is_some_and(|(c, _)| is_blank(c) || c == ',') {
            longest = longest.max(word.len());
        }
    }
    cursor.at += longest;
    (longest > 0).then_some(())
}

fn starts_period(cursor: &mut Cursor<'_>, period: &mut Option<Period>) -> bool {
    let before = *cursor;
    *period = period_word(cursor);
    // Before the time a word must be followed by it: `ap. 3.07`, `오후 3:07`, `下午3:07`.
    let mut ahead = *cursor;
    ahead.skip(is_blank);
    if period.is_some() && ahead.peek().is_none_or(|(c, _)| digit(c).is_none()) {
        *cursor = before;
        *period = None;
    }
    period.is_some()
}

fn period_word(cursor: &mut Cursor<'_>) -> Option<Period> {
    PERIODS.iter().find_map(|(word, period)| cursor.word(word).then_some(*period))
}

#[inline]
fn late_period(cursor: &mut Cursor<'_>) -> Option<Period> {
    let before = *cursor;
    cursor.skip(is_blank);
    if cursor.peek().is_none_or(|(c, _)| matches!(c, '-' | '–' | '—' | ']')) {
        *cursor = before;
        return None;
    }
    let found = period_word(cursor);
    if found.is_none() && !cursor.word("Uhr") {
        *cursor = before;
    }
    found
}

/// `15:07`, `15.07`, `15 h 07`, `15 h 07 min 09 s`, `15時07分`, with seconds or without.
#[inline]
fn clock(cursor: &mut Cursor<'_>) -> Option<(u8, u8, Option<u8>)> {
    let (hour, _) = cursor.number(2)?;
    let mut next = *cursor;
    next.skip(is_blank);
    let sign = next.eat(|c| matches!(c, ':' | '.' | 'h' | '時' | '时' | '시'))?;
    if !matches!(sign, ':' | '.') {
        next.skip(is_blank);
    } else if cursor.peek().is_none_or(|(c, _)| c != sign && !is_mark(c)) {
        return None;
    }
    *cursor = next;
    let (minute, digits) = cursor.number(2)?;
    let second = second(cursor, sign);
    let fits = hour < 24 && minute < 60 && digits == 2 && second.unwrap_or(0) < 60;
    fits.then_some((hour as u8, minute as u8, second))
}

#[inline]
fn second(cursor: &mut Cursor<'_>, sign: char) -> Option<u8> {
    let mut next = *cursor;
    if matches!(sign, ':' | '.') {
        next.eat(|c| c == sign)?;
    } else {
        next.skip(is_blank);
        let unit = ["min", "分", "분"].iter().any(|unit| next.word(unit));
        if !unit {
            return None;
        }
        *cursor = next;
        next.skip(is_blank);
    }
    let (second, digits) = next.number(2)?;
    if digits != 2 {
        return None;
    }
    *cursor = next;
    next.skip(is_blank);
    if !matches!(sign, ':' | '.') && next.eat(|c| matches!(c, 's' | '秒' | '초')).is_some() {
        *cursor = next;
    }
    Some(second as u8)
}

/// `] ` on iPhone; ` - ` on Android, at times with an en dash.
#[inline]
fn close(cursor: &mut Cursor<'_>, bracketed: bool) -> Option<()> {
    if bracketed {
        cursor.skip(is_mark);
        cursor.eat(|c| c == ']')?;
        cursor.eat(|c| c == ' ');
        return Some(());
    }
    if cursor.skip(is_blank) == 0 {
        return None;
    }
    cursor.eat(|c| matches!(c, '-' | '–' | '—'))?;
    match cursor.peek() {
        None | Some(('\r', _)) => Some(()),
        Some((c, len)) if is_blank(c) && !is_mark(c) => {
            cursor.at += len;
            Some(())
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fields, clock on 24 hours and what follows.
    fn check(line: &str, expected: Option<([u32; 3], &str, &str)>) {
        let found = parse(line.as_bytes()).map(|h| {
            let hour = calendar::hour(h.hour, h.period);
            let second = h.second.map(|s| format!(":{s:02}")).unwrap_or_default();
            (h.fields, format!("{hour:02}:{:02}{second}", h.minute), line[h.end..].to_owned())
        });
        assert_eq!(found, expected.map(|(f, c, r)| (f, c.to_owned(), r.to_owned())), "{line:?}");
    }

    #[test]
    fn reads_the_short_dates_of_many_phones() {
        check("05/03/2024 15:07 - A: x", Some(([5, 3, 2024], "15:07", "A: x")));
        check("5/03/24 15:07 - A: x", Some(([5, 3, 24], "15:07", "A: x")));
        check("05.03.24, 15:07 - A: x", Some(([5, 3, 24], "15:07", "A: x")));
        check("2024-03-05 15 h 07 - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("[2024-03-05 15 h 07 min 09 s] A: x", Some(([2024, 3, 5], "15:07:09", "A: x")));
        check("3/5/24, 3:07\u{202f}PM - A: x", Some(([3, 5, 24], "15:07", "A: x")));
        check("2024-03-05, 3:07 p.m. - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("2024/03/05, 15:07 - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("5\u{200f}/3\u{200f}/2024\u{60c} 15:07 - A: x", Some(([5, 3, 2024], "15:07", "A: x")));
        check("٥\u{200f}/٣\u{200f}/٢٠٢٤، ٣:٠٧ م - A: x", Some(([5, 3, 2024], "15:07", "A: x")));
        check("2024. 03. 05. 15:07 - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("5.3.2024 klo 15.07 - A: x", Some(([5, 3, 2024], "15:07", "A: x")));
        check("5.03.24 г., 15:07 - A: x", Some(([5, 3, 24], "15:07", "A: x")));
        check("2024/03/05 15:07 - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("2024/3/5 下午3:07 - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("[2024/3/5, 午後3:07:09] A: x", Some(([2024, 3, 5], "15:07:09", "A: x")));
        check("2024. 3. 5. 오후 3:07 - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("2024년 3월 5일 오후 3:07 - A: x", Some(([2024, 3, 5], "15:07", "A: x")));
        check("۱۴۰۲/۱۲/۱۵،\u{200f} ۱۵:۰۷ - A: x", Some(([1402, 12, 15], "15:07", "A: x")));
        check("5/3/2024, 9:29\u{202f}p.\u{202f}m. - A: x", Some(([5, 3, 2024], "21:29", "A: x")));
        check("18/06/2017 à 22:47 - A: x", Some(([18, 6, 2017], "22:47", "A: x")));
        check("09/17/19, 8:30:52 AM – A: x", Some(([9, 17, 19], "08:30:52", "A: x")));
        check("01/20/2019, 12:08 a. m. - A: x", Some(([1, 20, 2019], "00:08", "A: x")));
        check("[5/03/24 14:05:09] A: x", Some(([5, 3, 24], "14:05:09", "A: x")));
        check("\u{200e}[5/03/24 14:05:09] A: x", Some(([5, 3, 24], "14:05:09", "A: x")));
        check("[12/10/21, 10:10] A: x", Some(([12, 10, 21], "10:10", "A: x")));
        check("05/03/2024, 14:10 - ", Some(([5, 3, 2024], "14:10", "")));
    }

    #[test]
    fn leaves_alone_what_only_looks_like_one() {
        check("12/03/2024 14:05 rendez-vous chez le juge", None);
        check("2/11/19: Arrival", None);
        check("2/11/19, 14:48 Alice: from another chat", None);
        check("12/13/14/15, 10:00 - A: x", None);
        check("45/03/2024, 14:05 - A: x", None);
        check("05/03/2024, 24:05 - A: x", None);
        check("05/03/2024, 14:5 - A: x", None);
        check("05/03/2024, 14:05-A: x", None);
        check("18:00 - 19:00: cours", None);
        check("[photo] 05/03/2024", None);
        check("", None);
        check("[", None);
    }
}
