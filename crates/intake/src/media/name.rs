//! What a file's name says: apps and phones write times into it, and anyone can change it.

use temoin_evidence::{CivilTime, DetailKey, Origin, Precision, Record, Zone};

use super::film::of_file;

/// Beginnings of names, and what gives them. `messenger`: the file went through an app that makes copies.
const BEGINNINGS: &[(&str, &str)] = &[
    ("screenshot", "screenshot"),
    ("capture d", "screenshot"),
    ("schermafbeelding", "screenshot"),
    ("bildschirmfoto", "screenshot"),
    ("screenrecorder", "screen recording"),
    ("screen_recording", "screen recording"),
    ("screenrecording", "screen recording"),
    ("whatsapp ", "messenger: WhatsApp; the time is that of saving"),
    ("ptt-", "messenger: WhatsApp voice message; the date is that of sending"),
    ("aud-", "messenger: WhatsApp; the date is that of sending"),
    ("signal-", "messenger: Signal; the time is that of sending"),
    ("photo_", "messenger: Telegram; the time is that of saving"),
    ("video_", "messenger: Telegram; the time is that of saving"),
    ("telegram", "messenger: Telegram"),
    ("received_", "messenger: Messenger"),
    ("fb_img_", "messenger: Facebook; the number is a time of saving"),
    ("snapchat-", "messenger: Snapchat"),
    ("img_", "camera of a phone"),
    ("vid_", "camera of a phone"),
    ("pxl_", "camera of a phone (UTC)"),
    ("dsc", "camera"),
];

/// Tells what a name says; what it says is never merged with what the file itself says.
pub(super) fn say(record: &mut Record, name: &str) {
    let lower = name.to_lowercase();
    // WhatsApp's own: IMG-20240305-WA0001.jpg.
    let whatsapp = (lower.starts_with("img-") || lower.starts_with("vid-")) && lower.contains("-wa");
    let says = BEGINNINGS.iter().find(|(start, _)| lower.starts_with(start)).map(|(_, says)| *says);
    let says = if whatsapp { Some("messenger: WhatsApp; the date is that of sending") } else { says };
    let app = says.filter(|says| says.starts_with("screen")).and_then(|_| app(name));
    match (says, app) {
        (Some(says), Some(app)) => record.detail(DetailKey::NameSays, format!("{says} of {app}")),
        (Some(says), None) => record.detail(DetailKey::NameSays, says),
        (None, _) => {}
    }
    if let Some((time, precision)) = time(name) {
        let zone = if lower.starts_with("pxl_") { Zone::Utc } else { Zone::Floating };
        record.detail(DetailKey::NameTime, of_file(time, precision, zone, Origin::FileName).to_string());
    }
}

/// Android ends the names of screenshots with the app that was on the screen.
fn app(name: &str) -> Option<&str> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let (_, app) = stem.rsplit_once('_')?;
    (!app.is_empty() && app.chars().all(char::is_alphabetic)).then_some(app)
}

/// Finds year, month and day, and a time of day where one follows: digits that stand together or with one sign between.
fn time(name: &str) -> Option<(CivilTime, Precision)> {
    let bytes = name.as_bytes();
    (0..bytes.len()).filter(|&at| at == 0 || !bytes[at - 1].is_ascii_digit()).find_map(|at| {
        let mut digits = Digits { bytes, at };
        let (year, month, day) = (digits.take(4)?, digits.take(2)?, digits.take(2)?);
        if !(1990..2100).contains(&year) {
            return None;
        }
        let date =
            |h, m, s, ms| CivilTime::new(year as i16, month as u8, day as u8, h as u8, m as u8, s as u8, ms).ok();
        digits.word(" at ");
        let clock = (digits.take(2), digits.take(2), digits.take(2));
        match clock {
            (Some(h), Some(m), Some(s)) if date(h, m, s, 0).is_some() => {
                let ms = digits.take(3);
                let precision = if ms.is_some() { Precision::Millisecond } else { Precision::Second };
                date(h, m, s, ms.unwrap_or(0)).map(|time| (time, precision))
            }
            _ => date(0, 0, 0, 0).map(|time| (time, Precision::Day)),
        }
    })
}

struct Digits<'n> {
    bytes: &'n [u8],
    at: usize,
}

impl Digits<'_> {
    /// Takes so many digits, after one sign at most.
    fn take(&mut self, count: usize) -> Option<u16> {
        let sign = self.bytes.get(self.at).is_some_and(|b| matches!(b, b'-' | b'_' | b'.' | b' ' | b'@'));
        let from = self.at + usize::from(sign);
        let digits = self.bytes.get(from..from + count)?;
        let value =
            digits.iter().try_fold(0u16, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u16::from(b - b'0')))?;
        self.at = from + count;
        Some(value)
    }

    fn word(&mut self, word: &str) {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{Kind, Span};

    use super::*;

    fn check(name: &str, time: &str, says: &str) {
        let mut record = Record::new(Kind::Photo, Span { start: 0, len: 1 });
        say(&mut record, name);
        let found = |key| record.details.iter().find(|d| d.key == key).map_or("", |d| d.value.as_str());
        assert_eq!((found(DetailKey::NameTime), found(DetailKey::NameSays)), (time, says), "{name}");
    }

    #[test]
    fn names_tell_times_and_apps() {
        check("Screenshot_20240305-140709_Instagram.jpg", "2024-03-05T14:07:09", "screenshot of Instagram");
        check(
            "PTT-20240305-WA0003.opus",
            "2024-03-05",
            "messenger: WhatsApp voice message; the date is that of sending",
        );
        check("IMG-20240305-WA0001.jpg", "2024-03-05", "messenger: WhatsApp; the date is that of sending");
        check("VID_20240305_140709.mp4", "2024-03-05T14:07:09", "camera of a phone");
        check("Screenrecorder-2024-03-05-14-07-09-123.mp4", "2024-03-05T14:07:09.123", "screen recording");
        check(
            "WhatsApp Image 2024-03-05 at 14.07.09.jpeg",
            "2024-03-05T14:07:09",
            "messenger: WhatsApp; the time is that of saving",
        );
        check(
            "signal-2024-03-05-14-07-09-123.jpg",
            "2024-03-05T14:07:09.123",
            "messenger: Signal; the time is that of sending",
        );
        check("PXL_20240305_130709123.jpg", "2024-03-05T13:07:09.123Z", "camera of a phone (UTC)");
        check("IMG_0001.HEIC", "", "camera of a phone");
        check("holiday 12345678.jpg", "", "");
        check("é😂.jpg", "", "");
    }

    proptest::proptest! {
        #[test]
        fn any_name_is_read(name in "[A-Za-z0-9_. é-]{0,40}") {
            check_only(&name);
        }
    }

    fn check_only(name: &str) {
        say(&mut Record::new(Kind::Photo, Span { start: 0, len: 1 }), name);
    }
}
