//! Counts and notes of a file, bounded however long it is.

use std::collections::HashSet;

use temoin_evidence::{AttachmentState, Flag, Kind as RecordKind, Moment, Place, Precision, Record, Span, Zone};

use crate::detect::Detected;
use crate::emit::OWNER;
use crate::notes::{self, Notes};
use crate::{Kind, Names, Options, Sink, Summary};

/// Flags that are summed up in one note each, and what they mean; the note's code is the flag's word.
const NOTED: &[(Flag, &str)] = &[
    (Flag::BoundaryDoubtful, "Records that may begin elsewhere than the format says; each is flagged"),
    (Flag::SenderDoubtful, "Records that do not say for certain who wrote them; each is flagged"),
    (Flag::ContentUnknown, "Records with something that this program does not know, or that the app does not export"),
    (Flag::InvalidBytes, "Records with bytes that are not text; these are replaced for display only"),
    (Flag::TextCut, "Records too long to be shown whole; their bytes are kept whole"),
    (Flag::HiddenControls, "Records with characters that steer a terminal or turn the direction of text"),
    (Flag::TimeUnusable, "Records with a time that is none; they are kept without one"),
    (Flag::DuplicateKey, "Records that name one fact twice; the last is shown, their bytes hold both"),
    (Flag::Repaired, "Records stored in a wrong encoding and repaired; the text as stored stands beside"),
    (Flag::EncodingDoubtful, "Records that seem to mix two encodings, left as stored"),
    (
        Flag::Replaced,
        "Records with characters that are none, such as half of an emoji; these are replaced for display only",
    ),
    (
        Flag::SyntaxRepaired,
        "Records that break the rules of their format in a way that could be mended, such as a raw line end",
    ),
];

/// Most senders remembered to tell a new one from one seen.
const REMEMBERED: usize = 100_000;

/// Counts what comes by.
pub(crate) struct Tally {
    summary: Summary,
    noted: Vec<(u64, Option<Span>)>,
    first: Option<(i64, Moment)>,
    last: Option<(i64, Moment)>,
    precision: Option<Precision>,
    zones: Vec<&'static str>,
    seen: HashSet<String>,
    senders: Vec<String>,
    attachments_count: u64,
    missing_count: u64,
    names: usize,
    most_senders: usize,
    looked: bool,
    calls: Calls,
    kinds: Vec<(RecordKind, u64)>,
}

/// Says what a call counts as: sources differ in what they call one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Something apart from the messages.
    #[default]
    Apart,
    /// One of the messages of its thread.
    Messages,
    /// Something that the app wrote into the thread.
    System,
}

impl Tally {
    pub(crate) fn new(kind: Kind, detected: &Detected, options: &Options) -> Self {
        Self {
            summary: Summary::new(kind.word(), &detected.media_type),
            noted: vec![(0, None); NOTED.len()],
            first: None,
            last: None,
            precision: None,
            zones: Vec::new(),
            seen: HashSet::new(),
            senders: Vec::new(),
            attachments_count: 0,
            missing_count: 0,
            names: options.limits.names,
            most_senders: options.limits.senders,
            looked: options.beside.as_ref().is_some_and(Names::is_whole),
            calls: Calls::default(),
            kinds: Vec::new(),
        }
    }

    pub(crate) fn summary(&mut self) -> &mut Summary {
        &mut self.summary
    }

    pub(crate) fn count_calls(&mut self, calls: Calls) {
        self.calls = calls;
    }

    /// Adds someone whom the file names as taking part.
    pub(crate) fn participant(&mut self, name: &str) {
        if self.seen.len() < REMEMBERED && self.seen.insert(name.to_owned()) && self.senders.len() < self.most_senders {
            self.senders.push(name.to_owned());
        }
    }

    pub(crate) fn around(&mut self, len: u64) {
        self.summary.bytes_around += len;
    }

    /// Counts one record.
    pub(crate) fn count(&mut self, record: &Record) {
        let summary = &mut self.summary;
        let draft = record.flags.has(Flag::Draft);
        let counter = match record.kind {
            _ if draft => &mut summary.others,
            RecordKind::Photo | RecordKind::Video | RecordKind::Voice | RecordKind::Page => &mut summary.others,
            RecordKind::Event | RecordKind::Contact => &mut summary.others,
            RecordKind::Call if self.calls == Calls::Messages => summary.messages.get_or_insert(0),
            RecordKind::Call if self.calls == Calls::System => summary.system.get_or_insert(0),
            RecordKind::Post | RecordKind::Comment | RecordKind::Reaction | RecordKind::Call => &mut summary.apart,
            RecordKind::System => summary.system.get_or_insert(0),
            _ => summary.messages.get_or_insert(0),
        };
        *counter += 1;
        match self.kinds.iter_mut().find(|(kind, _)| *kind == record.kind) {
            Some((_, count)) => *count += 1,
            None => self.kinds.push((record.kind, 1)),
        }
        if record.kind == RecordKind::Call {
            *summary.calls.get_or_insert(0) += 1;
        }
        if record.kind == RecordKind::Poll {
            *summary.polls.get_or_insert(0) += 1;
        }
        summary.bytes_read += record.span.len;
        if !draft {
            if let Some(sent) = &record.sent {
                self.between(sent);
            }
            if record.kind != RecordKind::System {
                self.sender(record);
            }
        }
        if !record.flags.is_empty() {
            self.flagged(record);
        }
        self.attached(record);
    }

    fn sender(&mut self, record: &Record) {
        let Some(author) = &record.author else { return };
        // Her own posts are no part she took in a conversation.
        if author.name == OWNER && matches!(record.kind, RecordKind::Post | RecordKind::Comment) {
            return;
        }
        let key = author.platform_id.as_ref().unwrap_or(&author.name);
        if !self.seen.contains(key) && self.seen.len() < REMEMBERED {
            self.seen.insert(key.clone());
            if self.senders.len() < self.most_senders {
                self.senders.push(author.name.clone());
            }
        }
    }

    fn between(&mut self, sent: &Moment) {
        let mut time = sent.time.unix_ms_as_utc();
        if let Zone::Offset(minutes) = sent.zone {
            time -= i64::from(minutes) * 60_000;
        }
        if self.first.is_none_or(|(first, _)| time < first) {
            self.first = Some((time, *sent));
        }
        if self.last.is_none_or(|(last, _)| time > last) {
            self.last = Some((time, *sent));
        }
        if self.precision.is_none_or(|known| (sent.precision as u8) < (known as u8)) {
            self.precision = Some(sent.precision);
        }
        let word = sent.zone.word();
        if !self.zones.contains(&word) {
            self.zones.push(word);
        }
    }

    fn flagged(&mut self, record: &Record) {
        let summary = &mut self.summary;
        let counts = [
            (Flag::Deleted, &mut summary.deleted),
            (Flag::Edited, &mut summary.edited),
            (Flag::MediaOmitted, &mut summary.media_omitted),
            (Flag::BoundaryDoubtful, &mut summary.boundary_doubtful),
        ];
        for (flag, count) in counts {
            if record.flags.has(flag) {
                *count.get_or_insert(0) += 1;
            }
        }
        for ((count, place), (flag, _)) in self.noted.iter_mut().zip(NOTED) {
            if record.flags.has(*flag) {
                *count += 1;
                place.get_or_insert(record.span);
            }
        }
    }

    fn attached(&mut self, record: &Record) {
        for attachment in &record.attachments {
            self.attachments_count += 1;
            let names = self.summary.attachments.get_or_insert_default();
            if names.len() < self.names {
                names.push(attachment.name.clone());
            }
            if attachment.state == AttachmentState::Missing {
                self.missing_count += 1;
                let missing = self.summary.attachments_missing.get_or_insert_default();
                if missing.len() < self.names {
                    missing.push(attachment.name.clone());
                }
            }
        }
    }

    /// Gives the notes that sum up what was flagged.
    pub(crate) fn sum_up(&mut self, notes: &mut Notes, sink: &mut dyn Sink) {
        for ((count, place), (flag, meaning)) in self.noted.iter().zip(NOTED) {
            if let Some(span) = place.filter(|_| *count > 0) {
                notes.add(flag.word(), notes::bytes(span.start, span.len), format!("{meaning}: {count}."), sink);
            }
        }
        if self.missing_count > 0 {
            let detail = format!("Attachments that are named but are not there: {}.", self.missing_count);
            notes.add("attachment-missing", Place::Whole, detail, sink);
        }
    }

    /// Ends the count.
    pub(crate) fn finish(mut self) -> Summary {
        let mut summary = self.summary;
        summary.kinds = self.kinds.iter().map(|(kind, count)| (kind.word().to_owned(), *count)).collect();
        if summary.messages.is_some() || summary.apart > 0 {
            summary.system.get_or_insert(0);
            summary.deleted.get_or_insert(0);
            summary.edited.get_or_insert(0);
            summary.attachments.get_or_insert_default();
        }
        if !self.senders.is_empty() {
            summary.participants = Some(std::mem::take(&mut self.senders));
        }
        summary.first = self.first.map(|(_, moment)| moment.to_string());
        summary.last = self.last.map(|(_, moment)| moment.to_string());
        summary.precision = self.precision.map(|precision| precision.word().into());
        summary.zone = match self.zones.as_slice() {
            [] => summary.zone,
            [one] => Some((*one).into()),
            _ => Some("mixed".into()),
        };
        let listed = summary.attachments.as_ref().map_or(0, Vec::len) as u64;
        summary.attachments_count = Some(self.attachments_count).filter(|&n| n > listed);
        if self.looked && summary.attachments.is_some() {
            summary.attachments_missing.get_or_insert_default();
        }
        // Kinds are told where they say more than the counts do.
        if summary.kinds.keys().all(|kind| matches!(kind.as_str(), "message" | "system" | "call" | "poll")) {
            summary.kinds.clear();
        }
        summary
    }
}
