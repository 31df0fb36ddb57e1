//! Logistic regression on few columns, by Newton's method, with a prior towards given values.

/// Is one observation.
pub struct Point {
    /// The columns.
    pub x: Vec<f64>,
    /// What was true.
    pub y: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Fits the weights of a logistic regression: `prior` is where each weight lies without data, `ridge` how much it is held there.
/// Weights whose sign contradicts `signs` (1 or -1; 0 lets it free) are put to zero and the rest fitted again.
pub fn fit(points: &[Point], prior: &[f64], ridge: &[f64], signs: &[i8]) -> Vec<f64> {
    let mut free: Vec<bool> = vec![true; prior.len()];
    loop {
        let weights = descend(points, prior, ridge, &free);
        let wrong: Vec<usize> =
            (0..weights.len()).filter(|&at| free[at] && weights[at] * f64::from(signs[at]) < 0.0).collect();
        if wrong.is_empty() {
            return weights;
        }
        wrong.iter().for_each(|&at| free[at] = false);
    }
}

fn descend(points: &[Point], prior: &[f64], ridge: &[f64], free: &[bool]) -> Vec<f64> {
    let count = prior.len();
    let mut weights: Vec<f64> = prior.iter().zip(free).map(|(&prior, &free)| if free { prior } else { 0.0 }).collect();
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> =
            (0..count).map(|at| ridge[at] * (weights[at] - prior[at]) * f64::from(u8::from(free[at]))).collect();
        let mut curve = vec![vec![0.0; count]; count];
        for (at, row) in curve.iter_mut().enumerate() {
            row[at] = ridge[at].max(1e-6);
        }
        for point in points {
            let odds: f64 = point.x.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let p = temoin_language::logistic(odds);
            let (error, bend) = ((p - f64::from(u8::from(point.y))) * point.weight, p * (1.0 - p) * point.weight);
            for a in (0..count).filter(|&a| free[a] && point.x[a] != 0.0) {
                gradient[a] += error * point.x[a];
                for b in (0..=a).filter(|&b| free[b]) {
                    curve[a][b] += bend * point.x[a] * point.x[b];
                }
            }
        }
        let step = solve(mirrored(curve), gradient);
        // Where the curve is flat, a whole step can go far beyond: halved until it leads down.
        let now = loss(points, prior, ridge, &weights);
        let further = |part: f64| weights.iter().zip(&step).map(|(weight, step)| weight - part * step).collect();
        let parts = std::iter::successors(Some(1.0), |part| Some(part / 2.0)).take(HALVINGS);
        let mut tried = parts.map(|part| -> Vec<f64> { further(part) });
        let Some(next) = tried.find(|next| loss(points, prior, ridge, next) < now) else { break };
        weights = next;
        if step.iter().all(|step| step.abs() < 1e-7) {
            break;
        }
    }
    weights
}

const STEPS: usize = 40;
const HALVINGS: usize = 20;

/// What is made as small as it can be: the weighted negative log-likelihood, and how far the weights are from where they are held.
fn loss(points: &[Point], prior: &[f64], ridge: &[f64], weights: &[f64]) -> f64 {
    let missed: f64 = points
        .iter()
        .map(|point| {
            let odds: f64 = point.x.iter().zip(weights).map(|(x, w)| x * w).sum();
            // ln(1 + e^-odds) or ln(1 + e^odds), without losing either where it is small or great.
            let against = if point.y { -odds } else { odds };
            point.weight * (against.max(0.0) + libm::log1p(libm::exp(-against.abs())))
        })
        .sum();
    let held: f64 =
        weights.iter().zip(prior).zip(ridge).map(|((weight, prior), ridge)| ridge * (weight - prior).powi(2)).sum();
    missed + held / 2.0
}

/// Fills the upper half of a symmetric matrix from its lower half.
fn mirrored(lower: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let at = |a: usize, b: usize| if a >= b { lower[a][b] } else { lower[b][a] };
    (0..lower.len()).map(|a| (0..lower.len()).map(|b| at(a, b)).collect()).collect()
}

/// Gauss's elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let count = right.len();
    for at in 0..count {
        let pivot = (at..count).max_by(|&a, &b| matrix[a][at].abs().total_cmp(&matrix[b][at].abs())).unwrap_or(at);
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        for below in at + 1..count {
            let factor = matrix[below][at] / matrix[at][at];
            if factor != 0.0 {
                let (above, rest) = matrix.split_at_mut(below);
                rest[0].iter_mut().zip(&above[at]).skip(at).for_each(|(cell, pivot)| *cell -= factor * pivot);
                right[below] -= factor * right[at];
            }
        }
    }
    for at in (0..count).rev() {
        let known: f64 = (at + 1..count).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odds_of_a_table_are_found() {
        // Of 40 without the sign 10 are true, of 20 with it 15: log-odds ln(1/3), and ln(3) - ln(1/3) more.
        let point = |sign: f64, y| Point { x: vec![1.0, sign], y, weight: 1.0 };
        let mut points: Vec<Point> = (0..40).map(|at| point(0.0, at < 10)).collect();
        points.extend((0..20).map(|at| point(1.0, at < 15)));
        let weights = fit(&points, &[0.0, 0.0], &[0.0, 0.0], &[0, 0]);
        assert!((weights[0] + 3f64.ln()).abs() < 1e-5 && (weights[1] - 2.0 * 3f64.ln()).abs() < 1e-4, "{weights:?}");
        assert_eq!(fit(&points, &[0.0, 0.0], &[0.0, 0.0], &[0, -1])[1], 0.0);
    }
}
