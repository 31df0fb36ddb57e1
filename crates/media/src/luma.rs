use crate::decode::guarded;
use crate::header::Header;
use crate::{Format, Limits, MediaError, View, decode, jpeg, scaled};

/// Pixels of the shorter side that screening keeps: below, hashes move too far.
const SHORTEST: u32 = 350;

/// Is the light of a picture, without its colours, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Luma {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// One byte a pixel, 0 dark, rows from the top, packed.
    pub pixels: Vec<u8>,
}

/// Decodes the light of a picture alone, at its full size: of a JPEG with less work than its colours, and for a hash that is that of
/// [`View::Stored`] but for a bit or two where there is something to recognise.
///
/// # Errors
/// [`MediaError`] when it is no picture of a supported kind, is damaged, or is above the limits.
pub fn luma(bytes: &[u8], limits: &Limits) -> Result<Luma, MediaError> {
    if Format::of(bytes) == Some(Format::Jpeg) {
        let light = guarded(|| {
            Header::read(bytes, Format::Jpeg)?.judge(limits, 0)?;
            jpeg::luma(bytes)
        })?;
        if let Some(light) = light {
            return Ok(light);
        }
    }
    let picture = decode(bytes, View::Stored, limits)?;
    let pixels = picture.pixels.as_chunks().0.iter().map(of).collect();
    Ok(Luma { width: picture.width, height: picture.height, pixels })
}

/// BT.601, as JPEG has it.
fn of([r, g, b]: &[u8; 3]) -> u8 {
    ((299 * u32::from(*r) + 587 * u32::from(*g) + 114 * u32::from(*b) + 500) / 1000) as u8
}

/// Decodes the light of a picture to look whether it is known: of a large JPEG at a half or a quarter of its size, so that the shorter
/// side keeps at least 350 pixels; of others as [`luma`]. Its hash lies some bits from the whole one's: good for finding, never to be
/// handed on.
///
/// # Errors
/// As [`luma`].
pub fn screening(bytes: &[u8], limits: &Limits) -> Result<Luma, MediaError> {
    if Format::of(bytes) == Some(Format::Jpeg) {
        let small = guarded(|| {
            let header = Header::read(bytes, Format::Jpeg)?;
            header.judge(limits, 0)?;
            let shorter = header.width.min(header.height);
            let divisor = [4, 2].into_iter().find(|divisor| shorter / divisor >= SHORTEST);
            Ok(divisor.and_then(|divisor| scaled::luma(bytes, divisor)))
        })?;
        if let Some(small) = small {
            return Ok(small);
        }
    }
    luma(bytes, limits)
}
