//! What a camera writes into a picture: EXIF (CIPA DC-008-2019).

use std::io;

use temoin_evidence::{CivilTime, Moment, Origin, Precision, Zone};

use super::tiff::{Field, Tiff};
use crate::{Source, time};

/// Holds what a picture's EXIF says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Exif {
    /// Maker and model of the device.
    pub(super) device: Option<String>,
    pub(super) lens: Option<String>,
    pub(super) program: Option<String>,
    pub(super) description: Option<String>,
    /// When it was taken, and as written.
    pub(super) taken: Option<(Option<Moment>, String)>,
    /// When it was made digital, where that differs.
    pub(super) digitized: Option<Moment>,
    /// When the file was changed last, where that differs.
    pub(super) changed: Option<Moment>,
    /// Latitude and longitude, in degrees.
    pub(super) place: Option<(f64, f64)>,
    pub(super) satellite_time: Option<Moment>,
    /// 1–8.
    pub(super) orientation: Option<u32>,
    /// Width and height as the camera wrote them, which a later program may not have changed.
    pub(super) dimensions: Option<(u32, u32)>,
    /// It calls itself a screenshot.
    pub(super) screenshot: bool,
    /// Content Credentials stand in the directory.
    pub(super) credentials: bool,
    /// Fields that could not be read.
    pub(super) broken: u64,
}

impl Exif {
    /// Returns whether anything says which device took it, or when.
    pub(super) fn tells_of_a_camera(&self) -> bool {
        self.device.is_some() || self.taken.is_some() || self.place.is_some()
    }
}

/// Reads a TIFF structure, or an `Exif` block: the same behind six bytes.
pub(super) fn read(source: &dyn Source) -> io::Result<Option<Exif>> {
    match Tiff::open(source)? {
        Some((tiff, first)) => Ok(Some(Directories::read(tiff, first)?)),
        None => Ok(None),
    }
}

/// Reads EXIF out of a block of bytes, wherever among its first bytes it begins: writers disagree about what stands before.
pub(super) fn block(bytes: &[u8]) -> io::Result<Option<Exif>> {
    let begins = |part: &[u8]| part == b"II*\0" || part == b"MM\0*";
    match bytes[..bytes.len().min(32)].windows(4).position(begins) {
        Some(at) => read(&&bytes[at..]),
        None => Ok(None),
    }
}

/// The fields of the three directories that matter.
struct Directories<'s> {
    tiff: Tiff<'s>,
    main: Vec<Field>,
    satellites: Vec<Field>,
}

impl<'s> Directories<'s> {
    fn read(mut tiff: Tiff<'s>, first: u64) -> io::Result<Exif> {
        let main = tiff.fields(first)?;
        let mut all = Self { tiff, main, satellites: Vec::new() };
        if let Some(at) = all.number(0x8825)? {
            all.satellites = all.tiff.fields(at.into())?;
        }
        if let Some(at) = all.number(0x8769)? {
            // Those of the camera's own directory stand first: where a tag is in both, it is the camera's.
            let mut inner = all.tiff.fields(at.into())?;
            inner.append(&mut all.main);
            all.main = inner;
        }
        all.exif()
    }

    fn find(&self, tag: u16) -> Option<Field> {
        self.main.iter().find(|field| field.tag == tag).copied()
    }

    fn satellite(&self, tag: u16) -> Option<Field> {
        self.satellites.iter().find(|field| field.tag == tag).copied()
    }

    fn number(&mut self, tag: u16) -> io::Result<Option<u32>> {
        self.find(tag).map_or(Ok(None), |field| self.tiff.number(field))
    }

    fn text(&mut self, tag: u16) -> io::Result<Option<String>> {
        self.find(tag).map_or(Ok(None), |field| self.tiff.text(field))
    }

    fn exif(mut self) -> io::Result<Exif> {
        let (maker, model) = (self.text(0x010f)?, self.text(0x0110)?);
        let taken = self.moment(0x9003, 0x9291, 0x9011)?;
        let digitized = self.moment(0x9004, 0x9292, 0x9012)?;
        let changed = self.moment(0x0132, 0x9290, 0x9010)?;
        let known = taken.as_ref().and_then(|(moment, _)| *moment);
        let beside = |found: Option<(Option<Moment>, String)>| {
            found.and_then(|(moment, _)| moment).filter(|moment| known.is_none_or(|known| known.time != moment.time))
        };
        let comment = self.find(0x9286).map_or(Ok(Vec::new()), |field| self.tiff.bytes(field, 64))?;
        Ok(Exif {
            device: device(maker, model),
            lens: self.text(0xa434)?,
            program: self.text(0x0131)?,
            description: self.text(0x010e)?,
            taken,
            digitized: beside(digitized),
            changed: beside(changed),
            place: self.place()?,
            satellite_time: self.satellite_time()?,
            orientation: self.number(0x0112)?.filter(|turn| (1..=8).contains(turn)),
            dimensions: self.number(0xa002)?.zip(self.number(0xa003)?),
            // Phones of Apple write this word there.
            screenshot: comment.strip_prefix(b"ASCII\0\0\0").is_some_and(|text| text.starts_with(b"Screenshot")),
            credentials: self.find(0xcd41).is_some(),
            broken: self.tiff.broken,
        })
    }

    /// A time, its parts of a second and its zone stand in three fields. Section 4.6.5, D and F.
    fn moment(&mut self, tag: u16, parts: u16, zone: u16) -> io::Result<Option<(Option<Moment>, String)>> {
        let Some(raw) = self.text(tag)?.filter(|text| text.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0'))
        else {
            return Ok(None);
        };
        let parts = self.text(parts)?.unwrap_or_default();
        let zone = self.text(zone)?.unwrap_or_default();
        let moment = civil(&raw, &parts).map(|(time, precision)| Moment {
            time,
            precision,
            zone: time::zone(&zone).unwrap_or(Zone::Floating),
            origin: Origin::FileMetadata,
        });
        Ok(Some((moment, [raw, parts, zone].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))))
    }

    fn place(&mut self) -> io::Result<Option<(f64, f64)>> {
        let north = self.degrees(0x0001, 0x0002, "N", "S", 90.0)?;
        let east = self.degrees(0x0003, 0x0004, "E", "W", 180.0)?;
        Ok(north.zip(east))
    }

    /// Without its letter a number could lie on either half of the globe: it is no place then.
    fn degrees(&mut self, letter: u16, value: u16, plus: &str, minus: &str, most: f64) -> io::Result<Option<f64>> {
        let (Some(letter), Some(value)) = (self.satellite(letter), self.satellite(value)) else { return Ok(None) };
        let sign = match self.tiff.text(letter)? {
            Some(text) if text.eq_ignore_ascii_case(plus) => 1.0,
            Some(text) if text.eq_ignore_ascii_case(minus) => -1.0,
            _ => return Ok(None),
        };
        let parts = self.tiff.fractions(value)?;
        let Some(whole) = parts.first() else { return Ok(None) };
        let found = whole + parts.get(1).unwrap_or(&0.0) / 60.0 + parts.get(2).unwrap_or(&0.0) / 3600.0;
        if found > most {
            self.tiff.broken += 1;
            return Ok(None);
        }
        Ok(Some(sign * found))
    }

    fn satellite_time(&mut self) -> io::Result<Option<Moment>> {
        let (Some(day), Some(clock)) = (self.satellite(0x001d), self.satellite(0x0007)) else { return Ok(None) };
        let day = self.tiff.text(day)?.unwrap_or_default();
        let parts = self.tiff.fractions(clock)?;
        let [hour, minute, second] = parts.as_slice() else { return Ok(None) };
        let thousandths = (second * 1000.0).round();
        if *hour >= 24.0 || *minute >= 60.0 || thousandths >= 60_000.0 {
            self.tiff.broken += 1;
            return Ok(None);
        }
        let (seconds, left) = (thousandths as u32 / 1000, thousandths as u32 % 1000);
        let raw = format!("{day} {:02}:{:02}:{seconds:02}", *hour as u32, *minute as u32);
        let parts = if left == 0 { String::new() } else { format!("{left:03}") };
        Ok(civil(&raw, &parts).map(|(time, precision)| Moment {
            time,
            precision,
            zone: Zone::Utc,
            origin: Origin::FileMetadata,
        }))
    }
}

/// Joins maker and model; many models begin with the maker's name already.
pub(super) fn device(maker: Option<String>, model: Option<String>) -> Option<String> {
    match (maker, model) {
        (Some(maker), Some(model)) if model.starts_with(&maker) => Some(model),
        (Some(maker), Some(model)) => Some(format!("{maker} {model}")),
        (maker, model) => maker.or(model),
    }
}

/// Reads `2024:03:05 14:07:09` and the same with other separators; the parts of a second are digits of a decimal fraction.
fn civil(raw: &str, parts: &str) -> Option<(CivilTime, Precision)> {
    let bytes = raw.as_bytes();
    let between = |at: usize, marks: &[u8]| bytes.get(at).is_some_and(|byte| marks.contains(byte));
    let parted =
        between(4, b":-/.") && between(7, b":-/.") && between(10, b" Tt") && between(13, b":") && between(16, b":");
    if !parted || bytes.len() != 19 {
        return None;
    }
    let field = |from: usize, to: usize| {
        let digits = raw.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?
    };
    let digits: String = parts.chars().take_while(char::is_ascii_digit).take(3).collect();
    let (thousandths, precision) = match digits.as_str() {
        "" => (0, Precision::Second),
        _ => (format!("{digits:0<3}").parse().ok()?, Precision::Millisecond),
    };
    let small = |from, to| field(from, to).map(|value| value as u8);
    let year = i16::try_from(field(0, 4)?).ok()?;
    let time =
        CivilTime::new(year, small(5, 7)?, small(8, 10)?, small(11, 13)?, small(14, 16)?, small(17, 19)?, thousandths);
    Some((time.ok()?, precision))
}

/// Writes a place as `latitude,longitude` in degrees, to a tenth of a metre.
pub(super) fn written((north, east): (f64, f64)) -> String {
    let short = |value: f64| {
        let text = format!("{value:.6}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        if text == "-0" { "0".to_owned() } else { text.to_owned() }
    };
    format!("{},{}", short(north), short(east))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Builds a directory of fields (tag, type, count, value or bytes) at a place, and what they point to behind it.
    pub(crate) fn directory(at: u32, fields: &[(u16, u16, u32, &[u8])], next: u32) -> Vec<u8> {
        let mut out = (fields.len() as u16).to_be_bytes().to_vec();
        let mut beyond = Vec::new();
        let start = at + 2 + 12 * fields.len() as u32 + 4;
        for (tag, kind, count, value) in fields {
            out.extend(tag.to_be_bytes());
            out.extend(kind.to_be_bytes());
            out.extend(count.to_be_bytes());
            let len = <[u8]>::len(value);
            if len > 4 {
                out.extend((start + beyond.len() as u32).to_be_bytes());
                beyond.extend_from_slice(value);
            } else {
                out.extend_from_slice(value);
                out.resize(out.len() + 4 - len, 0);
            }
        }
        out.extend(next.to_be_bytes());
        out.extend(beyond);
        out
    }

    /// Builds a TIFF structure of one directory.
    pub(crate) fn tiff(fields: &[(u16, u16, u32, &[u8])]) -> Vec<u8> {
        let mut out = b"MM\0*\0\0\0\x08".to_vec();
        out.extend(directory(8, fields, 0));
        out
    }

    fn of(fields: &[(u16, u16, u32, &[u8])]) -> Exif {
        block(&tiff(fields)).unwrap().unwrap()
    }

    fn taken(raw: &[u8], parts: &[u8], zone: &[u8]) -> String {
        let count = |bytes: &[u8]| bytes.len() as u32;
        let found =
            of(&[(0x9003, 2, count(raw), raw), (0x9291, 2, count(parts), parts), (0x9011, 2, count(zone), zone)]);
        found.taken.map(|(moment, raw)| moment.map_or(format!("? {raw}"), |m| m.to_string())).unwrap_or_default()
    }

    #[test]
    fn a_time_has_the_zone_and_the_precision_that_are_written() {
        assert_eq!(taken(b"2024:03:05 14:07:09\0", b"123\0", b"+01:00\0"), "2024-03-05T14:07:09.123+01:00");
        assert_eq!(taken(b"2024:03:05 14:07:09\0", b"5\0", b"\0"), "2024-03-05T14:07:09.500");
        assert_eq!(taken(b"2024-03-05 14:07:09\0", b"\0", b"   :  \0"), "2024-03-05T14:07:09");
        assert_eq!(taken(b"2024:03:05 25:07:09\0", b"\0", b"\0"), "? 2024:03:05 25:07:09");
        assert_eq!(taken(b"0000:00:00 00:00:00\0", b"\0", b"\0"), "");
        assert_eq!(taken(b"    :  :     :  :  \0", b"\0", b"\0"), "");
        assert_eq!(taken(b"", b"", b""), "");
    }

    #[test]
    fn what_points_outside_is_counted_and_left() {
        let found = of(&[(0x010f, 2, u32::MAX, b"\0\0\0\x08"), (0x0110, 2, 4, b"Ph9\0"), (0x0131, 99, 1, b"x")]);
        assert_eq!((found.device.as_deref(), found.broken), (Some("Ph9"), 2));
        // A directory that names itself is read once and no more.
        let found = of(&[(0x8769, 4, 1, &[0, 0, 0, 8]), (0x8825, 4, 1, &[0xff; 4]), (0x010f, 2, 0, b"")]);
        assert_eq!((found.device, found.broken), (None, 1));
        let mut many = b"MM\0*\0\0\0\x08\xff\xff".to_vec();
        many.extend([0; 24]);
        assert_eq!(block(&many).unwrap().unwrap().broken, 65_533);
    }

    #[test]
    fn a_place_needs_its_letters() {
        let degrees = [0, 0, 0, 50, 0, 0, 0, 1, 0, 0, 0, 30, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        let with = |letters: bool| {
            let mut fields: Vec<(u16, u16, u32, &[u8])> = vec![(2, 5, 3, &degrees), (4, 5, 3, &degrees)];
            if letters {
                fields.extend([(1, 2, 2, b"S\0".as_slice()), (3, 2, 2, b"E\0".as_slice())]);
            }
            let at = 8 + 2 + 12 + 4;
            let mut file = tiff(&[(0x8825, 4, 1, &[0, 0, 0, at])]);
            file.extend(directory(at.into(), &fields, 0));
            block(&file).unwrap().unwrap().place.map(written)
        };
        assert_eq!(with(true).as_deref(), Some("-50.5,50.5"));
        assert_eq!(with(false), None);
    }
}
