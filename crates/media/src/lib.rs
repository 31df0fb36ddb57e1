//! The only room that decodes hostile pictures, under limits; it runs in the worker.
//!
//! | you want … | use |
//! |---|---|
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

mod error;
mod limits;
mod opened;
mod reduce;

pub use error::MediaError;
pub use limits::Limits;
pub use opened::{Dimensions, Format, dimensions};
pub use reduce::{LONGER_SIDE, Reduced, reduce};
