use temoin_evidence::Reader;

use crate::detect::{Detected, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, plain, whatsapp, zip};

/// Reads a file with the reader that [`crate::detect`] chose: records, pieces, members and notes go to the sink.
///
/// Members of an archive are handed over as bytes; what is inside them is not read here.
///
/// # Errors
/// [`ReadError`] when the source fails or the sink asks to stop; never for what the file holds.
pub fn read(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    match detected.kind {
        Kind::WhatsApp => whatsapp::read(source, detected, options, sink),
        Kind::Zip => zip::read(source, detected, options, sink),
        Kind::File => plain::read(source, detected, options, sink),
    }
}

/// Names the reader that [`read`] uses for a kind of file, with its version.
pub fn reader(kind: Kind) -> Reader {
    let version = match kind {
        Kind::File => plain::VERSION,
        Kind::Zip => zip::VERSION,
        Kind::WhatsApp => whatsapp::VERSION,
    };
    Reader { name: kind.word().into(), version }
}
