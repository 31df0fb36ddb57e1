//! Films and recordings: MP4, MOV and their kin (ISO/IEC 14496-12; QuickTime File Format), WebM, Ogg.

use std::io;

use temoin_evidence::{CivilTime, DetailKey, Moment, Origin, Precision, Record, Zone};

use super::boxes::{self, Boxed, Ended};
use super::number::{be16, be32, be64, le64, text};
use crate::{Source, time};

/// Seconds from 1904-01-01, when these clocks begin, to 1970-01-01.
const EPOCH_1904: i64 = 2_082_844_800;
/// Largest box of metadata read, in bytes.
const MOST: usize = 1 << 20;

/// Tells what a film's or a recording's headers say; returns whether it is cut.
pub(super) fn look(source: &dyn Source, media_type: &str, record: &mut Record) -> io::Result<bool> {
    match media_type {
        "video/webm" | "video/x-matroska" | "audio/x-matroska" => matroska(source, record).map(|()| false),
        "audio/ogg" | "video/ogg" | "audio/opus" => ogg(source, record).map(|()| false),
        "video/mp4" | "video/quicktime" | "video/3gpp" | "audio/mp4" | "audio/m4a" | "video/x-m4v" | "audio/x-m4a" => {
            movie(source, record)
        }
        _ => Ok(false),
    }
}

fn movie(source: &dyn Source, record: &mut Record) -> io::Result<bool> {
    let mut facts = Facts::default();
    let ended =
        boxes::walk(
            source,
            0,
            source.len(),
            |one| {
                if &one.kind == b"moov" { facts.movie(source, &one) } else { Ok(()) }
            },
        )?;
    facts.tell(record);
    Ok(ended == Ended::Cut)
}

#[derive(Default)]
struct Facts {
    created: Option<i64>,
    /// Apple's own: with the zone of the place.
    told: Option<String>,
    seconds: Option<String>,
    place: Option<String>,
    maker: Option<String>,
    model: Option<String>,
    program: Option<String>,
    pixels: Option<(u32, u32)>,
}

impl Facts {
    fn movie(&mut self, source: &dyn Source, movie: &Boxed) -> io::Result<()> {
        let mut inside = Vec::new();
        boxes::walk(source, movie.body, movie.end, |one| {
            inside.push(one);
            Ok(())
        })?;
        for one in inside.iter().take(256) {
            match &one.kind {
                b"mvhd" => self.header(&one.bytes(source, 120)?),
                b"trak" => self.track(source, one)?,
                b"udta" => self.user(source, one)?,
                b"meta" => self.keyed(source, one)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// `mvhd` (section 8.2.2): a time of making in UTC, a scale and a duration.
    fn header(&mut self, bytes: &[u8]) {
        let long = bytes.first() == Some(&1);
        let (created, scale, duration) = if long {
            (be64(bytes, 4), be32(bytes, 20), be64(bytes, 24))
        } else {
            (be32(bytes, 4).map(u64::from), be32(bytes, 12), be32(bytes, 16).map(u64::from))
        };
        // Zero is how writers leave it out.
        self.created = created.filter(|&seconds| seconds > 0).and_then(|seconds| i64::try_from(seconds).ok());
        if let (Some(scale), Some(duration)) = (scale.filter(|&scale| scale > 0), duration)
            && duration < u64::from(u32::MAX) * u64::from(scale)
        {
            self.seconds = Some(format!("{:.3}", duration as f64 / f64::from(scale)));
        }
    }

    /// `tkhd` (section 8.3.2) ends with the width and height of what is shown, as 16.16 numbers.
    fn track(&mut self, source: &dyn Source, track: &Boxed) -> io::Result<()> {
        let mut head = None;
        boxes::walk(source, track.body, track.end, |one| {
            if &one.kind == b"tkhd" {
                head = Some(one);
            }
            Ok(())
        })?;
        let Some(bytes) = head.map(|one| one.bytes(source, 128)).transpose()? else { return Ok(()) };
        let at = bytes.len().saturating_sub(8);
        if let (Some(width), Some(height)) = (be32(&bytes, at), be32(&bytes, at + 4))
            && width > 0
            && height > 0
        {
            self.pixels = self.pixels.or(Some((width >> 16, height >> 16)));
        }
        Ok(())
    }

    /// QuickTime's user data: `©xyz` is a place, `©mak` and `©mod` the device, `©too` or `©swr` the program.
    fn user(&mut self, source: &dyn Source, user: &Boxed) -> io::Result<()> {
        let mut inside = Vec::new();
        boxes::walk(source, user.body, user.end, |one| {
            inside.push(one);
            Ok(())
        })?;
        for one in inside.iter().take(256) {
            let slot = match &one.kind {
                b"\xa9xyz" => &mut self.place,
                b"\xa9mak" => &mut self.maker,
                b"\xa9mod" => &mut self.model,
                b"\xa9too" | b"\xa9swr" => &mut self.program,
                b"meta" => {
                    self.keyed(source, one)?;
                    continue;
                }
                _ => continue,
            };
            let bytes = one.bytes(source, 4096)?;
            let len = be16(&bytes, 0).map_or(0, usize::from);
            *slot = bytes.get(4..4 + len).and_then(text).or(slot.take());
        }
        Ok(())
    }

    /// A `meta` box with `keys` and `ilst` (QuickTime), or with `ilst` of four-letter names (iTunes).
    fn keyed(&mut self, source: &dyn Source, meta: &Boxed) -> io::Result<()> {
        let (mut keys, mut list) = (None, None);
        boxes::walk(source, boxes::meta_body(source, meta)?, meta.end, |one| {
            match &one.kind {
                b"keys" => keys = Some(one),
                b"ilst" => list = Some(one),
                _ => {}
            }
            Ok(())
        })?;
        let names =
            keys.map(|keys| keys.bytes(source, MOST)).transpose()?.map(|bytes| names(&bytes)).unwrap_or_default();
        let Some(list) = list else { return Ok(()) };
        let mut values = Vec::new();
        boxes::walk(source, list.body, list.end, |one| {
            values.push(one);
            Ok(())
        })?;
        for one in values.iter().take(512) {
            let number = u32::from_be_bytes(one.kind) as usize;
            let name = number.checked_sub(1).and_then(|at| names.get(at)).map(String::as_str);
            let slot = match (name, &one.kind) {
                (Some("com.apple.quicktime.creationdate"), _) => &mut self.told,
                (Some("com.apple.quicktime.location.ISO6709"), _) => &mut self.place,
                (Some("com.apple.quicktime.make" | "com.android.manufacturer"), _) => &mut self.maker,
                (Some("com.apple.quicktime.model" | "com.android.model"), _) => &mut self.model,
                (Some("com.apple.quicktime.software"), _) | (None, b"\xa9too") => &mut self.program,
                _ => continue,
            };
            let bytes = one.bytes(source, 4096)?;
            // A `data` box: length, name, type, locale, then the value.
            *slot = bytes.get(16..).and_then(text).or(slot.take());
        }
        Ok(())
    }

    fn tell(self, record: &mut Record) {
        let utc = self.created.and_then(|seconds| time::unix_s(seconds.checked_sub(EPOCH_1904)?));
        let utc = utc.map(|moment| Moment { origin: Origin::FileMetadata, ..moment });
        let placed =
            self.told.as_deref().and_then(time::iso).map(|moment| Moment { origin: Origin::FileMetadata, ..moment });
        if let (Some(_), Some(utc)) = (placed, utc) {
            record.detail(DetailKey::Created, utc.to_string());
        }
        record.sent_raw = self.told.unwrap_or_default();
        record.sent = placed.or(utc);
        record.detail(DetailKey::Device, super::exif::device(self.maker, self.model).unwrap_or_default());
        record.detail(DetailKey::Program, self.program.unwrap_or_default());
        record.detail(DetailKey::Place, self.place.as_deref().map(place).unwrap_or_default());
        record.detail(DetailKey::Seconds, self.seconds.unwrap_or_default());
        record.detail(DetailKey::Pixels, self.pixels.map(|(w, h)| format!("{w}x{h}")).unwrap_or_default());
    }
}

/// The names in a `keys` box: a count, then length, namespace and name of each.
fn names(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 8;
    while let Some(len) = be32(bytes, at).map(|len| len as usize).filter(|&len| len >= 8)
        && let Some(name) = bytes.get(at + 8..at.saturating_add(len))
        && names.len() < 512
    {
        names.push(String::from_utf8_lossy(name).into_owned());
        at += len;
    }
    names
}

/// Writes `+50.8503+004.3517+013.000/` (ISO 6709) as `50.8503,4.3517`; what is written otherwise stays.
fn place(text: &str) -> String {
    let signs: Vec<usize> = text.char_indices().filter(|(_, c)| matches!(c, '+' | '-')).map(|(at, _)| at).collect();
    let number =
        |from: usize, to: usize| text.get(from..to).and_then(|part| part.trim_end_matches('/').parse::<f64>().ok());
    let (Some(&first), Some(&second)) = (signs.first(), signs.get(1)) else { return text.to_owned() };
    let end = signs.get(2).copied().or_else(|| text.find('/')).unwrap_or(text.len());
    match (number(first, second), number(second, end)) {
        (Some(north), Some(east)) => super::exif::written((north, east)),
        _ => text.to_owned(),
    }
}

/// Matroska (RFC 9559): DateUTC, Duration and WritingApp of the first Info element, looked for among the first bytes.
fn matroska(source: &dyn Source, record: &mut Record) -> io::Result<()> {
    let head = temoin_syntax::slice(source, 0, 64 << 10)?;
    let element = |id: &[u8]| {
        let at = memchr::memmem::find(&head, id)? + id.len();
        let first = *head.get(at)?;
        // Lengths of one byte are all that these elements need.
        let len = (first & 0x80 != 0).then(|| usize::from(first & 0x7f))?;
        head.get(at + 1..at + 1 + len)
    };
    let date = element(&[0x44, 0x61]).and_then(<[u8]>::first_chunk::<8>).map(|bytes| i64::from_be_bytes(*bytes));
    // Nanoseconds since 2001-01-01.
    let made = date.and_then(|ns| time::unix_ms(978_307_200_000 + ns / 1_000_000));
    record.sent = made.map(|moment| Moment { origin: Origin::FileMetadata, ..moment });
    let program = element(&[0x57, 0x41]).or_else(|| element(&[0x4d, 0x80])).and_then(text);
    record.detail(DetailKey::Program, program.unwrap_or_default());
    let duration = element(&[0x44, 0x89]).and_then(|bytes| match bytes.len() {
        8 => bytes.first_chunk().map(|b| f64::from_be_bytes(*b)),
        4 => bytes.first_chunk().map(|b| f64::from(f32::from_be_bytes(*b))),
        _ => None,
    });
    let seconds = duration.filter(|ms| ms.is_finite() && *ms > 0.0).map(|ms| format!("{:.3}", ms / 1000.0));
    record.detail(DetailKey::Seconds, seconds.unwrap_or_default());
    Ok(())
}

/// Ogg (RFC 3533): the last page's position is the length in samples; Opus counts 48,000 a second (RFC 7845).
fn ogg(source: &dyn Source, record: &mut Record) -> io::Result<()> {
    let head = temoin_syntax::slice(source, 0, 8 << 10)?;
    if memchr::memmem::find(&head[..head.len().min(256)], b"OpusHead").is_none() {
        return Ok(());
    }
    let from = source.len().saturating_sub(64 << 10);
    let tail = temoin_syntax::slice(source, from, 64 << 10)?;
    let samples =
        memchr::memmem::rfind(&tail, b"OggS").and_then(|at| le64(&tail, at + 6)).filter(|&n| n < u64::MAX / 2);
    let seconds = samples.map(|samples| format!("{:.3}", samples as f64 / 48_000.0));
    record.detail(DetailKey::Seconds, seconds.unwrap_or_default());
    let tags = memchr::memmem::find(&head, b"OpusTags").map(|at| at + 8);
    let vendor = tags.and_then(|at| {
        let len = super::number::le32(&head, at)? as usize;
        head.get(at + 4..(at + 4).saturating_add(len)).and_then(text)
    });
    record.detail(DetailKey::Program, vendor.unwrap_or_default());
    Ok(())
}

/// Makes a moment of a file's own.
pub(super) fn of_file(time: CivilTime, precision: Precision, zone: Zone, origin: Origin) -> Moment {
    Moment { time, precision, zone, origin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_one_way() {
        assert_eq!(place("+50.8503+004.3517+013.000/"), "50.8503,4.3517");
        assert_eq!(place("-50.8503-004.3517/"), "-50.8503,-4.3517");
        assert_eq!(place("Brussels"), "Brussels");
    }
}
