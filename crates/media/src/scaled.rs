//! The light of a JPEG at a half or a quarter of its size, straight from its coefficients (ITU-T T.81): an inverse transform of the lowest
//! 4 × 4 or 2 × 2 of each block; the rest, and colour, is passed over. For sequential Huffman-coded pictures in one scan, as cameras
//! write them; any other is left to the whole decoder.

mod huffman;

use huffman::{Bits, Codes};

use crate::Luma;

/// Decodes the light of a picture at `1 / divisor` of its size, 2 or 4. `None` where this is no picture for it.
pub(crate) fn luma(bytes: &[u8], divisor: u32) -> Option<Luma> {
    let tables = Tables::read(bytes)?;
    match divisor {
        2 => tables.decode(&Transform::<4>::new()),
        4 => tables.decode(&Transform::<2>::new()),
        _ => None,
    }
}

struct Component {
    id: u8,
    across: usize,
    down: usize,
    quantities: usize,
    steady: usize,
    moving: usize,
}

/// What stands before the coded data.
struct Tables<'a> {
    width: usize,
    height: usize,
    /// The first is light.
    components: Vec<Component>,
    quantities: [Option<[u16; 64]>; 4],
    /// Codes of the constant parts (DC) and of the others (AC).
    steady: [Option<Codes>; 4],
    moving: [Option<Codes>; 4],
    /// MCUs between restart markers; 0 for none.
    interval: usize,
    data: &'a [u8],
}

impl<'a> Tables<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut tables = Self {
            width: 0,
            height: 0,
            components: Vec::new(),
            quantities: [None; 4],
            steady: [const { None }; 4],
            moving: [const { None }; 4],
            interval: 0,
            data: &[],
        };
        let mut rest = bytes.get(2..)?;
        loop {
            let [0xff, marker, ..] = rest else { return None };
            if *marker == 0xff {
                rest = &rest[1..];
                continue;
            }
            let length = usize::from(u16::from_be_bytes(*rest.get(2..)?.first_chunk()?));
            let content = rest.get(4..2 + length)?;
            rest = rest.get(2 + length..)?;
            match marker {
                0xc0 | 0xc1 => tables.frame(content)?,
                0xc4 => tables.codes(content)?,
                0xdb => tables.quantities(content)?,
                0xdd => tables.interval = usize::from(u16::from_be_bytes(*content.first_chunk()?)),
                // Adobe: not YCbCr, so that the first component is no light.
                0xee if content.starts_with(b"Adobe") && content.get(11) != Some(&1) => return None,
                0xda => {
                    tables.scan(content)?;
                    tables.data = rest;
                    return Some(tables);
                }
                // Other ways to code: progressive, arithmetic, lossless.
                0xc2..=0xcf => return None,
                _ => {}
            }
        }
    }

    /// B.2.2
    fn frame(&mut self, content: &[u8]) -> Option<()> {
        let [8, h1, h0, w1, w0, count, components @ ..] = content else { return None };
        (self.width, self.height) =
            (usize::from(u16::from_be_bytes([*w1, *w0])), usize::from(u16::from_be_bytes([*h1, *h0])));
        let components = components.as_chunks::<3>().0;
        if components.len() != usize::from(*count) || !matches!(count, 1 | 3) || self.width == 0 || self.height == 0 {
            return None;
        }
        self.components = components
            .iter()
            .map(|[id, factors, quantities]| Component {
                id: *id,
                across: usize::from(factors >> 4),
                down: usize::from(factors & 15),
                quantities: usize::from(quantities & 3),
                steady: 0,
                moving: 0,
            })
            .collect();
        // Components named R, G, B are no light.
        let known = self.components.iter().all(|of| matches!((of.across, of.down), (1..=4, 1..=4)) && of.id != b'R');
        let light = self.components.first()?;
        let finest = self.components.iter().all(|of| of.across <= light.across && of.down <= light.down);
        (known && finest).then_some(())
    }

    /// B.2.4.2
    fn codes(&mut self, mut content: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = content {
            let counts = rest.first_chunk::<16>()?;
            let count = counts.iter().map(|count| usize::from(*count)).sum::<usize>();
            let symbols = rest.get(16..16 + count)?;
            let tables = if kind >> 4 == 0 { &mut self.steady } else { &mut self.moving };
            *tables.get_mut(usize::from(kind & 15))? = Some(Codes::new(counts, symbols)?);
            content = &rest[16 + count..];
        }
        Some(())
    }

    /// B.2.4.1
    fn quantities(&mut self, mut content: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = content {
            let wide = kind >> 4 != 0;
            let length = if wide { 128 } else { 64 };
            let values = rest.get(..length)?;
            let mut table = [0; 64];
            for (at, value) in table.iter_mut().enumerate() {
                *value =
                    if wide { u16::from_be_bytes([values[2 * at], values[2 * at + 1]]) } else { u16::from(values[at]) };
            }
            *self.quantities.get_mut(usize::from(kind & 15))? = Some(table);
            content = &rest[length..];
        }
        Some(())
    }

    /// B.2.3: all components in one scan.
    fn scan(&mut self, content: &[u8]) -> Option<()> {
        let [count, rest @ ..] = content else { return None };
        let parts = rest.as_chunks::<2>().0;
        if self.components.is_empty() || usize::from(*count) != self.components.len() {
            return None;
        }
        for (component, [id, codes]) in self.components.iter_mut().zip(parts) {
            if component.id != *id {
                return None;
            }
            (component.steady, component.moving) = (usize::from(codes >> 4), usize::from(codes & 15));
        }
        if let [only] = &mut self.components[..] {
            // A scan of one component goes block by block, whatever its factors.
            (only.across, only.down) = (1, 1);
        }
        Some(())
    }

    /// Decodes each block of light to `N` × `N` pixels.
    fn decode<const N: usize>(&self, transform: &Transform<N>) -> Option<Luma> {
        let light = self.components.first()?;
        let (columns, rows) = (self.width.div_ceil(8 * light.across), self.height.div_ceil(8 * light.down));
        let stride = columns * light.across * N;
        let mut plane = vec![0; stride * rows * light.down * N];
        let quantities = self.quantities[light.quantities].as_ref()?;
        let coders = self.components.iter().map(|of| {
            let codes = (self.steady.get(of.steady)?.as_ref()?, self.moving.get(of.moving)?.as_ref()?);
            Some((of.across * of.down, codes.0, codes.1))
        });
        let coders: Vec<_> = coders.collect::<Option<_>>()?;
        let mut bits = Bits::new(self.data);
        let mut constant = 0i32;
        for mcu in 0..columns * rows {
            if self.interval > 0 && mcu > 0 && mcu % self.interval == 0 {
                if !bits.restart() {
                    break;
                }
                constant = 0;
            }
            let (row, column) = (mcu / columns * light.down, mcu % columns * light.across);
            let (_, steady, moving) = coders[0];
            for block in 0..light.across * light.down {
                let mut low = [0f32; 16];
                constant = constant.wrapping_add(bits.symbol(steady).map(|symbol| bits.value(symbol.size))?);
                low[0] = constant as f32 * f32::from(quantities[0]);
                lowest::<N>(&mut bits, moving, quantities, &mut low)?;
                let (y, x) = ((row + block / light.across) * N, (column + block % light.across) * N);
                transform.write(&low, &mut plane[y * stride + x..], stride);
            }
            for (blocks, steady, moving) in &coders[1..] {
                for _ in 0..*blocks {
                    bits.pass(steady)?;
                    pass_over(&mut bits, moving, 1)?;
                }
            }
        }
        let (width, height) = ((self.width * N).div_ceil(8), (self.height * N).div_ceil(8));
        let mut pixels = Vec::with_capacity(width * height);
        plane.chunks_exact(stride).take(height).for_each(|row| pixels.extend_from_slice(&row[..width]));
        Some(Luma { width: width as u32, height: height as u32, pixels })
    }
}

/// Reads the coefficients of a block that are among the lowest, brought to their size, and passes over the others.
#[inline(always)]
fn lowest<const N: usize>(bits: &mut Bits, codes: &Codes, quantities: &[u16; 64], low: &mut [f32; 16]) -> Option<()> {
    // The last of the lowest in the order they come (figure A.6).
    let last = if N == 2 { 4 } else { 24 };
    let mut at = 1;
    while at <= last {
        let symbol = bits.symbol(codes)?;
        let value = bits.value(symbol.size);
        at += usize::from(symbol.step);
        if let Some((row, column)) = ORDER.get(at - 1).filter(|(row, column)| *row < N && *column < N) {
            low[row * N + column] = value as f32 * f32::from(quantities[at - 1]);
        }
    }
    pass_over(bits, codes, at)
}

#[inline(always)]
fn pass_over(bits: &mut Bits, codes: &Codes, mut at: usize) -> Option<()> {
    while at < 64 {
        at += usize::from(bits.pass(codes)?.step);
    }
    Some(())
}

/// Where the first 25 coefficients of a block stand: row and column (figure A.6).
const ORDER: [(usize, usize); 25] = {
    let mut order = [(0, 0); 25];
    let (mut at, mut row, mut column) = (0, 0usize, 0usize);
    while at < 25 {
        order[at] = (row, column);
        if (row + column).is_multiple_of(2) {
            column += 1;
            row = row.saturating_sub(1);
        } else {
            row += 1;
            column = column.saturating_sub(1);
        }
        at += 1;
    }
    order
};

/// Is the inverse transform of `N` points (A.3.3, with 8 become `N`): how much of each frequency is in each place.
struct Transform<const N: usize> {
    shares: [[f32; N]; N],
}

impl<const N: usize> Transform<N> {
    fn new() -> Self {
        let mut shares = [[0.0; N]; N];
        for (place, row) in shares.iter_mut().enumerate() {
            for (frequency, share) in row.iter_mut().enumerate() {
                let angle = ((2 * place + 1) * frequency) as f32 * std::f32::consts::PI / (2 * N) as f32;
                let scale = if frequency == 0 { 1.0 } else { std::f32::consts::SQRT_2 };
                // The coefficients are those of 8 points: 1 / sqrt(8) an axis, whatever N.
                *share = angle.cos() * scale / 8f32.sqrt();
            }
        }
        Self { shares }
    }

    #[inline(always)]
    fn write(&self, low: &[f32; 16], to: &mut [u8], stride: usize) {
        let mut half = [[0f32; N]; N];
        for (row, low) in half.iter_mut().zip(low.chunks_exact(N)) {
            for (value, shares) in row.iter_mut().zip(&self.shares) {
                for of in 0..N {
                    *value += low[of] * shares[of];
                }
            }
        }
        for (row, shares) in to.chunks_mut(stride).zip(&self.shares) {
            let mut sums = [128.5f32; N];
            for of in 0..N {
                for x in 0..N {
                    sums[x] += half[of][x] * shares[of];
                }
            }
            row.iter_mut().zip(sums).for_each(|(value, sum)| *value = sum as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jpeg;

    fn sample(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../../fixtures/pictures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    /// Beside the means of the whole: nearly the same on average, as frequencies are not boxes.
    fn check(name: &str) {
        let bytes = sample(name);
        let whole = jpeg::luma(&bytes).unwrap().unwrap();
        for divisor in [2, 4] {
            let small = luma(&bytes, divisor).unwrap_or_else(|| panic!("{name} is not for it"));
            assert_eq!((small.width, small.height), (whole.width.div_ceil(divisor), whole.height.div_ceil(divisor)));
            let side = divisor as usize;
            let mut apart = 0;
            for (at, value) in small.pixels.iter().enumerate() {
                let (x, y) = (at % small.width as usize * side, at / small.width as usize * side);
                let rows = (y..whole.height as usize).take(side).map(|row| row * whole.width as usize + x);
                let values: Vec<u32> =
                    rows.flat_map(|start| &whole.pixels[start..start + side]).map(|v| u32::from(*v)).collect();
                let mean = values.iter().sum::<u32>() / values.len() as u32;
                apart += mean.abs_diff(u32::from(*value));
            }
            assert!((apart as usize) < 4 * small.pixels.len(), "{name}: {apart} over {} pixels", small.pixels.len());
        }
    }

    #[test]
    fn halves_and_quarters_are_the_whole_but_smaller() {
        for name in ["plain.jpg", "grey.jpg", "restart.jpg", "large.jpg", "swapped.jpg", "turned-6.jpg"] {
            check(name);
        }
    }

    #[test]
    fn what_it_is_not_for_is_left() {
        for name in ["progressive.jpg", "inks.jpg", "inks-ycck.jpg", "plain.png"] {
            assert!(luma(&sample(name), 2).is_none(), "{name}");
        }
    }

    #[test]
    fn damage_ends_well() {
        for name in ["restart.jpg", "plain.jpg"] {
            let mut bytes = sample(name);
            (0..bytes.len()).for_each(|len| drop(luma(&bytes[..len], 2)));
            for bit in 0..bytes.len() * 8 {
                bytes[bit / 8] ^= 1 << (bit % 8);
                let _ = luma(&bytes, 4);
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }
}
