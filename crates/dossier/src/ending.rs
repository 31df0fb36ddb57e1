use temoin_evidence::Moment;
use temoin_seal::package::path;

use crate::Exhibit;

/// The endings a file in clear may have, by its media type as its content shows it. Her file names are never used.
const ENDINGS: &[(&str, &str)] = &[
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/heic", "heic"),
    ("image/heif", "heif"),
    ("image/avif", "avif"),
    ("image/bmp", "bmp"),
    ("image/tiff", "tif"),
    ("application/pdf", "pdf"),
    ("text/plain", "txt"),
    ("text/csv", "csv"),
    ("text/calendar", "ics"),
    ("application/json", "json"),
    ("application/zip", "zip"),
    ("message/rfc822", "eml"),
    ("application/mbox", "mbox"),
    ("video/mp4", "mp4"),
    ("video/quicktime", "mov"),
    ("video/webm", "webm"),
    ("video/3gpp", "3gp"),
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/m4a", "m4a"),
    ("audio/ogg", "ogg"),
    ("audio/opus", "opus"),
    ("audio/wav", "wav"),
    ("audio/x-wav", "wav"),
    ("audio/aac", "aac"),
    ("audio/amr", "amr"),
    ("application/warc", "warc"),
    ("multipart/related", "mhtml"),
];

/// Returns the ending for a media type, parameters aside; `bin` for one that is not in the list. HTML, scripts and
/// programs are not in it: nothing in a package shall open and act by itself.
pub(crate) fn of(media_type: &str) -> &'static str {
    let plain = media_type.split(';').next().unwrap_or_default().trim();
    ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(plain)).map_or("bin", |(_, ending)| ending)
}

/// Returns where the original of an exhibit lies in the package: `Piece-07_2026-11-03_image.png`.
pub(crate) fn path(number: usize, exhibit: &Exhibit) -> String {
    let name = path::exhibit(number as u64);
    let (day, ending) = (day(exhibit), of(&exhibit.item.media_type));
    let what = what(&exhibit.item.media_type);
    format!("{}{name}{day}_{what}.{ending}", path::EXHIBITS)
}

/// Returns a word for the kind of file, from a closed list.
fn what(media_type: &str) -> &'static str {
    match media_type.split(['/', ';']).next().unwrap_or_default() {
        "image" => "image",
        "video" => "video",
        "audio" => "audio",
        "message" => "message",
        "text" => "texte",
        _ => "fichier",
    }
}

/// Returns the day of the file's own time, else of its first record, else nothing: the day of intake says nothing
/// about what happened.
fn day(exhibit: &Exhibit) -> String {
    let of_record = || exhibit.records.iter().find_map(|shown| shown.record.sent);
    let day = |moment: Moment| format!("_{}", &moment.time.to_string()[..10]);
    exhibit.item.file_times.modified.or_else(of_record).map(day).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(media_type: &str, expected: &str) {
        assert_eq!(of(media_type), expected);
    }

    #[test]
    fn endings_come_from_a_closed_list() {
        check("image/png", "png");
        check("text/plain; charset=utf-8", "txt");
        check("TEXT/PLAIN", "txt");
        check("text/html", "bin");
        check("application/x-msdownload", "bin");
        check("", "bin");
    }
}
