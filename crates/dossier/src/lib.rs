//! The report and the package that she hands over, made from a frozen [`View`].
//!
//! | you hold … | use |
//! |---|---|
//! | everything that may be shown | [`View`], and [`Bytes`] for the bytes behind it |

mod language;
mod view;

pub use language::{Language, UnknownLanguage};
pub use view::{
    Answer, Answered, Basis, Bytes, Exhibit, Fetch, Head, Key, LastPiece, Leaf, Origin, PieceNumbers, Program, Quality,
    Reduced, ShownItem, ShownPieces, ShownRecord, Stamp, Statement, View, Witness,
};
