use image::metadata::Orientation;

use crate::{Format, Limits, MediaError, avif, heic, jpeg, plain, tiff};

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
    let format = Format::of(bytes).ok_or(MediaError::NotSupported)?;
    let Header { width, height, orientation, .. } = Header::read(bytes, format)?;
    let (width, height) = if lies(orientation) { (height, width) } else { (width, height) };
    Ok(Dimensions { width, height, format })
}

/// What a picture claims before anything is decoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// Width in pixels, as stored.
    pub width: u32,
    /// Height in pixels, as stored.
    pub height: u32,
    /// How to turn it upright.
    pub orientation: Orientation,
    /// Bytes that the decoder and its values take, at most.
    pub memory: u64,
}

impl Header {
    pub fn read(bytes: &[u8], format: Format) -> Result<Self, MediaError> {
        let header = match format {
            Format::Jpeg => jpeg::header(bytes),
            Format::Tiff => tiff::header(bytes),
            Format::Heic => heic::header(bytes),
            Format::Avif => avif::header(bytes),
            _ => plain::header(bytes, format),
        }?;
        if header.width == 0 || header.height == 0 { Err(MediaError::Damaged) } else { Ok(header) }
    }

    /// Refuses what is above the limits, with the 8-bit RGB that is made of it and `more` bytes beside.
    pub fn judge(&self, limits: &Limits, more: u64) -> Result<(), MediaError> {
        let within = self.width.max(self.height) <= limits.side
            && self.pixels() <= limits.pixels
            && self.memory.saturating_add(3 * self.pixels()).saturating_add(more) <= limits.memory;
        if within { Ok(()) } else { Err(MediaError::TooLarge) }
    }

    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Returns whether turning a picture swaps its sides.
pub(crate) fn lies(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}
