//! Lists of hashes: what any must keep true.

use temoin_exchange::{BadRow, Row, Sink, Summary, read};

/// Of a row: its number, its line, the names and values.
type Columns = (u64, u64, Vec<(String, String)>);

/// Takes what a list holds, all columns too.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The hashes.
    pub hashes: Vec<Row>,
    /// How often something was not understood.
    pub bad: u64,
    columns: Vec<Columns>,
}

impl Sink for Counted {
    fn row(&mut self, row: Row) {
        self.hashes.push(row);
    }

    fn bad(&mut self, _: BadRow) {
        self.bad += 1;
    }

    fn wants(&self, _: u64) -> bool {
        true
    }

    fn columns(&mut self, number: u64, line: u64, columns: Vec<(String, String)>) {
        self.columns.push((number, line, columns));
    }
}

/// Reads a list.
pub fn told(list: &[u8]) -> (Counted, Summary) {
    let mut counted = Counted::default();
    let summary = read(&list, &mut counted).expect("memory is read");
    (counted, summary)
}
