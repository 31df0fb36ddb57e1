//! Weights as signed bytes.

/// Returns bytes and what one unit of them is worth, a scale for each of `columns`: the one that loses least.
pub fn quantise(weights: &[f32], columns: usize) -> (Vec<i8>, Vec<f64>) {
    let scales: Vec<f64> = (0..columns).map(|column| best(weights.iter().skip(column).step_by(columns))).collect();
    let bytes = weights.iter().enumerate().map(|(at, &weight)| byte(weight, scales[at % columns])).collect();
    (bytes, scales)
}

fn byte(weight: f32, scale: f64) -> i8 {
    (f64::from(weight) / scale).round().clamp(-127.0, 127.0) as i8
}

/// Tries where to cut: the few largest weights lose a little, so that the many small ones are kept.
fn best<'a>(weights: impl Iterator<Item = &'a f32> + Clone) -> f64 {
    let most = weights.clone().fold(0f32, |most, weight| most.max(weight.abs()));
    if most == 0.0 {
        return 1.0;
    }
    let loss = |scale: f64| -> f64 {
        weights.clone().map(|&weight| (f64::from(weight) - f64::from(byte(weight, scale)) * scale).powi(2)).sum()
    };
    let scales = [1.0, 0.8, 0.6, 0.45, 0.3, 0.2].map(|cut| f64::from(most) * cut / 127.0);
    scales
        .into_iter()
        .map(|scale| (loss(scale), scale))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(1.0, |(_, scale)| scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_times_scale_are_near_the_weights() {
        let weights = [0.5f32, -3.0, 0.01, 1.0, -0.25, 0.0];
        let (bytes, scales) = quantise(&weights, 2);
        for (at, weight) in weights.iter().enumerate() {
            assert!((f64::from(bytes[at]) * scales[at % 2] - f64::from(*weight)).abs() <= scales[at % 2] * 0.51);
        }
        assert_eq!(quantise(&[0.0, 0.0], 1), (vec![0, 0], vec![1.0]));
    }
}
