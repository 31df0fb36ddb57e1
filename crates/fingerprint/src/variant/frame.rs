//! Finds a picture in a frame of one colour, a chat's bubble mostly, where its own edge does not show on each side: a bright
//! sky in a white bubble, a night in a dark one.
//!
//! A frame is as wide on one side as on another. So each side says where its colour ends, and what two or more say holds for all four.

use std::cmp::Reverse;

use super::ground::{Ground, NEAR};
use super::{Area, Side};
use crate::Plane;

/// The widest frame, in hundredths of the shorter side, and in pixels where that is more.
const WIDEST: usize = 8;
const WIDEST_PIXELS: usize = 12;
/// The first line that may be the picture's: the outermost two hold some of what lies around the frame.
const FIRST: usize = 2;
/// How much more the picture's first line is apart from the frame's colour than the line before it, of 64, in hundredths.
const RISE: i32 = 400;

/// Returns what a frame as wide on all sides leaves of an area; nothing where no two sides show one.
pub(super) fn framed(plane: &Plane, area: Area) -> Option<Area> {
    let part = plane.part(area)?;
    let colour = Ground::of(&part)?;
    let widths = Side::ALL.map(|side| width(&part, side, colour));
    let alike = |width: usize| widths.iter().flatten().filter(|other| other.abs_diff(width) <= 1).count();
    let even = widths.into_iter().flatten().max_by_key(|width| (alike(*width), Reverse(*width)))?;
    if alike(even) < 2 {
        return None;
    }
    // What a side says itself is kept where it is about the same: a screenshot made smaller rounds.
    let widths = widths.map(|width| width.filter(|width| width.abs_diff(even) <= 1).unwrap_or(even));
    Some(area.inset(widths.map(usize::cast_signed)))
}

/// Returns how many lines of a side are the frame's: as far as where they become another colour most abruptly.
fn width(part: &Plane, side: Side, colour: Ground) -> Option<usize> {
    let all = Area::all(part);
    let shorter = all.width.min(all.height);
    let reach = (shorter * WIDEST / 100).max(WIDEST_PIXELS).min(shorter / 4);
    let lines: Vec<i32> = (0..=reach).filter_map(|depth| colour.along(part, all, side, depth.cast_signed())).collect();
    let rise = |depth: usize| lines[depth] - lines[depth - 1];
    let width = (FIRST..lines.len()).max_by_key(|depth| (rise(*depth), Reverse(*depth)))?;
    let shown = lines[1..width].iter().any(|apart| *apart < 100 * i32::from(NEAR));
    (shown && rise(width) >= RISE).then_some(width)
}
