use super::Area;
use crate::Plane;

/// Pixels to each side among which a picture's are dense, and how dense, in hundredths.
pub(super) const AROUND: usize = 3;
const DENSE: usize = 65;
/// How much of its rectangle a picture fills, in hundredths: round corners and holes are missing.
const FILLED: usize = 60;

/// Is a yes or no for each pixel.
pub(super) struct Mask {
    bits: Vec<bool>,
    width: usize,
    height: usize,
}

impl Mask {
    /// Asks for each pixel of a picture.
    pub(super) fn of(plane: &Plane, yes: impl Fn([u8; 3]) -> bool) -> Self {
        let (width, height) = (plane.width(), plane.height());
        let bits =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| yes(plane.pixel(x, y))).collect();
        Self { bits, width, height }
    }
}

/// Keeps the pixels around which most are set.
pub(super) fn dense(mask: &Mask) -> Mask {
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
pub(super) fn components(mask: &Mask) -> Vec<Area> {
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
