//! The sentence encoder, where it was set up, as the sorting of words wants it.

use std::path::Path;

use temoin_encoder::Encoder;
use temoin_language::Encode;

/// Is the encoder behind the trait that `language` asks for: neither room knows the other.
struct Sentences(Encoder);

impl Encode for Sentences {
    fn name(&self) -> &str {
        temoin_encoder::weights::NAME
    }

    fn encode(&self, texts: &[&str]) -> Vec<[f32; temoin_language::WIDTH]> {
        self.0.encode(texts)
    }
}

/// Opens the sentence encoder; nothing where it was not set up.
///
/// # Errors
/// Where one of its files is missing while the other is there, is another one, or cannot be read.
pub fn encoder() -> Result<Option<Box<dyn Encode>>, temoin_encoder::Error> {
    crate::weights::folder().map_or(Ok(None), |folder| open(&folder))
}

fn open(folder: &Path) -> Result<Option<Box<dyn Encode>>, temoin_encoder::Error> {
    use temoin_encoder::weights::{PIECES, WEIGHTS};
    if [PIECES, WEIGHTS].iter().all(|asset| !folder.join(asset.name).exists()) {
        return Ok(None);
    }
    Ok(Some(Box::new(Sentences(Encoder::open(folder)?))))
}

#[cfg(test)]
mod tests {
    use temoin_language::{Classifier, Label, Reason, Why, builtin};

    use super::*;

    #[test]
    fn what_was_not_set_up_is_no_error_and_half_of_it_is() {
        let folder = tempfile::tempdir().unwrap();
        assert!(open(folder.path()).unwrap().is_none());
        std::fs::write(folder.path().join("sp.model"), "other").unwrap();
        assert!(open(folder.path()).is_err());
    }

    #[test]
    fn what_is_said_in_other_words_is_found_by_its_meaning() {
        let Some(folder) = std::env::var_os("TEMOIN_WEIGHTS") else { return };
        let words = builtin::classifier().unwrap();
        let both = Classifier { encoder: open(folder.as_ref()).unwrap(), ..builtin::classifier().unwrap() };
        // Neither a rule holds nor are these words ones that threats were learnt by.
        for text in ["je vais m'occuper de ton cas avec une batte", "ich sorge dafür dass du nie wieder läufst"] {
            let (alone, sorted) = (words.sort(text, None), both.sort(text, None));
            assert!(
                !alone.put.contains(&Label::Threat) && sorted.put.contains(&Label::Threat),
                "{text}: {alone:?} {sorted:?}"
            );
            let by_meaning = |reason: &Reason| reason.label == Label::Threat && matches!(reason.why, Why::Meaning(_));
            assert!(sorted.reasons.iter().any(by_meaning), "{text}: {:?}", sorted.reasons);
        }
    }
}
