//! Asks banks of random and of skewed words for words planted at every distance from 0 to 40, and compares with each word:
//! `cargo run -p temoin-matching --example planted [WORDS [QUERIES]]`. Prints how many answers are wrong or missing.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use temoin_matching::Bank;

use words::{Numbers, brute, radius};

#[path = "../tests/words/mod.rs"]
mod words;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(|number| number.parse::<u32>());
    let count = arguments.next().unwrap_or(Ok(1_000_000))?;
    let each = arguments.next().unwrap_or(Ok(4))?;
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut faults = 0;
    for skewed in [false, true] {
        let mut numbers = Numbers(u64::from(skewed));
        let pairs = numbers.pairs(count, skewed);
        let bank = Bank::build(pairs.clone(), threads)?;
        let (mut queries, mut planted) = (Vec::new(), Vec::new());
        for distance in 0..=40 {
            for _ in 0..each {
                let (word, row) = pairs[numbers.below(pairs.len())];
                queries.push(numbers.near(word, distance));
                planted.push((row, distance));
            }
        }
        let (mut wrong, mut missing, mut right) = (0, 0, 0);
        for bits in [31, 40] {
            let answers = bank.within_all(&queries, radius(bits), threads);
            for ((query, answer), (row, distance)) in queries.iter().zip(&answers).zip(&planted) {
                let expected: BTreeSet<_> = brute(&pairs, *query, radius(bits)).into_iter().collect();
                let found: BTreeSet<_> = answer.iter().copied().collect();
                wrong += found.difference(&expected).count() + (answer.len() - found.len());
                missing += expected.difference(&found).count();
                missing += usize::from(*distance <= bits && !answer.iter().any(|found| found.row == *row));
                right += expected.intersection(&found).count();
            }
        }
        let kind = if skewed { "skewed" } else { "random" };
        println!(
            "{count} {kind} words, {} queries at radius 31 and 40: {right} found, {wrong} wrong, {missing} missing",
            queries.len()
        );
        faults += wrong + missing;
    }
    if faults == 0 { Ok(()) } else { Err("answers are wrong or missing".into()) }
}
