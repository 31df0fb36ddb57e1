//! Takes stored bytes into a batch: the worker reads them, the case keeps what came of it.

use std::io::Write;
use std::rc::Rc;

use temoin_case::{Batch, CaseError, ItemWriter, NewItem, RecordWriter, Shelf, Stored};
use temoin_evidence::{FileTimes, Item, ItemId, Moment, Note, Obtained, Place, Reader, Record, Span};
use temoin_intake::{Answers, Detected, Limits, MemberEnd, MemberHeader, Options, Outcome, reader};

use crate::DeskError;
use crate::beside::{self, Beside};
use crate::worker::{Job, Kind, Seeking, Session, Stop, Task, Worker};

/// Is a file whose bytes are stored, and what is known of it.
pub(crate) struct Waiting {
    pub(crate) stored: Stored,
    pub(crate) name: String,
    pub(crate) path: Option<String>,
    pub(crate) times: FileTimes,
    /// The archive that holds it: its id and its name.
    pub(crate) inside: Option<(ItemId, String)>,
    /// The names beside it in that archive or folder: one list for all, since there may be as many names as files.
    pub(crate) beside: Option<Rc<Beside>>,
    /// Its name in that list.
    pub(crate) within: Option<String>,
    pub(crate) depth: u32,
}

/// Is an item that was kept, with what came of reading it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The item.
    pub item: Item,
    /// Number of records.
    pub records: u64,
    /// What could not be read, or was odd.
    pub notes: Vec<Note>,
}

/// Takes items into one batch.
pub(crate) struct Taking<'t> {
    pub(crate) worker: &'t mut Worker,
    pub(crate) shelf: Shelf,
    pub(crate) obtained: Option<Obtained>,
    pub(crate) received: Moment,
}

/// What came of one reading, beside what the case has kept by then.
#[derive(Default)]
struct Read {
    pieces_end: u64,
    records: u64,
    next_position: u64,
    notes: Vec<Note>,
    members: Vec<(MemberHeader, Stored)>,
}

impl Taking<'_> {
    /// Takes in a file, then what it holds, archives inside archives too. The list of what was kept grows in that order.
    pub(crate) fn all(&mut self, batch: &mut Batch<'_>, file: Waiting, kept: &mut Vec<Kept>) -> Result<(), DeskError> {
        // A stack of its own, so that the depth of archives is bounded by the limit alone.
        let mut waiting = vec![file];
        while let Some(file) = waiting.pop() {
            let depth = file.depth;
            let (one, members) = self.one(batch, file)?;
            let archive = (one.item.id, one.item.name.clone());
            let beside = Rc::new(Beside::new(members.iter().map(|(member, _)| member.name.clone())));
            let inside = members.into_iter().rev().map(|(member, stored)| Waiting {
                stored,
                name: beside::base(&member.name).to_owned(),
                within: Some(member.name.clone()),
                path: Some(member.name),
                times: FileTimes { modified: member.modified, created: None },
                inside: Some(archive.clone()),
                beside: Some(beside.clone()),
                depth: depth + 1,
            });
            waiting.extend(inside);
            kept.push(one);
        }
        Ok(())
    }

    fn one(&mut self, batch: &mut Batch<'_>, file: Waiting) -> Result<(Kept, Vec<(MemberHeader, Stored)>), DeskError> {
        let by = (self.obtained, self.received);
        let mut source = Seeking::new(self.shelf.open(&file.stored)?);
        let size = file.stored.size;
        let options = Options {
            name: file.name.clone(),
            archive: file.inside.as_ref().map(|(_, name)| name.clone()),
            beside: None,
            path: file.within.clone(),
            depth: file.depth,
            limits: Limits::default(),
            answers: Answers::default(),
        };
        let beside = file.beside.as_ref().zip(file.within.as_ref()).and_then(|(beside, within)| beside.of(within));
        let job = Job { len: size, task: Task::Read(options), beside: None };
        let begun = self.worker.start(job, beside.as_ref(), &mut source).and_then(|mut session| {
            let detected = detected(&mut session)?;
            Ok((session, detected))
        });
        match begun {
            Ok((session, detected)) => {
                let writer = batch.item(new_item(file, &detected.media_type, reader(detected.kind), by))?;
                read(session, writer, &self.shelf, size)
            }
            Err(stop) => {
                let none = Reader { name: "file".into(), version: 0 };
                let writer = batch.item(new_item(file, "application/octet-stream", none, by))?;
                let mut read = Read::default();
                stopped(stop, &mut read);
                finish(writer, read)
            }
        }
    }
}

fn new_item(
    file: Waiting,
    media_type: &str,
    reader: Reader,
    (obtained, received): (Option<Obtained>, Moment),
) -> NewItem {
    NewItem {
        name: file.name,
        path: file.path,
        media_type: media_type.into(),
        source: reader.name.clone(),
        reader,
        inside: file.inside.map(|(id, _)| id),
        obtained,
        received,
        file_times: file.times,
        stored: file.stored,
    }
}

fn detected(session: &mut Session<'_>) -> Result<Detected, Stop> {
    match session.next()? {
        Kind::Detected => serde_json::from_slice(session.payload()).map_err(|_| Stop::Nonsense),
        _ => Err(Stop::Nonsense),
    }
}

fn read(
    mut session: Session<'_>,
    mut writer: ItemWriter<'_, '_>,
    shelf: &Shelf,
    size: u64,
) -> Result<(Kept, Vec<(MemberHeader, Stored)>), DeskError> {
    let mut read = Read::default();
    loop {
        let step = session.next().map_err(Ended::Stopped).and_then(|kind| match kind {
            Kind::Pieces => pieces(session.payload(), &mut writer, &mut read, size),
            Kind::Records => records(session.payload(), &mut |record| writer.record(&record), &mut read, size),
            Kind::Note => parsed(session.payload()).map(|note| read.notes.push(note)).map_err(Ended::Stopped),
            Kind::Member => member(&mut session, shelf, &mut read),
            Kind::Done => Err(Ended::Done),
            _ => Err(Ended::Stopped(Stop::Nonsense)),
        });
        match step {
            Ok(()) => (),
            Err(Ended::Done) => break,
            Err(Ended::Failed(error)) => return Err(error),
            Err(Ended::Stopped(stop)) => {
                drop(session);
                stopped(stop, &mut read);
                break;
            }
        }
    }
    // What a reader left uncut is the last piece: the tiling is whole even when the reader was stopped.
    if read.pieces_end > 0 && read.pieces_end < size {
        writer.piece(Span { start: read.pieces_end, len: size - read.pieces_end })?;
    }
    finish(writer, read)
}

fn finish(mut writer: ItemWriter<'_, '_>, read: Read) -> Result<(Kept, Vec<(MemberHeader, Stored)>), DeskError> {
    for note in &read.notes {
        writer.note(note)?;
    }
    let item = writer.finish()?;
    Ok((Kept { item, records: read.records, notes: read.notes }, read.members))
}

/// Says why reading goes no further.
enum Ended {
    Done,
    Stopped(Stop),
    Failed(DeskError),
}

impl From<Stop> for Ended {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

impl From<CaseError> for Ended {
    fn from(error: CaseError) -> Self {
        Self::Failed(error.into())
    }
}

fn parsed<T: serde::de::DeserializeOwned>(payload: &[u8]) -> Result<T, Stop> {
    serde_json::from_slice(payload).map_err(|_| Stop::Nonsense)
}

fn stopped(stop: Stop, read: &mut Read) {
    let (code, detail) = stop.words();
    read.notes.push(Note { code: code.into(), place: Place::Whole, detail: detail.into() });
}

/// Keeps pieces, after checking what the guest says: they ascend, tile, and stay within the item.
fn pieces(payload: &[u8], writer: &mut ItemWriter<'_, '_>, read: &mut Read, size: u64) -> Result<(), Ended> {
    let (pairs, rest) = payload.as_chunks::<16>();
    if !rest.is_empty() {
        return Err(Stop::Nonsense.into());
    }
    for pair in pairs {
        let (start, len) = pair.split_at(8);
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |sum: u64, &byte| sum << 8 | u64::from(byte));
        let (start, len) = (number(start), number(len));
        let end = start.checked_add(len).filter(|&end| end <= size && len > 0 && start == read.pieces_end);
        read.pieces_end = end.ok_or(Stop::Nonsense)?;
        writer.piece(Span { start, len })?;
    }
    Ok(())
}

/// Keeps records, after checking that their positions ascend and their bytes lie within the item.
fn records(
    payload: &[u8],
    keep: &mut dyn FnMut(Record) -> Result<(), CaseError>,
    read: &mut Read,
    size: u64,
) -> Result<(), Ended> {
    for line in payload.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let record: Record = parsed(line)?;
        let within = record.span.start.checked_add(record.span.len).is_some_and(|end| end <= size);
        if !within || record.position < read.next_position {
            return Err(Stop::Nonsense.into());
        }
        read.next_position = record.position.checked_add(1).ok_or(Stop::Nonsense)?;
        read.records += 1;
        keep(record)?;
    }
    Ok(())
}

/// Reads an item anew: records and notes only, its pieces stand for ever. `change` sees each record before it is kept.
pub(crate) fn again(
    mut session: Session<'_>,
    mut writer: RecordWriter<'_>,
    size: u64,
    change: &dyn Fn(&mut Record),
) -> Result<u64, DeskError> {
    let stopped = DeskError::Stopped;
    let detected = detected(&mut session).map_err(stopped)?;
    let mut read = Read::default();
    loop {
        let step = match session.next().map_err(stopped)? {
            Kind::Records => {
                let mut keep = |mut record: Record| {
                    change(&mut record);
                    writer.record(&record)
                };
                records(session.payload(), &mut keep, &mut read, size)
            }
            Kind::Note => parsed(session.payload()).map_err(Ended::from).and_then(|note| Ok(writer.note(&note)?)),
            Kind::Pieces | Kind::Member | Kind::Data | Kind::MemberEnd => Ok(()),
            Kind::Done => break,
            _ => Err(Stop::Nonsense.into()),
        };
        match step {
            Ok(()) | Err(Ended::Done) => (),
            Err(Ended::Stopped(stop)) => return Err(stopped(stop)),
            Err(Ended::Failed(error)) => return Err(error),
        }
    }
    writer.finish(reader(detected.kind))?;
    Ok(read.records)
}

/// Stores a member as it comes. What was stopped at a limit is not kept: the archive holds it all.
fn member(session: &mut Session<'_>, shelf: &Shelf, read: &mut Read) -> Result<(), Ended> {
    let header: MemberHeader = parsed(session.payload())?;
    let mut writer = shelf.writer()?;
    loop {
        match session.next()? {
            Kind::Data => writer.write_all(session.payload()).map_err(CaseError::from)?,
            Kind::Note => read.notes.push(parsed(session.payload())?),
            Kind::MemberEnd => {
                let end: MemberEnd = parsed(session.payload())?;
                if end.outcome != Outcome::Stopped {
                    read.members.push((header, writer.finish()?));
                }
                return Ok(());
            }
            _ => return Err(Stop::Nonsense.into()),
        }
    }
}
