//! Tells the form of a list by its first bytes.

use temoin_syntax::table::Rows;
use temoin_syntax::{Source, slice};

use crate::header::{self, Layout, is_hash, is_header};
use crate::json::{self, Json};
use crate::kind::Kind;
use crate::{Format, Options, ReadError, lines, ncmec, table, text, vpdq};

/// How much of a list is looked at, in bytes.
const HEAD: usize = 64 << 10;

/// How many lines or rows of it.
const LINES: usize = 64;

/// Is the form of a list, with what is to be known to read it.
#[derive(Debug)]
pub(crate) enum Shape {
    Text,
    Table(Layout),
    VpdqText,
    Json(Json),
    Ncmec,
}

impl Shape {
    pub fn format(&self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Table(_) => Format::Table,
            Self::VpdqText => Format::VpdqText,
            Self::Json(shape) => shape.format(),
            Self::Ncmec => Format::Ncmec,
        }
    }
}

/// Tells the form of a list.
pub(crate) fn shape(source: &dyn Source, options: &Options) -> Result<Shape, ReadError> {
    let mut head = slice(source, 0, HEAD)?;
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(ReadError::Utf16);
    }
    if head.contains(&0) {
        return Err(ReadError::Unknown);
    }
    if head.starts_with(lines::MARK) {
        head.drain(..lines::MARK.len());
    }
    match head.trim_ascii_start().first() {
        Some(b'{' | b'[') => return Ok(Shape::Json(json::shape(&head))),
        Some(b'<') if ncmec::is(&head) => return Ok(Shape::Ncmec),
        Some(b'<') => return Err(ReadError::Unknown),
        _ => {}
    }
    // The last line may go on.
    if source.len() > HEAD as u64
        && let Some(end) = memchr::memrchr(b'\n', &head)
    {
        head.truncate(end + 1);
    }
    lines_or_table(&head, options)
}

fn lines_or_table(head: &[u8], options: &Options) -> Result<Shape, ReadError> {
    let lines = || head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !text::is_nothing(line));
    let count = |is: fn(&[u8]) -> bool| lines().take(LINES).filter(|line| is(line)).count();
    let (separator, rows) = rows(head)?;
    let as_text = count(|line| text::line(line, Kind::Pdq).is_ok());
    let as_frames = count(|line| vpdq::frame(line).is_ok());
    let as_rows = rows.iter().filter(|row| row.iter().any(|field| is_hash(field))).count();
    let named = rows.first().is_some_and(|row| is_header(row));
    Ok(match () {
        () if named || options.column.is_some() => Shape::Table(header::layout(separator, &rows, options)?),
        () if as_frames > as_text && 2 * as_frames >= as_rows => Shape::VpdqText,
        () if as_text >= as_rows => Shape::Text,
        () => Shape::Table(header::layout(separator, &rows, options)?),
    })
}

/// Returns the first rows, and the separator by which most of them have the fields of the first.
fn rows(head: &[u8]) -> Result<(u8, Vec<Vec<String>>), ReadError> {
    let mut best = (b',', Vec::new(), 0);
    for separator in [b',', b';', b'\t'] {
        let rows = split(head, separator)?;
        let fields = rows.first().map_or(0, Vec::len);
        let alike = rows.iter().filter(|row| row.len() == fields && fields > 1).count();
        if alike > best.2 || best.1.is_empty() {
            best = (separator, rows, alike);
        }
    }
    Ok((best.0, best.1))
}

fn split(head: &[u8], separator: u8) -> Result<Vec<Vec<String>>, ReadError> {
    let mut all = Rows::new(&head, separator, HEAD);
    let mut rows = Vec::new();
    while rows.len() < LINES
        && let Some(row) = all.row()?
    {
        if !row.damaged && !table::is_nothing(&row.fields) {
            rows.push(row.fields.iter().map(|field| field.trim().to_owned()).collect());
        }
    }
    Ok(rows)
}
