//! JPEG of four inks, as printing uses them: CMYK, and YCCK, which stores three of the inks as JPEG stores colours.

use image::RgbImage;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::{Limits, Look, MediaError, colour};

/// Decodes a JPEG of four inks; nothing for any other JPEG.
pub(crate) fn decode(bytes: &[u8], look: Look, limits: &Limits) -> Option<Result<RgbImage, MediaError>> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(limits.side as usize)
        .set_max_height(limits.side as usize);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let space = decoder.input_colorspace().filter(|space| matches!(space, ColorSpace::CMYK | ColorSpace::YCCK))?;
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    Some(inked(&mut decoder, bytes, space, look))
}

fn inked(
    decoder: &mut JpegDecoder<ZCursor<&[u8]>>,
    bytes: &[u8],
    space: ColorSpace,
    look: Look,
) -> Result<RgbImage, MediaError> {
    let (width, height) = decoder.dimensions().ok_or(MediaError::Damaged)?;
    let mut stored = decoder.decode().map_err(|_| MediaError::Damaged)?;
    if stored.len() != 4 * width * height {
        return Err(MediaError::Damaged);
    }
    lights(&mut stored, space, is_of_adobe(bytes));
    let profile = decoder.icc_profile().filter(|_| look == Look::Seen);
    let transform = profile.as_deref().and_then(colour::of_inks);
    let mut pixels = vec![0; 3 * width * height];
    for (from, to) in stored.chunks_exact_mut((4 * width).max(1)).zip(pixels.chunks_exact_mut((3 * width).max(1))) {
        let profiled = transform.as_ref().is_some_and(|transform| {
            let inks: Vec<u8> = from.iter().map(|light| 255 - light).collect();
            transform.transform(&inks, to).is_ok()
        });
        if !profiled {
            for ([c, m, y, k], pixel) in from.as_chunks::<4>().0.iter().zip(to.as_chunks_mut::<3>().0) {
                *pixel = [*c, *m, *y].map(|light| times(light, *k));
            }
        }
    }
    RgbImage::from_raw(width as u32, height as u32, pixels).ok_or(MediaError::Damaged)
}

/// Turns what is stored into how much light each ink lets through: 255 where there is none of it.
fn lights(stored: &mut [u8], space: ColorSpace, of_adobe: bool) {
    for pixel in stored.as_chunks_mut::<4>().0 {
        if space == ColorSpace::YCCK {
            let [y, cb, cr, _] = pixel.map(i32::from);
            let (cb, cr) = (cb - 128, cr - 128);
            // JFIF 1.02, page 3, in 16 bits after the point.
            let rgb = [
                y + ((91_881 * cr + 32_768) >> 16),
                y - ((22_554 * cb + 46_802 * cr + 32_768) >> 16),
                y + ((116_130 * cb + 32_768) >> 16),
            ];
            pixel[..3].copy_from_slice(&rgb.map(|value| value.clamp(0, 255) as u8));
        }
        // Adobe's programs store inks the other way round, and say who they are.
        if !of_adobe {
            *pixel = pixel.map(|value| 255 - value);
        }
    }
}

/// Multiplies two shares of 255, rounded.
fn times(a: u8, b: u8) -> u8 {
    let product = u32::from(a) * u32::from(b) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// Returns whether a marker APP14 with Adobe's name stands before the picture (Adobe Technical Note 5116, section 18).
fn is_of_adobe(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, after @ ..] = rest {
        match marker {
            0xff => {
                rest = &rest[1..];
                continue;
            }
            0xda => return false,
            0xee if after.starts_with(b"Adobe") => return true,
            _ => {}
        }
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        rest = rest.get(2 + len..).unwrap_or_default();
    }
    false
}
