//! Colour profiles (ICC.1:2022) brought to sRGB.

use std::sync::Arc;

use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorProfile, DataColorSpace, Layout, MatrixCoefficients, ParsingOptions,
    TransferCharacteristics, Transform8BitExecutor, TransformOptions,
};

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

/// The profile that code points stand for (ITU-T H.273, tables 2 and 3). `None` where the colours are those of sRGB, or nobody knows.
///
/// The curves of television and of high dynamic range are taken for that of sRGB, as their values are shown where nothing maps them.
pub(crate) fn named(primaries: u16, transfer: u16) -> Option<Vec<u8>> {
    use CicpColorPrimaries::{Bt709, Reserved, Unspecified};
    use TransferCharacteristics::{Bt470Bg, Bt470M, Linear, Srgb};
    let code = |code: u16| u8::try_from(code).ok();
    let primaries = match CicpColorPrimaries::try_from(code(primaries)?).ok()? {
        Reserved | Unspecified => Bt709,
        primaries => primaries,
    };
    let transfer = match TransferCharacteristics::try_from(code(transfer)?).ok()? {
        transfer @ (Bt470M | Bt470Bg | Linear) => transfer,
        _ => Srgb,
    };
    if primaries == Bt709 && transfer == Srgb {
        return None;
    }
    let points = CicpProfile {
        color_primaries: primaries,
        transfer_characteristics: transfer,
        matrix_coefficients: MatrixCoefficients::Bt709,
        full_range: true,
    };
    ColorProfile::new_from_cicp(points).encode().ok()
}
