use temoin_evidence::Reader;

use crate::detect::Detected;
use crate::{Kind, Options, ReadError, Sink, Source, Summary, registry};

/// Reads a file with the reader that [`crate::detect`] chose: records, pieces, members and notes go to the sink.
///
/// Members of an archive and attachments of a message are handed over as bytes; what is inside them is not read here.
///
/// # Errors
/// [`ReadError`] when the source fails or the sink asks to stop; never for what the file holds.
pub fn read(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    registry::of(detected.kind).read(source, detected, options, sink)
}

/// Names the reader that [`read`] uses for a kind of file, with its version.
pub fn reader(kind: Kind) -> Reader {
    Reader { name: kind.word().into(), version: registry::of(kind).version() }
}
