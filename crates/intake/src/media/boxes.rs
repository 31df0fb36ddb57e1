//! The boxes of ISO base media files (ISO/IEC 14496-12, section 4.2), which QuickTime calls atoms.

use std::io;

use super::claims::MOST_PARTS;
use super::number::{be32, be64};
use crate::Source;

/// Is one box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Boxed {
    pub(super) kind: [u8; 4],
    /// The first byte of its body.
    pub(super) body: u64,
    /// The first byte after it, as it says.
    pub(super) end: u64,
}

impl Boxed {
    /// Returns its body, at most so many bytes.
    pub(super) fn bytes(&self, source: &dyn Source, most: usize) -> io::Result<Vec<u8>> {
        let len = usize::try_from(self.end.saturating_sub(self.body)).unwrap_or(usize::MAX);
        temoin_syntax::slice(source, self.body, len.min(most))
    }
}

/// Says how a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// At the end of the range.
    Whole,
    /// The last box promises more than there is.
    Cut,
    /// What follows this place is no box.
    Broken(u64),
}

/// Walks through the boxes of a range.
pub(super) fn walk(
    source: &dyn Source,
    mut at: u64,
    until: u64,
    mut each: impl FnMut(Boxed) -> io::Result<()>,
) -> io::Result<Ended> {
    for _ in 0..MOST_PARTS {
        if at >= until {
            return Ok(Ended::Whole);
        }
        let head = temoin_syntax::slice(source, at, 16)?;
        let (Some(len), Some(kind)) = (be32(&head, 0), head.get(4..).and_then(<[u8]>::first_chunk::<4>)) else {
            return Ok(if until - at < 8 { Ended::Broken(at) } else { Ended::Cut });
        };
        let (body, end) = match len {
            0 => (at + 8, until),
            1 => (at + 16, be64(&head, 8).and_then(|len| at.checked_add(len)).unwrap_or(0)),
            _ => (at + 8, at + u64::from(len)),
        };
        if end < body || !kind.iter().all(|&byte| byte >= 0x20 || at_number(kind)) {
            return Ok(Ended::Broken(at));
        }
        each(Boxed { kind: *kind, body, end: end.min(until) })?;
        if end > until {
            return Ok(Ended::Cut);
        }
        at = end;
    }
    Ok(Ended::Whole)
}

/// Entries of QuickTime's list of metadata are named by a number.
fn at_number(kind: &[u8; 4]) -> bool {
    kind[..2] == [0, 0] && kind[2..] != [0, 0]
}

/// Returns the place where a `meta` box's boxes begin: after its version, which QuickTime leaves out.
pub(super) fn meta_body(source: &dyn Source, meta: &Boxed) -> io::Result<u64> {
    let head = temoin_syntax::slice(source, meta.body, 8)?;
    Ok(if head.get(4..) == Some(b"hdlr") { meta.body } else { meta.body + 4 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> (Vec<Boxed>, Ended) {
        let mut found = Vec::new();
        let ended = walk(&bytes, 0, bytes.len() as u64, |one| {
            found.push(one);
            Ok(())
        });
        (found, ended.unwrap())
    }

    #[test]
    fn each_way_to_say_a_length_is_read() {
        let (found, ended) = of(b"\0\0\0\x09freex\0\0\0\x01mdat\0\0\0\0\0\0\0\x11y\0\0\0\0moovzz");
        assert_eq!(found.iter().map(|one| (one.body, one.end)).collect::<Vec<_>>(), [(8, 9), (25, 26), (34, 36)]);
        assert_eq!(ended, Ended::Whole);
    }

    #[test]
    fn what_is_cut_or_broken_is_said() {
        assert_eq!(of(b"\0\0\0\x09free").1, Ended::Cut);
        assert_eq!(of(b"\0\0\0\x08free\0\0\0\x02moov").1, Ended::Broken(8));
        assert_eq!(of(b"\0\0\0\x08free\xff\xd8\xff\0").1, Ended::Broken(8));
        assert_eq!(of(b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff").1, Ended::Cut);
    }
}
