use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use crate::{Limits, MediaError};

/// Names a kind of picture that is decoded here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// GIF; its first picture.
    Gif,
    /// BMP.
    Bmp,
}

impl Format {
    /// Returns the media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
        }
    }
}

/// Says how large a picture is, as a person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// Width in pixels, after turning it upright.
    pub width: u32,
    /// Height in pixels, after turning it upright.
    pub height: u32,
    /// The kind of picture.
    pub format: Format,
}

/// Reads how large a picture says it is; nothing is decoded, so that this holds for any claim.
///
/// # Errors
/// [`MediaError`] when it is no picture of a supported kind, or its headers make no sense.
pub fn dimensions(bytes: &[u8]) -> Result<Dimensions, MediaError> {
    let (mut decoder, format) = open(bytes)?;
    let (width, height) = decoder.dimensions();
    let upright = turned(decoder.orientation().unwrap_or(Orientation::NoTransforms), width, height);
    Ok(Dimensions { width: upright.0, height: upright.1, format })
}

/// Decodes a picture and turns it upright.
pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<(DynamicImage, Format), MediaError> {
    let (mut decoder, format) = open(bytes)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > limits.side || pixels > limits.pixels || decoder.total_bytes() > limits.memory {
        return Err(MediaError::TooLarge);
    }
    let mut bounds = image::Limits::no_limits();
    bounds.max_image_width = Some(limits.side);
    bounds.max_image_height = Some(limits.side);
    bounds.max_alloc = Some(limits.memory);
    decoder.set_limits(bounds).map_err(fault)?;
    // A damaged EXIF block must not cost the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    picture.apply_orientation(orientation);
    Ok((picture, format))
}

fn open(bytes: &[u8]) -> Result<(impl ImageDecoder + '_, Format), MediaError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| MediaError::Damaged)?;
    let format = match reader.format() {
        Some(ImageFormat::Png) => Format::Png,
        Some(ImageFormat::Jpeg) => Format::Jpeg,
        Some(ImageFormat::WebP) => Format::WebP,
        Some(ImageFormat::Gif) => Format::Gif,
        Some(ImageFormat::Bmp) => Format::Bmp,
        _ => return Err(MediaError::NotSupported),
    };
    Ok((reader.into_decoder().map_err(fault)?, format))
}

fn turned(orientation: Orientation, width: u32, height: u32) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (height, width)
        }
        _ => (width, height),
    }
}

pub(crate) fn fault(error: ImageError) -> MediaError {
    match error {
        ImageError::Limits(_) => MediaError::TooLarge,
        ImageError::Unsupported(_) => MediaError::NotSupported,
        _ => MediaError::Damaged,
    }
}
