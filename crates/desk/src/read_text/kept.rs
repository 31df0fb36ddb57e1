use serde::{Deserialize, Serialize};
use temoin_case::Case;
use temoin_evidence::{Item, ItemId, Reader};

use super::correct::corrected;
use super::look::ask;
use super::{PictureText, Unread};
use crate::DeskError;
use crate::worker::{Seeking, Worker};

/// The name of the networks that read.
const NAME: &str = "pp-ocrv6-small";
/// The version of what is kept, raised whenever the same picture would be read otherwise.
const VERSION: u32 = 1;

/// Is what came of reading the pictures of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PicturesRead {
    /// How many pictures the case holds.
    pub pictures: usize,
    /// How many of them were read now; the others were known already, or are among the unread.
    pub read: usize,
    /// In how many of them there is text.
    pub with_text: usize,
    /// What could not be read, in the order in which it was taken in.
    pub unread: Vec<UnreadItem>,
}

/// Is a picture of a case that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnreadItem {
    /// The item.
    pub item: ItemId,
    /// The name it came under.
    pub name: String,
    /// Why.
    pub why: Unread,
}

/// Is what was read in a picture of a case, and by whom: it stands beside the record, never in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadInPicture {
    /// The name of the reader.
    pub reader: String,
    /// Its version.
    pub version: u32,
    /// What it read.
    #[serde(flatten)]
    pub text: PictureText,
}

/// Is a row of the case.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    text: PictureText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Unread>,
}

/// Reads the text in the pictures of a case that this version did not read yet, and keeps it, picture by picture: what is
/// stopped goes on where it was. The worker must be one that was shown the weights.
///
/// # Errors
/// Those of the case.
pub fn read_pictures(
    case: &mut Case,
    worker: &mut Worker,
    step: &mut dyn FnMut(usize, usize),
) -> Result<PicturesRead, DeskError> {
    let items: Vec<Item> = case.items()?.into_iter().filter(is_picture).collect();
    let total = items.len();
    let mut told = PicturesRead { pictures: total, ..PicturesRead::default() };
    for (done, item) in items.into_iter().enumerate() {
        step(done, total);
        let known = case.picture_text::<serde_json::Value>(item.id)?.filter(|(by, _)| *by == reader());
        let kept = match known.and_then(|(_, kept)| serde_json::from_value(kept).ok()) {
            Some(kept) => kept,
            None => {
                let kept = read(case, worker, &item)?;
                told.read += usize::from(kept.note.is_none());
                kept
            }
        };
        told.with_text += usize::from(!kept.text.lines.is_empty());
        told.unread.extend(kept.note.map(|why| UnreadItem { item: item.id, name: item.name, why }));
    }
    step(total, total);
    Ok(told)
}

/// Returns what was read in an item, by whichever version, with her corrections; nothing where nothing was read.
///
/// # Errors
/// Those of the case.
pub(crate) fn read_in(case: &Case, item: ItemId) -> Result<Option<ReadInPicture>, DeskError> {
    let Some(read) = read_at(case, item)? else { return Ok(None) };
    let text = corrected(read.text, &case.corrections(item)?);
    Ok(Some(ReadInPicture { text, ..read }))
}

/// Returns what was read in an item, as it was read.
pub(super) fn read_at(case: &Case, item: ItemId) -> Result<Option<ReadInPicture>, DeskError> {
    let Some((Reader { name, version }, kept)) = case.picture_text::<serde_json::Value>(item)? else { return Ok(None) };
    // What another version wrote in another form is left for `temoin read` to make again.
    let kept = serde_json::from_value::<Kept>(kept).ok().filter(|kept| kept.note.is_none());
    Ok(kept.map(|kept| ReadInPicture { reader: name, version, text: kept.text }))
}

fn reader() -> Reader {
    Reader { name: NAME.into(), version: VERSION }
}

fn is_picture(item: &Item) -> bool {
    item.size > 0 && item.media_type.starts_with("image/")
}

fn read(case: &mut Case, worker: &mut Worker, item: &Item) -> Result<Kept, DeskError> {
    let read = ask(worker, item.size, &mut Seeking::new(case.blob(item.id)?));
    let note = read.as_ref().err().copied();
    let kept = Kept { text: read.unwrap_or_default(), note };
    // What another try may find is not kept as the last word.
    if !note.is_some_and(Unread::may_change) {
        let mut batch = case.batch()?;
        batch.picture_text(item.id, &reader(), &words(&kept.text), &kept)?;
        batch.commit()?;
    }
    Ok(kept)
}

/// Returns what can be searched for: each message by itself, then all lines as one, for what goes over several and is no message.
fn words(text: &PictureText) -> String {
    let all: Vec<&str> = text.lines.iter().map(|line| line.text.as_str()).collect();
    let messages = text.messages.iter().map(|message| message.text.clone());
    let single = |words: String| words.split_whitespace().collect::<Vec<_>>().join(" ");
    messages.chain([all.join(" ")]).map(single).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::{MessageSide, TextLine, TextMessage};
    use super::*;

    #[test]
    fn a_search_goes_over_the_lines_of_a_message_and_of_the_whole() {
        let line = |text: &str| TextLine { text: text.into(), read: None, place: [0; 4], confidence: 1.0 };
        let message = TextMessage {
            side: MessageSide::Left,
            sender: None,
            time_shown: None,
            text: "Où es-tu ?\nRéponds".into(),
            read: None,
            place: [0; 4],
            confidence: 1.0,
        };
        let lines = ["Bastien", "Où es-tu ?", "Réponds"].map(line).to_vec();
        let text = PictureText { lines, messages: vec![message], ..PictureText::default() };
        assert_eq!(words(&text), "Où es-tu ? Réponds\nBastien Où es-tu ? Réponds");
        assert_eq!(words(&PictureText::default()), "");
    }

    /// Prepares a guest that is no reader: it has its answers ready, one a picture, then says no more.
    #[cfg(unix)]
    fn answering(answers: &[Result<PictureText, Unread>]) -> Worker {
        let script: String = answers
            .iter()
            .map(|answer| {
                let (mut frame, payload) = (Vec::new(), serde_json::to_vec(answer).unwrap());
                crate::worker::write(&mut frame, crate::worker::Kind::Done, &payload).unwrap();
                frame.iter().map(|byte| format!("\\\\0{byte:03o}")).collect::<String>()
            })
            .collect();
        let script = format!("printf '%b' \"{script}\"; cat > /dev/null");
        let program = crate::Program { path: "/bin/sh".into(), args: vec!["-c".into(), script.into()] };
        Worker::new(program).with_patience(std::time::Duration::from_secs(5))
    }

    #[cfg(unix)]
    #[test]
    fn each_picture_is_read_once_by_each_version() {
        let scratch = tempfile::tempdir().unwrap();
        let new = temoin_case::NewCase {
            passphrase: Some("x".to_owned().into()),
            work: temoin_case::WorkFactor::Fixed(1),
            ..temoin_case::NewCase::default()
        };
        let (mut case, _) = Case::create(&scratch.path().join("case"), &new).unwrap();
        let kinds = [("a.png", "image/png"), ("b.txt", "text/plain"), ("c.jpg", "image/jpeg"), ("d.gif", "image/gif")];
        let ids = kinds.map(|(name, kind)| keep(&mut case, name, kind));
        let line = TextLine { text: "À demain".into(), read: None, place: [1, 2, 3, 4], confidence: 0.9 };
        let text = PictureText { lines: vec![line], ..PictureText::default() };
        let mut run = |answers: &[Result<PictureText, Unread>]| {
            let told = read_pictures(&mut case, &mut answering(answers), &mut |_, _| ()).unwrap();
            let unread: Vec<_> = told.unread.iter().map(|one| (one.name.clone(), one.why)).collect();
            (told.pictures, told.read, told.with_text, unread)
        };
        let (damaged, stopped) = (("c.jpg".to_owned(), Unread::Damaged), ("d.gif".to_owned(), Unread::Stopped));
        let first = run(&[Ok(text.clone()), Err(Unread::Damaged), Err(Unread::Stopped)]);
        assert_eq!(first, (3, 1, 1, vec![damaged.clone(), stopped]));
        // Only what was stopped is tried again: there is one answer.
        assert_eq!(run(&[Ok(text.clone())]), (3, 1, 2, vec![damaged.clone()]));
        assert_eq!(run(&[]), (3, 0, 2, vec![damaged.clone()]));

        let mut batch = case.batch().unwrap();
        let older = Reader { name: NAME.into(), version: VERSION - 1 };
        batch.picture_text(ids[0], &older, "", &["another form"]).unwrap();
        batch.commit().unwrap();
        assert_eq!(read_in(&case, ids[0]).unwrap(), None);
        let told = read_pictures(&mut case, &mut answering(&[Ok(text.clone())]), &mut |_, _| ()).unwrap();
        assert_eq!((told.read, told.with_text), (1, 2));
        let reading = read_in(&case, ids[0]).unwrap().unwrap();
        assert_eq!((reading.reader.as_str(), reading.version, reading.text), (NAME, VERSION, text));
        assert_eq!(read_in(&case, ids[2]).unwrap(), None, "nothing was read in it");
    }

    #[cfg(unix)]
    fn keep(case: &mut Case, name: &str, media_type: &str) -> ItemId {
        use crate::{Clock, FixedClock};
        let stored = case.shelf().store(&mut name.as_bytes()).unwrap();
        let mut batch = case.batch().unwrap();
        let writer = batch.item(temoin_case::NewItem {
            name: name.into(),
            path: None,
            media_type: media_type.into(),
            source: "picture".into(),
            reader: Reader { name: "picture".into(), version: 1 },
            inside: None,
            obtained: None,
            received: FixedClock(0).now(),
            file_times: temoin_evidence::FileTimes::default(),
            stored,
        });
        let item = writer.unwrap().finish().unwrap();
        batch.commit().unwrap();
        item.id
    }

    #[test]
    fn a_row_reads_back_with_its_reason() {
        for note in [None, Some(Unread::Damaged)] {
            let json = serde_json::to_string(&Kept { text: PictureText::default(), note }).unwrap();
            let kept: Kept = serde_json::from_str(&json).unwrap();
            assert_eq!((kept.text, kept.note), (PictureText::default(), note));
        }
    }
}
