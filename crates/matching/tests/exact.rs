//! What is found is what comparing each word with each finds: nothing is missing, nothing is wrong.

mod words;

use std::num::NonZeroUsize;

use proptest::collection::vec;
use proptest::prelude::*;
use temoin_matching::{Bank, Distance, Word};

use words::{Numbers, brute, radius};

const TWO: NonZeroUsize = NonZeroUsize::new(2).unwrap();

/// Builds a bank large enough for tables, and asks it for words at each distance from words that are in it.
fn check_planted(skewed: bool) {
    let mut numbers = Numbers(1);
    let pairs = numbers.pairs(12_000, skewed);
    let bank = Bank::build(pairs.clone(), TWO).unwrap();
    assert_eq!(bank.len(), pairs.len());
    let mut queries = vec![Word::default(), Word([u64::MAX; 4])];
    for distance in 0..=40 {
        for _ in 0..2 {
            let (word, _) = pairs[numbers.below(pairs.len())];
            queries.push(numbers.near(word, distance));
        }
    }
    for bits in [0, 1, 7, 15, 16, 17, 30, 31, 32, 40, 47, 79, 80, 120] {
        let answers = bank.within_all(&queries, radius(bits), TWO);
        for (query, answer) in queries.iter().zip(answers) {
            assert_eq!(answer, brute(&pairs, *query, radius(bits)), "{query} {bits}");
        }
    }
}

#[test]
fn planted_words_are_found_among_random_ones() {
    check_planted(false);
}

#[test]
fn planted_words_are_found_among_skewed_ones() {
    check_planted(true);
}

#[test]
fn a_bank_of_one_word_many_times_is_one_word() {
    let mut numbers = Numbers(2);
    let word = numbers.word();
    let mut pairs: Vec<_> = (0..20_000).map(|row| (word, row)).collect();
    pairs.extend(numbers.pairs(9_000, false));
    let bank = Bank::build(pairs.clone(), TWO).unwrap();
    for distance in [0, 31, 32] {
        let query = numbers.near(word, distance);
        assert_eq!(bank.within(query, radius(31)), brute(&pairs, query, radius(31)));
    }
}

#[test]
fn an_empty_bank_answers_with_nothing() {
    let bank = Bank::build(Vec::new(), TWO).unwrap();
    assert!(bank.is_empty());
    assert_eq!(bank.within(Word::default(), Distance::MOST), []);
    assert_eq!(bank.within_all(&[], Distance::MOST, TWO), Vec::<Vec<_>>::new());
}

#[test]
fn many_threads_answer_as_one_in_order() {
    let mut numbers = Numbers(3);
    let pairs = numbers.pairs(10_000, true);
    let bank = Bank::build(pairs.clone(), TWO).unwrap();
    let queries: Vec<_> = pairs.iter().take(500).map(|(word, _)| numbers.near(*word, 20)).collect();
    let single: Vec<_> = queries.iter().map(|query| bank.within(*query, radius(31))).collect();
    for threads in [1, 2, 7] {
        assert_eq!(bank.within_all(&queries, radius(31), NonZeroUsize::new(threads).unwrap()), single);
    }
}

proptest! {
    #[test]
    fn small_banks_answer_as_comparing_does(
        seed: u64,
        count in 0u32..60,
        rows in 1u32..60,
        queries in vec((any::<usize>(), 0u32..=256), 1..8),
        bits in 0u32..=256,
    ) {
        let mut numbers = Numbers(seed);
        // Words stand several times, and rows have several words.
        let mut pairs: Vec<_> = numbers.pairs(count, true).into_iter().map(|(word, row)| (word, row * 7 % rows)).collect();
        pairs.extend_from_within(..pairs.len() / 2);
        let bank = Bank::build(pairs.clone(), NonZeroUsize::MIN).unwrap();
        for (place, distance) in queries {
            let near = pairs.get(place % 60).map_or(Word::default(), |(word, _)| *word);
            let query = numbers.near(near, distance.min(60));
            prop_assert_eq!(bank.within(query, radius(bits)), brute(&pairs, query, radius(bits)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn banks_with_tables_answer_as_comparing_does(seed: u64, skewed: bool, bits in 0u32..90) {
        let mut numbers = Numbers(seed);
        let pairs = numbers.pairs(9_000 + (seed % 4_000) as u32, skewed);
        let bank = Bank::build(pairs.clone(), TWO).unwrap();
        for _ in 0..20 {
            let (word, _) = pairs[numbers.below(pairs.len())];
            let distance = numbers.below(bits as usize + 2) as u32;
            let query = numbers.near(word, distance);
            prop_assert_eq!(bank.within(query, radius(bits)), brute(&pairs, query, radius(bits)));
        }
    }
}
