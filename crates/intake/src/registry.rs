//! The readers, in the order in which they are asked whether a file is theirs: the first that says so reads it.
//! Narrow marks stand before wide ones; a file that nobody knows is kept whole by the last.

use std::sync::LazyLock;

use crate::format::{Format, Head, Kind};
use crate::{
    bluesky, calendar, database, discord, email, gzip, har, imessage, mastodon, media, meta, outlook, page, pdf, plain,
    reddit, signal, signal_json, signal_text, sms, snapchat, takeout, tar, telegram, tiktok, vcard, warc, whatsapp, x,
    zip,
};

const FORMATS: &[&dyn Format] = &[
    // Archives.
    &zip::Zip,
    &warc::Warc,
    &tar::Tar,
    &gzip::Gzip,
    // Pictures, films, recordings.
    &media::Picture,
    &media::Film,
    // What platforms hand out, file by file.
    &telegram::Telegram,
    &signal::Signal,
    &signal_json::SignalJson,
    &meta::Instagram,
    &meta::Messenger,
    &discord::Exporter,
    &discord::Package,
    &snapchat::Snapchat,
    &x::X,
    &tiktok::TikTok,
    &mastodon::Mastodon,
    &bluesky::Bluesky,
    &har::Har,
    &reddit::Reddit,
    &takeout::Takeout,
    // Phones.
    &sms::Sms,
    &sms::database::MmsSms,
    &imessage::database::Messages,
    &calendar::Calendar,
    // Databases of apps.
    &database::AnyDatabase,
    &vcard::VCard,
    // Saved pages.
    &page::Mhtml,
    &telegram::TelegramHtml,
    &imessage::IMessageHtml,
    &discord::ExporterHtml,
    &meta::MetaHtml,
    &page::Page,
    // Documents.
    &pdf::Pdf,
    // Mail.
    &email::Mbox,
    &email::Email,
    &email::KeyRecords,
    &outlook::Msg,
    &outlook::Store,
    // Chats as text.
    &discord::Text,
    &discord::ExporterTable,
    &signal_text::SignalText,
    &imessage::IMessage,
    &whatsapp::WhatsApp,
    // Any file.
    &plain::Plain,
];

/// Lists the readers.
pub(crate) fn all() -> impl Iterator<Item = &'static dyn Format> {
    FORMATS.iter().copied()
}

/// Returns the reader that a file's beginning belongs to.
pub(crate) fn recognise(head: &Head<'_>) -> &'static dyn Format {
    static OF_BYTES: LazyLock<Vec<&'static dyn Format>> =
        LazyLock::new(|| all().filter(|format| format.of_bytes()).collect());
    let asked = if head.encoding.is_some() { FORMATS } else { OF_BYTES.as_slice() };
    asked.iter().copied().find(|format| format.recognises(head)).unwrap_or(&plain::Plain)
}

/// Returns the reader of a kind.
pub(crate) fn of(kind: Kind) -> &'static dyn Format {
    all().find(|format| format.kind() == kind).unwrap_or(&plain::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_has_a_name_of_its_own() {
        for (at, format) in FORMATS.iter().enumerate() {
            let word = format.kind().word();
            assert!(word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{word}");
            assert_eq!(FORMATS.iter().position(|other| other.kind() == format.kind()), Some(at), "{word}");
            assert_eq!(Kind::named(word), Some(format.kind()));
        }
    }
}
