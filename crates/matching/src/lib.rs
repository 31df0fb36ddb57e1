//! Exact search over 256-bit words within a Hamming radius: no word within it is ever missed.
//!
//! | you want … | use |
//! |---|---|
//! | a word from bytes or hexadecimal digits, and the distance of two | [`Word`], [`Distance`] |
//! | words with row numbers, made searchable | [`Bank::build`] |
//! | every row within a radius of a word, or of many words | [`Bank::within`], [`Bank::within_all`] |
//! | to add and take away without building anew | [`Bank::append`], [`Bank::remove`], [`Bank::merge`] |
//! | a bank in a file | [`Bank::save`], [`Bank::open`], [`Bank::read`], [`Change::to_bytes`] |
//!
//! How a query is answered (by tables or by a scan) is chosen by what each is estimated to cost; the answer is the same.
//!
//! ```
//! use std::num::NonZeroUsize;
//! use temoin_matching::{Bank, Distance, Word};
//!
//! let known: Word = "f0".repeat(32).parse()?;
//! let bank = Bank::build(vec![(known, 7), (Word::default(), 8)], NonZeroUsize::MIN)?;
//!
//! let seen: Word = format!("f3{}", "f0".repeat(31)).parse()?;
//! let found = bank.within(seen, Distance::new(31).expect("at most 256"));
//! assert_eq!((found[0].row, found[0].distance.bits()), (7, 2));
//! assert_eq!(found.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// The tests beside the code share their words with those of `tests`.
#[cfg(test)]
extern crate self as temoin_matching;

mod bands;
mod bank;
mod image;
mod kernel;
mod segment;
mod tables;
mod word;

pub use bank::{Bank, Change, FileError, Match, Part};
pub use tables::BuildError;
pub use word::{Distance, NotAWord, Word};
