//! Day or month first: proved by the file, or asked.

use temoin_evidence::DateOrder;

use super::calendar;
use super::content::Languages;
use super::header::{Header, Shape};

/// The orders weighed, in the order of the arrays of [`Evidence`].
const ORDERS: [DateOrder; 3] = [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd];
/// By how much one reading must be worse than another where neither is clean: a forged line must not turn a whole file.
const CLEARLY: u64 = 10;

/// Holds what the headers of one shape say about their order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// The shape.
    pub(super) shape: Shape,
    /// Headers of it.
    pub(super) seen: u64,
    year_first: u64,
    fits: [u64; 3],
    backward: [u64; 3],
    named: [u64; 3],
    last: [i64; 3],
    /// The date before, and the orders that it fits: most messages share a day with the one before.
    before: ([u32; 3], [bool; 3]),
}

/// Is the order found, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// The order; nothing where the file does not prove it.
    pub(super) order: Option<DateOrder>,
    /// The proof, in English.
    pub(super) proof: &'static str,
}

impl Evidence {
    pub(super) fn new(shape: Shape) -> Self {
        Self {
            shape,
            seen: 0,
            year_first: 0,
            fits: [0; 3],
            backward: [0; 3],
            named: [0; 3],
            last: [i64::MIN; 3],
            before: ([0; 3], [false; 3]),
        }
    }

    /// Weighs one header; `named` is the date in the name of its attachment.
    #[inline]
    pub(super) fn weigh(&mut self, header: &Header) {
        self.seen += 1;
        if header.year_first {
            self.year_first += 1;
            return;
        }
        if self.before.0 == header.fields {
            for (count, fits) in self.fits.iter_mut().zip(self.before.1) {
                *count += u64::from(fits);
            }
            return;
        }
        self.before = (header.fields, ORDERS.map(|order| calendar::fits(header, order)));
        for (at, order) in ORDERS.into_iter().enumerate() {
            if !self.before.1[at] {
                continue;
            }
            self.fits[at] += 1;
            let day = rough_day(header, order);
            // A day of grace: phones sort messages by arrival, so that times near midnight may cross.
            self.backward[at] += u64::from(day < self.last[at].saturating_sub(1));
            self.last[at] = day;
        }
    }

    /// Weighs a header against the date in the name of its attachment.
    pub(super) fn weigh_name(&mut self, header: &Header, name: &str) {
        let Some((year, month, day)) = date_in_name(name) else { return };
        for (at, order) in ORDERS.into_iter().enumerate() {
            let found = calendar::civil(header, order);
            let same = found.is_some_and(|t| (t.year() as u32, t.month().into(), t.day().into()) == (year, month, day));
            self.named[at] += u64::from(same);
        }
    }

    /// Decides.
    pub(super) fn decide(&self, languages: Languages) -> Order {
        let proved = |order, proof| Order { order: Some(order), proof };
        if self.year_first * 2 > self.seen {
            return proved(DateOrder::Ymd, "the year stands first");
        }
        if self.shape.separator == '.' && self.fits[0] > 0 {
            return proved(DateOrder::Dmy, "dots: no phone writes a short date with dots month first");
        }
        if self.fits[0] == 0 && self.fits[1] == 0 && self.fits[2] > 0 {
            return proved(DateOrder::Ymd, "no other reading is a date");
        }
        let only_day_first = self.seen - self.fits[1].min(self.seen);
        let only_month_first = self.seen - self.fits[0].min(self.seen);
        let words = u64::from(languages.day_first());
        let steps = [
            (only_month_first, only_day_first, "a number above 12 stands where the month would be in the other order"),
            (self.backward[0], self.backward[1], "in the other order the dates go back in time"),
            (self.named[1], self.named[0], "names of attached files carry the same dates"),
            (0, words, "the app's own words are in a language that writes the day first"),
        ];
        for (against_day_first, against_month_first, proof) in steps {
            if clearly(against_month_first, against_day_first) {
                return proved(DateOrder::Dmy, proof);
            }
            if clearly(against_day_first, against_month_first) {
                return proved(DateOrder::Mdy, proof);
            }
        }
        Order { order: None, proof: "" }
    }
}

fn clearly(more: u64, less: u64) -> bool {
    more > 0 && more >= less * CLEARLY
}

/// Grows from day to day; good enough to tell which of two dates is later.
fn rough_day(header: &Header, order: DateOrder) -> i64 {
    let [a, b, c] = header.fields.map(i64::from);
    let (year, month, day) = match order {
        DateOrder::Dmy => (c, b, a),
        DateOrder::Mdy => (c, a, b),
        DateOrder::Ymd => (a, b, c),
    };
    // Month ends are uneven: from the 31st (or the 28th) to the 1st is one step at most in this count.
    (year * 12 + month) * 31 + day
}

/// `IMG-20240305-WA0001.jpg`, `00000005-PHOTO-2024-03-05-14-06-40.jpg`: the day on which it was sent.
pub(super) fn date_in_name(name: &str) -> Option<(u32, u32, u32)> {
    let bytes = name.as_bytes();
    let number = |at: usize, len: usize| {
        let digits = bytes.get(at..at + len)?;
        digits.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
    };
    (1..bytes.len()).filter(|&at| bytes[at - 1] == b'-').find_map(|at| {
        let short = bytes.get(at + 8) == Some(&b'-') && bytes.get(at + 9) == Some(&b'W');
        let (year, month, day) = if short {
            (number(at, 4)?, number(at + 4, 2)?, number(at + 6, 2)?)
        } else {
            let dashed = bytes.get(at + 4) == Some(&b'-') && bytes.get(at + 7) == Some(&b'-');
            if !dashed {
                return None;
            }
            (number(at, 4)?, number(at + 5, 2)?, number(at + 8, 2)?)
        };
        ((2009..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
            .then_some((year, month, day))
    })
}

#[cfg(test)]
mod tests {
    use super::super::header;
    use super::*;

    fn check(lines: &[&str], languages: Languages, expected: Option<DateOrder>) {
        let headers: Vec<_> = lines.iter().map(|line| header::parse(line.as_bytes()).unwrap()).collect();
        let mut evidence = Evidence::new(headers[0].shape);
        headers.iter().for_each(|header| evidence.weigh(header));
        assert_eq!(evidence.decide(languages).order, expected, "{lines:?}");
    }

    #[test]
    fn proves_or_asks() {
        let none = Languages(0);
        check(&["13/01/2024, 10:00 - x"], none, Some(DateOrder::Dmy));
        check(&["1/13/24, 10:00 - x"], none, Some(DateOrder::Mdy));
        check(&["2024/01/02, 10:00 - x"], none, Some(DateOrder::Ymd));
        check(&["[05.03.24, 10:00:00] x"], none, Some(DateOrder::Dmy));
        check(&["11/1/24, 10:00 - x", "12/1/24, 10:00 - x", "1/2/24, 10:00 - x"], none, Some(DateOrder::Dmy));
        check(&["1/11/24, 10:00 - x", "1/12/24, 10:00 - x", "2/1/24, 10:00 - x"], none, Some(DateOrder::Mdy));
        check(&["01/02/2024, 10:00 - x", "02/02/2024, 10:00 - x", "04/02/2024, 10:00 - x"], none, None);
        check(&["01/02/2024, 10:00 - x"], Languages(1), Some(DateOrder::Dmy));
        check(&["24. 3. 5. 오후 3:07 - x"], none, Some(DateOrder::Ymd));
    }

    #[test]
    fn one_forged_line_turns_no_file() {
        let mut lines = vec!["25/01/2024, 10:00 - x"; 20];
        lines.push("01/25/2024, 10:00 - x");
        check(&lines, Languages(0), Some(DateOrder::Dmy));
        check(&["25/01/2024, 10:00 - x", "01/25/2024, 10:00 - x"], Languages(0), None);
    }

    #[test]
    fn names_of_files_carry_dates() {
        assert_eq!(date_in_name("IMG-20240305-WA0001.jpg"), Some((2024, 3, 5)));
        assert_eq!(date_in_name("00000005-PHOTO-2024-03-05-14-06-40.jpg"), Some((2024, 3, 5)));
        assert_eq!(date_in_name("contrat-2024.pdf"), None);
        assert_eq!(date_in_name("-"), None);
    }
}
