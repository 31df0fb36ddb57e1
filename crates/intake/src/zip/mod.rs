//! ZIP archives (PKWARE APPNOTE 6.3.10), read as a stranger's.

use crate::detect::Detected;
use crate::{Options, ReadError, Sink, Source, Summary, plain};

/// The version of this reader.
pub(crate) const VERSION: u32 = 1;

pub(crate) fn read(s: &dyn Source, d: &Detected, o: &Options, k: &mut dyn Sink) -> Result<Summary, ReadError> {
    plain::read(s, d, o, k)
}

pub(crate) fn end_record(_: &dyn Source) -> std::io::Result<Option<u64>> {
    Ok(None)
}
