//! TIFF (revision 6.0, and its Technical Notes), its first page.

use std::borrow::Cow;
use std::io::Cursor;

use image::metadata::Orientation;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use crate::depth::{grey_to_8_bits, spread, to_8_bits};
use crate::header::Header;
use crate::jpeg::from_ycbcr;
use crate::raster::{Channels, Raster};
use crate::{Limits, MediaError, View};

/// Tags: how the values are packed (7 is JPEG), and what they mean (3 is a palette, 6 YCbCr).
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;

/// Tag 338: the fourth sample is opacity by which the colours are multiplied already.
const ASSOCIATED: u16 = 1;

pub(crate) fn header(bytes: &[u8]) -> Result<Header, MediaError> {
    let (bytes, _) = plainer(bytes);
    let mut decoder = open(&bytes)?;
    let (width, height) = decoder.dimensions().map_err(fault)?;
    let samples = samples(decoder.colortype().map_err(fault)?)?;
    let orientation = decoder.find_tag_unsigned::<u8>(Tag::Orientation).ok().flatten();
    let bits = u64::from(samples.count) * u64::from(samples.bits.max(8));
    Ok(Header {
        width,
        height,
        orientation: orientation.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms),
        // A strip may hold all of it, packed and unpacked.
        memory: (u64::from(width) * u64::from(height)).saturating_mul(bits / 8 * 2),
    })
}

pub(crate) fn raster(bytes: &[u8], view: View, limits: &Limits) -> Result<Raster, MediaError> {
    let mut bounds = tiff::decoder::Limits::default();
    let memory = usize::try_from(limits.memory).unwrap_or(usize::MAX);
    (bounds.decoding_buffer_size, bounds.intermediate_buffer_size) = (memory, memory);
    let (bytes, hidden) = plainer(bytes);
    let mut decoder = open(&bytes)?.with_limits(bounds);
    let (width, height) = decoder.dimensions().map_err(fault)?;
    let kind = decoder.colortype().map_err(fault)?;
    let Samples { mut channels, count, bits } = samples(kind)?;
    let icc = decoder.get_tag_u8_vec(Tag::IccProfile).ok();
    let colours = if hidden == Hidden::Palette { Some(colour_map(&mut decoder, bits)?) } else { None };
    let extra = decoder.find_tag_unsigned_vec::<u16>(Tag::ExtraSamples).ok().flatten().unwrap_or_default();
    let mut decoded = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut decoded).map_err(fault)?;
    if decoded.as_buffer(0).byte_len() < layout.complete_len {
        return Err(MediaError::TooLarge);
    }
    let mut values = match decoded {
        DecodingResult::U8(values) if bits < 8 => spread(&values, width as usize, bits, colours.is_none()),
        DecodingResult::U8(values) => values,
        DecodingResult::U16(values) if channels == Channels::Grey => grey_to_8_bits(&values, view),
        DecodingResult::U16(values) => to_8_bits(&values, view),
        _ => return Err(MediaError::NotSupported),
    };
    if layout.planes > 1 {
        values = interleaved(&values, usize::from(count));
    }
    if let Some(colours) = colours {
        channels = Channels::Rgb;
        values = values.iter().flat_map(|index| colours[usize::from(*index)]).collect();
    }
    if hidden == Hidden::YCbCr && channels == Channels::Rgb {
        values.as_chunks_mut().0.iter_mut().for_each(|pixel| *pixel = from_ycbcr(*pixel));
    }
    if extra.first() == Some(&ASSOCIATED) && channels == Channels::Rgba {
        values.as_chunks_mut().0.iter_mut().for_each(divided);
    }
    Ok(Raster { width, height, channels, values, icc })
}

struct Samples {
    channels: Channels,
    /// How many a pixel has.
    count: u16,
    /// Bits of one: 1, 2, 4, 8 or 16.
    bits: u8,
}

fn samples(kind: ColorType) -> Result<Samples, MediaError> {
    let (channels, count, bits) = match kind {
        ColorType::Gray(bits) => (Channels::Grey, 1, bits),
        ColorType::GrayA(bits) | ColorType::Multiband { bit_depth: bits, num_samples: 2 } => {
            (Channels::GreyAlpha, 2, bits)
        }
        ColorType::RGB(bits) => (Channels::Rgb, 3, bits),
        ColorType::RGBA(bits) => (Channels::Rgba, 4, bits),
        ColorType::CMYK(bits) => (Channels::Cmyk, 4, bits),
        _ => return Err(MediaError::NotSupported),
    };
    let read = matches!(bits, 8 | 16) || (matches!(bits, 1 | 2 | 4) && count == 1);
    if read { Ok(Samples { channels, count, bits }) } else { Err(MediaError::NotSupported) }
}

/// What the decoder was not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    Nothing,
    Palette,
    YCbCr,
}

/// The decoder refuses palettes, and JPEG of fewer colour than light: it is shown indices as grey, and YCbCr as RGB.
fn plainer(bytes: &[u8]) -> (Cow<'_, [u8]>, Hidden) {
    let meaning = entry(bytes, PHOTOMETRIC);
    let (hidden, shown) = match (meaning, entry(bytes, COMPRESSION)) {
        (Some((_, 3)), _) => (Hidden::Palette, 1),
        (Some((_, 6)), Some((_, 7))) => (Hidden::YCbCr, 2),
        _ => return (Cow::Borrowed(bytes), Hidden::Nothing),
    };
    let mut bytes = bytes.to_vec();
    if let Some((place, _)) = meaning {
        bytes[place] = shown;
    }
    (Cow::Owned(bytes), hidden)
}

/// Finds a number below 256 in the first directory (section 2): the place of its only byte that is not 0, and the number.
/// In files of the classic layout: those beyond 4 GiB hold neither palettes nor JPEG.
fn entry(bytes: &[u8], tag: u16) -> Option<(usize, u8)> {
    let little = bytes.first() == Some(&b'I');
    let short = |at: usize| {
        let two = *bytes.get(at..)?.first_chunk()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four = *bytes.get(4..)?.first_chunk()?;
    let directory = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) } as usize;
    if short(2)? != 42 {
        return None;
    }
    let mut entries = (0..usize::from(short(directory)?)).map(|at| directory + 2 + 12 * at);
    let value = 8 + entries.find(|at| short(*at) == Some(tag))?;
    Some((if little { value } else { value + 1 }, u8::try_from(short(value)?).ok()?))
}

/// Reads a colour map: all reds, all greens, all blues, of 16 bits (section 5). Always 256 colours, so that no index lies outside.
fn colour_map(decoder: &mut Decoder<Cursor<&[u8]>>, bits: u8) -> Result<Vec<[u8; 3]>, MediaError> {
    let map = decoder.get_tag_u16_vec(Tag::ColorMap).map_err(fault)?;
    let count = 1usize << bits;
    if bits > 8 || map.len() < 3 * count {
        return Err(MediaError::Damaged);
    }
    let mut colours: Vec<[u8; 3]> =
        (0..count).map(|at| [0, 1, 2].map(|of| (map[of * count + at] >> 8) as u8)).collect();
    colours.resize(256, [0; 3]);
    Ok(colours)
}

fn interleaved(planes: &[u8], count: usize) -> Vec<u8> {
    let length = planes.len() / count;
    (0..length).flat_map(|at| (0..count).map(move |plane| planes[plane * length + at])).collect()
}

fn divided([colours @ .., alpha]: &mut [u8; 4]) {
    let alpha = u32::from(*alpha);
    for value in colours {
        *value = (u32::from(*value) * 255).checked_div(alpha).unwrap_or(0).min(255) as u8;
    }
}

fn open(bytes: &[u8]) -> Result<Decoder<Cursor<&[u8]>>, MediaError> {
    Decoder::new(Cursor::new(bytes)).map_err(fault)
}

fn fault(error: TiffError) -> MediaError {
    match error {
        TiffError::LimitsExceeded => MediaError::TooLarge,
        TiffError::UnsupportedError(_) => MediaError::NotSupported,
        _ => MediaError::Damaged,
    }
}
