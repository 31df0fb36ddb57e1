use std::collections::HashSet;

use temoin_evidence::{Note, Place, Record, Span, Zone};

use crate::detect::{self, Detected, HEAD};
use crate::notes::Notes;
use crate::zip::Archive;
use crate::{
    Flow, Kind, MemberEnd, MemberHeader, Names, Options, Outcome, ReadError, Sink, Source, Summary, Take,
    detect_source, read, registry,
};

/// Largest file inside an archive that is looked into where it cannot be read in place, in bytes: it is held in memory meanwhile.
const INNER: u64 = 64 << 20;

/// Reads a file and, where it is an archive, what is inside it; attachments are looked for among the other members.
///
/// Of an archive the sink gets the records of what lies inside and all notes; pieces and members stay inside.
///
/// # Errors
/// As [`read`].
pub fn inspect(source: &dyn Source, options: &Options, sink: &mut dyn Sink) -> Result<Summary, ReadError> {
    let detected = detect_source(source, &options.name)?;
    if !registry::of(detected.kind).is_archive() {
        return read(source, &detected, options, sink).map(Summary::settle);
    }
    looked_into(source, &detected, options, &mut Inside { sink, member: None }).map(Summary::settle)
}

/// Reads what an archive holds: a ZIP in place, any other by holding one member after the other.
fn looked_into(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut Inside<'_>,
) -> Result<Summary, ReadError> {
    if detected.kind == Kind::ZIP {
        zip(source, detected, options, sink)
    } else {
        stream(source, detected, options, sink)
    }
}

fn zip(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut Inside<'_>,
) -> Result<Summary, ReadError> {
    let mut notes = Notes::new(options.limits.notes);
    let mut archive = Archive::open(source, options, &mut notes, sink)?;
    let mut known = Vec::new();
    let mut look = Look { sink, head: Vec::new(), whole: true };
    for at in 0..archive.len() {
        look.head.clear();
        archive.pour(at, &mut notes, &mut look)?;
        if look.whole
            && let Some(found) = detect::readable(&look.head, archive.size(at), archive.named(at).1)
        {
            known.push((at, found));
        }
    }
    archive.packaged(&mut notes, sink)?;
    let mut summary = Summary::new("zip", &detected.media_type);
    summary.members = Some(archive.listed());
    let mut merged = Merged::into(summary);
    // The names are gathered where somebody will ask for them.
    let names =
        if known.is_empty() { Names::default() } else { archive.members().map(|(_, name)| base(name)).collect() };
    for (at, found) in known {
        let (number, name) = archive.named(at);
        let inner = inside(options, name, &names);
        let member = archive.member(at);
        let outer = sink.member.replace(number);
        let reader = registry::of(found.kind);
        if !reader.is_archive() && !reader.jumps() {
            merged.add(read(&member, &found, &inner, sink)?, number);
        } else if member.len() <= INNER {
            let bytes = temoin_syntax::slice(&member, 0, member.len() as usize)?;
            let found = detect_source(&bytes, name)?;
            let read = if reader.is_archive() {
                looked_into(&bytes, &found, &inner, sink)?
            } else {
                read(&bytes, &found, &inner, sink)?
            };
            merged.add(read, number);
        } else {
            notes.add("too-large", Place::Member(number), "It is too large to look into here.", sink);
        }
        sink.member = outer;
    }
    let mut summary = merged.summary;
    let mut all = notes.finish(sink);
    all.append(&mut summary.notes);
    summary.notes = all;
    Ok(summary)
}

/// Reads an archive that can only be read from front to back, twice: the names first, then one member after the other.
fn stream(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut Inside<'_>,
) -> Result<Summary, ReadError> {
    let mut list = List::default();
    read(source, detected, options, &mut list)?;
    let names: Names = list.0.iter().map(|name| base(name)).collect();
    let mut held = Held {
        sink,
        options,
        beside: &names,
        current: None,
        found: Vec::new(),
        stopped: None,
        dropped: false,
        unread: Vec::new(),
    };
    let mut summary = read(source, detected, options, &mut held)?;
    let (found, stopped) = (held.found, held.stopped);
    summary.notes.extend(held.unread);
    if let Some(error) = stopped {
        return Err(error);
    }
    let mut merged = Merged::into(summary);
    for (number, inner) in found {
        merged.add(inner, number);
    }
    Ok(merged.summary)
}

/// What is known of a member beside its bytes.
fn inside(options: &Options, name: &str, beside: &Names) -> Options {
    let Options { name: archive, depth, limits, answers, .. } = options;
    Options {
        name: base(name).to_owned(),
        path: Some(name.to_owned()),
        archive: Some(archive.clone()),
        beside: Some(beside.clone()),
        depth: depth + 1,
        limits: *limits,
        answers: *answers,
    }
}

/// Sums up an archive and what lies inside.
struct Merged {
    summary: Summary,
    /// Who takes part, as far as the summary names them.
    seen: HashSet<String>,
}

impl Merged {
    fn into(summary: Summary) -> Self {
        Self { seen: summary.participants.iter().flatten().cloned().collect(), summary }
    }

    /// Adds what was found inside; notes then name the member.
    fn add(&mut self, from: Summary, member: u64) {
        let into = &mut self.summary;
        let add = |a: &mut Option<u64>, b: Option<u64>| {
            if let Some(b) = b {
                *a = Some(a.unwrap_or(0) + b);
            }
        };
        let first = into.messages.is_none() && into.apart == 0;
        into.notes.extend(from.notes.into_iter().map(|note| Note { place: Place::Member(member), ..note }));
        if from.messages.is_none() && from.system.is_none() && from.others == 0 && from.apart == 0 {
            return;
        }
        into.others += from.others;
        into.apart += from.apart;
        into.bytes_read += from.bytes_read;
        into.bytes_around += from.bytes_around;
        for (kind, count) in from.kinds {
            *into.kinds.entry(kind).or_default() += count;
        }
        // When the pictures beside a chat were taken is not when it was held.
        if from.messages.is_none() && from.system.is_none() && from.apart == 0 {
            return;
        }
        if let Some(declared) = from.declared {
            *into.declared.get_or_insert(0) += declared;
        }
        add(&mut into.messages, from.messages);
        add(&mut into.system, from.system);
        add(&mut into.deleted, from.deleted);
        add(&mut into.edited, from.edited);
        add(&mut into.media_omitted, from.media_omitted);
        add(&mut into.calls, from.calls);
        add(&mut into.polls, from.polls);
        add(&mut into.boundary_doubtful, from.boundary_doubtful);
        add(&mut into.attachments_count, from.attachments_count);
        let names = into.participants.get_or_insert_default();
        names.extend(from.participants.unwrap_or_default().into_iter().filter(|name| self.seen.insert(name.clone())));
        into.attachments.get_or_insert_default().extend(from.attachments.unwrap_or_default());
        into.attachments_missing.get_or_insert_default().extend(from.attachments_missing.unwrap_or_default());
        // What people wrote names the whole better than the pictures beside it.
        if first || from.messages.is_some() {
            into.source = from.source;
        }
        into.zone = match (into.zone.take(), from.zone) {
            (Some(known), Some(found)) if known != found => Some("mixed".into()),
            (known, found) => found.or(known),
        };
        into.order_proof = from.order_proof.filter(|_| into.date_order.is_none() || into.date_order == from.date_order);
        into.date_order = match (into.date_order.take(), from.date_order) {
            (Some(known), Some(found)) if known != found => Some("unproven".into()),
            (known, found) => found.or(known),
        };
        let coarse = |word: &String| ["day", "minute", "second", "millisecond"].iter().position(|known| known == word);
        into.precision = [into.precision.take(), from.precision].into_iter().flatten().min_by_key(coarse);
        into.first = [into.first.take(), from.first].into_iter().flatten().min_by(|a, b| by_time(a, b));
        into.last = [into.last.take(), from.last].into_iter().flatten().max_by(|a, b| by_time(a, b));
    }
}

/// Compares two times as written; those with an offset by what they are in UTC.
fn by_time(a: &str, b: &str) -> std::cmp::Ordering {
    let key = |text: &str| {
        crate::time::iso(text).map(|moment| {
            let away = if let Zone::Offset(minutes) = moment.zone { i64::from(minutes) * 60_000 } else { 0 };
            moment.time.unix_ms_as_utc() - away
        })
    };
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Passes on records and notes of what lies inside; a place inside a member is that member.
struct Inside<'a> {
    sink: &'a mut dyn Sink,
    member: Option<u64>,
}

impl Sink for Inside<'_> {
    fn record(&mut self, record: Record) -> Flow {
        self.sink.record(record)
    }

    fn lent(&mut self, record: &Record) -> Flow {
        self.sink.lent(record)
    }

    fn note(&mut self, mut note: Note) {
        if let Some(member) = self.member {
            note.place = Place::Member(member);
        }
        self.sink.note(note);
    }

    fn piece(&mut self, _: Span) {}
}

/// Keeps the beginning of a member, enough to tell what it is, while its sum is checked.
struct Look<'a, 'b> {
    sink: &'a mut Inside<'b>,
    head: Vec<u8>,
    whole: bool,
}

impl Sink for Look<'_, '_> {
    fn record(&mut self, record: Record) -> Flow {
        self.sink.record(record)
    }

    fn note(&mut self, note: Note) {
        self.sink.note(note);
    }

    fn piece(&mut self, _: Span) {}

    fn member(&mut self, _: MemberHeader) -> Take {
        Take::Bytes
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        let room = HEAD - self.head.len().min(HEAD);
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Flow::Continue
    }

    fn member_end(&mut self, end: MemberEnd) {
        self.whole = end.outcome != Outcome::Stopped;
    }
}

/// Collects the names of members.
#[derive(Default)]
struct List(Vec<String>);

impl Sink for List {
    fn record(&mut self, _: Record) -> Flow {
        Flow::Continue
    }

    fn note(&mut self, _: Note) {}

    fn piece(&mut self, _: Span) {}

    fn member(&mut self, header: MemberHeader) -> Take {
        self.0.push(header.name);
        Take::Nothing
    }
}

/// Holds one member at a time and reads it when it has come.
struct Held<'a, 'b> {
    sink: &'a mut Inside<'b>,
    options: &'a Options,
    beside: &'a Names,
    current: Option<(String, Vec<u8>)>,
    found: Vec<(u64, Summary)>,
    stopped: Option<ReadError>,
    dropped: bool,
    unread: Vec<Note>,
}

impl Held<'_, '_> {
    fn too_large(&mut self, member: u64) {
        let detail = "It is too large to look into here.".to_owned();
        let note = Note { code: "too-large".into(), place: Place::Member(member), detail };
        self.sink.sink.note(note.clone());
        self.unread.push(note);
    }
}

impl Sink for Held<'_, '_> {
    fn record(&mut self, record: Record) -> Flow {
        self.sink.record(record)
    }

    fn note(&mut self, note: Note) {
        self.sink.note(note);
    }

    fn piece(&mut self, _: Span) {}

    fn member(&mut self, header: MemberHeader) -> Take {
        if header.size_claimed > INNER {
            self.too_large(header.number);
            return Take::Nothing;
        }
        self.current = Some((header.name, Vec::new()));
        Take::Bytes
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        if let Some((_, held)) = &mut self.current {
            held.extend_from_slice(bytes);
            // A packed file of one member claims its size modulo 2^32.
            if held.len() as u64 > INNER {
                self.current = None;
                self.dropped = true;
            }
        }
        if self.stopped.is_some() { Flow::Stop } else { Flow::Continue }
    }

    fn member_end(&mut self, end: MemberEnd) {
        if std::mem::take(&mut self.dropped) {
            self.too_large(end.number);
        }
        let Some((name, bytes)) = self.current.take() else { return };
        let detected = detect::detect(&bytes[..bytes.len().min(HEAD)], bytes.len() as u64, &name);
        if detected.kind == Kind::FILE || end.outcome == Outcome::Stopped {
            return;
        }
        let inner = inside(self.options, &name, self.beside);
        let outer = self.sink.member.replace(end.number);
        let read = if registry::of(detected.kind).is_archive() {
            looked_into(&bytes, &detected, &inner, self.sink)
        } else {
            read(&bytes, &detected, &inner, self.sink)
        };
        self.sink.member = outer;
        match read {
            Ok(summary) => self.found.push((end.number, summary)),
            Err(error) => self.stopped = Some(error),
        }
    }
}
