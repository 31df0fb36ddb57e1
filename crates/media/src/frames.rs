//! Animations, picture by picture: GIF, APNG (PNG, third edition), WebP.

use std::io::Cursor;
use std::time::Duration;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, ImageDecoder, ImageError};

use crate::colour::Profile;
use crate::decode::{guarded, upright};
use crate::header::{Header, lies};
use crate::plain::{bounds, extras_fit, fault};
use crate::raster::{Channels, Raster};
use crate::{Format, Limits, MediaError, Picture, View, decode};

/// Is one picture of an animation, as large as the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnimationFrame {
    /// What is shown.
    pub picture: Picture,
    /// When it begins, from the start.
    pub at: Duration,
    /// How long it is shown; zero where the file leaves it to the viewer.
    pub lasts: Duration,
}

/// Walks over the pictures of an animation, one in memory at a time; of what does not move there is one.
///
/// Ends with an error where the file is damaged, and with [`MediaError::TooLarge`] after [`Limits::frames`] pictures, if there are more.
pub struct Frames<'a> {
    source: Source<'a>,
    profile: Option<Profile>,
    orientation: Orientation,
    format: Format,
    view: View,
    at: Duration,
    left: u32,
}

type Decoded<'a> = Box<dyn Iterator<Item = Result<image::Frame, ImageError>> + 'a>;

/// With the colour profile.
type Opened<'a> = (Decoded<'a>, Option<Vec<u8>>);

enum Source<'a> {
    Moving(Decoded<'a>),
    Still(Option<Picture>),
}

impl<'a> Frames<'a> {
    /// Returns whether there may be more than one picture, without decoding any: of a GIF only decoding tells.
    pub fn may_move(bytes: &'a [u8], limits: &Limits) -> bool {
        let Some(format) = Format::of(bytes) else { return false };
        guarded(|| moving(bytes, format, limits)).is_ok_and(|moving| moving.is_some())
    }

    /// Opens a picture or an animation; decoded is each picture when it is asked for.
    ///
    /// # Errors
    /// [`MediaError`] when it is no picture of a supported kind, its headers make no sense, or it is above the limits.
    pub fn new(bytes: &'a [u8], view: View, limits: &Limits) -> Result<Self, MediaError> {
        let format = Format::of(bytes).ok_or(MediaError::NotSupported)?;
        let header = guarded(|| Header::read(bytes, format))?;
        // The whole picture so far, the next part of it, what it is made into: each in RGBA.
        header.judge(limits, 12 * header.pixels() + if lies(header.orientation) { 3 * header.pixels() } else { 0 })?;
        let moving = guarded(|| moving(bytes, format, limits))?;
        let (source, icc) = match moving {
            Some((decoded, icc)) => (Source::Moving(decoded), icc),
            None => (Source::Still(Some(decode(bytes, view, limits)?)), None),
        };
        let seen = view == View::Seen;
        Ok(Self {
            source,
            profile: icc.filter(|_| seen).and_then(|icc| Profile::new(&icc, Channels::Rgba)),
            orientation: if seen { header.orientation } else { Orientation::NoTransforms },
            format,
            view,
            at: Duration::ZERO,
            left: limits.frames,
        })
    }

    fn finished(&mut self, frame: image::Frame) -> Result<AnimationFrame, MediaError> {
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        let lasts = Duration::from_micros(u64::from(numerator) * 1000 / u64::from(denominator.max(1)));
        let buffer = frame.into_buffer();
        let (width, height) = buffer.dimensions();
        let raster = Raster { width, height, channels: Channels::Rgba, values: buffer.into_raw(), icc: None };
        let pixels = raster.into_rgb_by(self.view, self.profile.as_ref())?;
        let picture = upright(pixels, width, height, self.orientation, self.format)?;
        let at = self.at;
        self.at = at.saturating_add(lasts);
        Ok(AnimationFrame { picture, at, lasts })
    }
}

impl Iterator for Frames<'_> {
    type Item = Result<AnimationFrame, MediaError>;

    fn next(&mut self) -> Option<Self::Item> {
        let decoded = match &mut self.source {
            Source::Still(picture) => {
                return picture
                    .take()
                    .map(|picture| Ok(AnimationFrame { picture, at: Duration::ZERO, lasts: Duration::ZERO }));
            }
            Source::Moving(decoded) => guarded(|| decoded.next().transpose().map_err(fault)),
        };
        let frame = match decoded.transpose()? {
            Ok(_) if self.left == 0 => Err(MediaError::TooLarge),
            Ok(frame) => guarded(|| self.finished(frame)),
            Err(error) => Err(error),
        };
        self.left = self.left.saturating_sub(1);
        if frame.is_err() {
            self.source = Source::Still(None);
        }
        Some(frame)
    }
}

/// Opens what moves; `None` where nothing does.
fn moving<'a>(bytes: &'a [u8], format: Format, limits: &Limits) -> Result<Option<Opened<'a>>, MediaError> {
    let input = Cursor::new(bytes);
    match format {
        Format::Gif => {
            let mut decoder = GifDecoder::new(input).map_err(fault)?;
            decoder.set_limits(bounds(limits)).map_err(fault)?;
            Ok(Some((Box::new(decoder.into_frames()), None)))
        }
        Format::WebP => {
            let mut decoder = WebPDecoder::new(input).map_err(fault)?;
            decoder.set_limits(bounds(limits)).map_err(fault)?;
            let icc = if extras_fit(bytes, format) { decoder.icc_profile().ok().flatten() } else { None };
            Ok(if decoder.has_animation() { Some((Box::new(decoder.into_frames()), icc)) } else { None })
        }
        Format::Png => {
            let mut decoder = PngDecoder::with_limits(input, bounds(limits)).map_err(fault)?;
            let icc = decoder.icc_profile().ok().flatten();
            if !decoder.is_apng().map_err(fault)? {
                return Ok(None);
            }
            Ok(Some((Box::new(decoder.apng().map_err(fault)?.into_frames()), icc)))
        }
        _ => Ok(None),
    }
}
