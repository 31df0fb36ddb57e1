//! The only room that decodes hostile pictures, under limits; it runs in the worker.
//!
//! | you want … | use |
//! |---|---|
//! | a picture's pixels, as a person sees them or as they are stored | [`decode`] |
//! | the pictures of an animation, one by one | [`Frames`] |
//! | light alone, to hash or to look quickly whether a picture is known | [`luma`], [`screening`] |
//! | the frames of a film, by the program ffmpeg | [`Film`] |
//! | a picture smaller, grey, or blurred | [`Picture::thumbnail`], [`Picture::greyscale`], [`Picture::blurred`] |
//! | a picture so coarse that nobody is recognised in it | [`reduce`] |
//! | how large a picture says it is | [`dimensions`] |
//!
//! A picture that is broken, too large or of another kind gives a [`MediaError`]; its file stays what it is.
//!
//! ```
//! use temoin_media::{Limits, MediaError, reduce};
//!
//! assert!(matches!(reduce(b"no picture", &Limits::default()), Err(MediaError::NotSupported)));
//! ```

mod avif;
mod colour;
mod decode;
mod depth;
mod error;
mod film;
mod format;
mod frames;
mod header;
mod heic;
mod jpeg;
mod limits;
mod luma;
mod picture;
mod plain;
mod raster;
mod reduce;
mod scaled;
mod soften;
mod tiff;

pub use decode::decode;
pub use error::MediaError;
pub use film::{Film, FilmError, FilmFrame, FilmInput, FilmLimits, FilmOptions, IndexFirst};
pub use format::Format;
pub use frames::{AnimationFrame, Frames};
pub use header::{Dimensions, dimensions};
pub use limits::Limits;
pub use luma::{Luma, luma, screening};
pub use picture::{Picture, View};
pub use reduce::{LONGER_SIDE, Reduced, reduce};
