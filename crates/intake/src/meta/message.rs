use temoin_evidence::{Author, DetailKey, Flag, Kind as RecordKind, LabelledBy, Record, Visibility};
use temoin_syntax::json::{Element, Value};

use super::Thread;
use crate::emit::{Emit, begun, timed};
use crate::mojibake::{Mended, mend, mended};
use crate::time;

/// Lists of what may be attached; each entry has an address in the archive.
const MEDIA: [&str; 6] = ["photos", "videos", "audio_files", "gifs", "files", "media"];

/// Makes the record of one message.
pub(super) fn record(emit: &Emit<'_>, thread: &Thread, element: &Element<'_>) -> Record {
    let value = &element.value;
    let call = value.at("call_duration").is_some();
    let mut record = begun(if call { RecordKind::Call } else { RecordKind::Message }, element);
    record.conversation = thread.title.clone();
    record.visibility = match thread.participants.len() {
        0 => Visibility::Unknown,
        1 | 2 => Visibility::Direct,
        _ => Visibility::Group,
    };
    // A display name and no more: two people may share one, and a closed account has that of nobody.
    record.author = value.any(&["sender_name", "senderName"]).and_then(Value::text).map(|name| Author {
        name: mended(name),
        labelled_by: LabelledBy::Sender,
        platform_id: None,
    });
    let stamp = value.any(&["timestamp_ms", "timestamp"]).and_then(Value::word).unwrap_or_default();
    timed(&mut record, stamp, stamp.parse().ok().and_then(time::unix_ms));
    words(&mut record, value.any(&["content", "text"]).and_then(Value::text).unwrap_or_default());
    if value.any(&["is_unsent", "isUnsent"]).is_some_and(Value::is_true) {
        record.flags.insert(Flag::Deleted);
    }
    // Instagram writes an edit as a message of its own that ends so; in Messenger's threads someone typed it.
    if thread.instagram && record.text.ends_with("(edited)") {
        record.flags.insert(Flag::Edited);
    }
    if thread.path.contains("message_requests") || thread.path.contains("filtered_threads") {
        record.flags.insert(Flag::Filtered);
    }
    attached(emit, &mut record, value);
    further(&mut record, value);
    let shown = value.at("share").is_some() || value.at("sticker").is_some() || record.flags.has(Flag::Deleted);
    if record.kind == RecordKind::Message && record.text.is_empty() && record.attachments.is_empty() && !shown {
        record.flags.insert(Flag::ContentUnknown);
    }
    record
}

/// Sets a record's text, repaired where it was stored byte by byte.
pub(super) fn words(record: &mut Record, stored: &str) {
    match mend(stored) {
        Mended::Right(text) => record.text = text.into_owned(),
        Mended::Repaired(text) => {
            record.flags.insert(Flag::Repaired);
            record.text_raw = Some(stored.to_owned());
            record.text = text;
        }
        Mended::Mixed(text) => {
            record.flags.insert(Flag::EncodingDoubtful);
            record.text = text.into_owned();
        }
    }
}

fn attached(emit: &Emit<'_>, record: &mut Record, value: &Value<'_>) {
    for list in MEDIA {
        for one in value.at(list).map(Value::items).unwrap_or_default() {
            if let Some(uri) = one.text_at("uri") {
                record.attachments.push(emit.attachment(&mended(uri)));
            }
        }
    }
    if let Some(uri) = value.at("sticker").and_then(|sticker| sticker.text_at("uri")) {
        record.attachments.push(emit.attachment(&mended(uri)));
    }
}

fn further(record: &mut Record, value: &Value<'_>) {
    if let Some(share) = value.at("share") {
        record.detail(DetailKey::Link, share.text_at("link").map(mended).unwrap_or_default());
        record.detail(DetailKey::Description, share.text_at("share_text").map(mended).unwrap_or_default());
    }
    for reaction in value.at("reactions").map(Value::items).unwrap_or_default() {
        let part = |names: &[&str]| reaction.any(names).and_then(Value::text).map(mended).unwrap_or_default();
        record.detail(DetailKey::Reaction, format!("{} {}", part(&["reaction"]), part(&["actor"])).trim());
    }
    record.detail(DetailKey::Seconds, value.at("call_duration").and_then(Value::word).unwrap_or_default());
    if value.at("missed").is_some_and(Value::is_true) {
        record.detail(DetailKey::Outcome, "missed");
    }
}
