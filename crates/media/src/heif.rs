//! HEIF pictures coded with HEVC (ISO/IEC 23008-12), as phones take them: alone or in a grid.

use heic_decoder::HeifError;
use image::{DynamicImage, RgbImage, RgbaImage};

use crate::{Limits, MediaError};

/// Bytes of memory for a pixel while a picture is put together: its planes twice in four bytes a sample, and its colours.
const PER_PIXEL: u64 = 16;

/// Returns whether a file says that it is one (the brands of ISO/IEC 23008-12, section 10).
pub(crate) fn is_heif(bytes: &[u8]) -> bool {
    let brands: [&[u8]; 7] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| brands.contains(&brand))
}

/// Reads how large a picture is, upright.
pub(crate) fn dimensions(bytes: &[u8]) -> Result<(u32, u32), MediaError> {
    let info = heic_decoder::probe(bytes).map_err(fault)?;
    let side = |pixels: usize| u32::try_from(pixels).map_err(|_| MediaError::TooLarge);
    Ok((side(info.width)?, side(info.height)?))
}

/// Decodes a picture, turned and cropped as the file says, and returns its ICC profile too.
pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<(DynamicImage, Option<Vec<u8>>), MediaError> {
    let info = heic_decoder::probe(bytes).map_err(fault)?;
    limits.check(info.coded_width as u64, info.coded_height as u64, PER_PIXEL)?;
    let decoded = heic_decoder::decode(bytes).map_err(fault)?;
    let (width, height) = (decoded.width as u32, decoded.height as u32);
    let picture = if decoded.alpha.is_some() {
        let data = decoded.to_rgba8().map_err(fault)?.data;
        RgbaImage::from_raw(width, height, data).map(DynamicImage::ImageRgba8)
    } else {
        let data = decoded.to_rgb8().map_err(fault)?.data;
        RgbImage::from_raw(width, height, data).map(DynamicImage::ImageRgb8)
    };
    Ok((picture.ok_or(MediaError::Damaged)?, decoded.metadata.icc_profile))
}

fn fault(error: HeifError) -> MediaError {
    match error {
        HeifError::Unsupported(_) => MediaError::NotSupported,
        HeifError::LimitExceeded(_) => MediaError::TooLarge,
        _ => MediaError::Damaged,
    }
}
