//! Any file: kept whole as one piece, no records; what is odd about it is noted, nothing is decoded.

use temoin_evidence::{Place, Span};

use crate::detect::{Detected, HEAD};
use crate::format::{Format, Head, Kind};
use crate::notes::{self, Notes};
use crate::picture::{self, Picture};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads any file that no other reader knows.
pub(crate) struct Plain;

impl Format for Plain {
    fn kind(&self) -> Kind {
        Kind::FILE
    }

    fn recognises(&self, _: &Head<'_>) -> bool {
        true
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        read(source, detected, options, sink)
    }
}

/// Endings and the types that their files have. An ending that is not here is not judged.
const ENDINGS: &[(&str, &[&str])] = &[
    ("jpg", &["image/jpeg"]),
    ("jpeg", &["image/jpeg"]),
    ("png", &["image/png"]),
    ("gif", &["image/gif"]),
    ("webp", &["image/webp"]),
    ("bmp", &["image/bmp"]),
    ("heic", &["image/heic", "image/heif"]),
    ("heif", &["image/heic", "image/heif"]),
    ("avif", &["image/avif"]),
    ("svg", &["image/svg+xml"]),
    ("pdf", &["application/pdf"]),
    ("zip", &["application/zip"]),
    ("mp4", &["video/mp4"]),
    ("mov", &["video/quicktime", "video/mp4"]),
    ("webm", &["video/webm", "video/x-matroska"]),
    ("m4a", &["audio/mp4", "audio/m4a", "video/mp4"]),
    ("mp3", &["audio/mpeg"]),
    ("wav", &["audio/x-wav", "audio/wav"]),
    ("opus", &["audio/ogg"]),
    ("ogg", &["audio/ogg", "video/ogg", "application/ogg"]),
    ("html", &["text/html", "application/xhtml+xml"]),
    ("htm", &["text/html", "application/xhtml+xml"]),
    ("txt", &["text/plain"]),
];

/// Reads a file that has no records: one piece, and notes.
fn read(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    let mut notes = Notes::new(options.limits.notes);
    let size = source.len();
    if size == 0 {
        notes.add("empty", Place::Whole, "The file holds no bytes.", sink);
    } else {
        sink.piece(Span { start: 0, len: size });
    }
    name_differs(detected, options, &mut notes, sink);
    active(detected, &mut notes, sink);
    if detected.encoding.is_some() {
        hidden(source, &mut notes, sink)?;
    } else if size > 0 {
        pictured(&picture::look(source, &detected.media_type)?, size, options, &mut notes, sink);
        hidden_archive(source, &mut notes, sink)?;
    }
    let mut summary = Summary::new("file", &detected.media_type);
    summary.notes = notes.finish(sink);
    Ok(summary)
}

/// Notes a name whose ending promises another type than the content has.
pub(crate) fn name_differs(detected: &Detected, options: &Options, notes: &mut Notes, sink: &mut dyn Sink) {
    let Some((_, ending)) = options.name.rsplit_once('.') else { return };
    let Some((_, types)) = ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)) else { return };
    if !types.contains(&detected.media_type.as_str()) && detected.media_type != "application/x-empty" {
        let detail =
            format!("The name ends in .{}, the content is {}.", ending.to_ascii_lowercase(), detected.media_type);
        notes.add("type-differs", Place::Whole, detail, sink);
    }
}

fn active(detected: &Detected, notes: &mut Notes, sink: &mut dyn Sink) {
    if matches!(detected.media_type.as_str(), "text/html" | "application/xhtml+xml" | "image/svg+xml") {
        notes.add(
            "active-content",
            Place::Whole,
            "It may hold scripts or call other addresses; it is never rendered.",
            sink,
        );
    }
    if matches!(
        detected.media_type.as_str(),
        "application/json" | "application/jsonl" | "application/xml" | "message/rfc822"
    ) {
        notes.add(
            "not-read",
            Place::Whole,
            "No reader for this format yet: kept whole, its messages are not listed.",
            sink,
        );
    }
}

/// Notes characters that steer a terminal or turn the direction of text.
fn hidden(source: &dyn Source, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let head = temoin_syntax::slice(source, 0, HEAD)?;
    if let Some(at) = crate::controls::first(&head) {
        let detail = "Characters that steer a terminal or turn the direction of text are in it.";
        notes.add("hidden-controls", notes::bytes(at as u64, 1), detail, sink);
    }
    Ok(())
}

fn pictured(picture: &Picture, size: u64, options: &Options, notes: &mut Notes, sink: &mut dyn Sink) {
    if let Some((width, height)) = picture.dimensions
        && u64::from(width) * u64::from(height) > options.limits.pixels
    {
        let detail = format!(
            "It claims {width} × {height} pixels, above the limit of {}: it is not decoded.",
            options.limits.pixels
        );
        notes.add("pixel-bomb", Place::Whole, detail, sink);
    }
    if let Some(end) = picture.end.filter(|&end| end < size) {
        let detail = format!("{} bytes follow the end of the picture; some phones add such data too.", size - end);
        notes.add("trailing-data", notes::bytes(end, size - end), detail, sink);
    }
    if picture.cut {
        notes.add("truncated", Place::Whole, "The file ends inside the picture.", sink);
    }
}

/// A file that is something else and ends as a ZIP archive is two files in one; nothing is unpacked without a word.
fn hidden_archive(source: &dyn Source, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
    if temoin_syntax::slice(source, 0, 2)? != b"PK"
        && let Some(end) = crate::zip::end_record(source)?
    {
        notes.add(
            "hidden-archive",
            notes::bytes(end, source.len() - end),
            "A ZIP archive lies inside; it is not unpacked.",
            sink,
        );
    }
    Ok(())
}
