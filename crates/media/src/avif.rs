//! AVIF (AV1 Image File Format 1.1): boxes and units read here, AV1 decoded by re_rav1d. Of a sequence it is the picture that stands
//! for it.

mod av1;
mod boxes;
mod described;
mod items;
mod units;
mod yuv;

use described::Described;
use yuv::Cicp;

use crate::header::Header;
use crate::raster::{Channels, Raster};
use crate::{Limits, MediaError, View, colour};

/// EXIF says nothing of how it is turned (MIAF, 7.3.6.7).
pub(crate) fn header(bytes: &[u8]) -> Result<Header, MediaError> {
    header_of(&Described::read(bytes)?, View::Seen)
}

/// What is stored is the whole, what is seen a part of it where the file says so.
fn header_of(described: &Described, view: View) -> Result<Header, MediaError> {
    let whole = (described.colour.width, described.colour.height);
    let (width, height) = if view == View::Seen { described.size() } else { whole };
    let pixels = u64::from(whole.0) * u64::from(whole.1);
    let mut memory = described.colour.memory();
    if let Some(alpha) = &described.alpha {
        // Beside its samples one byte a pixel, and four of colours with it.
        memory = memory.saturating_add(alpha.memory()).saturating_add(5 * pixels);
    }
    if described.crop.is_some() {
        memory = memory.saturating_add(4 * pixels);
    }
    Ok(Header { width, height, orientation: described.orientation(), memory })
}

pub(crate) fn raster(bytes: &[u8], view: View, limits: &Limits) -> Result<Raster, MediaError> {
    let described = Described::read(bytes)?;
    header_of(&described, view)?.judge(limits, 0)?;
    let (width, height) = (described.colour.width, described.colour.height);
    let planes = described.colour.decode()?;
    let (channels, mut values) = match planes.count() {
        1 => (Channels::Grey, planes.grey(described.colours.full)),
        _ => (Channels::Rgb, planes.rgb(&described.colours)?),
    };
    drop(planes);
    let (channels, values) = match &described.alpha {
        Some(alpha) if view == View::Seen || described.premultiplied => {
            let full = alpha.first()?.colours.full;
            let alpha = alpha.decode()?.grey(full);
            if described.premultiplied {
                divide(&mut values, &alpha, channels.count());
            }
            joined(channels, &values, &alpha)
        }
        _ => (channels, values),
    };
    let Cicp { primaries, transfer, .. } = described.colours;
    let icc = described.icc.map(<[u8]>::to_vec).or_else(|| colour::named(primaries, transfer));
    let (Some(crop), View::Seen) = (&described.crop, view) else {
        return Ok(Raster { width, height, channels, values, icc });
    };
    let values = crop.cut(&values, width, channels.count());
    Ok(Raster { width: crop.width, height: crop.height, channels, values, icc })
}

/// Takes the black out of colours that were mixed with it.
fn divide(values: &mut [u8], alpha: &[u8], count: usize) {
    for (pixel, alpha) in values.chunks_exact_mut(count).zip(alpha) {
        let alpha = u32::from(*alpha);
        for value in pixel {
            *value = (u32::from(*value) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0).min(255) as u8;
        }
    }
}

fn joined(channels: Channels, values: &[u8], alpha: &[u8]) -> (Channels, Vec<u8>) {
    let count = channels.count();
    let mut both = Vec::with_capacity(values.len() + alpha.len());
    for (pixel, alpha) in values.chunks_exact(count).zip(alpha) {
        both.extend_from_slice(pixel);
        both.push(*alpha);
    }
    (if count == 1 { Channels::GreyAlpha } else { Channels::Rgba }, both)
}
