use serde::{Deserialize, Serialize};

use crate::Span;

/// Is something a reader could not read, or found odd, with its place. Readers drop nothing in silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A stable word in kebab-case, such as `encrypted-member`.
    pub code: String,
    /// Where in the item.
    pub place: Place,
    /// Facts for a person, in English; never the person's own words.
    pub detail: String,
}

/// Says where in an item something is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The item as a whole.
    Whole,
    /// A range of bytes.
    Bytes(Span),
    /// The zero-based number of an archive's member.
    Member(u64),
}
