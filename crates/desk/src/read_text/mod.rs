//! Text read in pictures: on disk, in a case. A reading: it can be wrong, and the picture stays what it is.

mod correct;
mod file;
mod kept;
mod look;
mod overlap;
mod screen;
mod shown;
mod unread;

pub use correct::{ReadPart, correct};
pub use file::{PathText, read_text};
pub use kept::{PicturesRead, ReadInPicture, UnreadItem, read_pictures};
pub use overlap::{Overlap, overlaps};
pub use shown::{MessageSide, PictureText, TextLine, TextMessage};
pub use unread::Unread;

pub(crate) use kept::read_in;
pub(crate) use look::look;

use std::time::Duration;

/// The time a picture may take whatever its size: a minute for a screenshot of many screens on today's machines, and five times
/// that for an old one.
pub const PATIENCE: Duration = Duration::from_secs(300);
