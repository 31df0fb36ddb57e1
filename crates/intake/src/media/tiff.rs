//! The directories of TIFF 6.0 (section 2), on which EXIF is built, read by place and never followed further than one step:
//! a loop cannot arise, and no count is believed that the bytes do not bear out.

use std::io;

use super::number;
use crate::Source;

/// Most fields read of one directory; no camera writes near as many.
const MOST_FIELDS: usize = 2048;

/// Reads directories of a TIFF structure.
pub(super) struct Tiff<'s> {
    source: &'s dyn Source,
    little: bool,
    /// Fields that point outside, are cut, or are of no known type.
    pub(super) broken: u64,
}

/// Is one field of a directory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) tag: u16,
    kind: u16,
    count: u32,
    value: [u8; 4],
}

impl<'s> Tiff<'s> {
    /// Opens a structure that begins at the first byte; nothing where that is none. The place of its first directory stands beside.
    pub(super) fn open(source: &'s dyn Source) -> io::Result<Option<(Self, u64)>> {
        let head = temoin_syntax::slice(source, 0, 8)?;
        let little = match head.get(..4) {
            Some(b"II*\0") => true,
            Some(b"MM\0*") => false,
            _ => return Ok(None),
        };
        let tiff = Self { source, little, broken: 0 };
        Ok(tiff.long(&head, 4).map(|first| (tiff, first.into())))
    }

    fn short(&self, bytes: &[u8], at: usize) -> Option<u16> {
        if self.little { number::le16(bytes, at) } else { number::be16(bytes, at) }
    }

    fn long(&self, bytes: &[u8], at: usize) -> Option<u32> {
        if self.little { number::le32(bytes, at) } else { number::be32(bytes, at) }
    }

    /// Reads a directory: as many of its fields as there are.
    pub(super) fn fields(&mut self, at: u64) -> io::Result<Vec<Field>> {
        let head = temoin_syntax::slice(self.source, at, 2)?;
        let Some(claimed) = self.short(&head, 0).map(usize::from).filter(|_| at >= 8) else {
            self.broken += 1;
            return Ok(Vec::new());
        };
        let bytes = temoin_syntax::slice(self.source, at + 2, claimed.min(MOST_FIELDS) * 12)?;
        let fields: Vec<Field> = bytes.chunks_exact(12).filter_map(|entry| self.field(entry)).collect();
        self.broken += (claimed - fields.len()) as u64;
        Ok(fields)
    }

    fn field(&self, entry: &[u8]) -> Option<Field> {
        Some(Field {
            tag: self.short(entry, 0)?,
            kind: self.short(entry, 2)?,
            count: self.long(entry, 4)?,
            value: entry.get(8..12)?.try_into().ok()?,
        })
    }

    /// Returns the bytes of a field, at most so many.
    pub(super) fn bytes(&mut self, field: Field, most: usize) -> io::Result<Vec<u8>> {
        let Some(size) = size(field.kind) else {
            self.broken += 1;
            return Ok(Vec::new());
        };
        let len = u64::from(field.count) * size;
        let wanted = usize::try_from(len).unwrap_or(usize::MAX).min(most);
        if len <= 4 {
            return Ok(field.value[..wanted.min(4)].to_vec());
        }
        let at = u64::from(self.long(&field.value, 0).unwrap_or(0));
        if at.saturating_add(len) > self.source.len() {
            self.broken += 1;
            return Ok(Vec::new());
        }
        temoin_syntax::slice(self.source, at, wanted)
    }

    /// Returns a field as text.
    pub(super) fn text(&mut self, field: Field) -> io::Result<Option<String>> {
        Ok(number::text(&self.bytes(field, number::MOST_TEXT)?))
    }

    /// Returns a field as one whole number.
    pub(super) fn number(&mut self, field: Field) -> io::Result<Option<u32>> {
        let bytes = self.bytes(field, 4)?;
        Ok(match field.kind {
            3 => self.short(&bytes, 0).map(u32::from),
            4 | 13 => self.long(&bytes, 0),
            _ => bytes.first().copied().map(u32::from),
        })
    }

    /// Returns a field as fractions, those of denominator zero left out.
    pub(super) fn fractions(&mut self, field: Field) -> io::Result<Vec<f64>> {
        if field.kind != 5 {
            self.broken += 1;
            return Ok(Vec::new());
        }
        let bytes = self.bytes(field, 24)?;
        let halves = |part: &[u8]| Some((self.long(part, 0)?, self.long(part, 4)?));
        let parts: Vec<_> = bytes.chunks_exact(8).filter_map(halves).collect();
        Ok(parts
            .into_iter()
            .filter(|(_, below)| *below > 0)
            .map(|(above, below)| f64::from(above) / f64::from(below))
            .collect())
    }
}

/// Bytes of one value of a type. TIFF 6.0, section 2; 13 from Supplement 1.
fn size(kind: u16) -> Option<u64> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => return None,
    })
}
