//! What a training came to, on rows that each model had not learnt: a table for whoever trains.

use std::collections::BTreeMap;

use serde_json::json;
use temoin_language::{Label, Language, Rules};

use super::corpus::Row;
use super::plan::Made;
use super::rules_of;

/// Prints, by label, language and corpus: rows, true ones, area under the curve, macro-F1 at one half, calibration error.
pub fn print(rows: &[Row], probabilities: &[[f64; Label::COUNT]]) {
    println!("label      lang source                     rows  true   AUC    F1   ECE  flagged");
    for label in Label::ALL {
        let mut groups: BTreeMap<(String, String), Vec<(f64, bool)>> = BTreeMap::new();
        for (row, all) in rows.iter().zip(probabilities) {
            let (Some(y), Some(language)) = (row.labels[label.column()], row.language) else { continue };
            let p = all[label.column()];
            let name = if row.source.starts_with("UD_") { "UD" } else { &row.source };
            for source in [name, "all"] {
                groups.entry((language.code().to_owned(), source.to_owned())).or_default().push((p, y));
            }
            if row.own() && label == Label::Abuse {
                groups.entry((language.code().to_owned(), format!("temoin/{}", row.kind))).or_default().push((p, y));
            }
        }
        for ((language, source), points) in groups {
            let positive = points.iter().filter(|(_, y)| *y).count();
            let flagged = points.iter().filter(|(p, _)| *p >= 0.5).count();
            println!(
                "{:10} {language}   {source:24} {:6} {positive:5}  {:.3} {:.3} {:.3}  {:.3}",
                label.key(),
                points.len(),
                area(&points),
                macro_f1(&points),
                calibration_error(&points),
                flagged as f64 / points.len() as f64
            );
        }
    }
}

/// Tells of each of our own messages what it scored when it was not learnt from, and which rules hold: for whoever writes rules.
pub fn own(rows: &[Row], made: &Made, rules: &[(Language, Rules)]) -> String {
    let mut lines = String::new();
    let probabilities = if made.both.is_empty() { &made.words } else { &made.both };
    for (row, all) in rows.iter().zip(probabilities).filter(|(row, _)| row.own() && row.kind != "other") {
        let hits = rules_of(rules, row).map(|rules| rules.find(&row.seen.folded, &row.seen.tokens)).unwrap_or_default();
        let hits: Vec<&str> = hits.iter().map(|hit| hit.rule).collect();
        let labels: Vec<&str> = Label::ALL
            .iter()
            .filter(|label| row.labels[label.column()] == Some(true))
            .map(|label| label.key())
            .collect();
        let scores: BTreeMap<&str, f64> = Label::ALL.iter().map(|label| (label.key(), all[label.column()])).collect();
        let line = json!({"id": row.id, "text": row.text, "labels": labels, "kind": row.kind, "rules": hits, "scores": scores});
        lines.push_str(&format!("{line}\n"));
    }
    lines
}

/// Area under the ROC curve: the chance that a true row scores above a false one.
fn area(points: &[(f64, bool)]) -> f64 {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut positives) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let good = tied.iter().filter(|(_, y)| *y).count() as f64;
        let bad = tied.len() as f64 - good;
        sum += good * (below + bad / 2.0);
        below += bad;
        positives += good;
    }
    sum / (below * positives)
}

fn macro_f1(points: &[(f64, bool)]) -> f64 {
    let f1 = |wanted: bool| {
        let count = |said: bool, is: bool| {
            points.iter().filter(|(p, y)| ((*p >= 0.5) == wanted) == said && (*y == wanted) == is).count() as f64
        };
        2.0 * count(true, true) / (2.0 * count(true, true) + count(true, false) + count(false, true)).max(1.0)
    };
    f64::midpoint(f1(true), f1(false))
}

/// Expected calibration error over ten bins of equal width.
fn calibration_error(points: &[(f64, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for (p, y) in points {
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        bin.0 += 1.0;
        bin.1 += p;
        bin.2 += f64::from(u8::from(*y));
    }
    bins.iter().map(|(_, p, y)| (p - y).abs()).sum::<f64>() / points.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_small_tables() {
        let points = [(0.1, false), (0.4, true), (0.4, false), (0.9, true)];
        assert_eq!(area(&points), 0.875);
        assert!((macro_f1(&points) - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-12);
        assert!((calibration_error(&points) - (0.1 + 0.2 + 0.1) / 4.0).abs() < 1e-12);
    }
}
