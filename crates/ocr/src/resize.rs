//! Planes made larger or smaller, into the numbers a network takes.
//!
//! Enlarging is bilinear with pixel centres at one half, as OpenCV's `INTER_LINEAR`; reducing widens the same triangle by the
//! factor (as Pillow's `BILINEAR` does), since plain bilinear skips pixels beyond a factor of two and thin strokes with them.

use crate::Rgb;

/// Is where one pixel of the result takes its light from: the first source pixel, then a weight for each from there.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

/// Writes a plane at another size as three planes of numbers from -1 to 1: blue, green, red, the order the networks learnt.
///
/// `into` holds three planes of `height` rows, `row` numbers apart (at least `width`); numbers beyond `width` stay as they are.
///
/// # Panics
/// When `into` is shorter than three planes.
pub fn resize(plane: Rgb<'_>, width: usize, height: usize, into: &mut [f32], row: usize) {
    let across = taps(plane.width(), width);
    let down = taps(plane.height(), height);
    let mut line = vec![0.0; plane.width() * 3];
    let (blue, rest) = into.split_at_mut(row * height);
    let (green, red) = rest.split_at_mut(row * height);
    for (y, tap) in down.iter().enumerate() {
        blend_rows(plane, tap, &mut line);
        let at = y * row..y * row + width;
        blend_columns(&line, &across, [&mut blue[at.clone()], &mut green[at.clone()], &mut red[at]]);
    }
}

/// Sums the rows under one tap. Rows first: their bytes lie side by side, and the processor takes many at once.
fn blend_rows(plane: Rgb<'_>, tap: &Taps, line: &mut [f32]) {
    line.fill(0.0);
    for (offset, &weight) in tap.weights.iter().enumerate() {
        for (sum, &byte) in line.iter_mut().zip(plane.row(tap.first + offset)) {
            *sum += weight * f32::from(byte);
        }
    }
}

/// Sums the columns under each tap of one blended row, and brings 0..255 to -1..1: mean 0.5 and deviation 0.5 of the networks.
fn blend_columns(line: &[f32], across: &[Taps], [blue, green, red]: [&mut [f32]; 3]) {
    for (x, tap) in across.iter().enumerate() {
        let mut sum = [0.0; 3];
        for (&weight, pixel) in tap.weights.iter().zip(line[tap.first * 3..].chunks_exact(3)) {
            for channel in 0..3 {
                sum[channel] += weight * pixel[channel];
            }
        }
        let [r, g, b] = sum.map(|value| value / 127.5 - 1.0);
        (blue[x], green[x], red[x]) = (b, g, r);
    }
}

/// Returns the taps of one axis. At the borders the outermost pixel stands for what is outside, as in OpenCV.
fn taps(from: usize, to: usize) -> Vec<Taps> {
    let scale = from as f32 / to as f32;
    let reach = scale.max(1.0);
    (0..to)
        .map(|place| {
            let centre = (place as f32 + 0.5) * scale - 0.5;
            let first = ((centre - reach).floor() as isize + 1).clamp(0, from as isize - 1) as usize;
            let last = ((centre + reach).ceil() as isize - 1).clamp(first as isize, from as isize - 1) as usize;
            let mut weights: Vec<f32> =
                (first..=last).map(|source| (1.0 - (source as f32 - centre).abs() / reach).max(0.0)).collect();
            let sum: f32 = weights.iter().sum();
            match sum > 0.0 {
                true => weights.iter_mut().for_each(|weight| *weight /= sum),
                false => weights.fill(1.0 / (last - first + 1) as f32),
            }
            Taps { first, weights }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resizes a grey row and returns it as bytes.
    fn row(grey: &[u8], width: usize) -> Vec<u8> {
        let pixels: Vec<u8> = grey.iter().flat_map(|&value| [value; 3]).collect();
        let plane = Rgb::new(&pixels, grey.len(), 1, pixels.len()).unwrap();
        let mut into = vec![0.0; 3 * width];
        resize(plane, width, 1, &mut into, width);
        into[..width].iter().map(|value| ((value + 1.0) * 127.5).round() as u8).collect()
    }

    #[test]
    fn enlarges_as_opencv() {
        // cv2.resize(…, INTER_LINEAR) of [0, 100, 200] to 6 and of [10, 250] to 5.
        assert_eq!(row(&[0, 100, 200], 6), [0, 25, 75, 125, 175, 200]);
        assert_eq!(row(&[10, 250], 5), [10, 34, 130, 226, 250]);
    }

    #[test]
    fn reduces_without_skipping() {
        // One bright pixel in eight must leave light wherever it stands.
        for place in 0..8 {
            let mut grey = [0; 8];
            grey[place] = 240;
            let small = row(&grey, 2);
            assert!(small.iter().any(|&value| value > 20), "{place}: {small:?}");
        }
        assert_eq!(row(&[77; 9], 4), [77; 4]);
    }

    #[test]
    fn channels_are_turned_to_blue_green_red() {
        let plane = Rgb::new(&[255, 0, 51], 1, 1, 3).unwrap();
        let mut into = [9.0; 6];
        resize(plane, 1, 1, &mut into, 2);
        assert_eq!(into.map(|value| (value * 10.0).round()), [-6.0, 90.0, -10.0, 90.0, 10.0, 90.0]);
    }
}
