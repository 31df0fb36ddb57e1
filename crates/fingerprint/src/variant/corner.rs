//! Fills the round corners of a picture in a chat with what lies beside them.
//!
//! They show what lies behind the picture, and a picture of little contrast is lost by PDQ to four corners of another colour.

use super::Area;
use super::ground::Ground;
use crate::Plane;
use crate::plane::Owned;

/// The largest corner, in hundredths of the shorter side.
const LARGEST: usize = 12;
/// How far outside the picture what lies behind it is looked at, in pixels: nearer, packing mixes both.
const OUTSIDE: usize = 3;
/// Pixels between a corner and the picture that are of both.
const BLURRED: usize = 2;

/// Copies a part of a picture, its round corners filled; nothing where it does not lie in it or is empty.
pub(super) fn filled(plane: &Plane, area: Area) -> Option<Owned> {
    let mut filled = Owned::part(plane, area)?;
    for (right, below) in [(false, false), (true, false), (false, true), (true, true)] {
        fill(&mut filled, plane, area, right, below);
    }
    Some(filled)
}

/// Fills one corner: row by row from the rim, as far as what lies behind shows, which is less with each row.
fn fill(filled: &mut Owned, plane: &Plane, area: Area, right: bool, below: bool) -> Option<()> {
    let largest = area.width.min(area.height) * LARGEST / 100;
    // Behind the corner is the page, along the side the bubble: both show.
    let outside = |along: usize| {
        let x =
            if right { area.x + area.width - 1 + OUTSIDE - along } else { (area.x + along).checked_sub(OUTSIDE)? };
        let y = if below { area.y + area.height - 1 + OUTSIDE } else { area.y.checked_sub(OUTSIDE)? };
        (x < plane.width() && y < plane.height()).then(|| Ground::from(plane.pixel(x, y)))
    };
    let behind = [outside(0)?, outside(largest)?];
    let place =
        |x: usize, y: usize| (if right { area.width - 1 - x } else { x }, if below { area.height - 1 - y } else { y });
    let mut most = largest;
    for row in 0..largest {
        let shows = |x: &usize| {
            let (x, y) = place(*x, row);
            behind.iter().any(|ground| !ground.differs_much(plane.pixel(area.x + x, area.y + y)))
        };
        most = (0..most).take_while(shows).count();
        if most == 0 {
            break;
        }
        let from = place(most + BLURRED, row);
        (0..most + BLURRED).for_each(|x| filled.copy(from, place(x, row)));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Layout;

    const AREA: Area = Area { x: 20, y: 10, width: 200, height: 100 };

    /// Draws a page with a picture that becomes brighter to the right, its corners as round as told, and one of them dark.
    fn page(round: usize, dark: bool) -> Vec<u8> {
        let picture = |x: usize, y: usize| {
            let (across, down) = (x.min(AREA.width - 1 - x), y.min(AREA.height - 1 - y));
            let far = |at: usize| round.saturating_sub(at).pow(2);
            if dark && x < 5 && y < 5 {
                return 60;
            }
            if across < round && down < round && far(across) + far(down) > round.pow(2) { 0 } else { 100 + x as u8 / 2 }
        };
        let inside = |x: usize, y: usize| {
            (AREA.x..AREA.x + AREA.width).contains(&x) && (AREA.y..AREA.y + AREA.height).contains(&y)
        };
        let pixel = |x: usize, y: usize| if inside(x, y) { picture(x - AREA.x, y - AREA.y) } else { 0 };
        (0..120 * 240).map(|at| pixel(at % 240, at / 240)).collect()
    }

    fn check(round: usize, dark: bool, expected: impl Fn(&[u8], &[u8])) {
        let pixels = page(round, dark);
        let plane = Plane::new(&pixels, Layout::Grey8, 240, 120, 240).unwrap();
        let filled = filled(&plane, AREA).unwrap();
        let part = plane.part(AREA).unwrap();
        (0..AREA.height).for_each(|row| expected(filled.plane().row(row), part.row(row)));
    }

    #[test]
    fn round_corners_are_filled_with_what_lies_beside_them() {
        for round in [4, 8, 11] {
            check(round, false, |filled, _| {
                assert!(
                    filled.iter().enumerate().all(|(x, value)| value.abs_diff(100 + x as u8 / 2) <= 8),
                    "{filled:?}"
                );
            });
        }
    }

    #[test]
    fn corners_that_are_the_pictures_own_stay() {
        check(0, false, |filled, part| assert_eq!(filled, part));
        check(0, true, |filled, part| assert_eq!(filled, part));
    }
}
