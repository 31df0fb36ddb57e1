//! Lists of hashes: what must be true of any.

pub use look::look;

#[path = "../../crates/exchange/tests/look/mod.rs"]
mod look;
