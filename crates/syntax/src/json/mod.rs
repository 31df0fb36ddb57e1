//! JSON as exports write it (RFC 8259), read leniently: what is odd is told, what can be read is read.

mod path;
mod skip;
mod value;
mod walk;

pub use path::{Part, Path};
pub use value::{Doubts, Value, parse};
pub use walk::{Element, Limits, Step, Visitor, walk};

/// How deep objects and arrays may lie inside each other. No export that is known nests half as deep.
pub const DEPTH: usize = 64;
