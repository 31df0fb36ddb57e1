//! The first pass: which shape the headers have, which languages the app speaks, who speaks, in which order dates are written.

use std::io;

use super::content::{self, Languages, What};
use super::header::{Header, Shape};
use super::layout::Layouts;
use super::lines::{End, Line, Lines};
use super::order::{Evidence, Order};
use super::senders::{Senders, Who};
use crate::detect::Encoding;
use crate::{Options, Source};

/// Most shapes told apart; one export has one.
const SHAPES: usize = 16;
/// Most bytes of a line looked at in this pass.
const LOOKED_AT: usize = 4 << 10;

/// Is what the first pass learnt.
pub(super) struct Survey {
    /// Lines that begin like a record.
    pub(super) headers: u64,
    /// The shape that most of them have.
    pub(super) shape: Option<Shape>,
    /// The order of their dates.
    pub(super) order: Order,
    /// Languages of the app that the file proves.
    pub(super) languages: Languages,
    /// Who speaks.
    pub(super) senders: Senders,
    /// Who exported, where a deletion of his own shows it.
    pub(super) owner: Option<usize>,
    /// Records end with CR and LF: a header after a bare LF was typed inside a message.
    pub(super) crlf: bool,
    /// Years of a calendar that is not converted occur.
    pub(super) other_calendar: bool,
}

struct Pass {
    evidence: Vec<Evidence>,
    languages: Languages,
    senders: Senders,
    own: Vec<Vec<u8>>,
    after: [u64; 2],
    headers: u64,
    other_calendar: bool,
}

/// Reads a source once.
pub(super) fn survey(source: &dyn Source, encoding: Encoding, options: &Options) -> io::Result<Survey> {
    let mut lines = Lines::new(source, encoding, LOOKED_AT);
    let mut pass = Pass {
        evidence: Vec::new(),
        languages: Languages(0),
        senders: Senders::new(options.limits.senders),
        own: Vec::new(),
        after: [0; 2],
        headers: 0,
        other_calendar: false,
    };
    let mut before = End::File;
    let mut layouts = Layouts::default();
    while let Some(block) = lines.block()? {
        for line in block {
            if let Some(header) = layouts.parse(line.text) {
                pass.take(&header, &line, before);
            }
            before = line.end;
        }
    }
    Ok(pass.finish(options))
}

impl Pass {
    #[inline]
    fn take(&mut self, header: &Header, line: &Line<'_>, before: End) {
        self.headers += 1;
        match before {
            End::Lf => self.after[0] += 1,
            End::CrLf => self.after[1] += 1,
            End::File => {}
        }
        self.other_calendar |= header.fields.iter().any(|&field| super::calendar::is_unconverted(field));
        let at = self.evidence.iter().position(|known| known.shape == header.shape);
        let at = at.unwrap_or_else(|| {
            if self.evidence.len() < SHAPES {
                self.evidence.push(Evidence::new(header.shape));
            }
            self.evidence.len() - 1
        });
        self.evidence[at].weigh(header);
        let rest = trim(&line.text[header.end..]);
        let name = memchr::memchr(b':', rest);
        let body = name.map_or(rest, |name| &rest[name + 1..]);
        let body = body.strip_prefix(b" ").unwrap_or(body);
        if may_be_of_the_app(body)
            && let Some(body) = text(line, body)
            && self.learn_body(body, header, rest, at)
        {
            return;
        }
        if name.is_none()
            && let Some(text) = text(line, rest)
        {
            self.languages.add(content::encryption(text).unwrap_or_default());
        }
        self.senders.learn(rest);
    }

    /// Learns from a body that may hold a mark of the app; says whether the whole line is the app's.
    fn learn_body(&mut self, body: &str, header: &Header, rest: &[u8], at: usize) -> bool {
        let found = content::read(body, header.marked);
        self.languages.add(found.proves);
        if let Some(name) = found.attachment {
            self.evidence[at].weigh_name(header, name);
        }
        if found.what == What::DeletedOwn {
            self.learn_owner(rest);
        }
        found.what == What::System
    }

    /// Keeps one line of each of the first two who deleted a message of their own: with two, nobody is the owner.
    fn learn_owner(&mut self, rest: &[u8]) {
        let name = |line: &[u8]| line.iter().position(|&b| b == b':').unwrap_or(0);
        let known = self.own.iter().any(|line| line[..name(line)] == rest[..name(rest)]);
        if !known && self.own.len() < 2 {
            self.own.push(rest.to_vec());
        }
    }

    fn finish(mut self, options: &Options) -> Survey {
        self.senders.settle();
        let most = self.evidence.iter().max_by_key(|known| known.seen);
        let proved = most.map_or(Order { order: None, proof: "" }, |known| known.decide(self.languages));
        // A person may err; what the file proves stands.
        let order = match (proved.order, options.answers.date_order) {
            (None, Some(order)) => Order { order: Some(order), proof: "told by the person" },
            _ => proved,
        };
        let owners: Vec<_> = self.own.iter().map(|rest| self.senders.who(rest, self.languages)).collect();
        let owner = match owners.first() {
            Some(&Who::Sender { number, .. }) if owners.iter().all(|who| is(who, number)) => Some(number),
            _ => None,
        };
        Survey {
            headers: self.headers,
            shape: most.map(|known| known.shape),
            order,
            languages: self.languages,
            senders: self.senders,
            owner,
            crlf: self.after[1] > self.after[0] * 9,
            other_calendar: self.other_calendar,
        }
    }
}

fn is(who: &Who, wanted: usize) -> bool {
    matches!(who, Who::Sender { number, .. } if *number == wanted)
}

/// Drops the marks before a name and the blanks after a line.
pub(super) fn trim(mut rest: &[u8]) -> &[u8] {
    while let Some(shorter) =
        rest.strip_prefix("\u{200e}".as_bytes()).or_else(|| rest.strip_prefix("\u{200f}".as_bytes()))
    {
        rest = shorter;
    }
    rest
}

/// Returns whether a body may hold a mark of the app; most are plain words, and are told from one by their ends.
#[inline]
fn may_be_of_the_app(body: &[u8]) -> bool {
    let ends = body.first().zip(body.last());
    ends.is_some_and(|(&first, &last)| matches!(last, b'>' | b')') || content::may_begin(first))
}

/// Returns the end of a line where it is text, whatever stands before it.
#[inline]
fn text<'l>(line: &Line<'l>, end: &'l [u8]) -> Option<&'l str> {
    line.last(end.len()).or_else(|| std::str::from_utf8(end).ok())
}
