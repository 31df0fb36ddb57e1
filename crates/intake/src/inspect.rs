use crate::{Options, ReadError, Sink, Source, Summary, detect_source, read};

/// Reads a file and, where it is an archive, the chats inside it.
///
/// # Errors
/// As [`read`].
pub fn inspect(source: &dyn Source, options: &Options, sink: &mut dyn Sink) -> Result<Summary, ReadError> {
    let detected = detect_source(source, &options.name)?;
    read(source, &detected, options, sink)
}
