//! Where text stands: the map of a detector made into rectangles.
//!
//! The steps and numbers are those of "Real-time Scene Text Detection with Differentiable Binarization" (Liao et al., 2020) as
//! the Python package `rapidocr` 3.10.0 carries them out: a threshold, a small dilation, connected parts, the smallest rectangle
//! around each, the mean of the map in it, and the rectangle let out again, since the network is taught shrunken shapes.

use crate::quad::{Point, Quad};

/// Above this the map says text, 0 to 1.
const TEXT: f32 = 0.3;
/// The least mean of the map in a rectangle, 0 to 1.
const SURE: f32 = 0.5;
/// Shrunken shapes are let out by area times this over perimeter.
const LET_OUT: f32 = 1.6;
/// Sides below this are specks, in pixels of the map.
const SPECK: f32 = 3.0;
/// A line whose ends differ by less than this share of its height is taken as upright.
const UPRIGHT: f32 = 0.35;

/// Is what a detector said of a picture: for each pixel how likely it is inside a line of text.
pub struct Map<'a> {
    /// Row after row, 0 to 1.
    pub values: &'a [f32],
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// Returns rectangles around lines of text, in pixels of the map, from top to bottom; at most `most`.
pub fn boxes(map: &Map<'_>, most: usize) -> Vec<Quad> {
    let mut text = dilated(map);
    let mut found = Vec::new();
    for start in 0..text.len() {
        if found.len() == most {
            break;
        }
        if text[start] {
            let mut edge = take_part(&mut text, map.width, start);
            found.extend(judge(map, &mut edge));
        }
    }
    found
}

/// Marks what is above the threshold, and the neighbours to the right and below, so that hairlines do not part a line of text.
fn dilated(map: &Map<'_>) -> Vec<bool> {
    let mut text = vec![false; map.width * map.height];
    for y in 0..map.height {
        for x in 0..map.width {
            if map.values[y * map.width + x] > TEXT {
                for (x, y) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
                    if x < map.width && y < map.height {
                        text[y * map.width + x] = true;
                    }
                }
            }
        }
    }
    text
}

/// Takes one connected part out of the marks and returns its outermost pixels of each row: all that a hull needs.
fn take_part(text: &mut [bool], width: usize, start: usize) -> Vec<Point> {
    let mut rows = std::collections::BTreeMap::<usize, (usize, usize)>::new();
    let mut waiting = vec![start];
    text[start] = false;
    while let Some(at) = waiting.pop() {
        let (x, y) = (at % width, at / width);
        let row = rows.entry(y).or_insert((x, x));
        *row = (row.0.min(x), row.1.max(x));
        for ny in y.saturating_sub(1)..=y + 1 {
            for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                if let Some(mark) = text.get_mut(ny * width + nx)
                    && std::mem::take(mark)
                {
                    waiting.push(ny * width + nx);
                }
            }
        }
    }
    rows.into_iter().flat_map(|(y, (left, right))| [[left as f32, y as f32], [right as f32, y as f32]]).collect()
}

/// Keeps a part that is no speck and sure enough, as the rectangle let out.
fn judge(map: &Map<'_>, edge: &mut Vec<Point>) -> Option<Quad> {
    let mut quad = Quad::around(edge)?;
    // Text on a screen is level: a ragged part of the map must not make its crop lean.
    if quad.length * quad.lean.abs().sin() < UPRIGHT * quad.height.min(quad.length) {
        quad = Quad::leaning(edge, 0.0);
    }
    if quad.length.min(quad.height) < SPECK || mean(map, &quad) < SURE {
        return None;
    }
    let grown = quad.grown(quad.length * quad.height * LET_OUT / (2.0 * (quad.length + quad.height)));
    (grown.length.min(grown.height) >= SPECK + 2.0).then_some(grown)
}

/// Returns the mean of the map over the pixels of a rectangle.
fn mean(map: &Map<'_>, quad: &Quad) -> f32 {
    let corners = quad.corners();
    let side = |axis: usize| {
        let values = corners.map(|corner| corner[axis]);
        let [low, high] =
            [values.iter().copied().fold(f32::INFINITY, f32::min), values.iter().copied().fold(0.0, f32::max)];
        low.max(0.0) as usize..=high as usize
    };
    let (sin, cos) = quad.lean.sin_cos();
    let (mut sum, mut count) = (0.0, 0_usize);
    for y in side(1).filter(|&y| y < map.height) {
        for x in side(0).filter(|&x| x < map.width) {
            let (dx, dy) = (x as f32 - quad.centre[0], y as f32 - quad.centre[1]);
            let inside = (dx * cos + dy * sin).abs() <= quad.length / 2.0 + 0.01;
            if inside && (dy * cos - dx * sin).abs() <= quad.height / 2.0 + 0.01 {
                sum += f64::from(map.values[y * map.width + x]);
                count += 1;
            }
        }
    }
    if count == 0 { 0.0 } else { (sum / count as f64) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws a map from words: `#` is sure, `+` is likely, anything else is nothing.
    fn check(drawn: &[&str], expected: &[[f32; 4]]) {
        let width = drawn[0].len();
        let values: Vec<f32> = drawn
            .iter()
            .flat_map(|row| row.bytes())
            .map(|byte| match byte {
                b'#' => 0.9,
                b'+' => 0.4,
                _ => 0.0,
            })
            .collect();
        let map = Map { values: &values, width, height: drawn.len() };
        let found: Vec<[f32; 4]> =
            boxes(&map, 10).iter().map(|quad| [quad.centre[0], quad.centre[1], quad.length, quad.height]).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!((found - expected).abs() < 0.01, "{found} for {expected}");
        }
    }

    #[test]
    fn a_block_is_let_out_on_every_side() {
        // Seven by three pixels and the dilation: eight by four, whose corners lie seven by three apart.
        let row = "..#######...........";
        let empty = "....................";
        let out = 7.0 * 3.0 * 1.6 / 20.0;
        check(&[empty, row, row, row, empty, empty], &[[5.5, 2.5, 7.0 + 2.0 * out, 3.0 + 2.0 * out]]);
    }

    #[test]
    fn what_is_doubtful_or_a_speck_is_left_out() {
        let row = "..+++++++......##...";
        let empty = "....................";
        check(&[empty, row, row, row, empty, empty], &[]);
    }

    #[test]
    fn the_count_is_limited() {
        let values: Vec<f32> =
            (0..100 * 100).map(|at| if at % 10 < 5 && at / 100 % 10 < 5 { 1.0 } else { 0.0 }).collect();
        assert_eq!(boxes(&Map { values: &values, width: 100, height: 100 }, 1000).len(), 100);
        assert_eq!(boxes(&Map { values: &values, width: 100, height: 100 }, 7).len(), 7);
    }
}
