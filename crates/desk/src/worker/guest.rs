use std::cell::RefCell;
use std::io::{self, BufReader, BufWriter, Stdin, Stdout, Write};
use std::path::Path;

use serde::Serialize;
use temoin_evidence::{Note, Record, Span};
use temoin_intake::{
    Blocks, Flow, MemberEnd, MemberHeader, Names, Nothing, Options, Sink, Source, Summary, Take, checked,
    detect_source, inspect, json, read,
};
use temoin_media::Limits;
use temoin_ocr::Models;

use super::frame::{self, Kind};
use super::job::{Job, Measured, Task};
use super::{lists, platform};
use crate::near::{Looked, Pixels, Unseen, Want};
use crate::read_text::{self, PictureText, Unread};

/// Most bytes asked for at once; a reader that asks for more gets them in parts.
const BLOCK: usize = 256 << 10;
/// Bytes gathered before a frame of records, lines or pieces is sent.
const BATCH: usize = 128 << 10;
/// The largest picture that is decoded, in bytes as stored.
const LARGEST_PICTURE: u64 = 128 << 20;
/// What a picture may take: less than the process may hold, beside the file itself and the program.
const LIMITS: Limits = Limits { side: 50_000, pixels: 200_000_000, memory: 640 << 20, frames: 10_000 };
/// The exit code of a worker that cannot go on.
const FAULT: u8 = 1;

/// Does what a worker does: takes limits upon itself, then jobs from standard input until it ends. Returns its exit code.
///
/// `weights` names the folder of the weights, for a worker that reads the text in pictures.
pub fn serve(weights: Option<&Path>) -> u8 {
    jobs(weights).unwrap_or(FAULT)
}

/// Fails when the weights are not the right ones, the limits are refused, or the host speaks no sense or is gone.
fn jobs(weights: Option<&Path>) -> io::Result<u8> {
    // Files known by their hashes, read before any hostile byte: afterwards no file can be opened.
    let models = weights.map(Models::open).transpose().map_err(io::Error::other)?;
    platform::confine()?;
    // A panic's words may quote the file: nobody may read them.
    std::panic::set_hook(Box::new(|_| {}));
    let pipe = RefCell::new(Pipe {
        input: BufReader::with_capacity(BLOCK, io::stdin()),
        output: BufWriter::with_capacity(BATCH, io::stdout()),
        payload: Vec::new(),
    });
    let mut told: [Names; lists::MOST] = Default::default();
    loop {
        let mut job: Job = match pipe.borrow_mut().take()? {
            Some((Kind::Job, payload)) => serde_json::from_slice(payload)?,
            Some((Kind::Names, payload)) => {
                let (which, list) = payload.split_first().ok_or(io::ErrorKind::InvalidData)?;
                *told.get_mut(usize::from(*which)).ok_or(io::ErrorKind::InvalidData)? = serde_json::from_slice(list)?;
                continue;
            }
            Some(_) => return Err(io::ErrorKind::InvalidData.into()),
            None => return Ok(0),
        };
        #[cfg(unix)]
        if let Task::Pour { options, most, seconds } = job.task {
            return super::pour::work(job.len, &options, most, seconds).map(|end| end as u8);
        }
        if let (Task::Read(options), Some(which)) = (&mut job.task, job.beside) {
            options.beside = told.get(usize::from(which)).cloned();
        }
        work(&pipe, job, models.as_ref())?;
        pipe.borrow_mut().output.flush()?;
    }
}

fn work(pipe: &RefCell<Pipe>, job: Job, models: Option<&Models>) -> io::Result<()> {
    let source = RefCell::new(Blocks::new(Served { pipe, len: job.len }));
    match job.task {
        Task::Read(options) => {
            let detected = detect_source(&source, &options.name)?;
            pipe.borrow_mut().send(Kind::Detected, &detected)?;
            let mut sink = Sender::new(pipe, Kind::Records);
            let summary = read(&source, &detected, &options, &mut sink);
            sink.finish()?;
            done(pipe, summary.map_err(io::Error::other)?)
        }
        Task::Inspect { options, lines } => {
            let summary = if lines {
                looked(pipe, &source, &options)?
            } else {
                inspect(&source, &options, &mut Nothing).map_err(io::Error::other)?
            };
            done(pipe, summary)
        }
        Task::Signatures { keys } => {
            let mail = whole(&source)?;
            pipe.borrow_mut().send(Kind::Done, &checked(&mail, &keys))
        }
        Task::Reduce => reduce(pipe, &source),
        Task::Hash(want) => {
            let detected = detect_source(&source, "")?;
            let pixels = pixels(&source, want)?;
            pipe.borrow_mut().send(Kind::Done, &Looked { media_type: detected.media_type, pixels })
        }
        Task::ReadText => {
            let text = text(&source, models.ok_or(io::ErrorKind::InvalidData)?)?;
            pipe.borrow_mut().send(Kind::Done, &text)
        }
        #[cfg(unix)]
        Task::Pour { .. } => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn looked(pipe: &RefCell<Pipe>, source: &dyn Source, options: &Options) -> io::Result<Summary> {
    let mut sink = Sender::new(pipe, Kind::Lines);
    let summary = inspect(source, options, &mut sink).map_err(io::Error::other);
    sink.finish()?;
    summary
}

fn done(pipe: &RefCell<Pipe>, summary: Summary) -> io::Result<()> {
    pipe.borrow_mut().send(Kind::Done, &summary)
}

fn reduce(pipe: &RefCell<Pipe>, source: &dyn Source) -> io::Result<()> {
    let mut size = None;
    if source.len() <= LARGEST_PICTURE {
        let bytes = whole(source)?;
        if let Ok(reduced) = temoin_media::reduce(&bytes, &LIMITS) {
            pipe.borrow_mut().frame(Kind::Data, &reduced.png)?;
            size = Some((reduced.width, reduced.height));
        }
    }
    pipe.borrow_mut().send(Kind::Done, &Measured { size })
}

/// Returns what the pixels are recognised by, or why there are none.
fn pixels(source: &dyn Source, want: Want) -> io::Result<Result<Pixels, Unseen>> {
    if source.len() > LARGEST_PICTURE {
        return Ok(Err(Unseen::TooLarge));
    }
    Ok(Pixels::of(&whole(source)?, want, &LIMITS).map_err(Unseen::from))
}

/// Returns the text in a picture, or why there is none.
fn text(source: &dyn Source, models: &Models) -> io::Result<Result<PictureText, Unread>> {
    if source.len() > LARGEST_PICTURE {
        return Ok(Err(Unread::TooLarge));
    }
    Ok(read_text::look(whole(source)?, models, &LIMITS))
}

fn whole(source: &dyn Source) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; source.len() as usize];
    let mut have = 0;
    while have < bytes.len() {
        match source.read_at(have as u64, &mut bytes[have..])? {
            0 => break,
            more => have += more,
        }
    }
    bytes.truncate(have);
    Ok(bytes)
}

/// Is the line to the host.
struct Pipe {
    input: BufReader<Stdin>,
    output: BufWriter<Stdout>,
    payload: Vec<u8>,
}

impl Pipe {
    fn take(&mut self) -> io::Result<Option<(Kind, &[u8])>> {
        let kind = frame::read(&mut self.input, &mut self.payload)?;
        Ok(kind.map(|kind| (kind, self.payload.as_slice())))
    }

    fn frame(&mut self, kind: Kind, payload: &[u8]) -> io::Result<()> {
        payload.chunks(frame::LONGEST).try_for_each(|part| frame::write(&mut self.output, kind, part))
    }

    fn send(&mut self, kind: Kind, value: &impl Serialize) -> io::Result<()> {
        let payload = serde_json::to_vec(value)?;
        frame::write(&mut self.output, kind, &payload)
    }

    /// Asks for bytes, as many as there is room for; fewer come at the end only.
    fn ask(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut wanted = [0; 12];
        wanted[..8].copy_from_slice(&offset.to_le_bytes());
        wanted[8..].copy_from_slice(&(buf.len() as u32).to_le_bytes());
        frame::write(&mut self.output, Kind::Want, &wanted)?;
        self.output.flush()?;
        match frame::read_to(&mut self.input, buf)? {
            Some((Kind::Bytes, len)) => Ok(len),
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// Is the item, served by the host.
struct Served<'p> {
    pipe: &'p RefCell<Pipe>,
    len: u64,
}

impl Source for Served<'_> {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if offset >= self.len || buf.is_empty() {
            return Ok(0);
        }
        let room = buf.len().min(BLOCK);
        self.pipe.borrow_mut().ask(offset, &mut buf[..room])
    }
}

/// Sends what a reader finds, many at a time.
struct Sender<'p> {
    pipe: &'p RefCell<Pipe>,
    kind: Kind,
    records: Vec<u8>,
    pieces: Vec<u8>,
    failed: Option<io::Error>,
}

impl<'p> Sender<'p> {
    fn new(pipe: &'p RefCell<Pipe>, kind: Kind) -> Self {
        let room = BATCH + (BATCH >> 2);
        Self { pipe, kind, records: Vec::with_capacity(room), pieces: Vec::new(), failed: None }
    }

    fn finish(mut self) -> io::Result<()> {
        self.flush();
        self.failed.map_or(Ok(()), Err)
    }

    /// Pieces go before the records that lie in them, so that the host never holds a record without its piece.
    fn flush(&mut self) {
        for (kind, payload) in [(Kind::Pieces, &self.pieces), (self.kind, &self.records)] {
            if !payload.is_empty() && self.failed.is_none() {
                self.failed = frame::write(&mut self.pipe.borrow_mut().output, kind, payload).err();
            }
        }
        self.pieces.clear();
        self.records.clear();
    }

    fn send(&mut self, kind: Kind, value: &impl Serialize) {
        self.flush();
        if self.failed.is_none() {
            self.failed = self.pipe.borrow_mut().send(kind, value).err();
        }
    }

    fn flow(&self) -> Flow {
        if self.failed.is_none() { Flow::Continue } else { Flow::Stop }
    }
}

impl Sink for Sender<'_> {
    fn record(&mut self, record: Record) -> Flow {
        self.lent(&record)
    }

    fn lent(&mut self, record: &Record) -> Flow {
        if self.kind == Kind::Lines {
            json::push_record(&mut self.records, None, record);
        } else {
            let written = serde_json::to_writer(&mut self.records, record);
            self.failed = self.failed.take().or(written.err().map(io::Error::from));
            self.records.push(b'\n');
        }
        if self.records.len() >= BATCH {
            self.flush();
        }
        self.flow()
    }

    fn note(&mut self, note: Note) {
        if self.kind == Kind::Records {
            self.send(Kind::Note, &note);
        }
    }

    fn piece(&mut self, span: Span) {
        if self.kind == Kind::Records {
            self.pieces.extend_from_slice(&span.start.to_le_bytes());
            self.pieces.extend_from_slice(&span.len.to_le_bytes());
            if self.pieces.len() >= BATCH {
                self.flush();
            }
        }
    }

    fn member(&mut self, header: MemberHeader) -> Take {
        if self.kind == Kind::Lines {
            return Take::Nothing;
        }
        self.send(Kind::Member, &header);
        if self.failed.is_none() { Take::Bytes } else { Take::Stop }
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        if self.failed.is_none() {
            self.failed = self.pipe.borrow_mut().frame(Kind::Data, bytes).err();
        }
        self.flow()
    }

    fn member_end(&mut self, end: MemberEnd) {
        self.send(Kind::MemberEnd, &end);
    }
}
