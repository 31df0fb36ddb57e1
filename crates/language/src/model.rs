//! The file of a trained model: its header, the weights of languages, the weights of labels.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `TEMOINW2` |
//! | 4 | length of the header, little-endian |
//! | … | the header: JSON, see [`Header`] |
//! | 2^`tongue_bits` × 9 | weights of languages, one signed byte each |
//! | 2^`bits` × 11 | weights of labels, one signed byte each |
//! | … | where the header says so: the network on meanings, see [`Network`] |

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::Label;
use crate::blend::Blend;
use crate::feature::Feature;
use crate::meaning::{Network, Shape};
use crate::sums::Sums;
use crate::tongue::{Recogniser, TONGUES};

const MAGIC: &[u8; 8] = b"TEMOINW2";
/// A model of more bits than this is none of ours.
const MOST_BITS: u32 = 20;
/// Neither is one of more hidden units.
const MOST_HIDDEN: usize = 4096;

/// Is why bytes are not a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The first bytes are those of something else.
    #[error("not a model of this kind")]
    Foreign,
    /// The header cannot be read, or says what cannot be.
    #[error("the header of the model is damaged")]
    Header,
    /// There are fewer or more weights than the header says.
    #[error("the model is cut off or has something behind it")]
    Length,
}

/// Is what stands before the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Which build: `free` (data whose licence allows any use) or `research`.
    pub name: String,
    /// Raised with each training that ships.
    pub version: u32,
    /// The logarithm of the number of rows of label weights.
    pub bits: u32,
    /// The logarithm of the number of rows of language weights.
    pub tongue_bits: u32,
    /// What one unit of a language weight is worth, in nats.
    pub tongue_scale: f64,
    /// For each label: what one unit of its weights is worth, and its bias.
    pub heads: [Head; Label::COUNT],
    /// For each label: how its score, the rules and the cues become a probability.
    pub blends: [Blend; Label::COUNT],
    /// The network on meanings, where there is one.
    pub meaning: Option<Shape>,
    /// What it was trained on.
    pub data: Vec<Source>,
}

/// Is how a label's weights are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// What one unit of weight is worth, in log-odds.
    pub scale: f64,
    /// The score of a text without features.
    pub bias: f64,
}

/// Is a part of the data that a model was trained on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The corpus.
    pub name: String,
    /// Its licence.
    pub licence: String,
    /// How many of its messages were used.
    pub rows: usize,
    /// SHA-256 over those messages and their labels, in their order.
    pub sha256: String,
}

/// Is a trained model.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    /// What stands before the weights.
    pub header: Header,
    tongues: Cow<'a, [u8]>,
    labels: Cow<'a, [u8]>,
    network: Option<Network>,
    id: String,
}

impl<'a> Model<'a> {
    /// Reads a model.
    ///
    /// # Errors
    ///
    /// Says what about the bytes is wrong.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::Foreign)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(ModelError::Length)?;
        let length = u32::from_le_bytes(*length) as usize;
        let header = rest.get(..length).ok_or(ModelError::Length)?;
        let header: Header = serde_json::from_slice(header).map_err(|_| ModelError::Header)?;
        let hidden = header.meaning.as_ref().map(|shape| shape.hidden);
        if header.bits > MOST_BITS || header.tongue_bits > MOST_BITS || hidden > Some(MOST_HIDDEN) {
            return Err(ModelError::Header);
        }
        let (tongues, rest) = split(&rest[length..], TONGUES << header.tongue_bits)?;
        let (labels, rest) = split(rest, Label::COUNT << header.bits)?;
        let network = match hidden {
            Some(hidden) => Some(Network::parse(rest, hidden).ok_or(ModelError::Length)?),
            None if rest.is_empty() => None,
            None => return Err(ModelError::Length),
        };
        let id = identity(&header, bytes);
        Ok(Self { header, tongues: tongues.into(), labels: labels.into(), network, id })
    }

    /// Makes a model of its parts.
    ///
    /// # Panics
    ///
    /// Where there are not as many weights as the header says.
    #[must_use]
    pub fn new(header: Header, tongues: Vec<i8>, labels: Vec<i8>, network: Option<Network>) -> Self {
        assert_eq!((tongues.len(), labels.len()), (TONGUES << header.tongue_bits, Label::COUNT << header.bits));
        assert_eq!(network.as_ref().map(|it| it.bias.len()), header.meaning.as_ref().map(|shape| shape.hidden));
        let bytes = |weights: Vec<i8>| weights.into_iter().map(i8::cast_unsigned).collect();
        let mut model = Self {
            header,
            tongues: Cow::Owned(bytes(tongues)),
            labels: Cow::Owned(bytes(labels)),
            network,
            id: String::new(),
        };
        model.id = identity(&model.header, &model.encode());
        model
    }

    /// Writes the model's file.
    ///
    /// # Panics
    ///
    /// Never: a header always has a JSON form.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let header = serde_json::to_vec(&self.header).expect("plain values have a JSON form");
        let mut out = MAGIC.to_vec();
        out.extend((header.len() as u32).to_le_bytes());
        out.extend(header);
        out.extend_from_slice(&self.tongues);
        out.extend_from_slice(&self.labels);
        out.extend(self.network.iter().flat_map(Network::encode));
        out
    }

    /// Returns the name, the version and the beginning of the hash: which model decided.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the recogniser of languages.
    #[must_use]
    pub fn recogniser(&self) -> Recogniser<'_> {
        Recogniser { weights: &self.tongues, scale: self.header.tongue_scale }
    }

    /// Returns the network on meanings with what the header says of it; nothing where the model has none.
    #[must_use]
    pub fn meaning(&self) -> Option<(&Network, &Shape)> {
        self.network.as_ref().zip(self.header.meaning.as_ref())
    }

    /// Returns the score of each label: bias plus the sum of weights over the root of the number of features, in log-odds.
    #[must_use]
    pub fn scores(&self, features: &[Feature]) -> [f64; Label::COUNT] {
        let mut sums = Sums::new();
        features.iter().for_each(|feature| sums.add(self.row(feature)));
        let sums = sums.done();
        let unit = unit(features.len());
        std::array::from_fn(|label| {
            let head = self.header.heads[label];
            head.bias + f64::from(sums[label]) * head.scale * unit
        })
    }

    /// Returns the weight of one feature for a label, before scale and length.
    #[must_use]
    pub fn weight(&self, feature: &Feature, label: Label) -> i8 {
        self.row(feature)[label.column()].cast_signed()
    }

    fn row(&self, feature: &Feature) -> &[u8; Label::COUNT] {
        let rows = self.labels.as_chunks().0;
        &rows[feature.hash as usize & (rows.len() - 1)]
    }
}

/// Returns what every weight of a text with so many features is multiplied by: one over their root, so that length alone says nothing.
#[must_use]
pub fn unit(features: usize) -> f64 {
    1.0 / ((features + LEAST) as f64).sqrt()
}

/// Counted beside a text's features, so that a few of them do not weigh as if they were sure.
const LEAST: usize = 16;

fn split(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8]), ModelError> {
    bytes.split_at_checked(at).ok_or(ModelError::Length)
}

fn identity(header: &Header, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let start: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{start}", header.name, header.version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;

    #[test]
    fn a_model_is_written_as_it_was_read() {
        let model = Model::parse(builtin::MODEL).unwrap();
        assert!(model.encode() == builtin::MODEL);
        assert!(builtin::MODEL.len() <= 8_000_000);
        assert!(model.id().starts_with("free-"), "{}", model.id());
        assert!(model.header.data.iter().all(|data| !data.licence.contains("-NC") && !data.licence.starts_with("GPL")));
    }

    #[test]
    fn what_is_no_model_is_refused() {
        let whole = builtin::MODEL;
        let fault = |bytes: &[u8]| Model::parse(bytes).map(|_| ()).unwrap_err();
        assert_eq!(fault(b"PK\x03\x04"), ModelError::Foreign);
        assert_eq!(fault(&whole[..10]), ModelError::Length);
        assert_eq!(fault(&whole[..whole.len() - 1]), ModelError::Length);
        assert_eq!(fault(&[whole, b"x"].concat()), ModelError::Length);
        let mut damaged = whole.to_vec();
        damaged[20] = 0xff;
        assert_eq!(fault(&damaged), ModelError::Header);
    }
}
