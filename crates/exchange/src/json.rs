//! JSON and JSON lines: one document with a list somewhere, a list, or a value a line.

use std::io;

use temoin_syntax::json::{Element, Limits, Path, Step, Visitor, walk};
use temoin_syntax::{Damage, Source, slice};

use crate::lines::Lines;
use crate::record::{self, Withdrawals};
use crate::row::{Rows, Why};

/// The largest row, in bytes: a film of hours, frame by frame.
const LARGEST: u64 = 64 << 20;
/// Names under which documents of exchanges hold their lists.
const LISTS: [&str; 3] = ["data", "hashRecords", "hashes"];
/// Bytes that are looked at to tell where the rows are.
const HEAD: usize = 64 << 10;

/// Reads JSON.
pub(crate) fn read(source: &dyn Source, rows: &mut Rows<'_>) -> io::Result<()> {
    let mark = if slice(source, 0, 3)? == "\u{feff}".as_bytes() { 3 } else { 0 };
    let place = place(&slice(source, mark, HEAD)?);
    let limits = Limits { element: LARGEST, from: mark, sequence: true, ..Limits::default() };
    let mut records = Records { source, rows, lines: Lines::new(source), place, withdrawals: Withdrawals::default() };
    walk(source, &limits, &mut records)
}

/// Says where the rows are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Placed {
    /// Each value of the sequence is one.
    Outermost,
    /// In lists, which are the values of the sequence.
    InLists,
    /// In the list of this name.
    Under(&'static str),
}

/// Tells where the rows are by the first bytes.
fn place(head: &[u8]) -> Placed {
    if head.trim_ascii_start().first() == Some(&b'[') {
        return Placed::InLists;
    }
    let is_there = |name: &&&str| {
        let mark = format!("\"{name}\"");
        memchr::memmem::find_iter(head, mark.as_bytes()).any(|at| {
            let after = head[at + mark.len()..].trim_ascii_start().strip_prefix(b":");
            after.is_some_and(|after| after.trim_ascii_start().starts_with(b"["))
        })
    };
    LISTS.iter().find(is_there).map_or(Placed::Outermost, |name| Placed::Under(name))
}

struct Records<'r, 's, 'k> {
    source: &'r dyn Source,
    rows: &'r mut Rows<'k>,
    lines: Lines<'s>,
    place: Placed,
    withdrawals: Withdrawals,
}

impl Visitor for Records<'_, '_, '_> {
    type Error = io::Error;

    fn step(&mut self, path: &Path) -> Step {
        match (self.place, path.depth()) {
            (Placed::Outermost, 1) | (Placed::InLists, 2) => Step::Take,
            (Placed::Under(name), 2) if path.last_name() == Some(name) => Step::Enter,
            (Placed::Under(_), 2) => Step::Skip,
            (Placed::Under(_), 3) => Step::Take,
            _ => Step::Enter,
        }
    }

    fn take(&mut self, path: &Path, element: Element<'_>) -> io::Result<()> {
        let deep = match self.place {
            Placed::Outermost => 1,
            Placed::InLists => 2,
            Placed::Under(_) => 3,
        };
        // A number or text where a list was expected holds no row.
        if path.depth() < deep {
            return Ok(());
        }
        self.rows.begin(self.lines.of(element.start)?);
        let bytes = || slice(self.source, element.start, usize::try_from(element.end - element.start).unwrap_or(0));
        record::read(&element.value, &bytes, self.rows, &mut self.withdrawals)
    }

    fn damage(&mut self, _: &Path, damage: Damage) -> io::Result<()> {
        self.rows.begin(self.lines.of(damage.start)?);
        self.rows.bad(Why::Syntax);
        Ok(())
    }
}
