//! Messenger's and Instagram's HTML downloads: names of classes change at will, so only the order is relied on: a name in a
//! heading, a body, a date in words.

use temoin_evidence::{Author, Flag, Kind as RecordKind, LabelledBy, Record, Span};
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

    fn recognises(&self, head: &Head<'_>) -> bool {
        let name = head.name.to_ascii_lowercase();
        head.media_type == "text/html"
            && name.starts_with("message_")
            && head.text.contains("role=\"main\"")
            && head.text.matches("<h2").count() + head.text.matches("<h3").count() > 0
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
