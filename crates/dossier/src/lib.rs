//! The report and the package that she hands over, made from a frozen [`View`].
//!
//! | you hold … | use |
//! |---|---|
//! | everything that may be shown | [`View`], and [`Bytes`] for the bytes behind it |
//! | a view, and want the payload and its manifest | [`stage`] → [`Staged`] |
//! | a staged payload, the export leaf sealed and stamped | [`Staged::finish`] with a [`LogPart`] → [`Package`] |
//! | a package that shall be a ZIP or a folder | [`Package::write_zip`], [`Package::write_folder`] |
//! | originals ticked one by one | [`write_container`] |
//! | the paper she can leave with someone today | [`receipt`] |
//!
//! The order of [`stage`], seal, stamp, [`Staged::finish`] is that of `spec/package.md`: nothing is circular.
//! The same view, log part and key give the same bytes.

mod calendar;
mod ending;
mod error;
mod graph;
mod instructions;
mod language;
mod log_part;
mod masks;
mod originals;
mod package;
mod payload;
mod readings;
mod receipt;
mod report;
mod timeline;
mod view;
mod words;

pub use error::DossierError;
pub use language::{Language, UnknownLanguage};
pub use log_part::{EarlierCheckpoint, LogPart, ProvedLeaf, StampFile, WitnessFile};
pub use originals::{Lock, write_container};
pub use package::{Package, Staged, stage};
pub use receipt::{ReceiptView, receipt};
pub use view::{
    Answer, Answered, Basis, Bytes, Exhibit, Fetch, Head, Key, LastPiece, Leaf, Origin, PieceNumbers, Program, Quality,
    Reduced, ShownItem, ShownPieces, ShownRecord, Stamp, Statement, View, Witness,
};

// The story of the example serves the tests of this crate too; it speaks of the crate by its name.
#[cfg(test)]
extern crate self as temoin_dossier;
#[cfg(test)]
#[path = "../examples/story/mod.rs"]
mod story;
