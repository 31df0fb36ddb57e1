use temoin_evidence::{Attachment, AttachmentState, Author, Flags, LabelledBy, Moment, Place, Record, Span};
use temoin_syntax::json::{Doubts, Element};
use temoin_syntax::{Damage, DamageKind, entity::Oddities};

use crate::detect::Detected;
use crate::notes::{self, Notes};
use crate::tally::{Calls, Tally};
use crate::{Flow, Kind, MemberEnd, MemberHeader, Options, Outcome, ReadError, Sink, Source, Summary, Take};

/// Gives what a reader finds to the sink, so that three things hold whatever the reader does: pieces tile the file,
/// records are numbered in file order, and what is counted was given.
///
/// Bytes before a record that belong to no other are a piece of their own. A record whose bytes begin where those of the
/// one before did shares its piece. Markup that was broken may put one record into another: see [`Emit::apart`].
pub(crate) struct Emit<'a> {
    /// What is known beside the bytes.
    pub(crate) options: &'a Options,
    sink: &'a mut dyn Sink,
    notes: Notes,
    tally: Tally,
    size: u64,
    end: u64,
    last: Span,
    position: u64,
    members: u64,
}

impl<'a> Emit<'a> {
    /// Begins a file of `size` bytes.
    pub(crate) fn new(
        kind: Kind,
        detected: &Detected,
        size: u64,
        options: &'a Options,
        sink: &'a mut dyn Sink,
    ) -> Self {
        let mut notes = Notes::new(options.limits.notes);
        if size == 0 {
            notes.add("empty", Place::Whole, "The file holds no bytes.", sink);
        }
        let tally = Tally::new(kind, detected, options);
        Self { options, sink, notes, tally, size, end: 0, last: Span { start: 0, len: 0 }, position: 0, members: 0 }
    }

    /// Gives a record; its position is set here, and a text beyond the limit is cut. A file without bytes has none.
    ///
    /// # Errors
    /// [`ReadError::Stopped`] when the sink asks to stop.
    pub(crate) fn record(&mut self, mut record: Record) -> Result<(), ReadError> {
        if self.size == 0 {
            return Ok(());
        }
        let end = record.span.end().min(self.size);
        record.span.start = record.span.start.min(end);
        record.span.len = end - record.span.start;
        self.apart(&mut record);
        let end = record.span.end();
        self.around(record.span.start);
        if end > self.end {
            self.sink.piece(Span { start: self.end, len: end - self.end });
            self.end = end;
        }
        record.position = self.position;
        self.position += 1;
        self.bound(&mut record);
        self.tally.count(&record);
        match self.sink.record(record) {
            Flow::Continue => Ok(()),
            Flow::Stop => Err(ReadError::Stopped),
        }
    }

    /// Keeps pieces apart where a record begins inside the one before: one that lies wholly in it is shown by the same piece,
    /// one that goes on beyond it has only the bytes beyond. Either is flagged.
    fn apart(&mut self, record: &mut Record) {
        use temoin_evidence::Flag;
        let Span { start, .. } = record.span;
        if start < self.end && start != self.last.start {
            let end = record.span.end();
            record.flags.insert(Flag::SyntaxRepaired);
            record.span = if end > self.end { Span { start: self.end, len: end - self.end } } else { self.last };
        }
        self.last = record.span;
    }

    /// Describes an attachment: there, missing, or unknown where nobody looked.
    pub(crate) fn attachment(&self, name: &str) -> Attachment {
        let base = name.split(['?', '#']).next().unwrap_or(name).rsplit(['/', '\\']).next().unwrap_or(name);
        let state = self.options.beside.as_ref().map_or(AttachmentState::Unknown, |beside| beside.state(base));
        Attachment { name: name.to_owned(), state }
    }

    /// Says what calls count as.
    pub(crate) fn count_calls(&mut self, calls: Calls) {
        self.tally.count_calls(calls);
    }

    /// Adds someone whom the file names as taking part, whether or not a message of his is in it.
    pub(crate) fn participant(&mut self, name: &str) {
        self.tally.participant(name);
    }

    /// Returns the number of records given.
    pub(crate) fn given(&self) -> u64 {
        self.position
    }

    fn around(&mut self, until: u64) {
        if until > self.end {
            self.sink.piece(Span { start: self.end, len: until - self.end });
            self.tally.around(until - self.end);
            self.end = until;
        }
    }

    fn bound(&self, record: &mut Record) {
        use temoin_evidence::Flag;
        if crate::controls::first(record.text.as_bytes()).is_some() {
            record.flags.insert(Flag::HiddenControls);
        }
        let most = self.options.limits.text;
        for text in std::iter::once(&mut record.text).chain(&mut record.text_raw) {
            if text.len() > most {
                text.truncate(text.floor_char_boundary(most));
                record.flags.insert(Flag::TextCut);
            }
        }
    }

    /// Gives a note about a range of bytes.
    pub(crate) fn note_at(&mut self, code: &str, start: u64, len: u64, detail: impl Into<String>) {
        let start = start.min(self.size);
        let len = len.min(self.size - start);
        self.notes.add(code, notes::bytes(start, len), detail, self.sink);
    }

    /// Gives a note about the whole file.
    pub(crate) fn note(&mut self, code: &str, detail: impl Into<String>) {
        self.notes.add(code, Place::Whole, detail, self.sink);
    }

    /// Tells that the archive of one person holds that person's side only, and what to add. DESIGN, reference of formats, section 1.
    pub(crate) fn one_sided(&mut self, what: &str) {
        let advice = "What others wrote is not in it: add screenshots or saved pages of their posts, or an export by someone who received them.";
        self.note("one-sided", format!("{what} {advice}"));
    }

    /// Tells what could not be read.
    pub(crate) fn damage(&mut self, damage: Damage) {
        let len = damage.end - damage.start;
        let detail = match damage.kind {
            DamageKind::Truncated if len == 0 => format!("The file stops at byte {}, inside a list.", damage.start),
            DamageKind::Truncated => {
                format!("The file stops at byte {}: the last {len} bytes are not whole.", damage.end)
            }
            DamageKind::TooDeep => format!("{len} bytes are nested too deep and are not read."),
            DamageKind::TooLarge => format!("{len} bytes are one value, too large to be read; they are kept."),
            _ => format!("{len} bytes do not follow the grammar and are not read."),
        };
        self.note_at(damage.kind.code(), damage.start, len, detail);
    }

    /// Gives bytes that lie inside the file in another form, such as an attachment of a mail, as a member.
    ///
    /// # Errors
    /// [`ReadError::Stopped`] when the sink asks to stop.
    pub(crate) fn member(&mut self, name: &str, modified: Option<Moment>, bytes: &[u8]) -> Result<(), ReadError> {
        self.member_of(name, modified, &bytes, bytes.len() as u64)
    }

    /// Gives bytes that lie scattered in the file as a member, a part at a time; it is damaged where fewer are there than
    /// are claimed.
    ///
    /// # Errors
    /// [`ReadError`] when the source fails or the sink asks to stop.
    pub(crate) fn member_of(
        &mut self,
        name: &str,
        modified: Option<Moment>,
        source: &dyn Source,
        claimed: u64,
    ) -> Result<(), ReadError> {
        let number = self.members;
        self.members += 1;
        let header = MemberHeader {
            number,
            name_raw: name.as_bytes().to_vec(),
            name: crate::zip::display(name),
            size_claimed: claimed,
            modified,
        };
        match self.sink.member(header) {
            Take::Bytes => {}
            Take::Nothing => return Ok(()),
            Take::Stop => return Err(ReadError::Stopped),
        }
        let mut size = 0;
        loop {
            let part = temoin_syntax::slice(source, size, 64 << 10)?;
            if part.is_empty() {
                break;
            }
            if self.sink.member_bytes(&part) == Flow::Stop {
                return Err(ReadError::Stopped);
            }
            size += part.len() as u64;
        }
        let outcome = if size == claimed { Outcome::Whole } else { Outcome::Damaged };
        self.sink.member_end(MemberEnd { number, size, outcome });
        Ok(())
    }

    /// Returns the summary, for facts that are no counts.
    pub(crate) fn summary(&mut self) -> &mut Summary {
        self.tally.summary()
    }

    /// Ends the file: what is left is a piece, what was flagged is summed up.
    pub(crate) fn finish(mut self) -> Summary {
        self.around(self.size);
        self.tally.sum_up(&mut self.notes, self.sink);
        let members = self.members;
        let mut summary = self.tally.finish();
        summary.members = summary.members.or(Some(members).filter(|&n| n > 0));
        summary.notes = self.notes.finish(self.sink);
        summary
    }
}

/// Makes a record of a JSON element: its bytes, and what was odd in it.
pub(crate) fn begun(kind: temoin_evidence::Kind, element: &Element<'_>) -> Record {
    let span = Span { start: element.start, len: element.end - element.start };
    Record { flags: doubted(element.doubts), ..Record::new(kind, span) }
}

/// Sets a record's time: what is written stays verbatim; what is no time is flagged.
pub(crate) fn timed(record: &mut Record, raw: &str, sent: Option<Moment>) {
    record.sent_raw = raw.to_owned();
    record.sent = sent;
    if sent.is_none() && !raw.is_empty() {
        record.flags.insert(temoin_evidence::Flag::TimeUnusable);
    }
}

/// Names someone by what the platform calls him: an account, not a person.
pub(crate) fn account(name: &str, id: Option<&str>) -> Author {
    let shown = if name.is_empty() { id.unwrap_or_default() } else { name };
    Author { name: shown.to_owned(), labelled_by: LabelledBy::Platform, platform_id: id.map(str::to_owned) }
}

/// The name shown for the person whose archive it is, where the file does not name her.
pub(crate) const OWNER: &str = Author::OWNER;

/// Returns the flags that say what was odd in a JSON value.
pub(crate) fn doubted(doubts: Doubts) -> Flags {
    use temoin_evidence::Flag;
    let marks = [
        (doubts.lone_surrogate, Flag::Replaced),
        (doubts.duplicate_key, Flag::DuplicateKey),
        (doubts.invalid_bytes, Flag::InvalidBytes),
        (doubts.raw_control, Flag::SyntaxRepaired),
    ];
    marks.into_iter().filter(|(set, _)| *set).fold(Flags::default(), |flags, (_, flag)| flags.with(flag))
}

/// Returns the flags that say what was odd in decoded markup.
pub(crate) fn odd(oddities: Oddities) -> Flags {
    use temoin_evidence::Flag;
    let marks = [
        (oddities.replaced, Flag::Replaced),
        (oddities.invalid_bytes, Flag::InvalidBytes),
        (oddities.surrogate_pairs, Flag::SyntaxRepaired),
    ];
    marks.into_iter().filter(|(set, _)| *set).fold(Flags::default(), |flags, (_, flag)| flags.with(flag))
}
