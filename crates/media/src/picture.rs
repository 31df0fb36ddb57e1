use crate::Format;

/// Says which of its two faces a picture is decoded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// As a person sees it: upright (EXIF and the like), colours by the picture's own profile brought to sRGB, what cannot be
    /// seen through over white.
    Seen,
    /// As its values are stored, what Pillow's `convert("RGB")` gives and exchanges hash: not turned, no profile, alpha dropped.
    Stored,
}

/// Is a decoded picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// Red, green, blue of each pixel, rows from the top, packed: 3 × width × height bytes.
    pub pixels: Vec<u8>,
    /// What it was decoded from.
    pub format: Format,
}
