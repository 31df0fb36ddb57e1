//! The brightness of a pixel: 0.299 red + 0.587 green + 0.114 blue, rounded to `f32`.

use crate::{Layout, Plane};

/// A thousand times the weights of red, green and blue: a weighted sum is a whole number below 2^18.
pub const WEIGHTS: [i32; 3] = [299, 587, 114];

/// Returns the brightness of a colour, 0–255.
///
/// The binding sums in `f64` and rounds to `f32` once. A whole number divided by 1000 with one rounding gives the same for
/// each of the 2^24 colours (the test below), without `f64`.
#[inline]
pub fn of([red, green, blue]: [u8; 3]) -> f32 {
    let weighted = i32::from(red) * WEIGHTS[0] + i32::from(green) * WEIGHTS[1] + i32::from(blue) * WEIGHTS[2];
    weighted as f32 / 1000.0
}

/// Fills in the brightness of each pixel of a row.
pub fn row(plane: &Plane, at: usize, into: &mut [f32]) {
    let pixels = plane.row(at);
    match plane.layout() {
        Layout::Grey8 => into.iter_mut().zip(pixels).for_each(|(luma, &grey)| *luma = f32::from(grey)),
        Layout::Rgb8 => into.iter_mut().zip(pixels.as_chunks().0).for_each(|(luma, &rgb)| *luma = of(rgb)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_as_bright_as_in_the_binding() {
        for colour in 0..1u32 << 24 {
            let [red, green, blue, _] = colour.to_le_bytes();
            let sum = f64::from(red) * 0.299 + f64::from(green) * 0.587 + f64::from(blue) * 0.114;
            assert_eq!(of([red, green, blue]).to_bits(), (sum as f32).to_bits(), "{colour:06x}");
        }
    }

    #[test]
    fn grey_is_as_bright_as_it_is() {
        (0..=255).for_each(|grey| assert_eq!(of([grey; 3]), f32::from(grey)));
    }
}
