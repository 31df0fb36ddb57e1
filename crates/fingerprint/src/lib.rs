//! Fingerprints of files and pictures: the same value for the same bytes or pixels, everywhere.
//!
//! | you want … | use |
//! |---|---|
//! | the PDQ hash of a picture, and how much there is to recognise in it | [`pdq`] |
//! | the same for the picture turned and mirrored, too | [`pdq_symmetries`] |
//! | a picture found again when it is cut, framed, turned, or within a screenshot | [`ladder`], [`sought`], [`explained`] |
//! | a film as hashes of its frames: read, written, compared | [`Frame`] |
//! | SHA-256, SHA-1 and MD5 of a file, in one pass | [`Digests`] |
//! | how far two hashes are apart | [`PdqHash::distance`] |
//!
//! Nothing is decoded here: a [`Plane`] is what a decoder left, and files are refused or reduced elsewhere.
//!
//! ```
//! use temoin_fingerprint::{Layout, Plane, pdq};
//!
//! let pixels: Vec<u8> = (0..80 * 60).map(|at| (at % 251) as u8).collect();
//! let plane = Plane::new(&pixels, Layout::Grey8, 80, 60, 80).unwrap();
//! let of = pdq(&plane);
//! assert_eq!(of.hash.to_string().parse(), Ok(of.hash));
//! assert!(of.hash.distance(of.hash).is_match());
//! ```

mod digests;
mod hash;
mod pdq;
mod plane;
mod quality;
mod variant;
mod vpdq;

pub use digests::{Digester, Digests, Hexadecimal};
pub use hash::{Distance, HashError, PdqHash};
pub use pdq::{Dihedral, Pdq, pdq, pdq_symmetries};
pub use plane::{Layout, Plane, PlaneError};
pub use quality::{NotAQuality, Quality};
pub use variant::{Area, Known, Part, Side, Sought, explained, inner, ladder, sought};
pub use vpdq::{BadRow, Frame, FramesRead, Place, RowError, Share, Shares, Timestamp};
