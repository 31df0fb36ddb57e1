//! Checks a package with no help from the writer: no vault, no parser, no network.
//!
//! - To check a ZIP, a folder or an encrypted file: [`check`] with [`Options`].
//! - To check files that lie elsewhere, such as in memory: [`check_files`] over [`Files`], [`check_zip`] over bytes.
//! - To read what came of it: [`Report`], for machines as JSON (`temoin verify --json`), for people through [`words`].
//!
//! The checks are those of `spec/package.md`, "Checking one". What a check *finds* is never an error: a damaged
//! package gives a report, and only what cannot be recognised as a package gives a [`CheckError`].
//!
//! # Example
//! ```no_run
//! use temoin_verify::{Options, Verdict, check};
//!
//! let report = check("dossier.zip".as_ref(), &Options::default())?;
//! if report.verdict != Verdict::Intact {
//!     eprintln!("{}", temoin_verify::words(&report));
//! }
//! # Ok::<(), temoin_verify::CheckError>(())
//! ```

mod against;
mod anchors;
mod archive;
mod bag;
mod checker;
mod clock;
mod contents;
mod error;
mod files;
mod folder;
mod layout;
mod leaves;
mod log;
mod options;
mod originals;
mod package;
mod piece_file;
mod report;
mod seal;
mod stamp;
mod sweep;
mod unlock;
mod whole;
mod witness;
mod words;

pub use checker::{check, check_files, check_zip};
pub use error::CheckError;
pub use files::{Fault, Files, MAX_FILES};
pub use options::{Anchors, Options, Unlock};
pub use report::{Check, Code, Item, ItemPieces, Outcome, Report, Shown, Stamp, Verdict, Withheld};
pub use words::words;
