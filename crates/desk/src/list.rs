//! What a case holds, as lines for people and programs.

use std::io::{self, Write};
use std::ops::ControlFlow;

use serde::Serialize;
use temoin_case::{Case, Filter};
use temoin_evidence::{CivilTime, Digest, Item, ItemId, Note, Obtained, Record, RecordId};
use temoin_intake::json::{push_key, push_record, write_record};

use crate::DeskError;
use crate::quiet::json_line;
use crate::read_text::{ReadInPicture, read_in};
use crate::take::Kept;

/// Is an item with what was made of it.
#[derive(Clone, Debug, Serialize)]
pub struct ItemLine {
    /// The item.
    pub id: ItemId,
    /// The name it came under.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Number of bytes.
    pub size: u64,
    /// Media type by content.
    pub media_type: String,
    /// Which reader read it.
    pub source: String,
    /// Where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The archive that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside: Option<ItemId>,
    /// How she came to hold it, as she said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained: Option<Obtained>,
    /// When it was taken in, by the clock of this computer.
    pub received: String,
    /// The file's own last change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Number of records.
    pub records: u64,
    /// What could not be read, or was odd.
    pub notes: Vec<Note>,
}

impl ItemLine {
    /// Makes the line of an item that was just kept.
    pub fn of_kept(kept: &Kept) -> Self {
        Self::new(kept.item.clone(), kept.records, kept.notes.clone())
    }

    fn new(item: Item, records: u64, notes: Vec<Note>) -> Self {
        let Item { id, name, path, sha256, size, media_type, source, inside, obtained, received, file_times } = item;
        let modified = file_times.modified.map(|time| time.to_string());
        let received = received.to_string();
        Self { id, name, sha256, size, media_type, source, path, inside, obtained, received, modified, records, notes }
    }
}

/// Lists the items in the order in which they were taken in.
///
/// # Errors
/// Those of the case.
pub fn list(case: &Case) -> Result<Vec<ItemLine>, DeskError> {
    let line = |item: Item| {
        let (records, notes) = (case.reading(item.id)?.records, case.notes(item.id)?);
        Ok(ItemLine::new(item, records, notes))
    };
    case.items()?.into_iter().map(line).collect()
}

/// Makes a filter of what was given; a day in `to` counts whole.
///
/// # Errors
/// [`DeskError::Time`] when a time is not written as times are.
pub fn filter(
    item: Option<ItemId>,
    from: Option<&str>,
    to: Option<&str>,
    author: Option<&str>,
    find: Option<&str>,
) -> Result<Filter, DeskError> {
    let time = |text: &str| text.parse::<CivilTime>().map_err(|_| DeskError::Time);
    let until = |text: &str| {
        // What is written to the day or the minute means all of it.
        let span = match text.len() {
            10 => 86_400_000,
            16 => 60_000,
            19 => 1_000,
            _ => 1,
        };
        CivilTime::from_unix_ms(time(text)?.unix_ms_as_utc() + span).map_err(|_| DeskError::Time)
    };
    Ok(Filter {
        item,
        from: from.map(time).transpose()?,
        until: to.map(until).transpose()?,
        author: author.map(str::to_owned),
        find: find.map(str::to_owned),
    })
}

/// Gives the records that fit, each with what was read in the picture that it is, until `take` says no.
///
/// # Errors
/// Those of the case.
pub fn records(
    case: &Case,
    filter: &Filter,
    take: &mut dyn FnMut(RecordId, &Record, Option<&ReadInPicture>) -> bool,
) -> Result<(), DeskError> {
    // Records come item by item, and most items have many of them.
    let mut last: Option<(ItemId, Option<ReadInPicture>)> = None;
    let mut failed = None;
    let mut each = |id: RecordId, record: Record| {
        if last.as_ref().is_none_or(|(item, _)| *item != id.item) {
            match read_in(case, id.item) {
                Ok(reading) => last = Some((id.item, reading)),
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
        }
        let reading = last.as_ref().and_then(|(_, reading)| reading.as_ref());
        if take(id, &record, reading) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    case.records(filter, &mut each)?;
    failed.map_or(Ok(()), Err)
}

/// Writes a record as a line of JSON, with what was read in the picture that it is under `reading`.
///
/// # Errors
/// What the writer says.
pub fn record_line(
    out: &mut impl Write,
    id: RecordId,
    record: &Record,
    reading: Option<&ReadInPicture>,
) -> io::Result<()> {
    let item = id.item.to_string();
    let Some(reading) = reading else { return write_record(out, Some(&item), record) };
    let (mut line, mut value) = (Vec::new(), Vec::new());
    push_record(&mut line, Some(&item), record);
    json_line(&mut value, reading)?;
    push_key(&mut line, "reading", value.trim_ascii_end());
    out.write_all(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(to: &str, expected: Option<&str>) {
        let filter = filter(None, None, Some(to), None, None).ok();
        assert_eq!(filter.map(|f| f.until.unwrap().to_string()).as_deref(), expected, "{to}");
    }

    #[test]
    fn what_is_written_coarsely_counts_whole() {
        check("2026-10-01", Some("2026-10-02T00:00:00.000"));
        check("2026-10-01T14:05", Some("2026-10-01T14:06:00.000"));
        check("2026-10-01T14:05:09", Some("2026-10-01T14:05:10.000"));
        check("1/10/2026", None);
    }
}
