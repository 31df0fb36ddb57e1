//! Pictures, films and recordings: what their headers say of when, where and by which device they were made. Nothing is
//! decoded. See `docs/formats/media.md`.

mod boxes;
mod claims;
mod exif;
mod film;
mod heif;
mod jpeg;
mod name;
mod number;
mod raster;
mod tables;
mod tiff;

use std::io;

use temoin_evidence::{DetailKey, Flag, Kind as RecordKind, Record, Span};

use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, plain};

use claims::Claims;
use exif::Exif;

/// Reads pictures.
pub(crate) struct Picture;
/// Reads films and recordings.
pub(crate) struct Film;

const PICTURE: Kind = Kind::of("picture");
const FILM: Kind = Kind::of("film");

impl Format for Picture {
    fn kind(&self) -> Kind {
        PICTURE
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        matches!(
            head.media_type,
            "image/jpeg"
                | "image/png"
                | "image/gif"
                | "image/bmp"
                | "image/webp"
                | "image/tiff"
                | "image/heic"
                | "image/heif"
                | "image/avif"
        )
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(PICTURE, detected, source.len(), options, sink);
        let claims = look(source, &detected.media_type)?;
        let exif = match (&claims.exif, detected.media_type.as_str()) {
            (Some(block), _) => exif::block(block)?,
            (None, "image/tiff") => exif::read(source)?,
            (None, _) => None,
        };
        odd(&mut emit, detected, source, &claims, exif.as_ref())?;
        let mut record = Record::new(RecordKind::Photo, Span { start: 0, len: source.len() });
        pictured(&mut record, &claims, exif.as_ref());
        name::say(&mut record, &options.name);
        copied(&mut emit, &record, &claims, exif.as_ref());
        emit.record(record)?;
        Ok(emit.finish())
    }
}

impl Format for Film {
    fn kind(&self) -> Kind {
        FILM
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type.starts_with("video/") || head.media_type.starts_with("audio/")
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(FILM, detected, source.len(), options, sink);
        plain::odd(source, detected, None, &mut emit)?;
        let voice = detected.media_type.starts_with("audio/");
        let kind = if voice { RecordKind::Voice } else { RecordKind::Video };
        let mut record = Record::new(kind, Span { start: 0, len: source.len() });
        if film::look(source, &detected.media_type, &mut record)? {
            emit.note("truncated", "The file ends inside one of its parts.");
        }
        name::say(&mut record, &options.name);
        emit.record(record)?;
        Ok(emit.finish())
    }
}

/// Looks at a picture's headers.
fn look(source: &dyn Source, media_type: &str) -> io::Result<Claims> {
    match media_type {
        "image/jpeg" => jpeg::look(source),
        "image/png" => raster::png(source),
        "image/gif" => raster::gif(source),
        "image/bmp" => raster::bmp(source),
        "image/webp" => raster::webp(source),
        "image/heic" | "image/heif" | "image/avif" => heif::look(source),
        _ => Ok(Claims::default()),
    }
}

/// Notes what is odd about a picture.
fn odd(
    emit: &mut Emit<'_>,
    detected: &Detected,
    source: &dyn Source,
    claims: &Claims,
    exif: Option<&Exif>,
) -> Result<(), ReadError> {
    let (width, height) = claims.dimensions.unwrap_or_default();
    let most = emit.options.limits.pixels;
    if u64::from(width) * u64::from(height) > most {
        let detail = format!("It claims {width} × {height} pixels, above the limit of {most}: it is not decoded.");
        emit.note("pixel-bomb", detail);
    }
    if claims.cut {
        emit.note("truncated", "The file ends inside the picture.");
    }
    if claims.beyond {
        emit.note("too-large", "Its camera data are larger than any camera writes and are not read.");
    }
    let broken = exif.map_or(0, |exif| exif.broken);
    if broken > 0 {
        emit.note("camera-data-damaged", format!("{broken} fields of its camera data cannot be read."));
    }
    if claims.credentials || exif.is_some_and(|exif| exif.credentials) {
        emit.note(
            "content-credentials",
            "It holds Content Credentials (C2PA), a signed account of its making; they are not checked here.",
        );
    }
    plain::odd(source, detected, claims.end, emit)
}

/// Tells what the headers say.
fn pictured(record: &mut Record, claims: &Claims, exif: Option<&Exif>) {
    if let Some(exif) = exif {
        if let Some((sent, raw)) = &exif.taken {
            record.sent = *sent;
            record.sent_raw.clone_from(raw);
            if sent.is_none() {
                record.flags.insert(Flag::TimeUnusable);
            }
        }
        record.detail(DetailKey::Device, exif.device.as_deref().unwrap_or_default());
        record.detail(DetailKey::Lens, exif.lens.as_deref().unwrap_or_default());
        record.detail(DetailKey::Program, exif.program.as_deref().unwrap_or_default());
        record.detail(DetailKey::Description, exif.description.as_deref().unwrap_or_default());
        record.detail(DetailKey::Place, exif.place.map(exif::written).unwrap_or_default());
        let time = |moment: Option<temoin_evidence::Moment>| moment.map(|at| at.to_string()).unwrap_or_default();
        record.detail(DetailKey::SatelliteTime, time(exif.satellite_time));
        record.detail(DetailKey::Created, time(exif.digitized));
        record.detail(DetailKey::Edited, time(exif.changed));
        record.detail(DetailKey::Orientation, exif.orientation.map(|turn| turn.to_string()).unwrap_or_default());
        if exif.screenshot {
            record.detail(DetailKey::NameSays, "screenshot, by its own data");
        }
    }
    if exif.is_none_or(|exif| exif.program.is_none()) {
        record.detail(DetailKey::Program, claims.program.as_deref().unwrap_or_default());
    }
    let pixels = claims.dimensions.or_else(|| exif.and_then(|exif| exif.dimensions));
    record.detail(DetailKey::Pixels, pixels.map(|(w, h)| format!("{w}x{h}")).unwrap_or_default());
}

/// Says when a JPEG looks like a copy that an app has made: no data of a camera, and either a table of the common library or
/// a name that such an app gives. It is said as what it looks like: the absence of camera data alone proves nothing.
fn copied(emit: &mut Emit<'_>, record: &Record, claims: &Claims, exif: Option<&Exif>) {
    if exif.is_some_and(Exif::tells_of_a_camera) {
        return;
    }
    let Some(tables) = claims.tables else { return };
    let named =
        record.details.iter().any(|detail| detail.key == DetailKey::NameSays && detail.value.contains("messenger"));
    let quality = tables.quality.filter(|&quality| quality < 95 && tables.colour_quartered);
    if !named && quality.is_none() {
        return;
    }
    let tables = quality.map(|quality| format!(", compressed at quality {quality} by its tables")).unwrap_or_default();
    let named = if named { ", and a name that a messenger gives" } else { "" };
    let detail = format!(
        "It may be a copy that an app or a program made: no camera data{tables}{named}. The original may still be on the device that took it."
    );
    emit.note("re-encoded", detail);
}
