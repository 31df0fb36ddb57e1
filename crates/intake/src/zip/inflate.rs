//! Unpacks one member with bounded memory, under limits.

use std::io;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::{Limits, Source};

/// Bytes read and bytes given at a time.
const CHUNK: usize = 64 << 10;

/// Unpacks stored or deflated bytes piece by piece.
pub(super) struct Unpacker<'a> {
    source: &'a dyn Source,
    /// Place of the next stored byte, and of the first after them.
    at: u64,
    end: u64,
    inflate: Option<Decompress>,
    input: Vec<u8>,
    input_at: usize,
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
    /// Begins at a place; `deflated` or stored.
    pub(super) fn new(source: &'a dyn Source, at: u64, stored: u64, deflated: bool) -> Self {
        let inflate = deflated.then(|| Decompress::new(false));
        Self { source, at, end: at.saturating_add(stored), inflate, input: Vec::new(), input_at: 0, done: false }
    }

    /// Gives the next bytes; nothing at the end. An error of kind `InvalidData`: the stream is broken.
    pub(super) fn next(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        out.clear();
        while out.is_empty() && !self.done {
            if self.input_at == self.input.len() {
                self.refill()?;
            }
            self.step(out)?;
        }
        Ok(!out.is_empty())
    }

    fn refill(&mut self) -> io::Result<()> {
        let want = (self.end - self.at.min(self.end)).min(CHUNK as u64) as usize;
        self.input = temoin_syntax::slice(self.source, self.at, want)?;
        self.input_at = 0;
        self.at += self.input.len() as u64;
        Ok(())
    }

    fn step(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let input = &self.input[self.input_at..];
        let Some(inflate) = &mut self.inflate else {
            out.extend_from_slice(input);
            self.done = input.is_empty();
            self.input_at = self.input.len();
            return Ok(());
        };
        out.reserve(CHUNK);
        let before = inflate.total_in();
        let status = inflate.decompress_vec(input, out, FlushDecompress::None);
        self.input_at += (inflate.total_in() - before) as usize;
        match status {
            Ok(Status::StreamEnd) => self.done = true,
            Ok(_) if out.is_empty() && input.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => {}
            Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        }
        Ok(())
    }

    /// Returns the stored bytes used so far.
    pub(super) fn used(&self) -> u64 {
        self.inflate.as_ref().map_or(0, Decompress::total_in)
    }
}

/// Unpacks a deflated stream of unknown length to find its end, as far as it is sound and within limits.
pub(super) fn measure(source: &dyn Source, at: u64, limits: &Limits) -> io::Result<Measure> {
    let mut unpacker = Unpacker::new(source, at, source.len() - at.min(source.len()), true);
    let (mut out, mut crc, mut written) = (Vec::new(), Crc::new(), 0);
    loop {
        match unpacker.next(&mut out) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if is_broken(&error) => break,
            Err(error) => return Err(error),
        }
        crc.update(&out);
        written += out.len() as u64;
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
