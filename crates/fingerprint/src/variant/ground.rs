use super::{Area, Side};
use crate::Plane;

/// How deep the frame is that shows the ground, in pixels: the outermost may still be of what lies around it.
const RIM: usize = 4;
/// How far a value of the ground may be from it, of 255: screenshots are packed again.
pub(super) const NEAR: u8 = 10;

/// Is the one colour that lies behind pictures: a page's, a bubble's, a border's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ground([u8; 3]);

impl Ground {
    /// Returns the colour that most of a picture's frame has; nothing where no colour has a fifth of it.
    pub(super) fn of(plane: &Plane) -> Option<Self> {
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
        let ground = Self(sums.map(|sum| (sum / u64::from(counts[fullest].max(1))) as u8));
        let near = frame.iter().filter(|pixel| !ground.differs(**pixel)).count();
        (near * 5 >= frame.len()).then_some(ground)
    }

    /// Says whether a pixel is not of the ground.
    pub(super) fn differs(self, pixel: [u8; 3]) -> bool {
        self.apart(pixel) > NEAR
    }

    /// Says whether a pixel is of another colour than the ground, also where one pixel stands for it.
    pub(super) fn differs_much(self, pixel: [u8; 3]) -> bool {
        self.apart(pixel) > 2 * NEAR
    }

    /// Returns how far a pixel is from the ground, 0–64: beyond, one difference counts as another, and the traces that
    /// packing leaves beside an edge count little.
    fn apart(self, pixel: [u8; 3]) -> u8 {
        pixel.iter().zip(self.0).map(|(value, other)| value.abs_diff(other).min(64)).max().unwrap_or(0)
    }

    /// Returns how far the pixels of a line along a side of an area are from the ground, in the mean, in hundredths: a line
    /// so many pixels within the side, outside where less than 0. Nothing where it is not in the picture.
    ///
    /// The middle of the side is asked, some 256 pixels: corners may be round.
    pub(super) fn along(self, plane: &Plane, area: Area, side: Side, depth: isize) -> Option<i32> {
        let (at, length) = match side {
            Side::Left => (area.x.checked_add_signed(depth)?, plane.width()),
            Side::Right => ((area.x + area.width - 1).checked_add_signed(-depth)?, plane.width()),
            Side::Top => (area.y.checked_add_signed(depth)?, plane.height()),
            Side::Bottom => ((area.y + area.height - 1).checked_add_signed(-depth)?, plane.height()),
        };
        if at >= length {
            return None;
        }
        let upright = matches!(side, Side::Left | Side::Right);
        let (from, length) = if upright { (area.y, area.height) } else { (area.x, area.width) };
        let pixel = |along: usize| if upright { plane.pixel(at, along) } else { plane.pixel(along, at) };
        Some(mean(from + length / 8, from + length - length / 8, |along| self.apart(pixel(along))))
    }
}

impl From<[u8; 3]> for Ground {
    fn from(pixel: [u8; 3]) -> Self {
        Self(pixel)
    }
}

/// Returns the mean over the places from `from` to below `to`, in hundredths; some 256 are asked.
fn mean(from: usize, to: usize, value: impl Fn(usize) -> u8) -> i32 {
    let step = (to.saturating_sub(from) / 256).max(1);
    let (count, sum) =
        (from..to).step_by(step).fold((0, 0), |(count, sum), at| (count + 1, sum + i32::from(value(at))));
    if count == 0 { 0 } else { sum * 100 / count }
}
