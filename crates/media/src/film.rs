//! Films, frame by frame, by the program ffmpeg in a process of its own: what decodes hundreds of hostile formats is kept outside.
//!
//! It may read the one file or pipe it is given and nothing else: no network, no playlists or lists that name other files.
//! Frames come back as PPM, which says how large each is; the rate comes from what ffmpeg says.

mod error;
mod index_first;
mod process;

pub use error::FilmError;
pub use index_first::IndexFirst;

use std::io::Read;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use process::{Message, Process};

use crate::{Limits, View};

/// A time beyond all films, which a clock can still add.
const LONGEST: Duration = Duration::from_secs(1 << 30);

/// Says where a film is read from.
pub enum FilmInput {
    /// A file.
    File(PathBuf),
    /// A stream from its start; of an MP4 through [`IndexFirst`], for ffmpeg cannot go back in it.
    Stream(Box<dyn Read + Send>),
}

/// Says how a film is read.
#[derive(Clone, Debug)]
pub struct FilmOptions {
    /// The program: `ffmpeg`, to be looked for where programs are, or a path.
    pub program: PathBuf,
    /// As a person sees it (turned upright), or as stored (what vPDQ hashes).
    pub view: View,
    /// Seconds from a frame to the next that is given, 0 for every frame. As in vPDQ it is brought to whole frames, rounded down.
    pub interval: f64,
}

impl Default for FilmOptions {
    /// Gives one frame a second, as stored.
    fn default() -> Self {
        Self { program: PathBuf::from("ffmpeg"), view: View::Stored, interval: 1.0 }
    }
}

/// Bounds what one film may take. The sides, pixels and memory of a frame are those of [`Limits`], and so is the number of frames given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilmLimits {
    /// What holds for each frame, and how many are given.
    pub picture: Limits,
    /// Most time for all of it, on the clock; and of the processor, in whole seconds.
    pub time: Duration,
    /// Most bytes of pixels that ffmpeg may write, frames that are passed over included.
    pub output: u64,
}

impl Default for FilmLimits {
    /// Allows two hours of small films: ten minutes of work, 4 TiB of pixels.
    fn default() -> Self {
        Self { picture: Limits::default(), time: Duration::from_secs(600), output: 1 << 42 }
    }
}

/// Is one frame of a film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmFrame {
    /// Its number in the film, zero-based.
    pub number: u64,
    /// When it is shown: its number by the rate of the film, as in vPDQ.
    pub at: Duration,
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// Red, green, blue of each pixel, rows from the top, packed.
    pub pixels: Vec<u8>,
}

/// Walks over the frames of a film. Ends the process when it is dropped.
pub struct Film {
    process: Process,
    limits: FilmLimits,
    ends: Instant,
    interval: f64,
    rate: Option<f64>,
    number: u64,
    given: u32,
    written: u64,
    done: bool,
}

impl Film {
    /// Starts to read a film.
    ///
    /// # Errors
    /// [`FilmError::NoProgram`] when ffmpeg is not there, [`FilmError::NotStarted`] when it cannot be started.
    pub fn open(input: FilmInput, options: &FilmOptions, limits: &FilmLimits) -> Result<Self, FilmError> {
        let process = Process::start(input, options, limits)?;
        let interval = if options.interval.is_finite() { options.interval.max(0.0) } else { 0.0 };
        Ok(Self {
            process,
            limits: *limits,
            ends: Instant::now() + limits.time.min(LONGEST),
            interval,
            rate: None,
            number: 0,
            given: 0,
            written: 0,
            done: false,
        })
    }

    /// Returns the frames of a second, once the first frame was given.
    pub fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// Returns the next frame that is wanted; `None` at the end.
    fn frame(&mut self) -> Result<Option<FilmFrame>, FilmError> {
        loop {
            let left = self.ends.saturating_duration_since(Instant::now());
            let message = self.process.next(left).ok_or(FilmError::TooLong)?;
            let (width, height, pixels) = match message {
                Message::Rate(rate) => {
                    self.rate = Some(rate);
                    continue;
                }
                Message::Frame { width, height, pixels } => (width, height, pixels),
                Message::TooLarge => return Err(FilmError::TooLarge),
                Message::End if self.number == 0 => return Err(FilmError::NotReadable),
                Message::End => {
                    return match self.process.ended(left) {
                        Some(true) => Ok(None),
                        Some(false) => Err(FilmError::BrokenOff),
                        None => Err(FilmError::TooLong),
                    };
                }
            };
            self.written = self.written.saturating_add(pixels.len() as u64);
            if self.written > self.limits.output {
                return Err(FilmError::TooLarge);
            }
            let number = self.number;
            self.number += 1;
            let rate = self.rate.unwrap_or(1.0);
            let step = ((self.interval * rate) as u64).max(1);
            if !number.is_multiple_of(step) {
                continue;
            }
            if self.given == self.limits.picture.frames {
                return Err(FilmError::TooLarge);
            }
            self.given += 1;
            let at = Duration::try_from_secs_f64(number as f64 / rate).unwrap_or(Duration::MAX);
            return Ok(Some(FilmFrame { number, at, width, height, pixels }));
        }
    }
}

impl Iterator for Film {
    type Item = Result<FilmFrame, FilmError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let frame = self.frame();
        if !matches!(frame, Ok(Some(_))) {
            self.done = true;
            self.process.end();
        }
        frame.transpose()
    }
}
