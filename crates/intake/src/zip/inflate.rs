//! Unpacks one member with bounded memory, under limits.

use std::io;

use flate2::{Crc, Decompress, FlushDecompress, Status};
use temoin_syntax::Blocks;

use crate::{Limits, Source};

/// Bytes read and bytes given at a time, and room for the first of a small stream.
const CHUNK: usize = 64 << 10;
const SMALL: usize = 4 << 10;

/// Unpacks stored or deflated bytes piece by piece, one stretch of a source after the other: what it needs to do so is made
/// once, not for each member.
pub(super) struct Unpacker<'a> {
    blocks: Blocks<&'a dyn Source>,
    /// Place of the next stored byte, and of the first after them.
    at: u64,
    end: u64,
    deflated: bool,
    inflate: Option<Decompress>,
    out: Vec<u8>,
    given: usize,
    done: bool,
}

/// Says what came out of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// Stored bytes used.
    pub(super) read: u64,
    /// Bytes given.
    pub(super) written: u64,
    /// Their CRC-32.
    pub(super) crc: u32,
}

impl<'a> Unpacker<'a> {
    /// Has nothing to unpack yet.
    pub(super) fn new(source: &'a dyn Source) -> Self {
        let blocks = Blocks::new(source);
        Self { blocks, at: 0, end: 0, deflated: false, inflate: None, out: Vec::new(), given: 0, done: true }
    }

    /// Returns the source, for reading what lies around the packed bytes.
    pub(super) fn blocks(&mut self) -> &mut Blocks<&'a dyn Source> {
        &mut self.blocks
    }

    /// Begins at a place; `inflated` is how many bytes are said to come out, where they are deflated.
    pub(super) fn begin(&mut self, at: u64, stored: u64, inflated: Option<u64>) {
        (self.at, self.end) = (at, at.saturating_add(stored));
        (self.deflated, self.given, self.done) = (inflated.is_some(), 0, false);
        if let Some(promised) = inflated {
            match &mut self.inflate {
                Some(inflate) => inflate.reset(false),
                None => self.inflate = Some(Decompress::new(false)),
            }
            self.room(if promised > SMALL as u64 { CHUNK } else { SMALL });
        }
    }

    fn room(&mut self, count: usize) {
        self.out.resize(self.out.len().max(count), 0);
    }

    /// Gives the next bytes; none at the end. An error of kind `InvalidData`: the stream is broken.
    #[inline]
    pub(super) fn next(&mut self) -> io::Result<&[u8]> {
        if self.deflated { self.inflated() } else { self.stored() }
    }

    fn stored(&mut self) -> io::Result<&[u8]> {
        let want = self.end.saturating_sub(self.at).min(CHUNK as u64) as usize;
        if want == 0 {
            return Ok(&[]);
        }
        let bytes = self.blocks.at(self.at, want)?;
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    fn inflated(&mut self) -> io::Result<&[u8]> {
        if self.given == self.out.len() {
            self.room(CHUNK);
        }
        self.given = 0;
        while self.given == 0 && !self.done {
            self.step()?;
        }
        Ok(self.held())
    }

    fn step(&mut self) -> io::Result<()> {
        let want = self.end.saturating_sub(self.at).min(CHUNK as u64) as usize;
        let input = self.blocks.at(self.at, want)?;
        let Some(inflate) = &mut self.inflate else { return Err(io::ErrorKind::InvalidData.into()) };
        let (read, written) = (inflate.total_in(), inflate.total_out());
        let status = inflate.decompress(input, &mut self.out, FlushDecompress::None);
        let (read, written) = (inflate.total_in() - read, inflate.total_out() - written);
        self.at += read;
        match status {
            Ok(Status::StreamEnd) => self.done = true,
            Ok(_) if read == 0 && written == 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => {}
            Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        }
        self.given = written as usize;
        Ok(())
    }

    /// Returns the bytes that were inflated last.
    pub(super) fn held(&self) -> &[u8] {
        &self.out[..self.given]
    }

    /// Returns the deflated bytes used so far.
    pub(super) fn used(&self) -> u64 {
        self.inflate.as_ref().map_or(0, Decompress::total_in)
    }
}

/// Unpacks a deflated stream of unknown length to find its end, as far as it is sound and within limits.
pub(super) fn measure(unpacker: &mut Unpacker<'_>, at: u64, limits: &Limits) -> io::Result<Measure> {
    let size = unpacker.blocks.source().len();
    unpacker.begin(at, size.saturating_sub(at), Some(u64::MAX));
    let (mut crc, mut written) = (Crc::new(), 0);
    loop {
        match unpacker.next() {
            Ok([]) => break,
            Ok(out) => {
                crc.update(out);
                written += out.len() as u64;
            }
            Err(error) if is_broken(&error) => break,
            Err(error) => return Err(error),
        }
        if written > limits.unpacked || grows(written, unpacker.used(), limits) {
            break;
        }
    }
    Ok(Measure { read: unpacker.used(), written, crc: crc.sum() })
}

/// Returns whether a member grows more than the limit lets it.
pub(super) fn grows(written: u64, stored: u64, limits: &Limits) -> bool {
    written > limits.ratio_above && written > stored.saturating_mul(limits.ratio)
}

/// Returns whether an error is the stream's, not the medium's.
pub(super) fn is_broken(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

/// Returns the CRC-32 of bytes.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
