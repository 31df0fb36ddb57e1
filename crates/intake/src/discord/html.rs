//! DiscordChatExporter's pages: one element a message, with its number. Names of classes tell what is what; where they are
//! others, the attributes that the page's own scripts need do.

use std::borrow::Cow;

use temoin_evidence::{
    Author, DateOrder, DetailKey, Flag, Flags, Kind as RecordKind, LabelledBy, Moment, Record, Span,
};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Dialect, Node, Tree, attribute};
use temoin_syntax::{Damage, DamageKind};

use super::stamp;
use crate::detect::Detected;
use crate::emit::{Emit, odd};
use crate::format::{Format, Head, Kind};
use crate::page::{Part, Unit, Units};
use crate::{Options, ReadError, Sink, Source, Summary, spelled, time, told};

/// Reads the `.html` of one channel.
pub(crate) struct ExporterHtml;

const KIND: Kind = Kind::of("discord-chat-exporter-html");
/// Most nodes of one message.
const NODES: usize = 50_000;
/// How far from UTC a clock on a wall can be, in milliseconds: 12 hours west, 14 east, and a minute that is cut off.
const ZONES: std::ops::RangeInclusive<i64> = -(12 * 60 + 1) * 60_000..=(14 * 60 + 1) * 60_000;

impl Format for ExporterHtml {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "text/html"
            && head.text.contains("chatlog__")
            && (head.text.contains("preamble") || head.text.contains("data-message-id="))
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut channel = Channel { order: options.answers.date_order, ..Channel::default() };
        let mut units = Units::new(source, false, is_message);
        while let Some(part) = units.next()? {
            match part {
                Part::Between(bytes) => channel.between(&bytes),
                Part::Unit(unit) => {
                    let record = channel.message(&unit, &mut emit);
                    emit.record(record)?;
                }
            }
        }
        channel.sum_up(&mut emit);
        Ok(emit.finish())
    }
}

/// The page's scripts find a message by its number.
fn is_message(name: &[u8], attributes: &[u8]) -> bool {
    const BLOCKS: [&[u8]; 4] = [b"div", b"li", b"article", b"section"];
    BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name))
        && memchr::memmem::find(attributes, b"data-message-id").is_some()
        && attribute(attributes, "data-message-id", &mut Oddities::default()).is_some_and(|id| !id.is_empty())
}

/// Holds what is known of the channel.
#[derive(Default)]
struct Channel {
    begun: bool,
    title: String,
    entries: Vec<String>,
    /// Who wrote: shown with the first of a run of messages only.
    author: Option<Author>,
    /// When, as older versions show it: once for such a run.
    stamp: String,
    order: Option<DateOrder>,
    declared: Option<u64>,
    by_number: u64,
    unproven: bool,
    /// Messages that show another time than their number holds, and where the first of them stands.
    differ: Option<(u64, Span)>,
}

impl Channel {
    /// Takes what stands around messages: server and channel before the first, their number after the last. In older versions
    /// also who wrote.
    fn between(&mut self, bytes: &[u8]) {
        let tree = Tree::new(bytes, Dialect::Html, NODES);
        let root = tree.root();
        let text = |node: Node<'_, '_>| node.text(&mut Oddities::default());
        if !std::mem::replace(&mut self.begun, true) {
            self.title = root.find(|one| one.is("title")).map(text).unwrap_or_default();
            let entries = root.descendants().filter(|one| one.has_class("preamble__entry"));
            self.entries = entries.take(2).map(text).collect();
        }
        if let Some(author) = author(&root) {
            self.author = Some(author);
            self.stamp = shown_time(&root).unwrap_or_default();
        }
        let all = text(root);
        let count = all.rsplit_once("Exported ").and_then(|(_, rest)| rest.split_once(" message(s)"));
        self.declared =
            count.and_then(|(count, _)| count.replace([',', '.', ' ', '\u{a0}'], "").parse().ok()).or(self.declared);
    }

    fn conversation(&self) -> Option<String> {
        let name = if self.entries.is_empty() { self.title.clone() } else { self.entries.join(" / ") };
        Some(name).filter(|name| !name.is_empty())
    }

    fn message(&mut self, unit: &Unit, emit: &mut Emit<'_>) -> Record {
        let tree = Tree::new(&unit.bytes, Dialect::Html, NODES);
        if unit.cut.is_some() || tree.cut {
            let kind = unit.cut.unwrap_or(DamageKind::TooLarge);
            emit.damage(Damage { start: unit.start, end: unit.end, kind });
        }
        let root = tree.root().children().find(Node::is_element).unwrap_or(tree.root());
        let mut record = Record::new(RecordKind::Message, Span { start: unit.start, len: unit.end - unit.start });
        record.conversation = self.conversation();
        if let Some(author) = author(&root) {
            self.author = Some(author);
        }
        record.author.clone_from(&self.author);
        let id = root.attribute("data-message-id").unwrap_or_default();
        record.detail(DetailKey::Id, id.as_ref());
        let stamp = shown_time(&root).unwrap_or_else(|| self.stamp.clone());
        self.when(&mut record, &id, &stamp);
        let mut body = Body { emit, record, oddities: Oddities::default(), told: false };
        body.read(&root);
        body.record.flags = odd(body.oddities).iter().fold(body.record.flags, Flags::with);
        body.record
    }

    /// A number holds the millisecond of its making, in UTC; what the page shows depends on the computer that exported.
    fn when(&mut self, record: &mut Record, id: &str, shown: &str) {
        match time::snowflake(id, time::DISCORD_EPOCH).filter(|_| id.len() > 15) {
            Some(made) => {
                record.sent = Some(made);
                record.sent_raw = shown.to_owned();
                record.detail(DetailKey::IdTime, made.to_string());
                self.by_number += 1;
                self.compare(made, shown, record.span);
            }
            None => {
                stamp::told(record, shown, self.order);
                if record.sent.is_none()
                    && let Some(sent) = spelled::spelled(shown)
                {
                    record.sent = Some(sent);
                    record.flags =
                        record.flags.iter().filter(|flag| !unread(*flag)).fold(Flags::default(), Flags::with);
                }
                self.unproven |= record.flags.has(Flag::DateUnproven);
            }
        }
    }

    fn compare(&mut self, made: Moment, shown: &str, span: Span) {
        let Some(told) = spelled::spelled(shown) else { return };
        let (told, made) = (told.time.unix_ms_as_utc(), made.time.unix_ms_as_utc());
        if !ZONES.contains(&(told - made)) {
            self.differ.get_or_insert((0, span)).0 += 1;
        }
    }

    fn sum_up(&self, emit: &mut Emit<'_>) {
        super::ordered(self.order.filter(|_| self.by_number < emit.given()), self.unproven, emit);
        super::compared(self.declared, emit);
        if self.by_number > 0 {
            let detail = format!(
                "The times of {} messages are those that their numbers hold (UTC); as the page shows them, by the clock of the computer that exported, they stand beside.",
                self.by_number
            );
            emit.note("times-from-numbers", detail);
        }
        if let Some((count, Span { start, len })) = self.differ {
            let detail = format!(
                "{count} messages show a time that no zone explains beside that of their number: one of the two was changed."
            );
            emit.note_at("times-differ", start, len, detail);
        }
    }
}

fn unread(flag: Flag) -> bool {
    matches!(flag, Flag::DateUnproven | Flag::TimeUnusable)
}

/// Who wrote a message: an element that bears the account's number; in older versions, one of that class.
fn author(node: &Node<'_, '_>) -> Option<Author> {
    const CLASSES: [&str; 3] = ["chatlog__author", "chatlog__author-name", "chatlog__system-notification-author"];
    let named = |one: &Node<'_, '_>| {
        one.attribute("data-user-id").is_some() || CLASSES.iter().any(|class| one.has_class(class))
    };
    let found = node.find(|one| named(one) && !one.is("img"))?;
    let id = found.attribute("data-user-id").or_else(|| found.attribute("title"));
    let name = found.text(&mut Oddities::default());
    Some(Author { name, labelled_by: LabelledBy::Sender, platform_id: id.map(Cow::into_owned) })
}

/// The time as the page shows it: in full where something is pointed at.
fn shown_time(node: &Node<'_, '_>) -> Option<String> {
    const CLASSES: [&str; 3] =
        ["chatlog__timestamp", "chatlog__system-notification-timestamp", "chatlog__short-timestamp"];
    let known = node.find(|one| CLASSES.iter().any(|class| one.has_class(class)));
    let found = known.or_else(|| node.find(is_time))?;
    let title = found.attribute("title").filter(|title| !title.trim().is_empty());
    let shown = title.map_or_else(|| found.text(&mut Oddities::default()), Cow::into_owned);
    Some(shown.trim().to_owned())
}

fn is_time(node: &Node<'_, '_>) -> bool {
    node.attribute("title").is_some_and(|title| title.contains(':') && stamp::numbers(&title).len() >= 4)
}

/// Adds to a record what stands in its element.
struct Body<'r, 'e> {
    emit: &'r Emit<'e>,
    record: Record,
    oddities: Oddities,
    /// The text was read.
    told: bool,
}

impl Body<'_, '_> {
    fn read(&mut self, root: &Node<'_, '_>) {
        let mut inside = root.descendants();
        while let Some(node) = inside.next() {
            self.answered(&node);
            let Some(class) = node.attribute("class") else { continue };
            for class in class.split_ascii_whitespace().filter_map(|class| class.strip_prefix("chatlog__")) {
                if self.part(class, &node) {
                    inside.step_over(&node);
                }
            }
        }
        let known = |node: &Node<'_, '_>| node.attribute("class").is_some_and(|class| class.contains("chatlog__"));
        if !known(root) && root.find(known).is_none() {
            self.unnamed(root);
        }
    }

    /// A script leads to the message that is answered.
    fn answered(&mut self, node: &Node<'_, '_>) {
        let Some(call) = node.attribute("onclick").filter(|call| call.contains("scrollToMessage")) else { return };
        let id = call.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() > 15);
        self.record.reply_to = self.record.reply_to.take().or(id.map(str::to_owned));
    }

    /// Takes a part; says whether what is inside is done with too.
    fn part(&mut self, class: &str, node: &Node<'_, '_>) -> bool {
        match class {
            "content" if !std::mem::replace(&mut self.told, true) => self.content(node),
            "system-notification-content" if !std::mem::replace(&mut self.told, true) => self.notified(node),
            "edited-timestamp" => {
                self.record.flags.insert(Flag::Edited);
                self.record.detail(DetailKey::Edited, node.attribute("title").unwrap_or_default());
            }
            "markdown-mention" => {
                self.record.detail(DetailKey::Mention, node.attribute("title").unwrap_or_default());
            }
            "attachment" => {
                let place = node.descendants().find_map(|one| one.attribute("href").or_else(|| one.attribute("src")));
                self.record.attachments.extend(place.map(|place| self.emit.attachment(&place)));
                return true;
            }
            "embed" => {
                let link = node.descendants().find_map(|one| one.attribute("href"));
                self.record.detail(DetailKey::Link, link.unwrap_or_default());
                return true;
            }
            "sticker" => {
                self.record.detail(DetailKey::Part, node.attribute("title").unwrap_or_default());
                return true;
            }
            "reaction" => {
                let sign = node.find(|one| one.is("img")).and_then(|sign| sign.attribute("alt"));
                let sign = sign.or_else(|| node.attribute("title")).unwrap_or_default();
                let count = node.class("chatlog__reaction-count").map(|count| count.text(&mut self.oddities));
                self.record.detail(DetailKey::Reaction, format!("{sign} {}", count.unwrap_or_default()).trim());
                return true;
            }
            _ => {}
        }
        false
    }

    /// What was typed keeps its blanks and line ends; around it the page has others.
    fn content(&mut self, node: &Node<'_, '_>) {
        let kept =
            |one: &Node<'_, '_>| one.has_class("chatlog__markdown-preserve") || one.has_class("preserve-whitespace");
        self.record.text = match node.find(kept) {
            Some(typed) => typed.text_as_typed(&mut self.oddities, &sign).trim_matches('\n').to_owned(),
            None if node.class("chatlog__edited-timestamp").is_some() => String::new(),
            None => node.text(&mut self.oddities),
        };
    }

    /// What the platform writes: someone joined, called, pinned.
    fn notified(&mut self, node: &Node<'_, '_>) {
        self.record.text = node.text(&mut self.oddities);
        let call = self.record.text.starts_with("started a call");
        self.record.kind = if call { RecordKind::Call } else { RecordKind::System };
    }

    /// Where no class is known: all text but names, times and what is answered; all links but those inside the page.
    fn unnamed(&mut self, root: &Node<'_, '_>) {
        // What is answered is shown above the name: the largest element around its link that does not hold who wrote.
        let name = root.find(|one| one.attribute("data-user-id").is_some()).map(|name| name.range().start);
        let link = root.find(|one| one.attribute("onclick").is_some());
        let apart = |one: &Node<'_, '_>| !name.is_none_or(|name| one.range().contains(&name)) && one.id != root.id;
        let answered = link.map(|link| link.ancestors().take_while(apart).last().unwrap_or(link).id);
        let aside =
            |one: &Node<'_, '_>| one.attribute("data-user-id").is_some() || is_time(one) || Some(one.id) == answered;
        let mut inside = root.descendants();
        while let Some(node) = inside.next() {
            if node.is_element() && aside(&node) {
                inside.step_over(&node);
            } else if !node.is_element() && node.comment().is_none() {
                let text = node.text_as_typed(&mut self.oddities, &|_| None);
                if !text.trim().is_empty() {
                    told::add(&mut self.record, text.trim_matches('\n'));
                }
            } else if let Some(alt) =
                Some(&node).filter(|one| one.is("img")).and_then(sign).filter(|alt| !alt.starts_with(':'))
            {
                told::add(&mut self.record, &alt);
            } else if let Some(href) = node.attribute("href").filter(|href| !href.is_empty() && !href.starts_with('#'))
            {
                self.record.attachments.push(self.emit.attachment(&href));
                inside.step_over(&node);
            }
        }
    }
}

/// A picture inside a text is an emoji: the character, or the name of one of the server's own.
fn sign<'a>(node: &Node<'_, 'a>) -> Option<Cow<'a, str>> {
    let alt = node.attribute("alt").filter(|alt| !alt.is_empty())?;
    let named = alt.bytes().any(|byte| byte.is_ascii_alphabetic());
    Some(if named { format!(":{}:", alt.trim_matches(':')).into() } else { alt })
}
