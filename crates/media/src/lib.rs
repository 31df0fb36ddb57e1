//! The only room that decodes hostile pictures, under limits; it runs in the worker.
//!
//! | you want … | use |
//! |---|---|
//! | the pixels of a picture, as a person sees them or as they are stored | [`Picture::decode`] |
//! | the same in grey, in small, or blurred | [`Picture::grey`], [`Picture::thumbnail`], [`Picture::blurred`] |
//! | an animation picture by picture | [`frames`] |
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

mod animation;
mod colour;
mod error;
mod heif;
mod inks;
mod limits;
mod opened;
mod picture;
mod reduce;
mod view;

pub use animation::{Frame, frames};
pub use error::MediaError;
pub use limits::Limits;
pub use opened::{Dimensions, Format, dimensions};
pub use picture::{Look, Picture};
pub use reduce::{LONGER_SIDE, Reduced, reduce};
