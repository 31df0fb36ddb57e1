//! Messenger's and Instagram's HTML downloads: names of classes change at will, so only the order is relied on: a name in a
//! heading, a body, a date in words.

use temoin_evidence::{Author, Flag, Kind as RecordKind, LabelledBy, Precision, Record, Span};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Dialect, Node, Tree};

use crate::detect::Detected;
use crate::emit::{Emit, odd, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, page, spelled};

/// Reads `message_1.html`.
pub(crate) struct MetaHtml;

const KIND: Kind = Kind::of("messenger-html");

impl Format for MetaHtml {
    fn kind(&self) -> Kind {
        KIND
    }

    /// By its name; under another, by its structure.
    fn recognises(&self, head: &Head<'_>) -> bool {
        let named = || head.name.to_ascii_lowercase().starts_with("message_");
        head.media_type == "text/html"
            && head.text.contains("role=\"main\"")
            && (head.text.contains("<h2") || head.text.contains("<h3"))
            && (named() || is_thread(head.text))
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let bytes = page::held(source, &mut emit)?;
        let tree = Tree::new(&bytes, Dialect::Html, page::NODES);
        let title = tree.root().find(|node| node.is("title")).map(|title| title.text(&mut Oddities::default()));
        for node in tree.root().descendants().filter(is_message) {
            if let Some(mut record) = message(&node) {
                record.conversation.clone_from(&title);
                for link in node.descendants().filter(|one| one.is("img") || one.is("video") || one.is("audio")) {
                    if let Some(place) = link.attribute("src").filter(|place| !place.starts_with("data:")) {
                        record.attachments.push(emit.attachment(&place));
                    }
                }
                emit.record(record)?;
            }
        }
        emit.note(
            "ask-for-json",
            "This download is in HTML: its times have no zone. Asked for as JSON, the same download says more.",
        );
        Ok(emit.finish())
    }
}

/// How a group's page begins, in the languages of accounts: who takes part.
const PARTICIPANTS: [&str; 5] = ["participants", "deelnemers", "teilnehmer", "participantes", "partecipanti"];
/// What the pages of a download never hold, and those of a site do.
const OF_SITES: [&str; 6] = ["article", "nav", "time", "form", "iframe", "aside"];

/// Returns whether the beginning of a page is that of a thread. Other pages of a download, and those of sites, have headings
/// and dates too: here each heading is a name without a link, each date has a time of day, and the page's title is one of
/// the names, or those who take part are listed.
fn is_thread(text: &str) -> bool {
    let tree = Tree::new(text.as_bytes(), Dialect::Html, 20_000);
    let told = |node: Node<'_, '_>| node.text(&mut Oddities::default());
    let of_site = |node: &Node<'_, '_>| {
        OF_SITES.iter().any(|name| node.is(name)) || node.attribute("rel").is_some_and(|rel| rel == "canonical")
    };
    let Some(main) = tree.root().find(|node| node.attribute("role").is_some_and(|role| role == "main")) else {
        return false;
    };
    if tree.root().find(of_site).is_some() {
        return false;
    }
    let title = tree.root().find(|node| node.is("title")).map(told).unwrap_or_default();
    let (mut names, mut messages) = (Vec::new(), 0);
    // What the beginning cuts off says nothing.
    for node in main.descendants().filter(|node| is_message(node) && node.range().end < text.len()) {
        let parts: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
        let [name, .., date] = parts.as_slice() else { return false };
        let dated = spelled::spelled(&told(*date)).is_some_and(|sent| sent.precision > Precision::Day);
        if !node.is("div") || !date.is("div") || !dated || name.find(|one| one.is("a")).is_some() {
            return false;
        }
        messages += 1;
        names.push(told(*name));
    }
    let start: String = told(main).chars().take(200).collect::<String>().to_lowercase();
    let listed = start
        .lines()
        .take(3)
        .any(|line| line.split_once(':').is_some_and(|(word, _)| PARTICIPANTS.contains(&word.trim())));
    messages > 0 && (listed || !title.is_empty() && names.contains(&title))
}

fn is_heading(node: &Node<'_, '_>) -> bool {
    node.is("h2") || node.is("h3")
}

/// An element whose first child is a heading, with a body and a date after it.
fn is_message(node: &Node<'_, '_>) -> bool {
    let mut children = node.children().filter(Node::is_element);
    children.next().is_some_and(|first| is_heading(&first)) && children.count() >= 2
}

fn message(node: &Node<'_, '_>) -> Option<Record> {
    let mut oddities = Oddities::default();
    let parts: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
    let [name, body @ .., date] = parts.as_slice() else { return None };
    let stamp = date.text(&mut oddities);
    let sent = spelled::spelled(&stamp);
    let range = node.range();
    let span = Span { start: range.start as u64, len: (range.end - range.start) as u64 };
    let mut record = Record::new(RecordKind::Message, span);
    timed(&mut record, &stamp, sent);
    let name = name.text(&mut oddities);
    record.author = Some(Author { name, labelled_by: LabelledBy::Sender, platform_id: None });
    record.text =
        body.iter().map(|part| part.text(&mut oddities)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    if record.text.is_empty() && node.find(|one| one.is("img") || one.is("video") || one.is("audio")).is_none() {
        record.flags.insert(Flag::ContentUnknown);
    }
    for flag in odd(oddities).iter() {
        record.flags.insert(flag);
    }
    Some(record)
}
