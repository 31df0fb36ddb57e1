use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use temoin_evidence::Place;

use crate::notes::{self, Notes};
use crate::{Limits, Sink, Source};

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Unpacks a gzip file from front to back, one stream after the other, under limits.
pub(crate) struct Unpacked<'a> {
    decoder: Option<GzDecoder<Input<'a>>>,
    limits: Limits,
    streams: u64,
    written: u64,
    fault: Option<Fault>,
}

/// Says why unpacking ended before the end of the file, or what was wrong at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The packed bytes break off.
    Truncated,
    /// They make no sense.
    Broken,
    /// The sum over them is wrong.
    Sum,
    /// Something else follows from this byte on.
    Trailing(u64),
    /// They grow more than the limit lets them.
    Bomb,
    /// More comes out than the limit lets.
    Limit,
}

impl Fault {
    /// Notes it.
    pub(crate) fn note(self, size: u64, limits: &Limits, notes: &mut Notes, sink: &mut dyn Sink) {
        let (code, place, detail) = self.told(size, limits);
        notes.add(code, place, detail, sink);
    }

    /// Returns the code, the place and the sentence of its note.
    pub(crate) fn told(self, size: u64, limits: &Limits) -> (&'static str, Place, String) {
        match self {
            Self::Truncated => ("truncated", Place::Whole, "The packed bytes break off: the file is cut.".to_owned()),
            Self::Broken => {
                ("broken-member", Place::Whole, "The packed bytes make no sense from a place on.".to_owned())
            }
            Self::Sum => {
                ("bad-crc", Place::Whole, "The bytes do not agree with the file's sum: damaged or changed.".to_owned())
            }
            Self::Trailing(at) => {
                let len = size.saturating_sub(at);
                ("trailing-data", notes::bytes(at, len), format!("{len} bytes follow the packed ones."))
            }
            Self::Bomb => {
                let detail = format!("The packed bytes grow more than {} times: not unpacked further.", limits.ratio);
                ("bomb", Place::Whole, detail)
            }
            Self::Limit => {
                let detail = format!("More than {} bytes in all would come out of the archive.", limits.unpacked);
                ("unpacked-limit", Place::Whole, detail)
            }
        }
    }
}

impl<'a> Unpacked<'a> {
    /// Begins at the beginning.
    pub(crate) fn new(source: &'a dyn Source, limits: Limits) -> Self {
        Self { decoder: Some(GzDecoder::new(Input::new(source, 0))), limits, streams: 0, written: 0, fault: None }
    }

    /// Gives the next bytes; none at the end or at a fault.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            match decoder.read(buf) {
                Ok(0) => self.next_stream()?,
                Ok(count) => return Ok(self.bounded(count)),
                Err(error) => self.broken(error)?,
            }
        }
        Ok(0)
    }

    fn bounded(&mut self, count: usize) -> usize {
        self.written += count as u64;
        let packed = self.decoder.as_ref().map_or(0, |decoder| decoder.get_ref().place());
        let fault = if self.written > self.limits.unpacked {
            Fault::Limit
        } else if self.written > self.limits.ratio_above && self.written > packed.saturating_mul(self.limits.ratio) {
            Fault::Bomb
        } else {
            return count;
        };
        self.stop(fault);
        count
    }

    fn next_stream(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else { return Ok(()) };
        let mut input = decoder.into_inner();
        self.streams += 1;
        // Tapes and some servers fill up with zeros.
        while input.fill_buf()?.first() == Some(&0) {
            let zeros = input.fill_buf()?.iter().take_while(|&&byte| byte == 0).count();
            input.consume(zeros);
        }
        let rest = input.fill_buf()?;
        if rest.starts_with(&[0x1f]) {
            self.decoder = Some(GzDecoder::new(input));
        } else if !rest.is_empty() {
            self.fault = Some(Fault::Trailing(input.place()));
        }
        Ok(())
    }

    fn broken(&mut self, error: io::Error) -> io::Result<()> {
        let place = self.decoder.as_ref().map_or(0, |decoder| decoder.get_ref().place());
        let headed = self.decoder.as_ref().is_some_and(|decoder| decoder.header().is_some());
        let fault = match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::Truncated,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData if self.streams > 0 && !headed => {
                Fault::Trailing(place)
            }
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

    /// Returns what was wrong, once no more bytes come.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// Returns the bytes given.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }
}

/// Reads a source from front to back.
pub(crate) struct Input<'a> {
    source: &'a dyn Source,
    /// Place of the first byte held.
    at: u64,
    held: Vec<u8>,
    used: usize,
}

impl<'a> Input<'a> {
    /// Begins at a place.
    pub(crate) fn new(source: &'a dyn Source, at: u64) -> Self {
        Self { source, at, held: Vec::new(), used: 0 }
    }

    /// Returns the place of the next byte.
    pub(crate) fn place(&self) -> u64 {
        self.at + self.used as u64
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used == self.held.len() {
            self.at += self.held.len() as u64;
            self.used = 0;
            self.held.resize(CHUNK, 0);
            let count = temoin_syntax::fill(self.source, self.at, &mut self.held)?;
            self.held.truncate(count);
        }
        Ok(&self.held[self.used..])
    }

    fn consume(&mut self, count: usize) {
        self.used = (self.used + count).min(self.held.len());
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let count = held.len().min(buf.len());
        buf[..count].copy_from_slice(&held[..count]);
        self.consume(count);
        Ok(count)
    }
}
