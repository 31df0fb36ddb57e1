//! Any file: kept whole as one piece, no records; what is odd about it is noted, nothing is decoded.

use crate::detect::{Detected, HEAD};
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads any file that no other reader knows.
pub(crate) struct Plain;

impl Format for Plain {
    fn kind(&self) -> Kind {
        Kind::FILE
    }

    fn of_bytes(&self) -> bool {
        true
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
        let mut emit = Emit::new(Kind::FILE, detected, source.len(), options, sink);
        active(detected, &mut emit);
        if detected.encoding.is_some() {
            name_differs(detected, &mut emit);
            hidden(source, &mut emit)?;
        } else if !source.is_empty() {
            odd(source, detected, None, &mut emit)?;
        }
        let mut summary = emit.finish();
        // Of a file without records all bytes are the file's, none stand around something.
        summary.bytes_around = 0;
        Ok(summary)
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

/// Notes what is odd about any file that is no text: a name that promises another type, bytes after its end, a second file inside.
pub(crate) fn odd(
    source: &dyn Source,
    detected: &Detected,
    end: Option<u64>,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let size = source.len();
    name_differs(detected, emit);
    if let Some(end) = end.filter(|&end| end < size) {
        let detail = format!("{} bytes follow the end of the picture; some phones add such data too.", size - end);
        emit.note_at("trailing-data", end, size - end, detail);
    }
    // A file that is something else and ends as a ZIP archive is two files in one; nothing is unpacked without a word.
    if temoin_syntax::slice(source, 0, 2)? != b"PK"
        && let Some(end) = crate::zip::end_record(source)?
    {
        emit.note_at("hidden-archive", end, size - end, "A ZIP archive lies inside; it is not unpacked.");
    }
    Ok(())
}

/// Notes a name whose ending promises another type than the content has.
pub(crate) fn name_differs(detected: &Detected, emit: &mut Emit<'_>) {
    if let Some(detail) = differs(detected, emit.options) {
        emit.note("type-differs", detail);
    }
}

/// Returns the sentence about such a name.
pub(crate) fn differs(detected: &Detected, options: &Options) -> Option<String> {
    let (_, ending) = options.name.rsplit_once('.')?;
    let (_, types) = ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known))?;
    let same = types.contains(&detected.media_type.as_str()) || detected.media_type == "application/x-empty";
    (!same)
        .then(|| format!("The name ends in .{}, the content is {}.", ending.to_ascii_lowercase(), detected.media_type))
}

fn active(detected: &Detected, emit: &mut Emit<'_>) {
    if matches!(detected.media_type.as_str(), "text/html" | "application/xhtml+xml" | "image/svg+xml") {
        emit.note("active-content", "It may hold scripts or call other addresses; it is never rendered.");
    }
    if matches!(detected.media_type.as_str(), "application/json" | "application/jsonl" | "application/xml") {
        emit.note("not-read", "No reader knows this file: kept whole, what is in it is not listed.");
    }
}

/// Notes characters that steer a terminal or turn the direction of text.
fn hidden(source: &dyn Source, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let head = temoin_syntax::slice(source, 0, HEAD)?;
    if let Some(at) = crate::controls::first(&head) {
        let detail = "Characters that steer a terminal or turn the direction of text are in it.";
        emit.note_at("hidden-controls", at as u64, 1, detail);
    }
    Ok(())
}
