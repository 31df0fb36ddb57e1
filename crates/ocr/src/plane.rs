//! A plane of pixels as this room takes it, and rectangles in it.

use crate::Error;

/// The most pixels a plane may hold: 80 megapixels, a screenshot of some seventy screens.
pub const MAX_PIXELS: usize = 80_000_000;
/// The longest side, in pixels: what is made of one row must stay small beside the plane.
pub const MAX_SIDE: usize = 1_000_000;

/// Is a borrowed picture: rows of red, green, blue bytes.
#[derive(Clone, Copy, Debug)]
pub struct Rgb<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> Rgb<'a> {
    /// Takes rows of `width` pixels of three bytes, each row starting `stride` bytes after the one before.
    ///
    /// # Errors
    /// [`Error::Plane`] when the slice is too short for that or a side is zero, [`Error::TooLarge`] above [`MAX_PIXELS`] or [`MAX_SIDE`].
    ///
    /// # Example
    /// ```
    /// let pixels = [0; 12];
    /// assert!(temoin_ocr::Rgb::new(&pixels, 2, 2, 6).is_ok());
    /// assert!(temoin_ocr::Rgb::new(&pixels, 2, 3, 6).is_err());
    /// ```
    pub fn new(pixels: &'a [u8], width: usize, height: usize, stride: usize) -> Result<Self, Error> {
        let area = width.checked_mul(height).ok_or(Error::TooLarge { most: MAX_PIXELS })?;
        if area > MAX_PIXELS || width > MAX_SIDE || height > MAX_SIDE {
            return Err(Error::TooLarge { most: MAX_PIXELS });
        }
        // The last row need not be filled up to the stride.
        let needed = stride.checked_mul(height.saturating_sub(1)).and_then(|rows| rows.checked_add(width * 3));
        if area == 0 || stride < width * 3 || needed.is_none_or(|needed| pixels.len() < needed) {
            return Err(Error::Plane);
        }
        Ok(Self { pixels, width, height, stride })
    }

    /// Returns the width in pixels, at least 1.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns the height in pixels, at least 1.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Returns the bytes of one row, `3 * width` of them.
    pub(crate) fn row(&self, y: usize) -> &'a [u8] {
        &self.pixels[y * self.stride..][..self.width * 3]
    }

    /// Returns red, green and blue of one pixel; a place outside takes the nearest inside.
    pub(crate) fn pixel(&self, x: isize, y: isize) -> [u8; 3] {
        let x = x.clamp(0, self.width as isize - 1) as usize;
        let y = y.clamp(0, self.height as isize - 1) as usize;
        let at = y * self.stride + x * 3;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }

    /// Returns the plane of a part of this one, without copying; the part is cut to what lies inside.
    ///
    /// `None` when nothing lies inside.
    pub(crate) fn part(&self, part: Bounds) -> Option<Self> {
        let (right, bottom) = ((part.x + part.width).min(self.width), (part.y + part.height).min(self.height));
        if part.x >= right || part.y >= bottom {
            return None;
        }
        let from = part.y * self.stride + part.x * 3;
        Some(Self { pixels: &self.pixels[from..], width: right - part.x, height: bottom - part.y, stride: self.stride })
    }
}

/// Is an upright rectangle in pixels of the plane: left, top, width, height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The left side, from zero.
    pub x: usize,
    /// The upper side, from zero.
    pub y: usize,
    /// The width, in pixels.
    pub width: usize,
    /// The height, in pixels.
    pub height: usize,
}

impl Bounds {
    /// Returns the first column to the right of the rectangle.
    pub fn right(&self) -> usize {
        self.x + self.width
    }

    /// Returns the first row below the rectangle.
    pub fn bottom(&self) -> usize {
        self.y + self.height
    }

    /// Returns the number of pixels in the rectangle.
    pub fn area(&self) -> usize {
        self.width * self.height
    }

    /// Returns the number of pixels that lie in both.
    pub fn shared(&self, other: &Self) -> usize {
        let width = self.right().min(other.right()).saturating_sub(self.x.max(other.x));
        let height = self.bottom().min(other.bottom()).saturating_sub(self.y.max(other.y));
        width * height
    }

    /// Returns the smallest rectangle that holds both.
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Self { x, y, width: right - x, height: bottom - y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(length: usize, width: usize, height: usize, stride: usize, good: bool) {
        assert_eq!(
            Rgb::new(&vec![0; length], width, height, stride).is_ok(),
            good,
            "{length} {width} {height} {stride}"
        );
    }

    #[test]
    fn a_slice_too_short_is_refused() {
        check(12, 2, 2, 6, true);
        check(14, 2, 2, 8, true);
        check(13, 2, 2, 8, false);
        check(12, 2, 2, 5, false);
        check(0, 0, 2, 0, false);
        check(12, usize::MAX, 2, 6, false);
        check(12, 1, 2, usize::MAX, false);
        check(12, 10_000, 10_000, 30_000, false);
        check(MAX_SIDE * 3 + 3, MAX_SIDE + 1, 1, MAX_SIDE * 3 + 3, false);
    }

    #[test]
    fn a_part_sees_the_same_pixels() {
        let pixels: Vec<u8> = (0..4 * 3 * 3).collect();
        let plane = Rgb::new(&pixels, 4, 3, 12).unwrap();
        let part = plane.part(Bounds { x: 1, y: 1, width: 9, height: 9 }).unwrap();
        assert_eq!((part.width(), part.height()), (3, 2));
        assert_eq!(part.pixel(0, 0), plane.pixel(1, 1));
        assert_eq!(part.row(1), &plane.row(2)[3..]);
        assert!(plane.part(Bounds { x: 4, y: 0, width: 1, height: 1 }).is_none());
    }

    #[test]
    fn rectangles_share_and_join() {
        let one = Bounds { x: 0, y: 0, width: 10, height: 10 };
        let other = Bounds { x: 5, y: 8, width: 10, height: 10 };
        assert_eq!(one.shared(&other), 10);
        assert_eq!(one.union(&other), Bounds { x: 0, y: 0, width: 15, height: 18 });
        assert_eq!(one.shared(&Bounds { x: 10, ..one }), 0);
    }
}
