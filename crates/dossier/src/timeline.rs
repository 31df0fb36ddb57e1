use temoin_evidence::{Author, Moment, Record};

use crate::report::SHOWN;
use crate::{View, masks};

/// Is one line of the timeline.
pub(crate) struct Event<'a> {
    /// The exhibit (from 1); nothing for a statement.
    pub(crate) exhibit: Option<usize>,
    /// The statement (from 1).
    pub(crate) statement: Option<usize>,
    /// When; nothing where nobody knows.
    pub(crate) moment: Option<Moment>,
    /// The record, for one of an exhibit.
    pub(crate) record: Option<&'a Record>,
}

/// Returns records and dated exhibits in the order of their clocks as written; what has no time comes last.
///
/// Clocks of unknown zones stand among the others as they read: the report says so.
pub(crate) fn events(view: &View) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    for (exhibit, number) in view.exhibits.iter().zip(1..) {
        let of_records = exhibit.records.iter().map(|shown| Event {
            exhibit: Some(number),
            statement: None,
            moment: shown.record.sent,
            record: Some(&shown.record),
        });
        events.extend(of_records);
        if exhibit.records.is_empty() {
            let moment = exhibit.item.file_times.modified.or(exhibit.item.file_times.created);
            events.push(Event { exhibit: Some(number), statement: None, moment, record: None });
        }
    }
    for (statement, number) in view.statements.iter().zip(1..) {
        let moment = told(&statement.entry.when);
        events.push(Event { exhibit: None, statement: Some(number), moment, record: None });
    }
    events.sort_by_key(|event| (event.moment.is_none(), event.moment.map(|moment| moment.time)));
    events
}

/// Reads the time of a statement, as a person told it; nothing for words such as "in the spring".
pub(crate) fn told(when: &temoin_evidence::When) -> Option<Moment> {
    use temoin_evidence::{Origin, Precision, Zone};
    let time = when.time.parse().ok()?;
    let precision = if when.time.contains('T') { Precision::Minute } else { Precision::Day };
    Some(Moment { time, precision, zone: Zone::Floating, origin: Origin::Told })
}

/// Writes the timeline as a table (RFC 4180), in UTF-8 with the mark that spreadsheets look for.
pub(crate) fn csv(view: &View) -> String {
    let mut out = String::from("\u{FEFF}");
    row(&mut out, &HEAD.map(String::from));
    for event in events(view) {
        let mask = |text: &str| masks::cover(text, &view.masks);
        let exhibit = event.exhibit.map(|number| &view.exhibits[number - 1]);
        let statement = event.statement.map(|number| &view.statements[number - 1].entry);
        let record = event.record;
        row(
            &mut out,
            &[
                event.exhibit.map(|number| number.to_string()).unwrap_or_default(),
                event.statement.map(|number| number.to_string()).unwrap_or_default(),
                event.moment.map(|moment| moment.to_string()).unwrap_or_default(),
                event.moment.map(|moment| moment.precision.word().into()).unwrap_or_default(),
                event.moment.map(|moment| moment.zone.word().into()).unwrap_or_default(),
                event.moment.map(|moment| word_of(moment.origin)).unwrap_or_default(),
                record
                    .map(|record| mask(&record.sent_raw))
                    .or(statement.map(|entry| mask(&entry.when.time)))
                    .unwrap_or_default(),
                record
                    .map_or(if statement.is_some() { "statement" } else { "file" }, |record| record.kind.word())
                    .into(),
                record.and_then(|record| record.conversation.as_deref()).map(mask).unwrap_or_default(),
                record
                    .and_then(|record| record.author.as_ref())
                    .map(|author: &Author| mask(&author.name))
                    .unwrap_or_default(),
                record
                    .map(|record| mask(&record.text))
                    .or(statement.map(|entry| mask(&entry.what_happened)))
                    .unwrap_or_default(),
                record.map(attachments).map(|names| mask(&names)).unwrap_or_default(),
                record
                    .map(|record| record.flags.iter().map(|flag| flag.word()).collect::<Vec<_>>().join(" "))
                    .unwrap_or_default(),
                record.map(details).map(|text| mask(&text)).unwrap_or_default(),
                exhibit.map(|exhibit| exhibit.item.sha256.to_string()).unwrap_or_default(),
            ],
        );
    }
    out
}

const HEAD: [&str; 15] = [
    "exhibit",
    "statement",
    "time",
    "precision",
    "zone",
    "time_from",
    "time_as_written",
    "kind",
    "conversation",
    "shown_as",
    "text",
    "attachments",
    "flags",
    "details",
    "sha256_of_exhibit",
];

fn attachments(record: &Record) -> String {
    record.attachments.iter().map(|attachment| attachment.name.as_str()).collect::<Vec<_>>().join("; ")
}

/// Writes what a record tells beside its text: `subject: …; url: …`.
fn details(record: &Record) -> String {
    let shown = record.details.iter().filter(|detail| SHOWN.contains(&detail.key));
    shown.map(|detail| format!("{}: {}", detail.key.word(), detail.value)).collect::<Vec<_>>().join("; ")
}

/// Returns the word for where a date was read, as JSON writes it.
fn word_of(origin: temoin_evidence::Origin) -> String {
    serde_json::to_value(origin).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn row(out: &mut String, cells: &[String]) {
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&quoted(cell));
    }
    out.push_str("\r\n");
}

/// Quotes a cell where RFC 4180 §2 asks for it; an apostrophe goes before what a spreadsheet would compute or run.
fn quoted(cell: &str) -> String {
    let begins = cell.trim_start_matches([' ', '\u{A0}', '\u{FEFF}', '\u{200E}', '\u{200F}']);
    let runs = cell.starts_with(['\t', '\r', '\n'])
        || begins.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '|', '%']);
    let cell = if runs { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\r', '\n', ';', '\t', '\'']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: &str) {
        assert_eq!(quoted(cell), expected);
    }

    #[test]
    fn cells_are_quoted_and_never_computed() {
        check("bonjour", "bonjour");
        check("a, \"b\"", "\"a, \"\"b\"\"\"");
        check("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"");
        check(" +32 470", "\"' +32 470\"");
        check("@SUM", "\"'@SUM\"");
        check("＝1", "\"'＝1\"");
        check("un\ndeux", "\"un\ndeux\"");
    }
}
