//! Arrays in a ZIP: NumPy's `.npz`, as far as the weights need it.
//!
//! Sources: PKWARE APPNOTE 6.3.10 sections 4.3.7, 4.3.12 and 4.3.16 for the ZIP; `numpy.lib.format`, versions 1.0 and 2.0, for the
//! arrays. Read are members that are stored or deflated, arrays in C order of `|u1`, `|i1`, `<f4` and `<f8`. The sums of the members
//! are not looked at: whoever calls has compared the whole file with its hash.

use std::collections::BTreeMap;

use flate2::{Decompress, FlushDecompress, Status};

/// The most bytes one array may have: four times the largest that is known.
const MOST_BYTES: usize = 1 << 24;
/// The most members: there are 54.
const MOST_MEMBERS: usize = 1000;

/// Is the directory of an archive.
#[derive(Debug)]
pub struct Archive<'a> {
    bytes: &'a [u8],
    /// By name, without `.npy`.
    members: BTreeMap<String, Member>,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    deflated: bool,
    /// Bytes in the archive.
    packed: usize,
    /// Bytes once unpacked.
    length: usize,
    /// Where its local header begins, in bytes.
    offset: usize,
}

/// Is one array.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The length of each dimension; empty for a single number.
    pub shape: Vec<usize>,
    /// As many as the product of the lengths; the last dimension runs fastest.
    pub numbers: Numbers,
}

/// Is the content of an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// `|u1` and `|i1`, as they are.
    Bytes(Vec<u8>),
    /// `<f4`.
    Singles(Vec<f32>),
    /// `<f8`.
    Doubles(Vec<f64>),
}

impl<'a> Archive<'a> {
    /// Reads the directory.
    ///
    /// # Errors
    ///
    /// Says what about it is wrong.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, &'static str> {
        let end = end(bytes).ok_or("no end of a ZIP")?;
        let count = usize::from(u16_at(bytes, end + 10).ok_or(CUT)?);
        if count > MOST_MEMBERS {
            return Err("too many members");
        }
        let mut at = u32_at(bytes, end + 16).ok_or(CUT)?;
        let mut members = BTreeMap::new();
        for _ in 0..count {
            let (name, member, next) = entry(bytes, at)?;
            members.insert(name, member);
            at = next;
        }
        Ok(Self { bytes, members })
    }

    /// Unpacks one array.
    ///
    /// # Errors
    ///
    /// Where it is missing, cut off, or of a form that is not read.
    pub fn array(&self, name: &str) -> Result<Array, &'static str> {
        let member = self.members.get(name).ok_or("an array is missing")?;
        let packed = self.packed(member).ok_or(CUT)?;
        let bytes = if member.deflated { inflate(packed, member.length)? } else { packed.to_vec() };
        array(bytes)
    }

    /// Finds the bytes of a member. The local header has a name and an extra field of its own lengths.
    fn packed(&self, member: &Member) -> Option<&'a [u8]> {
        let header = self.bytes.get(member.offset..)?;
        if !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        let start = 30 + usize::from(u16_at(header, 26)?) + usize::from(u16_at(header, 28)?);
        header.get(start..start.checked_add(member.packed)?)
    }
}

const CUT: &str = "cut off";

/// Finds the end record: its last place, since a comment may follow.
fn end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))
}

/// Reads one entry of the directory; returns its name, what it says, and where the next one begins.
fn entry(bytes: &[u8], at: usize) -> Result<(String, Member, usize), &'static str> {
    let entry = bytes.get(at..).ok_or(CUT)?;
    if !entry.starts_with(b"PK\x01\x02") {
        return Err("no entry where the directory has one");
    }
    let half = |place| u16_at(entry, place).map(usize::from).ok_or(CUT);
    let word = |place| u32_at(entry, place).ok_or(CUT);
    let deflated = match (half(8)? & 1, half(10)?) {
        (0, 0) => false,
        (0, 8) => true,
        _ => return Err("a member is encrypted or packed in a way that is not read"),
    };
    let name = entry.get(46..46 + half(28)?).ok_or(CUT)?;
    let name = str::from_utf8(name).ok().and_then(|name| name.strip_suffix(".npy")).ok_or("a member is no array")?;
    if word(24)? > MOST_BYTES {
        return Err("an array is too large");
    }
    let member = Member { deflated, packed: word(20)?, length: word(24)?, offset: word(42)? };
    Ok((name.to_owned(), member, at + 46 + half(28)? + half(30)? + half(32)?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
}

/// Unpacks all at once: straight to its place, which is faster than by way of a window.
fn inflate(packed: &[u8], length: usize) -> Result<Vec<u8>, &'static str> {
    let mut bytes = vec![0; length];
    let mut state = Decompress::new(false);
    match state.decompress(packed, &mut bytes, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) if state.total_out() == length as u64 => Ok(bytes),
        _ => Err("a member is damaged or has another length"),
    }
}

/// Reads an array from its magic number to its last byte.
fn array(mut bytes: Vec<u8>) -> Result<Array, &'static str> {
    let (start, length) = match bytes.first_chunk().ok_or(CUT)? {
        [0x93, b'N', b'U', b'M', b'P', b'Y', 1, 0] => (10, u16_at(&bytes, 8).map(usize::from).ok_or(CUT)?),
        [0x93, b'N', b'U', b'M', b'P', b'Y', 2, 0] => (12, u32_at(&bytes, 8).ok_or(CUT)?),
        _ => return Err("not an array of a version that is read"),
    };
    let end = start + length;
    let header = str::from_utf8(bytes.get(start..end).ok_or(CUT)?).ok();
    let (kind, shape) = header.and_then(described).ok_or("the header of an array is not read")?;
    let size = match kind {
        "|u1" | "|i1" => 1,
        "<f4" => 4,
        "<f8" => 8,
        _ => return Err("an array holds another kind of numbers"),
    };
    let count = shape.iter().try_fold(size, |count: usize, &length| count.checked_mul(length));
    if count != Some(bytes.len() - end) {
        return Err("an array has another length than its shape");
    }
    let numbers = match size {
        1 => Numbers::Bytes(bytes.split_off(end)),
        4 => Numbers::Singles(numbers(&bytes[end..], f32::from_le_bytes)),
        _ => Numbers::Doubles(numbers(&bytes[end..], f64::from_le_bytes)),
    };
    Ok(Array { shape, numbers })
}

fn numbers<T, const N: usize>(bytes: &[u8], number: fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().map(|&bytes| number(bytes)).collect()
}

/// Reads the header: a Python dictionary as NumPy writes it, keys in this order.
fn described(header: &str) -> Option<(&str, Vec<usize>)> {
    let (kind, rest) = header.strip_prefix("{'descr': '")?.split_once("', 'fortran_order': False, 'shape': (")?;
    let (shape, rest) = rest.split_once(')')?;
    let shape = shape.split(',').map(str::trim).filter(|length| !length.is_empty());
    let shape = shape.map(|length| length.parse().ok()).collect::<Option<_>>()?;
    matches!(rest.trim_end(), ", }" | "}").then_some((kind, shape))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;

    use super::*;

    fn npy(kind: &str, shape: &str, content: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}   \n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(content);
        bytes
    }

    /// Makes a ZIP of one member, as short as the format allows.
    fn zip(name: &str, method: u16, plain: &[u8]) -> Vec<u8> {
        zip_of(name, method, plain.len(), &if method == 8 { deflated(plain) } else { plain.to_vec() })
    }

    fn zip_of(name: &str, method: u16, length: usize, content: &[u8]) -> Vec<u8> {
        let packed = (content.len() as u32).to_le_bytes();
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend([0; 22]);
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([3, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend([0; 3]);
        bytes.extend(content);
        let directory = bytes.len() as u32;
        bytes.extend(b"PK\x01\x02\0\0\0\0\0\0");
        bytes.extend(method.to_le_bytes());
        bytes.extend([0; 8]);
        bytes.extend(packed);
        bytes.extend((length as u32).to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0; 16]);
        bytes.extend(name.as_bytes());
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0");
        bytes.extend(directory.to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }

    fn deflated(content: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Array, &'static str> {
        Archive::parse(bytes)?.array("a")
    }

    #[test]
    fn stored_and_deflated_members_are_read() {
        let array = npy("<f4", "(2, 1)", &[0, 0, 128, 63, 0, 0, 0, 192]);
        let expected = Array { shape: vec![2, 1], numbers: Numbers::Singles(vec![1.0, -2.0]) };
        assert_eq!(read(&zip("a.npy", 0, &array)).as_ref(), Ok(&expected));
        assert_eq!(read(&zip("a.npy", 8, &array)).as_ref(), Ok(&expected));
        let mut commented = zip("a.npy", 0, &array);
        commented.extend(b"a comment");
        assert_eq!(read(&commented).as_ref(), Ok(&expected));
    }

    #[test]
    fn each_kind_of_numbers_is_read() {
        let check = |kind, shape, content: &[u8], expected| {
            assert_eq!(read(&zip("a.npy", 0, &npy(kind, shape, content))).unwrap().numbers, expected, "{kind}");
        };
        check("|u1", "(3,)", &[0, 7, 255], Numbers::Bytes(vec![0, 7, 255]));
        check("|i1", "(1,)", &[6], Numbers::Bytes(vec![6]));
        check("<f8", "()", &0.5f64.to_le_bytes(), Numbers::Doubles(vec![0.5]));
    }

    #[test]
    fn what_is_not_read_is_refused() {
        let check = |bytes: &[u8], why| assert_eq!(read(bytes), Err(why));
        check(&zip("a.npy", 0, &npy("<i8", "(1,)", &[0; 8])), "an array holds another kind of numbers");
        check(&zip_of("a.npy", 8, MOST_BYTES + 1, &[]), "an array is too large");
        let other = "an array has another length than its shape";
        check(&zip("a.npy", 0, &npy("|u1", "(9000, 9000)", &[])), other);
        check(&zip("a.npy", 0, &npy("|u1", "(99999999999, 99999999999)", &[])), other);
        check(&zip("a.npy", 0, &npy("|u1", "(1,)", &[1, 2])), other);
        let array = npy("|u1", "(1,)", &[1]);
        let damaged = "a member is damaged or has another length";
        check(&zip_of("a.npy", 8, array.len() - 1, &deflated(&array)), damaged);
        check(&zip_of("a.npy", 8, array.len() + 1, &deflated(&array)), damaged);
        check(&zip_of("a.npy", 8, array.len(), &[255; 40]), damaged);
        check(&zip("a.npy", 0, &npy("|u1", "(-1,)", &[])), "the header of an array is not read");
        check(
            &zip("a.npy", 12, &npy("|u1", "(1,)", &[1])),
            "a member is encrypted or packed in a way that is not read",
        );
        check(&zip("b.npy", 0, &npy("|u1", "(1,)", &[1])), "an array is missing");
        check(&zip("a.txt", 0, b"text"), "a member is no array");
        check(b"PK", "no end of a ZIP");
    }

    #[test]
    fn no_shortened_file_is_read_as_whole() {
        for method in [0, 8] {
            let whole = npy("<f4", "(8,)", &[63; 32]);
            for length in 0..whole.len() {
                assert!(read(&zip("a.npy", method, &whole[..length])).is_err(), "array of {length}");
            }
            let archive = zip("a.npy", method, &whole);
            for length in 0..archive.len() {
                assert!(read(&archive[..length]).is_err(), "archive of {length}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_reader(at in 0..400usize, value: u8, tail in prop::collection::vec(any::<u8>(), 0..60)) {
            let mut bytes = zip("a.npy", 8, &npy("<f4", "(8,)", &[63; 32]));
            let at = at % bytes.len();
            bytes[at] = value;
            let _ = read(&bytes);
            let _ = read(&tail);
        }
    }
}
