//! The picture that a file of items shows, and what has to be done to see it (AVIF 1.1; MIAF, ISO/IEC 23000-22).

use std::borrow::Cow;
use std::collections::BTreeSet;

use image::metadata::Orientation;

use super::av1;
use super::boxes::Fields;
use super::items::{Items, Property};
use super::units::Claims;
use super::yuv::{Cicp, Planes};
use crate::MediaError;

/// Shortest side of a tile (MIAF, 7.3.11.4.2).
const SHORTEST_TILE: u32 = 64;

/// What an auxiliary picture is called that says how much is seen through (MIAF, 7.3.5.2; as HEIF of old).
const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1"];

/// Properties that are read here, or change nothing of what is seen.
const KNOWN: [&[u8; 4]; 12] =
    [b"av1C", b"ispe", b"pixi", b"colr", b"auxC", b"irot", b"imir", b"clap", b"pasp", b"a1lx", b"clli", b"mdcv"];

/// Describes what a file shows; nothing is decoded yet.
pub(super) struct Described<'a> {
    pub colour: Coded<'a>,
    pub alpha: Option<Coded<'a>>,
    /// Whether the colours are stored mixed with black where they are seen through.
    pub premultiplied: bool,
    pub icc: Option<&'a [u8]>,
    /// The code points of the file, or of the picture's own header.
    pub colours: Cicp,
    pub crop: Option<Crop>,
    /// Anti-clockwise, 0 to 3.
    quarters: u8,
    /// Which sides change places when it is mirrored: left and right, or top and bottom.
    left_and_right: Option<bool>,
}

impl<'a> Described<'a> {
    pub fn read(file: &'a [u8]) -> Result<Self, MediaError> {
        let items = Items::read(file)?;
        let item = items.primary;
        let colour = Coded::read(&items, item)?;
        let is_alpha = |item: &u32| items.property(*item, b"auxC").is_ok_and(|aux| aux.is_some_and(says_alpha));
        let alpha = items.referring(b"auxl", item).find(is_alpha);
        let mut described = Self {
            alpha: alpha.map(|alpha| Coded::read(&items, alpha)).transpose()?,
            premultiplied: alpha.is_some_and(|alpha| items.referred(b"prem", item).contains(&alpha)),
            icc: None,
            colours: colour.first()?.colours,
            crop: None,
            quarters: 0,
            left_and_right: None,
            colour,
        };
        if let Some(alpha) = &described.alpha
            && (alpha.width, alpha.height) != (described.colour.width, described.colour.height)
        {
            return Err(MediaError::NotSupported);
        }
        for property in items.properties(item) {
            described.mind(property?.0)?;
        }
        Ok(described)
    }

    /// The size before it is turned, cropped where that is said.
    pub fn size(&self) -> (u32, u32) {
        self.crop.as_ref().map_or((self.colour.width, self.colour.height), |crop| (crop.width, crop.height))
    }

    /// How to turn it upright, after cropping it: turned first, then mirrored (MIAF, 7.3.6.7).
    pub fn orientation(&self) -> Orientation {
        turned(self.quarters, self.left_and_right)
    }

    fn mind(&mut self, Property { name, content }: Property<'a>) -> Result<(), MediaError> {
        let mut fields = Fields(content);
        match &name {
            b"colr" => match &fields.name()? {
                b"nclx" => {
                    let [primaries, transfer, matrix] = [fields.u16()?, fields.u16()?, fields.u16()?];
                    self.colours = Cicp { primaries, transfer, matrix, full: fields.u8()? & 0x80 != 0 };
                }
                b"prof" | b"rICC" => self.icc = Some(fields.0),
                _ => {}
            },
            b"clap" => self.crop = Some(Crop::read(fields, self.colour.width, self.colour.height)?),
            b"irot" => self.quarters = fields.u8()? & 3,
            b"imir" => self.left_and_right = Some(fields.u8()? & 1 == 1),
            _ => {}
        }
        Ok(())
    }
}

/// Turned anti-clockwise by so many quarters, then mirrored: left and right change places, or top and bottom. `Orientation` turns
/// clockwise.
fn turned(quarters: u8, left_and_right: Option<bool>) -> Orientation {
    match (quarters, left_and_right) {
        (0, None) => Orientation::NoTransforms,
        (1, None) => Orientation::Rotate270,
        (2, None) => Orientation::Rotate180,
        (_, None) => Orientation::Rotate90,
        (0, Some(true)) | (2, Some(false)) => Orientation::FlipHorizontal,
        (0, Some(false)) | (2, Some(true)) => Orientation::FlipVertical,
        (3, Some(true)) | (1, Some(false)) => Orientation::Rotate90FlipH,
        _ => Orientation::Rotate270FlipH,
    }
}

/// `auxC`: a version, and a name up to a zero.
fn says_alpha(content: &[u8]) -> bool {
    let name = content.get(4..).unwrap_or_default();
    ALPHA.iter().any(|alpha| name.strip_prefix(*alpha).is_some_and(|rest| matches!(rest, [] | [0, ..])))
}

/// Is the part of a picture that is seen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crop {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl Crop {
    /// `clap` (ISO/IEC 14496-12, 12.1.4): width, height, and how far its middle lies from the picture's, as fractions.
    fn read(mut fields: Fields, width: u32, height: u32) -> Result<Self, MediaError> {
        let mut fraction = || -> Result<(i128, i128), MediaError> {
            // What is written is signed, but for sizes, where that makes no difference: none is that large.
            let both = (i128::from(fields.u32()? as i32), i128::from(fields.u32()? as i32));
            if both.1 > 0 { Ok(both) } else { Err(MediaError::Damaged) }
        };
        let [across, down, right, below] = [fraction()?, fraction()?, fraction()?, fraction()?];
        let (left, width) = part(across, right, width)?;
        let (top, height) = part(down, below, height)?;
        Ok(Self { left, top, width, height })
    }

    /// Cuts rows of `count` bytes a pixel out of a picture of `whole` pixels width.
    pub fn cut(&self, values: &[u8], whole: u32, count: usize) -> Vec<u8> {
        let rows = values.chunks_exact(whole as usize * count).skip(self.top as usize).take(self.height as usize);
        let part = self.left as usize * count..(self.left + self.width) as usize * count;
        rows.flat_map(|row| &row[part.clone()]).copied().collect()
    }
}

/// Where a part of `size` begins in `whole` pixels, and how long it is.
fn part(size: (i128, i128), away: (i128, i128), whole: u32) -> Result<(u32, u32), MediaError> {
    let len = size.0 / size.1;
    let start = (2 * away.0 + (i128::from(whole) - len) * away.1).div_euclid(2 * away.1);
    if len < 1 || start < 0 || start + len > i128::from(whole) {
        return Err(MediaError::Damaged);
    }
    Ok((start as u32, len as u32))
}

/// Is a picture in one piece or in tiles, not decoded.
pub(super) struct Coded<'a> {
    pub width: u32,
    pub height: u32,
    columns: u32,
    /// Row by row.
    tiles: Vec<(Cow<'a, [u8]>, Claims)>,
}

impl<'a> Coded<'a> {
    fn read(items: &Items<'a>, item: u32) -> Result<Self, MediaError> {
        match &items.kind(item).ok_or(MediaError::Damaged)? {
            b"av01" => {
                let (data, claims) = tile(items, item)?;
                Ok(Self { width: claims.width, height: claims.height, columns: 1, tiles: vec![(data, claims)] })
            }
            b"grid" => Self::grid(items, item),
            _ => Err(MediaError::NotSupported),
        }
    }

    /// A picture of tiles that are all alike (ISO/IEC 23008-12, 6.6.2.3).
    fn grid(items: &Items<'a>, item: u32) -> Result<Self, MediaError> {
        understood(items, item)?;
        let data = items.data(item)?;
        let mut fields = Fields(&data);
        let wide = if fields.u16()? & 1 == 1 { 4 } else { 2 };
        let [rows, columns] = [u32::from(fields.u8()?) + 1, u32::from(fields.u8()?) + 1];
        let [width, height] = [fields.number(wide)? as u32, fields.number(wide)? as u32];
        let referred = items.referred(b"dimg", item);
        let different: BTreeSet<_> = referred.iter().collect();
        if [referred.len(), different.len()] != [rows as usize * columns as usize; 2] {
            return Err(MediaError::Damaged);
        }
        let mut whole = Self { width, height, columns, tiles: Vec::new() };
        let mut len = 0_usize;
        for item in referred {
            let tile = match items.kind(*item) {
                Some(kind) if &kind == b"av01" => tile(items, *item)?,
                _ => return Err(MediaError::NotSupported),
            };
            // Tiles do not share bytes in what anyone writes; many that did would be a bomb.
            len = len.saturating_add(tile.0.len());
            if len > items.len() {
                return Err(MediaError::Damaged);
            }
            whole.tiles.push(tile);
        }
        let first = *whole.first()?;
        let alike = |claims: &Claims| Claims { frames: first.frames, ..*claims } == first;
        let fits = |tile: u32, count: u32, whole: u32| {
            let [tile, count, whole] = [tile, count, whole].map(u64::from);
            // Each tile shows something, and a colour of two pixels is not cut in half.
            tile * count >= whole && tile * (count - 1) < whole && (count == 1 || tile % 2 == 0)
        };
        if first.width.min(first.height) < SHORTEST_TILE
            || !fits(first.width, columns, width)
            || !fits(first.height, rows, height)
            || !whole.tiles.iter().all(|(_, claims)| alike(claims))
        {
            return Err(MediaError::NotSupported);
        }
        Ok(whole)
    }

    pub fn first(&self) -> Result<&Claims, MediaError> {
        self.tiles.first().map(|(_, claims)| claims).ok_or(MediaError::Damaged)
    }

    /// Bytes that its samples and the decoder take, at most.
    pub fn memory(&self) -> u64 {
        let samples = |pixels: u64, claims: &Claims| pixels.saturating_mul(claims.sampling.samples_of_two()) / 2;
        let Ok(claims) = self.first() else { return 0 };
        let whole = 2 * samples(u64::from(self.width) * u64::from(self.height), claims);
        let decoders = self.tiles.iter().map(|(data, claims)| {
            // The decoder rounds up to blocks, keeps each frame, one more with film grain, and notes beside.
            let padded = u64::from(claims.width.next_multiple_of(128)) * u64::from(claims.height.next_multiple_of(128));
            let bytes = if claims.depth == 8 { 1 } else { 2 };
            bytes * samples(padded, claims) * (claims.frames + 1) + NOTES * padded + data.len() as u64
        });
        whole.saturating_add(decoders.max().unwrap_or(0))
    }

    pub fn decode(&self) -> Result<Planes, MediaError> {
        let first = self.first()?;
        let mut planes = Planes::new(self.width, self.height, first.depth, first.sampling);
        for (at, (units, claims)) in (0..).zip(&self.tiles) {
            let (left, top) = (at % self.columns * claims.width, at / self.columns * claims.height);
            av1::lay(units, claims, &mut planes, left as usize, top as usize)?;
        }
        Ok(planes)
    }
}

/// Bytes a pixel that the decoder keeps beside the samples: measured, and rounded up.
const NOTES: u64 = 2;

/// Reads a coded item and what it claims; both have to agree.
fn tile<'a>(items: &Items<'a>, item: u32) -> Result<(Cow<'a, [u8]>, Claims), MediaError> {
    understood(items, item)?;
    let data = items.data(item)?;
    let claims = Claims::read(&data)?;
    if let Some(extent) = items.property(item, b"ispe")? {
        let mut fields = Fields(extent);
        fields.version()?;
        if [fields.u32()?, fields.u32()?] != [claims.width, claims.height] {
            return Err(MediaError::Damaged);
        }
    }
    Ok((data, claims))
}

/// Refuses what a reader has to understand to show it rightly, and is not understood here.
fn understood(items: &Items, item: u32) -> Result<(), MediaError> {
    for property in items.properties(item) {
        let (property, essential) = property?;
        if essential && !KNOWN.contains(&&property.name) && !chooses_nothing(property) {
            return Err(MediaError::NotSupported);
        }
    }
    Ok(())
}

/// Choices among the layers of a picture that come to what is shown anyway: all layers, the first operating point.
fn chooses_nothing(Property { name, content }: Property) -> bool {
    matches!((&name, content), (b"lsel", [0xff, 0xff]) | (b"a1op", [0]))
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, GrayImage, Luma};

    use super::*;

    #[test]
    fn a_part_lies_round_the_middle_moved_by_so_much() {
        assert_eq!(part((48, 1), (0, 1), 64), Ok((8, 48)));
        assert_eq!(part((48, 1), (-8, 1), 64), Ok((0, 48)));
        assert_eq!(part((47, 1), (-17, 2), 64), Ok((0, 47)));
        assert_eq!(part((48, 1), (9, 1), 64), Err(MediaError::Damaged));
        assert_eq!(part((0, 1), (0, 1), 64), Err(MediaError::Damaged));
        assert_eq!(part((65, 1), (0, 1), 64), Err(MediaError::Damaged));
        assert_eq!(part((i128::from(i32::MAX), 1), (i128::from(i32::MIN), 1), u32::MAX), Err(MediaError::Damaged));
    }

    #[test]
    fn turned_and_mirrored_is_one_orientation() {
        let picture = || DynamicImage::ImageLuma8(GrayImage::from_fn(3, 2, |x, y| Luma([(3 * y + x) as u8])));
        for quarters in 0..4 {
            for left_and_right in [None, Some(false), Some(true)] {
                let mut once = picture();
                once.apply_orientation(turned(quarters, left_and_right));
                let turned = (0..quarters).fold(picture(), |picture, _| picture.rotate270());
                let twice = match left_and_right {
                    None => turned,
                    Some(true) => turned.fliph(),
                    Some(false) => turned.flipv(),
                };
                assert_eq!(once, twice, "{quarters} {left_and_right:?}");
            }
        }
    }

    #[test]
    fn only_transparency_is_transparency() {
        assert!(says_alpha(b"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"));
        assert!(!says_alpha(b"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:depth\0"));
        assert!(!says_alpha(b"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alphabet\0"));
        assert!(!says_alpha(b"\0"));
    }
}
