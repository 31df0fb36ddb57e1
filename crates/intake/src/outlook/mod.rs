//! What Outlook writes: one message (`.msg`, MS-OXMSG), and stores of many (`.pst`, `.ost`, `.olm`), which are kept whole.
//! See `docs/formats/outlook.md`.

mod attachment;
mod body;
mod lzfu;
mod message;
mod property;
mod rtf;
mod store;

use temoin_evidence::Span;

use crate::cfb::{self, Compound};
use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

pub(crate) use store::{Store, in_archive, store_type};

use message::Reading;

/// Reads a message.
pub(crate) struct Msg;

const KIND: Kind = Kind::of("msg");
/// The media type of a message.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.ms-outlook";
/// The class of a message's root (MS-OXMSG, section 2.1), as stored.
const CLASS: [u8; 16] = [0x0b, 0x0d, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
/// What names of storages and streams of a message begin with (section 2.1.1).
const NAMES: [&str; 5] =
    ["__nameid_version1.0", "__properties_version1.0", "__substg1.0_", "__recip_version1.0_#", "__attach_version1.0_#"];

impl Format for Msg {
    fn kind(&self) -> Kind {
        KIND
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == MEDIA_TYPE
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let size = source.len();
        let mut emit = Emit::new(KIND, detected, size, options, sink);
        emit.summary().media_type = MEDIA_TYPE.into();
        let Some(file) = Compound::open(source)? else {
            if size > 0 {
                emit.note("damaged", "What leads to the parts of this message is not there; it is kept whole.");
            }
            return Ok(emit.finish());
        };
        Reading::new(file, Span { start: 0, len: size }).read(&mut emit)?;
        Ok(emit.finish())
    }
}

/// Returns whether a compound file is a message, from its first bytes: by the class of its root, or by the names in the
/// beginning of its directory. Where that lies further on, the name of the file decides.
pub(crate) fn is_message(head: &[u8], name: &str) -> bool {
    let Some(entries) = cfb::entries(head) else {
        return name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("msg"));
    };
    let named =
        |entry: &[u8; 128]| NAMES.iter().any(|name| entry.iter().step_by(2).take(name.len()).copied().eq(name.bytes()));
    entries[0][80..96] == CLASS || entries.iter().any(named)
}

#[cfg(test)]
mod tests;
