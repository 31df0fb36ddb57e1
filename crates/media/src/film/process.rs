//! One run of ffmpeg: its words, its pipes, its end.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{FilmError, FilmInput, FilmLimits, FilmOptions};
use crate::{Limits, View};

/// The formats ffmpeg may take a film for. None of them names other files: playlists (HLS, DASH, concat) are left out, and with them the
/// way to make it read what it was not given.
const FORMATS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,apng,h264,hevc,ivf,rm,wtv,m4v,mxf,webp_pipe";

/// Longest header of a PPM: two letters and three numbers.
const LONGEST_HEADER: u64 = 64;

/// Longest line of what ffmpeg says; longer ones are read in pieces.
const LONGEST_LINE: u64 = 4096;

/// What comes from the process.
pub(super) enum Message {
    /// Frames a second; before the first frame.
    Rate(f64),
    Frame {
        width: u32,
        height: u32,
        pixels: Vec<u8>,
    },
    TooLarge,
    End,
}

pub(super) struct Process {
    child: Child,
    rates: Receiver<f64>,
    frames: Receiver<Message>,
    rate_known: bool,
}

impl Process {
    pub fn start(input: FilmInput, options: &FilmOptions, limits: &FilmLimits) -> Result<Self, FilmError> {
        let mut command = Command::new(&options.program);
        command.args(words(&input, options.view, limits)).env_clear();
        // Where programs and their parts are; nothing else of our surroundings goes in.
        for name in ["PATH", "SystemRoot"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        let fed = if matches!(input, FilmInput::Stream(_)) { Stdio::piped() } else { Stdio::null() };
        let spawned = command.stdin(fed).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| match error.kind() {
            ErrorKind::NotFound => FilmError::NoProgram,
            kind => FilmError::NotStarted(kind),
        })?;
        if let (FilmInput::Stream(source), Some(pipe)) = (input, child.stdin.take()) {
            thread::spawn(move || feed(source, pipe));
        }
        // One frame waits at most: ffmpeg stands still until it is taken.
        let (to, frames) = sync_channel(0);
        let (say, rates) = sync_channel(1);
        let picture = limits.picture;
        if let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) {
            thread::spawn(move || read_frames(stdout, &picture, &to));
            thread::spawn(move || listen(stderr, &say));
        }
        Ok(Self { child, rates, frames, rate_known: false })
    }

    /// Returns what comes next; `None` when nothing came in time.
    pub fn next(&mut self, within: Duration) -> Option<Message> {
        if !self.rate_known {
            self.rate_known = true;
            match self.rates.recv_timeout(within) {
                Ok(rate) => return Some(Message::Rate(rate)),
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => {}
            }
        }
        match self.frames.recv_timeout(within) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Message::End),
        }
    }

    /// Waits for the end that a closed pipe announces, and returns whether it was a good one; `None` when it does not come in time.
    pub fn ended(&mut self, within: Duration) -> Option<bool> {
        let ends = Instant::now() + within;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status.success()),
                Ok(None) if Instant::now() < ends => thread::sleep(Duration::from_millis(5)),
                Ok(None) | Err(_) => return None,
            }
        }
    }

    /// Ends the process, whatever it does. Its threads end with its pipes.
    pub fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

fn words(input: &FilmInput, view: View, limits: &FilmLimits) -> Vec<OsString> {
    let mut words: Vec<OsString> = Vec::new();
    let mut say = |text: &str| words.extend(text.split(' ').map(OsString::from));
    say("-nostdin -hide_banner -nostats -loglevel info -threads 1 -filter_threads 1");
    say(&format!("-max_alloc {} -timelimit {}", limits.picture.memory, limits.time.as_secs().max(1)));
    say(&format!("-protocol_whitelist {}", if matches!(input, FilmInput::File(_)) { "file" } else { "pipe" }));
    say(&format!("-format_whitelist {FORMATS} -max_pixels {}", limits.picture.pixels));
    if view == View::Stored {
        say("-noautorotate");
    }
    say("-i");
    match input {
        // With the prefix no name is taken for a protocol or an option.
        FilmInput::File(path) => {
            let mut name = OsString::from("file:");
            name.push(path);
            words.push(name);
        }
        FilmInput::Stream(_) => words.push("pipe:0".into()),
    }
    let mut say = |text: &str| words.extend(text.split(' ').map(OsString::from));
    // Numbered anew at a rate of the output's own, so that no frame is doubled or left out.
    say("-map 0:v:0 -an -sn -dn -vf showinfo=checksum=0,scale=flags=area,format=rgb24,settb=1/25,setpts=N -r 25");
    say("-c:v ppm -f image2pipe pipe:1");
    words
}

fn feed(mut source: Box<dyn Read + Send>, mut pipe: ChildStdin) {
    // A film may have been read to its end before its file was; a source that breaks off is a film that does.
    let _ = io::copy(&mut source, &mut pipe);
}

fn read_frames(stdout: ChildStdout, limits: &Limits, to: &SyncSender<Message>) {
    let mut input = BufReader::with_capacity(1 << 16, stdout);
    while let Some(frame) = read_frame(&mut input, limits) {
        let last = matches!(frame, Message::TooLarge);
        if to.send(frame).is_err() || last {
            return;
        }
    }
    let _ = to.send(Message::End);
}

/// Reads a PPM (P6, 255) from ffmpeg. `None` at the end, and where a frame breaks off.
fn read_frame(input: &mut impl BufRead, limits: &Limits) -> Option<Message> {
    let mut numbers = [0u32; 3];
    let mut header = Vec::new();
    for _ in 0..3 {
        input.take(LONGEST_HEADER).read_until(b'\n', &mut header).ok()?;
    }
    let text = str::from_utf8(&header).ok()?.strip_prefix("P6\n")?;
    let mut words = text.split_ascii_whitespace();
    for number in &mut numbers {
        *number = words.next()?.parse().ok()?;
    }
    let [width, height, 255] = numbers else { return None };
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > limits.side || pixels > limits.pixels || 3 * pixels > limits.memory {
        return Some(Message::TooLarge);
    }
    let mut bytes = vec![0; 3 * pixels as usize];
    input.read_exact(&mut bytes).ok()?;
    (pixels > 0).then_some(Message::Frame { width, height, pixels: bytes })
}

/// Listens for the rate, and goes on listening: a full pipe would stop ffmpeg.
fn listen(stderr: impl Read, say: &SyncSender<f64>) {
    let mut input = BufReader::new(stderr);
    let mut line = Vec::new();
    // What goes on a line too long is no beginning: there, the film's own words could pass for ffmpeg's.
    let (mut begins, mut known) = (true, false);
    while matches!((&mut input).take(LONGEST_LINE).read_until(b'\n', &mut line), Ok(1..)) {
        if let Some(rate) = rate(&line).filter(|_| begins && !known) {
            known = true;
            let _ = say.try_send(rate);
        }
        begins = line.ends_with(b"\n");
        line.clear();
    }
}

/// Reads the rate from the line of the filter `showinfo`: `[Parsed_showinfo_0 @ …] config in time_base: 1/12800, frame_rate: 25/1`.
fn rate(line: &[u8]) -> Option<f64> {
    let line = str::from_utf8(line).ok()?.strip_prefix("[Parsed_showinfo_0 @ ")?;
    let (_, found) = line.split_once("] config in time_base: ")?.1.split_once(", frame_rate: ")?;
    let (frames, seconds) = found.trim().split_once('/')?;
    let rate = frames.parse::<f64>().ok()? / seconds.parse::<f64>().ok()?;
    (rate.is_finite() && rate > 0.0).then_some(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read_exactly() {
        let line = b"[Parsed_showinfo_0 @ 0x55] config in time_base: 1/30000, frame_rate: 30000/1001\n";
        assert_eq!(rate(line), Some(30000.0 / 1001.0));
        assert_eq!(rate(b"[Parsed_showinfo_0 @ 0x5] config in time_base: 1/1, frame_rate: 0/1"), None);
        assert_eq!(rate(b"[Parsed_showinfo_0 @ 0x5] config in time_base: 0/0, frame_rate: 1/0"), None);
        assert_eq!(rate(b"    title           : ] config in time_base: 1/1, frame_rate: 25/1"), None);
    }

    #[test]
    fn the_words_of_a_film_are_not_those_of_ffmpeg() {
        let genuine = "[Parsed_showinfo_0 @ 0x5] config in time_base: 1/1, frame_rate: 25/1\n";
        let title = format!("    title : {}{genuine}", "x".repeat(LONGEST_LINE as usize - 12));
        let (say, rates) = sync_channel(1);
        listen(title.as_bytes(), &say);
        assert!(rates.try_recv().is_err());
        listen(format!("{title}{genuine}").as_bytes(), &say);
        assert_eq!(rates.try_recv(), Ok(25.0));
    }

    #[test]
    fn frames_say_how_large_they_are() {
        let limits = Limits { side: 10, ..Limits::default() };
        let read = |bytes: &[u8]| read_frame(&mut &bytes[..], &limits);
        assert!(
            matches!(read(b"P6\n2 1\n255\nabcdef"), Some(Message::Frame { width: 2, height: 1, pixels }) if pixels == b"abcdef")
        );
        assert!(matches!(read(b"P6\n2 11\n255\nabcdef"), Some(Message::TooLarge)));
        for cut in
            [&b""[..], b"P6\n2 1\n255\nabcde", b"P6\n0 1\n255\n", b"P5\n2 1\n255\nab", b"P6\n2 1\n65535\nabcdefabcdef"]
        {
            assert!(read(cut).is_none());
        }
    }
}
