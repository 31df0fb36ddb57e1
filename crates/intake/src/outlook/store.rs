//! Stores of many messages (MS-PST, and the archive of Outlook for Mac): recognised, kept whole, not read.

use temoin_evidence::Place;

use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::notes::Notes;
use crate::{Options, ReadError, Sink, Source, Summary};

/// Recognises a store.
pub(crate) struct Store;

/// Media types of a store that a person made, and of Outlook's own copy of a mailbox.
const PST: &str = "application/vnd.ms-outlook-pst";
const OST: &str = "application/vnd.ms-outlook-ost";
/// What to do instead.
const ADVICE: &str = "In Outlook, select the mails concerned and drag them into a folder of this computer, or save each as .msg or .eml; then add those files too.";

/// Returns the media type of a store, from its first bytes (MS-PST, section 2.2.2.6).
pub(crate) fn store_type(head: &[u8]) -> Option<&'static str> {
    match (head.get(..4)?, head.get(8..10)?) {
        (b"!BDN", b"SM") => Some(PST),
        (b"!BDN", b"SO") => Some(OST),
        _ => None,
    }
}

impl Format for Store {
    fn kind(&self) -> Kind {
        Kind::of("outlook-store")
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        matches!(head.media_type, PST | OST)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(self.kind(), detected, source.len(), options, sink);
        if !source.is_empty() {
            emit.note(
                "not-read",
                format!("An Outlook data file is kept whole; the mails in it are not read. {ADVICE}"),
            );
        }
        let mut summary = emit.finish();
        summary.bytes_around = 0;
        Ok(summary)
    }
}

/// Notes that an archive is one of Outlook for Mac (`.olm`), by the names of its members.
pub(crate) fn in_archive<'n>(names: impl Iterator<Item = &'n str>, notes: &mut Notes, sink: &mut dyn Sink) {
    let mut names = names;
    if names.any(|name| name.split('/').any(|part| part.eq_ignore_ascii_case("com.microsoft.__Messages"))) {
        let detail = format!("It is an archive of Outlook for Mac: the mails in it are kept and not read. {ADVICE}");
        notes.add("not-read", Place::Whole, detail, sink);
    }
}
