//! Headers by their layout: one phone writes all of them alike, so that most need not be taken apart anew.

use super::calendar;
use super::header::{self, Header};

/// Longest header kept as a layout, in bytes.
const LONGEST: usize = 64;
/// Bytes compared at once.
const BLOCK: usize = 16;
/// Layouts kept: one where numbers have fixed widths, a few where they do not or where halves of the day are written.
const KEPT: usize = 8;

/// Reads headers, trying the layouts of those read before.
#[derive(Default)]
pub(super) struct Layouts {
    kept: Vec<Layout>,
    next: usize,
}

/// Is a header whose digits may differ.
struct Layout {
    /// The least byte at each place, and how much more it may be: 9 for a digit, nothing within the header else; after
    /// the header anything goes.
    least: [u8; LONGEST],
    more: [u8; LONGEST],
    header: Header,
    /// Where the numbers of date and time stand: first digit and how many.
    numbers: [(usize, usize); 6],
    count: usize,
}

impl Layouts {
    /// Does what [`header::parse`] does, and gives the same.
    #[inline]
    pub(super) fn parse(&mut self, line: &[u8]) -> Option<Header> {
        // Nearly every line that continues a message ends here.
        if !header::may_begin(*line.first()?) {
            return None;
        }
        for at in 0..self.kept.len() {
            if let Some(found) = self.kept[at].read(line) {
                if at > 0 {
                    self.kept.swap(0, at);
                }
                return Some(found);
            }
        }
        let found = header::parse(line)?;
        if let Some(layout) = Layout::of(line, &found) {
            if self.kept.len() < KEPT {
                self.kept.push(layout);
            } else {
                self.next = (self.next + 1) % KEPT;
                self.kept[self.next] = layout;
            }
        }
        Some(found)
    }
}

impl Layout {
    fn of(line: &[u8], header: &Header) -> Option<Self> {
        let text = line.get(..header.end).filter(|text| text.len() <= LONGEST && header.shape.ascii)?;
        let mut layout =
            Self { least: [0; LONGEST], more: [u8::MAX; LONGEST], header: *header, numbers: [(0, 0); 6], count: 0 };
        let mut at = 0;
        while at < text.len() {
            if !text[at].is_ascii_digit() {
                (layout.least[at], layout.more[at]) = (text[at], 0);
                at += 1;
                continue;
            }
            let len = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            *layout.numbers.get_mut(layout.count)? = (at, len);
            layout.count += 1;
            layout.least[at..at + len].fill(b'0');
            layout.more[at..at + len].fill(9);
            at += len;
        }
        // The header must end the same whatever follows: after a blank, not at the end of a line.
        let closed = text.ends_with(b" ") && layout.count == 5 + usize::from(header.second.is_some());
        closed.then_some(layout)
    }

    #[inline]
    fn read(&self, line: &[u8]) -> Option<Header> {
        let text = line.get(..self.header.end)?;
        if !self.fits(line) {
            return None;
        }
        let mut values = [0u32; 6];
        for (value, &(at, len)) in values.iter_mut().zip(&self.numbers[..self.count]) {
            *value = text[at..at + len].iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
        }
        let [a, b, c, hour, minute, second] = values;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let mut header = self.header;
        header.fields = [a, b, c];
        (header.hour, header.minute) = (hour as u8, minute as u8);
        header.second = header.second.map(|_| second as u8);
        calendar::is_possible(&header).then_some(header)
    }

    /// Returns whether the line, which is at least as long, begins so; looks at many bytes at once.
    #[inline]
    fn fits(&self, line: &[u8]) -> bool {
        let end = self.header.end;
        let (least, more) = (self.least.as_chunks::<BLOCK>().0, self.more.as_chunks::<BLOCK>().0);
        let blocks = end.div_ceil(BLOCK);
        let whole = line.as_chunks::<BLOCK>().0;
        if whole.len() >= blocks {
            return whole
                .iter()
                .zip(least)
                .zip(more)
                .take(blocks)
                .all(|((line, least), more)| within(line, least, more));
        }
        line.iter().zip(&self.least).zip(&self.more).all(|((&byte, &least), &more)| byte.wrapping_sub(least) <= more)
    }
}

#[inline]
fn within(line: &[u8; BLOCK], least: &[u8; BLOCK], more: &[u8; BLOCK]) -> bool {
    let mut beyond = 0;
    for at in 0..BLOCK {
        beyond |= u8::from(line[at].wrapping_sub(least[at]) > more[at]);
    }
    beyond == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_give_what_taking_apart_gives() {
        let lines = [
            "05/03/2024, 14:05 - A: x",
            "06/03/2024, 15:59 - B: y",
            "06/03/2024, 15:61 - B: y",
            "45/03/2024, 15:01 - B: y",
            "3/5/24, 2:05\u{202f}PM - A",
            "3/15/24, 2:05\u{202f}AM - A",
            "13/15/24, 2:05\u{202f}AM - A",
            "[5/03/24 14:05:09] A: x",
            "\u{200e}[5/03/24 14:05:19] A: x",
            "12/03/2024 14:05 rendez-vous",
            "5/3/2024, 9:29\u{202f}p.\u{202f}m. - A",
            "05/03/2024, 14:05 - ",
            "05/03/2024, 14:05 -",
        ];
        let mut layouts = Layouts::default();
        for line in lines.iter().chain(&lines) {
            assert_eq!(layouts.parse(line.as_bytes()), header::parse(line.as_bytes()), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn layouts_agree_on_anything(lines in proptest::collection::vec("[0-9]{1,4}/[0-9]{1,2}/[0-9]{2,4},? [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( PM)? - x?", 1..20)) {
            let mut layouts = Layouts::default();
            for line in &lines {
                assert_eq!(layouts.parse(line.as_bytes()), header::parse(line.as_bytes()), "{line}");
            }
        }
    }
}
