use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::detect::{Detected, Encoding};
use crate::{Options, ReadError, Sink, Source, Summary, registry};

/// Reads what one source writes. A new one is a file with this trait and a line in `registry.rs`.
pub(crate) trait Format: Sync {
    /// Returns which reader this is.
    fn kind(&self) -> Kind;

    /// Returns its version, raised whenever the same bytes would read otherwise.
    fn version(&self) -> u32 {
        1
    }

    /// Returns whether what matters is inside its members, which are files of their own.
    fn is_archive(&self) -> bool {
        false
    }

    /// Returns whether it goes to and fro in a file: what can only be read from front to back is then held meanwhile.
    fn jumps(&self) -> bool {
        false
    }

    /// Returns whether its files may be other than text; a reader of text alone is not asked about those.
    fn of_bytes(&self) -> bool {
        false
    }

    /// Returns whether the beginning of a file is what this source writes. The name is a hint at most.
    fn recognises(&self, head: &Head<'_>) -> bool;

    /// Reads a file: records, pieces, members and notes go to the sink in file order.
    ///
    /// # Errors
    /// [`ReadError`] when the source fails or the sink asks to stop; never for what the file holds.
    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError>;
}

/// Is the beginning of a file, as [`Format::recognises`] looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'h> {
    /// The first 64 KiB as stored.
    pub(crate) bytes: &'h [u8],
    /// The same as text without a byte order mark, where the file is text; empty otherwise.
    pub(crate) text: &'h str,
    /// How the text is written.
    pub(crate) encoding: Option<Encoding>,
    /// The media type by content.
    pub(crate) media_type: &'h str,
    /// The name the file came under.
    pub(crate) name: &'h str,
}

impl Head<'_> {
    /// Returns whether the name ends in a dot and one of these, whatever their case.
    pub(crate) fn ends(&self, endings: &[&str]) -> bool {
        self.name.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)))
    }

    /// Returns whether the text begins, blanks aside, as a JSON object or array does.
    pub(crate) fn is_json(&self) -> bool {
        self.encoding == Some(Encoding::Utf8) && matches!(self.text.trim_ascii_start().as_bytes(), [b'{' | b'[', ..])
    }

    /// Returns whether each of these stands in the beginning as a JSON name: between quotation marks, a colon after it.
    pub(crate) fn names(&self, names: &[&str]) -> bool {
        names.iter().all(|name| named(self.text, name))
    }
}

fn named(text: &str, name: &str) -> bool {
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), name.as_bytes()) {
        let (before, after) = (&rest.as_bytes()[..at], &rest[at + name.len()..]);
        let quoted = before.last() == Some(&b'"') && after.starts_with('"');
        if quoted && after[1..].trim_start().starts_with(':') {
            return true;
        }
        rest = after;
    }
    false
}

/// Names a reader: the word used in JSON as `source`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind(&'static str);

impl Kind {
    /// Any file: one item, no records.
    pub const FILE: Self = Self("file");
    /// A ZIP archive.
    pub const ZIP: Self = Self("zip");
    /// A WhatsApp chat export.
    pub const WHATSAPP: Self = Self("whatsapp");

    /// Makes the name of a reader.
    pub(crate) const fn of(word: &'static str) -> Self {
        Self(word)
    }

    /// Returns the word used in JSON as `source`.
    pub fn word(self) -> &'static str {
        self.0
    }

    /// Returns the reader of that name; nothing where there is none.
    pub fn named(word: &str) -> Option<Self> {
        registry::all().map(Format::kind).find(|kind| kind.0 == word)
    }

    /// Lists all readers.
    pub fn all() -> impl Iterator<Item = Self> {
        registry::all().map(Format::kind)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let word = String::deserialize(d)?;
        Self::named(&word).ok_or_else(|| serde::de::Error::custom("no reader of that name"))
    }
}
