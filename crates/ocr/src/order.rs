//! The order in which a person reads: rows from top to bottom, in each row from left to right.

use crate::plane::Bounds;

/// Sorts things that have a place into rows.
///
/// Two stand in the same row when the middle of one lies within the height of the other and both about agree in height; a fixed
/// distance in pixels, as others use, parts rows on a large screen and joins them on a small one.
pub fn rows<T>(things: Vec<T>, place: impl Fn(&T) -> Bounds) -> Vec<Vec<T>> {
    let mut sorted = things;
    sorted.sort_by_key(|thing| {
        let bounds = place(thing);
        (bounds.y * 2 + bounds.height, bounds.x)
    });
    let mut rows: Vec<Vec<T>> = Vec::new();
    for thing in sorted {
        let bounds = place(&thing);
        match rows.last_mut() {
            Some(row) if row.iter().any(|other| same_row(&place(other), &bounds)) => row.push(thing),
            _ => rows.push(vec![thing]),
        }
    }
    for row in &mut rows {
        row.sort_by_key(|thing| place(thing).x);
    }
    rows
}

/// Says whether two things side by side are read as one row.
fn same_row(one: &Bounds, other: &Bounds) -> bool {
    let within = |inner: &Bounds, outer: &Bounds| {
        let middle = inner.y * 2 + inner.height;
        middle >= outer.y * 2 && middle < outer.bottom() * 2
    };
    // One above the other is never one row, however close: narrow line spacing makes rectangles touch.
    let beside = one.right() <= other.x + one.height / 2 || other.right() <= one.x + other.height / 2;
    beside && within(one, other) && within(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(places: &[[usize; 4]], expected: &[&[usize]]) {
        let things: Vec<(usize, Bounds)> = places
            .iter()
            .enumerate()
            .map(|(index, &[x, y, width, height])| (index, Bounds { x, y, width, height }))
            .collect();
        let found: Vec<Vec<usize>> = rows(things, |thing| thing.1)
            .into_iter()
            .map(|row| row.into_iter().map(|thing| thing.0).collect())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_row_is_what_stands_side_by_side() {
        check(&[[100, 2, 50, 20], [0, 0, 50, 20], [0, 30, 50, 20]], &[&[1, 0], &[2]]);
        // A small time at the lower right of a line.
        check(&[[0, 0, 80, 24], [90, 8, 30, 14]], &[&[0, 1]]);
        // Two lines of one paragraph whose rectangles touch.
        check(&[[0, 0, 80, 24], [0, 16, 80, 24]], &[&[0], &[1]]);
        check(&[], &[]);
    }
}
