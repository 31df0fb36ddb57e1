//! Calendar files (RFC 5545): invitations are used to harass too. See `docs/formats/calendar.md`.

mod windows;
mod zone;

use temoin_evidence::{
    Author, CivilTime, DetailKey, Flag, Kind as RecordKind, LabelledBy, Moment, Precision, Record, Span, Zone,
};

use crate::content_line::{ContentLines, Property, plain};
use crate::detect::Detected;
use crate::emit::{Emit, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

use zone::{Local, Zones};

/// Reads `.ics`: one record an event.
pub(crate) struct Calendar;

const KIND: Kind = Kind::of("calendar");
/// Longest value put together of folded lines, in bytes.
const VALUE: usize = 1 << 20;

impl Format for Calendar {
    fn kind(&self) -> Kind {
        KIND
    }

    fn version(&self) -> u32 {
        2
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "text/calendar"
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut lines = ContentLines::new(source, VALUE);
        let mut zones = Zones::default();
        let mut open: Option<Record> = None;
        let mut depth = 0_u32;
        while let Some(line) = lines.next()? {
            let (text, replaced) = line.text();
            let Some(property) = Property::of(&text) else { continue };
            let what = property.value.trim_end();
            let event = what.eq_ignore_ascii_case("VEVENT");
            if let Some(record) = &mut open {
                record.span.len = line.end - record.span.start;
                if replaced {
                    record.flags.insert(Flag::InvalidBytes);
                }
            }
            match &mut open {
                None if property.is("BEGIN") && event => {
                    open = Some(Record::new(RecordKind::Event, Span { start: line.start, len: line.end - line.start }));
                    depth = 0;
                }
                Some(_) if property.is("END") && event => {
                    if let Some(record) = open.take() {
                        emit.record(record)?;
                    }
                }
                // An alarm inside an event has fields of the same names.
                Some(_) if property.is("BEGIN") => depth += 1,
                Some(_) if property.is("END") => depth = depth.saturating_sub(1),
                Some(record) if depth == 0 => apply(record, &property, &mut zones),
                Some(_) => {}
                None => zones.take(&property),
            }
        }
        if let Some(record) = open.take() {
            emit.note_at("truncated", record.span.start, record.span.len, "The file ends inside an event.");
            emit.record(record)?;
        }
        if !zones.unknown.is_empty() {
            let names = zones.unknown.join(", ");
            let detail = format!("It names zones that are not known ({names}): times in them are shown without one.");
            emit.note("zone-unknown", detail);
        }
        Ok(emit.finish())
    }
}

fn apply(record: &mut Record, property: &Property<'_>, zones: &mut Zones) {
    let value = property.value;
    match property.name.to_ascii_uppercase().as_str() {
        "DTSTART" => timed(record, value, moment(property, zones)),
        "DTEND" | "DURATION" => record.detail(DetailKey::Expires, value),
        "SUMMARY" => {
            let text = plain(value);
            record.detail(DetailKey::Subject, text.as_str());
            record.text = if record.text.is_empty() { text } else { format!("{text}\n{}", record.text) };
        }
        "DESCRIPTION" => {
            if !record.text.is_empty() {
                record.text.push('\n');
            }
            record.text.push_str(&plain(value));
        }
        "LOCATION" => record.detail(DetailKey::Place, plain(value)),
        "UID" => record.detail(DetailKey::Id, value),
        "URL" => record.detail(DetailKey::Url, value),
        "STATUS" => record.detail(DetailKey::Outcome, value.to_lowercase()),
        "RRULE" => record.detail(DetailKey::Action, format!("repeats: {value}")),
        "ATTENDEE" => record.detail(DetailKey::To, address(value)),
        "ORGANIZER" => {
            let address = address(value);
            record.author = Some(Author {
                name: property.parameter("CN").unwrap_or(&address).to_owned(),
                labelled_by: LabelledBy::Sender,
                platform_id: Some(address),
            });
        }
        _ => {}
    }
}

fn address(value: &str) -> String {
    value.strip_prefix("mailto:").or_else(|| value.strip_prefix("MAILTO:")).unwrap_or(value).to_owned()
}

/// Reads a date or a time in UTC, in a zone that is named, or floating. What a named zone says is told in UTC, the moment
/// as written stays beside it.
fn moment(property: &Property<'_>, zones: &mut Zones) -> Option<Moment> {
    let value = property.value;
    let (wall, precision) = wall(value)?;
    if precision == Precision::Day {
        return time::moment(wall, precision, Zone::Floating);
    }
    if value.ends_with('Z') {
        return time::moment(wall, precision, Zone::Utc);
    }
    let Some(name) = property.parameter("TZID") else { return time::moment(wall, precision, Zone::Floating) };
    match zones.utc(name, &wall) {
        Local::Utc(seconds) => time::unix_s(seconds),
        // The hour does not exist there, or occurs twice.
        Local::Doubtful => None,
        Local::Unknown => time::moment(wall, precision, Zone::Floating),
    }
}

/// Reads `20240306` and `20240306T090000`, with or without what follows.
fn wall(value: &str) -> Option<(CivilTime, Precision)> {
    let number = |range: std::ops::Range<usize>| value.get(range)?.parse::<i16>().ok();
    let small = |range| number(range).and_then(|n| u8::try_from(n).ok());
    let (year, month, day) = (number(0..4)?, small(4..6)?, small(6..8)?);
    if value.len() == 8 {
        return Some((CivilTime::new(year, month, day, 0, 0, 0, 0).ok()?, Precision::Day));
    }
    let (hour, minute, second) = (small(9..11)?, small(11..13)?, small(13..15)?);
    Some((CivilTime::new(year, month, day, hour, minute, second.min(59), 0).ok()?, Precision::Second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let mut zones = Zones::default();
        let found = moment(&Property::of(line).unwrap(), &mut zones);
        assert_eq!(found.map(|m| m.to_string()).unwrap_or_default(), expected, "{line}");
    }

    #[test]
    fn times_of_each_form() {
        check("DTSTART;TZID=Europe/Brussels:20240306T090000", "2024-03-06T08:00:00Z");
        check("DTSTART:20240306T090000Z", "2024-03-06T09:00:00Z");
        check("DTSTART;TZID=\"Nowhere\":20240306T090000", "2024-03-06T09:00:00");
        check("DTSTART;VALUE=DATE:20240306", "2024-03-06");
        check("DTSTART;TZID=Europe/Brussels:20240331T023000", "");
        check("DTSTART;TZID=Romance Standard Time:20240306T090000", "2024-03-06T08:00:00Z");
        check("DTSTART:2024é", "");
    }
}
