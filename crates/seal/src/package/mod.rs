//! The documents of a package (`spec/package.md`): what writes one and what checks one share these, so they cannot drift.

pub mod bag;
mod consistency;
mod index;
mod keys;
pub mod path;
mod pieces_file;
mod seal_text;
mod shown_leaf;

pub use consistency::{decode_consistency, encode_consistency};
pub use index::{Exhibit, Index, IndexError, ShownPieces, Statement};
pub use keys::{Keys, KeysError};
pub use pieces_file::{PiecesError, PiecesFile, ShownPiece};
pub use seal_text::{SealText, SealTextError};
pub use shown_leaf::ShownLeaf;
