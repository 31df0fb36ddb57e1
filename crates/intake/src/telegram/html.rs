//! Telegram Desktop's HTML export, one page of it.

use temoin_evidence::{
    Attachment, AttachmentState, Author, DetailKey, Flag, Kind as RecordKind, LabelledBy, Moment, Precision, Record,
    Span,
};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Dialect, Node, Tree};

use crate::detect::Detected;
use crate::emit::{Emit, odd, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, page, time};

/// Reads `messages.html`, `messages2.html` …
pub(crate) struct TelegramHtml;

const KIND: Kind = Kind::of("telegram-html");

impl Format for TelegramHtml {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "text/html"
            && head.text.contains("<title>Exported Data</title>")
            && head.text.contains("class=\"message")
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
        let title = tree.root().class("page_header").map(|header| header.text(&mut Oddities::default()));
        let mut sender = None;
        let (mut unread, mut next) = (0u64, false);
        for node in tree.root().descendants() {
            next |= node.has_class("pagination");
            if !node.has_class("message") {
                continue;
            }
            match message(&node, &mut sender) {
                Some(mut record) => {
                    record.conversation.clone_from(&title);
                    match media(&node) {
                        Some(Media::Linked(link)) => record.attachments.push(emit.attachment(&link)),
                        Some(Media::LeftOut(name)) => {
                            record.attachments.push(Attachment { name, state: AttachmentState::Missing });
                            record.flags.insert(Flag::MediaOmitted);
                        }
                        None => {}
                    }
                    emit.record(record)?;
                }
                None => unread += 1,
            }
        }
        if unread > 0 {
            emit.note("not-read", format!("{unread} elements look like messages and are not read."));
        }
        if next {
            emit.note(
                "goes-on-elsewhere",
                "The export goes on in further pages beside this one: messages2.html and so on.",
            );
        }
        Ok(emit.finish())
    }
}

fn message(node: &Node<'_, '_>, sender: &mut Option<String>) -> Option<Record> {
    let range = node.range();
    let service = node.has_class("service");
    let mut record = Record::new(
        if service { RecordKind::System } else { RecordKind::Message },
        Span { start: range.start as u64, len: (range.end - range.start) as u64 },
    );
    let mut oddities = Oddities::default();
    let id = node.attribute("id").unwrap_or_default();
    record.detail(DetailKey::Id, id.trim_start_matches("message").to_owned());
    if service {
        record.text = node.text(&mut oddities);
        return Some(record);
    }
    let date = node.class("date")?;
    let title = date.attribute("title").unwrap_or_default();
    timed(&mut record, &title, when(&title));
    // The name stands in the first of a run of messages only.
    let forwarded = node.class("forwarded");
    let inside = |one: &Node<'_, '_>| {
        forwarded.is_some_and(|it| it.range().start <= one.range().start && one.range().end <= it.range().end)
    };
    if let Some(from) = node.find(|one| one.has_class("from_name") && !inside(one)) {
        *sender = Some(from.text(&mut oddities));
    }
    record.author = sender.clone().map(|name| Author { name, labelled_by: LabelledBy::Unknown, platform_id: None });
    if let Some(text) = node.class("text") {
        record.text = text.text(&mut oddities);
    }
    if let Some(reply) = node.class("reply_to") {
        let link = reply.find(|one| one.is("a")).and_then(|link| link.attribute("href").map(|href| href.into_owned()));
        record.reply_to = link.map(|href| href.rsplit("message").next().unwrap_or_default().to_owned());
    }
    if let Some(forwarded) = forwarded {
        record.flags.insert(Flag::Forwarded);
        let from = forwarded.class("from_name").map(|name| name.text(&mut oddities));
        record.detail(DetailKey::ForwardedFrom, from.unwrap_or_default());
    }
    for flag in odd(oddities).iter() {
        record.flags.insert(flag);
    }
    Some(record)
}

enum Media {
    /// A path in the export.
    Linked(String),
    /// What it was called, beside a sentence that says why it is not there.
    LeftOut(String),
}

/// The beginnings of the sentences that stand in place of a file.
const LEFT_OUT: [&str; 3] = ["Not included", "Exceeds maximum size", "Unavailable"];

fn media(node: &Node<'_, '_>) -> Option<Media> {
    let wrap = node.class("media_wrap")?;
    if let Some(link) = wrap.find(|one| one.is("a") && one.attribute("href").is_some()) {
        return link.attribute("href").map(|href| Media::Linked(href.into_owned()));
    }
    let text = wrap.text(&mut Oddities::default());
    let mut lines = text.lines().map(str::trim);
    let name = lines.next()?;
    // The sentence may stand where the name is missing.
    let left_out = |line: &str| LEFT_OUT.iter().any(|start| line.starts_with(start));
    let known = left_out(name) || lines.any(left_out);
    known.then(|| Media::LeftOut(if left_out(name) { "file".into() } else { name.to_owned() }))
}

/// Reads `05.03.2024 14:05:09 UTC+01:00`; older exports write no zone.
fn when(title: &str) -> Option<Moment> {
    let (date, rest) = title.split_once(' ')?;
    let mut parts = date.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let moment = time::iso(&format!("{year}-{month}-{day}T{rest}"))?;
    (moment.precision == Precision::Second).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_zone_or_float() {
        let check = |title: &str, expected: &str| {
            assert_eq!(when(title).map(|m| m.to_string()).unwrap_or_default(), expected, "{title}");
        };
        check("05.03.2024 14:05:19 UTC+01:00", "2024-03-05T14:05:19+01:00");
        check("05.03.2024 14:05:19", "2024-03-05T14:05:19");
        check("05.03.2024", "");
        check("5 March 2024", "");
    }
}
