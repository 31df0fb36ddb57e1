//! What of a record someone said: its own text, or what was read in its picture; and whether it was she.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use temoin_case::{Case, Filter, TextId};
use temoin_evidence::{Direction, Kind, Record, RecordId};

use crate::DeskError;
use crate::read_text::{MessageSide, PictureText, TextLine, read_in};

/// Is a text that is sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Which text of the case it is.
    pub(super) id: TextId,
    /// What is sorted of it.
    pub(super) text: String,
    /// Who wrote it, as the source or the picture shows the name.
    pub(super) author: Option<String>,
    /// When, as the source or the picture tells it.
    pub(super) time: String,
    /// Whether the source says that she wrote it, or it stands where the screen's owner writes.
    pub(super) own: bool,
}

/// Gives each text of the case with its record, item by item and in file order.
///
/// # Errors
/// Those of the case.
pub(super) fn each_text(case: &Case, take: &mut dyn FnMut(&Record, Said)) -> Result<(), DeskError> {
    let mut failed = Ok(());
    case.records(&Filter::default(), &mut |id, record| match texts(case, id, &record) {
        Ok(texts) => {
            texts.into_iter().for_each(|said| take(&record, said));
            ControlFlow::Continue(())
        }
        Err(error) => {
            failed = Err(error);
            ControlFlow::Break(())
        }
    })?;
    failed
}

/// Returns one text of the case; nothing where there is none of that id.
pub(super) fn text(case: &Case, id: TextId) -> Result<Option<Said>, DeskError> {
    let Some(record) = case.record(id.record)? else { return Ok(None) };
    Ok(texts(case, id.record, &record)?.into_iter().find(|said| said.id == id))
}

/// Returns the texts of a record: what someone wrote, nothing of what an app wrote, of a mail only its own lines, and of a picture
/// what was read in it.
fn texts(case: &Case, id: RecordId, record: &Record) -> Result<Vec<Said>, DeskError> {
    Ok(match record.kind {
        Kind::Message | Kind::Post | Kind::Comment | Kind::Email | Kind::Poll => {
            own_text(id, record).into_iter().collect()
        }
        Kind::Photo => read_in(case, id.item)?.map(|read| in_picture(id, record, &read.text)).unwrap_or_default(),
        _ => Vec::new(),
    })
}

fn own_text(id: RecordId, record: &Record) -> Option<Said> {
    let text = if record.kind == Kind::Email { unquoted(&record.text) } else { record.text.clone() };
    (!text.trim().is_empty()).then(|| Said {
        id: TextId { record: id, part: 0 },
        text,
        author: record.author.as_ref().map(|author| author.name.clone()),
        time: time(record),
        own: record.direction == Direction::Sent,
    })
}

fn time(record: &Record) -> String {
    record.sent.map_or_else(|| record.sent_raw.clone(), |sent| sent.to_string())
}

/// Makes a text of each message that was read in a picture, and one of all lines that belong to none. A time shown in it stays what
/// it is.
fn in_picture(id: RecordId, record: &Record, read: &PictureText) -> Vec<Said> {
    let said = |part: usize, text: String, author: Option<String>, shown: Option<String>, own: bool| Said {
        id: TextId { record: id, part: part as u32 },
        text,
        author,
        time: shown.unwrap_or_else(|| time(record)),
        own,
    };
    let mut all: Vec<Said> = read
        .messages
        .iter()
        .zip(1..)
        .map(|(message, part)| {
            let text = message.text.replace('\n', " ");
            let own = message.side == MessageSide::Right;
            // Of two people's chat the header names the other one; in a group each message has its sender.
            let author = message.sender.clone().or_else(|| read.header.clone().filter(|_| !own));
            said(part, text, author, message.time_shown.clone(), own)
        })
        .collect();
    let outside = |line: &&TextLine| !read.messages.iter().any(|message| holds(message.place, line.place));
    let rest = read.lines.iter().filter(outside).map(|line| line.text.as_str()).filter(|text| says_something(text));
    let rest: Vec<&str> = rest.collect();
    all.push(said(read.messages.len() + 1, rest.join("\n"), None, None, false));
    all.retain(|said| !said.text.trim().is_empty());
    all
}

/// Says whether a line is more than a clock, a count, a handle or a button: two words of some length.
fn says_something(line: &str) -> bool {
    line.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 4).count() >= 2
}

/// Says whether the middle of one box lies in another; both are left, top, width, height.
fn holds(outer: [usize; 4], inner: [usize; 4]) -> bool {
    [0, 1].into_iter().all(|axis| {
        let middle = inner[axis] + inner[axis + 2] / 2;
        (outer[axis]..outer[axis] + outer[axis + 2]).contains(&middle)
    })
}

/// Leaves out the lines that a mail quotes (RFC 3676 §4.5): whoever answers a threat did not write it.
fn unquoted(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with('>')).collect::<Vec<_>>().join("\n")
}

/// Returns what tells a text from others, so that nothing said about one is ever taken for something about another.
pub(crate) fn mark(text: &str) -> [u8; 8] {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    std::array::from_fn(|at| digest[at])
}

/// Returns a number that is the same for texts that differ in case, blanks and drawn-out marks only.
pub(super) fn likeness(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{ItemId, Span};

    use super::*;
    use crate::read_text::TextMessage;

    fn id() -> RecordId {
        RecordId { item: ItemId([1; 16]), position: 0 }
    }

    fn check(kind: Kind, text: &str, expected: Option<&str>) {
        let record = Record { text: text.into(), ..Record::new(kind, Span { start: 0, len: 1 }) };
        assert_eq!(own_text(id(), &record).map(|said| said.text).as_deref(), expected, "{text}");
    }

    #[test]
    fn what_someone_else_wrote_is_left_out() {
        check(Kind::Message, "je sais", Some("je sais"));
        check(Kind::Message, "  ", None);
        check(Kind::Email, "Stop.\n> je sais où\n>> encore\nNadia", Some("Stop.\nNadia"));
        check(Kind::Email, "> je sais où", None);
    }

    #[test]
    fn each_message_of_a_screen_is_a_text_and_what_is_none_is_one() {
        let line = |text: &str, place| TextLine { text: text.into(), read: None, place, confidence: 1.0 };
        let message = |side, text: &str, place| TextMessage {
            side,
            sender: None,
            time_shown: Some("21:04".into()),
            text: text.into(),
            read: None,
            place,
            confidence: 1.0,
        };
        let read = PictureText {
            lines: vec![
                line("Bastien Renard", [40, 5, 60, 10]),
                line("je sais", [12, 32, 50, 10]),
                line("où", [12, 44, 20, 10]),
                line("arrête", [122, 72, 50, 10]),
                line("21:04", [40, 16, 60, 10]),
            ],
            messages: vec![
                message(MessageSide::Left, "je sais\noù", [10, 30, 60, 30]),
                message(MessageSide::Right, "arrête", [120, 70, 60, 15]),
            ],
            header: Some("Bastien Renard".into()),
            ..PictureText::default()
        };
        let photo = Record::new(Kind::Photo, Span { start: 0, len: 1 });
        let found = in_picture(id(), &photo, &read);
        let told: Vec<_> =
            found.iter().map(|said| (said.id.part, said.text.as_str(), said.time.as_str(), said.own)).collect();
        let expected =
            [(1, "je sais où", "21:04", false), (2, "arrête", "21:04", true), (3, "Bastien Renard", "", false)];
        assert_eq!(told, expected);
        let authors: Vec<_> = found.iter().map(|said| said.author.as_deref()).collect();
        assert_eq!(authors, [Some("Bastien Renard"), None, None]);
        assert_eq!(in_picture(id(), &photo, &PictureText::default()), []);
    }

    #[test]
    fn the_same_words_are_alike_however_they_are_written() {
        assert_eq!(likeness("Réponds !!"), likeness("réponds"));
        assert_ne!(likeness("réponds"), likeness("répond"));
        assert_ne!(mark("Réponds !!"), mark("réponds"));
    }
}
