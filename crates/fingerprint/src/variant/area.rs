use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Plane;

/// Is a rectangle of pixels within a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Area {
    /// Pixels to the left of it.
    pub x: usize,
    /// Rows above it.
    pub y: usize,
    /// Pixels of a row.
    pub width: usize,
    /// Number of rows.
    pub height: usize,
}

impl Area {
    /// Returns all of a plane.
    pub fn all(plane: &Plane) -> Self {
        Self { x: 0, y: 0, width: plane.width(), height: plane.height() }
    }

    /// Returns what remains when hundredths of the sides' lengths are cut off: left, right, top, bottom, less than 100 in all.
    pub(crate) fn cut(self, [left, right, top, bottom]: [usize; 4]) -> Self {
        let of = |length: usize, part: usize| length * part / 200;
        let (left, right) = (of(self.width, 2 * left), of(self.width, 2 * right));
        let (top, bottom) = (of(self.height, 2 * top), of(self.height, 2 * bottom));
        Self {
            x: self.x + left,
            y: self.y + top,
            width: self.width.saturating_sub(left + right),
            height: self.height.saturating_sub(top + bottom),
        }
    }

    /// Returns what remains when so many pixels are cut off: left, right, top, bottom; added where less than 0.
    pub(crate) fn inset(self, [left, right, top, bottom]: [isize; 4]) -> Self {
        Self {
            x: self.x.saturating_add_signed(left),
            y: self.y.saturating_add_signed(top),
            width: self.width.saturating_add_signed(-left - right),
            height: self.height.saturating_add_signed(-top - bottom),
        }
    }

    /// Returns where an area of this area's picture lies in the picture that this area is of.
    pub(crate) fn part(self, part: Self) -> Self {
        Self { x: self.x + part.x, y: self.y + part.y, ..part }
    }

    /// Returns the same area of the same picture in another size, from so many pixels across and down to so many.
    pub(crate) fn scaled(self, from: (usize, usize), to: (usize, usize)) -> Self {
        let (x, y) = (self.x * to.0 / from.0, self.y * to.1 / from.1);
        let (right, bottom) = ((self.x + self.width) * to.0 / from.0, (self.y + self.height) * to.1 / from.1);
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// Returns the area as it is, and without what an app may have drawn over its rim: a frame, a shadow (four hundredths of
    /// each side), the time of day along its lower edge (twelve). Each meets a cut of the ladder.
    pub(crate) fn without_rims(self) -> [Self; 3] {
        [self, self.cut([4; 4]), self.cut([0, 0, 0, 12])]
    }

    /// Returns the share of both that both have, 0 to 1.
    pub(crate) fn overlap(self, other: Self) -> f64 {
        let common =
            |a: usize, a_len: usize, b: usize, b_len: usize| (a + a_len).min(b + b_len).saturating_sub(a.max(b));
        let both =
            common(self.x, self.width, other.x, other.width) * common(self.y, self.height, other.y, other.height);
        both as f64 / (self.pixels() + other.pixels() - both).max(1) as f64
    }

    pub(crate) fn pixels(self) -> usize {
        self.width * self.height
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{} {}x{}", self.x, self.y, self.width, self.height)
    }
}

/// Names a side of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The left one.
    Left,
    /// The right one.
    Right,
    /// The upper one.
    Top,
    /// The lower one.
    Bottom,
}

impl Side {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Top, Self::Bottom];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Top => "top",
            Self::Bottom => "bottom",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area { x: 10, y: 20, width: 40, height: 30 };

    #[test]
    fn sides_move_in_and_out() {
        assert_eq!(AREA.inset([1, 2, 3, 4]), Area { x: 11, y: 23, width: 37, height: 23 });
        assert_eq!(AREA.inset([-1, -2, -3, -4]), Area { x: 9, y: 17, width: 43, height: 37 });
    }

    #[test]
    fn an_area_is_brought_to_another_picture() {
        assert_eq!(AREA.scaled((100, 100), (200, 250)), Area { x: 20, y: 50, width: 80, height: 75 });
        assert_eq!(AREA.part(Area { x: 1, y: 2, width: 3, height: 4 }), Area { x: 11, y: 22, width: 3, height: 4 });
    }
}
