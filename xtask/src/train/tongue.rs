//! The weights by which languages are recognised.

use std::collections::BTreeMap;

use temoin_language::{Language, TONGUES};

use super::corpus::Row;
use super::ftrl::{Lesson, Rates, Trainer};
use super::quantise::quantise;

/// The logarithm of the number of rows.
pub const BITS: u32 = 15;
const RATES: Rates = Rates { alpha: 1.0, l1: 0.0, l2: 0.5, rounds: 4 };
/// Of one corpus in one language, so many rows are learnt from.
const MOST: usize = 4000;

/// Trains on rows whose language is known, and on those of languages that are to stay unknown.
pub fn train(rows: &[Row]) -> (Vec<i8>, f64) {
    let mut taken: BTreeMap<(&str, Option<Language>), usize> = BTreeMap::new();
    let mut lessons: Vec<Lesson<'_, TONGUES>> = Vec::new();
    for row in rows.iter().filter(|row| row.source != "templates") {
        let count = taken.entry((&row.source, row.language)).or_default();
        *count += 1;
        if *count > MOST {
            continue;
        }
        let column = row.language.map_or(Language::ALL.len(), |language| language as usize);
        let known = std::array::from_fn(|at| Some(at == column));
        let weight = if row.own() { 3.0 } else { 1.0 };
        lessons.push(Lesson { features: &row.seen.features, known, weight, group: 0 });
    }
    let weights = Trainer::train(BITS, 1, RATES, &lessons).weights();
    // One scale for all columns: they are compared with one another.
    let (bytes, scales) = quantise(&weights, 1);
    (bytes, scales[0])
}
