use std::io;

use crate::gzip::{self, Fault, Unpacked};
use crate::{Limits, Source};

/// Reads the archive from front to back, packed or not.
pub(super) enum Input<'a> {
    /// As it stands in the file.
    Plain { source: &'a dyn Source, at: u64 },
    /// Packed with gzip.
    Packed(Box<Unpacked<'a>>),
}

impl<'a> Input<'a> {
    /// Begins.
    pub(super) fn new(source: &'a dyn Source, limits: &Limits) -> io::Result<Self> {
        let packed = gzip::is_gzip(&temoin_syntax::slice(source, 0, 4)?);
        Ok(if packed { Self::Packed(Box::new(Unpacked::new(source, *limits))) } else { Self::Plain { source, at: 0 } })
    }

    /// Fills the buffer as far as bytes come.
    pub(super) fn fill(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain { source, at } => {
                let count = temoin_syntax::fill(*source, *at, buf)?;
                *at += count as u64;
                Ok(count)
            }
            Self::Packed(unpacked) => {
                let mut count = 0;
                while count < buf.len() {
                    match unpacked.read(&mut buf[count..])? {
                        0 => break,
                        more => count += more,
                    }
                }
                Ok(count)
            }
        }
    }

    /// Steps over bytes; returns how many there were.
    pub(super) fn skip(&mut self, count: u64) -> io::Result<u64> {
        if let Self::Plain { source, at } = self {
            let there = source.len().saturating_sub(*at).min(count);
            *at += there;
            return Ok(there);
        }
        let mut buf = vec![0; 64 << 10];
        let mut left = count;
        while left > 0 {
            let want = left.min(buf.len() as u64) as usize;
            match self.fill(&mut buf[..want])? {
                0 => break,
                more => left -= more as u64,
            }
        }
        Ok(count - left)
    }

    /// Returns what was wrong with the packing, once no more bytes come.
    pub(super) fn fault(&self) -> Option<Fault> {
        match self {
            Self::Plain { .. } => None,
            Self::Packed(unpacked) => unpacked.fault(),
        }
    }
}
