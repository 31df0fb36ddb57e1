/// Bytes of brands that are looked at: real files name a dozen at most.
const LONGEST_BRANDS: usize = 256;

/// Names a kind of picture that is decoded here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// PNG; of an animation its first picture.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP; of an animation its first picture.
    WebP,
    /// GIF; its first picture.
    Gif,
    /// BMP.
    Bmp,
    /// TIFF; its first page.
    Tiff,
    /// HEIC: HEIF with HEVC, as phones write it.
    Heic,
    /// AVIF: HEIF with AV1.
    Avif,
}

impl Format {
    /// Tells the kind by the first bytes, whatever the file is called.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'B', b'M', ..] => Some(Self::Bmp),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Self::of_brands(bytes),
            _ => None,
        }
    }

    /// Tells what is in a file of boxes by its brands (ISO/IEC 14496-12, 4.3): the first that names a codec.
    fn of_brands(bytes: &[u8]) -> Option<Self> {
        let length = u32::from_be_bytes(*bytes.first_chunk()?) as usize;
        let brands = bytes.get(8..length.min(bytes.len()).min(LONGEST_BRANDS))?.as_chunks::<4>().0;
        brands.iter().find_map(|brand| match brand {
            b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"hevm" | b"hevs" => Some(Self::Heic),
            b"avif" | b"avis" => Some(Self::Avif),
            _ => None,
        })
    }

    /// Returns the media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
            Self::Avif => "image/avif",
        }
    }
}
