//! Files of banks: what any must keep true, and forged ones whose checksums are right, so that what is behind them is reached.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::LazyLock;

use temoin_matching::{Bank, Distance, Word};

use words::{Numbers, radius};

#[path = "../../crates/matching/tests/words/mod.rs"]
mod words;

const HEADER: usize = 512;
const LINE: u64 = 64;

/// Bytes of a bank that surely has no tables.
const SMALL: usize = 1 << 16;

/// Opens bytes as a bank; where it opens, asks it, and where it is small asks for all and again what it writes: of a bank with tables,
/// that would take most of the time.
pub fn ask(file: &[u8], query: Word) {
    let read = |file: &[u8]| Bank::read(&mut &file[..], file.len() as u64, NonZeroUsize::MIN);
    let Ok(bank) = read(file) else { return };
    let queries = [query, Word::default(), Numbers(2).skewed(), Numbers(3).skewed()];
    let answers = |bank: &Bank, bits| bank.within_all(&queries, radius(bits), NonZeroUsize::MIN);
    let near = answers(&bank, 31);
    assert!(near.iter().all(|near| near.is_sorted() && near.len() <= bank.len()));
    if file.len() > SMALL {
        return;
    }
    let all = answers(&bank, Distance::MOST.bits());
    assert!(near.iter().zip(&all).all(|(near, all)| all.starts_with(near) && all.is_empty() == bank.is_empty()));
    let mut again = Vec::new();
    bank.save(&mut again).expect("memory takes it");
    let again = read(&again).expect("what was written is a bank");
    assert_eq!((again.len(), answers(&again, 256)), (bank.len(), all));
}

/// Returns a word of the first bytes, zeroes where there are fewer.
pub fn word(data: &[u8]) -> Word {
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(data).for_each(|(to, from)| *to = *from);
    Word::from_bytes(bytes)
}

/// Mends the beginning, the version and all checksums of a file, as far as its sections reach.
pub fn mended(mut file: Vec<u8>) -> Vec<u8> {
    if file.len() < HEADER {
        return file;
    }
    file[..12].copy_from_slice(b"TEMOINBK\x01\0\0\0");
    let mut end = HEADER;
    for (number, section) in sections(&file).into_iter().enumerate() {
        end = section.end;
        if let Some(bytes) = file.get(section) {
            let sum = crc32fast::hash(bytes).to_le_bytes();
            file[64 + 4 * number..68 + 4 * number].copy_from_slice(&sum);
        }
    }
    for record in file.get_mut(end..).unwrap_or_default().as_chunks_mut::<48>().0 {
        let sum = crc32fast::hash(&record[..44]).to_le_bytes();
        record[44..].copy_from_slice(&sum);
    }
    let sum = crc32fast::hash(&file[..508]).to_le_bytes();
    file[508..512].copy_from_slice(&sum);
    file
}

/// Returns a bank with tables whose bytes are changed as the data say: five bytes a change, its place and its value.
pub fn edited(data: &[u8]) -> Vec<u8> {
    static TABLES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut file = Vec::new();
        let bank = Bank::build(Numbers(1).pairs(9_000, true), NonZeroUsize::MIN).expect("memory is there");
        bank.save(&mut file).expect("memory takes it");
        file
    });
    let mut file = TABLES.clone();
    for [a, b, c, d, value] in data.as_chunks::<5>().0 {
        let place = u32::from_le_bytes([*a, *b, *c, *d]) as usize % file.len();
        file[place] = *value;
    }
    mended(file)
}

/// Lays out the sections by `spec/bank-file.md`; those that would be beyond all memory are left out.
fn sections(file: &[u8]) -> Vec<Range<usize>> {
    let number = |place: usize| u64::from(u32::from_le_bytes([0, 1, 2, 3].map(|i| file[place + i])));
    let (words, rows, folds) = (number(12), number(16), number(20));
    let bytes_of_index = (1..4).find(|&bytes| words >> (8 * bytes) == 0).unwrap_or(4);
    let mut sizes = vec![32 * words, 4 * rows, 8 * folds];
    for (band, width) in file[24..40].iter().take_while(|width| **width > 0 && **width <= 24).enumerate() {
        sizes.extend([4 * ((1 << width) + 1), 2 * words, if band == 0 { 0 } else { bytes_of_index * words }]);
    }
    let mut end = HEADER as u64;
    let section = |size: u64| {
        let start = end;
        end = (start + size).next_multiple_of(LINE);
        start as usize..end as usize
    };
    sizes.into_iter().map(section).collect()
}
