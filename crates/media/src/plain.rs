//! The kinds that the crate `image` reads as they are.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use crate::depth::{grey_to_8_bits, to_8_bits};
use crate::header::Header;
use crate::raster::{Channels, Raster};
use crate::{Format, Limits, MediaError, View};

pub(crate) fn header(bytes: &[u8], format: Format) -> Result<Header, MediaError> {
    let mut decoder = open(bytes, format)?;
    let (width, height) = decoder.dimensions();
    Ok(Header {
        width,
        height,
        orientation: match extras_fit(bytes, format) {
            // A damaged EXIF block must not cost the picture.
            true => decoder.orientation().unwrap_or(Orientation::NoTransforms),
            false => Orientation::NoTransforms,
        },
        // WebP decodes into planes of its own first.
        memory: if format == Format::WebP { 2 * decoder.total_bytes() } else { decoder.total_bytes() },
    })
}

pub(crate) fn raster(bytes: &[u8], format: Format, view: View, limits: &Limits) -> Result<Raster, MediaError> {
    let mut decoder = open(bytes, format)?;
    decoder.set_limits(bounds(limits)).map_err(fault)?;
    let icc = if extras_fit(bytes, format) { decoder.icc_profile().ok().flatten() } else { None };
    let picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    let (width, height) = (picture.width(), picture.height());
    let (channels, values) = match picture {
        DynamicImage::ImageLuma8(of) => (Channels::Grey, of.into_raw()),
        DynamicImage::ImageLumaA8(of) => (Channels::GreyAlpha, of.into_raw()),
        DynamicImage::ImageRgb8(of) => (Channels::Rgb, of.into_raw()),
        DynamicImage::ImageRgba8(of) => (Channels::Rgba, of.into_raw()),
        DynamicImage::ImageLuma16(of) => (Channels::Grey, grey_to_8_bits(&of, view)),
        DynamicImage::ImageLumaA16(of) => (Channels::GreyAlpha, to_8_bits(&of, view)),
        DynamicImage::ImageRgb16(of) => (Channels::Rgb, to_8_bits(&of, view)),
        DynamicImage::ImageRgba16(of) => (Channels::Rgba, to_8_bits(&of, view)),
        _ => return Err(MediaError::NotSupported),
    };
    Ok(Raster { width, height, channels, values, icc })
}

/// Returns whether what a WebP says beside its picture is as long as it claims: the decoder makes room for the claim, up to 4 GiB.
pub(crate) fn extras_fit(bytes: &[u8], format: Format) -> bool {
    let mut rest = bytes.get(12..).unwrap_or_default();
    while format == Format::WebP
        && let Some((name, after)) = rest.split_first_chunk::<4>()
        && let Some((length, after)) = after.split_first_chunk()
    {
        let length = u32::from_le_bytes(*length) as usize;
        if length > after.len() && [b"EXIF", b"ICCP", b"XMP "].contains(&name) {
            return false;
        }
        // Chunks are padded to an even length (RFC 9649, section 2.3).
        rest = after.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
    true
}

pub(crate) fn bounds(limits: &Limits) -> image::Limits {
    let mut bounds = image::Limits::no_limits();
    bounds.max_image_width = Some(limits.side);
    bounds.max_image_height = Some(limits.side);
    bounds.max_alloc = Some(limits.memory);
    bounds
}

fn open(bytes: &[u8], format: Format) -> Result<impl ImageDecoder + '_, MediaError> {
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Bmp => ImageFormat::Bmp,
        _ => return Err(MediaError::NotSupported),
    };
    ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(fault)
}

pub(crate) fn fault(error: ImageError) -> MediaError {
    match error {
        ImageError::Limits(_) => MediaError::TooLarge,
        ImageError::Unsupported(_) => MediaError::NotSupported,
        _ => MediaError::Damaged,
    }
}
