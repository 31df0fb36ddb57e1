use crate::colour::Profile;
use crate::{MediaError, View};

/// What the 8-bit values of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channels {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// Inks, 255 is full.
    Cmyk,
}

impl Channels {
    pub fn count(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }
}

/// Is what a decoder left, not yet turned.
pub(crate) struct Raster {
    pub width: u32,
    pub height: u32,
    pub channels: Channels,
    /// `channels.count()` bytes a pixel, rows packed.
    pub values: Vec<u8>,
    /// The colour profile that came with it.
    pub icc: Option<Vec<u8>>,
}

impl Raster {
    /// Returns the packed 8-bit RGB of a view.
    pub fn into_rgb(mut self, view: View) -> Result<Vec<u8>, MediaError> {
        let icc = self.icc.take().filter(|_| view == View::Seen);
        let profile = icc.and_then(|icc| Profile::new(&icc, self.channels));
        self.into_rgb_by(view, profile.as_ref())
    }

    /// The same by a profile that was read before.
    pub fn into_rgb_by(mut self, view: View, profile: Option<&Profile>) -> Result<Vec<u8>, MediaError> {
        let width = self.width as usize;
        let count = self.channels.count();
        let expected = (self.height as usize).checked_mul(width).and_then(|pixels| pixels.checked_mul(count));
        if expected != Some(self.values.len()) || self.values.is_empty() {
            return Err(MediaError::Damaged);
        }
        let row = Row { channels: self.channels, view, profile };
        if self.channels != Channels::Rgb {
            let mut rgb = vec![0; self.values.len() / count * 3];
            for (from, to) in self.values.chunks_exact(width * count).zip(rgb.chunks_exact_mut(width * 3)) {
                row.convert(from, to);
            }
            return Ok(rgb);
        }
        if profile.is_some() {
            let mut scratch = vec![0; width * 3];
            for to in self.values.chunks_exact_mut(width * 3) {
                scratch.copy_from_slice(to);
                row.convert(&scratch, to);
            }
        }
        Ok(self.values)
    }
}

/// How the pixels of a row become RGB.
struct Row<'a> {
    channels: Channels,
    view: View,
    profile: Option<&'a Profile>,
}

impl Row<'_> {
    fn convert(&self, from: &[u8], to: &mut [u8]) {
        match (self.profile, self.channels) {
            (Some(profile), Channels::GreyAlpha) => {
                let grey: Vec<u8> = from.iter().step_by(2).copied().collect();
                profile.convert(&grey, to);
            }
            (Some(profile), Channels::Rgba) => {
                let colours: Vec<u8> = from.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
                profile.convert(&colours, to);
            }
            (Some(profile), _) => profile.convert(from, to),
            (None, _) => plain_colours(from, to, self.channels),
        }
        if self.view == View::Seen {
            match self.channels {
                Channels::GreyAlpha => over_white(to, from.iter().skip(1).step_by(2)),
                Channels::Rgba => over_white(to, from.iter().skip(3).step_by(4)),
                _ => {}
            }
        }
    }
}

fn plain_colours(from: &[u8], to: &mut [u8], channels: Channels) {
    let to = to.as_chunks_mut::<3>().0.iter_mut();
    match channels {
        Channels::Grey => from.iter().zip(to).for_each(|(grey, rgb)| *rgb = [*grey; 3]),
        Channels::GreyAlpha => from.as_chunks().0.iter().zip(to).for_each(|([grey, _], rgb)| *rgb = [*grey; 3]),
        Channels::Rgb => from.as_chunks().0.iter().zip(to).for_each(|(values, rgb)| *rgb = *values),
        Channels::Rgba => from.as_chunks().0.iter().zip(to).for_each(|([r, g, b, _], rgb)| *rgb = [*r, *g, *b]),
        Channels::Cmyk => from.as_chunks().0.iter().zip(to).for_each(|(inks, rgb)| *rgb = without_profile(*inks)),
    }
}

/// The light that inks leave, as Pillow and browsers compute it where no profile says more.
fn without_profile([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let paper = u32::from(255 - k);
    [c, m, y].map(|ink| (paper - (u32::from(ink) * paper + 127) / 255) as u8)
}

fn over_white<'a>(rgb: &mut [u8], alphas: impl Iterator<Item = &'a u8>) {
    for (pixel, alpha) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(alphas) {
        let alpha = u32::from(*alpha);
        *pixel = pixel.map(|value| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8);
    }
}
