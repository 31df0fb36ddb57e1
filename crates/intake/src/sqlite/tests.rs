use std::io;

use super::*;

const PAGE: usize = 512;

/// A cell of a leaf: a row of table `t(a INTEGER PRIMARY KEY, b TEXT)`, its text here.
fn row(rowid: u8, text: &str) -> Vec<u8> {
    let kind = text.len() * 2 + 13;
    let kind = if kind < 128 { vec![kind as u8] } else { vec![0x80 | (kind >> 7) as u8, (kind & 0x7f) as u8] };
    let payload = [&[kind.len() as u8 + 2, 0][..], &kind, text.as_bytes()].concat();
    assert!(payload.len() < 128);
    [&[payload.len() as u8, rowid][..], &payload].concat()
}

/// The cell of a text that goes on at another page: of `size` bytes, those that lie here, and the page.
fn long(rowid: u8, size: usize, next: u32) -> Vec<u8> {
    let (size_of, kind) = (size + 4, size * 2 + 13);
    let number = |value: usize| [0x80 | (value >> 7) as u8, (value & 0x7f) as u8];
    let (usable, least) = (PAGE, (PAGE - 12) * 32 / 255 - 23);
    let fit = least + (size_of - least) % (usable - 4);
    let here = if fit <= usable - 35 { fit } else { least };
    let payload = [&[4, 0][..], &number(kind), &vec![b'x'; here - 4]].concat();
    [&number(size_of)[..], &[rowid], &payload, &next.to_be_bytes()].concat()
}

/// The cell of an inner page.
fn leads(page: u32) -> Vec<u8> {
    [&page.to_be_bytes()[..], &[1]].concat()
}

/// A page with cells at its end, the first one last, as SQLite lays them.
fn page(kind: u8, begin: usize, cells: &[Vec<u8>], right: u32) -> Vec<u8> {
    let mut page = vec![0; PAGE];
    let header = if kind == 5 { 12 } else { 8 };
    let mut end = PAGE;
    for (number, cell) in cells.iter().enumerate() {
        end -= cell.len();
        page[end..end + cell.len()].copy_from_slice(cell);
        page[begin + header + 2 * number..][..2].copy_from_slice(&(end as u16).to_be_bytes());
    }
    page[begin] = kind;
    page[begin + 5..begin + 7].copy_from_slice(&(end as u16).to_be_bytes());
    page[begin + 3..begin + 5].copy_from_slice(&(cells.len() as u16).to_be_bytes());
    if kind == 5 {
        page[begin + 8..begin + 12].copy_from_slice(&right.to_be_bytes());
    }
    page
}

/// A database whose table begins at page 2.
fn file(pages: &[Vec<u8>]) -> Vec<u8> {
    let sql = "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)";
    let values = [&[6, 23, 15, 15, 1, (sql.len() * 2 + 13) as u8][..], b"tablett\x02", sql.as_bytes()].concat();
    let mut first = page(13, 100, &[[&[values.len() as u8, 1][..], &values].concat()], 0);
    first[..16].copy_from_slice(MAGIC);
    first[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
    first[28..32].copy_from_slice(&(pages.len() as u32 + 1).to_be_bytes());
    first[59] = 1;
    [&first[..], &pages.concat()].concat()
}

/// Reads the table; checks that rows ascend and do not overlap.
fn read(file: &[u8]) -> (Vec<(i64, String)>, Vec<&'static str>) {
    let database = Database::open(&file).unwrap().unwrap();
    let schema = database.schema(&["t"]).unwrap();
    let (mut found, mut end) = (Vec::new(), 0);
    let table = schema.table("T").unwrap();
    database
        .rows(&[table], &mut |_, row| -> io::Result<()> {
            let (start, len) = row.span();
            assert!(start >= end && len > 0 && start + len <= file.len() as u64);
            end = start + len;
            found.push((row.integer("a").unwrap(), row.text("b")));
            Ok(())
        })
        .unwrap();
    (found, database.faults().iter().map(|fault| fault.code).collect())
}

fn check(pages: &[Vec<u8>], rows: &[(i64, &str)], faults: &[&str]) {
    let (found, codes) = read(&file(pages));
    let found: Vec<(i64, &str)> = found.iter().map(|(rowid, text)| (*rowid, text.as_str())).collect();
    assert_eq!((found.as_slice(), codes.as_slice()), (rows, faults));
}

#[test]
fn rows_come_in_the_order_of_their_bytes() {
    check(&[page(13, 0, &[row(1, "un"), row(2, "é😂")], 0)], &[(2, "é😂"), (1, "un")], &[]);
    let leaves = [page(13, 0, &[row(1, "un")], 0), page(13, 0, &[row(2, "deux")], 0)];
    check(&[page(5, 0, &[leads(4)], 3), leaves[0].clone(), leaves[1].clone()], &[(1, "un"), (2, "deux")], &[]);
    check(&[page(13, 0, &[], 0)], &[], &[]);
}

#[test]
fn a_tree_that_leads_nowhere_or_back_is_followed_once() {
    let leaf = page(13, 0, &[row(1, "un")], 0);
    check(&[page(5, 0, &[leads(2), leads(3)], 3), leaf.clone()], &[(1, "un")], &["page-twice", "page-twice"]);
    check(&[page(5, 0, &[leads(900)], 3), leaf.clone()], &[(1, "un")], &["wrong-page"]);
    // Page 1 is a page of the list of tables, and 0 none.
    check(&[page(5, 0, &[leads(0)], 3), leaf.clone()], &[(1, "un")], &["wrong-page"]);
    check(&[page(2, 0, &[], 0)], &[], &["wrong-page"]);
    let mut deep: Vec<Vec<u8>> = (3..40).map(|next| page(5, 0, &[], next)).collect();
    deep.push(leaf);
    check(&deep, &[], &["too-deep"]);
}

#[test]
fn cells_that_lie_wrong_are_told_and_the_rest_is_read() {
    let with = |at: usize, value: u16| {
        let mut leaf = page(13, 0, &[row(1, "un"), row(2, "deux"), row(3, "trois")], 0);
        leaf[at..at + 2].copy_from_slice(&value.to_be_bytes());
        [leaf]
    };
    check(&with(8, 600), &[(3, "trois"), (2, "deux")], &["wrong-cell"]);
    check(&with(8, 4), &[(3, "trois"), (2, "deux")], &["wrong-cell"]);
    let second = 512 - row(1, "un").len() - row(2, "deux").len();
    check(&with(8, second as u16), &[(3, "trois"), (2, "deux")], &["overlapping-rows"]);
    // More rows than the page has room for: what stands behind the list is no row.
    let (found, codes) = read(&file(&with(3, 0xffff)));
    assert!(found.contains(&(1, "un".into())) && codes.contains(&"wrong-cell"));
    check(&with(5, 8), &[(3, "trois"), (2, "deux"), (1, "un")], &["wrong-cell"]);
    // A row that claims more bytes than the whole file has.
    let mut leaf = page(13, 0, &[row(1, "un"), [&[0xff; 8][..], &[0x7f, 1]].concat()], 0);
    check(&[leaf.clone()], &[(1, "un")], &["wrong-cell"]);
    // One that runs into the next is cut there.
    leaf = page(13, 0, &[row(1, "un"), row(2, "deux")], 0);
    leaf[second] += 3;
    leaf[second + 4] += 6;
    check(&[leaf], &[(2, "deux"), (1, "un")], &["overlapping-rows"]);
}

#[test]
fn a_long_row_goes_on_at_other_pages() {
    let text = |size| "x".repeat(size);
    let onward = |next: u32| [&next.to_be_bytes()[..], &[b'x'; PAGE - 4]].concat();
    let leaf = page(13, 0, &[long(1, 1100, 3)], 0);
    check(&[leaf.clone(), onward(4), onward(0)], &[(1, &text(1100))], &[]);
    // Back to itself, to a page of the table, or too early at an end.
    for next in [3, 2, 0, 99] {
        let (found, codes) = read(&file(&[leaf.clone(), onward(next), onward(0)]));
        assert!(found[0].1.len() < 1100 && text(1100).starts_with(&found[0].1), "{next}");
        assert_eq!(codes, ["broken-chain"]);
    }
    // Two rows cannot share a page.
    let leaf = page(13, 0, &[long(1, 600, 3), long(2, 600, 3)], 0);
    let (found, codes) = read(&file(&[leaf, onward(0), onward(0)]));
    assert_eq!((found[0].1.len(), codes), (600, vec!["broken-chain"]));
}

#[test]
fn a_file_that_is_cut_is_read_as_far_as_it_goes() {
    let whole = file(&[page(5, 0, &[leads(4)], 3), page(13, 0, &[row(1, "un")], 0), page(13, 0, &[row(2, "deux")], 0)]);
    let (found, codes) = read(&whole[..3 * PAGE]);
    assert_eq!((found, codes), (vec![(1, "un".into())], vec!["truncated", "wrong-page"]));
    for len in 100..whole.len() {
        let part = &whole[..len];
        let database = Database::open(&part).unwrap().unwrap();
        assert!(database.schema(&["t"]).unwrap().count <= 1, "{len}");
    }
    assert!(Database::open(&&whole[..99]).unwrap().is_none());
}

#[test]
fn a_page_of_two_tables_is_read_once() {
    let file = file(&[page(13, 0, &[row(1, "un")], 0)]);
    let database = Database::open(&file).unwrap().unwrap();
    let schema = database.schema(&["t"]).unwrap();
    let table = schema.table("t").unwrap();
    let mut found = Vec::new();
    let each = &mut |which, row: &Row<'_>| -> io::Result<()> {
        found.push((which, row.number()));
        Ok(())
    };
    database.rows(&[table, table], each).unwrap();
    assert_eq!((found, database.faults()[0].code), (vec![(0, 1)], "page-twice"));
}

#[test]
fn faults_are_bounded() {
    let mut leaf = page(13, 0, &[], 0);
    leaf[3..5].copy_from_slice(&200u16.to_be_bytes());
    let database_file = file(&[leaf]);
    let database = Database::open(&database_file).unwrap().unwrap();
    let schema = database.schema(&["t"]).unwrap();
    database.rows(&[schema.table("t").unwrap()], &mut |_, _| -> io::Result<()> { Ok(()) }).unwrap();
    let faults = database.faults();
    assert_eq!((faults.len(), faults.last().unwrap().detail.as_str()), (51, "200 in all; 50 are named."));
}
