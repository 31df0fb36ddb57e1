use std::collections::BTreeSet;

use temoin_evidence::{Note, Place, Record, Span};

use crate::detect::{self, Detected, HEAD, Kind};
use crate::notes::Notes;
use crate::zip::Archive;
use crate::{
    Flow, MemberEnd, MemberHeader, Options, Outcome, ReadError, Sink, Source, Summary, Take, detect_source, read,
    source,
};

/// Largest archive inside an archive that is looked into here, in bytes: it is held in memory meanwhile.
const INNER: u64 = 64 << 20;

/// Reads a file and, where it is an archive, the chats inside it; attachments are looked for among the other members.
///
/// Of an archive the sink gets the records of its chats and all notes; pieces and members stay inside.
///
/// # Errors
/// As [`read`].
pub fn inspect(source: &dyn Source, options: &Options, sink: &mut dyn Sink) -> Result<Summary, ReadError> {
    let detected = detect_source(source, &options.name)?;
    if detected.kind != Kind::Zip {
        return read(source, &detected, options, sink);
    }
    let mut sink = Inside { sink, member: None };
    archive(source, &detected, options, &mut sink)
}

fn archive(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut Inside<'_>,
) -> Result<Summary, ReadError> {
    let mut notes = Notes::new(options.limits.notes);
    let mut archive = Archive::open(source, options, &mut notes, sink)?;
    let members: Vec<(usize, u64, String)> =
        archive.members().map(|(at, number, name)| (at, number, name.to_owned())).collect();
    let mut looks = Vec::new();
    for (at, _, name) in &members {
        let mut look = Look { sink, head: Vec::new(), whole: true };
        archive.give(*at, &mut notes, &mut look)?;
        looks.push((detect::detect(&look.head, archive.member(*at).len(), name), look.whole));
    }
    let mut summary = Summary::new("zip", &detected.media_type);
    summary.members = Some(archive.listed());
    let beside: BTreeSet<String> = members.iter().map(|(_, _, name)| base(name).to_owned()).collect();
    for ((at, number, name), (found, whole)) in members.iter().zip(looks) {
        let inner = Options {
            name: base(name).to_owned(),
            archive: Some(options.name.clone()),
            beside: Some(beside.clone()).filter(|_| found.kind == Kind::WhatsApp),
            depth: options.depth + 1,
            ..options.clone()
        };
        if !whole {
            continue;
        }
        let member = archive.member(*at);
        let outer = sink.member.replace(*number);
        match found.kind {
            Kind::WhatsApp => merge(&mut summary, read(&member, &found, &inner, sink)?, *number),
            Kind::Zip if member.len() <= INNER => {
                let bytes = source::slice(&member, 0, member.len() as usize)?;
                let found = self::archive(&bytes, &found, &inner, sink)?;
                merge(&mut summary, found, *number);
            }
            Kind::Zip => notes.add(
                "too-large",
                Place::Member(*number),
                "An archive inside is too large to look into here.",
                sink,
            ),
            Kind::File => {}
        }
        sink.member = outer;
    }
    let mut all = notes.finish(sink);
    all.append(&mut summary.notes);
    summary.notes = all;
    Ok(summary)
}

/// Adds what was found inside; notes then name the member.
fn merge(into: &mut Summary, from: Summary, member: u64) {
    let add = |a: &mut Option<u64>, b: Option<u64>| {
        if let Some(b) = b {
            *a = Some(a.unwrap_or(0) + b);
        }
    };
    let first = into.messages.is_none();
    into.notes.extend(from.notes.into_iter().map(|note| Note { place: Place::Member(member), ..note }));
    if from.messages.is_none() {
        return;
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
    into.bytes_read += from.bytes_read;
    let names = into.participants.get_or_insert_default();
    names.extend(from.participants.unwrap_or_default());
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    into.attachments.get_or_insert_default().extend(from.attachments.unwrap_or_default());
    into.attachments_missing.get_or_insert_default().extend(from.attachments_missing.unwrap_or_default());
    into.source = from.source;
    into.zone = from.zone;
    into.order_proof = from.order_proof.filter(|_| first || into.date_order == from.date_order);
    into.date_order =
        if first || into.date_order == from.date_order { from.date_order } else { Some("unproven".into()) };
    into.precision = into.precision.take().filter(|word| word == "minute").or(from.precision);
    into.first = [into.first.take(), from.first].into_iter().flatten().min();
    into.last = [into.last.take(), from.last].into_iter().flatten().max();
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
