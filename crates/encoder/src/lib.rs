//! A sentence in, 512 numbers out: near meanings give near numbers, across sixteen languages.
//!
//! This is the forward pass of Google's Universal Sentence Encoder, multilingual, version 3, with the weights that one registry
//! package carries; [`mod@weights`] says which. Nothing is learned here and nothing is fetched: without the two files there is no encoder.
//!
//! | you have … | use |
//! |---|---|
//! | the folder with the two files | [`Encoder::open`] |
//! | texts | [`Encoder::encode`] |
//! | a question about how a text was cut up | [`Encoder::tokens`] |
//!
//! The same text gives the same bytes on every machine, alone or among others: the products are sums of whole numbers, which no order
//! changes, and what is summed in floating point is summed in one fixed order, without fused steps.
//!
//! ```no_run
//! # fn main() -> Result<(), temoin_encoder::Error> {
//! let encoder = temoin_encoder::Encoder::open("encoder".as_ref())?;
//! let vectors = encoder.encode(&["Je sais où tu habites.", "I know where you live."]);
//! let cosine: f32 = vectors[0].iter().zip(&vectors[1]).map(|(left, right)| left * right).sum();
//! assert!(cosine > 0.7);
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod charsmap;
mod encoder;
mod known;
mod layers;
mod matrix;
mod network;
mod npz;
mod pieces;
mod rows;
mod sentence;
mod tokenize;
mod trie;
pub mod weights;

pub use encoder::{Encoder, MOST_BYTES, MOST_TOKENS};
pub use layers::WIDTH;
pub use weights::Error;
