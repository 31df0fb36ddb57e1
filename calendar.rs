//! Calendars (RFC 5545): invitations are used to harass. See `docs/formats/calendar.md`.

use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZoneDatabase};
use temoin_evidence::{
    Author, CivilTime, DetailKey, Flag, Kind as RecordKind, LabelledBy, Moment, Precision, Record, Span, Zone,
};
use temoin_syntax::{Damage, DamageKind, Window};

use crate::content_line::ContentLine;
use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads a calendar: one record per event, task or journal entry; repetitions are told, not made.
pub(crate) struct Calendar;

/// Longest line, folds undone, in bytes: a picture may stand in one.
const LONGEST: usize = 8 << 20;
/// Most of a value that is kept where it is no text, and most people.
const VALUE: usize = 4 << 10;
const PEOPLE: usize = 1000;

impl Format for Calendar {
    fn kind(&self) -> Kind {
        Kind::of("calendar")
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
        let emit = Emit::new(self.kind(), detected, source.len(), options, sink);
        let zones = TimeZoneDatabase::bundled();
        let mut reading =
            Reading { emit, zones, entry: None, depth: 0, name: None, method: None, unknown: 0, odd_bytes: false };
        let mut lines = Unfolded { window: Window::new(source, 0), held: Vec::new(), start: 0 };
        while let Some((line, start, end)) = lines.next()? {
            let text = String::from_utf8_lossy(line);
            reading.odd_bytes |= matches!(text, std::borrow::Cow::Owned(_));
            reading.line(text.trim_start_matches('\u{feff}'), start, end)?;
        }
        reading.finish(source.len())
    }
}

/// Joins folded lines.
pub(crate) struct Unfolded<'s> {
    pub(crate) window: Window<'s>,
    pub(crate) held: Vec<u8>,
    pub(crate) start: u64,
}

impl Unfolded<'_> {
    /// Returns the next line, its first byte and the first byte after it. What is too long is left out of it.
    pub(crate) fn next(&mut self) -> std::io::Result<Option<(&[u8], u64, u64)>> {
        self.held.clear();
        self.start = self.window.place();
        let mut first = true;
        loop {
            let Some(len) = self.window.line(LONGEST)? else { break };
            let line = &self.window.rest()[..len];
            if !first {
                match line.first() {
                    Some(b' ' | b'\t') => {}
                    _ => break,
                }
            }
            let body = line.strip_suffix(b"\n").unwrap_or(line);
            let body = body.strip_suffix(b"\r").unwrap_or(body);
            let body = &body[usize::from(!first).min(body.len())..];
            let room = LONGEST - self.held.len().min(LONGEST);
            self.held.extend_from_slice(&body[..body.len().min(room)]);
            self.window.advance(len);
            first = false;
        }
        let end = self.window.place();
        Ok((!first).then_some((&self.held[..], self.start, end)))
    }
}

struct Reading<'a> {
    emit: Emit<'a>,
    zones: TimeZoneDatabase,
    entry: Option<Box<Entry>>,
    /// Components inside the entry, such as alarms.
    depth: u32,
    name: Option<String>,
    method: Option<String>,
    /// Times in a zone that is not known.
    unknown: u64,
    odd_bytes: bool,
}

/// Is an event whose end has not come yet.
struct Entry {
    record: Record,
    summary: String,
    description: String,
}

impl Reading<'_> {
    fn line(&mut self, line: &str, start: u64, end: u64) -> Result<(), ReadError> {
        let Some(line) = ContentLine::read(line) else { return Ok(()) };
        let component = line.value.trim();
        let is_entry = ["VEVENT", "VTODO", "VJOURNAL"].iter().any(|name| component.eq_ignore_ascii_case(name));
        if line.is("BEGIN") {
            if self.entry.is_some() {
                self.depth += 1;
            } else if is_entry {
                self.begin(component, start);
            }
        } else if line.is("END") {
            if self.depth > 0 {
                self.depth -= 1;
            } else if is_entry {
                self.give(end)?;
            }
        } else if self.entry.is_none() {
            if line.is("X-WR-CALNAME") {
                self.name = Some(kept(&line));
            } else if line.is("METHOD") {
                self.method = Some(kept(&line).to_lowercase());
            }
        } else if self.depth == 0 {
            self.property(&line);
        }
        Ok(())
    }

    fn begin(&mut self, component: &str, start: u64) {
        let mut record = Record::new(RecordKind::Event, Span { start, len: 0 });
        record.conversation.clone_from(&self.name);
        match self.method.as_deref() {
            Some("request") => record.detail(DetailKey::Action, "invitation"),
            Some("cancel") => record.detail(DetailKey::Outcome, "cancelled"),
            Some(other) => record.detail(DetailKey::Action, other),
            None => {}
        }
        if !component.eq_ignore_ascii_case("VEVENT") {
            record.detail(DetailKey::Action, if component.eq_ignore_ascii_case("VTODO") { "task" } else { "journal entry" });
        }
        self.entry = Some(Box::new(Entry { record, summary: String::new(), description: String::new() }));
    }

    fn property(&mut self, line: &ContentLine<'_>) {
        let moment = if ["DTSTART", "DTEND", "DUE", "RECURRENCE-ID"].iter().any(|name| line.is(name)) {
            self.moment(line)
        } else {
            None
        };
        let Some(entry) = &mut self.entry else { return };
        let record = &mut entry.record;
        match line.name.to_ascii_uppercase().as_str() {
            "DTSTART" => {
                record.sent_raw = written(line);
                record.sent = moment.map(|(moment, _)| moment);
                match moment {
                    Some((_, Some(flag))) => record.flags.insert(flag),
                    Some(_) => {}
                    None => record.flags.insert(Flag::TimeUnusable),
                }
            }
            "DTEND" | "DUE" => {
                let until = moment.map_or_else(|| written(line), |(moment, _)| moment.to_string());
                record.detail(DetailKey::Action, format!("until {until}"));
            }
            "DURATION" => record.detail(DetailKey::Action, format!("lasts {}", kept(line))),
            "RRULE" => record.detail(DetailKey::Action, format!("repeats: {}", kept(line))),
            "RECURRENCE-ID" => record.detail(DetailKey::Action, format!("one of a series: {}", written(line))),
            "STATUS" => record.detail(DetailKey::Outcome, kept(line).to_lowercase()),
            "DTSTAMP" | "CREATED" => {
                if let Some((moment, _)) = stamp(line.value) {
                    let made = if line.is("CREATED") { "made" } else { "written" };
                    record.detail(DetailKey::Action, format!("{made} {moment}"));
                }
            }
            "LAST-MODIFIED" => {
                if let Some((moment, _)) = stamp(line.value) {
                    record.detail(DetailKey::Edited, moment.to_string());
                }
            }
            "SUMMARY" => entry.summary = line.text().trim().to_owned(),
            "DESCRIPTION" => entry.description = line.text().trim().to_owned(),
            "LOCATION" => record.detail(DetailKey::Place, kept(line)),
            "UID" => record.detail(DetailKey::Id, kept(line)),
            "URL" => record.detail(DetailKey::Link, kept(line)),
            "ATTACH" if !line.parameter("VALUE").is_some_and(|kind| kind.eq_ignore_ascii_case("BINARY")) => {
                record.detail(DetailKey::Link, kept(line));
            }
            "ORGANIZER" => record.author = organizer(line),
            "ATTENDEE" if record.details.len() < PEOPLE => {
                let state = line.parameter("PARTSTAT").map(|state| format!(" ({})", state.to_lowercase()));
                let who = organizer(line).map(|who| match who.platform_id {
                    Some(address) if address != who.name => format!("{} <{address}>", who.name),
                    _ => who.name,
                });
                record.detail(DetailKey::To, format!("{}{}", who.unwrap_or_default(), state.unwrap_or_default()));
            }
            _ => {}
        }
    }

    /// Reads a time: with `Z`, in a named zone, floating, or a day.
    fn moment(&mut self, line: &ContentLine<'_>) -> Option<(Moment, Option<Flag>)> {
        let (floating, utc) = stamp(line.value)?;
        let Some(name) = line.parameter("TZID").filter(|_| !utc && floating.precision != Precision::Day) else {
            return Some((floating, None));
        };
        match self.placed(floating.time, name) {
            Some(found) => Some(found),
            None => {
                self.unknown += 1;
                Some((floating, None))
            }
        }
    }

    fn placed(&self, time: CivilTime, name: &str) -> Option<(Moment, Option<Flag>)> {
        let name = name.trim_start_matches('/');
        let zone = self.zones.get(windows_zone(name).unwrap_or(name)).ok()?;
        let clock = civil::DateTime::new(
            time.year(),
            time.month() as i8,
            time.day() as i8,
            time.hour() as i8,
            time.minute() as i8,
            time.second() as i8,
            0,
        )
        .ok()?;
        let away = match zone.to_ambiguous_timestamp(clock).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.seconds(),
            // That hour exists twice or not at all: the time stays as it is written.
            AmbiguousOffset::Gap { .. } => return Some((floating(time)?, Some(Flag::DstGap))),
            AmbiguousOffset::Fold { .. } => return Some((floating(time)?, Some(Flag::DstFold))),
        };
        let utc = CivilTime::from_unix_ms(time.unix_ms_as_utc() - i64::from(away) * 1000).ok()?;
        Some((time::moment(utc, Precision::Second, Zone::Utc)?, None))
    }

    fn give(&mut self, end: u64) -> Result<(), ReadError> {
        let Some(entry) = self.entry.take() else { return Ok(()) };
        let Entry { mut record, summary, description } = *entry;
        record.span.len = end - record.span.start;
        record.detail(DetailKey::Subject, summary.as_str());
        record.text = [summary, description].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        if std::mem::take(&mut self.odd_bytes) {
            record.flags.insert(Flag::InvalidBytes);
        }
        self.emit.record(record)
    }

    fn finish(mut self, size: u64) -> Result<Summary, ReadError> {
        if self.entry.is_some() {
            self.give(size)?;
            self.emit.damage(Damage { start: size, end: size, kind: DamageKind::Truncated });
        }
        if self.unknown > 0 {
            let detail = format!("{} times are in a zone that is not known: they stay as written.", self.unknown);
            self.emit.note("zone-unknown", detail);
        }
        Ok(self.emit.finish())
    }
}

fn floating(time: CivilTime) -> Option<Moment> {
    time::moment(time, Precision::Second, Zone::Floating)
}

/// Reads `20240306T090000Z`, without `Z` or without a time; tells whether it is UTC.
fn stamp(value: &str) -> Option<(Moment, bool)> {
    let value = value.trim();
    let (date, clock) = value.split_once('T').map_or((value, None), |(date, clock)| (date, Some(clock)));
    let parts = |text: &str, cuts: &[usize]| {
        let whole = text.len() == cuts.iter().sum::<usize>() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut at = 0;
        whole.then(|| cuts.iter().map(|len| { at += len; &text[at - len..at] }).collect::<Vec<_>>())
    };
    let date = parts(date, &[4, 2, 2])?.join("-");
    let Some(clock) = clock else {
        return Some((time::moment(date.parse().ok()?, Precision::Day, Zone::Floating)?, false));
    };
    let utc = clock.ends_with('Z');
    let clock = parts(clock.strip_suffix('Z').unwrap_or(clock), &[2, 2, 2])?.join(":");
    let zone = if utc { Zone::Utc } else { Zone::Floating };
    Some((time::moment(format!("{date}T{clock}").parse().ok()?, Precision::Second, zone)?, utc))
}

/// The value with its zone, as it stands.
fn written(line: &ContentLine<'_>) -> String {
    let value = kept(line);
    line.parameter("TZID").map_or(value.clone(), |zone| format!("{value} ({zone})"))
}

fn kept(line: &ContentLine<'_>) -> String {
    let mut text = line.text().trim().to_owned();
    text.truncate(text.floor_char_boundary(VALUE));
    text
}

fn organizer(line: &ContentLine<'_>) -> Option<Author> {
    let value = line.value.trim();
    let address = value.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:")).map_or(value, |_| &value[7..]);
    let name = line.parameter("CN").map(str::trim).filter(|name| !name.is_empty()).unwrap_or(address);
    (!name.is_empty()).then(|| Author {
        name: name.to_owned(),
        labelled_by: LabelledBy::Sender,
        platform_id: Some(address.to_owned()).filter(|address| !address.is_empty()),
    })
}

/// Names that Windows gives to zones of Europe (Unicode CLDR, windowsZones).
fn windows_zone(name: &str) -> Option<&'static str> {
    Some(match name {
        "Romance Standard Time" => "Europe/Paris",
        "W. Europe Standard Time" => "Europe/Berlin",
        "Central Europe Standard Time" => "Europe/Budapest",
        "Central European Standard Time" => "Europe/Warsaw",
        "GMT Standard Time" => "Europe/London",
        "Greenwich Standard Time" => "Atlantic/Reykjavik",
        "Morocco Standard Time" => "Africa/Casablanca",
        "Turkey Standard Time" => "Europe/Istanbul",
        "E. Europe Standard Time" => "Europe/Chisinau",
        "FLE Standard Time" => "Europe/Kiev",
        "GTB Standard Time" => "Europe/Bucharest",
        "Eastern Standard Time" => "America/New_York",
        _ => return None,
    })
}
