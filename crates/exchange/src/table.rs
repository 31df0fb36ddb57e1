//! Tables with a hash in some column: its name says which, or else the content of each row.

use std::io;

use temoin_syntax::Source;
use temoin_syntax::table::{Row, Rows as Table};

use crate::kind::{Kind, is_hash, typed, untyped};
use crate::row::{Rows, Why};
use crate::text::{self, LONGEST, is_silent};

/// Reads a table whose columns are parted by `separator`.
pub(crate) fn read(source: &dyn Source, separator: u8, rows: &mut Rows<'_>) -> io::Result<()> {
    let mut table = Table::new(source, separator, LONGEST);
    let mut columns: Option<Columns> = None;
    let mut line = 0;
    while let Some(row) = table.row()? {
        let begins = line + 1;
        line = begins
            + row.fields.iter().map(|field| memchr::memchr_iter(b'\n', field.as_bytes()).count() as u64).sum::<u64>();
        let first = row.fields.first().map_or("", |first| first.trim_ascii());
        if first.starts_with('#') || (row.fields.len() < 2 && is_silent(first.as_bytes())) {
            continue;
        }
        match &columns {
            Some(columns) => columns.row(&row, begins, rows),
            None => {
                let named = Columns::named(&row);
                let is_header = named.is_some();
                let columns = columns.insert(named.unwrap_or_default());
                if !is_header {
                    columns.row(&row, begins, rows);
                }
            }
        }
    }
    Ok(())
}

/// Says what the columns hold.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    roles: Vec<Role>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A hash of this kind.
    Hash(Kind),
    /// The name of a kind.
    Type,
    /// A hash whose kind another column tells, or its length.
    Value,
    /// Something else.
    More,
}

impl Columns {
    /// Takes the first row for names, where nothing in it is a hash or a number.
    fn named(row: &Row<'_>) -> Option<Self> {
        let fields = || row.fields.iter().map(|field| field.trim_ascii());
        let holds = |field: &str| is_hash(field.as_bytes()) || field.parse::<f64>().is_ok();
        if fields().any(holds) {
            return None;
        }
        let roles: Vec<_> = fields().map(role).collect();
        // A type and a value that is no hash, not names.
        if roles.iter().all(|role| *role == Role::More) && fields().any(str::is_empty) {
            return None;
        }
        Some(Self { names: fields().map(str::to_owned).collect(), roles })
    }

    fn role(&self, column: usize) -> Role {
        self.roles.get(column).copied().unwrap_or(Role::More)
    }

    fn row(&self, row: &Row<'_>, line: u64, rows: &mut Rows<'_>) {
        rows.begin(line);
        if row.damaged {
            return rows.bad(Why::Syntax);
        }
        let fields: Vec<&str> = row.fields.iter().map(|field| field.trim_ascii()).collect();
        if let [only] = fields[..] {
            return text::row(only.as_bytes(), rows);
        }
        let used = if self.roles.iter().any(|role| *role != Role::More) {
            self.by_names(&fields, rows)
        } else {
            by_content(&fields, rows)
        };
        if used.is_empty() {
            rows.bad(Why::NoHash);
        }
        rows.columns(|| {
            let others = fields.iter().enumerate().filter(|(at, field)| !used.contains(at) && !field.is_empty());
            others.map(|(at, field)| (self.name(at), (*field).to_owned())).collect()
        });
    }

    /// Reads the columns whose names say what they hold; returns which held something.
    fn by_names(&self, fields: &[&str], rows: &mut Rows<'_>) -> Vec<usize> {
        let mut used = Vec::new();
        let kind = fields.iter().enumerate().find(|(at, _)| self.role(*at) == Role::Type).map(|(at, name)| {
            used.push(at);
            *name
        });
        let mut found = false;
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| !field.is_empty()) {
            match self.role(at) {
                Role::Hash(kind) => typed(kind, field.as_bytes(), rows),
                Role::Value => match kind {
                    Some(name) if !name.is_empty() => {
                        typed(Kind::of(name).unwrap_or(Kind::Other), field.as_bytes(), rows);
                    }
                    _ if !untyped(field.as_bytes(), rows) => rows.bad(Why::NotItsKind),
                    _ => (),
                },
                Role::Type | Role::More => continue,
            }
            found = true;
            used.push(at);
        }
        if found { used } else { Vec::new() }
    }

    fn name(&self, column: usize) -> String {
        match self.names.get(column) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", column + 1),
        }
    }
}

/// Reads what is a hash by its length, or by the name of a kind before it; returns which fields held something.
fn by_content(fields: &[&str], rows: &mut Rows<'_>) -> Vec<usize> {
    let mut used = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| Kind::of(fields[before]));
        match before {
            Some(kind) if is_hash(field.as_bytes()) => {
                typed(kind, field.as_bytes(), rows);
                used.extend([at - 1, at]);
            }
            _ if untyped(field.as_bytes(), rows) => used.push(at),
            _ => (),
        }
    }
    used
}

fn role(name: &str) -> Role {
    if let Some(kind) = Kind::of(name) {
        return Role::Hash(kind);
    }
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    match plain.as_str() {
        "type" | "signaltype" | "hashtype" | "indicatortype" | "algorithm" | "kind" => Role::Type,
        "hash" | "value" | "signal" | "hashvalue" | "signalvalue" | "rawindicator" | "indicator" | "hex" | "digest"
        | "fingerprint" => Role::Value,
        _ => Role::More,
    }
}
