//! Records that go from the file that is read straight to where they are wanted, on systems with file descriptors.
//!
//! The guest then reads the file from descriptor 2, opened for reading, and writes lines to descriptor 1; the job comes
//! over descriptor 0, and the exit code is the answer. What it writes is counted here and, in a file, by the system.

use std::cell::RefCell;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::Signal;
use temoin_evidence::{Note, Record, Span};
use temoin_intake::{Blocks, Flow, Options, Sink, Source, inspect, json};

use super::host::Stop;
use super::platform;

/// Bytes of lines gathered before they are written.
const BATCH: usize = 128 << 10;

/// Says how the job ended; the number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum End {
    Done = 0,
    Unreadable = 3,
    NotWritten = 4,
    TooMuch = 5,
}

impl End {
    fn of(code: i32) -> Option<Self> {
        [Self::Done, Self::Unreadable, Self::NotWritten, Self::TooMuch].into_iter().find(|end| *end as i32 == code)
    }
}

/// Says why records did not reach their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spilt {
    /// The worker did not finish.
    Stopped(Stop),
    /// The place takes no more.
    NotWritten,
}

impl From<Stop> for Spilt {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// Reads from its exit what came of a job.
pub(super) fn told(status: ExitStatus) -> Result<(), Spilt> {
    if let Some(signal) = status.signal() {
        let why = if signal == Signal::XCPU.as_raw() {
            Stop::TooLong
        } else if signal == Signal::XFSZ.as_raw() {
            Stop::TooMuch
        } else {
            Stop::Crashed
        };
        return Err(why.into());
    }
    match status.code().and_then(End::of) {
        Some(End::Done) => Ok(()),
        Some(End::Unreadable) => Err(Stop::Unreadable.into()),
        Some(End::NotWritten) => Err(Spilt::NotWritten),
        Some(End::TooMuch) => Err(Stop::TooMuch.into()),
        None => Err(Stop::Crashed.into()),
    }
}

/// Does the job, in the guest.
pub(super) fn work(len: u64, options: &Options, most: u64, seconds: u64) -> io::Result<End> {
    platform::confine_further(most, seconds)?;
    let mut sink = Lines { gathered: Vec::with_capacity(BATCH + (BATCH >> 2)), left: most, end: None };
    // An archive's members are many and lie close together.
    let given = RefCell::new(Blocks::new(Given { len }));
    let read = inspect(&given, options, &mut sink);
    sink.write();
    // What the sink met comes first: it is why the reader stopped.
    Ok(sink.end.unwrap_or(if read.is_ok() { End::Done } else { End::Unreadable }))
}

/// Is the file that was handed over.
struct Given {
    len: u64,
}

impl Source for Given {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        // Bytes that were added since are not part of what was asked about.
        let there = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX).min(buf.len());
        Ok(rustix::io::pread(rustix::stdio::stderr(), &mut buf[..there], offset)?)
    }
}

/// Is the place that was handed over. The standard library's own would look for line ends in every byte.
struct Out;

impl Write for Out {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdout(), buf)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes records as lines, many at a time.
struct Lines {
    gathered: Vec<u8>,
    left: u64,
    end: Option<End>,
}

impl Lines {
    fn write(&mut self) {
        if self.end.is_some() {
            return;
        }
        match self.left.checked_sub(self.gathered.len() as u64) {
            Some(left) => self.left = left,
            None => {
                self.end = Some(End::TooMuch);
                return;
            }
        }
        if Out.write_all(&self.gathered).is_err() {
            self.end = Some(End::NotWritten);
        }
        self.gathered.clear();
    }
}

impl Sink for Lines {
    fn record(&mut self, record: Record) -> Flow {
        self.lent(&record)
    }

    fn lent(&mut self, record: &Record) -> Flow {
        json::push_record(&mut self.gathered, None, record);
        if self.gathered.len() >= BATCH {
            self.write();
        }
        if self.end.is_none() { Flow::Continue } else { Flow::Stop }
    }

    fn note(&mut self, _: Note) {}

    fn piece(&mut self, _: Span) {}
}
