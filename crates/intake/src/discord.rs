//! Discord: the owner's data package, and exports of DiscordChatExporter. See `docs/formats/discord.md`.

mod exporter;
mod html;
mod package;
mod stamp;
mod table;
mod text;

use temoin_evidence::DateOrder;

pub(crate) use html::ExporterHtml;
pub(crate) use table::ExporterTable;
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

/// Compares the number of messages that an export says it holds with those that were read.
fn compared(declared: Option<u64>, emit: &mut Emit<'_>) {
    emit.summary().declared = declared;
    if let Some(declared) = declared.filter(|&declared| declared != emit.given()) {
        let detail = format!("The file says that it holds {declared} messages; {} were read.", emit.given());
        emit.note("count-differs", detail);
    }
}

/// Says in which order dates are written, or that they can be read either way.
fn ordered(order: Option<DateOrder>, unproven: bool, emit: &mut Emit<'_>) {
    let word = order.map(DateOrder::word).or(unproven.then_some("unproven"));
    emit.summary().date_order = word.map(str::to_owned);
    if unproven {
        let detail = "Day and month can be read either way; the program does not guess. Say which comes first.";
        emit.note("date-order-unproven", detail);
    }
}
