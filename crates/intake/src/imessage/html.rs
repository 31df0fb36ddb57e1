//! The pages of imessage-exporter. What is relied on is how its elements stand to each other and the words it writes itself;
//! names of classes help where they are as known.

use std::collections::HashMap;

use temoin_evidence::{
    Attachment, AttachmentState, DetailKey, Direction, Flag, Flags, Kind as RecordKind, Moment, Record, Span,
};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Dialect, Node, Tree, attribute};
use temoin_syntax::{Damage, DamageKind};

use super::{announced, header, person};
use crate::detect::Detected;
use crate::emit::{Emit, odd, timed};
use crate::format::{Format, Head, Kind};
use crate::page::{Part, Unit, Units};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads one conversation's `.html`.
pub(crate) struct IMessageHtml;

const KIND: Kind = Kind::of("imessage-html");
/// Most nodes of one message with its replies.
const NODES: usize = 50_000;
/// Most replies whose message is remembered.
const REMEMBERED: usize = 200_000;
/// Longest time with what is said beside it, in bytes of markup.
const STAMP: usize = 2000;

impl Format for IMessageHtml {
    fn kind(&self) -> Kind {
        KIND
    }

    /// A paragraph whose first part is a time as the exporter writes it.
    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "text/html"
            && head.text.match_indices("<p>").take(1000).any(|(at, _)| {
                let start = &head.text[at + 3..head.text.floor_char_boundary(at + 600)];
                let first = start.trim_start();
                // One `span`, a link in it or none, the time.
                first.starts_with("<span")
                    && first
                        .splitn(4, '>')
                        .skip(1)
                        .any(|text| header(text.trim_start()).is_some_and(|(stamp, ..)| is_spaced(stamp)))
            })
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut replies = Replies::of(source)?;
        let mut unread = 0u64;
        let mut units = messages(source);
        while let Some(part) = units.next()? {
            if let Part::Unit(unit) = part {
                unread += u64::from(!read(&unit, &mut replies, &mut emit)?);
            }
        }
        if unread > 0 {
            emit.note("not-read", format!("{unread} elements stand where messages do, and are not read."));
        }
        Ok(emit.finish())
    }
}

/// No comma after the year: other platforms write one.
fn is_spaced(stamp: &str) -> bool {
    stamp.as_bytes().get(12) == Some(&b' ')
}

fn messages(source: &dyn Source) -> Units<'_> {
    Units::new(source, true, |name, _| name.eq_ignore_ascii_case(b"div"))
}

/// Knows the answers of a conversation: each stands below the message that it answers, and again at its own time. The
/// second is read; the first tells what it answers.
#[derive(Default)]
struct Replies {
    /// Answers that stand at their own time too, and the message that each answers.
    answered: HashMap<String, Option<String>>,
}

impl Replies {
    /// Looks through the file for messages that bear a number of their own: answers do.
    fn of(source: &dyn Source) -> Result<Self, ReadError> {
        let mut replies = Self::default();
        let mut units = messages(source);
        while let Some(part) = units.next()? {
            let Part::Unit(unit) = part else { continue };
            let tag = unit.bytes.split(|&byte| byte == b'>').next().unwrap_or_default();
            let raw = tag.get(4..).unwrap_or_default();
            if let Some(id) = attribute(raw, "id", &mut Oddities::default())
                && replies.answered.len() < REMEMBERED
            {
                replies.answered.insert(id.into_owned(), None);
            }
        }
        Ok(replies)
    }
}

/// Reads an element and gives its records; says whether it held one.
fn read(unit: &Unit, replies: &mut Replies, emit: &mut Emit<'_>) -> Result<bool, ReadError> {
    let tree = Tree::new(&unit.bytes, Dialect::Html, NODES);
    if unit.cut.is_some() || tree.cut {
        let kind = unit.cut.unwrap_or(DamageKind::TooLarge);
        emit.damage(Damage { start: unit.start, end: unit.end, kind });
    }
    let heads: Vec<Headline<'_, '_>> = tree.root().descendants().filter_map(Headline::of).collect();
    let starts: Vec<usize> = heads.iter().map(Headline::start).collect();
    let mut records: Vec<Record> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        let own = head.answer();
        if at > 0
            && let Some(known) = own.as_ref().and_then(|id| replies.answered.get_mut(id))
        {
            // It stands at its own time too, and is read there.
            *known = records.first().and_then(name);
            continue;
        }
        let mut record = head.record(emit, &starts);
        // Without a number of its own in the file, the answer is read where it stands.
        record.reply_to = match at {
            0 => {
                let id = tree.root().children().find_map(|outer| outer.attribute("id"));
                id.and_then(|id| replies.answered.get(id.as_ref()).cloned().flatten())
            }
            _ => records.first().and_then(name),
        };
        let before = records.last().map(|before| before.span.start - unit.start);
        let place = match before {
            None => 0,
            // In a damaged page two may stand in one element: the second begins with its own paragraph.
            Some(before) => [head.outer().range().start, head.start()]
                .into_iter()
                .map(|at| at as u64)
                .find(|&at| at > before)
                .unwrap_or(before),
        };
        record.span = Span { start: unit.start + place, len: unit.end - unit.start - place };
        if let Some(before) = records.last_mut() {
            before.span.len = record.span.start - before.span.start;
        }
        records.push(record);
    }
    let found = !records.is_empty();
    for record in records {
        emit.record(record)?;
    }
    Ok(found)
}

/// What an answer names the message by: its number, else its time as written.
fn name(record: &Record) -> Option<String> {
    let id = record.details.iter().find(|detail| detail.key == DetailKey::Id).map(|detail| detail.value.clone());
    id.or_else(|| Some(record.sent_raw.clone()))
}

/// Is the paragraph that begins a message: the time, then who.
struct Headline<'t, 'a> {
    paragraph: Node<'t, 'a>,
    /// The element of the time.
    first: Node<'t, 'a>,
    stamp: String,
    sent: Moment,
    /// What stands behind the time: whether it was read.
    rest: String,
}

impl<'t, 'a> Headline<'t, 'a> {
    fn of(paragraph: Node<'t, 'a>) -> Option<Self> {
        if !paragraph.is("p") {
            return None;
        }
        // The subject of a message stands in a paragraph too, after a word of the exporter's: it is what someone typed.
        let shown = |node: &Node<'t, 'a>| node.is_element() || !node.text(&mut Oddities::default()).is_empty();
        let first =
            paragraph.children().find(shown).filter(|first| first.is("span") && first.range().len() <= STAMP)?;
        let text = typed(&first, &mut Oddities::default());
        let (stamp, sent, rest) = header(text.trim()).filter(|(stamp, ..)| is_spaced(stamp))?;
        let (stamp, rest) = (stamp.to_owned(), rest.trim().to_owned());
        Some(Self { paragraph, first, stamp, sent, rest })
    }

    fn start(&self) -> usize {
        self.paragraph.range().start
    }

    /// The element that stands around an answer below the message that it answers; else what holds the message.
    fn outer(&self) -> Node<'t, 'a> {
        let answer = self.paragraph.ancestors().take(4).find(|one| answer_id(one).is_some());
        answer.or_else(|| self.paragraph.parent()).unwrap_or(self.paragraph)
    }

    /// Returns the number of an answer that stands below the message that it answers.
    fn answer(&self) -> Option<String> {
        self.paragraph.ancestors().take(4).find_map(|one| answer_id(&one))
    }

    fn sender(&self) -> Option<Node<'t, 'a>> {
        let spans = || self.paragraph.children().filter(|one| one.is("span") && one.id != self.first.id);
        let last = || spans().filter(|one| one.find(|inner| inner.is("a")).is_none()).last();
        spans().find(|one| one.has_class("sender")).or_else(last)
    }

    fn record(&self, emit: &Emit<'_>, starts: &[usize]) -> Record {
        let mut record = Record::new(RecordKind::Message, Span { start: 0, len: 0 });
        let mut oddities = Oddities::default();
        timed(&mut record, &self.stamp, Some(self.sent));
        record.detail(DetailKey::Received, self.rest.trim_start_matches('(').trim_end_matches(')'));
        let link = self.first.find(|one| one.is("a")).and_then(|link| link.attribute("href"));
        let id = link.as_ref().and_then(|href| href.split_once("message-guid=")).map(|(_, id)| id);
        record.detail(DetailKey::Id, id.unwrap_or_default());
        let holder = self.paragraph.parent();
        match self.sender().filter(|_| !holder.is_some_and(|holder| holder.has_class("announcement"))) {
            Some(sender) => {
                let name = sender.text(&mut oddities);
                let is = |class: &str| holder.is_some_and(|holder| holder.has_class(class));
                let sent = is("sent") || name == "Me" && !is("received");
                record.direction = if sent { Direction::Sent } else { Direction::Received };
                record.author = Some(person(&name));
            }
            None => {
                let all = self.paragraph.text(&mut oddities);
                let shown = self.first.text(&mut Oddities::default());
                announced(&mut record, all.strip_prefix(shown.as_str()).unwrap_or(&all).trim());
            }
        }
        let mut body = Body { emit, record, oddities, unsent: false };
        let is_head = |part: &Node<'_, '_>| starts.binary_search(&part.range().start).is_ok();
        let parts = holder.into_iter().flat_map(|holder| holder.children());
        let parts = parts.filter(|part| part.is_element() && part.id > self.paragraph.id);
        for part in parts.take_while(|part| !is_head(part)) {
            let std::ops::Range { start, end } = part.range();
            // What holds messages of its own holds the answers to this one.
            if starts.partition_point(|&at| at < start) == starts.partition_point(|&at| at < end) {
                body.read(&part);
            }
        }
        body.finish()
    }
}

fn answer_id(node: &Node<'_, '_>) -> Option<String> {
    node.attribute("id")?.strip_prefix("r-").map(str::to_owned)
}

/// What people typed keeps its blanks and line ends.
fn typed(node: &Node<'_, '_>, oddities: &mut Oddities) -> String {
    node.text_as_typed(oddities, &|_| None)
}

/// Adds to a record what stands in its element: parts of a message, and what the exporter says of it.
struct Body<'r, 'e> {
    emit: &'r Emit<'e>,
    record: Record,
    oddities: Oddities,
    /// A part of the message was taken back.
    unsent: bool,
}

impl Body<'_, '_> {
    fn finish(self) -> Record {
        let Self { mut record, oddities, unsent, .. } = self;
        let empty = record.text.is_empty() && record.attachments.is_empty() && !record.flags.has(Flag::Deleted);
        if empty && record.kind == RecordKind::Message {
            record.flags.insert(if unsent { Flag::Deleted } else { Flag::ContentUnknown });
        }
        record.flags = odd(oddities).iter().fold(record.flags, Flags::with);
        record
    }

    /// Takes an element that follows the time: a part of the message, its reactions, or words of the exporter.
    fn read(&mut self, part: &Node<'_, '_>) {
        if part.is("span") || part.is("p") {
            return self.said(part);
        }
        let mut inner = part.children().filter(Node::is_element);
        let title =
            inner.find(|one| !one.is("hr")).filter(|one| one.is("p")).map(|title| title.text(&mut self.oddities));
        if title.is_some_and(|title| matches!(title.as_str(), "Tapbacks:" | "Reactions:")) {
            for reaction in inner {
                self.record.detail(DetailKey::Reaction, reaction.text(&mut self.oddities));
            }
            return;
        }
        for inner in part.children().filter(Node::is_element) {
            if inner.is("span") { self.bubble(&inner) } else { self.shown(&inner) }
        }
    }

    /// What the exporter says of a message.
    fn said(&mut self, said: &Node<'_, '_>) {
        let text = said.text(&mut self.oddities);
        match text.strip_prefix("Subject: ") {
            Some(subject) if said.is("p") => self.record.detail(DetailKey::Subject, subject),
            _ if text == super::DELETED => self.record.flags.insert(Flag::Deleted),
            _ if text.starts_with("This message responded to") => {}
            _ => self.record.detail(DetailKey::Action, text),
        }
    }

    /// What someone typed, or what the exporter writes in its place.
    fn bubble(&mut self, bubble: &Node<'_, '_>) {
        let text = typed(bubble, &mut self.oddities);
        let known = bubble.has_class("bubble");
        if bubble.has_class("unsent") {
            self.unsent = true;
            self.record.detail(DetailKey::Action, text);
        } else if !known && (text.starts_with("Unable to locate attachment") || text == "Attachment does not exist!") {
            let name = text.split_once(": ").map_or("", |(_, name)| name).trim();
            self.record.attachments.push(Attachment { name: name.to_owned(), state: AttachmentState::Missing });
        } else {
            self.links(bubble);
            crate::told::add(&mut self.record, &text);
        }
    }

    /// Something else than text: a file, the versions of an edited text, what another app shows.
    fn shown(&mut self, shown: &Node<'_, '_>) {
        if let Some(table) = shown.find(|one| one.is("table")) {
            return self.edited(&table);
        }
        let files = self.record.attachments.len();
        for one in shown.descendants().filter(|one| !one.is("a")) {
            let src = one.attribute("src").filter(|src| !is_address(src) && !src.is_empty());
            self.record.attachments.extend(src.map(|src| self.emit.attachment(&src)));
            if one.is("span") && one.has_class("transcription") {
                self.record.detail(DetailKey::Description, one.text(&mut self.oddities));
            }
        }
        let links = self.links(shown);
        let text = shown.text(&mut self.oddities);
        let refused = text.strip_prefix("Unable to embed ").and_then(|rest| rest.split_once("attachments: "));
        if let Some((_, path)) = refused {
            self.record.attachments.push(self.emit.attachment(path));
        } else if self.record.attachments.len() == files || links {
            crate::told::add(&mut self.record, &text);
        }
    }

    /// Notes addresses; what is linked beside the page is a file that came with the message. Says whether there was an address.
    fn links(&mut self, part: &Node<'_, '_>) -> bool {
        let mut found = false;
        for href in part.descendants().filter(|one| one.is("a")).filter_map(|link| link.attribute("href")) {
            if is_address(&href) {
                self.record.detail(DetailKey::Link, href);
                found = true;
            } else if !href.is_empty() && !href.starts_with('#') {
                self.record.attachments.push(self.emit.attachment(&href));
            }
        }
        found
    }

    /// A row for each version: how long after the one before, and its text. The last is the message.
    fn edited(&mut self, table: &Node<'_, '_>) {
        self.record.flags.insert(Flag::Edited);
        let mut rows = table.descendants().filter(|one| one.is("tr")).peekable();
        while let Some(row) = rows.next() {
            let mut cells = row.children().filter(Node::is_element);
            let when = cells.next().map(|cell| cell.text(&mut self.oddities)).unwrap_or_default();
            let text = cells.next().map(|cell| typed(&cell, &mut self.oddities)).unwrap_or_default();
            self.record.detail(DetailKey::Edited, when);
            match rows.peek() {
                Some(_) => self.record.detail(DetailKey::Earlier, text),
                None => crate::told::add(&mut self.record, &text),
            }
        }
    }
}

/// Returns whether an address leads elsewhere than to a file beside the page.
fn is_address(href: &str) -> bool {
    let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
