//! Which language a text is in, and which words of it are in another.

use serde::{Deserialize, Serialize};

use crate::feature::Feature;
use crate::fold::Folded;
use crate::model::unit;
use crate::sums::Sums;
use crate::token::{Kind, Token};

/// Is a language whose messages this room was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French.
    Fr,
    /// Dutch.
    Nl,
    /// German.
    De,
    /// English.
    En,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Portuguese.
    Pt,
    /// Arabic.
    Ar,
}

impl Language {
    /// All languages, in the order of the model's columns.
    pub const ALL: [Self; 8] = [Self::Fr, Self::Nl, Self::De, Self::En, Self::Es, Self::It, Self::Pt, Self::Ar];

    /// Returns the code of ISO 639-1.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
            Self::Es => "es",
            Self::It => "it",
            Self::Pt => "pt",
            Self::Ar => "ar",
        }
    }

    /// Finds a language by its code, of which a region may follow: `fr-BE`.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        let code = code.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// Number of columns: one for each language, and one for all others together.
pub const TONGUES: usize = Language::ALL.len() + 1;

/// Is what was found about the language of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tongues {
    /// The language of the whole; nothing where it is not one of those known, or the text says too little.
    pub language: Option<Language>,
    /// Words in another known language than the whole, as ranges of folded characters, in order.
    pub mixed: Vec<(usize, usize, Language)>,
}

/// Is the linear model of languages: one row of weights for each hash.
pub struct Recogniser<'a> {
    /// Rows of [`TONGUES`] signed bytes, a power of two of them.
    pub weights: &'a [u8],
    /// What one unit of weight is worth, in nats.
    pub scale: f64,
}

/// The certainty below which no language is named.
const SURE: f64 = 0.5;
/// What a word must speak for another language, in nats before length, not to speak against a run of it.
const DOUBT: f64 = 5.0;
/// No word counts more than this: one rare name does not make a language.
const MOST_OF_A_WORD: f64 = 14.0;
/// What the words of a run must come to together, and how many they must be.
const CLEAR: f64 = 20.0;
const LEAST_WORDS: usize = 3;

impl Recogniser<'_> {
    /// Recognises the language of a text by its features.
    #[must_use]
    pub fn recognise(&self, folded: &Folded, tokens: &[Token], features: &[Feature]) -> Tongues {
        let (words, sums) = self.by_word(tokens, features);
        let letters = tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.to - token.from).sum();
        let Some(language) = self.decided(&sums, features.len(), letters) else {
            return Tongues { language: by_script(folded), mixed: Vec::new() };
        };
        let mixed = if tokens.len() >= 4 { self.other_words(tokens, &words, language) } else { Vec::new() };
        Tongues { language: Some(language), mixed }
    }

    /// Returns the likeliest language where it is likely enough, and none of the others is.
    fn decided(&self, sums: &[i32; TONGUES], count: usize, letters: usize) -> Option<Language> {
        if letters < 2 {
            return None;
        }
        let chances = self.chances(sums, count);
        let best = (0..TONGUES).max_by(|&a, &b| chances[a].total_cmp(&chances[b]))?;
        (chances[best] >= SURE).then(|| Language::ALL.get(best).copied()).flatten()
    }

    /// Softmax over the columns of the sums, each worth what it was worth in training.
    fn chances(&self, sums: &[i32; TONGUES], count: usize) -> [f64; TONGUES] {
        let unit = self.scale * unit(count);
        let most = f64::from(*sums.iter().max().unwrap_or(&0));
        let mut chances = sums.map(|sum| libm::exp((f64::from(sum) - most) * unit));
        let total: f64 = chances.iter().sum();
        chances.iter_mut().for_each(|chance| *chance /= total);
        chances
    }

    /// The run of words that speaks most for each other language, where it speaks clearly enough; runs do not overlap.
    fn other_words(&self, tokens: &[Token], words: &[[i32; TONGUES]], main: Language) -> Vec<(usize, usize, Language)> {
        let mut runs: Vec<(f64, usize, usize, Language)> = Vec::new();
        for language in Language::ALL.into_iter().filter(|&language| language != main) {
            let gains = words.iter().map(|sums| {
                let gain = f64::from(sums[language as usize] - sums[main as usize]) * self.scale;
                gain.min(MOST_OF_A_WORD) - DOUBT
            });
            let (gain, first, last) = best_run(gains);
            if gain >= CLEAR && last + 1 >= first + LEAST_WORDS {
                runs.push((gain, first, last, language));
            }
        }
        runs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut kept: Vec<(usize, usize, Language)> = Vec::new();
        for (_, first, last, language) in runs {
            if kept.iter().all(|&(from, to, _)| last < from || to < first) {
                kept.push((first, last, language));
            }
        }
        kept.sort_unstable();
        let spoken: Vec<&Token> = tokens.iter().filter(|token| token.kind == Kind::Word).collect();
        kept.into_iter().map(|(first, last, language)| (spoken[first].from, spoken[last].to, language)).collect()
    }

    /// The sums of each word's own features, and those of all features.
    fn by_word(&self, tokens: &[Token], features: &[Feature]) -> (Vec<[i32; TONGUES]>, [i32; TONGUES]) {
        let rows = self.weights.as_chunks::<TONGUES>().0;
        let row = |feature: &Feature| &rows[feature.hash as usize & (rows.len() - 1)];
        let mut words = Vec::with_capacity(tokens.len());
        // What is no word's own: signs, and pairs, which begin before their second word and say nothing of it alone.
        let mut others = Sums::new();
        let mut rest = features;
        for token in tokens {
            let own = rest.iter().take_while(|feature| (feature.from as usize) < token.to).count();
            let (mine, later) = rest.split_at(own);
            rest = later;
            let mut word = Sums::new();
            for feature in mine {
                let is_own = token.kind == Kind::Word && feature.from as usize >= token.from;
                if is_own { word.add(row(feature)) } else { others.add(row(feature)) }
            }
            if token.kind == Kind::Word {
                words.push(word.done());
            }
        }
        let mut all = others.done();
        for word in &words {
            all.iter_mut().zip(word).for_each(|(sum, word)| *sum += word);
        }
        (words, all)
    }
}

/// Returns the run of greatest sum, and its first and last place (Kadane's algorithm).
fn best_run(gains: impl Iterator<Item = f64>) -> (f64, usize, usize) {
    let mut best = (0.0, 1, 0);
    let (mut sum, mut first) = (0.0, 0);
    for (at, gain) in gains.enumerate() {
        if sum <= 0.0 {
            (sum, first) = (0.0, at);
        }
        sum += gain;
        if sum > best.0 {
            best = (sum, first, at);
        }
    }
    best
}

/// Arabic by its letters, where the words alone did not decide: but not the letters that only its neighbours use.
fn by_script(folded: &Folded) -> Option<Language> {
    let arabic = |c: &&char| matches!(**c, '\u{621}'..='\u{64a}');
    let neighbours = |c: &&char| matches!(**c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ٹ' | 'ڈ' | 'ے' | 'ڕ' | 'ۆ' | 'ێ');
    let letters = folded.chars.iter().filter(|c| c.is_alphabetic()).count();
    let own = folded.chars.iter().filter(arabic).count();
    (own >= 3 && own * 2 > letters && !folded.chars.iter().any(|c| neighbours(&c))).then_some(Language::Ar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_languages() {
        assert_eq!(Language::named("fr-BE"), Some(Language::Fr));
        assert_eq!(Language::named("NL"), Some(Language::Nl));
        assert_eq!(Language::named("pl"), None);
        for (column, language) in Language::ALL.into_iter().enumerate() {
            assert_eq!((language as usize, Language::named(language.code())), (column, Some(language)));
        }
    }
}
