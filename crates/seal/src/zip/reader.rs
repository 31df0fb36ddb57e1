use std::io::{self, Read, Seek, SeekFrom};

use super::layout::{
    CENTRAL, END, END_LEN, END64, END64_LEN, Entry, LOCAL, LOCATOR64, LOCATOR64_LEN, central_header, end_records,
    local_header, local_len,
};
use crate::package::path;

/// The central directory may be this long: about a million files.
const MAX_DIRECTORY: u64 = 256 << 20;

/// Is a canonical ZIP whose headers are all as they must be; the checksums of its files are not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// The files, in the order of names.
    pub entries: Vec<Entry>,
}

/// Is what can be said of any bytes: the files found, and all that is not as it must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The files found, in order; of a damaged archive, what could be made out.
    pub entries: Vec<Entry>,
    /// What is not as it must be, in order of place.
    pub faults: Vec<Fault>,
}

/// Is one thing that is not as the canonical form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub what: What,
}

/// Says which part of an archive a fault lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The local header or the bytes of an entry, by its number.
    Entry(usize),
    /// The header of an entry in the central directory, by its number.
    Directory(usize),
    /// The records at the end, or the archive as a whole.
    Archive,
}

/// Says what is not as it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum What {
    /// No end of an archive stands at the end.
    #[error("no end record at the end")]
    NoEnd,
    /// The central directory is cut short, or lies outside the file.
    #[error("central directory damaged")]
    Directory,
    /// The archive is longer or shorter than its files call for.
    #[error("bytes too many or missing")]
    Length,
    /// A header is another than the one that follows from name, length and checksum.
    #[error("a header is not in the one form")]
    Header,
    /// The records at the end are others than those that follow from the files.
    #[error("the end records are not in the one form")]
    End,
    /// A name cannot stand in a canonical ZIP.
    #[error("a name that cannot stand here")]
    Name,
    /// A name does not come after the one before it, bytewise.
    #[error("names out of order")]
    Order,
    /// Two names differ only in the case of letters, or one is a folder of another.
    #[error("names that one folder cannot hold")]
    Twins,
    /// The bytes of an entry have another checksum.
    #[error("another checksum")]
    Checksum,
    /// The bytes could not be read.
    #[error("could not be read")]
    Unreadable,
}

/// Takes a canonical ZIP: every header byte is the one that the list of files calls for.
///
/// The bytes of the files are not read: see [`Archive::reader`] and [`Archive::check_data`].
///
/// # Errors
/// Everything that is not as it must be.
pub fn read<R: Read + Seek>(source: &mut R) -> Result<Archive, Vec<Fault>> {
    let Survey { entries, faults } = survey(source);
    if faults.is_empty() { Ok(Archive { entries }) } else { Err(faults) }
}

/// Says what any bytes hold as far as it can be made out, and all that keeps them from being a canonical ZIP.
///
/// Never refuses: a checker goes on with the files it finds, so that one fault does not hide another.
pub fn survey<R: Read + Seek>(source: &mut R) -> Survey {
    let mut survey = Survey::default();
    if survey.look(source).is_err() {
        survey.fault(Place::Archive, What::Unreadable);
    }
    survey
}

impl Archive {
    /// Finds a file by its name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
        self.entries.get(at)
    }

    /// Returns a reader of a file's bytes, which checks its CRC-32 at the end.
    ///
    /// # Errors
    /// Seeking failed.
    pub fn reader<'a, R: Read + Seek>(source: &'a mut R, entry: &Entry) -> io::Result<EntryReader<'a, R>> {
        EntryReader::new(source, entry)
    }

    /// Reads every file and compares its CRC-32.
    ///
    /// # Errors
    /// Each file whose bytes could not be read or have another checksum.
    pub fn check_data<R: Read + Seek>(&self, source: &mut R) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for (i, entry) in self.entries.iter().enumerate() {
            let copied = EntryReader::new(source, entry).and_then(|mut bytes| io::copy(&mut bytes, &mut io::sink()));
            let what = match copied {
                Ok(_) => continue,
                Err(error) if error.kind() == io::ErrorKind::InvalidData => What::Checksum,
                Err(_) => What::Unreadable,
            };
            faults.push(Fault { place: Place::Entry(i), what });
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// Reads the bytes of one file.
///
/// At the end it compares the CRC-32: another one is an error of kind [`io::ErrorKind::InvalidData`], and an archive
/// cut short one of kind [`io::ErrorKind::UnexpectedEof`].
#[derive(Debug)]
pub struct EntryReader<'a, R> {
    source: &'a mut R,
    left: u64,
    crc: u32,
    seen: crc32fast::Hasher,
}

impl<'a, R: Read + Seek> EntryReader<'a, R> {
    fn new(source: &'a mut R, entry: &Entry) -> io::Result<Self> {
        source.seek(SeekFrom::Start(entry.offset))?;
        Ok(Self { source, left: entry.len, crc: entry.crc, seen: crc32fast::Hasher::new() })
    }
}

impl<R: Read> Read for EntryReader<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let sound = self.seen.clone().finalize() == self.crc;
            return if sound { Ok(0) } else { Err(io::Error::new(io::ErrorKind::InvalidData, What::Checksum)) };
        }
        let most = buf.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.source.read(&mut buf[..most])?;
        if read == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.seen.update(&buf[..read]);
        self.left -= read as u64;
        Ok(read)
    }
}

/// Is what the records at the end say.
struct End {
    count: u64,
    directory_len: u64,
    directory: u64,
}

impl Survey {
    fn fault(&mut self, place: Place, what: What) {
        self.faults.push(Fault { place, what });
    }

    fn look<R: Read + Seek>(&mut self, source: &mut R) -> io::Result<()> {
        let file_len = source.seek(SeekFrom::End(0))?;
        let Some(end) = find_end(source, file_len)? else {
            self.fault(Place::Archive, What::NoEnd);
            return self.walk(source, file_len);
        };
        let fits = end.directory.checked_add(end.directory_len).is_some_and(|to| to <= file_len);
        if !fits || end.directory_len > MAX_DIRECTORY {
            self.fault(Place::Archive, What::Directory);
            return self.walk(source, file_len);
        }
        let directory = bytes_at(source, end.directory, end.directory_len)?;
        let found = self.read_directory(&directory);
        if found as u64 != end.count || self.entries.len() != found {
            self.fault(Place::Archive, What::Directory);
            self.entries.clear();
            return self.walk(source, file_len);
        }
        self.check_names();
        self.compare_directory(&directory);
        self.compare_locals(source, file_len)?;
        self.compare_end(source, file_len, &end)?;
        if self.faults.iter().any(|fault| matches!(fault.place, Place::Directory(_))) {
            self.prefer_locals(source, &end)?;
        }
        Ok(())
    }

    /// Where the directory is damaged and the local headers lead to it without a gap, they tell more.
    fn prefer_locals<R: Read + Seek>(&mut self, source: &mut R, end: &End) -> io::Result<()> {
        let mut walked = Self::default();
        walked.walk(source, end.directory)?;
        let whole = walked.entries.last().is_some_and(|entry| entry.offset + entry.len == end.directory);
        if whole && walked.entries.len() == self.entries.len() {
            self.entries = walked.entries;
            self.faults.retain(|fault| !matches!(fault.place, Place::Entry(_)));
        }
        Ok(())
    }

    /// Takes name, length and checksum from each header of the directory; places follow from these alone.
    fn read_directory(&mut self, mut directory: &[u8]) -> usize {
        let (mut at, mut found) = (0_u64, 0);
        while !directory.is_empty() {
            let Some((name, len, crc, used)) = central_facts(directory) else { return found + 1 };
            directory = &directory[used..];
            found += 1;
            let Some(offset) = at.checked_add(local_len(&name, len)) else { return found };
            let Some(next) = offset.checked_add(len) else { return found };
            self.entries.push(Entry { name, offset, len, crc });
            at = next;
        }
        found
    }

    fn check_names(&mut self) {
        for i in 0..self.entries.len() {
            if path::check(&self.entries[i].name).is_err() {
                self.fault(Place::Directory(i), What::Name);
            }
            if i > 0 && self.entries[i - 1].name >= self.entries[i].name {
                self.fault(Place::Directory(i), What::Order);
            }
        }
        if path::check_together(self.entries.iter().map(|entry| entry.name.as_str())).is_err() {
            self.fault(Place::Archive, What::Twins);
        }
    }

    fn compare_directory(&mut self, mut directory: &[u8]) {
        for i in 0..self.entries.len() {
            let Some((.., used)) = central_facts(directory) else { return };
            let (header, rest) = directory.split_at(used);
            if header != central_header(&self.entries[i]) {
                self.fault(Place::Directory(i), What::Header);
            }
            directory = rest;
        }
    }

    fn compare_locals<R: Read + Seek>(&mut self, source: &mut R, file_len: u64) -> io::Result<()> {
        for i in 0..self.entries.len() {
            let entry = &self.entries[i];
            let expected = local_header(&entry.name, entry.len, entry.crc);
            let outside = entry.offset.checked_add(entry.len).is_none_or(|end| end > file_len);
            let what = if outside {
                What::Length
            } else if bytes_at(source, entry.header_offset(), expected.len() as u64)? != expected {
                What::Header
            } else {
                continue;
            };
            self.fault(Place::Entry(i), what);
        }
        Ok(())
    }

    fn compare_end<R: Read + Seek>(&mut self, source: &mut R, file_len: u64, end: &End) -> io::Result<()> {
        let directory = self.entries.last().map_or(0, |entry| entry.offset + entry.len);
        let directory_len: u64 = self.entries.iter().map(|entry| central_header(entry).len() as u64).sum();
        // Where both agree with the end record they lie within the file; lengths that lie may add up to anything.
        if directory != end.directory || directory_len != end.directory_len {
            self.fault(Place::Archive, What::Length);
            return Ok(());
        }
        let expected = end_records(self.entries.len() as u64, directory_len, directory);
        if directory + directory_len + expected.len() as u64 != file_len {
            self.fault(Place::Archive, What::Length);
        } else if bytes_at(source, file_len - expected.len() as u64, expected.len() as u64)? != expected {
            self.fault(Place::Archive, What::End);
        }
        Ok(())
    }

    /// Follows the local headers from the first byte, where the directory is of no help.
    fn walk<R: Read + Seek>(&mut self, source: &mut R, file_len: u64) -> io::Result<()> {
        let mut at = 0;
        while let Some(entry) = local_facts(source, at, file_len)? {
            at = entry.offset + entry.len;
            self.entries.push(entry);
        }
        Ok(())
    }
}

fn find_end<R: Read + Seek>(source: &mut R, file_len: u64) -> io::Result<Option<End>> {
    let Some(at) = file_len.checked_sub(END_LEN) else { return Ok(None) };
    let end = bytes_at(source, at, END_LEN)?;
    if u32_at(&end, 0) != Some(END) {
        return Ok(None);
    }
    let (count, directory_len, directory) = (u16_at(&end, 10), u32_at(&end, 12), u32_at(&end, 16));
    let (Some(count), Some(len), Some(directory)) = (count, directory_len, directory) else { return Ok(None) };
    let short = End { count: count.into(), directory_len: len.into(), directory: directory.into() };
    if count < u16::MAX && len < u32::MAX && directory < u32::MAX {
        return Ok(Some(short));
    }
    let Some(at) = at.checked_sub(LOCATOR64_LEN + END64_LEN) else { return Ok(None) };
    let big = bytes_at(source, at, LOCATOR64_LEN + END64_LEN)?;
    if u32_at(&big, 0) != Some(END64) || u32_at(&big, END64_LEN as usize) != Some(LOCATOR64) {
        return Ok(None);
    }
    let (count, directory_len, directory) = (u64_at(&big, 32), u64_at(&big, 40), u64_at(&big, 48));
    let (Some(count), Some(directory_len), Some(directory)) = (count, directory_len, directory) else {
        return Ok(None);
    };
    Ok(Some(End { count, directory_len, directory }))
}

/// Reads name, length, checksum and the header's own length from the head of a central directory.
fn central_facts(bytes: &[u8]) -> Option<(String, u64, u32, usize)> {
    if u32_at(bytes, 0)? != CENTRAL {
        return None;
    }
    let (crc, short_len) = (u32_at(bytes, 16)?, u32_at(bytes, 24)?);
    let (name_len, extra_len, comment_len) = (u16_at(bytes, 28)?, u16_at(bytes, 30)?, u16_at(bytes, 32)?);
    let extra = 46 + usize::from(name_len);
    let used = extra + usize::from(extra_len) + usize::from(comment_len);
    let name = std::str::from_utf8(bytes.get(46..extra)?).ok()?;
    let len = if short_len == u32::MAX { u64_at(bytes, extra + 4)? } else { short_len.into() };
    bytes.get(..used)?;
    Some((name.to_owned(), len, crc, used))
}

/// Reads the local header at `at`; nothing when none stands there or its file goes past the end.
fn local_facts<R: Read + Seek>(source: &mut R, at: u64, file_len: u64) -> io::Result<Option<Entry>> {
    let Some(most) = file_len.checked_sub(at).filter(|&left| left >= 30) else { return Ok(None) };
    let head = bytes_at(source, at, most.min(30 + path::MAX_LEN as u64 + 20))?;
    let facts = || {
        (u32_at(&head, 0)? == LOCAL).then_some(())?;
        let (crc, short_len, name_len) = (u32_at(&head, 14)?, u32_at(&head, 22)?, usize::from(u16_at(&head, 26)?));
        let name = std::str::from_utf8(head.get(30..30 + name_len)?).ok()?;
        path::check(name).ok()?;
        let len = if short_len == u32::MAX { u64_at(&head, 30 + name_len + 4)? } else { short_len.into() };
        let offset = at.checked_add(local_len(name, len))?;
        let fits = offset.checked_add(len)? <= file_len;
        fits.then(|| Entry { name: name.to_owned(), offset, len, crc })
    };
    Ok(facts())
}

fn bytes_at<R: Read + Seek>(source: &mut R, at: u64, len: u64) -> io::Result<Vec<u8>> {
    source.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    // Grows as bytes come, so that a length that lies costs nothing.
    source.take(len).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
