//! AV1, by re_rav1d: one picture of a tile, decoded on this thread.

use re_rav1d::{BitsPerComponent, Decoder, Error, Picture, PixelLayout, PlanarImageComponent, Settings};

use super::units::Claims;
use super::yuv::{Planes, Samples, Sampling};
use crate::MediaError;

/// Decodes the units of one item and lays its picture over the whole, at `left` and `top` in pixels.
///
/// A panic inside the decoder cannot be caught (it is entered through a C interface) and ends the process: here that is the worker.
pub(super) fn lay(
    units: &[u8],
    claims: &Claims,
    whole: &mut Planes,
    left: usize,
    top: usize,
) -> Result<(), MediaError> {
    let picture = decode(units, claims)?;
    let sampling = match picture.pixel_layout() {
        PixelLayout::I400 => Sampling::Grey,
        PixelLayout::I420 => Sampling::Yuv420,
        PixelLayout::I422 => Sampling::Yuv422,
        PixelLayout::I444 => Sampling::Yuv444,
    };
    let depth = picture.bits_per_component().map(|BitsPerComponent(bits)| bits);
    if (picture.width(), picture.height()) != (claims.width, claims.height)
        || sampling != claims.sampling
        || depth != Some(usize::from(claims.depth))
    {
        return Err(MediaError::Damaged);
    }
    for at in 0..whole.count() {
        let component = PlanarImageComponent::from(at);
        let plane = picture.plane(component);
        let (width, height) = (claims.width as usize, claims.height as usize);
        let width = if at == 0 { width } else { sampling.chroma(width, height).0 };
        let rows = plane.chunks_exact(picture.stride(component) as usize);
        if claims.depth == 8 {
            whole.lay(at, left, top, rows.map(|row| Samples::Bytes(&row[..width])));
        } else {
            whole.lay(at, left, top, rows.map(|row| Samples::Pairs(&row.as_chunks().0[..width])));
        }
    }
    Ok(())
}

fn decode(units: &[u8], claims: &Claims) -> Result<Picture, MediaError> {
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    // Of a picture in layers the best one, not each.
    settings.set_all_layers(false);
    settings.set_frame_size_limit(claims.width.saturating_mul(claims.height));
    let mut decoder = Decoder::with_settings(&settings).map_err(fault)?;
    decoder.send_data(units.to_vec().into_boxed_slice(), None, None, None).map_err(fault)?;
    // Where more than one picture is shown, it is the first, as in libavif.
    decoder.get_picture().map_err(fault)
}

fn fault(error: Error) -> MediaError {
    match error {
        Error::NotEnoughMemory => MediaError::TooLarge,
        Error::UnsupportedBitstream => MediaError::NotSupported,
        _ => MediaError::Damaged,
    }
}
