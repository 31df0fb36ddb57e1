use std::io::{self, Read, Seek};
use std::path::PathBuf;

use temoin_fingerprint::{Frame, Layout, Plane, Timestamp, pdq};
use temoin_media::{Film, FilmError, FilmInput, FilmLimits, FilmOptions, IndexFirst, View};

use super::Unseen;

/// Hashes a film, a frame a second, as vPDQ does; ffmpeg decodes in a process of its own.
///
/// # Errors
/// Why it was not read to its end: half a film would meet half of what it should.
pub(super) fn frames(input: FilmInput, view: View) -> Result<Vec<Frame>, Unseen> {
    let options = FilmOptions { view, ..FilmOptions::default() };
    let film = Film::open(input, &options, &FilmLimits::default()).map_err(why)?;
    film.map(|frame| {
        let frame = frame.map_err(why)?;
        let (width, height) = (frame.width as usize, frame.height as usize);
        let plane =
            Plane::new(&frame.pixels, Layout::Rgb8, width, height, 3 * width).map_err(|_| Unseen::FilmNotRead)?;
        let pdq = pdq(&plane);
        let at = Timestamp::from_seconds(frame.at.as_secs_f64()).unwrap_or_default();
        Ok(Frame { number: frame.number, quality: pdq.quality, hash: pdq.hash, at })
    })
    .collect()
}

/// Names a file that ffmpeg reads by itself.
pub(super) fn of_file(path: PathBuf) -> FilmInput {
    FilmInput::File(path)
}

/// Names bytes that reach ffmpeg through a pipe, so that nothing in clear is written anywhere.
///
/// # Errors
/// What the source says.
pub(super) fn of_stream(bytes: impl Read + Seek + Send + 'static) -> io::Result<FilmInput> {
    Ok(FilmInput::Stream(Box::new(IndexFirst::new(bytes)?)))
}

fn why(error: FilmError) -> Unseen {
    match error {
        FilmError::NoProgram => Unseen::NoFfmpeg,
        FilmError::TooLarge | FilmError::TooLong => Unseen::TooLarge,
        _ => Unseen::FilmNotRead,
    }
}
