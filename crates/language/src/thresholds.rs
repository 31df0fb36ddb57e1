//! From which probability on a label counts as put: one file for all languages.

use serde::Deserialize;
use std::collections::BTreeMap;

use crate::Label;
use crate::tongue::Language;

/// Is the least probability at which each label counts, by language.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    default: [f64; Label::COUNT],
    languages: [[f64; Label::COUNT]; Language::ALL.len()],
}

/// Is why a file of thresholds cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ThresholdError {
    /// It is not TOML of tables of numbers.
    #[error("not a file of thresholds")]
    Form,
    /// It names no language and not `default`.
    #[error("no such language")]
    Language(String),
    /// It names no label.
    #[error("no such label")]
    Label(String),
    /// A number is not between 0 and 1.
    #[error("a threshold lies between 0 and 1")]
    Range,
}

#[derive(Deserialize)]
struct File(BTreeMap<String, BTreeMap<String, f64>>);

impl Thresholds {
    /// Reads a file: tables `[default]`, `[fr]` …, in each `label = number`. What is not said of a language is as in `[default]`, else 0.5.
    ///
    /// # Errors
    ///
    /// Says what the file names that is not known.
    pub fn parse(text: &str) -> Result<Self, ThresholdError> {
        let File(mut tables) = toml::from_str(text).map_err(|_| ThresholdError::Form)?;
        let mut default = [0.5; Label::COUNT];
        read(&mut default, &tables.remove("default").unwrap_or_default())?;
        let mut languages = [default; Language::ALL.len()];
        for (code, table) in tables {
            let language = Language::named(&code).ok_or(ThresholdError::Language(code))?;
            read(&mut languages[language as usize], &table)?;
        }
        Ok(Self { default, languages })
    }

    /// Returns the least probability at which a label counts.
    #[must_use]
    pub fn of(&self, label: Label, language: Option<Language>) -> f64 {
        language.map_or(&self.default, |language| &self.languages[language as usize])[label.column()]
    }
}

fn read(row: &mut [f64; Label::COUNT], table: &BTreeMap<String, f64>) -> Result<(), ThresholdError> {
    for (key, &value) in table {
        let label = Label::named(key).ok_or_else(|| ThresholdError::Label(key.clone()))?;
        if !(0.0..=1.0).contains(&value) {
            return Err(ThresholdError::Range);
        }
        row[label.column()] = value;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_overrides_the_default() {
        let read = Thresholds::parse("[default]\nthreat = 0.4\n[fr]\nabuse = 0.7\n").unwrap();
        assert_eq!(read.of(Label::Threat, None), 0.4);
        assert_eq!(read.of(Label::Threat, Some(Language::Fr)), 0.4);
        assert_eq!(read.of(Label::Abuse, Some(Language::Fr)), 0.7);
        assert_eq!(read.of(Label::Abuse, Some(Language::Nl)), 0.5);
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(Thresholds::parse("[xx]\nabuse = 0.5"), Err(ThresholdError::Language("xx".into())));
        assert_eq!(Thresholds::parse("[fr]\nrude = 0.5"), Err(ThresholdError::Label("rude".into())));
        assert_eq!(Thresholds::parse("[fr]\nabuse = 1.5"), Err(ThresholdError::Range));
        assert_eq!(Thresholds::parse("abuse = 0.5"), Err(ThresholdError::Form));
    }
}
