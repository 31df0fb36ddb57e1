//! The coloured shape behind a line of text: a bubble, a pill, a quotation, or the page itself.
//!
//! Shapes are felt out from the line: along a row to the left and right, along the column of the left padding up and down. The
//! colour that is followed may drift, as gradients do, and stops where it jumps.

use crate::line::Line;
use crate::plane::{Bounds, Rgb};

/// Is red, green, blue, 0 to 255 each.
pub type Colour = [f32; 3];

/// A jump of one channel above this ends a shape: half of the faintest bubble seen on its page, above what JPEG leaves.
const JUMP: f32 = 9.0;
/// How much of a new pixel the followed colour takes.
const DRIFT: f32 = 0.25;

/// Returns the shape behind a line. `None` when it is the page: when it reaches a side of the plane.
pub fn behind(plane: &Rgb<'_>, line: &Line) -> Option<Bounds> {
    let bounds = line.bounds;
    let fill = fill(plane, bounds)?;
    let rows = [0.5, 0.1, 0.9, 0.3, 0.7].map(|share| bounds.y + (bounds.height as f32 * share) as usize);
    // The rectangle may begin outside the bubble: the walk starts where the bubble's colour does.
    let seed = |y: usize| (bounds.x..bounds.x + bounds.height.min(bounds.width)).find(|&x| near(plane, [x, y], fill));
    let left = rows.iter().filter_map(|&y| walk(plane, [seed(y)?, y], [-1, 0], fill)).min()?;
    // Half way between the side of the shape and its letters nothing stands but the shape, all the way up and down.
    let ink = bounds.x + bounds.height / 4;
    let middle = bounds.y + bounds.height / 2;
    let column = [2, 3, 4, 1].map(|part| left + ink.saturating_sub(left) * part / 4);
    let column = column.into_iter().find(|&x| near(plane, [x, middle], fill))?;
    let top = walk(plane, [column, middle], [0, -1], fill)?;
    let bottom = walk(plane, [column, middle], [0, 1], fill)?;
    // To the right, a time or an emoji may stand in the way: the padding above and below the words is free.
    let pad = |from: usize, to: usize| from + to.saturating_sub(from) / 3;
    let free = [pad(top, bounds.y), bottom - bottom.saturating_sub(bounds.bottom()) / 3, bounds.y, bounds.bottom()];
    let start = bounds.x + bounds.width / 2;
    let right = free
        .iter()
        .filter_map(|&y| walk(plane, [start, y], [1, 0], fill))
        .chain(rows.iter().filter_map(|&y| walk(plane, [bounds.right(), y], [1, 0], fill)))
        .max()?;
    // Fractions of a pixel leave a seam of another colour at the side of some screens.
    let at_side = left <= 1 || right + 3 > plane.width();
    (!at_side && right > left && bottom > top)
        .then(|| Bounds { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }.union(&shrunk(bounds)))
}

/// A line's own rectangle reaches beyond its letters, sometimes over the side of its bubble.
fn shrunk(bounds: Bounds) -> Bounds {
    let by = bounds.height / 4;
    let (width, height) = (bounds.width.saturating_sub(2 * by).max(1), bounds.height - 2 * by);
    Bounds { x: bounds.x + by.min(bounds.width - 1), y: bounds.y + by, width, height }
}

/// Walks from a place while the colour stays or drifts, and returns the last column or row reached.
///
/// `None` when the place is not of the shape's colour to begin with.
fn walk(plane: &Rgb<'_>, from: [usize; 2], step: [isize; 2], fill: Colour) -> Option<usize> {
    let (mut x, mut y) = (from[0] as isize, from[1] as isize);
    let sample = |x: isize, y: isize| {
        // Three pixels across the way: the noise of JPEG is less in their mean.
        let near = [-1, 0, 1].map(|off| plane.pixel(x + off * step[1].abs(), y + off * step[0].abs()));
        std::array::from_fn::<f32, 3, _>(|channel| {
            near.iter().map(|pixel| f32::from(pixel[channel])).sum::<f32>() / 3.0
        })
    };
    if !near(plane, from, fill) {
        return None;
    }
    let mut followed = sample(x, y);
    loop {
        let (next_x, next_y) = (x + step[0], y + step[1]);
        let outside = next_x < 0 || next_y < 0 || next_x >= plane.width() as isize || next_y >= plane.height() as isize;
        let here = sample(next_x, next_y);
        // One pixel of another colour is noise; two are the end of the shape.
        let ends =
            || apart(here, followed) > JUMP && apart(sample(next_x + step[0], next_y + step[1]), followed) > JUMP;
        if outside || ends() {
            return Some(if step[0] != 0 { x as usize } else { y as usize });
        }
        (x, y) = (next_x, next_y);
        for channel in 0..3 {
            followed[channel] += DRIFT * (here[channel] - followed[channel]);
        }
    }
}

fn near(plane: &Rgb<'_>, [x, y]: [usize; 2], fill: Colour) -> bool {
    apart(plane.pixel(x as isize, y as isize).map(f32::from), fill) < 3.0 * JUMP
}

/// Returns the colour on which a line is written: the middle of its pixels, since letters cover less than half.
pub fn fill(plane: &Rgb<'_>, bounds: Bounds) -> Option<Colour> {
    let step = (bounds.height / 24).max(1);
    let all: Vec<[u8; 3]> = (bounds.y + bounds.height / 8..bounds.bottom())
        .step_by(step)
        .flat_map(|y| (bounds.x..bounds.right()).step_by(step).map(move |x| plane.pixel(x as isize, y as isize)))
        .collect();
    let middle = |channel: usize| {
        let mut values: Vec<u8> = all.iter().map(|pixel| pixel[channel]).collect();
        values.sort_unstable();
        values.get(values.len() / 2).map(|&value| f32::from(value))
    };
    Some([middle(0)?, middle(1)?, middle(2)?])
}

/// Returns the colour of the letters: the mean of the tenth of the pixels that are furthest from the fill.
pub fn ink(plane: &Rgb<'_>, bounds: Bounds) -> Option<Colour> {
    let fill = fill(plane, bounds)?;
    let mut pixels: Vec<Colour> = (bounds.y..bounds.bottom())
        .flat_map(|y| (bounds.x..bounds.right()).map(move |x| (x as isize, y as isize)))
        .map(|(x, y)| plane.pixel(x, y).map(f32::from))
        .collect();
    pixels.sort_by(|one, other| apart(*other, fill).total_cmp(&apart(*one, fill)));
    pixels.truncate((pixels.len() / 10).max(1));
    let count = pixels.len() as f32;
    Some(std::array::from_fn(|channel| pixels.iter().map(|pixel| pixel[channel]).sum::<f32>() / count))
}

/// Returns the longest stretch of columns without letters between two columns of a line, in pixels.
pub fn widest_gap(plane: &Rgb<'_>, line: Bounds, from: usize, to: usize) -> usize {
    let Some(fill) = fill(plane, line) else { return 0 };
    let rows = line.y + line.height / 6..line.bottom() - line.height / 6;
    let (mut widest, mut run) = (0, 0);
    for x in from..to.min(plane.width()) {
        let free = rows.clone().all(|y| apart(plane.pixel(x as isize, y as isize).map(f32::from), fill) < 4.0 * JUMP);
        run = if free { run + 1 } else { 0 };
        widest = widest.max(run);
    }
    widest
}

/// Returns how far two colours lie apart: the most of the three channels, 0 to 255.
pub fn apart(one: Colour, other: Colour) -> f32 {
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
}

/// Returns how colourful a colour is, 0 to 255: the most channel less the least.
pub fn colourful(colour: Colour) -> f32 {
    let most = colour.iter().copied().fold(0.0, f32::max);
    most - colour.iter().copied().fold(255.0, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 100;
    const HEIGHT: usize = 60;

    /// A page with one bubble from (20, 10) to (70, 50), whose colour drifts downwards, and a bar of letters in it.
    fn page() -> Vec<u8> {
        (0..HEIGHT)
            .flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
            .flat_map(|(x, y)| {
                match ((20..70).contains(&x) && (10..50).contains(&y), (30..50).contains(&x) && (26..34).contains(&y)) {
                    (_, true) => [0, 0, 200],
                    (true, false) => [180 + y as u8, 220, 180],
                    _ => [255, 255, 255],
                }
            })
            .collect()
    }

    fn line(bounds: Bounds) -> Line {
        Line { text: String::new(), confidence: 1.0, bounds, corners: [[0.0; 2]; 4], words: Vec::new() }
    }

    #[test]
    fn a_bubble_is_felt_out_and_the_page_is_none() {
        let pixels = page();
        let plane = Rgb::new(&pixels, WIDTH, HEIGHT, WIDTH * 3).unwrap();
        let words = Bounds { x: 27, y: 23, width: 26, height: 14 };
        assert_eq!(behind(&plane, &line(words)), Some(Bounds { x: 20, y: 10, width: 50, height: 40 }));
        assert_eq!(behind(&plane, &line(Bounds { x: 75, y: 20, width: 10, height: 10 })), None);
        assert_eq!(ink(&plane, words), Some([0.0, 0.0, 200.0]));
        assert_eq!(widest_gap(&plane, words, 27, 53), 3);
    }
}
