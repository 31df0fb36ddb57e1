use std::io::{self, Read, Seek, SeekFrom, Write};

use super::layout::{Entry, central_header, end_records, local_header};
use crate::package::path::{self, PathError};

/// Says why an archive could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A name cannot stand in a canonical ZIP, or collides with another.
    #[error(transparent)]
    Name(#[from] PathError),
    /// A name does not come after the one before it, bytewise.
    #[error("names out of order")]
    Order,
    /// The bytes are more or fewer than was said.
    #[error("more or fewer bytes than was said")]
    Length,
    /// The bytes have another CRC-32 than was said.
    #[error("another checksum than was said")]
    Checksum,
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes a canonical ZIP, entry by entry, in the order of names.
///
/// After an error the archive is not usable.
///
/// # Example
/// ```
/// use temoin_seal::zip::{Writer, crc32, read};
///
/// let mut zip = Writer::new(Vec::new());
/// zip.entry("a.txt", 5, crc32(b"hello"), &b"hello"[..])?;
/// let bytes = zip.finish()?;
/// assert_eq!(read(&mut std::io::Cursor::new(bytes)).unwrap().entries[0].name, "a.txt");
/// # Ok::<(), temoin_seal::zip::WriteError>(())
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    at: u64,
    entries: Vec<Entry>,
}

impl<W: Write> Writer<W> {
    /// Begins an archive where `out` stands.
    pub fn new(out: W) -> Self {
        Self { out, at: 0, entries: Vec::new() }
    }

    /// Writes a file whose length and CRC-32 are known.
    ///
    /// # Errors
    /// The name does not fit, the bytes are not those that were announced, or reading or writing failed.
    pub fn entry(&mut self, name: &str, len: u64, crc: u32, mut bytes: impl Read) -> Result<(), WriteError> {
        self.begin(name, len, crc)?;
        if self.body(len, &mut bytes)? == crc { Ok(()) } else { Err(WriteError::Checksum) }
    }

    /// Writes the central directory and the end, and gives `out` back.
    ///
    /// # Errors
    /// Two names differ only in the case of letters, one is a folder of another, or writing failed.
    pub fn finish(mut self) -> Result<W, WriteError> {
        path::check_together(self.entries.iter().map(|entry| entry.name.as_str()))?;
        let mut len = 0;
        for entry in &self.entries {
            let header = central_header(entry);
            len += header.len() as u64;
            self.out.write_all(&header)?;
        }
        self.out.write_all(&end_records(self.entries.len() as u64, len, self.at))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn begin(&mut self, name: &str, len: u64, crc: u32) -> Result<(), WriteError> {
        path::check(name)?;
        if self.entries.last().is_some_and(|before| before.name.as_str() >= name) {
            return Err(WriteError::Order);
        }
        let header = local_header(name, len, crc);
        self.out.write_all(&header)?;
        self.at += header.len() as u64;
        self.entries.push(Entry { name: name.to_owned(), offset: self.at, len, crc });
        Ok(())
    }

    fn body(&mut self, len: u64, bytes: &mut impl Read) -> Result<u32, WriteError> {
        let mut crc = crc32fast::Hasher::new();
        let (mut left, mut block) = (len, vec![0; 64 * 1024]);
        loop {
            let read = match bytes.read(&mut block) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            left = left.checked_sub(read as u64).ok_or(WriteError::Length)?;
            crc.update(&block[..read]);
            self.out.write_all(&block[..read])?;
        }
        self.at += len;
        if left == 0 { Ok(crc.finalize()) } else { Err(WriteError::Length) }
    }
}

impl<W: Write + Seek> Writer<W> {
    /// Writes a file whose length is known and whose CRC-32 is not: it is written into the header afterwards.
    ///
    /// # Errors
    /// As [`Writer::entry`], or seeking failed.
    pub fn append(&mut self, name: &str, len: u64, mut bytes: impl Read) -> Result<(), WriteError> {
        self.begin(name, len, 0)?;
        let crc = self.body(len, &mut bytes)?;
        let header = local_header(name, len, crc);
        let back = (len + header.len() as u64) as i64;
        self.out.seek(SeekFrom::Current(-back))?;
        self.out.write_all(&header)?;
        self.out.seek(SeekFrom::Current(len as i64))?;
        if let Some(entry) = self.entries.last_mut() {
            entry.crc = crc;
        }
        Ok(())
    }
}
