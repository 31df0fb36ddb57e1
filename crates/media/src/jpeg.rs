//! JPEG (ITU-T T.81), by zune-jpeg.

use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::header::Header;
use crate::raster::{Channels, Raster};
use crate::{Luma, MediaError};

pub(crate) fn header(bytes: &[u8]) -> Result<Header, MediaError> {
    let decoder = open(bytes)?;
    let info = decoder.info().ok_or(MediaError::Damaged)?;
    let pixels = u64::from(info.width) * u64::from(info.height);
    let components = u64::from(info.components);
    // A progressive picture keeps all its coefficients, 16 bits each.
    let coefficients = if info.sof.is_sequential_dct() { 0 } else { 2 * components * pixels };
    let orientation = info.exif_data.as_deref().and_then(Orientation::from_exif_chunk);
    Ok(Header {
        width: u32::from(info.width),
        height: u32::from(info.height),
        // A damaged EXIF block must not cost the picture.
        orientation: orientation.unwrap_or(Orientation::NoTransforms),
        memory: coefficients + if components == 4 { 4 * pixels } else { 0 },
    })
}

pub(crate) fn raster(bytes: &[u8]) -> Result<Raster, MediaError> {
    let mut decoder = open(bytes)?;
    let coded = decoder.input_colorspace().ok_or(MediaError::Damaged)?;
    let (wanted, channels) = match coded {
        ColorSpace::Luma => (ColorSpace::Luma, Channels::Grey),
        ColorSpace::CMYK | ColorSpace::YCCK => (coded, Channels::Cmyk),
        _ => (ColorSpace::RGB, Channels::Rgb),
    };
    decoder.set_options(options().jpeg_set_out_colorspace(wanted));
    let mut values = decoder.decode().map_err(fault)?;
    match coded {
        ColorSpace::CMYK => values.iter_mut().for_each(|value| *value = 255 - *value),
        ColorSpace::YCCK => values.as_chunks_mut().0.iter_mut().for_each(|pixel| *pixel = inks(*pixel)),
        _ => {}
    }
    let (width, height) = decoder.dimensions().ok_or(MediaError::Damaged)?;
    Ok(Raster { width: width as u32, height: height as u32, channels, values, icc: decoder.icc_profile() })
}

/// Decodes the light alone; `None` where the values are no light (RGB, inks).
pub(crate) fn luma(bytes: &[u8]) -> Result<Option<Luma>, MediaError> {
    let mut decoder = open(bytes)?;
    if !matches!(decoder.input_colorspace(), Some(ColorSpace::Luma | ColorSpace::YCbCr)) {
        return Ok(None);
    }
    decoder.set_options(options().jpeg_set_out_colorspace(ColorSpace::Luma));
    let pixels = decoder.decode().map_err(fault)?;
    let (width, height) = decoder.dimensions().ok_or(MediaError::Damaged)?;
    Ok(Some(Luma { width: width as u32, height: height as u32, pixels }))
}

/// Adobe writes inks turned round: white is 255 (Technical Note 5116). YCCK turns CMY into YCbCr besides.
fn inks([y, cb, cr, k]: [u8; 4]) -> [u8; 4] {
    let [c, m, yellow] = from_ycbcr([y, cb, cr]);
    [c, m, yellow, 255 - k]
}

/// JFIF 1.02: full range, by the weights of BT.601.
pub(crate) fn from_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb].map(|value| value.round() as u8)
}

fn open(bytes: &[u8]) -> Result<JpegDecoder<ZCursor<&[u8]>>, MediaError> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options());
    decoder.decode_headers().map_err(fault)?;
    Ok(decoder)
}

/// Sizes are judged in one place for all kinds; a picture that breaks off is shown as far as it goes, as viewers do.
fn options() -> DecoderOptions {
    DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX)
}

fn fault(error: DecodeErrors) -> MediaError {
    match error {
        DecodeErrors::Unsupported(_) => MediaError::NotSupported,
        DecodeErrors::LargeDimensions(_) => MediaError::TooLarge,
        _ => MediaError::Damaged,
    }
}
