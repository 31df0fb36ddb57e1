//! What every build of the program carries: the model that ships, the rules, the thresholds.

use sha2::{Digest, Sha256};

use crate::classify::Classifier;
use crate::model::{Model, ModelError};
use crate::rules::Rules;
use crate::thresholds::Thresholds;
use crate::tongue::Language;

/// The model that ships: trained on data whose licence allows any use.
pub const MODEL: &[u8] = include_bytes!("../model/free.model");
/// From which probability on a label counts.
pub const THRESHOLDS: &str = include_str!("../model/thresholds.toml");
/// The rules of each language that has some.
const RULES: [(Language, &str); 4] = [
    (Language::Fr, include_str!("../rules/fr.rules")),
    (Language::Nl, include_str!("../rules/nl.rules")),
    (Language::De, include_str!("../rules/de.rules")),
    (Language::En, include_str!("../rules/en.rules")),
];

/// Returns the rules of each language that has some.
///
/// # Panics
///
/// Never: that they can be read is a test.
#[must_use]
pub fn rules() -> Vec<(Language, Rules)> {
    RULES.map(|(language, text)| (language, Rules::parse(text).expect("the rules that ship can be read"))).into()
}

/// Returns what tells the rules and thresholds of this program from those of another version: the beginning of their SHA-256.
#[must_use]
pub fn words_id() -> String {
    let mut sum = Sha256::new();
    RULES.iter().for_each(|(_, text)| sum.update(text));
    sum.update(THRESHOLDS);
    sum.finalize()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the classifier that ships.
///
/// # Errors
///
/// Where the program was built with a model file that is none.
///
/// # Panics
///
/// Never: that the thresholds can be read is a test.
pub fn classifier() -> Result<Classifier<'static>, ModelError> {
    let model = Model::parse(MODEL)?;
    let thresholds = Thresholds::parse(THRESHOLDS).expect("the thresholds that ship can be read");
    Ok(Classifier { model, rules: rules(), thresholds, encoder: None })
}
