//! Who speaks in a chat, learnt in a first pass: a name may hold `: `, and a line of the app may too.

use std::collections::HashMap;

use temoin_evidence::{Author, LabelledBy};

use super::content::{self, Languages};
use super::cursor::{is_blank, is_mark};

/// Longest name, in bytes; a longer beginning is no name.
const LONGEST: usize = 256;
/// Longest second part of a name with `: ` in it, in bytes.
const LONGEST_PART: usize = 64;
/// [`content::MARK`] in UTF-8.
const MARK_BYTES: &[u8] = "\u{200e}".as_bytes();
/// How often a second part must come, and never anything else, to be part of the name.
const SURE: u64 = 3;

/// Holds what was learnt about everyone who speaks.
#[derive(Default)]
pub(super) struct Senders {
    by_key: HashMap<Box<[u8]>, usize>,
    list: Vec<Sender>,
    most: usize,
    /// More spoke than can be told apart.
    pub(super) overflowed: bool,
    /// How many speak more than once.
    regulars: usize,
    /// Names with no space after the colon, and how often.
    tight: HashMap<Box<[u8]>, u64>,
    /// Numbers found before, by a few bytes of the name: a chat has few voices.
    memo: Vec<usize>,
}

/// Is one sender.
pub(super) struct Sender {
    /// What stands before the first `: `.
    key: Box<[u8]>,
    /// Lines that begin so.
    count: u64,
    /// What always follows up to the next `: `, as long as it always does.
    part: Option<Box<[u8]>>,
    /// Lines that begin so but read like the app's.
    like_app: u64,
    /// Author, made when the first pass ends.
    pub(super) author: Option<Author>,
    /// Has written at least one message (second pass).
    pub(super) wrote: bool,
}

/// Says who wrote a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A sender, by number; where the body begins; whether the name could end elsewhere.
    Sender { number: usize, body: usize, doubtful: bool },
    /// A name that is not among those told apart: it ends here, the body begins there.
    Stranger { name: usize, body: usize },
    /// The app, about a sender whose own name holds `: `.
    App,
    /// Nobody is named.
    Nobody,
}

impl Senders {
    pub(super) fn new(most: usize) -> Self {
        Self { most, memo: vec![usize::MAX; 256], ..Self::default() }
    }

    /// Learns from a line after its header (first pass).
    pub(super) fn learn(&mut self, rest: &[u8]) {
        let Some((name, body)) = split(rest) else {
            self.learn_tight(rest);
            return;
        };
        let key = &rest[..name];
        if let Some(number) = self.find(key) {
            let sender = &mut self.list[number];
            if let Some(part) = &sender.part
                && !(rest[body..].starts_with(part) && rest.get(body + part.len()) == Some(&b':'))
            {
                if reads_like_app(rest) {
                    sender.like_app += 1;
                    return;
                }
                sender.part = None;
            }
            sender.count += 1;
            return;
        }
        let text = String::from_utf8_lossy(rest);
        let template = content::template(&text, Languages(u64::MAX));
        if template.is_some_and(|subject| subject < name) || content::encryption(&text).is_some() {
            return;
        }
        let part = split(&rest[body..]).filter(|&(part, _)| part <= LONGEST_PART && part > 0);
        let like_app = u64::from(template.is_some() && part.is_none());
        self.add(Sender {
            key: key.into(),
            count: 1 - like_app,
            part: part.map(|(end, _)| rest[body..body + end].into()),
            like_app,
            author: None,
            wrote: false,
        });
    }

    #[inline]
    fn find(&mut self, key: &[u8]) -> Option<usize> {
        let (&first, &last) = key.first().zip(key.last())?;
        let slot = usize::from(first.wrapping_mul(31) ^ last ^ key.len() as u8);
        let known = self.memo[slot];
        if self.list.get(known).is_some_and(|sender| *sender.key == *key) {
            return Some(known);
        }
        let number = *self.by_key.get(key)?;
        self.memo[slot] = number;
        Some(number)
    }

    fn add(&mut self, sender: Sender) {
        if self.list.len() >= self.most {
            self.overflowed = true;
            return;
        }
        self.by_key.insert(sender.key.clone(), self.list.len());
        self.list.push(sender);
    }

    fn learn_tight(&mut self, rest: &[u8]) {
        let Some(name) = memchr::memchr(b':', &rest[..rest.len().min(LONGEST_PART)]).filter(|&at| at > 0) else {
            return;
        };
        if let Some(count) = self.tight.get_mut(&rest[..name]) {
            *count += 1;
        } else if self.tight.len() < self.most {
            self.tight.insert(rest[..name].into(), 1);
        }
    }

    /// Ends the first pass: settles the names.
    pub(super) fn settle(&mut self) {
        let mut tight: Vec<_> = std::mem::take(&mut self.tight).into_iter().filter(|(_, count)| *count > 1).collect();
        tight.sort();
        for (key, count) in tight {
            if !self.by_key.contains_key(&key) {
                self.add(Sender { key, count, part: None, like_app: 0, author: None, wrote: false });
            }
        }
        self.regulars = self.list.iter().filter(|sender| sender.count > 1).count();
        for sender in &mut self.list {
            if sender.count < SURE {
                // Too little to tell: the name ends at the first colon, and the records say that it is doubtful.
                sender.part = None;
            }
            let mut name = String::from_utf8_lossy(&sender.key).into_owned();
            if let Some(part) = &sender.part {
                name.push_str(": ");
                name.push_str(&String::from_utf8_lossy(part));
            }
            sender.author = Some(author(&name));
        }
    }

    /// Says who wrote a line after its header (second pass).
    pub(super) fn who(&mut self, rest: &[u8], proved: Languages) -> Who {
        let Some((name, body)) = split(rest) else { return self.tight_who(rest) };
        let Some(number) = self.find(&rest[..name]) else {
            // Under this name only the app has written, or more spoke than can be told apart.
            let by_app = rest[body..].starts_with(MARK_BYTES);
            let named = by_app || (self.overflowed && !reads_like_app(rest));
            return if named { Who::Stranger { name, body } } else { Who::Nobody };
        };
        let sender = &self.list[number];
        let Some(part) = &sender.part else {
            let second =
                || split(&rest[body..]).is_some_and(|(part, after)| part <= LONGEST_PART && body + after < rest.len());
            let doubtful = sender.count == 0 || (sender.count < SURE && sender.like_app == 0 && second());
            return Who::Sender { number, body, doubtful };
        };
        let after = &rest[body..];
        if after.starts_with(part) && after.get(part.len()) == Some(&b':') {
            let space = usize::from(after.get(part.len() + 1) == Some(&b' '));
            return Who::Sender { number, body: body + part.len() + 1 + space, doubtful: false };
        }
        let text = String::from_utf8_lossy(rest);
        let subject = content::template(&text, proved);
        if after.starts_with(part) && subject == Some(body + part.len()) {
            return Who::App;
        }
        Who::Sender { number, body, doubtful: true }
    }

    /// `Name:text`, where the name is known from other lines.
    fn tight_who(&self, rest: &[u8]) -> Who {
        let name = memchr::memchr(b':', &rest[..rest.len().min(LONGEST)]);
        let number = name.and_then(|name| self.by_key.get(&rest[..name]));
        match (name, number) {
            (Some(name), Some(&number)) => Who::Sender { number, body: name + 1, doubtful: false },
            _ => Who::Nobody,
        }
    }

    pub(super) fn sender(&mut self, number: usize) -> &mut Sender {
        &mut self.list[number]
    }

    #[cfg(test)]
    pub(super) fn author(&self, number: usize) -> Option<&Author> {
        self.list[number].author.as_ref()
    }

    /// Returns whether a sender speaks once only, while at least two others speak more than once.
    pub(super) fn speaks_once(&self, number: usize) -> bool {
        self.list[number].count <= 1 && self.regulars > 1
    }

    /// Returns the names of those who wrote, in the order in which they were learnt.
    pub(super) fn names(&self) -> Vec<String> {
        let wrote = self.list.iter().filter(|sender| sender.wrote);
        wrote.filter_map(|sender| sender.author.as_ref()).map(|author| author.name.clone()).collect()
    }
}

/// Splits `name: body` at the first `: `, or at a colon that ends the line.
#[inline]
fn split(rest: &[u8]) -> Option<(usize, usize)> {
    let head = &rest[..rest.len().min(LONGEST)];
    for at in memchr::memchr_iter(b':', head) {
        match rest.get(at + 1) {
            Some(b' ') if at > 0 => return Some((at, at + 2)),
            None if at > 0 => return Some((at, at + 1)),
            _ => {}
        }
    }
    None
}

fn reads_like_app(rest: &[u8]) -> bool {
    content::template(&String::from_utf8_lossy(rest), Languages(u64::MAX)).is_some()
}

/// Makes an author of a name as written: marks go, odd spaces become plain ones.
pub(super) fn author(written: &str) -> Author {
    let clean: String = written.chars().filter(|&c| !is_mark(c)).map(|c| if is_blank(c) { ' ' } else { c }).collect();
    let clean = clean.trim();
    let (name, labelled_by) = match clean.strip_prefix('~') {
        Some(own) => (own.trim(), LabelledBy::Sender),
        None if is_number(clean) => (clean, LabelledBy::Platform),
        None => (clean, LabelledBy::Exporter),
    };
    Author { name: name.to_owned(), labelled_by, platform_id: None }
}

fn is_number(name: &str) -> bool {
    name.strip_prefix('+').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || " -().".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], expected: &[(&str, &str)]) {
        let mut senders = Senders::new(100);
        lines.iter().for_each(|line| senders.learn(line.as_bytes()));
        senders.settle();
        for (line, expected) in lines.iter().zip(expected) {
            let found = match senders.who(line.as_bytes(), Languages(u64::MAX)) {
                Who::Sender { number, body, .. } => {
                    (senders.author(number).unwrap().name.clone(), line[body..].to_owned())
                }
                Who::Stranger { name, body } => (line[..name].to_owned(), line[body..].to_owned()),
                Who::App => ("(app)".to_owned(), String::new()),
                Who::Nobody => ("(nobody)".to_owned(), String::new()),
            };
            assert_eq!((found.0.as_str(), found.1.as_str()), *expected, "{line}");
        }
    }

    #[test]
    fn a_name_may_hold_a_colon_when_it_always_does() {
        check(
            &["C: boulot: un", "C: boulot: deux", "C: boulot a rejoint le groupe", "C: boulot: note: trois"],
            &[("C: boulot", "un"), ("C: boulot", "deux"), ("(app)", ""), ("C: boulot", "note: trois")],
        );
        check(
            &["T: note: un", "T: deux", "T: note: trois", "T: note: quatre"],
            &[("T", "note: un"), ("T", "deux"), ("T", "note: trois"), ("T", "note: quatre")],
        );
    }

    #[test]
    fn words_that_read_like_the_apps_stay_the_persons() {
        check(&["Max: tout le monde est parti", "Max: ok"], &[("Max", "tout le monde est parti"), ("Max", "ok")]);
        check(&["Max: tout le monde est parti"], &[("Max", "tout le monde est parti")]);
    }

    #[test]
    fn a_line_of_the_app_makes_no_sender() {
        check(&["T: ok", "T a changé le nom du groupe de \"F\" en \"Note: urgent\""], &[("T", "ok"), ("(nobody)", "")]);
    }

    #[test]
    fn a_missing_space_is_forgiven_where_the_name_is_known() {
        check(&["J: ok", "J:.", "J:"], &[("J", "ok"), ("J", "."), ("J", "")]);
        check(&["J:un", "J:deux"], &[("J", "un"), ("J", "deux")]);
    }

    #[test]
    fn names_say_who_chose_them() {
        let kind = |name: &str| (author(name).name, author(name).labelled_by);
        assert_eq!(kind("~\u{202f}Max"), ("Max".into(), LabelledBy::Sender));
        assert_eq!(kind("\u{202a}+32\u{a0}470\u{a0}00\u{202c}"), ("+32 470 00".into(), LabelledBy::Platform));
        assert_eq!(kind("Camille D."), ("Camille D.".into(), LabelledBy::Exporter));
    }
}
