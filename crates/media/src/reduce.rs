use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::decode::lying;
use crate::header::lies;
use crate::plain::fault;
use crate::{Format, Limits, MediaError, Picture};

/// Pixels of a reduced picture on its longer side: too few to know a face or read a word.
pub const LONGER_SIDE: u32 = 24;

/// Is a picture reduced to blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduced {
    /// A PNG of at most [`LONGER_SIDE`] pixels a side, RGB, without metadata; each pixel is the mean of its block.
    pub png: Vec<u8>,
    /// Width of the original in pixels, upright.
    pub width: u32,
    /// Height of the original in pixels, upright.
    pub height: u32,
    /// What the original is.
    pub format: Format,
}

/// Reduces a picture to at most 24 × 24 blocks, upright, transparency over white.
///
/// # Errors
/// [`MediaError`] when it is no picture of a supported kind, is damaged, or is above the limits.
pub fn reduce(bytes: &[u8], limits: &Limits) -> Result<Reduced, MediaError> {
    let (picture, orientation) = lying(bytes, limits)?;
    let mut small = DynamicImage::ImageRgb8(blocks(&picture));
    // Turned when it is small: the original need not lie in memory twice.
    small.apply_orientation(orientation);
    let mut png = Vec::new();
    small.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(fault)?;
    let (width, height) = upright(&picture, orientation);
    Ok(Reduced { png, width, height, format: picture.format })
}

fn upright(picture: &Picture, orientation: Orientation) -> (u32, u32) {
    if lies(orientation) { (picture.height, picture.width) } else { (picture.width, picture.height) }
}

/// Means of blocks, so that no single pixel of the original comes through.
fn blocks(picture: &Picture) -> RgbImage {
    let (width, height) = (picture.width, picture.height);
    let longer = width.max(height);
    // Where the original is smaller than 24 pixels it is still reduced: a small picture can show a person too.
    let side = LONGER_SIDE.min(longer.div_ceil(4));
    let scaled = |length: u32| (u64::from(length) * u64::from(side)).div_ceil(u64::from(longer)).max(1) as u32;
    let (columns, rows) = (scaled(width), scaled(height));
    let mut sums = vec![[0u64; 4]; (columns * rows) as usize];
    for (y, row) in picture.pixels.chunks_exact(3 * width as usize).enumerate() {
        let sums = &mut sums[y * rows as usize / height as usize * columns as usize..];
        for (x, &[r, g, b]) in row.as_chunks::<3>().0.iter().enumerate() {
            let sum = &mut sums[x * columns as usize / width as usize];
            for (total, value) in sum.iter_mut().zip([r, g, b, 1]) {
                *total += u64::from(value);
            }
        }
    }
    RgbImage::from_fn(columns, rows, |x, y| {
        let [r, g, b, count] = sums[(y * columns + x) as usize];
        Rgb([r, g, b].map(|total| (total / count.max(1)) as u8))
    })
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::{ImageEncoder, Rgba, RgbaImage};

    use super::*;
    use crate::dimensions;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn halves(width: u32, height: u32) -> DynamicImage {
        let color = |x| if x < width / 2 { Rgb([250, 10, 10]) } else { Rgb([10, 10, 250]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| color(x)))
    }

    fn small(bytes: &[u8]) -> RgbImage {
        image::load_from_memory(&reduce(bytes, &Limits::default()).unwrap().png).unwrap().into_rgb8()
    }

    /// A JPEG whose EXIF block asks to be turned.
    fn turned(orientation: u8) -> Vec<u8> {
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode_image(&halves(200, 100)).unwrap();
        bytes
    }

    fn check(bytes: &[u8], expected: Result<(u32, u32, Format), MediaError>) {
        let found = reduce(bytes, &Limits::default());
        assert_eq!(found.as_ref().map(|r| (r.width, r.height, r.format)).map_err(|e| *e), expected);
        if let Ok(reduced) = found {
            let again = image::load_from_memory(&reduced.png).unwrap();
            assert!(again.width().max(again.height()) <= LONGER_SIDE);
            let seen = dimensions(bytes).unwrap();
            assert_eq!((seen.width, seen.height, seen.format), (reduced.width, reduced.height, reduced.format));
        }
    }

    #[test]
    fn every_kind_is_reduced() {
        let kinds = [
            (ImageFormat::Png, Format::Png),
            (ImageFormat::Jpeg, Format::Jpeg),
            (ImageFormat::WebP, Format::WebP),
            (ImageFormat::Gif, Format::Gif),
            (ImageFormat::Bmp, Format::Bmp),
        ];
        for (format, expected) in kinds {
            check(&encoded(&halves(320, 240), format), Ok((320, 240, expected)));
        }
    }

    #[test]
    fn blocks_are_means_and_keep_the_shape() {
        let found = small(&encoded(&halves(320, 240), ImageFormat::Png));
        assert_eq!(found.dimensions(), (24, 18));
        assert_eq!((found.get_pixel(0, 0).0, found.get_pixel(23, 17).0), ([250, 10, 10], [10, 10, 250]));
        assert_eq!(small(&encoded(&halves(1000, 2), ImageFormat::Png)).dimensions(), (24, 1));
        assert_eq!(small(&encoded(&halves(8, 8), ImageFormat::Png)).dimensions(), (2, 2));
        assert_eq!(small(&encoded(&halves(1, 1), ImageFormat::Png)).dimensions(), (1, 1));
    }

    #[test]
    fn the_picture_stands_upright() {
        check(&turned(1), Ok((200, 100, Format::Jpeg)));
        check(&turned(6), Ok((100, 200, Format::Jpeg)));
        let found = small(&turned(6));
        assert_eq!(found.dimensions(), (12, 24));
        // Turned by 90° clockwise, the red left half comes to lie on top.
        assert!(found.get_pixel(6, 2).0[0] > 200 && found.get_pixel(6, 21).0[2] > 200);
    }

    #[test]
    fn what_cannot_be_seen_through_is_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(50, 50, Rgba([0, 0, 0, 0])));
        assert!(small(&encoded(&clear, ImageFormat::Png)).pixels().all(|pixel| pixel.0 == [255; 3]));
    }

    #[test]
    fn bombs_and_strangers_are_refused() {
        // 60,000 × 60,000 pixels claimed by 81 bytes.
        let bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0\x0f\xb0\xe2\x15\0\0\0\x11IDATx\x9cc`\x18\x05\xa3`\x14\x0cw\0\0\x03\xe8\0\x01\xb3\xa6\xd3\x46\0\0\0\0IEND\xaeB`\x82";
        check(bomb, Err(MediaError::TooLarge));
        check(b"<html></html>", Err(MediaError::NotSupported));
        check(b"", Err(MediaError::NotSupported));
        check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", Err(MediaError::NotSupported));
        let tight = Limits { memory: 1000, ..Limits::default() };
        assert_eq!(reduce(&encoded(&halves(100, 100), ImageFormat::Png), &tight), Err(MediaError::TooLarge));
    }

    #[test]
    fn what_follows_a_picture_does_not_matter() {
        let mut bytes = encoded(&halves(320, 240), ImageFormat::Jpeg);
        bytes.extend(b"PK\x03\x04 something else");
        check(&bytes, Ok((320, 240, Format::Jpeg)));
    }

    #[test]
    fn every_cut_ends_without_a_panic() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
            let bytes = encoded(&halves(40, 30), format);
            for len in 0..bytes.len() {
                let _ = (reduce(&bytes[..len], &Limits::default()), dimensions(&bytes[..len]));
            }
        }
    }
}
