//! Attachments (MS-OXCMSG, section 2.2.2): by their bytes, as a message inside, or by where they lie elsewhere.

use temoin_evidence::{Attachment, AttachmentState, DetailKey, Moment, Origin, Record};

use super::property::{Owner, Properties, Texts, id};
use crate::ReadError;
use crate::cfb::Compound;
use crate::email::unnamed;
use crate::emit::Emit;

/// Most attachments of one message.
const MOST: usize = 2000;
/// Longest name, in bytes.
const NAME: usize = 4 << 10;
/// How an attachment is held (section 2.2.2.9): a message inside.
const MESSAGE: u32 = 5;

/// Is a message inside, by its storage.
pub(super) struct Inside {
    pub(super) storage: u32,
}

/// Counts what is told once for all attachments.
#[derive(Default)]
pub(super) struct Told {
    damaged: u64,
    objects: u64,
    beyond: u64,
}

/// Gives the attachments of a message; returns the messages among them.
///
/// # Errors
/// [`ReadError`] when the source fails or the sink asks to stop.
pub(super) fn read(
    file: &mut Compound<'_>,
    storage: u32,
    texts: Texts,
    record: &mut Record,
    told: &mut Told,
    emit: &mut Emit<'_>,
) -> Result<Vec<Inside>, ReadError> {
    let mut listed = Vec::new();
    for child in file.children(storage) {
        let name = file.entry(child).name.to_ascii_lowercase();
        if name.starts_with("__attach_version1.0_#") {
            listed.push((name, child));
        }
    }
    listed.sort();
    told.beyond += listed.len().saturating_sub(MOST) as u64;
    let mut inside = Vec::new();
    for (number, (_, child)) in listed.into_iter().take(MOST).enumerate() {
        let properties = Properties::read(file, child, Owner::Other)?;
        let mut text = |file: &mut Compound<'_>, id| texts.text(file, &properties, id, NAME, &mut record.flags);
        let media = text(file, id::MEDIA_TYPE)?.to_ascii_lowercase();
        let mut name = String::new();
        for id in [id::FILE_NAME, id::SHORT_FILE_NAME, id::NAME] {
            if name.trim().is_empty() {
                name = text(file, id)?;
            }
        }
        let mut path = text(file, id::LONG_PATH)?;
        if path.is_empty() {
            path = text(file, id::PATH)?;
        }
        let object = properties.object(id::DATA);
        if let Some(storage) = object.filter(|_| properties.number(id::METHOD) == Some(MESSAGE)) {
            let subject = if name.trim().is_empty() { subject(file, storage, texts, record)? } else { name };
            let name = crate::zip::display(&format!("{}.msg", subject.trim()));
            record.attachments.push(Attachment { name, state: AttachmentState::Present });
            inside.push(Inside { storage });
            continue;
        }
        if name.trim().is_empty() {
            name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        }
        if name.trim().is_empty() {
            name = unnamed(number, &media);
        }
        let name = crate::zip::display(name.trim());
        let state = if let Some(entry) = properties.bytes(id::DATA) {
            let stream = file.stream(entry)?;
            told.damaged += u64::from(stream.is_cut());
            let modified = properties.time(id::MODIFIED).and_then(|(_, moment)| moment);
            let modified = modified.map(|moment| Moment { origin: Origin::FileMetadata, ..moment });
            emit.member_of(&name, modified, &stream, stream.claimed())?;
            AttachmentState::Present
        } else if object.is_some() {
            told.objects += 1;
            AttachmentState::Unknown
        } else {
            record.detail(DetailKey::Link, Some(path).filter(|path| path.starts_with("http")).unwrap_or_default());
            AttachmentState::Missing
        };
        record.attachments.push(Attachment { name, state });
    }
    Ok(inside)
}

fn subject(file: &mut Compound<'_>, storage: u32, texts: Texts, record: &mut Record) -> Result<String, ReadError> {
    let properties = Properties::read(file, storage, Owner::MessageInside)?;
    let subject = texts.text(file, &properties, id::SUBJECT, NAME, &mut record.flags)?;
    Ok(if subject.trim().is_empty() { "message".to_owned() } else { subject })
}

impl Told {
    pub(super) fn note(&self, emit: &mut Emit<'_>) {
        if self.damaged > 0 {
            let detail = format!("{} attachments are not whole: what is there of them is kept.", self.damaged);
            emit.note("part-damaged", detail);
        }
        if self.objects > 0 {
            let detail = format!(
                "{} attachments are objects of another program; they are not taken out, their bytes are kept.",
                self.objects
            );
            emit.note("embedded-files", detail);
        }
        if self.beyond > 0 {
            let detail = format!("{} attachments are more than are listed of one message; they are kept.", self.beyond);
            emit.note("parts-cut", detail);
        }
    }
}
