//! Finds pictures within a picture: in a screenshot of a chat or a page, in a border, between the bars of a letterbox.
//!
//! What an interface lays behind its contents is one colour, and its frame shows which. What differs from it densely is a
//! picture, or a bubble with one in it, which is then looked into in the same way; text differs too, and is not dense.

use super::Area;
use crate::Plane;
use crate::plane::Small;

/// The longer side of the picture in which areas are looked for, in pixels.
const LONGER: usize = 640;
/// How deep the frame is that shows the background, in pixels of the small picture: the outermost may still be of what lies
/// around it.
const RIM: usize = 4;
/// How far a value of the background may be from it, of 255: screenshots are packed again.
const NEAR: u8 = 10;
/// Pixels of the small picture to each side among which a picture's are dense, and how dense, in hundredths.
const AROUND: usize = 3;
const DENSE: usize = 65;
/// The least part of a picture, in hundredths of its area, that is a picture of its own; and of each side.
const LEAST_AREA: usize = 4;
const LEAST_SIDE: usize = 12;
/// The least side in pixels.
const LEAST_PIXELS: usize = 64;
/// How much of its rectangle a picture fills, in hundredths: round corners and holes are missing.
const FILLED: usize = 60;
/// How often what was found is looked into: a screen, a bubble, a frame.
const DEPTH: usize = 3;
/// The most areas returned, and looked for on one level.
const MOST: usize = 8;
/// Areas with so much in common are one.
const SAME: f64 = 0.97;

/// Returns the areas of a picture that may be pictures of their own, the largest first; at most 8.
pub fn inner(plane: &Plane) -> Vec<Area> {
    let mut found = Vec::new();
    let mut looked = vec![Area::all(plane)];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for area in looked {
            let Some(part) = plane.part(area) else { continue };
            for inside in within(&part) {
                let inside = Area { x: area.x + inside.x, y: area.y + inside.y, ..inside };
                if found.iter().chain(&next).all(|other| inside.overlap(*other) < SAME) {
                    next.push(inside);
                }
            }
        }
        next.sort_by_key(|area| std::cmp::Reverse(area.pixels()));
        next.truncate(MOST);
        found.extend(&next);
        looked = next;
    }
    found.sort_by_key(|area| std::cmp::Reverse(area.pixels()));
    found.truncate(MOST);
    found
}

/// Finds what lies on the background that the frame of a picture shows.
fn within(plane: &Plane) -> Vec<Area> {
    if plane.width().min(plane.height()) < LEAST_PIXELS {
        return Vec::new();
    }
    let small = Small::sampled(plane, LONGER);
    let small = small.plane();
    let Some(background) = background(&small) else { return Vec::new() };
    let dense = dense(&Mask::of(&small, |pixel| differs(pixel, background)));
    let mut areas = components(&dense);
    areas.retain(|area| {
        area.pixels() * 100 >= LEAST_AREA * small.width() * small.height()
            && area.width * 100 >= LEAST_SIDE * small.width()
            && area.height * 100 >= LEAST_SIDE.min(5) * small.height()
    });
    areas.sort_by_key(|area| std::cmp::Reverse(area.pixels()));
    areas.truncate(MOST);
    areas
        .into_iter()
        .map(|area| sharpened(plane, area, (small.width(), small.height()), background))
        .filter(|area| area.width.min(area.height) >= LEAST_PIXELS && *area != Area::all(plane))
        .collect()
}

fn differs(pixel: [u8; 3], background: [u8; 3]) -> bool {
    pixel.iter().zip(background).any(|(value, other)| value.abs_diff(other) > NEAR)
}

/// Returns how far a pixel is from the background, 0–64: beyond, one difference counts as another, and the traces that
/// packing leaves beside an edge count little.
fn apart(pixel: [u8; 3], background: [u8; 3]) -> u8 {
    pixel.iter().zip(background).map(|(value, other)| value.abs_diff(other).min(64)).max().unwrap_or(0)
}

/// Returns the colour that most of the frame has; nothing where no colour has a fifth of it.
fn background(plane: &Plane) -> Option<[u8; 3]> {
    let (width, height) = (plane.width(), plane.height());
    let rim = RIM.min(width / 2).min(height / 2);
    let mut frame = Vec::with_capacity(2 * rim * (width + height));
    for depth in 0..rim {
        frame.extend((0..width).flat_map(|x| [plane.pixel(x, depth), plane.pixel(x, height - 1 - depth)]));
        frame.extend((0..height).flat_map(|y| [plane.pixel(depth, y), plane.pixel(width - 1 - depth, y)]));
    }
    // Each colour with those near it, counted in steps of 16; the fullest step's mean is the colour.
    let mut counts = vec![0u32; 1 << 12];
    let step = |[r, g, b]: [u8; 3]| (usize::from(r >> 4) << 8) | (usize::from(g >> 4) << 4) | usize::from(b >> 4);
    frame.iter().for_each(|pixel| counts[step(*pixel)] += 1);
    let fullest = (0..counts.len()).max_by_key(|at| counts[*at])?;
    let mut sums = [0u64; 3];
    for pixel in frame.iter().filter(|pixel| step(**pixel) == fullest) {
        sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u64::from(*value));
    }
    let colour = sums.map(|sum| (sum / u64::from(counts[fullest].max(1))) as u8);
    let near = frame.iter().filter(|pixel| !differs(**pixel, colour)).count();
    (near * 5 >= frame.len()).then_some(colour)
}

/// Is a yes or no for each pixel.
struct Mask {
    bits: Vec<bool>,
    width: usize,
    height: usize,
}

impl Mask {
    fn of(plane: &Plane, yes: impl Fn([u8; 3]) -> bool) -> Self {
        let (width, height) = (plane.width(), plane.height());
        let bits =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| yes(plane.pixel(x, y))).collect();
        Self { bits, width, height }
    }
}

/// Keeps the pixels around which most are set.
fn dense(mask: &Mask) -> Mask {
    let (width, height) = (mask.width, mask.height);
    // Sums of all above and to the left (Crow 1984).
    let mut sums = vec![0u32; (width + 1) * (height + 1)];
    for y in 0..height {
        let mut row = 0;
        for x in 0..width {
            row += u32::from(mask.bits[y * width + x]);
            sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
        }
    }
    let mut bits = Vec::with_capacity(mask.bits.len());
    for y in 0..height {
        let (top, bottom) = (y.saturating_sub(AROUND), (y + AROUND + 1).min(height));
        for x in 0..width {
            let (left, right) = (x.saturating_sub(AROUND), (x + AROUND + 1).min(width));
            let at = |x: usize, y: usize| sums[y * (width + 1) + x];
            let set = at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top);
            bits.push(set as usize * 100 >= DENSE * (right - left) * (bottom - top));
        }
    }
    Mask { bits, width, height }
}

/// Returns the rectangles around what hangs together and fills them.
fn components(mask: &Mask) -> Vec<Area> {
    let (width, height) = (mask.width, mask.height);
    let (mut seen, mut waiting, mut areas) = (vec![false; mask.bits.len()], Vec::new(), Vec::new());
    for start in 0..mask.bits.len() {
        if seen[start] || !mask.bits[start] {
            continue;
        }
        let (mut left, mut right, mut top, mut bottom, mut count) = (width, 0, height, 0, 0);
        seen[start] = true;
        waiting.push(start);
        while let Some(at) = waiting.pop() {
            let (x, y) = (at % width, at / width);
            (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
            count += 1;
            let neighbours = [
                (x > 0).then(|| at - 1),
                (x + 1 < width).then_some(at + 1),
                (y > 0).then(|| at - width),
                (y + 1 < height).then_some(at + width),
            ];
            for next in neighbours.into_iter().flatten() {
                if mask.bits[next] && !seen[next] {
                    seen[next] = true;
                    waiting.push(next);
                }
            }
        }
        let area = Area { x: left, y: top, width: right + 1 - left, height: bottom + 1 - top };
        if count * 100 >= FILLED * area.pixels() {
            areas.push(area);
        }
    }
    areas
}

/// Brings an area of the small picture to the full one, its sides where the background ends.
fn sharpened(plane: &Plane, area: Area, small: (usize, usize), background: [u8; 3]) -> Area {
    let scale = |at: usize, of: usize, to: usize| at * to / of;
    let (left, right) = (scale(area.x, small.0, plane.width()), scale(area.x + area.width, small.0, plane.width()));
    let (top, bottom) = (scale(area.y, small.1, plane.height()), scale(area.y + area.height, small.1, plane.height()));
    let reach = (AROUND + 2) * (plane.width().max(plane.height())).div_ceil(small.0.max(small.1));
    // The middle of a side: corners may be round.
    let middle = |from: usize, to: usize| (from + (to - from) / 8, to - (to - from) / 8);
    let (from, to) = middle(top, bottom);
    let column = |x: usize| mean(from, to, |y| apart(plane.pixel(x, y), background));
    let (new_left, new_right) = (edge(left, reach, plane.width(), column), edge(right, reach, plane.width(), column));
    let (from, to) = middle(left, right);
    let row = |y: usize| mean(from, to, |x| apart(plane.pixel(x, y), background));
    let (new_top, new_bottom) = (edge(top, reach, plane.height(), row), edge(bottom, reach, plane.height(), row));
    Area {
        x: new_left,
        y: new_top,
        width: new_right.saturating_sub(new_left),
        height: new_bottom.saturating_sub(new_top),
    }
}

/// Returns the mean over the places from `from` to below `to`, in hundredths; some 256 are asked.
fn mean(from: usize, to: usize, value: impl Fn(usize) -> u8) -> i32 {
    let step = (to.saturating_sub(from) / 256).max(1);
    let (count, sum) =
        (from..to).step_by(step).fold((0, 0), |(count, sum), at| (count + 1, sum + i32::from(value(at))));
    if count == 0 { 0 } else { sum * 100 / count }
}

/// Returns where, within reach of a place, the mean changes most from one line to the next. What reaches to an end of the
/// picture ends there.
fn edge(place: usize, reach: usize, length: usize, mean: impl Fn(usize) -> i32) -> usize {
    if place == 0 || place >= length {
        return place.min(length);
    }
    let from = place.saturating_sub(reach).max(1);
    let mut best = (0, place);
    let mut before = mean(from - 1);
    for line in from..(place + reach).min(length) {
        let now = mean(line);
        let change = (now - before).abs();
        if change > best.0 {
            best = (change, line);
        }
        before = now;
    }
    best.1
}
