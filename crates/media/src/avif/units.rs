//! The open bitstream units (OBU) of a coded picture: what it claims, and how many pictures are in it (AV1 specification, 5.3 to 5.5).

use super::boxes::Fields;
use super::yuv::{Cicp, Sampling};
use crate::MediaError;

/// Types of units (table in 6.2.2).
const SEQUENCE_HEADER: u8 = 1;
const FRAME_HEADER: u8 = 3;
const FRAME: u8 = 6;

/// Spatial layers that one picture may be coded in, each a frame.
const MOST_FRAMES: u64 = 4;

/// What a coded picture claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claims {
    pub width: u32,
    pub height: u32,
    /// Bits a sample: 8, 10 or 12.
    pub depth: u8,
    pub sampling: Sampling,
    pub colours: Cicp,
    /// How many pictures are decoded for it, at least 1.
    pub frames: u64,
}

impl Claims {
    /// Walks over the units of one item.
    pub fn read(mut units: &[u8]) -> Result<Self, MediaError> {
        let mut claims: Option<Self> = None;
        let mut frames = 0;
        while !units.is_empty() {
            let (kind, content, rest) = unit(units)?;
            match kind {
                SEQUENCE_HEADER => {
                    let here = sequence(content)?;
                    // An item has one sequence (AV1 in ISOBMFF, 2.4); it may be said again, and not changed.
                    if claims.is_some_and(|before| before != here) {
                        return Err(MediaError::Damaged);
                    }
                    claims = Some(here);
                }
                FRAME | FRAME_HEADER => frames += 1,
                _ => {}
            }
            units = rest;
        }
        let claims = claims.ok_or(MediaError::Damaged)?;
        match frames {
            0 => Err(MediaError::Damaged),
            1..=MOST_FRAMES => Ok(Self { frames, ..claims }),
            _ => Err(MediaError::NotSupported),
        }
    }
}

/// Splits off a unit: its type, its content, what follows.
fn unit(units: &[u8]) -> Result<(u8, &[u8], &[u8]), MediaError> {
    let mut fields = Fields(units);
    let header = fields.u8()?;
    if header & 0x80 != 0 {
        return Err(MediaError::Damaged);
    }
    if header & 4 != 0 {
        fields.u8()?;
    }
    let content = if header & 2 != 0 {
        let len = leb128(&mut fields)?;
        fields.take(len)?
    } else {
        fields.take(fields.0.len())?
    };
    Ok((header >> 3 & 15, content, fields.0))
}

/// A length in groups of 7 bits, the lowest first (4.10.5).
fn leb128(fields: &mut Fields) -> Result<usize, MediaError> {
    let mut value = 0;
    for at in 0..8 {
        let byte = fields.u8()?;
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return usize::try_from(value).map_err(|_| MediaError::Damaged);
        }
    }
    Err(MediaError::Damaged)
}

/// `sequence_header_obu`, 5.5.1, as far as the colours.
fn sequence(content: &[u8]) -> Result<Claims, MediaError> {
    let mut bits = Bits { bytes: content, at: 0 };
    let profile = bits.read(3)?;
    bits.read(1)?;
    let reduced = bits.flag()?;
    if reduced {
        bits.read(5)?;
    } else {
        operating_points(&mut bits)?;
    }
    let [across, down] = [bits.read(4)? + 1, bits.read(4)? + 1];
    let [width, height] = [bits.read(across)? + 1, bits.read(down)? + 1];
    if !reduced && bits.flag()? {
        bits.read(7)?;
    }
    bits.read(3)?;
    if !reduced {
        tools(&mut bits)?;
    }
    bits.read(3)?;
    let (depth, sampling, colours) = colours(&mut bits, profile)?;
    Ok(Claims { width, height, depth, sampling, colours, frames: 0 })
}

/// Timing and levels: nothing in it is needed, but what follows lies behind it.
fn operating_points(bits: &mut Bits) -> Result<(), MediaError> {
    let mut delay = None;
    if bits.flag()? {
        bits.read(32)?;
        bits.read(32)?;
        if bits.flag()? {
            bits.skip_uvlc()?;
        }
        if bits.flag()? {
            delay = Some(bits.read(5)? + 1);
            bits.read(32)?;
            bits.read(10)?;
        }
    }
    let displayed = bits.flag()?;
    for _ in 0..=bits.read(5)? {
        bits.read(12)?;
        if bits.read(5)? > 7 {
            bits.read(1)?;
        }
        if let Some(delay) = delay
            && bits.flag()?
        {
            bits.read(delay)?;
            bits.read(delay)?;
            bits.read(1)?;
        }
        if displayed && bits.flag()? {
            bits.read(4)?;
        }
    }
    Ok(())
}

/// The tools that a still picture of its own does not name.
fn tools(bits: &mut Bits) -> Result<(), MediaError> {
    bits.read(4)?;
    let ordered = bits.flag()?;
    if ordered {
        bits.read(2)?;
    }
    let chosen_by_frame = bits.flag()?;
    if (chosen_by_frame || bits.flag()?) && !bits.flag()? {
        bits.read(1)?;
    }
    if ordered {
        bits.read(3)?;
    }
    Ok(())
}

/// `color_config`, 5.5.2.
fn colours(bits: &mut Bits, profile: u32) -> Result<(u8, Sampling, Cicp), MediaError> {
    let high = bits.flag()?;
    let depth = match (profile, high) {
        (3.., _) => return Err(MediaError::NotSupported),
        (2, true) => 10 + 2 * u8::from(bits.flag()?),
        (_, true) => 10,
        (_, false) => 8,
    };
    let grey = profile != 1 && bits.flag()?;
    let said = bits.flag()?;
    let [primaries, transfer, matrix] =
        if said { [bits.read(8)?, bits.read(8)?, bits.read(8)?] } else { [2; 3] }.map(|value| value as u16);
    let lossless = (primaries, transfer, matrix) == (1, 13, 0);
    let full = !grey && lossless || bits.flag()?;
    let sampling = match profile {
        _ if grey => Sampling::Grey,
        _ if lossless => Sampling::Yuv444,
        0 => Sampling::Yuv420,
        1 => Sampling::Yuv444,
        _ if depth < 12 => Sampling::Yuv422,
        _ => match (bits.flag()?, true) {
            (false, _) => Sampling::Yuv444,
            (true, _) if bits.flag()? => Sampling::Yuv420,
            (true, _) => Sampling::Yuv422,
        },
    };
    Ok((depth, sampling, Cicp { primaries, transfer, matrix, full }))
}

/// Reads bits, the highest first.
struct Bits<'a> {
    bytes: &'a [u8],
    /// In bits.
    at: usize,
}

impl Bits<'_> {
    /// At most 32 bits.
    fn read(&mut self, count: u32) -> Result<u32, MediaError> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8).ok_or(MediaError::Damaged)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Ok(value)
    }

    fn flag(&mut self) -> Result<bool, MediaError> {
        Ok(self.read(1)? == 1)
    }

    /// As many bits as there are zeros before the first one (4.10.3).
    fn skip_uvlc(&mut self) -> Result<(), MediaError> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
        }
        if zeros < 32 { self.read(zeros).map(drop) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes bits as text: the fields of a sequence header.
    fn packed(bits: &str) -> Vec<u8> {
        let bits: Vec<u8> = bits.bytes().filter(|bit| *bit != b' ').map(|bit| bit - b'0').collect();
        bits.chunks(8).map(|eight| eight.iter().enumerate().fold(0, |byte, (at, bit)| byte | bit << (7 - at))).collect()
    }

    fn item(units: &[(u8, &[u8])]) -> Vec<u8> {
        units.iter().flat_map(|(kind, content)| [&[kind << 3 | 2, content.len() as u8], *content].concat()).collect()
    }

    /// 48 × 32, 8 bits, nothing said of colours, limited range.
    fn reduced() -> Vec<u8> {
        packed("000 1 1 00000 0101 0100 101111 11111 000 000 0 0 0 0 00 0")
    }

    #[test]
    fn the_header_of_a_still_picture_is_read() {
        let claims = Claims::read(&item(&[(2, b""), (1, &reduced()), (6, b"xyz")])).unwrap();
        assert_eq!((claims.width, claims.height, claims.depth, claims.frames), (48, 32, 8, 1));
        assert_eq!(claims.sampling, Sampling::Yuv420);
        assert_eq!(claims.colours, Cicp { primaries: 2, transfer: 2, matrix: 2, full: false });
    }

    #[test]
    fn timing_levels_and_tools_are_passed_over() {
        let timing = format!("1 {:032b} {:032b} 1 0010 1 1 00100 {:032b} 00000 00000", 1, 30, 9);
        // Two points: a high level with a delay of 5 bits twice, a low one without.
        let points = "1 00001 000000000000 01000 0 1 11111 00000 1 1 1010 000000000001 00000 0 0";
        let frame = "0101 0100 101111 11111 1 0101 011 000";
        let tools = "0000 1 11 0 1 0 1 101 000";
        let colours = "1 1 0 1 00001001 00010000 00001001 1 1 0 0 0";
        let header = packed(&["010 0 0", &timing, points, frame, tools, colours].join(" "));
        let claims = Claims::read(&item(&[(1, &header), (3, b""), (4, b"")])).unwrap();
        assert_eq!((claims.width, claims.height, claims.depth), (48, 32, 12));
        assert_eq!(claims.sampling, Sampling::Yuv422);
        assert_eq!(claims.colours, Cicp { primaries: 9, transfer: 16, matrix: 9, full: true });
    }

    #[test]
    fn layers_are_counted_and_films_refused() {
        let with = |frames: usize| {
            let header = reduced();
            Claims::read(&item(&[&[(1, &header[..])], vec![(6, &b"x"[..]); frames].as_slice()].concat()))
        };
        assert_eq!(with(2).unwrap().frames, 2);
        assert_eq!(with(0), Err(MediaError::Damaged));
        assert_eq!(with(5), Err(MediaError::NotSupported));
    }

    #[test]
    fn what_makes_no_sense_is_damaged() {
        let header = reduced();
        let other = packed("000 1 1 00000 0101 0100 101110 11111 000 000 0 0 0 0 00 0");
        for bytes in [
            item(&[(6, b"x")]),
            item(&[(1, &header[..4]), (6, b"x")]),
            item(&[(1, &header), (1, &other), (6, b"x")]),
            vec![0x82, 0],
            vec![1 << 3 | 2, 9],
            vec![1 << 3 | 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0],
        ] {
            assert_eq!(Claims::read(&bytes), Err(MediaError::Damaged), "{bytes:?}");
        }
    }
}
