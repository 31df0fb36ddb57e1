//! Address books (vCard 2.1 to 4.0). They hold third parties: nothing of them is shown, the cards are counted.

use std::collections::BTreeSet;

use temoin_syntax::Window;

use crate::calendar::Unfolded;
use crate::content_line::ContentLine;
use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Counts cards.
pub(crate) struct Contacts;

impl Format for Contacts {
    fn kind(&self) -> Kind {
        Kind::of("contacts")
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "text/vcard"
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(self.kind(), detected, source.len(), options, sink);
        let mut lines = Unfolded { window: Window::new(source, 0), held: Vec::new(), start: 0 };
        let (mut cards, mut versions) = (0u64, BTreeSet::new());
        while let Some((line, _, _)) = lines.next()? {
            let text = String::from_utf8_lossy(line);
            let Some(line) = ContentLine::read(text.trim_start_matches('\u{feff}')) else { continue };
            let value = line.value.trim();
            if line.is("BEGIN") && value.eq_ignore_ascii_case("VCARD") {
                cards += 1;
            } else if line.is("VERSION") {
                versions.extend(["2.1", "3.0", "4.0"].into_iter().filter(|known| value == *known));
            }
        }
        let versions: Vec<_> = versions.into_iter().collect();
        let detail = format!(
            "An address book of {cards} cards (vCard {}). It is kept and not shown: it is about other people.",
            versions.join(", ")
        );
        emit.note("contacts", detail);
        Ok(emit.finish())
    }
}
