//! Boxes (ISO/IEC 14496-12, 4.2) and the big-endian numbers in them.

use crate::MediaError;

/// Takes fields off the front of a box; a box that is too short for them is damaged.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], MediaError> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(MediaError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number of at most 8 bytes; of none it is 0.
    pub fn number(&mut self, bytes: usize) -> Result<u64, MediaError> {
        Ok(self.take(bytes)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub fn u8(&mut self) -> Result<u8, MediaError> {
        Ok(self.number(1)? as u8)
    }

    pub fn u16(&mut self) -> Result<u16, MediaError> {
        Ok(self.number(2)? as u16)
    }

    pub fn u32(&mut self) -> Result<u32, MediaError> {
        Ok(self.number(4)? as u32)
    }

    pub fn name(&mut self) -> Result<[u8; 4], MediaError> {
        self.take(4)?.try_into().map_err(|_| MediaError::Damaged)
    }

    /// The version and the flags that a full box begins with.
    pub fn version(&mut self) -> Result<(u8, u32), MediaError> {
        let both = self.u32()?;
        Ok(((both >> 24) as u8, both & 0x00ff_ffff))
    }
}

/// Walks over boxes that lie one behind the other: name and content. What follows a box of size 0 belongs to it.
pub(super) struct Boxes<'a>(pub &'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = Result<([u8; 4], &'a [u8]), MediaError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let one = self.one();
        if one.is_err() {
            self.0 = &[];
        }
        Some(one)
    }
}

impl<'a> Boxes<'a> {
    fn one(&mut self) -> Result<([u8; 4], &'a [u8]), MediaError> {
        let mut fields = Fields(self.0);
        let size = u64::from(fields.u32()?);
        let name = fields.name()?;
        let size = match size {
            0 => self.0.len() as u64,
            1 => fields.number(8)?,
            size => size,
        };
        let header = self.0.len() - fields.0.len();
        let size = usize::try_from(size).map_err(|_| MediaError::Damaged)?;
        let content = self.0.get(header..size).ok_or(MediaError::Damaged)?;
        self.0 = &self.0[size..];
        Ok((name, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_of_each_way_to_say_the_size_are_walked() {
        let bytes = b"\0\0\0\x0aonceab\0\0\0\x01long\0\0\0\0\0\0\0\x11c\0\0\0\0lastdef";
        let found: Vec<_> = Boxes(bytes).map(Result::unwrap).collect();
        assert_eq!(found, [(*b"once", &b"ab"[..]), (*b"long", b"c"), (*b"last", b"def")]);
    }

    #[test]
    fn a_box_that_is_not_all_there_is_damaged() {
        for bytes in [
            &b"\0\0\0\x09onc"[..],
            b"\0\0\0\x09once",
            b"\0\0\0\x07once",
            b"\0\0\0\x01long\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            let found: Vec<_> = Boxes(bytes).collect();
            assert_eq!(found, [Err(MediaError::Damaged)], "{bytes:?}");
        }
    }
}
