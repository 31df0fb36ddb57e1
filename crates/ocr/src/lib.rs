//! Text lines and chat messages found in a plane of pixels.
//!
//! [`Models::open`] takes the folder in which the two files of weights lie, checks that they are the ones in [`WEIGHTS`], and
//! [`Models::read`] finds lines in a plane; [`messages`] makes the messages of a chat of them. Nothing here decodes a file of pictures, and nothing is kept.
//!
//! ```no_run
//! # fn main() -> Result<(), temoin_ocr::Error> {
//! let models = temoin_ocr::Models::open(std::path::Path::new("weights"))?;
//! let pixels = vec![255; 64 * 64 * 3];
//! for line in models.read(temoin_ocr::Rgb::new(&pixels, 64, 64, 64 * 3)?)?.lines {
//!     println!("{} {:?}", line.text, line.bounds);
//! }
//! # Ok(())
//! # }
//! ```

mod chat;
mod clock;
mod crop;
mod detect;
mod error;
mod line;
mod order;
mod panel;
mod plane;
mod quad;
mod read;
mod recognise;
mod resize;
mod sift;
mod weights;
mod window;

pub use chat::{Message, Side, messages};
pub use error::Error;
pub use line::{Line, Word};
pub use plane::{Bounds, MAX_PIXELS, MAX_SIDE, Rgb};
pub use read::{Models, Reading};
pub use weights::{DETECTOR, RECOGNISER, WEIGHTS, Weights};
