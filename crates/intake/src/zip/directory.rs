//! The central directory (APPNOTE 4.3.12–4.3.16), with its ZIP64 form; or, where it is gone, the local headers.

use std::io;

use temoin_evidence::{CivilTime, Moment, Origin, Place, Precision, Zone};
use temoin_syntax::Blocks;

use super::inflate::{self, Unpacker};
use crate::notes::{self, Notes};
use crate::{Limits, Sink, Source};

/// Farthest from the end at which the end record may begin: 22 bytes and a comment.
const SEARCHED: u64 = 22 + 65_535;
/// Largest directory read, in bytes: 250,000 members with names of 200. Most bytes of names held, too.
const LARGEST: u64 = 64 << 20;

/// The mark of a local header (4.3.7).
const LOCAL: &[u8] = b"PK\x03\x04";
/// Bytes looked through at once for one.
const SEEN: usize = 64 << 10;

/// Lists the members, and holds their names as stored, one after the other.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
    pub(super) names: Vec<u8>,
}

/// Is a member as the directory describes it. There may be very many: what is seldom asked for is made when it is.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) number: u64,
    /// Where its name as stored lies among those of the directory.
    name_at: usize,
    name_len: u16,
    /// The name it has otherwise: as the Unicode path field tells it, then as it is shown. Nothing where that is the one stored.
    pub(super) label: Option<Box<str>>,
    /// What stands at its place; known once the local header is read.
    pub(super) found: Found,
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
    stamp: Stamp,
    /// Found by its local header alone.
    pub(super) recovered: bool,
}

/// Says what stands at the place of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No local header.
    Nothing,
    /// One with the name of the directory.
    Same,
    /// One with another name.
    Other,
}

/// Is the time of a member's last change, as stored.
#[derive(Clone, Copy, Debug)]
struct Stamp {
    /// MS-DOS date and time (4.4.6), in steps of two seconds, of an unknown zone.
    date: u16,
    time: u16,
    /// Seconds since 1970, UTC (0x5455).
    unix: Option<i32>,
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
    unpacker: &mut Unpacker<'_>,
    limits: &Limits,
    notes: &mut Notes,
    sink: &mut dyn Sink,
) -> io::Result<Directory> {
    let blocks = unpacker.blocks();
    let source = *blocks.source();
    let Some(end) = find_end(source)? else {
        let detail =
            "The archive has no directory (cut off?); members are found by their own headers, as far as they go.";
        notes.add("no-directory", Place::Whole, detail, sink);
        return recover(unpacker, limits, notes, sink);
    };
    if end.base > 0 {
        notes.add("prefixed-data", notes::bytes(0, end.base), "Bytes stand before the archive.", sink);
    }
    let mut directory = Directory::default();
    let len = end.size.min(LARGEST).min(source.len().saturating_sub(end.start));
    directory.entries.reserve(end.entries.min(limits.entries).min(len / 46) as usize);
    let mut at = 0;
    while directory.entries.len() as u64 != limits.entries
        && let Some(next) = directory.central(blocks, (end.start, len), at, end.base)?
    {
        at = next;
    }
    let found = directory.entries.len() as u64;
    if found == limits.entries && at < len {
        let detail = format!("More members than the limit of {found}; the others stay in the archive.");
        notes.add("too-many-members", Place::Whole, detail, sink);
    } else if found != end.entries {
        let detail = format!("The directory promises {} members and lists {found}.", end.entries);
        let place = notes::bytes((end.start + at).min(source.len() - 1), 1);
        notes.add("directory-damaged", place, detail, sink);
    }
    if found == 0 && end.entries > 0 {
        return recover(unpacker, limits, notes, sink);
    }
    Ok(directory)
}

/// Returns the numbers of the entries in the order of their local headers, in which they are read with the fewest reads.
pub(super) fn in_file_order(entries: &[Entry]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    if !entries.is_sorted_by_key(|entry| entry.local) {
        order.sort_by_key(|&at| entries[at].local);
    }
    order
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

impl Directory {
    /// Returns the name to show of a member that was judged.
    pub(super) fn shown<'d>(&'d self, entry: &'d Entry) -> &'d str {
        entry.label.as_deref().unwrap_or_else(|| std::str::from_utf8(entry.name_raw(&self.names)).unwrap_or_default())
    }

    /// Returns whether that is the name to show of a member that was judged.
    pub(super) fn is_shown(&self, entry: &Entry, name: &str) -> bool {
        entry.label.as_deref().map_or_else(|| entry.name_raw(&self.names), str::as_bytes) == name.as_bytes()
    }

    /// Reads one central header, at a place in the directory that lies at `start` and has `len` bytes; returns the place
    /// of the next.
    fn central(
        &mut self,
        blocks: &mut Blocks<&dyn Source>,
        (start, len): (u64, u64),
        at: u64,
        base: u64,
    ) -> io::Result<Option<u64>> {
        let rest = usize::try_from(len.saturating_sub(at)).unwrap_or(usize::MAX);
        let Some(&head) = blocks.at(start + at.min(len), rest.min(46))?.first_chunk::<46>() else { return Ok(None) };
        let record = Fields(&head);
        let (Some(name_len), Some(extra_len), Some(comment_len)) = (record.u16(28), record.u16(30), record.u16(32))
        else {
            return Ok(None);
        };
        let name_end = 46 + usize::from(name_len);
        let extra_end = name_end + usize::from(extra_len);
        if !head.starts_with(b"PK\x01\x02") || extra_end > rest {
            return Ok(None);
        }
        let bytes = blocks.at(start + at, extra_end)?;
        let (Some(name), Some(extra)) = (bytes.get(46..name_end), bytes.get(name_end..extra_end)) else {
            return Ok(None);
        };
        let entry = || {
            let mut entry = Entry {
                number: self.entries.len() as u64,
                name_at: self.names.len(),
                name_len,
                label: None,
                found: Found::Nothing,
                flags: record.u16(8)?,
                method: record.u16(10)?,
                crc: record.u32(16)?,
                compressed: record.u32(20)?.into(),
                size: record.u32(24)?.into(),
                local: record.u32(42)?.into(),
                data: 0,
                mode: if head[5] == 3 { record.u32(38)? >> 16 } else { 0 },
                stamp: Stamp { date: record.u16(14)?, time: record.u16(12)?, unix: None },
                recovered: false,
            };
            entry.read_extra(extra, name);
            entry.local = entry.local.checked_add(base)?;
            Some(entry)
        };
        let Some(entry) = entry() else { return Ok(None) };
        self.names.extend_from_slice(name);
        self.entries.push(entry);
        Ok(Some(at + extra_end as u64 + u64::from(comment_len)))
    }
}

impl Entry {
    /// Returns its name as stored, from those of its directory.
    pub(super) fn name_raw<'n>(&self, names: &'n [u8]) -> &'n [u8] {
        names.get(self.name_at..self.name_at + usize::from(self.name_len)).unwrap_or_default()
    }

    /// Returns the last change, as the archive tells it.
    pub(super) fn modified(&self) -> Option<Moment> {
        let unix = self.stamp.unix.and_then(|seconds| CivilTime::from_unix_ms(i64::from(seconds) * 1000).ok());
        match unix {
            Some(time) => Some(moment(time, Zone::Utc)),
            None => dos_time(self.stamp.date, self.stamp.time),
        }
    }

    /// Extra fields: ZIP64 sizes (4.5.3), time (0x5455), Unicode path (4.6.9).
    fn read_extra(&mut self, extra: &[u8], name: &[u8]) {
        let mut rest = extra;
        while let (Some(id), Some(len)) = (Fields(rest).u16(0), Fields(rest).u16(2)) {
            let Some(field) = rest.get(4..4 + usize::from(len)) else { return };
            match id {
                0x0001 => self.zip64(field),
                0x5455 if field.first().is_some_and(|flags| flags & 1 == 1) => {
                    self.stamp.unix = Fields(field).u32(1).map(|seconds| seconds as i32).or(self.stamp.unix);
                }
                0x7075 if Fields(field).u32(1) == Some(inflate::crc(name)) => {
                    self.label = field.get(5..).and_then(|name| std::str::from_utf8(name).ok()).map(Box::from);
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

    /// Reads the local header: finds the data, and whether the name is the same there.
    pub(super) fn locate(&mut self, blocks: &mut Blocks<&dyn Source>, names: &[u8]) -> io::Result<()> {
        let name = self.name_raw(names);
        let bytes = blocks.at(self.local, 30 + name.len())?;
        let head = Fields(bytes.get(..30).unwrap_or_default());
        let (true, Some(name_len), Some(extra_len)) = (bytes.starts_with(LOCAL), head.u16(26), head.u16(28)) else {
            return Ok(());
        };
        let same = usize::from(name_len) == name.len() && bytes.get(30..) == Some(name);
        self.found = if same { Found::Same } else { Found::Other };
        self.data = self.local + 30 + u64::from(name_len) + u64::from(extra_len);
        Ok(())
    }

    /// Returns how many bytes it gives at most: of a stored member no more than are there.
    pub(super) fn given(&self) -> u64 {
        if self.method == 8 { self.size } else { self.size.min(self.compressed) }
    }

    /// Returns the first byte after the stored data.
    pub(super) fn end(&self) -> u64 {
        self.data.saturating_add(self.compressed)
    }
}

/// Finds members by their local headers, one after the other.
fn recover(
    unpacker: &mut Unpacker<'_>,
    limits: &Limits,
    notes: &mut Notes,
    sink: &mut dyn Sink,
) -> io::Result<Directory> {
    let mut directory = Directory::default();
    let mut at = 0;
    while let Some(found) = signature_after(unpacker.blocks(), at)? {
        if directory.entries.len() as u64 == limits.entries || directory.names.len() as u64 > LARGEST {
            notes.add("too-many-members", Place::Whole, "More members than the limit.", sink);
            break;
        }
        at = directory.local(unpacker, found, limits)?.unwrap_or(found + 4);
    }
    Ok(directory)
}

impl Directory {
    /// Reads one local header; returns the place after what belongs to it. Nothing where it is none.
    fn local(&mut self, unpacker: &mut Unpacker<'_>, at: u64, limits: &Limits) -> io::Result<Option<u64>> {
        let size = unpacker.blocks().source().len();
        let Some(&head) = unpacker.blocks().at(at, 30)?.first_chunk::<30>() else { return Ok(None) };
        let record = Fields(&head);
        let (Some(name_len), Some(extra_len)) = (record.u16(26), record.u16(28)) else { return Ok(None) };
        let name_end = 30 + usize::from(name_len);
        let bytes = unpacker.blocks().at(at, name_end + usize::from(extra_len))?;
        let (Some(name), Some(extra)) = (bytes.get(30..name_end), bytes.get(name_end..)) else { return Ok(None) };
        let entry = || {
            let mut entry = Entry {
                number: self.entries.len() as u64,
                name_at: self.names.len(),
                name_len,
                label: None,
                found: Found::Nothing,
                flags: record.u16(6)?,
                method: record.u16(8)?,
                crc: record.u32(14)?,
                compressed: record.u32(18)?.into(),
                size: record.u32(22)?.into(),
                local: at,
                data: at + name_end as u64 + u64::from(extra_len),
                mode: 0,
                stamp: Stamp { date: record.u16(12)?, time: record.u16(10)?, unix: None },
                recovered: true,
            };
            entry.read_extra(extra, name);
            // Where its header stands is where it was found, whatever a field says.
            entry.local = at;
            Some(entry)
        };
        let Some(mut entry) = entry().filter(|entry| entry.data <= size) else { return Ok(None) };
        // Sizes come after the data (4.4.4, bit 3): a deflated stream knows its own end.
        let unsized_yet = entry.flags & 8 != 0 && entry.compressed == 0;
        if unsized_yet && entry.method != 8 {
            return Ok(None);
        }
        self.names.extend_from_slice(name);
        if unsized_yet {
            let found = inflate::measure(unpacker, entry.data, limits)?;
            (entry.compressed, entry.size, entry.crc) = (found.read, found.written, found.crc);
        }
        entry.compressed = entry.compressed.min(size - entry.data);
        let end = entry.end().max(at + 4);
        self.entries.push(entry);
        Ok(Some(end))
    }
}

fn signature_after(blocks: &mut Blocks<&dyn Source>, mut at: u64) -> io::Result<Option<u64>> {
    loop {
        let bytes = blocks.at(at, SEEN)?;
        if let Some(place) = memchr::memmem::find(bytes, LOCAL) {
            return Ok(Some(at + place as u64));
        }
        if bytes.len() < SEEN {
            return Ok(None);
        }
        at += SEEN as u64 - 3;
    }
}

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
