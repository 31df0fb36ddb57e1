//! The list of tables (section 2.6), and the columns of one as its `CREATE TABLE` names them.

use std::io;

use super::Database;

/// Longest text of a table that is looked through, in bytes.
const LONGEST: usize = 1 << 20;
/// Most columns of a table.
const COLUMNS: usize = 2_000;

/// Is a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The names of its columns, in the order in which rows hold them.
    pub(super) columns: Vec<String>,
    /// The page at which it begins.
    pub(super) root: u32,
    /// The column that is the row's number itself (`INTEGER PRIMARY KEY`, section 2.6.1): rows hold nothing there.
    pub(super) number: Option<usize>,
}

impl Table {
    /// Returns the place of a column; case does not count.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.eq_ignore_ascii_case(name))
    }

    /// Returns whether it has all these columns.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(name).is_some())
    }
}

/// Is the tables that were asked for, as far as they are there.
#[derive(Default)]
pub(crate) struct Schema {
    tables: Vec<(String, Table)>,
    /// Number of all tables.
    pub(crate) count: u64,
}

impl Schema {
    /// Returns a table; case does not count.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, table)| table)
    }

    /// Returns whether there is such a table with these columns.
    pub(crate) fn has(&self, name: &str, columns: &[&str]) -> bool {
        self.table(name).is_some_and(|table| table.has(columns))
    }
}

impl Database<'_> {
    /// Reads which of the tables named there are; of several with one name the first in the file holds.
    pub(crate) fn schema(&self, wanted: &[&str]) -> io::Result<Schema> {
        let columns = ["type", "name", "tbl_name", "rootpage", "sql"].map(str::to_owned).to_vec();
        let list = Table { columns, root: 1, number: None };
        let mut schema = Schema::default();
        self.rows(&[&list], &mut |_, row| -> Result<(), io::Error> {
            let name = row.text("name");
            if row.text("type") != "table" {
                return Ok(());
            }
            schema.count += 1;
            let root = row.integer("rootpage").and_then(|root| u32::try_from(root).ok()).unwrap_or(0);
            // A virtual table has no pages of its own.
            if root == 0 || schema.table(&name).is_some() || !wanted.iter().any(|one| name.eq_ignore_ascii_case(one)) {
                return Ok(());
            }
            let sql = row.text("sql");
            let Definition { columns, number, .. } = Definition::read(&sql[..sql.floor_char_boundary(LONGEST)]);
            schema.tables.push((name, Table { columns, root, number }));
            Ok(())
        })?;
        Ok(schema)
    }
}

/// Is a word of SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// A name or key word as it stands.
    Bare(String),
    /// A name between quotation marks, which is never a key word.
    Quoted(String),
    /// Any other sign.
    Sign(char),
}

impl Word {
    fn is(&self, key: &str) -> bool {
        matches!(self, Self::Bare(word) if word.eq_ignore_ascii_case(key))
    }
}

/// Takes SQL apart; comments and blanks are left out.
struct Words<'s>(&'s str);

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            let rest = self.0.trim_start();
            self.0 = if let Some(comment) = rest.strip_prefix("--") {
                comment.split_once('\n').map_or("", |(_, after)| after)
            } else if let Some(comment) = rest.strip_prefix("/*") {
                comment.split_once("*/").map_or("", |(_, after)| after)
            } else {
                self.0 = rest;
                return self.word();
            }
        }
    }
}

impl Words<'_> {
    fn word(&mut self) -> Option<Word> {
        let first = self.0.chars().next()?;
        let close = match first {
            '"' | '\'' | '`' => Some(first),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            return Some(Word::Quoted(self.quoted(close)));
        }
        let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii();
        let len = if part(first) { self.0.find(|c| !part(c)).unwrap_or(self.0.len()) } else { first.len_utf8() };
        let (word, rest) = self.0.split_at(len);
        self.0 = rest;
        Some(if part(first) { Word::Bare(word.to_owned()) } else { Word::Sign(first) })
    }

    /// Takes a quoted name; the mark twice stands for itself, but for brackets.
    fn quoted(&mut self, close: char) -> String {
        let mut text = String::new();
        let mut chars = self.0.char_indices().skip(1).peekable();
        let mut end = self.0.len();
        while let Some((at, c)) = chars.next() {
            let mut doubled = || close != ']' && chars.next_if(|(_, next)| *next == close).is_some();
            if c != close || doubled() {
                text.push(c);
            } else {
                end = at + 1;
                break;
            }
        }
        self.0 = &self.0[end..];
        text
    }
}

/// Is what a `CREATE TABLE` says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Definition {
    columns: Vec<String>,
    number: Option<usize>,
    /// Columns that are declared as `INTEGER`.
    whole: Vec<usize>,
}

impl Definition {
    fn read(sql: &str) -> Self {
        let (mut found, mut depth) = (Self::default(), 0usize);
        // The words of what is being defined, and those between brackets in it.
        let (mut words, mut inner): (Vec<Word>, Vec<Word>) = (Vec::new(), Vec::new());
        for word in Words(sql) {
            match (&word, depth) {
                (Word::Sign('('), _) => depth += 1,
                (Word::Sign(')' | ','), 1) => {
                    found.define(&words, &inner);
                    words.clear();
                    inner.clear();
                    if word == Word::Sign(')') || found.columns.len() >= COLUMNS {
                        break;
                    }
                }
                (Word::Sign(')'), _) => depth = depth.saturating_sub(1),
                (_, 0) => {}
                (_, 1) => words.push(word),
                _ => inner.push(word),
            }
        }
        found
    }

    /// Takes a column, or a rule about the table.
    fn define(&mut self, words: &[Word], inner: &[Word]) {
        let key = words.windows(2).any(|pair| pair[0].is("primary") && pair[1].is("key"));
        match words {
            [rule, ..] if RULES.iter().any(|word| rule.is(word)) => {
                if let (true, [Word::Bare(name) | Word::Quoted(name)]) = (key, inner) {
                    let at = self.columns.iter().position(|known| known.eq_ignore_ascii_case(name));
                    self.number = at.filter(|at| self.whole.contains(at));
                }
            }
            [Word::Bare(name) | Word::Quoted(name), rest @ ..] => {
                // A column that is worked out anew each time is in no row.
                if rest.iter().any(|word| word.is("as")) && !rest.iter().any(|word| word.is("stored")) {
                    return;
                }
                let at = self.columns.len();
                self.columns.push(name.clone());
                if rest.first().is_some_and(|kind| kind.is("integer")) {
                    self.whole.push(at);
                    self.number = if key { Some(at) } else { self.number };
                }
            }
            _ => {}
        }
    }
}

/// Words that begin a rule about the table instead of a column.
const RULES: [&str; 5] = ["constraint", "primary", "unique", "check", "foreign"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, columns: &[&str], number: Option<usize>) {
        let found = Definition::read(sql);
        assert_eq!(
            (found.columns, found.number),
            (columns.iter().map(|name| (*name).to_owned()).collect(), number),
            "{sql}"
        );
    }

    #[test]
    fn columns_are_named_as_the_table_does() {
        check("CREATE TABLE a(b, c TEXT)", &["b", "c"], None);
        check(
            "CREATE TABLE a (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT UNIQUE NOT NULL)",
            &["ROWID", "b"],
            Some(0),
        );
        check("CREATE TABLE a (b TEXT, _id integer primary key, UNIQUE (b))", &["b", "_id"], Some(1));
        check("CREATE TABLE a (b INT PRIMARY KEY, c)", &["b", "c"], None);
        check("CREATE TABLE a (b INTEGER, c INTEGER, PRIMARY KEY (c))", &["b", "c"], Some(1));
        check("CREATE TABLE a (b INTEGER, c INTEGER, CONSTRAINT k PRIMARY KEY (b, c))", &["b", "c"], None);
        check("CREATE TABLE a (b INTEGER, FOREIGN KEY (b) REFERENCES c(d))", &["b"], None);
        check("CREATE TABLE a (b INTEGER DEFAULT (1 + (2)), c DECIMAL(10,2) CHECK (c > 0), d)", &["b", "c", "d"], None);
    }

    #[test]
    fn odd_names_and_comments_are_read() {
        check("CREATE TABLE 'x(y' ([a b], \"c\"\"d\" TEXT, `e`, 'f')", &["a b", "c\"d", "e", "f"], None);
        check("CREATE TABLE a (b -- c, d\n, /* e, */ f)", &["b", "f"], None);
        check("CREATE TABLE a (été TEXT, \"primary\" INTEGER)", &["été", "primary"], None);
        check("CREATE TABLE a (b INTEGER, c AS (b * 2), d TEXT GENERATED ALWAYS AS (b) STORED)", &["b", "d"], None);
    }

    #[test]
    fn what_breaks_off_is_read_as_far_as_it_goes() {
        check("CREATE TABLE a (b INTEGER PRIMARY KEY, c TE", &["b"], Some(0));
        check("CREATE TABLE a (b, \"c", &["b"], None);
        check("CREATE TABLE a", &[], None);
        check("a)))(((,,,)", &[], None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(sql in "(CREATE TABLE a \\()?[a(),'\"`\\[\\]/*é -]{0,40}") {
            Definition::read(&sql);
        }
    }
}
