use serde::Serialize;

/// Is one thing on a page, as the template reads it. All text in it is a string to be shown: never markup.
#[derive(Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum Block {
    /// A section.
    Section { text: String },
    /// A heading inside a section; a name to point at, and whether the contents list it.
    Heading { text: String, name: Option<String>, listed: bool },
    /// A paragraph.
    Text { text: String },
    /// A paragraph set apart: what must not be missed.
    Note { text: String },
    /// A list.
    List { items: Vec<String> },
    /// Labels and values.
    Facts { rows: Vec<Fact> },
    /// A table.
    Table { columns: Vec<Column>, rows: Vec<Vec<Cell>> },
    /// A message, as the source shows it.
    Message { time: String, about: String, author: String, lines: Vec<String>, rtl: bool, small: Vec<String> },
    /// Her own words.
    Words { lines: Vec<String>, rtl: bool },
    /// A picture reduced to blocks.
    Picture { file: String, alt: String, wide: bool, caption: String },
    /// A text for machines.
    Code { lines: Vec<String> },
}

/// Is a label with its value.
#[derive(Serialize)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    /// Whether it is a digest, a key or a path.
    pub(crate) exact: bool,
}

/// Is the head of a column, and its share of the width.
#[derive(Serialize)]
pub(crate) struct Column {
    pub(crate) text: String,
    /// A share, or nothing for as wide as its content.
    pub(crate) share: Option<u8>,
}

/// Is a cell of a table.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cell {
    /// Plain text.
    Text(String),
    /// A digest, a key, a path.
    Exact(String),
    /// A pointer to an exhibit or a statement: the name, and what is shown.
    Link(String, String),
    /// A line over the whole width.
    Wide(String),
}

/// Returns a fact.
pub(crate) fn fact(label: String, value: impl Into<String>) -> Fact {
    Fact { label, value: value.into(), exact: false }
}

/// Returns a fact whose value is for machines.
pub(crate) fn exact(label: String, value: impl Into<String>) -> Fact {
    Fact { label, value: value.into(), exact: true }
}

/// Returns columns from texts and shares; 0 is as wide as the content.
pub(crate) fn columns<const N: usize>(list: [(String, u8); N]) -> Vec<Column> {
    list.into_iter().map(|(text, share)| Column { text, share: (share > 0).then_some(share) }).collect()
}
