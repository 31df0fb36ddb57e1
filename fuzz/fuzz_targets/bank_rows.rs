#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fuzz::rows::{Counted, told};

fuzz_target!(|data: &[u8]| {
    let (rows, summary) = told(data);
    let again = told(data);
    assert_eq!((&rows, summary), (&again.0, again.1), "the same bytes give the same rows");
    let Counted { hashes, bad, .. } = rows;
    assert!(hashes.iter().all(|row| row.number < summary.rows && row.line >= 1));
    assert!(hashes.is_sorted_by_key(|row| (row.number, row.line)));
    assert!(summary.bad <= bad && summary.bad <= summary.rows);
});
