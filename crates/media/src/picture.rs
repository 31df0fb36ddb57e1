use std::fmt;

use image::DynamicImage;

use crate::opened::{self, Opened};
use crate::{Format, Limits, MediaError, colour};

/// Is a decoded picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels of a row, at least 1.
    pub width: u32,
    /// Number of rows, at least 1.
    pub height: u32,
    /// Red, green and blue of each pixel, 0–255, row by row from the top without gaps: `3 × width × height` bytes.
    pub pixels: Vec<u8>,
    /// What the file is.
    pub format: Format,
}

impl fmt::Debug for Picture {
    /// Shows no pixel.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({:?}, {} × {})", self.format, self.width, self.height)
    }
}

/// Says which pixels of a file are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// What a person sees: upright (EXIF, `irot`, `imir`), in the colours that its profile means (brought to sRGB), over
    /// white where it can be seen through.
    #[default]
    Seen,
    /// The values that are stored, as red, green and blue: not turned, no profile applied, transparency dropped.
    Stored,
}

impl Picture {
    /// Decodes a picture; of an animation or a file of many pages, the first.
    ///
    /// # Errors
    /// [`MediaError`] when it is no picture of a supported kind, is damaged, or is above the limits.
    pub fn decode(bytes: &[u8], look: Look, limits: &Limits) -> Result<Self, MediaError> {
        let Opened { picture, profile, orientation, format } = opened::decode(bytes, look, limits)?;
        let rgb = match look {
            Look::Seen => colour::shown(picture, profile.as_deref()),
            Look::Stored => picture.into_rgb8(),
        };
        let mut upright = DynamicImage::ImageRgb8(rgb);
        upright.apply_orientation(orientation);
        let rgb = upright.into_rgb8();
        let (width, height) = rgb.dimensions();
        if width == 0 || height == 0 {
            return Err(MediaError::Damaged);
        }
        Ok(Self { width, height, pixels: rgb.into_raw(), format })
    }
}
