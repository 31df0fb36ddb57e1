//! From stored values to the colours that a screen shows: sRGB (IEC 61966-2-1), over white.

use std::sync::Arc;

use image::{DynamicImage, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// A profile that moves no colour further than this, of 255, is taken for sRGB itself: rounding alone would be left of it.
const NEAR: u8 = 3;

/// Applies an ICC profile where there is one and it makes sense, and lays what can be seen through over white.
pub(crate) fn shown(picture: DynamicImage, profile: Option<&[u8]>) -> RgbImage {
    let grey = matches!(
        picture,
        DynamicImage::ImageLuma8(_)
            | DynamicImage::ImageLumaA8(_)
            | DynamicImage::ImageLuma16(_)
            | DynamicImage::ImageLumaA16(_)
    );
    let mut to_srgb = profile.and_then(|icc| Transform::of(icc, grey));
    if !picture.color().has_alpha() {
        let mut rgb = picture.into_rgb8();
        if let Some(transform) = &mut to_srgb {
            let row = 3 * rgb.width() as usize;
            rgb.chunks_exact_mut(row.max(1)).for_each(|row| transform.apply(row));
        }
        return rgb;
    }
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    let mut pixels = Vec::with_capacity(3 * width as usize * height as usize);
    for row in rgba.chunks_exact((4 * width as usize).max(1)) {
        let from = pixels.len();
        pixels.extend(row.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]));
        let colours = &mut pixels[from..];
        if let Some(transform) = &mut to_srgb {
            transform.apply(colours);
        }
        for (pixel, [.., alpha]) in colours.as_chunks_mut::<3>().0.iter_mut().zip(row.as_chunks::<4>().0) {
            *pixel = pixel.map(|value| over_white(value, *alpha));
        }
    }
    RgbImage::from_raw(width, height, pixels).unwrap_or_default()
}

/// Lays a value, 0–255, over white.
pub(crate) fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// Is the way from the colours of a profile to sRGB.
enum Transform {
    Rgb(Arc<Transform8BitExecutor>, Vec<u8>),
    Grey(Box<[[u8; 3]; 256]>),
}

impl Transform {
    /// Reads a profile; nothing where it is none for such pixels, or hardly another one than sRGB.
    fn of(icc: &[u8], grey: bool) -> Option<Self> {
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        match (profile.color_space, grey) {
            (DataColorSpace::Gray, true) => Self::grey(&profile),
            (DataColorSpace::Rgb, _) => Self::rgb(&profile),
            _ => None,
        }
    }

    fn rgb(profile: &ColorProfile) -> Option<Self> {
        let transform = to_srgb(profile, Layout::Rgb)?;
        let steps: Vec<u8> = (0..=5).map(|step| step * 51).collect();
        let mut probe = Vec::with_capacity(3 * 216);
        for (r, g, b) in steps.iter().flat_map(|r| steps.iter().flat_map(|g| steps.iter().map(|b| (*r, *g, *b)))) {
            probe.extend([r, g, b]);
        }
        let mut moved = vec![0; probe.len()];
        transform.transform(&probe, &mut moved).ok()?;
        (!near(&probe, &moved)).then_some(Self::Rgb(transform, Vec::new()))
    }

    fn grey(profile: &ColorProfile) -> Option<Self> {
        let transform = to_srgb(profile, Layout::Gray)?;
        let ramp: Vec<u8> = (0..=255).collect();
        let mut moved = vec![0; 3 * ramp.len()];
        transform.transform(&ramp, &mut moved).ok()?;
        let same: Vec<u8> = ramp.iter().flat_map(|value| [*value; 3]).collect();
        let table: Box<[[u8; 3]; 256]> = Vec::from(moved.as_chunks::<3>().0).try_into().ok()?;
        (!near(&same, &moved)).then_some(Self::Grey(table))
    }

    /// Changes a row of red, green and blue.
    fn apply(&mut self, row: &mut [u8]) {
        match self {
            Self::Rgb(transform, moved) => {
                moved.resize(row.len(), 0);
                if transform.transform(row, moved).is_ok() {
                    row.copy_from_slice(moved);
                }
            }
            Self::Grey(table) => row.as_chunks_mut::<3>().0.iter_mut().for_each(|pixel| {
                *pixel = table[usize::from(pixel[0])];
            }),
        }
    }
}

fn near(one: &[u8], other: &[u8]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.abs_diff(*b) <= NEAR)
}

fn to_srgb(profile: &ColorProfile, layout: Layout) -> Option<Arc<Transform8BitExecutor>> {
    profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), Layout::Rgb, TransformOptions::default()).ok()
}

/// Returns the way from cyan, magenta, yellow and black (0 no ink, 255 all of it) to sRGB, where the profile has one.
pub(crate) fn of_inks(icc: &[u8]) -> Option<Arc<Transform8BitExecutor>> {
    let profile = ColorProfile::new_from_slice(icc).ok()?;
    // Four channels without a meaning of their own are called so there.
    if profile.color_space == DataColorSpace::Cmyk { to_srgb(&profile, Layout::Rgba) } else { None }
}
