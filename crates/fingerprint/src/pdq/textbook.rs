//! The reduction of a picture to its grid, pass after pass over the whole picture, as it is described.

use super::grid::{Grid, SIDE, Window, centres};
use super::luma;
use crate::Plane;

/// Blurs a picture, both sides 5 pixels or more, and takes 64 × 64 samples.
pub fn blurred(plane: &Plane) -> Grid {
    let (width, height) = (plane.width(), plane.height());
    let mut picture = vec![0.0; width * height];
    let mut passed = picture.clone();
    picture.chunks_exact_mut(width).enumerate().for_each(|(at, row)| luma::row(plane, at, row));
    for _ in 0..2 {
        for row in 0..height {
            average(&picture[row * width..], &mut passed[row * width..], width, 1);
        }
        for column in 0..width {
            average(&passed[column..], &mut picture[column..], height, width);
        }
    }
    let (rows, columns) = (centres(height), centres(width));
    let mut grid = Grid::default();
    for at in 0..SIDE * SIDE {
        grid.0[at / SIDE][at % SIDE] = picture[rows[at / SIDE] * width + columns[at % SIDE]];
    }
    grid
}

/// Averages `length` samples that are `step` apart, each over the box around it.
fn average(from: &[f32], into: &mut [f32], length: usize, step: usize) {
    let window = Window::along(length);
    let mut sum = 0.0;
    (0..window.ahead).for_each(|at| sum += from[at * step]);
    for at in 0..length {
        // What enters is added before what leaves is taken away: the sum rounds each time.
        if let Some(entering) = from.get((at + window.ahead) * step).filter(|_| at + window.ahead < length) {
            sum += entering;
        }
        if let Some(leaving) = (at + window.ahead).checked_sub(window.full) {
            sum -= from[leaving * step];
        }
        into[at * step] = sum / window.count(at, length) as f32;
    }
}
