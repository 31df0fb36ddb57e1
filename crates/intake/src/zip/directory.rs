//! The central directory (APPNOTE 4.3.12–4.3.16), with its ZIP64 form; or, where it is gone, the local headers.

use std::io;

use temoin_evidence::{CivilTime, Moment, Origin, Place, Precision, Zone};

use super::inflate;
use crate::notes::{self, Notes};
use crate::{Limits, Sink, Source};

/// Farthest from the end at which the end record may begin: 22 bytes and a comment.
const SEARCHED: u64 = 22 + 65_535;
/// Largest directory read, in bytes: 250,000 members with names of 200.
const LARGEST: u64 = 64 << 20;

/// Is a member as the directory describes it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) name_raw: Vec<u8>,
    pub(super) name_unicode: Option<String>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) compressed: u64,
    pub(super) size: u64,
    /// Place of the local header in the source.
    pub(super) local: u64,
    /// Place of the first stored byte; known once the local header is read.
    pub(super) data: u64,
    pub(super) mode: u32,
    pub(super) modified: Option<Moment>,
    /// Found by its local header alone.
    pub(super) recovered: bool,
}

/// Is the end record, found.
#[derive(Clone, Copy, Debug)]
struct End {
    at: u64,
    entries: u64,
    start: u64,
    size: u64,
    /// Bytes before the archive: offsets count from there.
    base: u64,
}

/// Returns the place of the end record of an archive that has members.
pub(crate) fn end_record(source: &dyn Source) -> io::Result<Option<u64>> {
    let Some(end) = find_end(source)? else { return Ok(None) };
    let first = temoin_syntax::slice(source, end.start, 4)?;
    Ok((end.entries > 0 && first == b"PK\x01\x02").then_some(end.at))
}

/// Lists the members; notes say what is wrong with the directory.
pub(super) fn list(
    source: &dyn Source,
    limits: &Limits,
    notes: &mut Notes,
    sink: &mut dyn Sink,
) -> io::Result<Vec<Entry>> {
    let Some(end) = find_end(source)? else {
        let detail =
            "The archive has no directory (cut off?); members are found by their own headers, as far as they go.";
        notes.add("no-directory", Place::Whole, detail, sink);
        return recover(source, limits, notes, sink);
    };
    if end.base > 0 {
        notes.add("prefixed-data", notes::bytes(0, end.base), "Bytes stand before the archive.", sink);
    }
    let bytes = temoin_syntax::slice(source, end.start, end.size.min(LARGEST) as usize)?;
    let mut entries = Vec::new();
    let mut at = 0;
    while entries.len() as u64 != limits.entries
        && let Some((entry, next)) = central(&bytes, at, entries.len() as u64, end.base)
    {
        entries.push(entry);
        at = next;
    }
    let found = entries.len() as u64;
    if found == limits.entries && at < bytes.len() {
        let detail = format!("More members than the limit of {found}; the others stay in the archive.");
        notes.add("too-many-members", Place::Whole, detail, sink);
    } else if found != end.entries {
        let detail = format!("The directory promises {} members and lists {found}.", end.entries);
        notes.add("directory-damaged", notes::bytes((end.start + at as u64).min(source.len() - 1), 1), detail, sink);
    }
    if found == 0 && end.entries > 0 {
        return recover(source, limits, notes, sink);
    }
    Ok(entries)
}

fn find_end(source: &dyn Source) -> io::Result<Option<End>> {
    let from = source.len().saturating_sub(SEARCHED);
    let tail = temoin_syntax::slice(source, from, SEARCHED as usize)?;
    for place in memchr::memmem::rfind_iter(&tail, b"PK\x05\x06") {
        let record = Fields(&tail[place..]);
        let (Some(entries), Some(size), Some(offset), Some(comment)) =
            (record.u16(10), record.u32(12), record.u32(16), record.u16(20))
        else {
            continue;
        };
        if place + 22 + usize::from(comment) > tail.len() {
            continue;
        }
        let at = from + place as u64;
        let plain = (u64::from(entries), u64::from(size), u64::from(offset), at);
        let (entries, size, offset, directory_end) = zip64_end(source, at)?.unwrap_or(plain);
        let Some(start) = directory_end.checked_sub(size) else { continue };
        let Some(base) = start.checked_sub(offset) else { continue };
        return Ok(Some(End { at, entries, start, size, base }));
    }
    Ok(None)
}

/// The ZIP64 end record, by its locator right before the end record.
fn zip64_end(source: &dyn Source, end: u64) -> io::Result<Option<(u64, u64, u64, u64)>> {
    let Some(locator_at) = end.checked_sub(20) else { return Ok(None) };
    let locator = temoin_syntax::slice(source, locator_at, 20)?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let Some(promised) = Fields(&locator).u64(8) else { return Ok(None) };
    // With bytes before the archive the promised place is off; the record then stands right before its locator.
    for at in [promised, locator_at.saturating_sub(56)] {
        let record = temoin_syntax::slice(source, at, 56)?;
        if let (true, Some(entries), Some(size), Some(offset)) = (
            record.starts_with(b"PK\x06\x06"),
            Fields(&record).u64(32),
            Fields(&record).u64(40),
            Fields(&record).u64(48),
        ) {
            return Ok(Some((entries, size, offset, at)));
        }
    }
    Ok(None)
}

/// Reads one central header; returns it and the place of the next.
fn central(bytes: &[u8], at: usize, number: u64, base: u64) -> Option<(Entry, usize)> {
    let record = Fields(bytes.get(at..)?);
    if !record.0.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (name_len, extra_len, comment_len) = (record.u16(28)?, record.u16(30)?, record.u16(32)?);
    let name_end = 46 + usize::from(name_len);
    let extra_end = name_end + usize::from(extra_len);
    let name_raw = record.0.get(46..name_end)?.to_vec();
    let extra = record.0.get(name_end..extra_end)?;
    let mut entry = Entry {
        number,
        name_raw,
        name_unicode: None,
        flags: record.u16(8)?,
        method: record.u16(10)?,
        crc: record.u32(16)?,
        compressed: record.u32(20)?.into(),
        size: record.u32(24)?.into(),
        local: record.u32(42)?.into(),
        data: 0,
        mode: if record.0.get(5) == Some(&3) { record.u32(38)? >> 16 } else { 0 },
        modified: dos_time(record.u16(14)?, record.u16(12)?),
        recovered: false,
    };
    entry.read_extra(extra);
    entry.local = entry.local.checked_add(base)?;
    Some((entry, at + extra_end + usize::from(comment_len)))
}

impl Entry {
    /// Extra fields: ZIP64 sizes (4.5.3), time (0x5455), Unicode path (4.6.9).
    fn read_extra(&mut self, extra: &[u8]) {
        let mut rest = extra;
        while let (Some(id), Some(len)) = (Fields(rest).u16(0), Fields(rest).u16(2)) {
            let Some(field) = rest.get(4..4 + usize::from(len)) else { return };
            match id {
                0x0001 => self.zip64(field),
                0x5455 if field.first().is_some_and(|flags| flags & 1 == 1) => {
                    let seconds = Fields(field).u32(1).map(|seconds| i64::from(seconds as i32) * 1000);
                    let time = seconds.and_then(|ms| CivilTime::from_unix_ms(ms).ok());
                    self.modified = time.map(|time| moment(time, Zone::Utc)).or(self.modified);
                }
                0x7075 if Fields(field).u32(1) == Some(inflate::crc(&self.name_raw)) => {
                    self.name_unicode = field.get(5..).and_then(|name| String::from_utf8(name.to_vec()).ok());
                }
                _ => {}
            }
            rest = &rest[4 + usize::from(len)..];
        }
    }

    fn zip64(&mut self, field: &[u8]) {
        let mut at = 0;
        for value in [&mut self.size, &mut self.compressed, &mut self.local] {
            if *value == u64::from(u32::MAX)
                && let Some(long) = Fields(field).u64(at)
            {
                *value = long;
                at += 8;
            }
        }
    }

    /// Reads the local header: finds the data, returns the local name. Nothing where there is no header.
    pub(super) fn locate(&mut self, source: &dyn Source) -> io::Result<Option<Vec<u8>>> {
        let head = temoin_syntax::slice(source, self.local, 30)?;
        let fields = Fields(&head);
        let (Some(name_len), Some(extra_len)) = (fields.u16(26), fields.u16(28)) else { return Ok(None) };
        if !head.starts_with(b"PK\x03\x04") {
            return Ok(None);
        }
        self.data = self.local + 30 + u64::from(name_len) + u64::from(extra_len);
        Ok(Some(temoin_syntax::slice(source, self.local + 30, name_len.into())?))
    }

    /// Returns the first byte after the stored data.
    pub(super) fn end(&self) -> u64 {
        self.data.saturating_add(self.compressed)
    }
}

/// Finds members by their local headers, one after the other.
fn recover(source: &dyn Source, limits: &Limits, notes: &mut Notes, sink: &mut dyn Sink) -> io::Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut at = 0;
    while let Some(found) = signature_after(source, at)? {
        if entries.len() as u64 == limits.entries {
            notes.add("too-many-members", Place::Whole, "More members than the limit.", sink);
            break;
        }
        match local(source, found, entries.len() as u64, limits)? {
            Some(entry) => {
                at = entry.end().max(found + 4);
                entries.push(entry);
            }
            None => at = found + 4,
        }
    }
    Ok(entries)
}

fn local(source: &dyn Source, at: u64, number: u64, limits: &Limits) -> io::Result<Option<Entry>> {
    let head = temoin_syntax::slice(source, at, 30)?;
    let record = Fields(&head);
    let fields = || {
        Some(Entry {
            number,
            name_raw: Vec::new(),
            name_unicode: None,
            flags: record.u16(6)?,
            method: record.u16(8)?,
            crc: record.u32(14)?,
            compressed: record.u32(18)?.into(),
            size: record.u32(22)?.into(),
            local: at,
            data: 0,
            mode: 0,
            modified: dos_time(record.u16(12)?, record.u16(10)?),
            recovered: true,
        })
    };
    let Some(mut entry) = fields() else { return Ok(None) };
    let Some(name) = entry.locate(source)? else { return Ok(None) };
    entry.name_raw = name;
    let extra_at = at + 30 + entry.name_raw.len() as u64;
    let extra = temoin_syntax::slice(source, extra_at, (entry.data - extra_at) as usize)?;
    entry.read_extra(&extra);
    if entry.data > source.len() {
        return Ok(None);
    }
    // Sizes come after the data (4.4.4, bit 3): a deflated stream knows its own end.
    if entry.flags & 8 != 0 && entry.compressed == 0 {
        match entry.method {
            8 => {
                let found = inflate::measure(source, entry.data, limits)?;
                (entry.compressed, entry.size, entry.crc) = (found.read, found.written, found.crc);
            }
            _ => return Ok(None),
        }
    }
    entry.compressed = entry.compressed.min(source.len() - entry.data);
    Ok(Some(entry))
}

fn signature_after(source: &dyn Source, mut at: u64) -> io::Result<Option<u64>> {
    let mut buf = vec![0; 64 << 10];
    loop {
        let count = temoin_syntax::fill(source, at, &mut buf)?;
        if let Some(place) = memchr::memmem::find(&buf[..count], b"PK\x03\x04") {
            return Ok(Some(at + place as u64));
        }
        if count < buf.len() {
            return Ok(None);
        }
        at += count as u64 - 3;
    }
}

/// MS-DOS date and time, in steps of two seconds, of an unknown zone.
fn dos_time(date: u16, time: u16) -> Option<Moment> {
    let civil = CivilTime::new(
        1980 + (date >> 9) as i16,
        (date >> 5 & 15) as u8,
        (date & 31) as u8,
        (time >> 11) as u8,
        (time >> 5 & 63) as u8,
        (time & 31) as u8 * 2,
        0,
    );
    civil.ok().map(|time| moment(time, Zone::Floating))
}

fn moment(time: CivilTime, zone: Zone) -> Moment {
    Moment { time, precision: Precision::Second, zone, origin: Origin::FileMetadata }
}

/// Reads little-endian fields of a record.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.0.get(at..at + 2)?.try_into().ok()?))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.0.get(at..at + 4)?.try_into().ok()?))
    }

    fn u64(&self, at: usize) -> Option<u64> {
        Some(u64::from_le_bytes(self.0.get(at..at + 8)?.try_into().ok()?))
    }
}
