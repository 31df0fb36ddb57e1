use serde::{Deserialize, Serialize};

use crate::{Digest, ItemId, Moment};

/// Is one thing taken in, byte for byte: a file, or a member of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Random, made at intake.
    pub id: ItemId,
    /// The name it came under; for a member, the last part of its name in the archive. Never used as a path.
    pub name: String,
    /// Where it was, as the person gave it; for a member, its full name in the archive.
    pub path: Option<String>,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// Number of bytes.
    pub size: u64,
    /// Media type by content (RFC 6838), never by the name's ending.
    pub media_type: String,
    /// Which reader read it: `file`, `zip`, `whatsapp` …
    pub source: String,
    /// The archive that holds it.
    pub inside: Option<ItemId>,
    /// How she came to hold it, as she said.
    pub obtained: Option<Obtained>,
    /// When it was taken in, by the clock of this computer, not checked.
    pub received: Moment,
    /// The file's own times, as the file system or the archive tells them.
    pub file_times: FileTimes,
}

/// Holds the times a file system or an archive keeps beside a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileTimes {
    /// Last change of the content.
    pub modified: Option<Moment>,
    /// Creation, where the system keeps it.
    pub created: Option<Moment>,
}

/// Says how the person came to hold an item, in her own words' three kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Obtained {
    /// From her own device or account.
    Own,
    /// Given by someone.
    Given,
    /// In another way.
    Other,
}

/// Says what an item's origin rests on (DESIGN, "two columns"). Integrity is another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OriginStrength {
    /// A third party's signature that verifies, its trust root named.
    A,
    /// A page capture with its resources, and a second, independent one.
    B,
    /// An original file of a device, or an unsigned platform export with identifiers the platform can confirm.
    C,
    /// An editable text export, or a screenshot.
    D,
    /// Retyped, or a photo of a screen.
    E,
}
