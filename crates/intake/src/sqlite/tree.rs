//! The pages of a table: inner ones that name others, leaves that hold rows (section 1.6).

use std::io;

use super::Database;
use super::pages::{Page, PageSet, long, short};

/// Kinds of a page: its first byte.
const INNER: u8 = 5;
pub(super) const LEAF: u8 = 13;
/// How deep a tree may be; SQLite itself stops there.
const DEPTH: usize = 20;

/// Is the pages of one table.
pub(super) struct Tree {
    /// Those that hold rows.
    pub(super) leaves: PageSet,
    /// All that were met, and those that rows overflow into: none of them belongs to anything else.
    pub(super) seen: PageSet,
}

/// Is an inner page that is being followed.
struct Open {
    number: u32,
    page: Page,
    next: usize,
}

/// Where the tree's part of a page begins: behind the file's header in the first one.
pub(super) fn begin(number: u32) -> usize {
    if number == 1 { super::header::LEN } else { 0 }
}

impl Database<'_> {
    /// Finds the pages of the table that begins at a page.
    pub(super) fn tree(&self, root: u32) -> io::Result<Tree> {
        let count = self.pages.count();
        let mut tree = Tree { leaves: PageSet::new(count), seen: PageSet::new(count) };
        let mut stack = Vec::new();
        self.visit(root, 0, &mut tree, &mut stack)?;
        while let Some(open) = stack.last_mut() {
            match self.child(open) {
                Some((place, number)) => self.visit(number, place, &mut tree, &mut stack)?,
                None => drop(stack.pop()),
            }
        }
        Ok(tree)
    }

    /// Looks at a page whose number stands at a place of the file; 0 where it stands in the list of tables.
    fn visit(&self, number: u32, place: u64, tree: &mut Tree, stack: &mut Vec<Open>) -> io::Result<()> {
        let Some(page) = self.pages.page(number)? else {
            let detail = format!("Page {number} is led to, but is not in the file.");
            self.faults.add("wrong-page", place, if place == 0 { 0 } else { 4 }, detail);
            return Ok(());
        };
        if !tree.seen.insert(number) {
            self.wrong_page("page-twice", number, "is led to twice; it is read once");
            return Ok(());
        }
        match page.get(begin(number)) {
            Some(&LEAF) => drop(tree.leaves.insert(number)),
            Some(&INNER) if stack.len() < DEPTH => stack.push(Open { number, page, next: 0 }),
            Some(&INNER) => {
                self.wrong_page("too-deep", number, "lies too deep in its tree; what it leads to is not read")
            }
            _ => self.wrong_page("wrong-page", number, "is no page of a table, though one leads to it; it is not read"),
        }
        Ok(())
    }

    /// Returns the next page that an inner one leads to, and where its number stands in the file.
    fn child(&self, open: &mut Open) -> Option<(u64, u32)> {
        let (page, begin) = (&*open.page, begin(open.number));
        let start = self.pages.place(open.number);
        let cells = short(page, begin + 3)?;
        while open.next < cells {
            let pointer = begin + 12 + 2 * open.next;
            open.next += 1;
            match short(page, pointer).map(|at| (at, long(page, at))) {
                Some((at, Some(number))) => return Some((start + at as u64, number)),
                Some(_) => self.faults.add("wrong-cell", start + pointer as u64, 2, "It leads outside its page."),
                // The file, or the page, ends before its list does.
                None => {
                    self.wrong_page("wrong-cell", open.number, "claims to lead to more pages than it has room for");
                    open.next = cells;
                }
            }
        }
        // The last one stands in the page's own header.
        (open.next == cells).then(|| open.next += 1)?;
        Some((start + begin as u64 + 8, long(page, begin + 8)?))
    }
}
