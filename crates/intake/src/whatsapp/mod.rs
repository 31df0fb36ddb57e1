//! WhatsApp chat exports (`.txt`), of Android and iPhone, in the short dates of every locale. See `docs/formats/whatsapp.md`.

mod calendar;
mod cursor;
pub(crate) mod header;

use crate::detect::Detected;
use crate::{Options, ReadError, Sink, Source, Summary, plain};

/// The version of this reader.
pub(crate) const VERSION: u32 = 1;

pub(crate) fn read(s: &dyn Source, d: &Detected, o: &Options, k: &mut dyn Sink) -> Result<Summary, ReadError> {
    plain::read(s, d, o, k)
}
