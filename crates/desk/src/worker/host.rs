use std::ffi::OsString;
#[cfg(unix)]
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

#[cfg(unix)]
use temoin_intake::Options;

use crate::beside::Near;

use super::frame::{self, Kind};
use super::job::Job;
#[cfg(unix)]
use super::job::Task;
use super::lists::Lists;
#[cfg(unix)]
use super::pour::{self, Spilt};

/// Jobs after which a worker is replaced, so that nothing lives on in one for long.
const JOBS_EACH: u32 = 256;
/// The time a job may take whatever its size, waiting for the host not counted.
const TIME_BASE: Duration = Duration::from_secs(60);
/// Bytes per further second.
const BYTES_PER_SECOND: u64 = 1 << 20;
/// What a job may send whatever its size, in bytes.
const OUTPUT_BASE: u64 = 64 << 20;
/// What it may send for each byte it reads: a short message grows into a record of many fields, a member of an archive
/// up to the ratio at which its reader stops by itself.
const OUTPUT_PER_BYTE: u64 = 256;
/// What an archive may send in all, in bytes.
const OUTPUT_MOST: u64 = 1 << 40;

/// Serves the bytes of one item to a worker, which has no file of its own.
pub trait ReadAt {
    /// Reads at `offset`, as [`io::Read::read`] does; 0 only at the end.
    ///
    /// # Errors
    /// When the bytes cannot be read.
    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;
}

/// Serves the bytes of anything that can be read and moved in.
pub struct Seeking<T> {
    inner: T,
    place: u64,
}

impl<T> Seeking<T> {
    /// Serves `inner`, which stands at its beginning.
    pub fn new(inner: T) -> Self {
        Self { inner, place: 0 }
    }
}

impl<T: io::Read + io::Seek> ReadAt for Seeking<T> {
    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if self.place != offset {
            self.inner.seek(io::SeekFrom::Start(offset))?;
            self.place = offset;
        }
        let read = self.inner.read(buf)?;
        self.place += read as u64;
        Ok(read)
    }
}

/// Says which program runs as a worker, and with which arguments.
#[derive(Clone, Debug)]
pub struct Program {
    /// The program's file.
    pub path: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
}

/// Says why a worker did not finish. The item stays; this becomes a note on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It crashed, or asked for more memory than it may have.
    Crashed,
    /// It took longer than it may.
    TooLong,
    /// It sent more than it may.
    TooMuch,
    /// It sent what no reader sends.
    Nonsense,
    /// The bytes could not be served to it.
    Unreadable,
    /// It could not be started.
    NotStarted,
}

impl Stop {
    /// Returns the note's code and its sentence.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Crashed => ("reader-stopped", "The reader stopped: a fault, or more memory than it may use."),
            Self::TooLong => ("reader-too-long", "The reader was stopped: it took too long."),
            Self::TooMuch => ("reader-too-much", "The reader was stopped: it made more than it may."),
            Self::Nonsense => ("reader-nonsense", "The reader was stopped: its answer made no sense."),
            Self::Unreadable => ("bytes-unreadable", "The bytes could not be read again."),
            Self::NotStarted => ("reader-not-started", "The reader could not be started."),
        }
    }
}

/// Keeps a worker process ready, and replaces it when it fails or has done its share.
pub struct Worker {
    program: Program,
    running: Option<Running>,
    /// Processes started so far.
    launched: u64,
    lists: Lists,
    patience: Duration,
}

struct Running {
    child: Arc<Mutex<Child>>,
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
    watch: Watch,
    jobs: u32,
}

impl Worker {
    /// Prepares a worker; its process starts with the first job.
    pub fn new(program: Program) -> Self {
        Self { program, running: None, launched: 0, lists: Lists::default(), patience: TIME_BASE }
    }

    /// Sets the time a job may take whatever its size; a minute unless told.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Starts a job over bytes that `source` serves, with what lies beside the file.
    ///
    /// # Errors
    /// [`Stop::NotStarted`] when there is no process to give it to.
    pub(crate) fn start<'w>(
        &'w mut self,
        mut job: Job,
        beside: Option<&Near>,
        source: &'w mut dyn ReadAt,
    ) -> Result<Session<'w>, Stop> {
        if self.running.as_ref().is_none_or(|running| running.jobs >= JOBS_EACH) {
            self.running = None;
            self.running = Some(Running::launch(&self.program).map_err(|_| Stop::NotStarted)?);
            self.launched += 1;
        }
        let patience = self.patience;
        let running = self.running.as_mut().ok_or(Stop::NotStarted)?;
        running.jobs += 1;
        let len = job.len;
        let list = beside.map(|near| self.lists.number(near, self.launched)).transpose().map_err(|_| Stop::Nonsense)?;
        job.beside = list.map(|(number, _)| number);
        let names = list.and_then(|(_, names)| names);
        let job = serde_json::to_vec(&job).map_err(|_| Stop::Nonsense)?;
        let sent = names
            .map_or(Ok(()), |names| frame::write(&mut running.input, Kind::Names, names))
            .and_then(|()| frame::write(&mut running.input, Kind::Job, &job))
            .and_then(|()| running.input.flush());
        if sent.is_err() {
            self.running = None;
            return Err(Stop::Crashed);
        }
        Ok(Session {
            worker: self,
            source,
            payload: Vec::new(),
            served: Vec::new(),
            time: patience + Duration::from_secs(len / BYTES_PER_SECOND),
            output: most(len),
            over: false,
        })
    }

    /// Has a process of its own write the records of a file to `out`, and waits for it.
    ///
    /// # Errors
    /// Why the records did not all reach their place.
    #[cfg(unix)]
    pub(crate) fn pour(&self, options: Options, (file, len): (File, u64), out: Stdio) -> Result<(), Spilt> {
        let time = self.patience + Duration::from_secs(len / BYTES_PER_SECOND);
        let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
        let job = Job { len, task: Task::Pour { options, most: most(len), seconds }, beside: None };
        let job = serde_json::to_vec(&job).map_err(|_| Stop::Nonsense)?;
        let mut child = spawn(&self.program, out, file.into()).map_err(|_| Stop::NotStarted)?;
        // The pipe closes here: no other job follows.
        let sent = child.stdin.take().is_some_and(|mut input| frame::write(&mut input, Kind::Job, &job).is_ok());
        let status = child.wait().map_err(|_| Stop::Crashed)?;
        pour::told(status)?;
        if sent { Ok(()) } else { Err(Stop::Crashed.into()) }
    }
}

/// Returns what a job over so many bytes may send or write, in bytes.
fn most(len: u64) -> u64 {
    (OUTPUT_BASE + len.saturating_mul(OUTPUT_PER_BYTE)).min(OUTPUT_MOST)
}

// The one place of the project that starts a process; the program is always our own.
#[allow(clippy::disallowed_methods)]
fn spawn(program: &Program, out: Stdio, aside: Stdio) -> io::Result<Child> {
    Command::new(&program.path).args(&program.args).env_clear().stdin(Stdio::piped()).stdout(out).stderr(aside).spawn()
}

impl Running {
    fn launch(program: &Program) -> io::Result<Self> {
        let mut child = spawn(program, Stdio::piped(), Stdio::null())?;
        let input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let child = Arc::new(Mutex::new(child));
        let watch = Watch::over(child.clone())?;
        Ok(Self {
            child,
            input: BufWriter::with_capacity(1 << 16, input),
            output: BufReader::with_capacity(1 << 18, output),
            watch,
            jobs: 0,
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        kill(&self.child);
        self.watch.end();
    }
}

/// Is one job under way. Frames are taken one by one; what the guest asks for is served in between.
pub(crate) struct Session<'w> {
    worker: &'w mut Worker,
    source: &'w mut dyn ReadAt,
    payload: Vec<u8>,
    served: Vec<u8>,
    time: Duration,
    output: u64,
    over: bool,
}

impl Session<'_> {
    /// Waits for the next frame that is not a question for bytes.
    ///
    /// # Errors
    /// Why the worker was stopped; its process is gone then.
    pub(crate) fn next(&mut self) -> Result<Kind, Stop> {
        loop {
            let kind = self.frame().inspect_err(|_| self.stop())?;
            match kind {
                Kind::Want => self.serve().inspect_err(|_| self.stop())?,
                Kind::Done => {
                    self.over = true;
                    return Ok(kind);
                }
                kind => return Ok(kind),
            }
        }
    }

    /// Returns what the last frame carried.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    fn frame(&mut self) -> Result<Kind, Stop> {
        let running = self.worker.running.as_mut().ok_or(Stop::Crashed)?;
        let asked = Instant::now();
        running.watch.until(Some(asked + self.time));
        let got = frame::read(&mut running.output, &mut self.payload);
        if running.watch.until(None) {
            return Err(Stop::TooLong);
        }
        self.time = self.time.saturating_sub(asked.elapsed());
        let kind = match got {
            Ok(Some(kind)) => kind,
            Err(e) if e.kind() == io::ErrorKind::InvalidData => return Err(Stop::Nonsense),
            Ok(None) | Err(_) => return Err(Stop::Crashed),
        };
        self.output = self.output.checked_sub(self.payload.len() as u64).ok_or(Stop::TooMuch)?;
        Ok(kind)
    }

    fn serve(&mut self) -> Result<(), Stop> {
        let wanted: [u8; 12] = self.payload.as_slice().try_into().map_err(|_| Stop::Nonsense)?;
        let (offset, len) = wanted.split_at(8);
        let offset = u64::from_le_bytes(offset.try_into().map_err(|_| Stop::Nonsense)?);
        let len = u32::from_le_bytes(len.try_into().map_err(|_| Stop::Nonsense)?) as usize;
        if len > frame::LONGEST {
            return Err(Stop::Nonsense);
        }
        self.served.resize(len, 0);
        let mut have = 0;
        let running = self.worker.running.as_mut().ok_or(Stop::Crashed)?;
        while have < len {
            match self.source.read_at(offset + have as u64, &mut self.served[have..]) {
                Ok(0) => break,
                Ok(n) => have += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => (),
                Err(_) => {
                    let _ = frame::write(&mut running.input, Kind::Unreadable, &[]);
                    return Err(Stop::Unreadable);
                }
            }
        }
        frame::write(&mut running.input, Kind::Bytes, &self.served[..have])
            .and_then(|()| running.input.flush())
            .map_err(|_| Stop::Crashed)
    }

    fn stop(&mut self) {
        self.worker.running = None;
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // A job that was left half done would speak into the next one.
        if !self.over {
            self.stop();
        }
    }
}

/// Ends a process that takes longer than it may.
struct Watch {
    state: Arc<(Mutex<WatchState>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct WatchState {
    deadline: Option<Instant>,
    fired: bool,
    end: bool,
}

impl Watch {
    fn over(child: Arc<Mutex<Child>>) -> io::Result<Self> {
        let state = Arc::new((Mutex::new(WatchState::default()), Condvar::new()));
        let seen = state.clone();
        let thread = std::thread::Builder::new().name("worker-watch".into()).spawn(move || watch(&seen, &child))?;
        Ok(Self { state, thread: Some(thread) })
    }

    /// Sets or lifts the deadline; returns whether it has struck.
    fn until(&self, deadline: Option<Instant>) -> bool {
        let mut state = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The thread looks again on its own each second: no wake-up for each frame.
        state.deadline = deadline;
        state.fired
    }

    fn end(&mut self) {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner).end = true;
        self.state.1.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn watch(state: &(Mutex<WatchState>, Condvar), child: &Mutex<Child>) {
    let mut seen = state.0.lock().unwrap_or_else(PoisonError::into_inner);
    while !seen.end {
        if seen.deadline.is_some_and(|deadline| Instant::now() >= deadline) && !seen.fired {
            seen.fired = true;
            kill(child);
        }
        let (next, _) = state.1.wait_timeout(seen, Duration::from_secs(1)).unwrap_or_else(PoisonError::into_inner);
        seen = next;
    }
}

fn kill(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::worker::Task;

    /// Runs a guest that is no reader, and says why it was stopped.
    fn check(script: &str, expected: Stop) {
        let program = Program { path: "/bin/sh".into(), args: vec!["-c".into(), script.into()] };
        let mut worker = Worker::new(program).with_patience(Duration::from_millis(200));
        let mut source = Seeking::new(io::Cursor::new(b"abc"));
        let job = Job { len: 3, task: Task::Reduce, beside: None };
        let stop = worker.start(job, None, &mut source).and_then(|mut session| {
            loop {
                session.next()?;
            }
        });
        assert_eq!(stop, Err::<(), _>(expected), "{script}");
        assert!(worker.running.is_none(), "a guest that failed is gone: {script}");
    }

    #[test]
    fn whatever_a_guest_does_it_ends() {
        check("exit 3", Stop::Crashed);
        check("kill -9 $$", Stop::Crashed);
        check("while :; do :; done", Stop::TooLong);
        check("exec sleep 60", Stop::TooLong);
        check("yes", Stop::Nonsense);
        // A frame of records that never ends.
        check("printf '\\021\\377\\377\\377\\177'; exec sleep 60", Stop::Nonsense);
        // The same frame of records, again and again.
        check("while :; do printf '\\021\\000\\000\\020\\000'; head -c 1048576 /dev/zero; done", Stop::TooMuch);
        // A question for more than may be asked.
        check(
            "printf '\\020\\014\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\377\\377\\377\\377'; exec sleep 60",
            Stop::Nonsense,
        );
    }

    /// Runs a guest that has the file and the output for itself; returns what it said and what it wrote.
    fn poured(script: &str) -> (Result<(), Spilt>, String) {
        let program = Program { path: "/bin/sh".into(), args: vec!["-c".into(), script.into()] };
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        std::fs::write(&from, "abc").unwrap();
        let given = (File::open(from).unwrap(), 3);
        let told = Worker::new(program).pour(Options::default(), given, File::create(&to).unwrap().into());
        (told, std::fs::read_to_string(to).unwrap())
    }

    #[test]
    fn a_guest_that_pours_tells_by_its_end_what_came_of_it() {
        let check = |script: &str, expected: Result<(), Spilt>| assert_eq!(poured(script).0, expected, "{script}");
        assert_eq!(poured("cat > /dev/null; cat <&2"), (Ok(()), "abc".into()));
        check("exit 3", Err(Stop::Unreadable.into()));
        check("exit 4", Err(Spilt::NotWritten));
        check("exit 5", Err(Stop::TooMuch.into()));
        check("exit 101", Err(Stop::Crashed.into()));
        check("kill -XCPU $$", Err(Stop::TooLong.into()));
        check("kill -XFSZ $$", Err(Stop::TooMuch.into()));
        check("kill -9 $$", Err(Stop::Crashed.into()));
        // What it was given to read, it cannot write.
        check("cat > /dev/null; echo >&2 || exit 4", Err(Spilt::NotWritten));
    }

    #[test]
    fn a_program_that_is_not_there_is_said_so() {
        let program = Program { path: "/nonexistent/temoin".into(), args: Vec::new() };
        let mut worker = Worker::new(program);
        let mut source = Seeking::new(io::Cursor::new(b""));
        let stop = worker.start(Job { len: 0, task: Task::Reduce, beside: None }, None, &mut source).err();
        assert_eq!(stop, Some(Stop::NotStarted));
    }
}
