use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use crate::{Limits, Look, MediaError, heif, inks};

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
    /// GIF.
    Gif,
    /// BMP.
    Bmp,
    /// TIFF; its first page.
    Tiff,
    /// HEIF, coded with HEVC.
    Heic,
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
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
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
    if heif::is_heif(bytes) {
        let (width, height) = heif::dimensions(bytes)?;
        return Ok(Dimensions { width, height, format: Format::Heic });
    }
    let (mut decoder, format) = open(bytes)?;
    let (width, height) = decoder.dimensions();
    let upright = turned(decoder.orientation().unwrap_or(Orientation::NoTransforms), width, height);
    Ok(Dimensions { width: upright.0, height: upright.1, format })
}

/// Is a picture as its decoder left it, and what is still to be done to it.
pub(crate) struct Opened {
    pub(crate) picture: DynamicImage,
    /// The ICC profile of its colours.
    pub(crate) profile: Option<Vec<u8>>,
    /// How it is to be turned.
    pub(crate) orientation: Orientation,
    pub(crate) format: Format,
}

/// Decodes a picture.
pub(crate) fn decode(bytes: &[u8], look: Look, limits: &Limits) -> Result<Opened, MediaError> {
    if heif::is_heif(bytes) {
        let (picture, profile) = heif::decode(bytes, limits)?;
        // What the file's own boxes turn is turned by then, stored or seen: its EXIF only repeats it.
        return Ok(Opened { picture, profile, orientation: Orientation::NoTransforms, format: Format::Heic });
    }
    let (mut decoder, format) = open(bytes)?;
    let (width, height) = decoder.dimensions();
    limits.check(width.into(), height.into(), 1)?;
    if decoder.total_bytes() > limits.memory {
        return Err(MediaError::TooLarge);
    }
    let mut bounds = image::Limits::no_limits();
    bounds.max_image_width = Some(limits.side);
    bounds.max_image_height = Some(limits.side);
    bounds.max_alloc = Some(limits.memory);
    decoder.set_limits(bounds).map_err(fault)?;
    // A damaged EXIF block must not cost the picture, nor a damaged profile.
    let orientation = match look {
        Look::Seen => decoder.orientation().unwrap_or(Orientation::NoTransforms),
        Look::Stored => Orientation::NoTransforms,
    };
    if let Some(inked) = (format == Format::Jpeg).then(|| inks::decode(bytes, look, limits)).flatten() {
        return Ok(Opened { picture: DynamicImage::ImageRgb8(inked?), profile: None, orientation, format });
    }
    let profile = match format {
        Format::Tiff => tiff_profile(bytes),
        _ => decoder.icc_profile().unwrap_or(None),
    };
    let picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    Ok(Opened { picture, profile, orientation, format })
}

fn open(bytes: &[u8]) -> Result<(impl ImageDecoder + '_, Format), MediaError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| MediaError::Damaged)?;
    let format = match reader.format() {
        Some(ImageFormat::Png) => Format::Png,
        Some(ImageFormat::Jpeg) => Format::Jpeg,
        Some(ImageFormat::WebP) => Format::WebP,
        Some(ImageFormat::Gif) => Format::Gif,
        Some(ImageFormat::Bmp) => Format::Bmp,
        Some(ImageFormat::Tiff) => Format::Tiff,
        _ => return Err(MediaError::NotSupported),
    };
    Ok((reader.into_decoder().map_err(fault)?, format))
}

/// Returns the ICC profile of a TIFF (tag 34675), which is written as undefined bytes: `image` takes it as numbers only.
fn tiff_profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut profile = vec![0; bytes.len().min(LARGEST_PROFILE)];
    let mut decoder = tiff::decoder::Decoder::new(Cursor::new(bytes)).ok()?;
    let len = decoder.image_ifd().find_tag_bytes(tiff::tags::Tag::IccProfile, &mut profile, 0).ok()??;
    profile.truncate(len);
    Some(profile)
}

/// The largest profile that is looked for, in bytes: those of printers take some megabytes.
const LARGEST_PROFILE: usize = 8 << 20;

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
