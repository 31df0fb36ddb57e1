//! Colour profiles (ICC.1:2022) brought to sRGB.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, ParsingOptions, Transform8BitExecutor, TransformOptions};

use crate::raster::Channels;

/// Profiles of printers have a megabyte or two.
const LARGEST: usize = 8 << 20;

/// Is the way from a picture's own colours to sRGB.
pub(crate) struct Profile {
    transform: Arc<Transform8BitExecutor>,
}

impl Profile {
    /// Reads a profile. `None` when it is damaged, or meant for other channels: viewers ignore such a profile too.
    pub fn new(icc: &[u8], channels: Channels) -> Option<Self> {
        let options =
            ParsingOptions { max_profile_size: LARGEST, max_allowed_clut_size: LARGEST, ..Default::default() };
        let profile = ColorProfile::new_from_slice_with_options(icc, options).ok()?;
        let layout = match (channels, profile.color_space) {
            (Channels::Grey | Channels::GreyAlpha, DataColorSpace::Gray) => Layout::Gray,
            (Channels::Rgb | Channels::Rgba, DataColorSpace::Rgb) => Layout::Rgb,
            (Channels::Cmyk, DataColorSpace::Cmyk) => Layout::Rgba,
            _ => return None,
        };
        let srgb = ColorProfile::new_srgb();
        let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, TransformOptions::default()).ok()?;
        Some(Self { transform })
    }

    /// Converts a row of colours, without alpha, to RGB.
    pub fn convert(&self, from: &[u8], to: &mut [u8]) {
        // The lengths fit, and nothing else can be refused here.
        let _ = self.transform.transform(from, to);
    }
}
