//! The properties of a message, of someone it went to, or of an attachment (MS-OXMSG, section 2.4): those of fixed length
//! stand in one stream, each other one is a stream that is named by it.

use std::io;

use temoin_evidence::{Flag, Flags, Moment};

use crate::cfb::{Compound, EntryKind};
use crate::{charset, time};

/// Most bytes of the stream of fixed properties that are read.
const FIXED: usize = 256 << 10;
/// How properties are written (MS-OXCDATA, section 2.11.1).
const LONG: u16 = 0x0003;
const BOOLEAN: u16 = 0x000b;
const OBJECT: u16 = 0x000d;
const EIGHT_BITS: u16 = 0x001e;
const WIDE: u16 = 0x001f;
const TIME: u16 = 0x0040;
const BINARY: u16 = 0x0102;
/// Milliseconds from 1601, where Windows counts from, to 1970.
const FROM_1601: i64 = 11_644_473_600_000;
/// The time that stands for none: the last day of August 4500.
const NEVER: u64 = 0x0cb3_4557_a3dd_4000;

/// The identifiers of properties that are read (MS-OXPROPS).
pub(super) mod id {
    pub(crate) const MESSAGE_CLASS: u16 = 0x001a;
    pub(crate) const SUBJECT: u16 = 0x0037;
    pub(crate) const SUBMITTED: u16 = 0x0039;
    pub(crate) const FROM_NAME: u16 = 0x0042;
    pub(crate) const START: u16 = 0x0060;
    pub(crate) const FROM_KIND: u16 = 0x0064;
    pub(crate) const FROM_ADDRESS: u16 = 0x0065;
    pub(crate) const HEADERS: u16 = 0x007d;
    pub(crate) const RECIPIENT_KIND: u16 = 0x0c15;
    pub(crate) const SENDER_NAME: u16 = 0x0c1a;
    pub(crate) const SENDER_KIND: u16 = 0x0c1e;
    pub(crate) const SENDER_ADDRESS: u16 = 0x0c1f;
    pub(crate) const SHOWN_BCC: u16 = 0x0e02;
    pub(crate) const SHOWN_CC: u16 = 0x0e03;
    pub(crate) const SHOWN_TO: u16 = 0x0e04;
    pub(crate) const DELIVERED: u16 = 0x0e06;
    pub(crate) const FLAGS: u16 = 0x0e07;
    pub(crate) const TEXT: u16 = 0x1000;
    pub(crate) const RTF: u16 = 0x1009;
    pub(crate) const HTML: u16 = 0x1013;
    pub(crate) const MESSAGE_ID: u16 = 0x1035;
    pub(crate) const REPLY_TO: u16 = 0x1042;
    pub(crate) const NAME: u16 = 0x3001;
    pub(crate) const ADDRESS_KIND: u16 = 0x3002;
    pub(crate) const ADDRESS: u16 = 0x3003;
    pub(crate) const MODIFIED: u16 = 0x3008;
    pub(crate) const DATA: u16 = 0x3701;
    pub(crate) const SHORT_FILE_NAME: u16 = 0x3704;
    pub(crate) const METHOD: u16 = 0x3705;
    pub(crate) const FILE_NAME: u16 = 0x3707;
    pub(crate) const PATH: u16 = 0x3708;
    pub(crate) const LONG_PATH: u16 = 0x370d;
    pub(crate) const MEDIA_TYPE: u16 = 0x370e;
    pub(crate) const SMTP_ADDRESS: u16 = 0x39fe;
    pub(crate) const INTERNET_CODE_PAGE: u16 = 0x3fde;
    pub(crate) const CODE_PAGE: u16 = 0x3ffd;
    pub(crate) const SENDER_SMTP: u16 = 0x5d01;
    pub(crate) const FROM_SMTP: u16 = 0x5d02;
}

/// Says whose properties they are; the stream of fixed ones begins differently (section 2.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Message,
    MessageInside,
    Other,
}

impl Owner {
    fn header(self) -> usize {
        match self {
            Self::Message => 32,
            Self::MessageInside => 24,
            Self::Other => 8,
        }
    }
}

/// Is the list of properties of one storage. Of two with one name the first one counts.
#[derive(Debug, Default)]
pub(super) struct Properties {
    fixed: Vec<(u16, u16, [u8; 8])>,
    streams: Vec<(u16, u16, u32)>,
}

impl Properties {
    /// Lists them.
    pub(super) fn read(file: &mut Compound<'_>, storage: u32, owner: Owner) -> io::Result<Self> {
        let mut found = Self::default();
        let mut fixed = None;
        for child in file.children(storage) {
            let entry = file.entry(child);
            if entry.name.eq_ignore_ascii_case("__properties_version1.0") {
                fixed = fixed.or(Some(child));
            } else if let Some((id, kind)) = tag(&entry.name) {
                let fits = (kind == OBJECT) == (entry.kind == EntryKind::Storage);
                if fits {
                    found.streams.push((id, kind, child));
                }
            }
        }
        if let Some(fixed) = fixed {
            let stream = file.stream(fixed)?;
            let bytes = temoin_syntax::slice(&stream, 0, FIXED)?;
            let list = bytes.get(owner.header()..).unwrap_or_default();
            found.fixed.extend(list.as_chunks::<16>().0.iter().map(|one| {
                let half = |at: usize| u16::from_le_bytes([one[at], one[at + 1]]);
                let mut value = [0; 8];
                value.copy_from_slice(&one[8..]);
                (half(2), half(0), value)
            }));
        }
        Ok(found)
    }

    fn fixed(&self, id: u16, kind: u16) -> Option<[u8; 8]> {
        self.fixed.iter().find(|(found, of, _)| *found == id && *of == kind).map(|(_, _, value)| *value)
    }

    fn stream(&self, id: u16, kind: u16) -> Option<u32> {
        self.streams.iter().find(|(found, of, _)| *found == id && *of == kind).map(|(_, _, entry)| *entry)
    }

    /// Returns a whole number.
    pub(super) fn number(&self, id: u16) -> Option<u32> {
        let value = self.fixed(id, LONG).or_else(|| self.fixed(id, BOOLEAN))?;
        Some(u32::from_le_bytes([value[0], value[1], value[2], value[3]]))
    }

    /// Returns a time (UTC) and the number that stands for it: tenths of a microsecond since 1601.
    pub(super) fn time(&self, id: u16) -> Option<(u64, Option<Moment>)> {
        let number = u64::from_le_bytes(self.fixed(id, TIME)?);
        let ms = i64::try_from(number / 10_000).ok().map(|ms| ms - FROM_1601);
        (number != 0 && number != NEVER).then(|| (number, ms.and_then(time::unix_ms)))
    }

    /// Returns the number of the stream that holds bytes.
    pub(super) fn bytes(&self, id: u16) -> Option<u32> {
        self.stream(id, BINARY)
    }

    /// Returns the number of the storage that holds something else.
    pub(super) fn object(&self, id: u16) -> Option<u32> {
        self.stream(id, OBJECT)
    }
}

/// Reads `__substg1.0_0037001F`: the property and how it is written. Those of many values have longer names.
fn tag(name: &str) -> Option<(u16, u16)> {
    let (start, digits) = name.split_at_checked(12)?;
    let hexadecimal = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !start.eq_ignore_ascii_case("__substg1.0_") || !hexadecimal {
        return None;
    }
    let half = |range: std::ops::Range<usize>| u16::from_str_radix(&digits[range], 16).ok();
    Some((half(0..4)?, half(4..8)?))
}

/// Reads texts of a file, in its code page where they are not Unicode.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts {
    code_page: u32,
    internet: Option<u32>,
}

impl Texts {
    /// Makes it from the properties of a message. Without a code page texts are Western (1252).
    pub(super) fn new(properties: &Properties) -> Self {
        let internet = properties.number(id::INTERNET_CODE_PAGE);
        let known = |page: &u32| charset::of_code_page(*page).is_some();
        let code_page = properties.number(id::CODE_PAGE).filter(known).or(internet.filter(known)).unwrap_or(1252);
        Self { code_page, internet }
    }

    /// Returns a text without zeros at its end, line ends as one sign; empty where there is none.
    pub(super) fn text(
        self,
        file: &mut Compound<'_>,
        properties: &Properties,
        id: u16,
        most: usize,
        flags: &mut Flags,
    ) -> io::Result<String> {
        let (wide, entry) = match (properties.stream(id, WIDE), properties.stream(id, EIGHT_BITS)) {
            (Some(entry), _) => (true, entry),
            (_, Some(entry)) => (false, entry),
            _ => return Ok(String::new()),
        };
        let bytes = held(file, entry, most, flags)?;
        let text = if wide { utf_16(&bytes, flags) } else { decoded(&bytes, self.code_page, flags) };
        let end = text.trim_end_matches('\0').len();
        Ok(text[..end].replace("\r\n", "\n").replace('\r', "\n"))
    }

    /// Returns a page: bytes in the code page of the internet, or a text.
    pub(super) fn page(
        self,
        file: &mut Compound<'_>,
        properties: &Properties,
        most: usize,
        flags: &mut Flags,
    ) -> io::Result<String> {
        let Some(entry) = properties.bytes(id::HTML) else { return self.text(file, properties, id::HTML, most, flags) };
        let bytes = held(file, entry, most, flags)?;
        // A page that is UTF-8 hardly ever is anything else by chance.
        if let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
            return Ok(text.to_owned());
        }
        Ok(decoded(&bytes, self.internet.unwrap_or(self.code_page), flags))
    }
}

/// Returns the beginning of a stream; what is cut is flagged.
pub(super) fn held(file: &mut Compound<'_>, entry: u32, most: usize, flags: &mut Flags) -> io::Result<Vec<u8>> {
    let stream = file.stream(entry)?;
    let bytes = temoin_syntax::slice(&stream, 0, most)?;
    if stream.claimed() > bytes.len() as u64 {
        flags.insert(Flag::TextCut);
    }
    Ok(bytes)
}

fn utf_16(bytes: &[u8], flags: &mut Flags) -> String {
    let units = bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units)
        .map(|unit| {
            unit.unwrap_or_else(|_| {
                flags.insert(Flag::Replaced);
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect()
}

fn decoded(bytes: &[u8], code_page: u32, flags: &mut Flags) -> String {
    let (text, odd) = charset::decode(bytes, charset::of_code_page(code_page));
    if odd {
        flags.insert(Flag::InvalidBytes);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_properties() {
        assert_eq!(tag("__substg1.0_0037001F"), Some((0x37, 0x1f)));
        assert_eq!(tag("__SUBSTG1.0_3701000d"), Some((0x3701, 0x0d)));
        for other in ["__substg1.0_1E58101F-00000000", "__substg1.0_0037+01F", "__substg1.0_é037001", "", "x"] {
            assert_eq!(tag(other), None, "{other}");
        }
    }

    #[test]
    fn times_of_windows() {
        let time = |number: u64| {
            let properties =
                Properties { fixed: vec![(id::SUBMITTED, TIME, number.to_le_bytes())], ..Properties::default() };
            properties.time(id::SUBMITTED).map(|(_, moment)| moment.map(|moment| moment.to_string()))
        };
        assert_eq!(time(132_601_647_031_257_905), Some(Some("2021-03-14T03:05:03.125Z".into())));
        assert_eq!(time(u64::MAX), Some(None));
        assert_eq!((time(0), time(NEVER)), (None, None));
    }
}
