//! What must be true of any bytes that are read as a list.

use temoin_exchange::{Kept, Options, columns, read};

/// Reads bytes as a list and looks at what was given: rows are numbered and counted, stand on lines that there are, and have
/// the columns that a second reading finds. Bytes of no known form give nothing.
pub fn look(bytes: &[u8]) -> Kept {
    let mut kept = Kept::default();
    let options = Options { line: 1 << 10, record: 1 << 12, ..Options::default() };
    let Ok(summary) = read(&bytes, &options, &mut kept) else { return kept };
    assert_eq!(summary.rows, summary.read + summary.bad + summary.skipped + summary.removed);
    assert_eq!((summary.signals, summary.bad), (kept.rows.len() as u64, kept.bad.len() as u64));
    assert!(kept.rows.is_sorted_by_key(|row| (row.number, row.line)));
    assert!(kept.bad.is_sorted_by_key(|bad| (bad.number, bad.line)));
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    assert!(kept.rows.iter().all(|row| row.number < summary.rows && (1..=lines).contains(&row.line)));
    assert!(kept.bad.iter().all(|bad| bad.number < summary.rows && (1..=lines).contains(&bad.line)));
    let wanted = kept.rows.iter().map(|row| row.number).step_by(2).collect();
    let found = columns(&bytes, &options, &wanted).expect("it was read before");
    assert!(found.keys().all(|number| wanted.contains(number)));
    kept
}
