//! Finds pictures within a picture: in a screenshot of a chat or a page, in a border, between the bars of a letterbox.
//!
//! What an interface lays behind its contents is one colour, and its frame shows which. What differs from it densely is a
//! picture, or a bubble with one in it, which is then looked into in the same way; text differs too, and is not dense.

use std::cmp::Reverse;

use super::ground::Ground;
use super::mask::{AROUND, Mask, components, dense};
use super::{Area, Side};
use crate::Plane;
use crate::plane::Small;

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
            for inside in within(&part).into_iter().map(|inside| area.part(inside)) {
                if found.iter().chain(&next).all(|other| inside.overlap(*other) < SAME) {
                    next.push(inside);
                }
            }
        }
        next.sort_by_key(|area| Reverse(area.pixels()));
        next.truncate(MOST);
        found.extend(&next);
        looked = next;
    }
    found.sort_by_key(|area| Reverse(area.pixels()));
    found.truncate(MOST);
    found
}

/// Finds what lies on the ground that the frame of a picture shows.
fn within(plane: &Plane) -> Vec<Area> {
    if plane.width().min(plane.height()) < LEAST_PIXELS {
        return Vec::new();
    }
    let small = Small::sampled(plane, LONGER);
    let small = small.plane();
    let Some(ground) = Ground::of(&small) else { return Vec::new() };
    let (from, to) = ((small.width(), small.height()), (plane.width(), plane.height()));
    let areas = large(&small, ground).into_iter().map(|area| sharpened(plane, area.scaled(from, to), ground));
    areas.filter(|area| is_large(area) && *area != Area::all(plane)).collect()
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
    areas.truncate(MOST);
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

/// Returns how far a side may be from where the small picture shows it, in pixels.
fn reach(plane: &Plane) -> isize {
    ((AROUND + 2) * plane.width().max(plane.height()).div_ceil(LONGER)).cast_signed()
}
