use std::io::Cursor;
use std::time::Duration;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, Frames, ImageDecoder, ImageFormat};

use crate::opened::fault;
use crate::{Format, Limits, Look, MediaError, Picture, colour};

/// Is one picture of an animation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its number, zero-based.
    pub number: u32,
    /// When it appears, since the beginning.
    pub at: Duration,
    /// The whole picture as it is seen then, over white.
    pub picture: Picture,
}

/// Gives each picture of an animation (GIF, PNG, WebP) in turn, one in memory at a time, at most `most` of them; any other
/// picture is given as one. Profiles are applied to pictures that stand still only.
///
/// `take` returns whether to go on. Returns how many were given.
///
/// # Errors
/// [`MediaError`] where no frame can be decoded; a break later on ends the animation there.
pub fn frames(
    bytes: &[u8],
    limits: &Limits,
    most: u32,
    take: &mut dyn FnMut(Frame) -> bool,
) -> Result<u32, MediaError> {
    let Some((moving, format)) = moving(bytes, limits)? else {
        take(Frame { number: 0, at: Duration::ZERO, picture: Picture::decode(bytes, Look::Seen, limits)? });
        return Ok(1);
    };
    let (mut given, mut at) = (0, Duration::ZERO);
    for frame in moving.take(most as usize) {
        let frame = match frame.map_err(fault) {
            Ok(frame) => frame,
            Err(error) if given == 0 => return Err(error),
            Err(_) => break,
        };
        let lasts = Duration::from(frame.delay());
        let rgb = colour::shown(DynamicImage::ImageRgba8(frame.into_buffer()), None);
        let (width, height) = rgb.dimensions();
        if width == 0 || height == 0 {
            return Err(MediaError::Damaged);
        }
        let picture = Picture { width, height, pixels: rgb.into_raw(), format };
        given += 1;
        if !take(Frame { number: given - 1, at, picture }) {
            break;
        }
        at = at.saturating_add(lasts);
    }
    Ok(given)
}

/// Opens an animation; nothing for a picture that stands still.
fn moving<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Option<(Frames<'b>, Format)>, MediaError> {
    let read = Cursor::new(bytes);
    Ok(match image::guess_format(bytes) {
        Ok(ImageFormat::Gif) => {
            Some((bounded(GifDecoder::new(read).map_err(fault)?, limits)?.into_frames(), Format::Gif))
        }
        Ok(ImageFormat::WebP) => {
            let decoder = WebPDecoder::new(read).map_err(fault)?;
            let moves = decoder.has_animation();
            let decoder = bounded(decoder, limits)?;
            moves.then(|| (decoder.into_frames(), Format::WebP))
        }
        Ok(ImageFormat::Png) => {
            let decoder = bounded(PngDecoder::new(read).map_err(fault)?, limits)?;
            if decoder.is_apng().map_err(fault)? {
                Some((decoder.apng().map_err(fault)?.into_frames(), Format::Png))
            } else {
                None
            }
        }
        _ => None,
    })
}

fn bounded<D: ImageDecoder>(mut decoder: D, limits: &Limits) -> Result<D, MediaError> {
    let (width, height) = decoder.dimensions();
    // The canvas, the frame and what it is shown as.
    limits.check(width.into(), height.into(), 12)?;
    let mut bounds = image::Limits::no_limits();
    bounds.max_image_width = Some(limits.side);
    bounds.max_image_height = Some(limits.side);
    bounds.max_alloc = Some(limits.memory);
    decoder.set_limits(bounds).map_err(fault)?;
    Ok(decoder)
}
