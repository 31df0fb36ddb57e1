//! The bytes of a capture from front to back, unpacked where each record is packed on its own.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::gzip::{Fault, Input, is_gzip};
use crate::{Limits, Source};

/// Bytes held at a time.
const CHUNK: usize = 64 << 10;

/// Gives bytes, and says where in the file they lie: each at its own place, or in the gzip member that it is packed in.
pub(super) struct Feed<'a> {
    source: &'a dyn Source,
    packed: Option<Packed<'a>>,
    held: Vec<u8>,
    used: usize,
    /// Place of the first byte held; of a packed file, of the member that it came from.
    base: u64,
    /// The member of the last byte that was stepped over.
    last: u64,
    /// Where the member that begins at the first place ends.
    known: Option<(u64, u64)>,
}

impl<'a> Feed<'a> {
    /// Begins at the beginning.
    ///
    /// # Errors
    /// What the medium reports.
    pub(super) fn new(source: &'a dyn Source, limits: Limits) -> io::Result<Self> {
        let packed = is_gzip(&temoin_syntax::slice(source, 0, 4)?).then(|| Packed::new(source, limits));
        Ok(Self { source, packed, held: Vec::new(), used: 0, base: 0, last: 0, known: None })
    }

    /// Returns the next bytes, all of one member; none at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        if self.used == self.held.len() {
            match &mut self.packed {
                None => {
                    self.base += self.held.len() as u64;
                    self.held.resize(CHUNK, 0);
                    let count = temoin_syntax::fill(self.source, self.base, &mut self.held)?;
                    self.held.truncate(count);
                }
                Some(packed) => {
                    self.held.resize(CHUNK, 0);
                    let count = packed.read(&mut self.held)?;
                    self.held.truncate(count);
                    self.base = packed.start;
                }
            }
            self.used = 0;
        }
        Ok(&self.held[self.used..])
    }

    /// Steps over bytes that were looked at.
    pub(super) fn step(&mut self, count: usize) {
        if count > 0 {
            self.used = (self.used + count).min(self.held.len());
            self.last = self.base;
        }
    }

    /// Returns where the next byte lies, once it was looked at.
    pub(super) fn place(&self) -> u64 {
        if self.packed.is_some() { self.base } else { self.base + self.used as u64 }
    }

    /// Returns where what holds the last byte stepped over ends.
    ///
    /// # Errors
    /// What the medium reports.
    pub(super) fn end(&mut self) -> io::Result<u64> {
        let Some(packed) = &self.packed else { return Ok(self.base + self.used as u64) };
        // Most often what follows was looked at, so that the end is known.
        if let Some((_, end)) = packed.before.filter(|(start, _)| *start == self.last) {
            return Ok(end);
        }
        if let Some((_, end)) = self.known.filter(|(start, _)| *start == self.last) {
            return Ok(end);
        }
        let end = packed.member_end(self.last)?;
        self.known = Some((self.last, end));
        Ok(end)
    }

    /// Takes a line, its end included; of a longer one the beginning, the rest is stepped over. Nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub(super) fn line(&mut self, most: usize) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut any = false;
        loop {
            let next = self.peek()?;
            if next.is_empty() {
                return Ok(any.then_some(line));
            }
            any = true;
            let end = memchr::memchr(b'\n', next);
            let len = end.map_or(next.len(), |at| at + 1);
            let room = most.saturating_sub(line.len());
            line.extend_from_slice(&next[..len.min(room)]);
            self.step(len);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    /// Steps over line ends.
    ///
    /// # Errors
    /// What the medium reports.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        loop {
            let next = self.peek()?;
            let count = next.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if count == 0 {
                return Ok(());
            }
            self.step(count);
        }
    }

    /// Returns what was wrong with the packing, once no more bytes come.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.packed.as_ref().and_then(|packed| packed.fault)
    }

    /// Returns how many members were unpacked; nothing where nothing is packed.
    pub(super) fn members(&self) -> Option<u64> {
        self.packed.as_ref().map(|packed| packed.members)
    }
}

/// Unpacks one gzip member after the other.
struct Packed<'a> {
    source: &'a dyn Source,
    limits: Limits,
    decoder: Option<GzDecoder<Input<'a>>>,
    /// Where the member that is being unpacked begins.
    start: u64,
    /// Where the member before it began and ended.
    before: Option<(u64, u64)>,
    members: u64,
    written: u64,
    fault: Option<Fault>,
}

impl<'a> Packed<'a> {
    fn new(source: &'a dyn Source, limits: Limits) -> Self {
        let decoder = Some(GzDecoder::new(Input::new(source, 0)));
        Self { source, limits, decoder, start: 0, before: None, members: 1, written: 0, fault: None }
    }

    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            match decoder.read(buf) {
                Ok(0) => self.next_member()?,
                Ok(count) => {
                    self.written += count as u64;
                    let packed = decoder.get_ref().place();
                    if let Some(fault) = grown(self.written, packed, &self.limits) {
                        self.stop(fault);
                    }
                    return Ok(count);
                }
                Err(error) => self.broken(error)?,
            }
        }
        Ok(0)
    }

    fn next_member(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else { return Ok(()) };
        let mut input = decoder.into_inner();
        let at = input.place();
        self.before = Some((self.start, at));
        let rest = input.fill_buf()?;
        if rest.starts_with(&[0x1f]) {
            self.start = at;
            self.members += 1;
            self.decoder = Some(GzDecoder::new(input));
        } else if !rest.is_empty() {
            self.fault = Some(Fault::Trailing(at));
        }
        Ok(())
    }

    fn broken(&mut self, error: io::Error) -> io::Result<()> {
        let fault = match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::Truncated,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData if error.to_string().contains("checksum") => {
                Fault::Sum
            }
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Fault::Broken,
            _ => return Err(error),
        };
        self.stop(fault);
        Ok(())
    }

    fn stop(&mut self, fault: Fault) {
        self.decoder = None;
        self.fault = Some(fault);
    }

    /// Finds the end of a member by unpacking it once more; that of the file where it has none.
    fn member_end(&self, start: u64) -> io::Result<u64> {
        let mut decoder = GzDecoder::new(Input::new(self.source, start));
        let mut buf = vec![0; CHUNK];
        let mut written = 0;
        loop {
            match decoder.read(&mut buf) {
                Ok(0) => return Ok(decoder.into_inner().place()),
                Ok(count) => written += count as u64,
                Err(error) => match error.kind() {
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                        return Ok(self.source.len());
                    }
                    _ => return Err(error),
                },
            }
            let packed = decoder.get_ref().place().saturating_sub(start);
            if grown(written, packed, &self.limits).is_some() {
                return Ok(self.source.len());
            }
        }
    }
}

fn grown(written: u64, packed: u64, limits: &Limits) -> Option<Fault> {
    if written > limits.unpacked {
        Some(Fault::Limit)
    } else if written > limits.ratio_above && written > packed.saturating_mul(limits.ratio) {
        Some(Fault::Bomb)
    } else {
        None
    }
}
