use temoin_evidence::{
    Author, DetailKey, Direction, Flag, Kind as RecordKind, LabelledBy, Moment, Record, Span, Visibility,
};

use super::cbor::Value;
use super::cid::Cid;
use crate::emit::{Emit, account, timed};
use crate::time;

/// Is the account whose repository it is.
pub(super) struct Owner {
    pub(super) did: String,
    /// The name that she shows, where her profile is in the file.
    pub(super) name: Option<String>,
}

impl Owner {
    fn author(&self) -> Author {
        match &self.name {
            Some(name) => {
                Author { name: name.clone(), labelled_by: LabelledBy::Sender, platform_id: Some(self.did.clone()) }
            }
            None => account(&self.did, Some(&self.did)),
        }
    }
}

/// Makes the record of a block; nothing of a collection that is none of a person's acts.
pub(super) fn record(
    emit: &Emit<'_>,
    owner: Option<&Owner>,
    collection: &str,
    span: Span,
    value: &Value<'_>,
) -> Option<Record> {
    let act = collection.strip_prefix("app.bsky.")?;
    let kind = match act {
        "feed.post" | "feed.repost" => RecordKind::Post,
        "feed.like" => RecordKind::Reaction,
        "graph.follow" | "graph.block" | "graph.listblock" => RecordKind::System,
        _ => return None,
    };
    let mut record = Record::new(kind, span);
    record.author = owner.map(Owner::author);
    record.direction = Direction::Sent;
    // Blocks too can be read by anyone.
    record.visibility = Visibility::Public;
    let stamp = value.text_at("createdAt").unwrap_or_default();
    timed(&mut record, stamp, time::iso_utc(stamp));
    let subject = value.at("subject");
    let subject = subject.and_then(|subject| subject.text().or_else(|| subject.text_at("uri"))).unwrap_or_default();
    match act {
        "feed.post" => post(emit, &mut record, value),
        "feed.repost" => {
            record.flags.insert(Flag::Forwarded);
            record.detail(DetailKey::ForwardedFrom, subject);
        }
        "feed.like" => {
            record.reply_to = Some(subject.to_owned()).filter(|uri| !uri.is_empty());
            record.detail(DetailKey::Action, "like");
        }
        _ => {
            record.detail(DetailKey::Action, if act == "graph.follow" { "follow" } else { "block" });
            record.detail(DetailKey::To, subject);
        }
    }
    Some(record)
}

fn post(emit: &Emit<'_>, record: &mut Record, value: &Value<'_>) {
    match value.text_at("text") {
        Some(text) => record.text = text.to_owned(),
        None => record.flags.insert(Flag::ContentUnknown),
    }
    let answered = |which: &str| value.follow(&["reply", which, "uri"]).and_then(Value::text).map(str::to_owned);
    record.reply_to = answered("parent");
    record.conversation = answered("root");
    for feature in value.at("facets").map(Value::items).unwrap_or_default().iter().flat_map(features) {
        record.detail(DetailKey::Link, feature.text_at("uri").unwrap_or_default());
        record.detail(DetailKey::Mention, feature.text_at("did").unwrap_or_default());
    }
    if let Some(embed) = value.at("embed") {
        // A quoted post with pictures holds both apart.
        embedded(emit, record, embed);
        if let Some(media) = embed.at("media") {
            embedded(emit, record, media);
        }
    }
}

fn features<'v, 'a>(facet: &'v Value<'a>) -> &'v [Value<'a>] {
    facet.at("features").map(Value::items).unwrap_or_default()
}

/// What a post shows: pictures, a film, a page, another post.
fn embedded(emit: &Emit<'_>, record: &mut Record, embed: &Value<'_>) {
    for image in embed.at("images").map(Value::items).unwrap_or_default() {
        blob(emit, record, image.at("image"), image.text_at("alt"));
    }
    if embed.at("video").is_some() {
        blob(emit, record, embed.at("video"), embed.text_at("alt"));
    }
    if let Some(page) = embed.at("external") {
        record.detail(DetailKey::Link, page.text_at("uri").unwrap_or_default());
        record.detail(DetailKey::Description, page.text_at("title").unwrap_or_default());
    }
    let quoted = embed.at("record").map(|quoted| quoted.at("record").unwrap_or(quoted));
    record.detail(DetailKey::Link, quoted.and_then(|quoted| quoted.text_at("uri")).unwrap_or_default());
}

/// A picture or film is named by its hash, and is never in the file: whoever keeps it beside names it so.
fn blob(emit: &Emit<'_>, record: &mut Record, blob: Option<&Value<'_>>, alt: Option<&str>) {
    use temoin_evidence::AttachmentState::{Missing, Present};
    let link = blob.and_then(|blob| blob.at("ref")).and_then(Value::link);
    let name = link.map(|cid| cid.text()).or_else(|| blob?.text_at("cid").map(str::to_owned));
    let Some(name) = name else { return record.flags.insert(Flag::ContentUnknown) };
    let mut attachment = emit.attachment(&name);
    if attachment.state != Present {
        attachment.state = Missing;
        record.flags.insert(Flag::MediaOmitted);
    }
    record.attachments.push(attachment);
    record.detail(DetailKey::Description, alt.unwrap_or_default());
}

/// Says what the tree says of a record: its address, and the time that its name holds.
pub(super) fn named(record: &mut Record, owner: &Owner, key: &str, cid: Cid<'_>) {
    record.detail(DetailKey::Id, format!("at://{}/{key}", owner.did));
    record.detail(DetailKey::Hash, cid.text());
    let made = key.rsplit('/').next().and_then(tid);
    record.detail(DetailKey::IdTime, made.map(|made| made.to_string()).unwrap_or_default());
}

/// Reads the time of a name: 13 letters of five bits, a bit of zero, microseconds since 1970, 10 bits of the clock that
/// made it (atproto.com/specs/tid).
fn tid(name: &str) -> Option<Moment> {
    const LETTERS: &[u8] = b"234567abcdefghijklmnopqrstuvwxyz";
    let mut number: u64 = 0;
    for letter in name.bytes() {
        let value = LETTERS.iter().position(|&known| known == letter)?;
        number = number << 5 | value as u64;
    }
    let fits = name.len() == 13 && name.as_bytes()[0] <= b'j';
    time::unix_ms((number >> 10) as i64 / 1000).filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_record_holds_a_time() {
        let check = |name: &str, expected: &str| {
            assert_eq!(tid(name).map(|at| at.to_string()).unwrap_or_default(), expected, "{name}");
        };
        check("3jzfcijpj2z2a", "2023-06-30T15:03:01.887Z");
        check("2222222222222", "1970-01-01T00:00:00.000Z");
        check("self", "");
        check("zzzzzzzzzzzzz", "");
        check("3jzfcijpj2z2", "");
        check("3jzfcijpj2z2aa", "");
    }
}
