use std::collections::BTreeSet;

use temoin_dossier::{Basis, Fetch, Origin};
use temoin_evidence::{DetailKey, Item, Kind, Note, OriginStrength, Record};

/// Platforms whose archives carry identifiers that they can confirm: the reader's name, and how people call the platform.
const PLATFORMS: &[(&str, &str)] = &[
    ("telegram", "Telegram"),
    ("telegram-html", "Telegram"),
    ("messenger", "Messenger"),
    ("messenger-html", "Messenger"),
    ("instagram", "Instagram"),
    ("instagram-html", "Instagram"),
    ("x", "X"),
    ("discord", "Discord"),
    ("discord-chat-exporter", "Discord"),
    ("discord-chat-exporter-html", "Discord"),
    ("discord-chat-exporter-csv", "Discord"),
    ("snapchat", "Snapchat"),
    ("tiktok", "TikTok"),
    ("reddit", "Reddit"),
    ("mastodon", "Mastodon"),
    ("bluesky", "Bluesky"),
    ("takeout", "Google"),
];

/// Exports that an app writes as text, without identifiers that anyone could confirm.
const TEXTS: &[(&str, &str)] = &[
    ("whatsapp", "WhatsApp"),
    ("signal", "Signal"),
    ("signal-json", "Signal"),
    ("signal-text", "Signal"),
    ("discord-chat-exporter-text", "Discord"),
    ("imessage", "iMessage"),
    ("imessage-html", "iMessage"),
    ("sms", "SMS"),
];

/// Databases of a device's own apps: whoever has the file can write to it.
const DATABASES: &[(&str, &str)] = &[("imessage-database", "iMessage"), ("sms-database", "SMS")];

/// Says how strongly an item's origin is supported. Where nothing was verified, it is never more than an export that its
/// platform could confirm, or a file that carries the data of the device that made it.
///
/// `source` is the reader of the item or, for an archive, of what lies inside it.
/// `signed` holds the names of the keys under which the mails were found signed by their senders' domains.
pub(crate) fn of(
    item: &Item,
    source: &str,
    records: &[&Record],
    (notes, signed): (&[Note], &BTreeSet<String>),
) -> Origin {
    if !signed.is_empty() {
        let roots: Vec<String> = signed.iter().map(|name| format!("DKIM, {name}")).collect();
        let basis = Basis::Signature(roots.join("; "));
        return Origin { strength: OriginStrength::A, basis, fetch: vec![Fetch::MailServers] };
    }
    let named =
        |list: &[(&str, &str)]| list.iter().find(|(known, _)| *known == source).map(|(_, name)| (*name).to_owned());
    if let Some(app) = named(TEXTS) {
        let fetch = vec![Fetch::Phone, Fetch::Platform(app.clone())];
        return Origin { strength: OriginStrength::D, basis: Basis::TextExport(app), fetch };
    }
    if let Some(app) = named(DATABASES) {
        let fetch = vec![Fetch::Phone, Fetch::Platform(app)];
        return Origin { strength: OriginStrength::D, basis: Basis::PlainFile, fetch };
    }
    if let Some(platform) = named(PLATFORMS) {
        let fetch = vec![Fetch::Platform(platform.clone())];
        return Origin { strength: OriginStrength::C, basis: Basis::PlatformExport(platform), fetch };
    }
    if of_device(records, notes) {
        let fetch = vec![Fetch::DeviceOriginal];
        return Origin { strength: OriginStrength::C, basis: Basis::DeviceFile, fetch };
    }
    let (basis, fetch) = match item.media_type.split(['/', ';']).next().unwrap_or_default() {
        // Without a signature or a camera's data, a picture may always be a screenshot.
        "image" => (Basis::Picture, vec![Fetch::DeviceOriginal]),
        "video" | "audio" => (Basis::PlainFile, vec![Fetch::DeviceOriginal]),
        "message" => (Basis::PlainFile, vec![Fetch::MailServers]),
        _ => (Basis::PlainFile, page(records)),
    };
    Origin { strength: OriginStrength::D, basis, fetch }
}

/// A photo or film that names the device and the moment of its making, and does not look like an app's copy. Such data can
/// be written by anyone: it is the class of what a device leaves, not a proof.
fn of_device(records: &[&Record], notes: &[Note]) -> bool {
    let made = |record: &&Record| {
        matches!(record.kind, Kind::Photo | Kind::Video | Kind::Voice)
            && record.sent.is_some()
            && record.details.iter().any(|detail| detail.key == DetailKey::Device)
    };
    records.iter().any(made) && !notes.iter().any(|note| note.code == "re-encoded")
}

/// A saved page can be looked at again where it stood.
fn page(records: &[&Record]) -> Vec<Fetch> {
    let address = records
        .iter()
        .filter(|record| record.kind == Kind::Page)
        .flat_map(|record| &record.details)
        .find(|detail| detail.key == DetailKey::Url);
    address.map(|detail| Fetch::Page(detail.value.clone())).into_iter().collect()
}
