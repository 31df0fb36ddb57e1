//! Beyond the hash of a picture as a whole: PDQ loses a picture to a cut of a twentieth, to a border, to a screenshot, to a
//! turn. So a bank of one's own holds each original with a ladder of cuts ([`ladder`]), and what is looked for is also the
//! pictures *within* a picture, each in its eight symmetries ([`sought`]). A match then says which met which.

mod area;
mod corner;
mod frame;
mod ground;
mod inner;
mod ladder;
mod mask;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Dihedral, PdqHash, Plane, Quality, pdq_symmetries};
pub use area::{Area, Side};
pub use inner::inner;
pub use ladder::ladder;

/// Names what of a picture was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// All of it.
    Whole,
    /// A picture within it: out of a screenshot, a border, a letterbox; its round corners are filled.
    Inner(Area),
    /// What a cut on all sides leaves: so many hundredths of each side's length are gone, half at either end.
    Centre(u8),
    /// What a cut on one side leaves: so many hundredths are gone there.
    Without(Side, u8),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::Inner(area) => write!(f, "inner {area}"),
            Self::Centre(cut) => write!(f, "cut {cut} %"),
            Self::Without(side, cut) => write!(f, "cut {} {cut} %", side.name()),
        }
    }
}

/// Is a part of a picture, and what it is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Which part.
    pub part: Part,
    /// Its hash.
    pub hash: PdqHash,
    /// How much there is to recognise in it; one that is not used stands for nothing.
    pub quality: Quality,
}

/// Is a part of a picture that may be one that is known, with the hashes of its eight symmetries in the order of
/// [`Dihedral::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    /// Which part.
    pub part: Part,
    /// The hashes.
    pub hashes: [PdqHash; 8],
    /// How much there is to recognise in it; one that is not used stands for nothing.
    pub quality: Quality,
}

/// Returns what to look for: the picture as a whole, first, then the pictures within it. All but the first are of used
/// quality.
pub fn sought(plane: &Plane) -> Vec<Sought> {
    let of = |part, plane: &Plane| {
        let (pdq, hashes) = pdq_symmetries(plane);
        Sought { part, hashes, quality: pdq.quality }
    };
    let mut all = vec![of(Part::Whole, plane)];
    for area in inner(plane) {
        let Some(filled) = corner::filled(plane, area) else { continue };
        let filled = filled.plane();
        for rest in Area::all(&filled).without_rims() {
            let part = filled.part(rest).map(|plane| of(Part::Inner(area.part(rest)), &plane));
            all.extend(part.filter(|sought| sought.quality.is_used()));
        }
    }
    all
}

/// Says how what was looked for met what was known: the text of a match's variant.
pub fn explained(sought: Part, turned: Dihedral, known: Part) -> String {
    let mut text = sought.to_string();
    if turned != Dihedral::Original {
        text.push(' ');
        text.push_str(turned.name());
    }
    if known != Part::Whole {
        text.push_str(" = ");
        text.push_str(&known.to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Layout;

    #[test]
    fn a_match_is_explained_by_what_met_what() {
        let area = Area { x: 3, y: 40, width: 500, height: 300 };
        let check = |sought, turned, known, expected: &str| assert_eq!(explained(sought, turned, known), expected);
        check(Part::Whole, Dihedral::Original, Part::Whole, "whole");
        check(Part::Inner(area), Dihedral::FlipY, Part::Whole, "inner 3,40 500x300 flipy");
        check(Part::Whole, Dihedral::Original, Part::Centre(4), "whole = cut 4 %");
        check(Part::Whole, Dihedral::Rotate90, Part::Without(Side::Top, 12), "whole rot90 = cut top 12 %");
    }

    #[test]
    fn parts_are_written_as_they_are_read() {
        let area = Area { x: 0, y: 1, width: 2, height: 3 };
        for part in [Part::Whole, Part::Inner(area), Part::Centre(2), Part::Without(Side::Left, 10)] {
            let text = serde_json::to_string(&part).unwrap();
            assert_eq!(serde_json::from_str::<Part>(&text).unwrap(), part, "{text}");
        }
    }

    #[test]
    fn what_is_too_small_or_flat_is_known_and_sought_as_a_whole_only() {
        for (width, height) in [(1, 1), (4, 900), (70, 70)] {
            let pixels = vec![77; width * height];
            let plane = Plane::new(&pixels, Layout::Grey8, width, height, width).unwrap();
            assert_eq!(ladder(&plane).iter().map(|known| known.part).collect::<Vec<_>>(), [Part::Whole]);
            assert_eq!(sought(&plane).iter().map(|sought| sought.part).collect::<Vec<_>>(), [Part::Whole]);
        }
    }
}
