//! A bank that was changed answers as one built anew of what is in it.

mod words;

use std::num::NonZeroUsize;

use proptest::collection::vec;
use proptest::prelude::*;
use temoin_matching::{Bank, Change, Distance, Word};

use words::{Numbers, brute, radius};

const TWO: NonZeroUsize = NonZeroUsize::new(2).unwrap();

#[test]
fn many_appended_and_removed_answer_as_a_rebuilt_bank() {
    let mut numbers = Numbers(4);
    let mut pairs = numbers.pairs(10_000, true);
    let mut bank = Bank::build(pairs.clone(), TWO).unwrap();
    assert!(!bank.wants_merge());
    for row in 10_000..31_000 {
        let word = if row % 3 == 0 { numbers.skewed() } else { numbers.word() };
        bank.append(word, row).unwrap();
        pairs.push((word, row));
        if row % 5_000 == 4_999 {
            let gone: Vec<u32> = (0..600).map(|_| numbers.below(row as usize) as u32).collect();
            let before = pairs.len();
            pairs.retain(|(_, row)| !gone.contains(row));
            assert_eq!(bank.remove(&gone), before - pairs.len());
            assert_eq!(bank.remove(&gone), 0);
            // One of them comes back with another word.
            let word = numbers.word();
            bank.append(word, gone[0]).unwrap();
            pairs.push((word, gone[0]));
        }
    }
    assert_eq!(bank.len(), pairs.len());
    assert!(bank.wants_merge());
    let rebuilt = Bank::build(pairs.clone(), TWO).unwrap();
    let queries: Vec<_> = (0..300).map(|i| numbers.near(pairs[i as usize * 97 % pairs.len()].0, i % 40)).collect();
    let expected = rebuilt.within_all(&queries, radius(31), TWO);
    assert_eq!(bank.within_all(&queries, radius(31), TWO), expected);
    for (query, expected) in queries.iter().zip(&expected).take(40) {
        assert_eq!(*expected, brute(&pairs, *query, radius(31)));
    }
    let mut file = Vec::new();
    bank.save(&mut file).unwrap();
    let read = Bank::read(&mut file.as_slice(), file.len() as u64, TWO).unwrap();
    assert_eq!(read.within_all(&queries, radius(31), TWO), expected);
    bank.merge().unwrap();
    assert!(!bank.wants_merge());
    assert_eq!(bank.len(), rebuilt.len());
    assert_eq!(bank.within_all(&queries, radius(31), TWO), expected);
}

#[derive(Clone, Debug)]
enum Act {
    Change(Change),
    Merge,
    SaveAndRead,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let word = (0u64..4, any::<u16>()).prop_map(|(seed, bits)| {
        let mut word = Numbers(seed).word();
        word.0[3] ^= u64::from(bits);
        word
    });
    let act = prop_oneof![
        8 => (word, 0u32..20).prop_map(|(word, row)| Act::Change(Change::Append(word, row))),
        3 => (0u32..20).prop_map(|row| Act::Change(Change::Remove(row))),
        1 => Just(Act::Merge),
        1 => Just(Act::SaveAndRead),
    ];
    vec(act, 0..40)
}

proptest! {
    #[test]
    fn any_changes_leave_what_a_list_of_pairs_holds(acts in acts(), bits in 0u32..=256) {
        let mut bank = Bank::build(Vec::new(), NonZeroUsize::MIN).unwrap();
        let mut pairs: Vec<(Word, u32)> = Vec::new();
        for act in acts {
            match act {
                Act::Change(change) => {
                    bank.apply(change).unwrap();
                    match change {
                        Change::Append(word, row) => pairs.push((word, row)),
                        Change::Remove(gone) => pairs.retain(|(_, row)| *row != gone),
                    }
                }
                Act::Merge => bank.merge().unwrap(),
                Act::SaveAndRead => {
                    let mut file = Vec::new();
                    bank.save(&mut file).unwrap();
                    bank = Bank::read(&mut file.as_slice(), file.len() as u64, NonZeroUsize::MIN).unwrap();
                }
            }
            let query = Numbers(1).word();
            prop_assert_eq!(bank.within(query, radius(bits)), brute(&pairs, query, radius(bits)));
            prop_assert_eq!(bank.within(query, Distance::MOST).is_empty(), bank.is_empty());
        }
    }
}
