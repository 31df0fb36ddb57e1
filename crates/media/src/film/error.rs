use thiserror::Error;

/// Says why a film was not read, or not further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FilmError {
    /// The program is not there.
    #[error(
        "films are read by the program ffmpeg, which is not there; install it \
         (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg)"
    )]
    NoProgram,
    /// The program is there, but the system did not start it.
    #[error("ffmpeg could not be started: {0}")]
    NotStarted(std::io::ErrorKind),
    /// There is no film in it that ffmpeg knows, or it is damaged from its first frame.
    #[error("no frame could be read")]
    NotReadable,
    /// The process ended before the film did: damage that ffmpeg does not get over, or its own limits of memory and processor time.
    #[error("ffmpeg ended before the film did")]
    BrokenOff,
    /// A frame, their number or all of them are above the limits.
    #[error("the film is above the limits")]
    TooLarge,
    /// It took longer than allowed.
    #[error("the film took longer than allowed")]
    TooLong,
}
