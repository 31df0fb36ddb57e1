//! Address books (vCard 2.1; 3.0, RFC 2426; 4.0, RFC 6350): under which name and number someone is known to her. See
//! `docs/formats/vcard.md`.

mod card;

use crate::content_line::{ContentLines, Property};
use crate::detect::{Detected, Encoding};
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

use card::Card;

/// Reads `.vcf`: one record a card.
pub(crate) struct VCard;

const KIND: Kind = Kind::of("vcard");
/// Longest content line that is held, in bytes: a picture is one.
const LINE: usize = 24 << 20;
/// What every card begins with.
const BEGIN: &[u8] = b"BEGIN:VCARD";

impl Format for VCard {
    fn kind(&self) -> Kind {
        KIND
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let bytes = head.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head.bytes);
        // Old cards are in the charset of a phone and may not look like text.
        let begins = bytes.get(..BEGIN.len()).is_some_and(|start| start.eq_ignore_ascii_case(BEGIN));
        begins || head.media_type == "text/vcard" && head.encoding == Some(Encoding::Utf8)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        emit.summary().media_type = "text/vcard".into();
        let mut reading = Reading { open: None, inner: 0, given: 0, damaged: 0 };
        reading.read(source, &mut emit)?;
        if reading.damaged > 0 {
            let detail = format!("{} pictures or other files inside could not be decoded whole.", reading.damaged);
            emit.note("part-damaged", detail);
        }
        if reading.given > 1 {
            let detail = "It holds the names and numbers of other people too: hand over only the cards that matter.";
            emit.note("third-parties", detail);
        }
        Ok(emit.finish())
    }
}

struct Reading {
    open: Option<Card>,
    /// How many cards are open inside the card.
    inner: u32,
    given: u64,
    damaged: u64,
}

impl Reading {
    fn read(&mut self, source: &dyn Source, emit: &mut Emit<'_>) -> Result<(), ReadError> {
        let mut lines = ContentLines::new(source, LINE).with_encodings();
        while let Some(line) = lines.next()? {
            let (text, _) = line.text();
            let edge = Property::of(&text).filter(|found| found.value.trim().eq_ignore_ascii_case("VCARD"));
            let begins = edge.is_some_and(|found| found.is("BEGIN"));
            let ends = edge.is_some_and(|found| found.is("END"));
            match &mut self.open {
                None if begins => self.open = Some(Card::new(self.given, line.start, line.end)),
                None => {}
                Some(card) if begins && (card.is_agent() || self.inner > 0) => {
                    self.inner += 1;
                    card.goes_on(line.end);
                    let detail = "A card inside another one is kept and not read.";
                    emit.note_at("not-read", line.start, line.end - line.start, detail);
                }
                Some(_) if begins => {
                    self.close(false, emit)?;
                    self.open = Some(Card::new(self.given, line.start, line.end));
                }
                Some(card) if self.inner > 0 => {
                    self.inner -= u32::from(ends);
                    card.goes_on(line.end);
                }
                Some(card) if ends => {
                    card.goes_on(line.end);
                    self.close(true, emit)?;
                }
                Some(card) => {
                    card.goes_on(line.end);
                    self.damaged += u64::from(!card.take(&line, emit)?);
                }
            }
        }
        self.close(false, emit)
    }

    fn close(&mut self, whole: bool, emit: &mut Emit<'_>) -> Result<(), ReadError> {
        let Some(card) = self.open.take() else { return Ok(()) };
        self.inner = 0;
        self.given += 1;
        let record = card.record();
        if !whole {
            emit.note_at("truncated", record.span.start, record.span.len, "A card has no end.");
        }
        emit.record(record)
    }
}

#[cfg(test)]
mod tests;
