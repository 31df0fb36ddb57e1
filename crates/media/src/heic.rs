//! HEIC (ISO/IEC 23008-12 with HEVC), by heic-decoder: photographs of phones, in tiles or whole.

use heic_decoder::hevc::params::parse_sps;
use heic_decoder::{HeifError, isobmff};
use image::metadata::Orientation;

use crate::header::Header;
use crate::raster::{Channels, Raster};
use crate::{MediaError, View};

/// NAL unit type 33: a sequence parameter set (ITU-T H.265, table 7-1).
const PARAMETERS: u8 = 33;

/// Turning, mirroring and cropping are part of decoding here (libheif, and so Pillow, does the same), and EXIF says nothing more.
pub(crate) fn header(bytes: &[u8]) -> Result<Header, MediaError> {
    let info = heic_decoder::probe(bytes).map_err(fault)?;
    let side = |length: usize| u32::try_from(length).map_err(|_| MediaError::TooLarge);
    let coded = coded_pixels(bytes)?.max((info.coded_width as u64).saturating_mul(info.coded_height as u64));
    Ok(Header {
        width: side(info.width)?,
        height: side(info.height)?,
        orientation: Orientation::NoTransforms,
        memory: coded.saturating_mul(bytes_a_pixel(info.chroma_format_idc)),
    })
}

/// The decoder keeps a sample in 32 bits, in tiles and again in the whole; how many samples there are the chroma format says
/// (ITU-T H.265, table 6-1).
fn bytes_a_pixel(chroma_format: u32) -> u64 {
    match chroma_format {
        0 => 8,
        1 => 12,
        2 => 16,
        _ => 24,
    }
}

/// Sums what is decoded for the picture: a small one may be cut from large tiles.
fn coded_pixels(bytes: &[u8]) -> Result<u64, MediaError> {
    let parsed = isobmff::parse(bytes).map_err(fault)?;
    let alpha = parsed.alpha.iter().flat_map(|alpha| &alpha.image.images);
    let mut pixels = 0u64;
    for image in parsed.images.iter().chain(alpha).chain(&parsed.reference_image) {
        for unit in image.hevc_config.nalus_of_type(PARAMETERS) {
            // The two bytes of the unit's header, then its content without emulation prevention.
            let content = heic_decoder::bitreader::strip_emulation_prevention(unit.get(2..).unwrap_or_default());
            let sps = parse_sps(&content).map_err(fault)?;
            let size = u64::from(sps.pic_width_in_luma_samples) * u64::from(sps.pic_height_in_luma_samples);
            pixels = pixels.saturating_add(size);
        }
    }
    Ok(pixels)
}

pub(crate) fn raster(bytes: &[u8], view: View) -> Result<Raster, MediaError> {
    let decoded = on_one_thread(|| heic_decoder::decode(bytes).map_err(fault))?;
    let (width, height) = (decoded.width as u32, decoded.height as u32);
    let icc = decoded.metadata.icc_profile.clone();
    let alpha = decoded.alpha.is_some() && view == View::Seen;
    let (channels, values) = if alpha {
        (Channels::Rgba, decoded.to_rgba8().map_err(fault)?.data)
    } else {
        (Channels::Rgb, decoded.to_rgb8().map_err(fault)?.data)
    };
    Ok(Raster { width, height, channels, values, icc })
}

/// The decoder shares tiles out to as many threads as there are cores; one decoder in one worker takes one.
fn on_one_thread<T: Send>(decode: impl FnOnce() -> Result<T, MediaError> + Send) -> Result<T, MediaError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    pool.map_err(|_| MediaError::Damaged)?.install(decode)
}

fn fault(error: HeifError) -> MediaError {
    match error {
        HeifError::LimitExceeded(_) => MediaError::TooLarge,
        HeifError::Unsupported(_) | HeifError::NotHeif(_) => MediaError::NotSupported,
        _ => MediaError::Damaged,
    }
}
