//! Counts and notes of a chat, bounded however long it is.

use temoin_evidence::{AttachmentState, CivilTime, Flag, Kind, Moment, Place, Record, Span};

use super::content::{Content, What};
use super::survey::Survey;
use crate::detect::Detected;
use crate::notes::{self, Notes};
use crate::{Options, Sink, Summary};

/// Flags that are summed up in one note each: code, and what it means.
const NOTED: &[(Flag, &str, &str)] = &[
    (
        Flag::BoundaryDoubtful,
        "boundary-doubtful",
        "records begin like a header that may have been typed inside the message before; each is flagged",
    ),
    (Flag::SenderDoubtful, "sender-doubtful", "records do not say for certain who wrote them; each is flagged"),
    (Flag::TimeBackwards, "time-backwards", "records are earlier than the one before"),
    (
        Flag::DstGap,
        "dst-gap",
        "records stand in an hour that does not exist in Central Europe that night: the phone was set to another zone, or the time is not true",
    ),
    (Flag::DstFold, "dst-fold", "records stand in an hour that occurs twice in Central Europe that night"),
    (
        Flag::ContentUnknown,
        "content-unknown",
        "records hold only what the app writes for something it does not export, such as a picture shown once",
    ),
    (Flag::InvalidBytes, "invalid-bytes", "records hold bytes that are not text; they are replaced for display only"),
    (Flag::TextCut, "text-cut", "records are too long to be shown whole; their bytes are kept whole"),
    (
        Flag::HiddenControls,
        "hidden-controls",
        "records hold characters that steer a terminal or turn the direction of text",
    ),
];

/// Counts near which the app is said to cut an export without a word (vendors' figures, not official).
const CAPS: [std::ops::RangeInclusive<u64>; 2] = [9_900..=10_100, 39_900..=40_100];

/// Counts what comes by.
pub(super) struct Tally {
    summary: Summary,
    notes: Notes,
    noted: Vec<(u64, Option<Span>)>,
    first: Option<Moment>,
    last: Option<Moment>,
    messages: u64,
    system: u64,
    deleted: u64,
    edited: u64,
    omitted: u64,
    calls: u64,
    polls: u64,
    attachments: Vec<String>,
    attachments_count: u64,
    missing: Vec<String>,
    missing_count: u64,
    bytes: u64,
    names: usize,
    looked: bool,
    zone: &'static str,
}

impl Tally {
    pub(super) fn new(options: &Options, detected: &Detected) -> Self {
        Self {
            summary: Summary::new("whatsapp", &detected.media_type),
            notes: Notes::new(options.limits.notes),
            noted: vec![(0, None); NOTED.len()],
            first: None,
            last: None,
            messages: 0,
            system: 0,
            deleted: 0,
            edited: 0,
            omitted: 0,
            calls: 0,
            polls: 0,
            attachments: Vec::new(),
            attachments_count: 0,
            missing: Vec::new(),
            missing_count: 0,
            bytes: 0,
            names: options.limits.names,
            looked: options.beside.is_some(),
            zone: options.answers.zone.map_or("floating", |zone| zone.word()),
        }
    }

    pub(super) fn preamble(&mut self, len: u64, sink: &mut dyn Sink) {
        self.notes.add(
            "preamble",
            notes::bytes(0, len),
            "Text stands before the first message; it is a piece of its own.",
            sink,
        );
    }

    pub(super) fn no_headers(&mut self, len: u64, sink: &mut dyn Sink) {
        if len > 0 {
            sink.piece(Span { start: 0, len });
        }
        self.notes.add("not-read", Place::Whole, "No line begins like a message.", sink);
    }

    /// Counts one record.
    #[inline]
    pub(super) fn count(&mut self, record: &Record, content: &Content<'_>) {
        // What the app writes about a call carries U+200E; a call told in plain words counts as sent.
        let by_app = record.kind == Kind::System || content.what == What::Call(true);
        if by_app {
            self.system += 1;
        } else {
            self.messages += 1;
        }
        self.calls += u64::from(record.kind == Kind::Call);
        self.polls += u64::from(record.kind == Kind::Poll);
        self.bytes += record.span.len;
        if let Some(sent) = &record.sent {
            self.between(sent);
        }
        if !record.flags.is_empty() {
            self.flagged(record);
        }
        for attachment in &record.attachments {
            self.attachments_count += 1;
            if self.attachments.len() < self.names {
                self.attachments.push(attachment.name.clone());
            }
            if attachment.state == AttachmentState::Missing {
                self.missing_count += 1;
                if self.missing.len() < self.names {
                    self.missing.push(attachment.name.clone());
                }
            }
        }
    }

    #[inline]
    fn between(&mut self, sent: &Moment) {
        let time = |moment: &Option<Moment>| moment.as_ref().map(|m| m.time);
        if time(&self.first).is_none_or(|first: CivilTime| sent.time < first) {
            self.first = Some(*sent);
        }
        if time(&self.last).is_none_or(|last: CivilTime| sent.time > last) {
            self.last = Some(*sent);
        }
    }

    fn flagged(&mut self, record: &Record) {
        self.deleted += u64::from(record.flags.has(Flag::Deleted));
        self.edited += u64::from(record.flags.has(Flag::Edited));
        self.omitted += u64::from(record.flags.has(Flag::MediaOmitted));
        for ((count, place), (flag, ..)) in self.noted.iter_mut().zip(NOTED) {
            if record.flags.has(*flag) {
                *count += 1;
                place.get_or_insert(record.span);
            }
        }
    }

    /// Ends the count: notes about the whole, and the summary.
    pub(super) fn finish(mut self, survey: Survey, sink: &mut dyn Sink) -> Summary {
        self.sum_up(&survey, sink);
        let mut summary = self.summary;
        summary.messages = Some(self.messages);
        summary.system = Some(self.system);
        summary.participants = Some(survey.senders.names());
        summary.first = self.first.map(|moment| moment.to_string());
        summary.last = self.last.map(|moment| moment.to_string());
        summary.date_order = Some(survey.order.order.map_or("unproven", |order| order.word()).into());
        summary.order_proof = survey.order.order.map(|_| survey.order.proof.into());
        summary.zone = Some(self.zone.into());
        summary.precision = survey.shape.map(|shape| if shape.seconds { "second" } else { "minute" }.into());
        summary.deleted = Some(self.deleted);
        summary.edited = Some(self.edited);
        summary.media_omitted = Some(self.omitted);
        summary.calls = Some(self.calls).filter(|&n| n > 0);
        summary.polls = Some(self.polls).filter(|&n| n > 0);
        summary.boundary_doubtful = Some(self.noted[0].0).filter(|&n| n > 0);
        summary.attachments_count = Some(self.attachments_count).filter(|&n| n > self.attachments.len() as u64);
        summary.attachments = Some(self.attachments);
        summary.attachments_missing = Some(self.missing).filter(|_| self.looked);
        summary.bytes_read = self.bytes;
        summary.notes = self.notes.finish(sink);
        summary
    }

    fn sum_up(&mut self, survey: &Survey, sink: &mut dyn Sink) {
        let records = self.messages + self.system;
        if survey.headers > 0 && survey.order.order.is_none() {
            let detail = "Day and month can be read either way; the program does not guess. Say which comes first.";
            self.notes.add("date-order-unproven", Place::Whole, detail, sink);
        }
        if survey.other_calendar {
            let detail =
                "Years of a calendar that is not converted (1430–1499, Islamic) occur; the times are kept as written.";
            self.notes.add("calendar-unread", Place::Whole, detail, sink);
        }
        for (at, (_, code, meaning)) in NOTED.iter().enumerate() {
            let (count, place) = self.noted[at];
            if let Some(span) = place.filter(|_| count > 0) {
                self.notes.add(code, Place::Bytes(span), format!("{count} {meaning}."), sink);
            }
        }
        if self.missing_count > 0 {
            let detail = format!("{} attachments are named but are not in the archive.", self.missing_count);
            self.notes.add("attachment-missing", Place::Whole, detail, sink);
        } else if self.attachments_count > 0 && !self.looked {
            let detail =
                format!("{} attachments are named; a text file alone does not hold them.", self.attachments_count);
            self.notes.add("attachments-apart", Place::Whole, detail, sink);
        }
        if survey.senders.overflowed {
            let detail = "More senders than the limit; those beyond are shown but not counted.";
            self.notes.add("senders-cut", Place::Whole, detail, sink);
        }
        if CAPS.iter().any(|cap| cap.contains(&records)) {
            let detail = format!(
                "{records} records: near a length at which the app is said to cut off the oldest without a word."
            );
            self.notes.add("may-be-cut", Place::Whole, detail, sink);
        }
    }
}
