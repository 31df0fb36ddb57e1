use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use crate::header::{Header, lies};
use crate::raster::Raster;
use crate::{Format, Limits, MediaError, Picture, View, avif, heic, jpeg, plain, tiff};

/// Decodes a picture to 8-bit RGB. Its first bytes decide what it is, not its name; of several pictures in one file it is the first.
///
/// # Errors
/// [`MediaError`] when it is no picture of a supported kind, is damaged, or is above the limits.
pub fn decode(bytes: &[u8], view: View, limits: &Limits) -> Result<Picture, MediaError> {
    let format = Format::of(bytes).ok_or(MediaError::NotSupported)?;
    guarded(|| {
        let header = Header::read(bytes, format)?;
        let orientation = if view == View::Seen { header.orientation } else { Orientation::NoTransforms };
        // Laid on its side, a picture is turned into a second one.
        header.judge(limits, if lies(orientation) { 3 * header.pixels() } else { 0 })?;
        let raster = raster(bytes, format, view, limits)?;
        let (width, height) = (raster.width, raster.height);
        upright(raster.into_rgb(view)?, width, height, orientation, format)
    })
}

/// Decodes a picture as it is seen, but for turning it, which is left to the caller: a second copy may be too much.
pub(crate) fn lying(bytes: &[u8], limits: &Limits) -> Result<(Picture, Orientation), MediaError> {
    let format = Format::of(bytes).ok_or(MediaError::NotSupported)?;
    guarded(|| {
        let header = Header::read(bytes, format)?;
        header.judge(limits, 0)?;
        let raster = raster(bytes, format, View::Seen, limits)?;
        let (width, height) = (raster.width, raster.height);
        Ok((Picture { width, height, pixels: raster.into_rgb(View::Seen)?, format }, header.orientation))
    })
}

fn raster(bytes: &[u8], format: Format, view: View, limits: &Limits) -> Result<Raster, MediaError> {
    match format {
        Format::Jpeg => jpeg::raster(bytes),
        Format::Tiff => tiff::raster(bytes, view, limits),
        Format::Heic => heic::raster(bytes, view),
        Format::Avif => avif::raster(bytes, view, limits),
        _ => plain::raster(bytes, format, view, limits),
    }
}

pub(crate) fn upright(
    pixels: Vec<u8>,
    width: u32,
    height: u32,
    orientation: Orientation,
    format: Format,
) -> Result<Picture, MediaError> {
    let mut picture = DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, pixels).ok_or(MediaError::Damaged)?);
    picture.apply_orientation(orientation);
    let picture = picture.into_rgb8();
    Ok(Picture { width: picture.width(), height: picture.height(), pixels: picture.into_raw(), format })
}

/// The decoders are other people's: one that panics on a file has found it damaged, and must not end the worker.
pub(crate) fn guarded<T>(decode: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(Err(MediaError::Damaged))
}
