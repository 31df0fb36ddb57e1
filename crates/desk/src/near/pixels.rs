use std::time::Duration;

use serde::{Deserialize, Serialize};
use temoin_fingerprint::{
    Frame, Known, Layout, Part, Pdq, PdqHash, Plane, Quality, Sought, Timestamp, ladder, pdq, pdq_symmetries, sought,
};
use temoin_media::{Frames, Limits, Luma, MediaError, Picture, View, decode, screening};

use super::Want;
use crate::worker::{Job, Kind, ReadAt, Stop, Task, Worker};

/// Most pictures of an animation that are looked at.
const MOST_MOVING: u32 = 600;
/// From one picture of an animation to the next that is hashed, as in vPDQ.
const INTERVAL: Duration = Duration::from_secs(1);

/// Is what a picture is recognised by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pixels {
    /// Width in pixels, at least 1.
    pub(crate) width: u32,
    /// Height in pixels, at least 1.
    pub(crate) height: u32,
    /// The hash of all of it.
    pub(crate) hash: PdqHash,
    /// How much there is to recognise in it.
    pub(crate) quality: Quality,
    /// What it is known by in a bank of one's own, where that was asked for.
    pub(crate) known: Vec<Known>,
    /// What to look for, where that was asked for.
    pub(crate) sought: Vec<Sought>,
    /// The pictures of an animation, one a second; none of what does not move.
    pub(crate) moving: Vec<Frame>,
}

/// Says why there are no pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unseen {
    /// It is of no kind that is decoded here.
    NotAPicture,
    /// Its bytes make no sense, or break off.
    Damaged,
    /// It is above the limits.
    TooLarge,
    /// The process that decodes did not finish.
    Stopped,
    /// There is too little in it to recognise: its hash would meet what is nothing alike.
    TooLittle,
    /// It is a film, and the program that reads films is not there.
    NoFfmpeg,
    /// It is a film, and it was not read to its end.
    FilmNotRead,
}

impl Unseen {
    /// Returns the reason in words, with advice where there is some.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotAPicture => "not a picture or film of a kind that is read here; its bytes are hashed all the same",
            Self::Damaged => "the picture is damaged: its bytes are hashed, what it shows is not",
            Self::TooLarge => "the picture is above the limits: its bytes are hashed, what it shows is not",
            Self::Stopped => "the reader was stopped: the bytes are hashed, what they show is not",
            Self::TooLittle => "there is too little in it to recognise: only its bytes are looked for",
            Self::NoFfmpeg => {
                "films are read by the program ffmpeg, which is not there (Debian, Ubuntu: apt-get install ffmpeg; \
                 macOS: brew install ffmpeg; Windows: winget install ffmpeg)"
            }
            Self::FilmNotRead => "the film could not be read to its end by ffmpeg",
        }
    }
}

impl From<MediaError> for Unseen {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::NotSupported => Self::NotAPicture,
            MediaError::TooLarge => Self::TooLarge,
            _ => Self::Damaged,
        }
    }
}

/// Is what the worker says of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Looked {
    /// What it is, by content (RFC 6838).
    pub(crate) media_type: String,
    /// What its pixels are recognised by.
    pub(crate) pixels: Result<Pixels, Unseen>,
}

/// Has a file looked at in the worker.
///
/// # Errors
/// Why the worker did not finish.
pub(super) fn look(worker: &mut Worker, len: u64, source: &mut dyn ReadAt, want: Want) -> Result<Looked, Stop> {
    let job = Job { len, task: Task::Hash(want), beside: None };
    let mut session = worker.start(job, None, source)?;
    match session.next()? {
        Kind::Done => serde_json::from_slice(session.payload()).map_err(|_| Stop::Nonsense),
        _ => Err(Stop::Nonsense),
    }
}

impl Pixels {
    /// Decodes and hashes a picture. In the worker only.
    pub(crate) fn of(bytes: &[u8], want: Want, limits: &Limits) -> Result<Self, MediaError> {
        if want == Want::Coarse {
            return Self::coarse(bytes, limits);
        }
        let view = want.view();
        let picture = decode(bytes, view, limits)?;
        let plane = plane(&picture)?;
        let known = if want.is_known() { ladder(&plane) } else { Vec::new() };
        let sought = if want.is_sought() { sought(&plane) } else { Vec::new() };
        let whole = known.first().map(|known| (known.hash, known.quality));
        let whole = whole.or(sought.first().map(|sought| (sought.hashes[0], sought.quality)));
        let Pdq { hash, quality } = whole.map_or_else(|| pdq(&plane), |(hash, quality)| Pdq { hash, quality });
        let Picture { width, height, .. } = picture;
        // Its memory is needed for the pictures that follow.
        drop(picture);
        Ok(Self { width, height, hash, quality, known, sought, moving: moving(bytes, view, limits) })
    }

    /// Hashes the light of a picture, decoded at a part of its size where it is large.
    fn coarse(bytes: &[u8], limits: &Limits) -> Result<Self, MediaError> {
        let Luma { width, height, pixels } = screening(bytes, limits)?;
        let (across, down) = (width as usize, height as usize);
        let plane = Plane::new(&pixels, Layout::Grey8, across, down, across).map_err(|_| MediaError::Damaged)?;
        let (Pdq { hash, quality }, hashes) = pdq_symmetries(&plane);
        let sought = vec![Sought { part: Part::Whole, hashes, quality }];
        Ok(Self { width, height, hash, quality, known: Vec::new(), sought, moving: Vec::new() })
    }
}

fn plane(picture: &Picture) -> Result<Plane<'_>, MediaError> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    Plane::new(&picture.pixels, Layout::Rgb8, width, height, 3 * width).map_err(|_| MediaError::Damaged)
}

/// Hashes the pictures of an animation, one a second; as many as can be read of one that is damaged.
fn moving(bytes: &[u8], view: View, limits: &Limits) -> Vec<Frame> {
    if !Frames::may_move(bytes, limits) {
        return Vec::new();
    }
    let limits = Limits { frames: limits.frames.min(MOST_MOVING), ..*limits };
    let Ok(pictures) = Frames::new(bytes, view, &limits) else { return Vec::new() };
    let mut frames = Vec::new();
    let mut next = Duration::ZERO;
    let mut shown = 0;
    for (number, one) in (0..).zip(pictures.map_while(Result::ok)) {
        shown = number;
        if one.at < next {
            continue;
        }
        next = one.at.saturating_add(INTERVAL);
        let Ok(pdq) = plane(&one.picture).map(|plane| pdq(&plane)) else { break };
        let at = Timestamp::from_seconds(one.at.as_secs_f64()).unwrap_or_default();
        frames.push(Frame { number, quality: pdq.quality, hash: pdq.hash, at });
    }
    if shown == 0 { Vec::new() } else { frames }
}
