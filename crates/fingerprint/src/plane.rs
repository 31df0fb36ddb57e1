use std::ops::Range;

use thiserror::Error;

use crate::Area;

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

    /// Returns a part of the picture, whose pixels are the same; nothing where it does not lie in it or is empty.
    pub fn part(&self, area: Area) -> Option<Self> {
        let inside = |at: usize, len: usize, all: usize| len > 0 && at.checked_add(len).is_some_and(|end| end <= all);
        if !inside(area.x, area.width, self.width) || !inside(area.y, area.height, self.height) {
            return None;
        }
        let from = area.y * self.stride + area.x * self.layout.channels();
        Some(Self { pixels: &self.pixels[from..], width: area.width, height: area.height, ..*self })
    }

    /// Returns red, green and blue of a pixel within the picture.
    pub(crate) fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let at = y * self.stride + x * self.layout.channels();
        match self.layout {
            Layout::Rgb8 => [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]],
            Layout::Grey8 => [self.pixels[at]; 3],
        }
    }

    /// Returns the bytes of a row, zero-based, below the height.
    pub(crate) fn row(&self, row: usize) -> &'a [u8] {
        &self.pixels[row * self.stride..][..self.width * self.layout.channels()]
    }
}

/// Holds pixels of its own: a picture made smaller, the sides in proportion, or a part to be changed.
pub(crate) struct Owned {
    pixels: Vec<u8>,
    layout: Layout,
    width: usize,
    height: usize,
}

impl Owned {
    /// Copies a part of a picture; nothing where it does not lie in it or is empty.
    pub(crate) fn part(plane: &Plane, area: Area) -> Option<Self> {
        let part = plane.part(area)?;
        let pixels = (0..part.height).flat_map(|row| part.row(row)).copied().collect();
        Some(Self { pixels, layout: part.layout, width: part.width, height: part.height })
    }

    /// Gives the pixel at one place, across and down, the colour of the one at another.
    pub(crate) fn copy(&mut self, (from_x, from_y): (usize, usize), (x, y): (usize, usize)) {
        let channels = self.layout.channels();
        let at = |x: usize, y: usize| (y * self.width + x) * channels;
        self.pixels.copy_within(at(from_x, from_y)..at(from_x, from_y) + channels, at(x, y));
    }

    /// Makes a picture of at most `longer` pixels on its longer side, each the mean of those it stands for.
    pub(crate) fn of(plane: &Plane, longer: usize) -> Self {
        Self::made(plane, longer, |columns, rows, channel| {
            let (mut sum, mut count) = (0, 0);
            for row in rows {
                for column in columns.clone() {
                    sum += u32::from(plane.row(row)[column * plane.layout.channels() + channel]);
                    count += 1;
                }
            }
            (sum / count) as u8
        })
    }

    /// Makes a picture of at most `longer` pixels on its longer side, each one of those it stands for.
    pub(crate) fn sampled(plane: &Plane, longer: usize) -> Self {
        Self::made(plane, longer, |columns, rows, channel| {
            let middle = |range: &Range<usize>| range.start + range.len() / 2;
            plane.row(middle(&rows))[middle(&columns) * plane.layout.channels() + channel]
        })
    }

    fn made(plane: &Plane, longer: usize, value: impl Fn(Range<usize>, Range<usize>, usize) -> u8) -> Self {
        let longest = plane.width.max(plane.height).max(1);
        let scaled = |side: usize| if longest <= longer { side } else { (side * longer / longest).max(1).min(side) };
        let (width, height) = (scaled(plane.width), scaled(plane.height));
        let mut pixels = Vec::with_capacity(width * height * plane.layout.channels());
        for row in 0..height {
            let rows = row * plane.height / height..(row + 1) * plane.height / height;
            for column in 0..width {
                let columns = column * plane.width / width..(column + 1) * plane.width / width;
                pixels
                    .extend((0..plane.layout.channels()).map(|channel| value(columns.clone(), rows.clone(), channel)));
            }
        }
        Self { pixels, layout: plane.layout, width, height }
    }

    /// Borrows it.
    pub(crate) fn plane(&self) -> Plane<'_> {
        let stride = self.width * self.layout.channels();
        Plane { pixels: &self.pixels, layout: self.layout, width: self.width, height: self.height, stride }
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
