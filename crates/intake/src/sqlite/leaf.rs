//! The cells of a leaf page, one row each (section 1.6), and the pages they overflow into (section 1.7).

use std::io;

use super::Database;
use super::pages::{PageSet, long, short};
use super::row::{self, Column, Row, Stored, varint};
use super::schema::Table;
use super::tree::{LEAF, begin};

/// Longest row that is read whole, in bytes; of a longer one the beginning is.
const LONGEST: u64 = 16 << 20;

/// Is a cell: where it lies in its page, and what it says of its row.
struct Cell {
    start: usize,
    end: usize,
    rowid: i64,
    /// Bytes of the row, here and on other pages.
    size: u64,
    /// Where those that lie here begin and end.
    here: (usize, usize),
    /// The page on which the row goes on.
    overflow: Option<u32>,
}

/// Is memory used again for each row.
#[derive(Default)]
pub(super) struct Buffers {
    payload: Vec<u8>,
    columns: Vec<Column>,
}

impl Database<'_> {
    /// Reads the rows of a leaf, in the order of their bytes. `seen` is the pages that belong to something already.
    pub(super) fn leaf<E: From<io::Error>>(
        &self,
        number: u32,
        table: &Table,
        seen: &mut PageSet,
        buffers: &mut Buffers,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(page) = self.pages.page(number)? else { return Ok(()) };
        if page.get(begin(number)) != Some(&LEAF) {
            return Ok(());
        }
        let place = self.pages.place(number);
        for cell in self.cells(number, &page) {
            let span = (place + cell.start as u64, (cell.end - cell.start) as u64);
            let whole = self.payload(&cell, &page, place, seen, &mut buffers.payload)?;
            let sound = row::columns(&buffers.payload, cell.size, &mut buffers.columns);
            if whole && !sound {
                let detail = "What it says of its values does not fit its size; what can be read is.";
                self.faults.add("broken-row", span.0, span.1, detail);
            }
            let Buffers { payload, columns } = &*buffers;
            let stored = Stored { rowid: cell.rowid, span, payload, columns, sound };
            each(&Row::new(table, self.header.encoding, stored))?;
        }
        Ok(())
    }

    /// Lists the cells of a leaf by their place. One that runs into the next is cut there, so that each byte is of one row.
    fn cells(&self, number: u32, page: &[u8]) -> Vec<Cell> {
        let (begin, place) = (begin(number), self.pages.place(number));
        let usable = page.len().min(self.header.usable);
        let first = begin + 8;
        let mut listed = first + 2 * short(page, begin + 3).unwrap_or(0);
        let leads = |pointer: usize, listed: usize| short(page, pointer).filter(|&at| at >= listed && at < usable);
        // Where the rows begin, by the page's header. A list that runs into them is longer than it can be, or that is wrong.
        let rows = short(page, begin + 5).filter(|at| (first..=usable).contains(at)).unwrap_or(usable);
        if listed > rows {
            self.wrong_page("wrong-cell", number, "does not say rightly how many rows it has, or where they begin");
            let right = listed <= usable && (first..listed).step_by(2).all(|pointer| leads(pointer, listed).is_some());
            listed = if right { listed } else { rows };
        }
        let mut starts = Vec::new();
        for pointer in (first..listed).step_by(2) {
            match leads(pointer, listed) {
                Some(at) => starts.push(at),
                None => {
                    self.faults.add("wrong-cell", place + pointer as u64, 2, "It leads outside the rows of its page.")
                }
            }
        }
        starts.sort_unstable();
        let listed = starts.len();
        starts.dedup();
        if starts.len() < listed {
            self.wrong_page("overlapping-rows", number, "names a row twice; it is read once");
        }
        let ends = starts.iter().skip(1).copied().chain([usable]);
        starts.iter().zip(ends).filter_map(|(&start, end)| self.cell(page, place, start, end)).collect()
    }

    /// Reads a cell that ends before `limit` at the latest.
    fn cell(&self, page: &[u8], place: u64, start: usize, limit: usize) -> Option<Cell> {
        let bytes = &page[start..limit];
        let found = varint(bytes).and_then(|(size, a)| varint(&bytes[a..]).map(|(rowid, b)| (size, rowid, a + b)));
        let Some((size, rowid, header)) = found.filter(|(size, ..)| *size <= self.most()) else {
            let len = bytes.len() as u64;
            self.faults.add("wrong-cell", place + start as u64, len, "No row can begin so; it is not read.");
            return None;
        };
        let local = self.local(size);
        let (from, to) = (start + header, start + header + local);
        let end = if size > local as u64 { to + 4 } else { to };
        if end > limit {
            let detail = "The row runs into the next one, or out of its page; it is cut there.";
            self.faults.add("overlapping-rows", place + start as u64, (limit - start) as u64, detail);
        }
        let overflow = long(page, to).filter(|_| size > local as u64 && end <= limit);
        let here = (from, to.min(limit));
        Some(Cell { start, end: end.min(limit), rowid: rowid as i64, size, here, overflow })
    }

    /// Returns the most bytes that a row can have: all that the pages hold.
    fn most(&self) -> u64 {
        u64::from(self.pages.count()) * self.header.page_size
    }

    /// Returns how many bytes of a row lie in its cell (section 1.6, "Let X be U-35").
    fn local(&self, size: u64) -> usize {
        let usable = self.header.usable as u64;
        let most = usable - 35;
        if size <= most {
            return size as usize;
        }
        let least = (usable - 12) * 32 / 255 - 23;
        let fit = least + (size - least) % (usable - 4);
        (if fit <= most { fit } else { least }) as usize
    }

    /// Gathers the bytes of a row, up to a limit; returns whether the pages that it names hold them.
    fn payload(
        &self,
        cell: &Cell,
        page: &[u8],
        place: u64,
        seen: &mut PageSet,
        into: &mut Vec<u8>,
    ) -> io::Result<bool> {
        into.clear();
        into.extend_from_slice(&page[cell.here.0..cell.here.1]);
        let (start, len) = (place + cell.start as u64, (cell.end - cell.start) as u64);
        let want = cell.size.min(LONGEST);
        if cell.size > LONGEST {
            self.faults.add("too-large", start, len, format!("A row of {} bytes: its beginning is read.", cell.size));
        }
        let mut next = cell.overflow;
        while (into.len() as u64) < want {
            let Some(number) = next else { return Ok(false) };
            let Some(page) = self.pages.page(number)?.filter(|_| seen.insert(number)) else {
                let detail =
                    format!("The row goes on at page {number}, which is not there or belongs to something else.");
                self.faults.add("broken-chain", start, len, detail);
                return Ok(false);
            };
            let rest = (want - into.len() as u64).min(self.header.usable as u64 - 4) as usize;
            let bytes = page.get(4..).unwrap_or_default();
            into.extend_from_slice(&bytes[..bytes.len().min(rest)]);
            next = if bytes.len() < rest { None } else { long(&page, 0) };
        }
        Ok(true)
    }
}
