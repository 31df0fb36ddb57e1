//! The pieces of an item as rows: lengths only, since pieces tile.

use std::ops::ControlFlow;

use rusqlite::Connection;
use temoin_evidence::Span;

use crate::CaseError;
use crate::error::Part;

/// Takes the pieces of one item in order and keeps them in rows of [`ROW`] lengths.
pub(crate) struct SpanWriter {
    item: i64,
    /// Number of the first piece that is not in a row yet, and where it starts.
    first: u64,
    start: u64,
    lengths: Vec<u8>,
    count: u64,
    end: u64,
}

impl SpanWriter {
    pub(crate) fn new(item: i64) -> Self {
        Self { item, first: 0, start: 0, lengths: Vec::new(), count: 0, end: 0 }
    }

    pub(crate) fn push(&mut self, database: &Connection, span: Span) -> Result<(), CaseError> {
        let end = span.start.checked_add(span.len).filter(|_| span.start == self.end && span.len > 0);
        self.end = end.ok_or(CaseError::Pieces(self.count))?;
        write_number(&mut self.lengths, span.len);
        self.count += 1;
        if self.count - self.first == ROW { self.flush(database) } else { Ok(()) }
    }

    /// Writes what is left and returns the number of pieces; without any, the item of `size` bytes is one piece.
    pub(crate) fn finish(mut self, database: &Connection, size: u64) -> Result<u64, CaseError> {
        if self.count == 0 {
            write_number(&mut self.lengths, size);
            (self.count, self.end) = (1, size);
        }
        if self.end != size {
            return Err(CaseError::Pieces(self.count));
        }
        self.flush(database)?;
        Ok(self.count)
    }

    fn flush(&mut self, database: &Connection) -> Result<(), CaseError> {
        if self.count > self.first {
            database
                .prepare_cached("INSERT INTO piece (item, first, start, lengths) VALUES (?1, ?2, ?3, ?4)")?
                .execute((self.item, self.first, self.start, &self.lengths))?;
        }
        self.lengths.clear();
        (self.first, self.start) = (self.count, self.end);
        Ok(())
    }
}

/// Gives each piece of an item, by number.
pub(crate) fn each(
    database: &Connection,
    item: i64,
    take: &mut dyn FnMut(u64, Span) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
    each_while(database, item, 0, &mut |index, span| take(index, span).map(|()| ControlFlow::Continue(())))
}

/// Gives the pieces of an item from the row that holds number `from`, until told to stop.
pub(crate) fn each_while(
    database: &Connection,
    item: i64,
    from: u64,
    take: &mut dyn FnMut(u64, Span) -> Result<ControlFlow<()>, CaseError>,
) -> Result<(), CaseError> {
    let mut statement = database.prepare_cached(
        "SELECT first, start, lengths FROM piece WHERE item = ?1 AND first >=
           coalesce((SELECT max(first) FROM piece WHERE item = ?1 AND first <= ?2), 0) ORDER BY first",
    )?;
    let mut rows = statement.query((item, from))?;
    while let Some(row) = rows.next()? {
        let (mut index, mut start): (u64, u64) = (row.get(0)?, row.get(1)?);
        let mut lengths = row.get_ref(2)?.as_blob().map_err(|_| damaged())?;
        while !lengths.is_empty() {
            let len = read_number(&mut lengths).ok_or_else(damaged)?;
            if take(index, Span { start, len })?.is_break() {
                return Ok(());
            }
            (index, start) = (index + 1, start.checked_add(len).ok_or_else(damaged)?);
        }
    }
    Ok(())
}

fn damaged() -> CaseError {
    CaseError::Damaged(Part::Row("piece"))
}

/// Writes LEB128: seven bits a byte, the lowest first, the high bit while more follow.
fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

const ROW: u64 = 4096;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn database() -> Connection {
        let database = crate::database::in_memory();
        database.execute_batch("CREATE TABLE piece (item, first, start, lengths, PRIMARY KEY (item, first))").unwrap();
        database
    }

    fn kept(database: &Connection) -> Vec<Span> {
        let mut spans = Vec::new();
        each(database, 1, &mut |index, span| {
            assert_eq!(index, spans.len() as u64);
            spans.push(span);
            Ok(())
        })
        .unwrap();
        spans
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn spans_read_back(lengths in prop::collection::vec(1u64..1 << 40, 1..9000)) {
            let database = database();
            let (mut writer, mut start, mut spans) = (SpanWriter::new(1), 0, Vec::new());
            for len in lengths {
                spans.push(Span { start, len });
                writer.push(&database, Span { start, len }).unwrap();
                start += len;
            }
            prop_assert_eq!(writer.finish(&database, start).unwrap(), spans.len() as u64);
            prop_assert_eq!(kept(&database), spans);
        }
    }

    fn check(spans: &[(u64, u64)], size: u64, expected: Result<u64, u64>) {
        let database = database();
        let mut writer = SpanWriter::new(1);
        let pushed = spans.iter().try_for_each(|&(start, len)| writer.push(&database, Span { start, len }));
        let outcome = pushed.and_then(|()| writer.finish(&database, size)).map_err(|error| match error {
            CaseError::Pieces(number) => number,
            other => panic!("{other}"),
        });
        assert_eq!(outcome, expected, "{spans:?} of {size}");
    }

    #[test]
    fn only_tilings_are_taken() {
        check(&[], 0, Ok(1));
        check(&[], 9, Ok(1));
        check(&[(0, 4), (4, 5)], 9, Ok(2));
        check(&[(0, 4), (4, 4)], 9, Err(2));
        check(&[(0, 4), (5, 4)], 9, Err(1));
        check(&[(0, 4), (3, 6)], 9, Err(1));
        check(&[(1, 8)], 9, Err(0));
        check(&[(0, 4), (4, 0)], 4, Err(1));
        check(&[(0, 4), (4, u64::MAX)], 9, Err(1));
    }
}
