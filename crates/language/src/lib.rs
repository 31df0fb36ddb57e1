//! One text in, labelled spans and reasons out.
//!
//! A program sorts; a person decides. A label is a reading over the text: it has its reasons, can be undone, hides nothing, and
//! says nothing about the person who received the message.
//!
//! | you have … | use |
//! |---|---|
//! | a message to sort | [`Classifier::sort`] |
//! | many messages, or the sentence encoder at hand | [`Classifier::sort_all`] |
//! | a model file | [`Model::parse`] |
//! | a file of rules | [`Rules::parse`] |

mod blend;
pub mod builtin;
mod classify;
mod entity;
mod feature;
mod fold;
mod label;
mod leave;
mod meaning;
mod model;
mod reason;
mod rules;
mod sums;
mod thresholds;
mod token;
mod tongue;

pub use blend::{Blend, Signs, agree, logistic};
pub use classify::{Classifier, MOST_CHARACTERS, Seen, Sorted};
pub use feature::{Feature, features, words_in};
pub use fold::Folded;
pub use label::Label;
pub use meaning::{Encode, Network, Shape, WIDTH};
pub use model::{Head, Header, Model, ModelError, Source, unit};
pub use reason::{Reason, Why, weights};
pub use rules::{Cue, Hit, RuleError, Rules, Says, Strength};
pub use thresholds::{ThresholdError, Thresholds};
pub use token::{Kind, Token, tokens};
pub use tongue::{Language, Recogniser, TONGUES, Tongues};
