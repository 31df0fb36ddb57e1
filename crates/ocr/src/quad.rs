//! Slanted rectangles: the smallest one around a cloud of points, and how far a line of text leans.

/// Is a point, in pixels.
pub type Point = [f32; 2];

/// Is a rectangle that may lean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quad {
    /// The middle.
    pub centre: Point,
    /// The length along the reading direction, in pixels.
    pub length: f32,
    /// The height across it, in pixels.
    pub height: f32,
    /// The lean of the reading direction from the right downwards, in radians, above -π/4 and at most π/4.
    pub lean: f32,
}

impl Quad {
    /// Returns the smallest rectangle around some points, or `None` for no points.
    ///
    /// One side of it lies on a side of their convex hull (Freeman and Shapira, 1975), so each side of the hull is tried.
    pub fn around(points: &mut Vec<Point>) -> Option<Self> {
        let hull = hull(points);
        let first = *hull.first()?;
        let mut best = Self::leaning(&hull, 0.0);
        for (index, &from) in hull.iter().enumerate() {
            let to = *hull.get(index + 1).unwrap_or(&first);
            if from == to {
                continue;
            }
            let quarter = std::f32::consts::FRAC_PI_2;
            let angle = (to[1] - from[1]).atan2(to[0] - from[0]);
            let tried = Self::leaning(&hull, angle - (angle / quarter).round() * quarter);
            if tried.length * tried.height < best.length * best.height * 0.999 {
                best = tried;
            }
        }
        Some(best)
    }

    /// Returns the rectangle around some points whose reading direction leans by an angle.
    pub fn leaning(points: &[Point], lean: f32) -> Self {
        let (sin, cos) = lean.sin_cos();
        let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
        for [x, y] in points {
            for (axis, value) in [x * cos + y * sin, y * cos - x * sin].into_iter().enumerate() {
                low[axis] = low[axis].min(value);
                high[axis] = high[axis].max(value);
            }
        }
        let [along, across] = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
        Self {
            centre: [along * cos - across * sin, along * sin + across * cos],
            length: high[0] - low[0],
            height: high[1] - low[1],
            lean,
        }
    }

    /// Returns the rectangle with every side moved outwards.
    pub fn grown(self, by: f32) -> Self {
        Self { length: self.length + 2.0 * by, height: self.height + 2.0 * by, ..self }
    }

    /// Returns the rectangle on a plane that is larger by two factors; the lean is kept, which is right while they are nearly equal.
    pub fn scaled(self, across: f32, down: f32) -> Self {
        let along = (across * self.lean.cos()).hypot(down * self.lean.sin());
        let upright = (down * self.lean.cos()).hypot(across * self.lean.sin());
        Self {
            centre: [self.centre[0] * across, self.centre[1] * down],
            length: self.length * along,
            height: self.height * upright,
            lean: self.lean,
        }
    }

    /// Returns a point of the rectangle: (0, 0) is the upper left corner, (`length`, `height`) the lower right one.
    pub fn at(&self, along: f32, across: f32) -> Point {
        let (sin, cos) = self.lean.sin_cos();
        let (along, across) = (along - self.length / 2.0, across - self.height / 2.0);
        [self.centre[0] + along * cos - across * sin, self.centre[1] + along * sin + across * cos]
    }

    /// Returns the four corners: upper left, upper right, lower right, lower left.
    pub fn corners(&self) -> [Point; 4] {
        [self.at(0.0, 0.0), self.at(self.length, 0.0), self.at(self.length, self.height), self.at(0.0, self.height)]
    }
}

/// Returns the convex hull (Andrew's monotone chain); sorts the points.
fn hull(points: &mut Vec<Point>) -> Vec<Point> {
    points.sort_by(|one, other| one[0].total_cmp(&other[0]).then(one[1].total_cmp(&other[1])));
    points.dedup();
    if points.len() < 3 {
        return points.clone();
    }
    let mut hull = chain(points.iter());
    hull.pop();
    let mut upper = chain(points.iter().rev());
    upper.pop();
    hull.append(&mut upper);
    hull
}

fn chain<'a>(points: impl Iterator<Item = &'a Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for &point in points {
        while let [.., before, last] = chain[..]
            && turn(before, last, point) <= 0.0
        {
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

fn turn(a: Point, b: Point, c: Point) -> f32 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[Point], length: f32, height: f32, lean: f32) {
        let quad = Quad::around(&mut points.to_vec()).unwrap();
        for (found, expected) in [(quad.length, length), (quad.height, height), (quad.lean, lean)] {
            assert!((found - expected).abs() < 0.01, "{quad:?}");
        }
    }

    #[test]
    fn the_smallest_rectangle_follows_the_points() {
        check(&[[0.0, 0.0], [10.0, 0.0], [10.0, 4.0], [0.0, 4.0], [5.0, 2.0]], 10.0, 4.0, 0.0);
        // Ten by five, leaning by the angle whose tangent is 3/4, which is nearer to the upright than to 45 degrees only by its sine.
        check(&[[0.0, 0.0], [8.0, 6.0], [5.0, 10.0], [-3.0, 4.0]], 10.0, 5.0, 0.6435);
        check(&[[3.0, 3.0]], 0.0, 0.0, 0.0);
        assert_eq!(Quad::around(&mut Vec::new()), None);
    }

    #[test]
    fn corners_come_back() {
        let quad = Quad::leaning(&[[0.0, 0.0], [8.0, 6.0], [5.0, 10.0], [-3.0, 4.0]], (0.75f32).atan());
        let [a, b, c, d] = quad.corners();
        for (found, expected) in [(a, [0.0, 0.0]), (b, [8.0, 6.0]), (c, [5.0, 10.0]), (d, [-3.0, 4.0])] {
            assert!((found[0] - expected[0]).abs() < 0.01 && (found[1] - expected[1]).abs() < 0.01, "{found:?}");
        }
        assert_eq!(quad.grown(1.0).length, quad.length + 2.0);
    }
}
