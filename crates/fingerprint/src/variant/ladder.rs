use super::{Area, Known, Part, Side};
use crate::plane::Owned;
use crate::{Plane, pdq};

/// The cuts, in hundredths of a side's length. Between two of them the hash moves by less than a match's radius.
const CUTS: [u8; 6] = [2, 4, 6, 8, 10, 12];
/// The longer side of the picture of which cuts are taken, in pixels: for a bank of one's own their bits need not be those
/// of the whole picture's pixels, and 12 megapixels would take a second.
const LONGER: usize = 1024;

/// Returns what a picture is kept as in a bank of one's own: the whole first, bit for bit as everywhere, then what cuts
/// leave of it: on all sides, then on one. Cuts of which nothing is to be recognised are left out.
///
/// For a bank of one's own only: these hashes never leave the machine as the picture's.
pub fn ladder(plane: &Plane) -> Vec<Known> {
    let whole = pdq(plane);
    let mut rungs = vec![Known { part: Part::Whole, hash: whole.hash, quality: whole.quality }];
    let small = Owned::of(plane, LONGER);
    let small = small.plane();
    let all = Area::all(&small);
    let mut add = |part, area| {
        let Some(pdq) = small.part(area).map(|plane| pdq(&plane)).filter(|pdq| pdq.quality.is_used()) else { return };
        rungs.push(Known { part, hash: pdq.hash, quality: pdq.quality });
    };
    for cut in CUTS {
        add(Part::Centre(cut), all.cut([usize::from(cut) / 2; 4]));
    }
    for side in Side::ALL {
        for cut in CUTS {
            let mut sides = [0; 4];
            sides[side as usize] = usize::from(cut);
            add(Part::Without(side, cut), all.cut(sides));
        }
    }
    rungs
}
