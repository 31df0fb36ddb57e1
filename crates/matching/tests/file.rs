//! A bank in a file: mapped and read it answers as it did; a damaged file is refused.

mod words;

use std::io::{Seek, Write};
use std::num::NonZeroUsize;

use temoin_matching::{Bank, Change, FileError, Part, Word};

use words::{Numbers, radius};

const ONE: NonZeroUsize = NonZeroUsize::MIN;

fn saved(bank: &Bank) -> Vec<u8> {
    let mut file = Vec::new();
    bank.save(&mut file).unwrap();
    file
}

fn read(file: &[u8]) -> Result<Bank, FileError> {
    Bank::read(&mut &file[..], file.len() as u64, ONE)
}

/// A bank without tables, with words of several rows, and with changes.
fn small() -> Bank {
    let mut numbers = Numbers(5);
    let mut pairs = numbers.pairs(9, false);
    pairs.extend([(pairs[2].0, 20), (pairs[2].0, 21), (pairs[7].0, 22)]);
    let mut bank = Bank::build(pairs, ONE).unwrap();
    bank.append(numbers.word(), 30).unwrap();
    bank.remove(&[3]);
    bank
}

fn large() -> Bank {
    Bank::build(Numbers(6).pairs(9_000, true), ONE).unwrap()
}

#[test]
fn a_file_mapped_or_read_answers_as_the_bank_did() {
    for bank in [small(), large(), Bank::build(Vec::new(), ONE).unwrap()] {
        let bytes = saved(&bank);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let mapped = Bank::open(&file, ONE).unwrap();
        let held = read(&bytes).unwrap();
        let queries: Vec<_> = (0..200).map(|i| Numbers(6 - i % 2).near(Numbers(6).skewed(), i as u32 % 35)).collect();
        let expected = bank.within_all(&queries, radius(100), ONE);
        assert_eq!(mapped.within_all(&queries, radius(100), ONE), expected);
        assert_eq!(held.within_all(&queries, radius(100), ONE), expected);
        assert_eq!((mapped.len(), held.len()), (bank.len(), bank.len()));
        assert_eq!(saved(&held), bytes, "what was read is written again");
    }
}

/// `fixtures/bank/make.py` writes that file by the description of the format alone.
#[test]
fn a_file_of_another_writer_is_the_same() {
    let file = include_bytes!("../../../fixtures/bank/small.bank");
    let words = file[512..].as_chunks::<32>().0[..9].iter().map(|word| {
        let (parts, _) = word.as_chunks::<8>();
        Word([0, 1, 2, 3].map(|i| u64::from_le_bytes(parts[i])))
    });
    let bank = read(file).unwrap();
    assert_eq!(bank.len(), 9 + 3 - 1 + 1);
    assert_eq!(saved(&bank), file);
    let rows: Vec<Vec<u32>> =
        words.map(|word| bank.within(word, radius(0)).iter().map(|found| found.row).collect()).collect();
    let mut expected: Vec<Vec<u32>> = [0, 1, 4, 5, 6, 8].map(|row| vec![row]).to_vec();
    expected.extend([vec![2, 20, 21], vec![7, 22], vec![]]);
    expected.sort();
    let mut sorted = rows.clone();
    sorted.sort();
    assert_eq!(sorted, expected);
    // SHA-256 of "word 30".
    let appended: Word = "76efa6f2d351f4868fbace0d1adcf6975f8b0130c96c91688efdd63c64753480".parse().unwrap();
    assert_eq!(bank.within(appended, radius(0))[0].row, 30);
}

#[test]
fn records_written_at_the_end_are_part_of_the_bank() {
    let mut file = tempfile::tempfile().unwrap();
    large().save(&mut file).unwrap();
    let word = Numbers(7).word();
    file.seek(std::io::SeekFrom::End(0)).unwrap();
    file.write_all(&Change::Append(word, 77_777).to_bytes()).unwrap();
    file.write_all(&Change::Remove(5).to_bytes()).unwrap();
    let bank = Bank::open(&file, ONE).unwrap();
    assert_eq!(bank.within(word, radius(0))[0].row, 77_777);
    assert_eq!(bank.len(), 9_000);
}

#[test]
fn each_turned_bit_of_a_small_file_is_refused() {
    let good = saved(&small());
    let mut bad = good.clone();
    for place in 0..good.len() {
        for bit in 0..8 {
            bad[place] ^= 1 << bit;
            let refused = read(&bad).err();
            match place {
                0..8 => assert!(matches!(refused, Some(FileError::NotABank)), "{place}"),
                8..512 => assert!(matches!(refused, Some(FileError::Damaged(Part::Header))), "{place} {refused:?}"),
                _ => {
                    assert!(matches!(refused, Some(FileError::Damaged(Part::Section(_) | Part::Record(_)))), "{place}")
                }
            }
            bad[place] = good[place];
        }
    }
    assert!(read(&bad).is_ok());
}

#[test]
fn each_cut_of_a_small_file_is_refused_but_between_records() {
    let bank = small();
    let good = saved(&bank);
    let image = good.len() - 2 * Change::Remove(3).to_bytes().len();
    for len in 0..good.len() {
        let whole_records = len >= image && (len - image).is_multiple_of(48);
        assert_eq!(read(&good[..len]).is_ok(), whole_records, "{len}");
    }
    assert!(read(&[&good[..], &[0]].concat()).is_err());
    assert!(read(&[&good[..], &[0; 48]].concat()).is_err());
}

#[test]
fn turned_bits_in_each_section_of_a_large_file_are_refused() {
    let mut file = saved(&large());
    let mut numbers = Numbers(8);
    for _ in 0..300 {
        let (place, bit) = (numbers.below(file.len()), numbers.below(8));
        file[place] ^= 1 << bit;
        assert!(read(&file).is_err(), "{place}");
        file[place] ^= 1 << bit;
    }
    assert!(read(&file).is_ok());
}

#[test]
fn a_later_version_is_named() {
    let mut file = saved(&small());
    file[8] = 2;
    let sum = crc32fast::hash(&file[..508]).to_le_bytes();
    file[508..512].copy_from_slice(&sum);
    assert!(matches!(read(&file), Err(FileError::Version(2))));
    assert!(matches!(read(b"GIF89a"), Err(FileError::NotABank)));
}

#[test]
fn a_forged_file_is_refused_or_answers_without_a_crash() {
    let good = saved(&large());
    let mut numbers = Numbers(9);
    let sections = sections(&good);
    let mut taken = 0;
    for round in 0..120 {
        let mut file = good.clone();
        // Whatever is wrong, the checksums are right.
        let number = round % sections.len();
        let (start, end) = sections[number];
        for _ in 0..1 + numbers.below(4) {
            let place = start + numbers.below((end - start).max(1));
            file[place.min(good.len() - 1)] = numbers.next() as u8;
        }
        let sum = crc32fast::hash(&file[start..end]).to_le_bytes();
        file[64 + 4 * number..68 + 4 * number].copy_from_slice(&sum);
        let sum = crc32fast::hash(&file[..508]).to_le_bytes();
        file[508..512].copy_from_slice(&sum);
        if let Ok(bank) = read(&file) {
            taken += 1;
            for _ in 0..20 {
                let word = numbers.skewed();
                bank.within(numbers.near(word, 10), radius(31));
            }
            bank.within(Word::default(), radius(256));
        }
    }
    assert!(taken > 0 && taken < 120, "{taken}");
}

/// Finds the sections of a bank with sixteen bands of sixteen bits, as the description of the format lays them out.
fn sections(file: &[u8]) -> Vec<(usize, usize)> {
    let number = |place: usize| u32::from_le_bytes(file[place..place + 4].try_into().unwrap()) as usize;
    let (words, rows, folds) = (number(12), number(16), number(20));
    assert_eq!(file[24..40], [16; 16]);
    let mut sizes = vec![32 * words, 4 * rows, 8 * folds];
    for band in 0..16 {
        sizes.extend([4 * 65_537, 2 * words, if band == 0 { 0 } else { 2 * words }]);
    }
    let mut end = 512;
    let sections: Vec<_> = sizes
        .iter()
        .map(|size| {
            (end, {
                end = (end + size).next_multiple_of(64);
                end
            })
        })
        .collect();
    assert_eq!(end, file.len());
    sections
}
