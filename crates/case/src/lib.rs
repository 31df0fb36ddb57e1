//! The encrypted vault of one person's evidence: a folder with an SQLCipher database, age files, and the log that seals.
//!
//! | you want to … | use |
//! |---|---|
//! | make or open a case | [`Case::create`], [`Case::open`] with a [`Key`] and an [`Access`] |
//! | store bytes | [`Case::shelf`]: [`Shelf::store`], [`Shelf::writer`] |
//! | keep them as an item, with records, notes and pieces | [`Case::batch`], [`Batch::item`], [`Batch::commit`] |
//! | keep what was computed from its pixels, or read in them | [`Batch::fingerprint`], [`Case::fingerprint`], [`Batch::picture_text`] … |
//! | keep what the person said | [`Batch::statement`], [`Batch::draft`], [`Batch::answer`] |
//! | read | [`Case::items`], [`Case::records`], [`Case::blob`], [`Case::statements`] … |
//! | prove | [`Case::leaf`], [`Case::inclusion`], [`Case::consistency`], [`Case::pieces`] |
//! | seal | [`Case::seal`], [`Batch::token`], [`Batch::cosignature`] |
//! | care for it | [`Case::check`], [`Case::copy`], [`Case::delete`], [`Case::change_passphrase`] |
//!
//! What [`Batch::commit`] has returned from survives a power cut; what it has not, leaves nothing half there.
//!
//! # Example
//! ```
//! use temoin_case::{Access, Case, Key, NewCase, WorkFactor};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let place = folder.path().join("case");
//! let passphrase: age::secrecy::SecretString = "correct horse".to_owned().into();
//! let new = NewCase { passphrase: Some(passphrase.clone()), work: WorkFactor::Fixed(2), ..NewCase::default() };
//! let (mut case, words) = Case::create(&place, &new)?;
//! assert_eq!(words.expose().split(' ').count(), 12);
//! let head = case.seal()?;
//! assert_eq!(head.checkpoint.size, 0);
//! drop(case);
//!
//! let case = Case::open(&place, &Key::Passphrase(passphrase), Access::Read)?;
//! assert!(case.check(&mut |_, _| ())?.is_empty());
//! # Ok::<(), temoin_case::CaseError>(())
//! ```

mod answers;
mod batch;
mod case;
mod check;
mod copy;
mod corrections;
mod database;
mod delete;
mod disk;
mod entries;
mod entropy;
mod error;
#[cfg(test)]
mod faults;
mod folder;
mod from_pixels;
mod item_writer;
mod items;
mod key;
mod keyring;
mod log;
mod padding;
mod platform;
mod record_writer;
mod records;
mod schema;
mod shelf;
mod sortings;
mod spans;
mod times;
mod words;

pub use answers::{Answer, Said};
pub use batch::Batch;
pub use case::{Access, Case, NewCase};
pub use check::Damage;
pub use copy::Copied;
pub use corrections::Correction;
pub use delete::Deleted;
pub use entropy::{Entropy, SystemEntropy};
pub use error::{CaseError, Part};
pub use item_writer::{ItemWriter, NewItem};
pub use key::{Key, WorkFactor};
pub use log::{Head, KeptLeaf};
pub use record_writer::RecordWriter;
pub use records::Filter;
pub use shelf::{Blob, BlobWriter, Shelf, Stored};
pub use sortings::{Judgement, TextId};
pub use times::{Cosignature, NewToken, Token};
pub use words::RecoveryWords;
