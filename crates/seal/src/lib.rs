//! The public formats of the seal and their arithmetic: bytes in, bytes out, no files, no clock, no randomness.
//!
//! The formats are written down in `spec/seal.md` and `spec/package.md`; each module names its section.
//!
//! - To write and read JSON in its one form: [`canonical`].
//! - To join leaves and prove them: [`merkle`], over an in-memory [`merkle::Tree`] or any store of [`merkle::Nodes`].
//! - To commit to the bytes of an item: [`piece`]; to facts that are opened one by one: [`leaf`].
//! - To sign and check a log's head: [`note`], [`checkpoint`], [`tlog_proof`], [`cosignature`], [`fingerprint`].
//! - To ask for and check a time stamp: [`timestamp`].
//! - To write and check what she hands over: [`zip`], [`manifest`], [`package`].
//!
//! # Example
//! ```
//! use temoin_seal::{checkpoint::Checkpoint, merkle, note::Signer};
//!
//! let signer = Signer::new("temoin/00112233445566778899aabbccddeeff", [7; 32])?;
//! let mut log = merkle::Tree::default();
//! log.push(merkle::leaf_hash(b"first leaf"));
//! let head = Checkpoint { origin: signer.name().to_owned(), size: log.size(), root: log.root() };
//! let signed = head.sign(&signer)?;
//! assert_eq!(Checkpoint::open(&signed, &signer.verifier_key())?, head);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod canonical;
pub mod checkpoint;
pub mod cosignature;
pub mod encoding;
pub mod fingerprint;
pub mod leaf;
pub mod manifest;
pub mod merkle;
pub mod note;
pub mod package;
pub mod piece;
pub mod timestamp;
pub mod tlog_proof;
pub mod zip;
