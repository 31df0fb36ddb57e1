//! What is kept of small tables while a large one is read: bounded, whatever they hold.

use std::collections::HashMap;

/// Most pairs kept of one table: 32 MiB.
const PAIRS: usize = 2 << 20;
/// Most texts kept of one column, and their bytes in all.
const TEXTS: usize = 250_000;
const BYTES: usize = 32 << 20;

/// Longest name or address kept, in bytes: each may be told with many rows.
const NAME: usize = 1_000;

/// Is a table that joins two others, as pairs of their numbers.
#[derive(Default)]
pub(crate) struct Links {
    pairs: Vec<(i64, i64)>,
    cut: bool,
}

impl Links {
    /// Adds a pair; one without a number joins nothing.
    pub(crate) fn push(&mut self, from: Option<i64>, to: Option<i64>) {
        let (Some(from), Some(to)) = (from, to) else { return };
        if self.pairs.len() < PAIRS {
            self.pairs.push((from, to));
        } else {
            self.cut = true;
        }
    }

    /// Makes the pairs ready to be asked for. Those of one number ascend: the pages of a table hold its latest rows first.
    pub(crate) fn sort(&mut self) {
        self.pairs.sort_unstable();
    }

    /// Lists what a number is joined to.
    pub(crate) fn of(&self, from: i64) -> impl Iterator<Item = i64> {
        let first = self.pairs.partition_point(|(known, _)| *known < from);
        self.pairs[first..].iter().take_while(move |(known, _)| *known == from).map(|(_, to)| *to)
    }

    /// Returns whether there were more than are kept.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }
}

/// Is a column of texts, by the numbers of their rows.
#[derive(Default)]
pub(crate) struct Texts {
    texts: HashMap<i64, Box<str>>,
    bytes: usize,
    cut: bool,
}

impl Texts {
    /// Adds a name or an address.
    pub(crate) fn name(&mut self, number: i64, mut name: String) {
        if name.len() > NAME {
            name.truncate(name.floor_char_boundary(NAME));
            self.cut = true;
        }
        self.push(number, name);
    }

    /// Adds a text that is not empty.
    pub(crate) fn push(&mut self, number: i64, text: String) {
        if self.texts.len() >= TEXTS || self.bytes + text.len() > BYTES {
            self.cut = true;
        } else if !text.is_empty() {
            self.bytes += text.len();
            self.texts.insert(number, text.into());
        }
    }

    /// Returns the text of a row.
    pub(crate) fn of(&self, number: i64) -> Option<&str> {
        self.texts.get(&number).map(|text| &**text)
    }

    /// Returns whether there were more than are kept.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }
}
