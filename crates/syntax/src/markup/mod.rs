//! HTML and XML as exports and saved pages write them, read leniently (HTML Standard, section 13.2; XML 1.0).
//!
//! Nothing is rendered, run, fetched or expanded: tags, attributes and texts come out, each with its bytes.

mod attribute;
mod stream;
mod token;
mod tree;

pub use attribute::{Attributes, attribute};
pub use stream::Stream;
pub use token::{Dialect, Found, Token, Tokens};
pub use tree::{Descendants, Node, NodeId, Tree};
