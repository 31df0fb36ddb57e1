//! A text in; labels with their chances, and where in the text they come from, out.

use crate::Label;
use crate::blend::{Signs, agree};
use crate::feature::{Feature, features, words_in};
use crate::fold::Folded;
use crate::model::Model;
use crate::reason::{Reason, Why, heaviest, weights};
use crate::rules::{Hit, Rules, Says};
use crate::thresholds::Thresholds;
use crate::token::{Token, tokens};
use crate::tongue::{Language, Tongues};

/// Is everything that sorting needs: a model, the rules of each language, and from where on a label counts.
pub struct Classifier<'a> {
    /// The linear model.
    pub model: Model<'a>,
    /// The rules of each language that has some.
    pub rules: Vec<(Language, Rules)>,
    /// From which probability on a label counts as put.
    pub thresholds: Thresholds,
}

/// Is a text as the model and the rules see it; made once, asked several times.
pub struct Seen {
    /// The folded text.
    pub folded: Folded,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// Its features, whatever its language.
    pub features: Vec<Feature>,
}

impl Seen {
    /// Looks at a text; of one longer than [`MOST_CHARACTERS`], at its beginning.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
        let folded = Folded::new(&text[..end]);
        let tokens = tokens(&folded);
        let features = features(&folded, &tokens);
        Self { folded, tokens, features }
    }

    /// Returns the features once its language is known: those of any language, and its words as words of this one.
    #[must_use]
    pub fn features_in(&self, language: Option<Language>) -> Vec<Feature> {
        let spoken = language.map(|language| words_in(&self.folded, &self.tokens, language)).unwrap_or_default();
        [self.features.as_slice(), &spoken].concat()
    }
}

/// The longest text that is looked at whole, in code points: a long mail, a page of a book.
pub const MOST_CHARACTERS: usize = 20_000;

/// Is what was found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sorted {
    /// The language of the whole: as given, or as recognised; nothing where it is none of those known.
    pub language: Option<Language>,
    /// Parts in another language, in code points.
    pub mixed: Vec<(u32, u32, Language)>,
    /// The calibrated probability of each label, from 0 to 1 in steps of 0.0001, in the order of [`Label::ALL`].
    pub labels: [f64; Label::COUNT],
    /// The labels that reach their threshold.
    pub put: Vec<Label>,
    /// What speaks for the labels that are put.
    pub reasons: Vec<Reason>,
}

impl Classifier<'_> {
    /// Sorts a text. `language` is what is known of it from elsewhere.
    #[must_use]
    pub fn sort(&self, text: &str, language: Option<Language>) -> Sorted {
        let seen = Seen::new(text);
        let tongues = self.tongues(&seen, language);
        let hits = self.hits(&seen, &tongues);
        let features = seen.features_in(tongues.language);
        let scores = self.model.scores(&features);
        let mut labels: [f64; Label::COUNT] = std::array::from_fn(|column| {
            let signs = Signs::of(Label::ALL[column], scores[column], &hits);
            rounded(self.model.header.blends[column].probability(&signs, tongues.language))
        });
        agree(&mut labels);
        let put = self.put(&labels, tongues.language);
        let reasons =
            put.iter().flat_map(|&label| self.reasons(label, &seen, &features, &hits, tongues.language)).collect();
        let place = |from: usize, to: usize| (seen.folded.starts[from], seen.folded.ends[to - 1]);
        let mixed =
            tongues.mixed.iter().map(|&(from, to, other)| (place(from, to).0, place(from, to).1, other)).collect();
        Sorted { language: tongues.language, mixed, labels, put, reasons }
    }

    /// The labels that reach their threshold; whatever is abuse puts `abuse` too.
    fn put(&self, labels: &[f64; Label::COUNT], language: Option<Language>) -> Vec<Label> {
        let reaches = |label: &Label| labels[label.column()] >= self.thresholds.of(*label, language);
        let abuse = Label::ALL.iter().any(|label| label.is_abuse() && reaches(label));
        Label::ALL.into_iter().filter(|label| reaches(label) || *label == Label::Abuse && abuse).collect()
    }

    /// The language as it is told, or else as it is recognised.
    fn tongues(&self, seen: &Seen, told: Option<Language>) -> Tongues {
        let found = self.model.recogniser().recognise(&seen.folded, &seen.tokens, &seen.features);
        match told {
            Some(language) if found.language != told => Tongues { language: Some(language), mixed: Vec::new() },
            _ => found,
        }
    }

    /// The rules of the text's languages; where none is recognised, of all.
    #[must_use]
    pub fn hits(&self, seen: &Seen, tongues: &Tongues) -> Vec<Hit<'_>> {
        let spoken = |language: Language| {
            tongues.language.is_none_or(|main| main == language)
                || tongues.mixed.iter().any(|&(_, _, other)| other == language)
        };
        self.rules
            .iter()
            .filter(|(language, _)| spoken(*language))
            .flat_map(|(_, rules)| rules.find(&seen.folded, &seen.tokens))
            .collect()
    }

    fn reasons(
        &self,
        label: Label,
        seen: &Seen,
        features: &[Feature],
        hits: &[Hit<'_>],
        language: Option<Language>,
    ) -> Vec<Reason> {
        let place = |from: usize, to: usize| (seen.folded.starts[from], seen.folded.ends[to - 1]);
        let mut reasons = Vec::new();
        for hit in hits {
            let speaks = matches!(hit.says, Says::Label(found, _) if found == label || label == Label::Abuse && found.is_abuse());
            if speaks {
                let (start, end) = place(hit.from, hit.to);
                reasons.push(Reason { start, end, label, why: Why::Rule(hit.rule.to_owned()) });
            }
        }
        let slope = self.model.header.blends[label.column()].slope_in(language);
        let weights = weights(&self.model, label, slope, &seen.tokens, features);
        for (token, weight) in heaviest(&seen.tokens, &weights) {
            let (start, end) = place(token.from, token.to);
            reasons.push(Reason { start, end, label, why: Why::Word(rounded(weight)) });
        }
        reasons
    }
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;

    fn put(text: &str) -> Vec<&'static str> {
        let sorted = builtin::classifier().unwrap().sort(text, None);
        sorted.put.into_iter().filter(|&label| label != Label::Abuse).map(Label::key).collect()
    }

    #[test]
    fn what_no_corpus_covers_is_found_in_four_languages() {
        for (text, label) in [
            ("Je publie tes photos si tu ne paies pas", "sextortion"),
            ("Betaal of je familie ziet alle foto's", "sextortion"),
            ("ihre nummer ist 0151 0000099, ruft sie alle an", "doxxing"),
            ("here's her number 07700 900123 call her all night", "doxxing"),
            ("va te pendre, personne ne va te regretter", "selfharm"),
            ("i'm parked outside your house, i saw you come home", "stalking"),
            ("wir finden dich und dann bring ich dich um", "threat"),
        ] {
            assert!(put(text).contains(&label), "{text}: {:?}", put(text));
        }
    }

    #[test]
    fn what_is_told_or_joked_is_not_what_is_done() {
        for text in [
            "Il m'a dit « va te pendre » et depuis j'ai peur",
            "he told me to kill myself, what can i do?",
            "hihi tot morgen!",
        ] {
            assert_eq!(put(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn the_words_weigh_together_what_the_score_is() {
        let classifier = builtin::classifier().unwrap();
        let seen = Seen::new("T'es vraiment une pauvre conne, dégage !! 😂 you idiot");
        let features = seen.features_in(Some(Language::Fr));
        let scores = classifier.model.scores(&features);
        for label in Label::ALL {
            let sum: f64 = weights(&classifier.model, label, 1.0, &seen.tokens, &features).iter().sum();
            let score = scores[label.column()] - classifier.model.header.heads[label.column()].bias;
            assert!((sum - score).abs() < 1e-9, "{label:?}: {sum} is not {score}");
        }
    }

    #[test]
    fn languages_are_recognised_and_an_unknown_one_is_not_guessed() {
        let classifier = builtin::classifier().unwrap();
        let language = |text: &str| classifier.sort(text, None).language;
        assert_eq!(language("je ne sais pas encore, on verra demain"), Some(Language::Fr));
        assert_eq!(language("ik weet het nog niet, we zien morgen wel"), Some(Language::Nl));
        assert_eq!(language("ich weiß es noch nicht, mal sehen"), Some(Language::De));
        assert_eq!(language("nie wiem jeszcze, zobaczymy jutro rano"), None);
        assert_eq!(language("Επιτέλους ήρθε η άνοιξη"), None);
        assert_eq!(language("😂😂"), None);
        let text = "Je suis rentré très tard hier soir et j'ai dit à ma mère que I really don't care about them";
        let sorted = classifier.sort(text, None);
        assert_eq!(sorted.language, Some(Language::Fr));
        assert!(sorted.mixed.iter().any(|&(_, _, other)| other == Language::En), "{:?}", sorted.mixed);
    }

    #[test]
    fn a_language_that_is_told_is_taken() {
        let classifier = builtin::classifier().unwrap();
        assert_eq!(classifier.sort("ok", Some(Language::Nl)).language, Some(Language::Nl));
    }

    #[test]
    fn a_reason_lies_where_its_words_stand() {
        let text = "Dis-le encore et je vais te tuer";
        let sorted = builtin::classifier().unwrap().sort(text, None);
        let rule = sorted.reasons.iter().find(|reason| reason.why == Why::Rule("harm-to-you".into())).unwrap();
        let part: String = text.chars().skip(rule.start as usize).take((rule.end - rule.start) as usize).collect();
        assert_eq!((part.as_str(), rule.label), ("je vais te tuer", Label::Abuse));
    }

    #[test]
    fn a_long_text_ends_and_an_empty_one_says_nothing() {
        let classifier = builtin::classifier().unwrap();
        assert_eq!(classifier.sort("", None).put, Vec::new());
        let long = "tu vas mourir ".repeat(100_000);
        assert!(classifier.sort(&long, None).labels.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}
