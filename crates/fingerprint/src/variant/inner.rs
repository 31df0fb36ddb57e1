//! Finds pictures within a picture: in a screenshot of a chat or a page, in a border, between the bars of a letterbox.
//!
//! What an interface lays behind its contents is one colour, and its frame shows which. What differs from it densely is a
//! picture, or a bubble with one in it, which is then looked into in the same way; text differs too, and is not dense.

use std::cmp::Reverse;

use super::frame::framed;
use super::ground::{Ground, NEAR};
use super::mask::{AROUND, Mask, components, dense};
use super::{Area, Side};
use crate::Plane;
use crate::plane::Owned;

/// The longer side of the picture in which areas are looked for, in pixels.
const LONGER: usize = 640;
/// The least part of a picture, in hundredths of its area, that is a picture of its own; and of its sides.
const LEAST_AREA: usize = 4;
const LEAST_WIDTH: usize = 12;
const LEAST_HEIGHT: usize = 5;
/// The least side in pixels.
const LEAST_PIXELS: usize = 64;
/// How often what was found is looked into: a screen, a bubble, a frame.
const DEPTH: usize = 3;
/// The most areas looked into on one level, and returned.
const MOST_LOOKED: usize = 8;
const MOST: usize = 12;
/// Places with so much in common are one to look into. What lies in a frame is found to a pixel or two, and a picture of
/// little contrast is lost to a fiftieth: there, less makes another.
const SAME: f64 = 0.97;
const SAME_FRAMED: f64 = 0.99;

/// Returns the areas of a picture that may be pictures of their own, the largest first; at most 12.
pub fn inner(plane: &Plane) -> Vec<Area> {
    let (mut found, mut framed): (Vec<Area>, Vec<Area>) = (Vec::new(), Vec::new());
    let mut looked = vec![Area::all(plane)];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for area in looked {
            let Some(part) = plane.part(area) else { continue };
            let within = Within::of(&part);
            for inside in within.places.into_iter().map(|inside| area.part(inside)) {
                if found.iter().chain(&next).all(|other| inside.overlap(*other) < SAME) {
                    next.push(inside);
                }
            }
            framed.extend(within.framed.into_iter().map(|inside| area.part(inside)));
        }
        next.sort_by_key(|area| Reverse(area.pixels()));
        next.truncate(MOST_LOOKED);
        found.extend(&next);
        looked = next;
    }
    for area in framed {
        if found.iter().all(|other| area.overlap(*other) < SAME_FRAMED) {
            found.push(area);
        }
    }
    found.sort_by_key(|area| Reverse(area.pixels()));
    found.truncate(MOST);
    found
}

/// Is what lies on the ground that the frame of a picture shows.
#[derive(Default)]
struct Within {
    /// Pictures, or bubbles to be looked into.
    places: Vec<Area>,
    /// Pictures in the frames that these and their bubbles turn out to be.
    framed: Vec<Area>,
}

impl Within {
    fn of(plane: &Plane) -> Self {
        let mut found = Self::default();
        if plane.width().min(plane.height()) < LEAST_PIXELS {
            return found;
        }
        let small = Owned::sampled(plane, LONGER);
        let small = small.plane();
        let Some(ground) = Ground::of(&small) else { return found };
        let (from, to) = ((small.width(), small.height()), (plane.width(), plane.height()));
        for area in large(&small, ground) {
            let place = sharpened(plane, area.scaled(from, to), ground);
            if !is_large(&place) {
                continue;
            }
            // Its sides may be the picture's here and the bubble's there; those of the bubble are all of one frame.
            let bubble = outermost(plane, place, ground);
            let frames = [Some(place), (bubble != place).then_some(bubble)];
            found.framed.extend(frames.into_iter().flatten().filter_map(|area| framed(plane, area)).filter(is_large));
            if place != Area::all(plane) {
                found.places.push(place);
            }
        }
        found
    }
}

/// Returns the large areas of a small picture that differ densely from the ground, the largest first.
fn large(small: &Plane, ground: Ground) -> Vec<Area> {
    let mut areas = components(&dense(&Mask::of(small, |pixel| ground.differs(pixel))));
    areas.retain(|area| {
        area.pixels() * 100 >= LEAST_AREA * small.width() * small.height()
            && area.width * 100 >= LEAST_WIDTH * small.width()
            && area.height * 100 >= LEAST_HEIGHT * small.height()
    });
    areas.sort_by_key(|area| Reverse(area.pixels()));
    areas.truncate(MOST_LOOKED);
    areas
}

fn is_large(area: &Area) -> bool {
    area.width.min(area.height) >= LEAST_PIXELS
}

/// Moves the sides of an area to where, near them, the ground changes most from one line to the next. What reaches to an end
/// of the picture ends there.
fn sharpened(plane: &Plane, area: Area, ground: Ground) -> Area {
    let reach = reach(plane);
    area.inset(Side::ALL.map(|side| {
        let along = |depth: isize| Some((depth, ground.along(plane, area, side, depth)?));
        if along(-1).is_none() {
            return 0;
        }
        let lines: Vec<_> = (-reach - 1..reach).filter_map(along).collect();
        let changes = lines.windows(2).map(|pair| ((pair[1].1 - pair[0].1).abs(), pair[1].0));
        changes.max_by_key(|(change, depth)| (*change, Reverse(*depth))).map_or(0, |(_, depth)| depth)
    }))
}

/// Moves the sides of an area outwards to where the ground begins: from a picture's edge to its bubble's.
fn outermost(plane: &Plane, area: Area, ground: Ground) -> Area {
    let reach = reach(plane);
    area.inset(Side::ALL.map(|side| {
        let is_ground =
            |depth: &isize| ground.along(plane, area, side, *depth).is_none_or(|apart| apart < 100 * i32::from(NEAR));
        (-reach..0).rev().find(is_ground).map_or(0, |depth| depth + 1)
    }))
}

/// Returns how far a side may be from where the small picture shows it, in pixels.
fn reach(plane: &Plane) -> isize {
    ((AROUND + 2) * plane.width().max(plane.height()).div_ceil(LONGER)).cast_signed()
}
