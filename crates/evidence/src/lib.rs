//! The nouns of a case: plain values that every room can read, with no logic beyond their own invariants.
//!
//! | you hold … | use |
//! |---|---|
//! | a file or a member of an archive, byte for byte | [`Item`] |
//! | the smallest thing a person would point at (a message, a call, a photo) | [`Record`] |
//! | a date with all that is known, and not known, about it | [`Moment`] |
//! | who a platform says wrote it | [`Author`], [`Actor`] |
//! | bytes that could not be read, or something odd | [`Note`] |
//! | what a program said about an item | [`Reading`] |
//! | what the person wrote in her incident log | [`Entry`] |
//!
//! ```
//! use temoin_evidence::{CivilTime, Moment, Origin, Precision, Zone};
//!
//! let sent = Moment {
//!     time: CivilTime::new(2024, 3, 5, 14, 5, 0, 0).unwrap(),
//!     precision: Precision::Minute,
//!     zone: Zone::Floating,
//!     origin: Origin::MessageMetadata,
//! };
//! assert_eq!(sent.to_string(), "2024-03-05T14:05");
//! ```

mod actor;
mod detail;
mod entry;
mod flag;
mod id;
mod item;
mod moment;
mod note;
mod reading;
mod record;

pub use actor::{Actor, ActorHandle, Author, LabelledBy};
pub use detail::{Detail, DetailKey};
pub use entry::{Channel, Entry, EntryError, Field, GROUPS, Group, REQUIRED, When, WhenPrecision, Who, WhoCertainty};
pub use flag::{Flag, Flags};
pub use id::{Digest, EntryId, IdError, ItemId, RecordId};
pub use item::{FileTimes, Item, Obtained, OriginStrength};
pub use moment::{CivilTime, DateOrder, Moment, Origin, Precision, TimeError, Zone};
pub use note::{Note, Place};
pub use reading::{Label, Reader, Reading};
pub use record::{Attachment, AttachmentState, Direction, Kind, Record, Span, Visibility};
