//! Discord: the owner's data package, and exports of DiscordChatExporter. See `docs/formats/discord.md`.

mod exporter;
mod package;
mod text;

pub(crate) use text::Text;

use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads `messages.json` and `messages.csv` of a data package.
pub(crate) struct Package;
/// Reads the JSON of DiscordChatExporter.
pub(crate) struct Exporter;

const PACKAGE: Kind = Kind::of("discord");
const EXPORTER: Kind = Kind::of("discord-chat-exporter");

impl Format for Package {
    fn kind(&self) -> Kind {
        PACKAGE
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        const TABLE: &str = "id,timestamp,contents";
        let table = head.text.get(..TABLE.len()).is_some_and(|start| start.eq_ignore_ascii_case(TABLE));
        table || head.is_json() && head.names(&["ID", "Timestamp", "Contents"])
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(PACKAGE, detected, source.len(), options, sink);
        package::read(source, &mut emit)?;
        emit.one_sided("A Discord data package holds only the messages that its owner wrote.");
        Ok(emit.finish())
    }
}

impl Format for Exporter {
    fn kind(&self) -> Kind {
        EXPORTER
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.is_json() && head.names(&["guild", "channel", "messages"])
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(EXPORTER, detected, source.len(), options, sink);
        exporter::read(source, &mut emit)?;
        Ok(emit.finish())
    }
}
