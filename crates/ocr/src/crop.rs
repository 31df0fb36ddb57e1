//! One line of text cut out of a plane, level, and brought to the height that the recogniser reads.

use crate::plane::{Bounds, Rgb};
use crate::quad::Quad;
use crate::resize::resize;

/// The height of a line for the recogniser, in pixels.
pub const HEIGHT: usize = 48;
/// The recogniser's columns come in steps of eight pixels.
pub const STEP: usize = 8;
/// The longest line that is read at its own proportions; beyond it is squeezed.
const LONGEST: usize = 4096;
/// The least width given to the recogniser: shorter lines get grey to their right, as in its training.
const LEAST: usize = 64;
/// A rectangle this much taller than wide holds text that runs upwards.
const STANDING: f32 = 1.5;

/// Is a line ready for the recogniser.
pub struct Crop {
    /// Blue, green, red planes of [`HEIGHT`] rows of `width` numbers from -1 to 1.
    pub values: Vec<f32>,
    /// The width of a row, a multiple of [`STEP`].
    pub width: usize,
    /// How much of the width is picture; the rest is grey.
    pub filled: usize,
}

/// Cuts a line out. `None` when nothing of it lies in the plane.
pub fn crop(plane: Rgb<'_>, quad: &Quad) -> Option<Crop> {
    if quad.lean == 0.0 && quad.height < STANDING * quad.length {
        return Some(fit(plane.part(bounds(quad, &plane)?)?));
    }
    let (pixels, width, height) = straightened(plane, quad);
    Some(fit(Rgb::new(&pixels, width, height, width * 3).ok()?))
}

/// Returns the upright rectangle around a slanted one, in whole pixels inside a plane.
pub fn bounds(quad: &Quad, plane: &Rgb<'_>) -> Option<Bounds> {
    let corners = quad.corners();
    let side = |axis: usize, end: usize| {
        let values = corners.map(|corner| corner[axis].round().clamp(0.0, end as f32));
        let low = values.iter().copied().fold(f32::INFINITY, f32::min) as usize;
        let high = values.iter().copied().fold(0.0, f32::max) as usize;
        (low < high).then_some((low, high))
    };
    let (left, right) = side(0, plane.width())?;
    let (top, bottom) = side(1, plane.height())?;
    Some(Bounds { x: left, y: top, width: right - left, height: bottom - top })
}

fn fit(line: Rgb<'_>) -> Crop {
    let filled = (line.width() * HEIGHT).div_ceil(line.height()).clamp(STEP, LONGEST);
    let width = filled.next_multiple_of(STEP).max(LEAST);
    let mut values = vec![0.0; 3 * HEIGHT * width];
    resize(line, filled, HEIGHT, &mut values, width);
    Crop { values, width, filled }
}

/// Samples a leaning line at its own size, bilinearly; one that stands is laid down, its top to the left.
fn straightened(plane: Rgb<'_>, quad: &Quad) -> (Vec<u8>, usize, usize) {
    let standing = quad.height >= STANDING * quad.length;
    let (along, across) = if standing { (quad.height, quad.length) } else { (quad.length, quad.height) };
    // A rectangle found in a plane is at most its diagonal long, but its sides may lie outside.
    let most = plane.width() + plane.height();
    let (width, height) = ((along.round() as usize).clamp(1, most), (across.round() as usize).clamp(1, most));
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
            let [x, y] = if standing { quad.at(quad.length - y, x) } else { quad.at(x, y) };
            pixels.extend(sampled(&plane, x - 0.5, y - 0.5));
        }
    }
    (pixels, width, height)
}

fn sampled(plane: &Rgb<'_>, x: f32, y: f32) -> [u8; 3] {
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (x - left, y - top);
    let (x, y) = (left as isize, top as isize);
    let corners = [plane.pixel(x, y), plane.pixel(x + 1, y), plane.pixel(x, y + 1), plane.pixel(x + 1, y + 1)];
    let shares = [(1.0 - right) * (1.0 - down), right * (1.0 - down), (1.0 - right) * down, right * down];
    std::array::from_fn(|channel| {
        let sum: f32 = corners.iter().zip(shares).map(|(corner, share)| share * f32::from(corner[channel])).sum();
        sum.round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plane whose red grows to the right and whose green grows downwards.
    fn slopes(width: usize, height: usize) -> Vec<u8> {
        (0..height).flat_map(|y| (0..width).flat_map(move |x| [x as u8, y as u8, 0])).collect()
    }

    #[test]
    fn an_upright_line_keeps_its_proportions() {
        let pixels = slopes(200, 100);
        let plane = Rgb::new(&pixels, 200, 100, 600).unwrap();
        let quad = Quad { centre: [60.0, 30.0], length: 100.0, height: 24.0, lean: 0.0 };
        let crop = crop(plane, &quad).unwrap();
        assert_eq!((crop.width, crop.filled), (200, 200));
        assert_eq!(crop.values.len(), 3 * 48 * 200);
        assert_eq!(bounds(&quad, &plane), Some(Bounds { x: 10, y: 18, width: 100, height: 24 }));
        let outside = Quad { centre: [-90.0, 30.0], ..quad };
        assert!(super::crop(plane, &outside).is_none());
    }

    #[test]
    fn a_short_line_is_filled_with_grey() {
        let pixels = slopes(40, 40);
        let plane = Rgb::new(&pixels, 40, 40, 120).unwrap();
        let crop = crop(plane, &Quad { centre: [12.0, 12.0], length: 12.0, height: 12.0, lean: 0.0 }).unwrap();
        assert_eq!((crop.width, crop.filled), (64, 48));
        assert_eq!(crop.values[60], 0.0);
    }

    #[test]
    fn a_leaning_line_is_made_level() {
        let pixels = slopes(100, 100);
        let plane = Rgb::new(&pixels, 100, 100, 300).unwrap();
        let quad = Quad { centre: [50.0, 50.0], length: 40.0, height: 10.0, lean: 0.5 };
        let (level, width, height) = straightened(plane, &quad);
        assert_eq!((width, height), (40, 10));
        let [x, y] = quad.at(0.5, 0.5);
        assert!((f32::from(level[0]) - (x - 0.5)).abs() <= 1.0 && (f32::from(level[1]) - (y - 0.5)).abs() <= 1.0);
        let standing = Quad { centre: [50.0, 50.0], length: 10.0, height: 40.0, lean: 0.0 };
        let (laid, width, height) = straightened(plane, &standing);
        assert_eq!((width, height), (40, 10));
        // Its first pixel is the upper right one, and the line runs downwards.
        assert_eq!((laid[0], laid[1], laid[39 * 3 + 1]), (54, 30, 69));
    }
}
