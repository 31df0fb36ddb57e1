//! Light and colour differences, and how they become red, green and blue (ITU-T H.273).

use crate::MediaError;

/// Says how many colour differences are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sampling {
    /// 4:0:0, none.
    Grey,
    /// 4:2:0, one for each 2 × 2 pixels.
    Yuv420,
    /// 4:2:2, one for two pixels of a row.
    Yuv422,
    /// 4:4:4, one for each.
    Yuv444,
}

impl Sampling {
    /// The size of the planes of colour.
    pub fn chroma(self, width: usize, height: usize) -> (usize, usize) {
        match self {
            Self::Grey => (0, 0),
            Self::Yuv420 => (width.div_ceil(2), height.div_ceil(2)),
            Self::Yuv422 => (width.div_ceil(2), height),
            Self::Yuv444 => (width, height),
        }
    }

    /// Samples of all planes for two pixels.
    pub fn samples_of_two(self) -> u64 {
        match self {
            Self::Grey => 2,
            Self::Yuv420 => 3,
            Self::Yuv422 => 4,
            Self::Yuv444 => 6,
        }
    }
}

/// Names the colours by code points (ITU-T H.273, 8.1 to 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cicp {
    pub primaries: u16,
    pub transfer: u16,
    pub matrix: u16,
    /// Whether samples use all their values, or those of television.
    pub full: bool,
}

/// Holds the samples of a picture: light, and two colour differences where there are any.
pub(super) struct Planes {
    width: usize,
    height: usize,
    /// Bits a sample: 8, 10 or 12.
    depth: u8,
    sampling: Sampling,
    samples: [Vec<u16>; 3],
}

impl Planes {
    pub fn new(width: u32, height: u32, depth: u8, sampling: Sampling) -> Self {
        let (width, height) = (width as usize, height as usize);
        let (across, down) = sampling.chroma(width, height);
        let samples = [width * height, across * down, across * down].map(|count| vec![0; count]);
        Self { width, height, depth, sampling, samples }
    }

    /// How many planes there are, 1 or 3.
    pub fn count(&self) -> usize {
        if self.sampling == Sampling::Grey { 1 } else { 3 }
    }

    /// Lays rows of one plane of a tile over this one; `left` and `top` are pixels. What lies outside is left away.
    pub fn lay<'s>(&mut self, plane: usize, left: usize, top: usize, rows: impl Iterator<Item = Samples<'s>>) {
        let (width, height) = self.size(plane);
        let (left, top) = if plane == 0 { (left, top) } else { self.sampling.chroma(left, top) };
        for (y, row) in (top..height).zip(rows) {
            let here = self.samples[plane][y * width..][..width].iter_mut().skip(left);
            match row {
                Samples::Bytes(row) => here.zip(row).for_each(|(to, from)| *to = u16::from(*from)),
                Samples::Pairs(row) => here.zip(row).for_each(|(to, from)| *to = u16::from_ne_bytes(*from)),
            }
        }
    }

    fn size(&self, plane: usize) -> (usize, usize) {
        if plane == 0 { (self.width, self.height) } else { self.sampling.chroma(self.width, self.height) }
    }

    /// The light alone, one byte a pixel.
    pub fn grey(&self, full: bool) -> Vec<u8> {
        let scale = Scale::luma(self.depth, full);
        self.samples[0].iter().map(|sample| byte(scale.of(f32::from(*sample)))).collect()
    }

    /// Packed red, green and blue; there are colours.
    pub fn rgb(&self, colours: &Cicp) -> Result<Vec<u8>, MediaError> {
        let matrix = Matrix::new(colours.matrix, self.sampling)?;
        let luma = Scale::luma(self.depth, colours.full);
        let chroma = if matrix == Matrix::Identity { luma } else { Scale::chroma(self.depth, colours.full) };
        let mut rgb = vec![0; 3 * self.width * self.height];
        let [mut cb, mut cr, mut scratch] = [0; 3].map(|_| vec![0.0; self.width]);
        for (y, row) in rgb.chunks_exact_mut(3 * self.width).enumerate() {
            self.spread(1, y, &mut cb, &mut scratch);
            self.spread(2, y, &mut cr, &mut scratch);
            let light = &self.samples[0][y * self.width..][..self.width];
            for (((pixel, light), cb), cr) in row.as_chunks_mut::<3>().0.iter_mut().zip(light).zip(&cb).zip(&cr) {
                *pixel = matrix.rgb(luma.of(f32::from(*light)), chroma.of(*cb), chroma.of(*cr)).map(byte);
            }
        }
        Ok(rgb)
    }

    /// One row of colour differences, a value for each pixel. Those that stand for several pixels lie in their middle, so that a
    /// pixel takes three quarters of the nearest and one of the next, as viewers do it.
    fn spread(&self, plane: usize, y: usize, row: &mut [f32], scratch: &mut [f32]) {
        let (width, height) = self.size(plane);
        let at = |y: usize| &self.samples[plane][y * width..][..width];
        let all = if self.sampling == Sampling::Yuv420 {
            let (near, far) = neighbours(y, height);
            let pairs = at(near).iter().zip(at(far));
            scratch.iter_mut().zip(pairs).for_each(|(to, (near, far))| *to = mixed(f32::from(*near), f32::from(*far)));
            &scratch[..width]
        } else {
            scratch.iter_mut().zip(at(y)).for_each(|(to, from)| *to = f32::from(*from));
            &scratch[..width]
        };
        if self.sampling == Sampling::Yuv444 {
            row.copy_from_slice(all);
            return;
        }
        for (x, to) in row.iter_mut().enumerate() {
            let (near, far) = neighbours(x, width);
            *to = mixed(all[near], all[far]);
        }
    }
}

/// Is a row of samples as the decoder holds it: in bytes, or in two bytes of the machine's order.
pub(super) enum Samples<'a> {
    Bytes(&'a [u8]),
    Pairs(&'a [[u8; 2]]),
}

/// The half-sized places that lie nearest to a full-sized one, and next.
fn neighbours(at: usize, count: usize) -> (usize, usize) {
    let near = at / 2;
    let far = if at.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(count - 1) };
    (near, far)
}

fn mixed(near: f32, far: f32) -> f32 {
    0.75 * near + 0.25 * far
}

/// Brings samples to 0 to 1, or differences to −0.5 to 0.5 (H.273, equations 20 to 31).
#[derive(Clone, Copy)]
struct Scale {
    bias: f32,
    factor: f32,
}

impl Scale {
    fn luma(depth: u8, full: bool) -> Self {
        let one = f32::from(1u16 << (depth - 8));
        let (bias, range) = if full { (0.0, 256.0 * one - 1.0) } else { (16.0 * one, 219.0 * one) };
        Self { bias, factor: 1.0 / range }
    }

    fn chroma(depth: u8, full: bool) -> Self {
        let one = f32::from(1u16 << (depth - 8));
        let range = if full { 256.0 * one - 1.0 } else { 224.0 * one };
        Self { bias: 128.0 * one, factor: 1.0 / range }
    }

    fn of(self, sample: f32) -> f32 {
        (sample - self.bias) * self.factor
    }
}

/// Says how light and differences are made of colours (H.273, table 4).
#[derive(Clone, Copy, Debug, PartialEq)]
enum Matrix {
    /// They are green, blue and red themselves.
    Identity,
    /// Light has so much red and blue.
    Light { red: f32, blue: f32 },
}

impl Matrix {
    fn new(code: u16, sampling: Sampling) -> Result<Self, MediaError> {
        let (red, blue) = match code {
            0 if sampling == Sampling::Yuv444 => return Ok(Self::Identity),
            1 => (0.2126, 0.0722),
            4 => (0.30, 0.11),
            // What says nothing is taken for BT.601, as everywhere.
            2 | 5 | 6 => (0.299, 0.114),
            7 => (0.212, 0.087),
            9 => (0.2627, 0.0593),
            _ => return Err(MediaError::NotSupported),
        };
        Ok(Self::Light { red, blue })
    }

    fn rgb(self, light: f32, cb: f32, cr: f32) -> [f32; 3] {
        match self {
            Self::Identity => [cr, light, cb],
            Self::Light { red, blue } => {
                let (r, b) = (light + 2.0 * (1.0 - red) * cr, light + 2.0 * (1.0 - blue) * cb);
                [r, (light - red * r - blue * b) / (1.0 - red - blue), b]
            }
        }
    }
}

/// The nearest of 0 to 255.
fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_colour(depth: u8, sampling: Sampling, samples: [u16; 3], matrix: u16, full: bool) -> [u8; 3] {
        let mut planes = Planes::new(3, 3, depth, sampling);
        for (plane, sample) in planes.samples.iter_mut().zip(samples) {
            plane.fill(sample);
        }
        let rgb = planes.rgb(&Cicp { primaries: 1, transfer: 13, matrix, full }).unwrap();
        assert!(rgb.chunks(3).all(|pixel| pixel == &rgb[..3]));
        [rgb[0], rgb[1], rgb[2]]
    }

    #[test]
    fn red_is_red_by_every_matrix_depth_and_range() {
        // The samples of pure red, computed by the equations of H.273.
        for (depth, samples, matrix, full) in [
            (8, [76, 85, 255], 6, true),
            (8, [81, 90, 240], 6, false),
            (8, [81, 90, 240], 2, false),
            (8, [63, 102, 240], 1, false),
            (10, [250, 409, 960], 1, false),
            (10, [294, 387, 960], 9, false),
            (12, [1076, 1476, 4095], 9, true),
            (8, [0, 0, 255], 0, true),
        ] {
            let found = one_colour(depth, Sampling::Yuv444, samples, matrix, full);
            assert!(found[0] >= 253 && found[1] <= 2 && found[2] <= 2, "{depth} {matrix} {full}: {found:?}");
        }
    }

    #[test]
    fn black_and_white_end_where_the_range_ends() {
        for sampling in [Sampling::Yuv420, Sampling::Yuv422, Sampling::Yuv444] {
            assert_eq!(one_colour(8, sampling, [16, 128, 128], 1, false), [0; 3]);
            assert_eq!(one_colour(8, sampling, [235, 128, 128], 1, false), [255; 3]);
            assert_eq!(one_colour(12, sampling, [4095, 2048, 2048], 1, true), [255; 3]);
        }
    }

    #[test]
    fn differences_for_several_pixels_lie_in_their_middle() {
        let mut planes = Planes::new(4, 2, 8, Sampling::Yuv420);
        planes.samples[1] = vec![100, 200];
        let (mut row, mut scratch) = (vec![0.0; 4], vec![0.0; 4]);
        planes.spread(1, 0, &mut row, &mut scratch);
        assert_eq!(row, [100.0, 125.0, 175.0, 200.0]);
    }

    #[test]
    fn colours_of_unknown_making_are_not_guessed() {
        let planes = Planes::new(2, 2, 8, Sampling::Yuv420);
        for matrix in [0, 8, 10, 14, 99] {
            assert_eq!(
                planes.rgb(&Cicp { primaries: 1, transfer: 1, matrix, full: true }),
                Err(MediaError::NotSupported)
            );
        }
    }
}
