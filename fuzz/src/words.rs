//! Messages, models and rules as anyone could make them.

use std::sync::LazyLock;

use temoin_language::{Classifier, Encode, Model, Rules, Seen, Thresholds, WIDTH, builtin};

static SHIPPED: LazyLock<Classifier<'static>> = LazyLock::new(|| builtin::classifier().expect("the model that ships"));
static BOTH: LazyLock<Classifier<'static>> = LazyLock::new(|| Classifier {
    encoder: Some(Box::new(Letters)),
    ..builtin::classifier().expect("the model that ships")
});

/// Stands for the encoder, which has weights of its own: a vector out of a text's letters, with no meaning in it.
struct Letters;

impl Encode for Letters {
    fn name(&self) -> &str {
        SHIPPED.model.meaning().map_or("", |(_, shape)| &shape.encoder)
    }

    fn encode(&self, texts: &[&str]) -> Vec<[f32; WIDTH]> {
        let vector = |text: &&str| {
            let mut vector = [0.0; WIDTH];
            text.bytes().enumerate().for_each(|(at, byte)| vector[(at * 31 + usize::from(byte)) % WIDTH] += 0.1);
            vector
        };
        texts.iter().map(vector).collect()
    }
}

/// Sorts a message: probabilities are some, and reasons lie in it.
pub fn sort(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let count = text.chars().count() as u32;
    for sorted in [SHIPPED.sort(&text, None), BOTH.sort(&text, None)] {
        assert!(sorted.labels.iter().all(|p| (0.0..=1.0).contains(p)));
        assert!(sorted.reasons.iter().all(|reason| reason.start < reason.end && reason.end <= count));
        assert!(sorted.mixed.iter().all(|(start, end, _)| start < end && *end <= count));
    }
}

/// Reads a model, and sorts with it if it is one: as such or behind the beginning of the one that ships.
pub fn model(data: &[u8]) {
    let whole = builtin::MODEL;
    let (cut, rest) = data.split_at(data.len().min(3));
    let at = cut.iter().fold(0, |at, &byte| at << 8 | usize::from(byte)) % 8192;
    let edited = [&whole[..at], rest].concat();
    for bytes in [data, &edited] {
        let Ok(model) = Model::parse(bytes) else { continue };
        let thresholds = Thresholds::parse(builtin::THRESHOLDS).expect("the thresholds that ship");
        Classifier { model, rules: Vec::new(), thresholds, encoder: None }.sort("je vais te tuer", None);
    }
}

/// Reads a file of rules, a blank line, and a message they are looked for in.
pub fn rules(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (rules, message) = text.split_once("\n\n").unwrap_or((&text, "je vais te tuer mdr 0470 00 00 00"));
    let Ok(rules) = Rules::parse(rules) else { return };
    let seen = Seen::new(message);
    for hit in rules.find(&seen.folded, &seen.tokens) {
        assert!(hit.from < hit.to && hit.to <= seen.folded.len());
    }
}
