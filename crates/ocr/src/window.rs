//! A tall picture cut into windows that the detector can take, and what was found in them joined again.

use crate::plane::Bounds;

/// The most pixels of one window as the detector sees it; about 100 MB of numbers while it runs.
const MOST_PIXELS: usize = 1_000_000;
/// How much of two neighbours is the same, in pixels as the detector sees them: more than the tallest line of text.
const OVERLAP: usize = 96;

/// Returns windows of the full width, from top to bottom, that overlap and cover a picture.
///
/// `width` and `height` are those of the picture, `scale` is how many pixels the detector sees for one of it.
pub fn windows(width: usize, height: usize, scale: f32) -> Vec<Bounds> {
    // The detector sees no side shorter than thirty-two pixels.
    let seen = (width as f32 * scale).max(32.0);
    let most = ((MOST_PIXELS as f32 / seen).max(4.0 * OVERLAP as f32) / scale).ceil() as usize;
    let overlap = (OVERLAP as f32 / scale).ceil() as usize;
    if height <= most {
        return vec![Bounds { x: 0, y: 0, width, height }];
    }
    // Equal steps, so that the last window is no sliver with nothing around its text.
    let count = (height - overlap).div_ceil(most - overlap);
    let step = (height - overlap).div_ceil(count);
    (0..count)
        .map(|index| index * step)
        .map(|y| Bounds { x: 0, y, width, height: (step + overlap).min(height - y) })
        .collect()
}

/// Is something found in a window, in pixels of the picture.
pub struct Found<T> {
    /// What.
    pub thing: T,
    /// Where.
    pub bounds: Bounds,
    /// Which window saw it, from zero.
    pub window: usize,
}

/// Drops what two neighbouring windows both saw, keeping the larger sight: a line at the edge of a window is cut off there.
pub fn join<T>(found: Vec<Found<T>>) -> Vec<Found<T>> {
    let mut kept: Vec<Found<T>> = Vec::new();
    for new in found {
        let doubled = |old: &Found<T>| {
            let smaller = old.bounds.area().min(new.bounds.area()).max(1);
            old.window + 1 == new.window && 2 * old.bounds.shared(&new.bounds) > smaller
        };
        if kept.iter().any(|old| doubled(old) && old.bounds.area() >= new.bounds.area()) {
            continue;
        }
        // One window may see as two what the other sees as one.
        kept.retain(|old| !doubled(old));
        kept.push(new);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(width: usize, height: usize, scale: f32, count: usize) {
        let windows = windows(width, height, scale);
        assert_eq!(windows.len(), count, "{windows:?}");
        assert_eq!((windows[0].y, windows[count - 1].bottom()), (0, height));
        for pair in windows.windows(2) {
            assert!(pair[0].bottom() as f32 - pair[1].y as f32 >= OVERLAP as f32 / scale - 1.0, "{pair:?}");
        }
        for window in windows {
            let pixels = window.area() as f32 * scale * scale;
            assert!(pixels <= MOST_PIXELS as f32 * 1.01 + 4.0 * OVERLAP as f32 * width as f32 * scale, "{pixels}");
        }
    }

    #[test]
    fn windows_cover_and_overlap() {
        check(480, 1000, 1.0, 1);
        check(1080, 12_000, 0.444, 3);
        check(100, 1, 1.0, 1);
        check(4000, 20_000, 1.0, 70);
    }

    #[test]
    fn what_was_seen_twice_is_kept_once_and_whole() {
        let found = |window, y, height| Found { thing: (), bounds: Bounds { x: 0, y, width: 50, height }, window };
        let kept = join(vec![found(0, 0, 20), found(0, 90, 10), found(1, 90, 20), found(1, 120, 20)]);
        let places: Vec<_> = kept.iter().map(|one| (one.bounds.y, one.bounds.height)).collect();
        assert_eq!(places, [(0, 20), (90, 20), (120, 20)]);
        let half = |x| Found { thing: (), bounds: Bounds { x, y: 90, width: 20, height: 20 }, window: 0 };
        assert_eq!(join(vec![half(0), half(30), found(1, 90, 20)]).len(), 1);
    }
}
