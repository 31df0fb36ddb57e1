use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use temoin_evidence::Note;

/// Counts what a reader found; serialises to the keys of `temoin inspect --json`. Keys that do not apply are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The reader: `file`, `zip`, `whatsapp`.
    pub source: String,
    /// The media type by content.
    pub media_type: String,
    /// What people sent: messages and mails. In a file that holds none, its posts, comments and calls.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub messages: Option<u64>,
    /// What the app wrote.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub system: Option<u64>,
    /// The senders, in order of appearance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub participants: Option<Vec<String>>,
    /// The earliest moment, to the precision known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub first: Option<String>,
    /// The latest moment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last: Option<String>,
    /// `dmy`, `mdy`, `ymd` or `unproven`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date_order: Option<String>,
    /// How the order was proved, in English.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub order_proof: Option<String>,
    /// `floating`, `utc` or `offset`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub zone: Option<String>,
    /// `minute`, `second` …
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub precision: Option<String>,
    /// Messages that the platform says were deleted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deleted: Option<u64>,
    /// Messages that the platform says were edited.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub edited: Option<u64>,
    /// Pictures, videos and voice messages left out of the export.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub media_omitted: Option<u64>,
    /// Calls.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub calls: Option<u64>,
    /// Records by their kind, where a file holds others than messages.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub kinds: BTreeMap<String, u64>,
    /// Records that nobody sent: drafts, pictures, pages, events, contacts.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub others: u64,
    /// Posts, comments, reactions and calls, beside the messages; `kinds` and `calls` tell them apart.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub apart: u64,
    /// Bytes around the records that belong to none of them, such as the names of a list: each stretch is a piece of its own.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub bytes_around: u64,
    /// The number of records that the file says it holds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub declared: Option<u64>,
    /// Polls.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub polls: Option<u64>,
    /// Records whose header may have been typed inside the message before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub boundary_doubtful: Option<u64>,
    /// Names of what was attached, those that are missing too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attachments: Option<Vec<String>>,
    /// Number of attachments, when more were named than [`crate::Limits::names`] lets be listed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attachments_count: Option<u64>,
    /// Names of attachments that are not in the archive.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attachments_missing: Option<Vec<String>>,
    /// Members of an archive.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub members: Option<u64>,
    /// The notes.
    pub notes: Vec<Note>,
    /// Bytes that belong to a record; not shown by `inspect`, kept with a reading.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub bytes_read: u64,
}

impl Summary {
    /// Makes a summary that counts nothing yet.
    pub fn new(source: &str, media_type: &str) -> Self {
        Self { source: source.into(), media_type: media_type.into(), ..Self::default() }
    }

    /// Counts posts, comments and calls as what people sent, where a file holds nothing else that they sent.
    pub(crate) fn settle(mut self) -> Self {
        if self.messages.unwrap_or(0) == 0 && self.apart > 0 {
            self.messages = Some(std::mem::take(&mut self.apart));
        }
        self
    }

    /// Returns the number of records: what people sent, what the app wrote, and what nobody sent.
    pub fn records(&self) -> u64 {
        self.messages.unwrap_or(0) + self.system.unwrap_or(0) + self.others + self.apart
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
