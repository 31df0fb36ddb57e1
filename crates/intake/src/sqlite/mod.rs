//! Lenient, located reading of SQLite databases, after <https://www.sqlite.org/fileformat2.html> (the sections named below).
//! It knows pages, tables and rows, and no messages. No SQL is run.
//!
//! Whatever the file claims, each page is read at most once for a table and once more for its rows, and memory does not grow
//! with the file but for one bit a page and table. What is wrong is a [`Fault`] with its place; the rest is read. Pages that belong to
//! no table (freed ones) and freed bytes inside a page are not read.

mod fault;
mod header;
mod joins;
mod leaf;
mod pages;
mod row;
mod schema;
mod tree;

use std::io;

use crate::Source;

pub(crate) use fault::Fault;
pub(crate) use header::{Header, MAGIC};
pub(crate) use joins::{Links, Texts};
pub(crate) use row::Row;
pub(crate) use schema::{Schema, Table};

use fault::Faults;
use leaf::Buffers;
use pages::Pages;
use tree::Tree;

/// Is an open database.
pub(crate) struct Database<'s> {
    header: Header,
    pages: Pages<'s>,
    faults: Faults,
}

impl<'s> Database<'s> {
    /// Opens a database; nothing where the first 100 bytes are not those of one.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn open(source: &'s dyn Source) -> io::Result<Option<Self>> {
        let Some(header) = Header::read(&temoin_syntax::slice(source, 0, header::LEN)?) else { return Ok(None) };
        let pages = Pages::new(source, header.page_size);
        let faults = Faults::default();
        let (size, claimed) = (source.len(), u64::from(header.pages.unwrap_or(0)) * header.page_size);
        if claimed > size {
            let detail = format!("The file ends {} bytes before its last page does.", claimed - size);
            faults.add("truncated", size, 0, detail);
        }
        if pages.beyond() {
            let detail = "It has more pages than are followed here; the last ones are not read.";
            faults.add("limit", pages.place(pages.count()), 0, detail);
        }
        Ok(Some(Self { header, pages, faults }))
    }

    /// Returns what its first bytes say.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// Reads the rows of tables, in the order of their bytes: pages ascend, and cells inside a page. `each` is told which of
    /// the tables a row is of.
    ///
    /// # Errors
    /// What the medium reports, or what `each` returns.
    pub(crate) fn rows<E: From<io::Error>>(
        &self,
        tables: &[&Table],
        each: &mut dyn FnMut(usize, &Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut trees = Vec::new();
        for table in tables {
            trees.push(self.tree(table.root)?);
        }
        let (mut buffers, mut page) = (Buffers::default(), 0);
        loop {
            let next = trees.iter().enumerate().filter_map(|(which, tree)| tree.leaves.after(page).map(|n| (n, which)));
            let Some((number, which)) = next.min() else { return Ok(()) };
            page = number;
            if trees.iter().skip(which + 1).any(|tree| tree.leaves.has(number)) {
                self.wrong_page("page-twice", number, "belongs to two tables; it is read for the first one only");
            }
            let Tree { seen, .. } = &mut trees[which];
            self.leaf(number, tables[which], seen, &mut buffers, &mut |row| each(which, row))?;
        }
    }

    /// Takes what was wrong so far; of each kind so many name their place, the others are counted.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        self.faults.take()
    }

    fn wrong_page(&self, code: &'static str, number: u32, what: &str) {
        let (start, len) = self.pages.span(number);
        self.faults.add(code, start, len, format!("Page {number} {what}."));
    }
}

#[cfg(test)]
mod tests;
