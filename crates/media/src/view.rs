use crate::Picture;

impl Picture {
    /// Returns the grey of each pixel, 0–255, row by row: 0.299 red, 0.587 green, 0.114 blue, rounded (ITU-R BT.601-7, 2.5.1).
    pub fn grey(&self) -> Vec<u8> {
        let weigh = |[r, g, b]: &[u8; 3]| {
            let sum = 19_595 * u32::from(*r) + 38_470 * u32::from(*g) + 7_471 * u32::from(*b);
            ((sum + 32_768) >> 16) as u8
        };
        self.pixels.as_chunks::<3>().0.iter().map(weigh).collect()
    }

    /// Returns the picture in small: at most `longer` pixels (1 or more) on its longer side, each the mean of those it
    /// stands for. One that is small already stays as it is.
    pub fn thumbnail(&self, longer: u32) -> Self {
        let longest = self.width.max(self.height);
        if longest <= longer {
            return self.clone();
        }
        let scaled = |side: u32| (u64::from(side) * u64::from(longer.max(1)) / u64::from(longest)).max(1) as u32;
        let (width, height) = (scaled(self.width), scaled(self.height));
        let mut pixels = Vec::with_capacity(3 * width as usize * height as usize);
        for row in 0..height {
            let rows = part(row, height, self.height);
            for column in 0..width {
                pixels.extend(self.mean(part(column, width, self.width), rows.clone()));
            }
        }
        Self { width, height, pixels, format: self.format }
    }

    /// Returns the picture so blurred that shapes and colours remain, and no face, word or detail: two passes of a mean over
    /// an eighth of the shorter side and at least 3 pixels.
    pub fn blurred(&self) -> Self {
        let span = (self.width.min(self.height) as usize / 8).max(3);
        let (width, height) = (self.width as usize, self.height as usize);
        let mut pixels = self.pixels.clone();
        for _ in 0..2 {
            for row in 0..height {
                box_mean(&mut pixels, 3 * row * width, 3, width, span);
            }
            for column in 0..width {
                box_mean(&mut pixels, 3 * column, 3 * width, height, span);
            }
        }
        Self { pixels, ..*self }
    }

    fn mean(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> [u8; 3] {
        let count = (columns.len() * rows.len()).max(1) as u64;
        let mut sums = [0u64; 3];
        for row in rows {
            let line = &self.pixels[3 * (row * self.width as usize + columns.start)..][..3 * columns.len()];
            for pixel in line.as_chunks::<3>().0 {
                sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u64::from(*value));
            }
        }
        sums.map(|sum| ((sum + count / 2) / count) as u8)
    }
}

/// Returns which of `all` pixels the pixel `at` of `few` stands for; never none.
fn part(at: u32, few: u32, all: u32) -> std::ops::Range<usize> {
    let edge = |at: u32| (u64::from(at) * u64::from(all) / u64::from(few)) as usize;
    edge(at)..edge(at + 1).max(edge(at) + 1)
}

/// Replaces each of `count` pixels, `step` bytes apart, by the mean of `span` around it; fewer at the ends.
fn box_mean(pixels: &mut [u8], from: usize, step: usize, count: usize, span: usize) {
    let half = span / 2;
    for channel in 0..3 {
        let line: Vec<u32> = (0..count).map(|at| pixels[from + channel + at * step].into()).collect();
        let mut sum: u32 = line[..half.min(count)].iter().sum();
        for at in 0..count {
            if let Some(enters) = line.get(at + half) {
                sum += enters;
            }
            if let Some(leaves) = (at > half).then(|| line[at - half - 1]) {
                sum -= leaves;
            }
            let held = (at + half + 1).min(count) - at.saturating_sub(half);
            pixels[from + channel + at * step] = (sum / held as u32) as u8;
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
    fn grey_is_weighed() {
        let of = |colour| picture(1, 1, |_, _| colour).grey()[0];
        assert_eq!([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255; 3]].map(of), [76, 150, 29, 255]);
    }

    #[test]
    fn small_pictures_are_means_of_all_pixels() {
        let halves = picture(301, 100, |x, _| if x < 150 { [0, 0, 0] } else { [255, 255, 255] });
        let small = halves.thumbnail(2);
        assert_eq!((small.width, small.height, small.pixels), (2, 1, vec![0, 0, 0, 255, 255, 255]));
        assert_eq!(halves.thumbnail(301), halves);
        let thin = picture(1000, 1, |x, _| [x as u8; 3]).thumbnail(10);
        assert_eq!((thin.width, thin.height), (10, 1));
    }

    #[test]
    fn nothing_fine_survives_the_blur() {
        let board = picture(160, 120, |x, y| if (x / 4 + y / 4) % 2 == 0 { [0; 3] } else { [255; 3] });
        let blurred = board.blurred();
        let (least, most) = (blurred.pixels.iter().min().unwrap(), blurred.pixels.iter().max().unwrap());
        assert!(most - least < 60, "{least} {most}");
        for (width, height) in [(1, 1), (2, 1), (1, 9), (5, 3)] {
            let flat = picture(width, height, |_, _| [9, 8, 7]);
            assert_eq!(flat.blurred(), flat);
        }
    }
}
