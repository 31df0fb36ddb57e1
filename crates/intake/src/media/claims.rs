use super::tables::Tables;

/// Holds what the headers of a picture claim. Nothing is decoded to learn it.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    /// Width and height, in pixels.
    pub(super) dimensions: Option<(u32, u32)>,
    /// The first byte after the picture, where the format tells it.
    pub(super) end: Option<u64>,
    /// The file ends before the picture does.
    pub(super) cut: bool,
    /// The block of camera data, as stored.
    pub(super) exif: Option<Vec<u8>>,
    /// The packet of XMP, as stored.
    pub(super) xmp: Option<Vec<u8>>,
    /// A block of camera data is there and is larger than is read.
    pub(super) beyond: bool,
    /// Content Credentials lie in it.
    pub(super) credentials: bool,
    /// The program that wrote it, where the picture's own format has a word for it.
    pub(super) program: Option<String>,
    /// Texts lie in it, under names; those known to this program.
    pub(super) texts: Vec<&'static str>,
    /// How a JPEG was compressed.
    pub(super) tables: Option<Tables>,
}

/// Largest block of camera data or XMP read, in bytes; a JPEG cannot hold more than 64 KiB of either.
pub(super) const MOST_BLOCK: u64 = 1 << 20;

/// Most segments, chunks or boxes walked through; no camera writes near as many.
pub(super) const MOST_PARTS: usize = 1 << 20;
