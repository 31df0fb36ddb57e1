use thiserror::Error;

/// Says what the bytes of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Three bytes: red, green, blue, 0–255 each, as shown on a screen.
    Rgb8,
    /// One byte of grey, 0–255: what red, green and blue have in common.
    Grey8,
}

impl Layout {
    /// Returns the bytes of a pixel.
    pub fn channels(self) -> usize {
        match self {
            Self::Rgb8 => 3,
            Self::Grey8 => 1,
        }
    }
}

/// Borrows the pixels of a picture, row by row from the top, each row from the left.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    pixels: &'a [u8],
    layout: Layout,
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> Plane<'a> {
    /// Borrows `height` rows of `width` pixels; `stride` is the number of bytes from one row's beginning to the next one's.
    ///
    /// # Errors
    /// [`PlaneError`] when a row is longer than the stride, or the slice is too short for the rows.
    pub fn new(
        pixels: &'a [u8],
        layout: Layout,
        width: usize,
        height: usize,
        stride: usize,
    ) -> Result<Self, PlaneError> {
        let row = width.checked_mul(layout.channels()).filter(|row| *row <= stride).ok_or(PlaneError::Stride)?;
        let before = height.saturating_sub(1).checked_mul(stride);
        let needed = before.and_then(|before| before.checked_add(row)).ok_or(PlaneError::Short)?;
        if height > 0 && pixels.len() < needed {
            return Err(PlaneError::Short);
        }
        Ok(Self { pixels, layout, width, height, stride })
    }

    /// Returns what the bytes of a pixel are.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Returns the pixels of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Returns the bytes of a row, zero-based, below the height.
    pub(crate) fn row(&self, row: usize) -> &'a [u8] {
        &self.pixels[row * self.stride..][..self.width * self.layout.channels()]
    }
}

/// Says why bytes are no plane of the size told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PlaneError {
    /// A row is longer than the stride.
    #[error("a row of pixels is longer than the stride")]
    Stride,
    /// The slice is too short for the rows.
    #[error("fewer bytes than the rows need")]
    Short,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(len: usize, layout: Layout, width: usize, height: usize, stride: usize, expected: Option<PlaneError>) {
        assert_eq!(Plane::new(&vec![0; len], layout, width, height, stride).err(), expected);
    }

    #[test]
    fn a_plane_holds_its_rows() {
        check(12, Layout::Rgb8, 2, 2, 6, None);
        check(13, Layout::Rgb8, 2, 2, 7, None);
        check(12, Layout::Rgb8, 2, 2, 7, Some(PlaneError::Short));
        check(12, Layout::Rgb8, 2, 2, 5, Some(PlaneError::Stride));
        check(0, Layout::Grey8, 0, 0, 0, None);
        check(0, Layout::Grey8, 1, 1, 1, Some(PlaneError::Short));
        check(9, Layout::Grey8, 3, usize::MAX, usize::MAX, Some(PlaneError::Short));
        check(9, Layout::Rgb8, usize::MAX, 1, usize::MAX, Some(PlaneError::Stride));
    }

    #[test]
    fn rows_are_a_stride_apart() {
        let bytes: Vec<u8> = (0..10).collect();
        let plane = Plane::new(&bytes, Layout::Grey8, 3, 2, 7).unwrap();
        assert_eq!(plane.row(1), [7, 8, 9]);
    }
}
