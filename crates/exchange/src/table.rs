//! Tables of fields between commas, semicolons or tabs.

use std::borrow::Cow;
use std::io;

use temoin_fingerprint::Quality;
use temoin_syntax::Source;
use temoin_syntax::table::Rows;

use crate::header::{Layout, Role};
use crate::kind::{Kind, Named, Signal, fault, named};
use crate::tally::{Found, Given, Halt, Tally};
use crate::{Note, Options, Why};

/// The most rows with a quotation mark that never closes after which the next line is looked at anew: each costs a block.
const MOST_ANEW: u32 = 1000;

/// Reads a table.
pub(crate) fn read(source: &dyn Source, layout: &Layout, options: &Options, tally: &mut Tally<'_>) -> Result<(), Halt> {
    if layout.header {
        tally.summary.columns.clone_from(&layout.names);
    }
    let mut at = Place { header: layout.header, line: 1, anew: MOST_ANEW };
    let mut from = Some(0);
    while let Some(start) = from {
        from = read_from(&From { source, start }, layout, options, &mut at, tally)?.map(|more| start + more);
    }
    Ok(())
}

struct Place {
    /// The header is still to come.
    header: bool,
    line: u64,
    anew: u32,
}

/// Reads rows up to the end, or to one whose quotation mark never closes: then returns where the next line begins.
fn read_from(
    source: &dyn Source,
    layout: &Layout,
    options: &Options,
    place: &mut Place,
    tally: &mut Tally<'_>,
) -> Result<Option<u64>, Halt> {
    let mut rows = Rows::new(source, layout.separator, options.line);
    let mut found = Found::default();
    // The row is the rest of one that was too long.
    let mut rest = false;
    loop {
        let Some(row) = rows.row()? else { return Ok(None) };
        let (start, damaged) = (row.start, row.damaged);
        let nothing = is_nothing(&row.fields);
        let header = !nothing && !damaged && std::mem::take(&mut place.header);
        found.clear();
        let mut read = Ok(());
        if !(nothing || header || damaged || rest) {
            read = signals(&row.fields, layout, options.untyped, &mut found, tally);
            if tally.wants() {
                tally.keep(beside(&row.fields, layout));
            }
        }
        let raw = rows.raw();
        let line = place.line;
        let cut = raw.len() >= options.line && !raw.ends_with(b"\n");
        let long = cut || raw.len() > options.line;
        let skip = std::mem::replace(&mut rest, cut) || header;
        place.line += memchr::memchr_iter(b'\n', raw).count() as u64;
        if damaged && !skip {
            if !nothing {
                tally.bad(line, Why::Quotes)?;
            }
            let end = memchr::memchr(b'\n', raw).map_or(raw.len(), |end| end + 1);
            if end < raw.len() && place.anew > 0 {
                place.anew -= 1;
                place.line = line + 1;
                return Ok(Some(start + end as u64));
            }
            if end < raw.len() {
                tally.summary.note(Note::Quotes);
            }
        } else if !skip && !nothing {
            match read {
                _ if long => tally.bad(line, Why::TooLong)?,
                Err(why) => tally.bad(line, why)?,
                Ok(()) => tally.row(line, &found)?,
            }
        }
    }
}

/// Returns whether a row is blank, a comment, or the line in which spreadsheets name the separator.
pub(crate) fn is_nothing(fields: &[Cow<'_, str>]) -> bool {
    let first = fields.first().map_or("", |first| first.trim());
    first.starts_with('#') || first.starts_with("sep=") || fields.iter().all(|field| field.trim().is_empty())
}

/// Reads a row's signals.
fn signals(
    fields: &[Cow<'_, str>],
    layout: &Layout,
    untyped: Kind,
    found: &mut Found,
    tally: &mut Tally<'_>,
) -> Result<(), Why> {
    let field_of = |role| {
        let at = layout.roles.iter().position(|known| *known == role)?;
        fields.get(at).map(|field| field.trim()).filter(|field| !field.is_empty())
    };
    let quality = field_of(Role::Quality).and_then(|quality| quality.parse().ok()).and_then(Quality::new);
    for (field, role) in fields.iter().zip(&layout.roles) {
        let field = field.trim().as_bytes();
        if field.is_empty() {
            continue;
        }
        let kind = match role {
            Role::Hash(kind) => *kind,
            Role::Value => match field_of(Role::Type).map(|kind| named(kind.as_bytes())) {
                Some(Some(Named::Known(kind))) => kind,
                Some(named) => {
                    found.other = true;
                    found.unknown |= named.is_none();
                    continue;
                }
                None => {
                    let signal = any(field, untyped)?;
                    if let Signal::Pdq(hash) = signal {
                        tally.untyped(hash);
                    }
                    found.push_if_used(Given::from(signal), quality);
                    continue;
                }
            },
            Role::Other => {
                found.other = true;
                continue;
            }
            Role::Type | Role::Quality | Role::Beside => continue,
        };
        found.push_if_used(Given::from(Signal::of(kind, field)?), quality);
    }
    Ok(())
}

/// Reads a hash whose kind only its length tells.
pub(crate) fn any(digits: &[u8], untyped: Kind) -> Result<Signal, Why> {
    match Kind::of_length(digits.len(), untyped) {
        Some(kind) => Signal::of(kind, digits),
        None => Err(fault(digits)),
    }
}

fn beside(fields: &[Cow<'_, str>], layout: &Layout) -> Vec<(String, String)> {
    let name = |at: usize| layout.names.get(at).cloned().unwrap_or_else(|| format!("column {}", at + 1));
    let there = fields.iter().enumerate().filter(|(_, field)| !field.trim().is_empty());
    there.map(|(at, field)| (name(at), field.trim().to_owned())).collect()
}

/// Is a source from a place on.
struct From<'s> {
    source: &'s dyn Source,
    start: u64,
}

impl Source for From<'_> {
    fn len(&self) -> u64 {
        self.source.len().saturating_sub(self.start)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.source.read_at(self.start.saturating_add(offset), buf)
    }
}
