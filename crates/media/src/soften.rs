//! Pictures made for showing: smaller, without colour, or so blurred that nobody is known in them.

use crate::Picture;

/// Blurred fields across the shorter side: fewer than a face needs to be known (some 16 across the face alone, and a face seldom fills it).
const FIELDS: u32 = 8;

impl Picture {
    /// Returns the picture with its longer side at most `longest` pixels, each pixel the mean of those it stands for. A smaller picture
    /// stays as it is.
    pub fn thumbnail(&self, longest: u32) -> Self {
        let longer = self.width.max(self.height);
        let longest = longest.max(1);
        if longer <= longest {
            return self.clone();
        }
        let scaled = |side: u32| {
            ((u64::from(side) * u64::from(longest) + u64::from(longer) / 2) / u64::from(longer)).max(1) as u32
        };
        let (width, height) = (scaled(self.width), scaled(self.height));
        let mut sums = vec![[0u64; 4]; width as usize * height as usize];
        for (y, row) in self.pixels.chunks_exact(3 * self.width as usize).enumerate() {
            let row_of_sums = y * height as usize / self.height as usize * width as usize;
            for (x, rgb) in row.as_chunks::<3>().0.iter().enumerate() {
                let sum = &mut sums[row_of_sums + x * width as usize / self.width as usize];
                sum.iter_mut().zip(rgb).for_each(|(sum, value)| *sum += u64::from(*value));
                sum[3] += 1;
            }
        }
        let mean = |total: u64, count: u64| ((total + count / 2) / count.max(1)) as u8;
        let pixels = sums.iter().flat_map(|[r, g, b, count]| [r, g, b].map(|total| mean(*total, *count))).collect();
        Self { width, height, pixels, format: self.format }
    }

    /// Returns the picture without colour: the luma of BT.601 in all three values.
    pub fn greyscale(&self) -> Self {
        let grey = |[r, g, b]: &[u8; 3]| {
            let sum = 299 * u32::from(*r) + 587 * u32::from(*g) + 114 * u32::from(*b);
            [((sum + 500) / 1000) as u8; 3]
        };
        let pixels = self.pixels.as_chunks().0.iter().flat_map(grey).collect();
        Self { pixels, ..*self }
    }

    /// Returns the picture so blurred that a face in it is not known and no word is read: three passes of a box an eighth of the
    /// shorter side wide, which no sharpening turns back.
    pub fn blurred(&self) -> Self {
        let radius = (self.width.min(self.height).div_ceil(FIELDS) / 2).max(2) as usize;
        let mut pixels = self.pixels.clone();
        let (width, height) = (self.width as usize, self.height as usize);
        for _ in 0..3 {
            for row in pixels.chunks_exact_mut(3 * width) {
                box_along(row, 0, 3, width, radius);
            }
            for column in 0..width {
                box_along(&mut pixels, 3 * column, 3 * width, height, radius);
            }
        }
        Self { pixels, ..*self }
    }
}

/// Puts the mean of its neighbours within `radius` in the place of each of `count` pixels that lie `step` bytes apart.
fn box_along(values: &mut [u8], start: usize, step: usize, count: usize, radius: usize) {
    let line: Vec<[u32; 3]> =
        (0..count).map(|at| [0, 1, 2].map(|of| u32::from(values[start + at * step + of]))).collect();
    let mut sum = [0u32; 3];
    let mut within = 0u32;
    let mut next = 0;
    for at in 0..count {
        while next < count && next <= at + radius {
            sum.iter_mut().zip(line[next]).for_each(|(sum, value)| *sum += value);
            (next, within) = (next + 1, within + 1);
        }
        if at > radius {
            sum.iter_mut().zip(line[at - radius - 1]).for_each(|(sum, value)| *sum -= value);
            within -= 1;
        }
        for of in 0..3 {
            values[start + at * step + of] = (sum[of] / within) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn picture(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
        let pixels =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y)).collect();
        Picture { width, height, pixels, format: Format::Png }
    }

    #[test]
    fn thumbnails_keep_the_shape_and_the_mean() {
        let wide = picture(300, 100, |x, _| if x < 150 { [200, 0, 10] } else { [0, 100, 10] });
        let small = wide.thumbnail(30);
        assert_eq!((small.width, small.height, small.pixels.len()), (30, 10, 900));
        assert_eq!((&small.pixels[..3], &small.pixels[897..]), (&[200, 0, 10][..], &[0, 100, 10][..]));
        assert_eq!(wide.thumbnail(300), wide);
        assert_eq!(picture(1000, 1, |_, _| [9; 3]).thumbnail(0).pixels, [9; 3]);
        assert_eq!(picture(7, 5, |x, y| [(x * y) as u8; 3]).thumbnail(4).pixels.len(), 3 * 4 * 3);
    }

    #[test]
    fn grey_has_one_value_a_pixel() {
        assert_eq!(picture(1, 1, |_, _| [255, 0, 0]).greyscale().pixels, [76; 3]);
        assert_eq!(picture(2, 1, |_, _| [255; 3]).greyscale().pixels, [255; 6]);
    }

    #[test]
    fn nothing_fine_is_left_of_a_blurred_picture() {
        // Stripes as wide as an eye in a portrait that fills the picture.
        let stripes = picture(160, 160, |x, _| [if x / 8 % 2 == 0 { 0 } else { 255 }; 3]);
        let blurred = stripes.blurred();
        let middle = &blurred.pixels[3 * 160 * 80 + 3 * 40..3 * 160 * 80 + 3 * 120];
        let (least, most) = (middle.iter().min().unwrap(), middle.iter().max().unwrap());
        assert!(most - least < 25, "{least} to {most}");
        assert_eq!(picture(1, 1, |_, _| [7; 3]).blurred().pixels, [7; 3]);
        assert_eq!(picture(50, 3, |_, _| [7; 3]).blurred().pixels, vec![7; 450]);
    }
}
