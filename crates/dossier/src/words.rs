use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::{Language, calendar};

/// Holds the sentences of one language.
pub(crate) struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// Marks a sentence that is missing; a test finds none in any language.
pub(crate) const MISSING: char = '⟦';

impl Words {
    pub(crate) fn new(language: Language) -> Self {
        let id: LanguageIdentifier = language.code().parse().expect("the codes are language identifiers");
        let mut bundle = FluentBundle::new(vec![id]);
        // The marks that isolate a value would show as hidden characters in an archive file.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source(language).into()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Returns a sentence.
    pub(crate) fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Returns a sentence about a number. `n` chooses its form, `count` shows it with marks between thousands.
    pub(crate) fn count(&self, key: &str, n: u64) -> String {
        self.count_with(key, n, &[])
    }

    /// Returns a sentence about a number, with texts in it.
    pub(crate) fn count_with(&self, key: &str, n: u64, texts: &[(&'static str, &str)]) -> String {
        let count = calendar::number(n, self.language);
        let mut values = vec![("n", FluentValue::from(n as f64)), ("count", count.into())];
        values.extend(texts.iter().map(|(name, text)| (*name, FluentValue::from(*text))));
        self.fill(key, &values)
    }

    /// Returns a sentence with texts in it.
    pub(crate) fn with(&self, key: &str, texts: &[(&'static str, &str)]) -> String {
        let values: Vec<_> = texts.iter().map(|(name, text)| (*name, FluentValue::from(*text))).collect();
        self.fill(key, &values)
    }

    fn fill(&self, key: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().cloned().collect();
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("{MISSING}{key}⟧");
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if errors.is_empty() { text } else { format!("{MISSING}{key}⟧") }
    }
}

fn source(language: Language) -> &'static str {
    match language {
        Language::Fr => include_str!("../lang/fr.ftl"),
        Language::Nl => include_str!("../lang/nl.ftl"),
        Language::De => include_str!("../lang/de.ftl"),
        Language::En => include_str!("../lang/en.ftl"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(language: Language) -> BTreeSet<&'static str> {
        assert!(FluentResource::try_new(source(language).into()).is_ok(), "{language}");
        source(language)
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn every_language_says_everything() {
        for language in Language::ALL {
            assert_eq!(keys(language), keys(Language::Fr), "{language}");
        }
    }

    #[test]
    fn numbers_choose_their_form() {
        let words = Words::new(Language::Fr);
        assert_eq!(words.count("n-exhibits", 1), "1 pièce");
        assert_eq!(words.count("n-exhibits", 1200), "1\u{202F}200 pièces");
        assert_eq!(words.say("no-such-key"), "⟦no-such-key⟧");
    }

    /// Every sentence that the code asks for by a literal key, and every one it asks for by a word of the nouns.
    fn asked() -> BTreeSet<String> {
        let sources = [
            include_str!("report/annex.rs"),
            include_str!("report/coverage.rs"),
            include_str!("report/custody.rs"),
            include_str!("report/exhibit.rs"),
            include_str!("report/front.rs"),
            include_str!("report/mod.rs"),
            include_str!("report/phrase.rs"),
            include_str!("report/statement.rs"),
            include_str!("report/time_line.rs"),
            include_str!("receipt.rs"),
        ];
        let literal = |source: &'static str| source.split('"').skip(1).step_by(2);
        let is_key = |text: &&str| text.contains('-') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let no_key = ["exhibit-", "statement-", "picture-", "field-", "channel-", "flag-", "kind-", "strength-"];
        let mut keys: BTreeSet<String> = sources
            .into_iter()
            .flat_map(literal)
            .filter(is_key)
            .filter(|key| !no_key.contains(key))
            .map(String::from)
            .collect();
        keys.extend(temoin_evidence::Flag::ALL.map(|flag| format!("flag-{}", flag.word())));
        for group in temoin_evidence::GROUPS {
            keys.extend(group.fields.iter().map(|field| format!("field-{}-{}", group.name, field.name)));
        }
        keys
    }

    #[test]
    fn every_sentence_asked_for_is_there() {
        let asked = asked();
        assert!(asked.len() > 150, "{}", asked.len());
        let missing: Vec<_> = asked.iter().filter(|key| !keys(Language::Fr).contains(key.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
