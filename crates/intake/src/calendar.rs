//! Calendar files (RFC 5545): invitations are used to harass too. See `docs/formats/calendar.md`.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use temoin_evidence::{
    Author, CivilTime, DetailKey, Kind as RecordKind, LabelledBy, Moment, Precision, Record, Span, Zone,
};

use crate::detect::Detected;
use crate::emit::{Emit, timed};
use crate::format::{Format, Head, Kind};
use crate::lines::Lines;
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `.ics`: one record an event.
pub(crate) struct Calendar;

const KIND: Kind = Kind::of("calendar");
/// Longest value put together of folded lines, in bytes.
const VALUE: usize = 1 << 20;

impl Format for Calendar {
    fn kind(&self) -> Kind {
        KIND
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
        let mut lines = Lines::new(source);
        let (mut open, mut property): (Option<Record>, String) = (None, String::new());
        let mut depth = 0_u32;
        while let Some(line) = lines.next()? {
            // A line that begins with a blank goes on with the one before (section 3.1).
            if let Some(more) = line.text.strip_prefix([' ', '\t']) {
                if property.len() < VALUE {
                    property.push_str(more);
                }
                continue_span(&mut open, line.end);
                continue;
            }
            apply(&mut open, &property);
            continue_span(&mut open, line.end);
            property.clear();
            match line.text.trim_end().to_ascii_uppercase().as_str() {
                "BEGIN:VEVENT" if open.is_none() => {
                    open = Some(Record::new(RecordKind::Event, Span { start: line.start, len: line.end - line.start }));
                    depth = 0;
                }
                "END:VEVENT" => {
                    if let Some(record) = open.take() {
                        emit.record(record)?;
                    }
                }
                // An alarm inside an event has fields of the same names.
                text if text.starts_with("BEGIN:") => depth += 1,
                text if text.starts_with("END:") => depth = depth.saturating_sub(1),
                _ if depth == 0 || open.is_none() => property = line.text,
                _ => {}
            }
        }
        apply(&mut open, &property);
        if let Some(record) = open.take() {
            emit.note_at("truncated", record.span.start, record.span.len, "The file ends inside an event.");
            emit.record(record)?;
        }
        Ok(emit.finish())
    }
}

fn continue_span(open: &mut Option<Record>, end: u64) {
    if let Some(record) = open {
        record.span.len = end - record.span.start;
    }
}

/// Takes `NAME;PARAM=x:value` apart, a colon inside quotation marks aside.
fn parts(property: &str) -> Option<(&str, &str, &str)> {
    let mut quoted = false;
    let colon = property.char_indices().find(|&(_, c)| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = (&property[..colon.0], &property[colon.0 + 1..]);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    Some((name, parameters, value))
}

fn parameter<'p>(parameters: &'p str, name: &str) -> Option<&'p str> {
    let found =
        parameters.split(';').find(|one| one.split('=').next().is_some_and(|key| key.eq_ignore_ascii_case(name)))?;
    Some(found.split_once('=')?.1.trim_matches('"'))
}

fn apply(open: &mut Option<Record>, property: &str) {
    let Some(record) = open else { return };
    let Some((name, parameters, value)) = parts(property) else { return };
    match name.to_ascii_uppercase().as_str() {
        "DTSTART" => timed(record, value, moment(value, parameters)),
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
                name: parameter(parameters, "CN").unwrap_or(&address).to_owned(),
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

/// Undoes the escapes of a text (section 3.3.11).
fn plain(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match (c, c == '\\') {
            (_, true) => match characters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            (c, false) => text.push(c),
        }
    }
    text
}

/// Reads a date or a time in UTC, in a zone that is named, or floating. What a named zone says is told in UTC, the moment
/// as written stays beside it.
fn moment(value: &str, parameters: &str) -> Option<Moment> {
    let number = |range: std::ops::Range<usize>| value.get(range)?.parse::<i16>().ok();
    let small = |range| number(range).and_then(|n| u8::try_from(n).ok());
    let (year, month, day) = (number(0..4)?, small(4..6)?, small(6..8)?);
    if value.len() == 8 {
        let date = CivilTime::new(year, month, day, 0, 0, 0, 0).ok()?;
        return time::moment(date, Precision::Day, Zone::Floating);
    }
    let (hour, minute, second) = (small(9..11)?, small(11..13)?, small(13..15)?);
    let wall = CivilTime::new(year, month, day, hour, minute, second.min(59), 0).ok()?;
    if value.ends_with('Z') {
        return time::moment(wall, Precision::Second, Zone::Utc);
    }
    let zone = parameter(parameters, "TZID").and_then(|name| TimeZone::get(name).ok());
    let Some(zone) = zone else { return time::moment(wall, Precision::Second, Zone::Floating) };
    let civil = DateTime::new(year, month as i8, day as i8, hour as i8, minute as i8, second.min(59) as i8, 0).ok()?;
    let stamp = zone.to_ambiguous_zoned(civil).unambiguous().ok()?.timestamp();
    time::unix_s(stamp.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, parameters: &str, expected: &str) {
        assert_eq!(moment(value, parameters).map(|m| m.to_string()).unwrap_or_default(), expected, "{value}");
    }

    #[test]
    fn times_of_each_form() {
        check("20240306T090000", "TZID=Europe/Brussels", "2024-03-06T08:00:00Z");
        check("20240306T090000Z", "", "2024-03-06T09:00:00Z");
        check("20240306T090000", "TZID=\"Nowhere\"", "2024-03-06T09:00:00");
        check("20240306", "VALUE=DATE", "2024-03-06");
        check("20240331T023000", "TZID=Europe/Brussels", "");
        check("2024é", "", "");
    }

    #[test]
    fn a_property_is_taken_apart() {
        assert_eq!(parts("ORGANIZER;CN=\"a:b\":mailto:x"), Some(("ORGANIZER", "CN=\"a:b\"", "mailto:x")));
        assert_eq!(plain("a\\, b\\nc\\\\"), "a, b\nc\\");
    }
}
