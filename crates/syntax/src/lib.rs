//! Lenient, located reading of the forms in which exports are written. It knows syntax, and no platform.
//!
//! | you want … | use |
//! |---|---|
//! | bytes at any place of a file | [`Source`] |
//! | many small ranges of a file, without a read for each | [`Blocks`] |
//! | to walk through a file of any size once | [`Window`] |
//! | the values of a JSON document, each with its bytes, whatever is wrong around them | [`json::walk`] |
//! | the tags and texts of HTML or XML, one after the other | [`markup::Tokens`], [`markup::Stream`] |
//! | a page as a tree, each node with its bytes | [`markup::Tree`] |
//! | the text of character references, halves of surrogate pairs too | [`entity::decode`] |
//! | the rows of a table of comma-separated values | [`table::Rows`] |
//!
//! What is wrong with a file is told with its place ([`Damage`]) and the rest is read: no input is an error, each ends,
//! and memory does not grow with the file, only with the largest value that is asked for, up to a limit.
//!
//! ```
//! use temoin_syntax::json::{Element, Path, Step, Visitor, walk};
//!
//! struct Texts(Vec<String>);
//!
//! impl Visitor for Texts {
//!     type Error = std::io::Error;
//!
//!     fn step(&mut self, path: &Path) -> Step {
//!         if path.is(&["messages", "*"]) { Step::Take } else { Step::Enter }
//!     }
//!
//!     fn take(&mut self, _: &Path, element: Element<'_>) -> Result<(), std::io::Error> {
//!         self.0.extend(element.value.at("text").and_then(|text| text.text()).map(str::to_owned));
//!         Ok(())
//!     }
//! }
//!
//! let file = br#"{"messages": [{"text": "bonsoir"}, {"text": "ok"}, {"te"#;
//! let mut texts = Texts(Vec::new());
//! walk(&file.as_slice(), &Default::default(), &mut texts).unwrap();
//! assert_eq!(texts.0, ["bonsoir", "ok"]);
//! ```

mod blocks;
pub mod entity;
pub mod json;
pub mod markup;
mod source;
pub mod table;
mod window;

pub use blocks::Blocks;
pub use source::{Source, fill, slice};
pub use window::Window;

/// Is a range of bytes that could not be read as what it should be, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Zero-based first byte.
    pub start: u64,
    /// The first byte after it.
    pub end: u64,
    /// What is wrong.
    pub kind: DamageKind,
}

/// Says why bytes could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DamageKind {
    /// The file ends inside.
    Truncated,
    /// The grammar does not allow these bytes here.
    Syntax,
    /// Nested deeper than [`json::DEPTH`].
    TooDeep,
    /// Larger than the limit for one value.
    TooLarge,
}

impl DamageKind {
    /// Returns the stable word used as a note's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::Syntax => "damaged",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
        }
    }
}
