//! Which columns of a table hold hashes: by the names in its header, or by what is in them.

use crate::kind::{Kind, Named, named, plain};
use crate::{Options, ReadError, hex};

/// Says what a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Hashes of one kind.
    Hash(Kind),
    /// Hashes whose kind another column says, or their length.
    Value,
    /// The kind of the hash beside it.
    Type,
    /// How much there is to recognise, 0 to 100.
    Quality,
    /// Signals that are not read.
    Other,
    /// Something else.
    Beside,
}

/// Says how a table is laid out.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub separator: u8,
    /// The first row names the columns.
    pub header: bool,
    pub names: Vec<String>,
    pub roles: Vec<Role>,
}

/// Names of columns that hold hashes of any kind.
const VALUES: [&str; 13] = [
    "fingerprint",
    "hash",
    "hashes",
    "hashhex",
    "hashvalue",
    "hex",
    "indicator",
    "rawindicator",
    "signal",
    "signalstr",
    "signalvalue",
    "val",
    "value",
];

/// Names of columns that say the kind.
const TYPES: [&str; 8] =
    ["algorithm", "hashalgorithm", "hashkind", "hashtype", "indicatortype", "kind", "signaltype", "type"];

/// Returns whether a row names columns, one of which holds hashes.
pub(crate) fn is_header(row: &[String]) -> bool {
    let holds_hashes = |name: &String| matches!(role(name), Role::Hash(_) | Role::Value | Role::Other);
    row.iter().any(holds_hashes) && !row.iter().any(|field| is_hash(field))
}

/// Returns whether a field is hexadecimal digits of a length that hashes have.
pub(crate) fn is_hash(field: &str) -> bool {
    let field = field.trim();
    Kind::of_length(field.len(), Kind::Pdq).is_some() && hex::is_digits(field.as_bytes())
}

/// Lays out a table by its first rows.
pub(crate) fn layout(separator: u8, rows: &[Vec<String>], options: &Options) -> Result<Layout, ReadError> {
    let header = rows.first().is_some_and(|first| is_header(first) || !first.iter().any(|field| is_hash(field)));
    let data = &rows[usize::from(header).min(rows.len())..];
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let named = rows.first().filter(|_| header);
    let names: Vec<String> = (0..width)
        .map(|at| match named.and_then(|row| row.get(at)).map(|name| name.trim()) {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("column {}", at + 1),
        })
        .collect();
    let roles = match &options.column {
        Some(column) => only(column, &names)?,
        None if header => by_name(&names, data),
        None => by_content(width, data),
    };
    Ok(Layout { separator, header, names, roles })
}

/// Gives a role to the one column asked for.
fn only(column: &str, names: &[String]) -> Result<Vec<Role>, ReadError> {
    let at = names.iter().position(|name| name.eq_ignore_ascii_case(column.trim())).ok_or(ReadError::NoColumn)?;
    let mut roles = vec![Role::Beside; names.len()];
    roles[at] = match role(&names[at]) {
        Role::Hash(kind) => Role::Hash(kind),
        _ => Role::Value,
    };
    Ok(roles)
}

fn by_name(names: &[String], data: &[Vec<String>]) -> Vec<Role> {
    let mut roles: Vec<Role> = names.iter().map(|name| role(name)).collect();
    let kinds = roles.iter().any(|role| matches!(role, Role::Hash(_)));
    let typed = roles.contains(&Role::Type);
    for (at, role) in roles.iter_mut().enumerate() {
        // Beside columns of a known kind, `value` may be anything.
        if *role == Role::Value && kinds && !typed && !mostly(data, at, is_hash) {
            *role = Role::Beside;
        }
    }
    if !roles.contains(&Role::Value) && !kinds {
        return by_content(names.len(), data);
    }
    roles
}

fn by_content(width: usize, data: &[Vec<String>]) -> Vec<Role> {
    let mut roles: Vec<Role> =
        (0..width).map(|at| if mostly(data, at, is_hash) { Role::Value } else { Role::Beside }).collect();
    let kind = |field: &str| named(field.as_bytes()).is_some();
    let alone = roles.iter().filter(|role| **role == Role::Value).count() < 2;
    if let Some(at) = (0..width).find(|at| alone && mostly(data, *at, kind)) {
        roles[at] = Role::Type;
        // A table of kinds that are not read, PhotoDNA for one, has its values in the next column.
        if !roles.contains(&Role::Value) && at + 1 < width {
            roles[at + 1] = Role::Value;
        }
    }
    roles
}

/// Returns whether at least half of a column's fields that are not empty are of a kind.
fn mostly(data: &[Vec<String>], at: usize, is: impl Fn(&str) -> bool) -> bool {
    let fields = || data.iter().filter_map(|row| row.get(at)).filter(|field| !field.trim().is_empty());
    let there = fields().filter(|field| is(field)).count();
    there > 0 && there * 2 >= fields().count()
}

fn role(name: &str) -> Role {
    let mut letters = [0; 24];
    match named(name.trim().as_bytes()) {
        Some(Named::Known(kind)) => return Role::Hash(kind),
        Some(Named::Other) => return Role::Other,
        None => {}
    }
    match plain(name.as_bytes(), &mut letters) {
        Some(name) if VALUES.binary_search(&name).is_ok() => Role::Value,
        Some(name) if TYPES.binary_search(&name).is_ok() => Role::Type,
        Some("quality" | "pdqquality" | "hashquality") => Role::Quality,
        _ => Role::Beside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDQ: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";

    fn check(rows: &[&str], header: bool, expected: &[Role]) {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.replace("PDQ", PDQ).split(',').map(str::to_owned).collect()).collect();
        let layout = layout(b',', &rows, &Options::default()).unwrap();
        assert_eq!((layout.header, &layout.roles[..]), (header, expected), "{rows:?}");
    }

    #[test]
    fn columns_are_told_by_name_or_by_content() {
        use Role::{Beside, Hash, Quality, Type, Value};
        assert!(VALUES.is_sorted() && TYPES.is_sorted());
        check(&["id,pdq_hash,SHA-1", "1,PDQ,"], true, &[Beside, Hash(Kind::Pdq), Hash(Kind::Sha1)]);
        check(&["signal_type,value", "pdq,PDQ"], true, &[Type, Value]);
        check(&["frame,quality,hash,seconds", "0,50,PDQ,0"], true, &[Beside, Quality, Value, Beside]);
        check(&["pdq,value", "PDQ,7"], true, &[Hash(Kind::Pdq), Beside]);
        check(&["what,is it", "x,PDQ"], true, &[Beside, Value]);
        check(&["x,PDQ", "y,PDQ"], false, &[Beside, Value]);
        check(&["md5,PDQ,x", "pdq,PDQ,y"], false, &[Type, Value, Beside]);
    }

    #[test]
    fn a_column_that_was_asked_for_is_the_only_one() {
        let rows = [vec!["a".to_owned(), "B b".to_owned()], vec![PDQ.to_owned(), PDQ.to_owned()]];
        let asked = |column: &str| {
            let options = Options { column: Some(column.to_owned()), ..Options::default() };
            layout(b',', &rows, &options).map(|layout| layout.roles)
        };
        assert_eq!(asked("b B").unwrap(), [Role::Beside, Role::Value]);
        assert!(matches!(asked("c"), Err(ReadError::NoColumn)));
    }
}
