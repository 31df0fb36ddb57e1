//! From scores and signs to a probability: one logistic regression for each label, with what is known of each language.

use serde::{Deserialize, Serialize};

use crate::Label;
use crate::rules::{Cue, Hit, Says, Strength};
use crate::tongue::Language;

/// Is what is known of one label of a text before it is weighed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signs {
    /// The linear model's score, in log-odds before calibration.
    pub score: f64,
    /// The score of the network on the sentence's meaning, in log-odds before calibration; zero where there is none.
    pub meaning: f64,
    /// How many strong rules hold for the label, at most two.
    pub strong: f64,
    /// How many weak rules hold, at most three.
    pub weak: f64,
    /// Which cues are there, zero or one each, in the order of [`Cue::ALL`].
    pub cues: [f64; Cue::COUNT],
}

impl Signs {
    /// Counts what rules say of a label.
    #[must_use]
    pub fn of(label: Label, score: f64, meaning: f64, hits: &[Hit<'_>]) -> Self {
        let mut signs = Self { score, meaning, ..Self::default() };
        for hit in hits {
            match hit.says {
                Says::Cue(cue) => signs.cues[cue as usize] = 1.0,
                Says::Label(found, strength) if found == label || label == Label::Abuse && found.is_abuse() => {
                    match strength {
                        Strength::Strong => signs.strong = (signs.strong + 1.0).min(2.0),
                        Strength::Weak => signs.weak = (signs.weak + 1.0).min(3.0),
                    }
                }
                Says::Label(..) => {}
            }
        }
        signs
    }
}

/// Is the weights of one label.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Blend {
    /// The log-odds of the label where nothing speaks for it.
    pub intercept: f64,
    /// What one unit of the linear model's score adds.
    pub slope: f64,
    /// What one unit of the network's score adds.
    pub meaning: f64,
    /// What a strong rule adds.
    pub strong: f64,
    /// What a weak rule adds.
    pub weak: f64,
    /// What each cue adds, in the order of [`Cue::ALL`].
    pub cues: [f64; Cue::COUNT],
    /// For each language in the order of [`Language::ALL`]: what is added to intercept, slope and meaning.
    pub languages: [[f64; 3]; Language::ALL.len()],
}

impl Blend {
    /// Returns what one unit of the linear model's score adds in a language.
    #[must_use]
    pub fn slope_in(&self, language: Option<Language>) -> f64 {
        self.slope + language.map_or(0.0, |language| self.languages[language as usize][1])
    }

    /// Returns what one unit of the network's score adds in a language.
    #[must_use]
    pub fn meaning_in(&self, language: Option<Language>) -> f64 {
        self.meaning + language.map_or(0.0, |language| self.languages[language as usize][2])
    }

    /// Returns the log-odds of the label.
    #[must_use]
    pub fn log_odds(&self, signs: &Signs, language: Option<Language>) -> f64 {
        let base = self.intercept + language.map_or(0.0, |language| self.languages[language as usize][0]);
        let cues: f64 = self.cues.iter().zip(&signs.cues).map(|(weight, cue)| weight * cue).sum();
        let rules = self.strong * signs.strong + self.weak * signs.weak;
        base + self.slope_in(language) * signs.score + self.meaning_in(language) * signs.meaning + rules + cues
    }

    /// Returns the probability of the label, from 0 to 1.
    #[must_use]
    pub fn probability(&self, signs: &Signs, language: Option<Language>) -> f64 {
        logistic(self.log_odds(signs, language))
    }
}

/// Makes probabilities agree: whatever is an insult, a threat … is abuse.
///
/// Insult, sexism and hate were learnt from messages that are labelled for abuse too, so abuse is the surer of the two and bounds
/// them. What no corpus covers is known better by its own label, and raises abuse where there is something to it; where there is
/// little, abuse knows better, and bounds it too.
pub fn agree(labels: &mut [f64; Label::COUNT]) {
    let covered = |label: &Label| matches!(label, Label::Insult | Label::Sexism | Label::Hate);
    let own = Label::ALL.iter().filter(|label| label.is_abuse() && !covered(label) && **label != Label::Abuse);
    let most = own.map(|label| labels[label.column()]).fold(0.0, f64::max);
    let abuse = &mut labels[Label::Abuse.column()];
    if most >= SOMETHING {
        *abuse = abuse.max(most);
    }
    let abuse = *abuse;
    for label in Label::ALL.iter().filter(|label| label.is_abuse()) {
        labels[label.column()] = labels[label.column()].min(abuse);
    }
}

/// From this probability on, a label that no corpus covers raises that of abuse.
const SOMETHING: f64 = 0.25;

/// Returns the probability for log-odds; the same bits on every machine.
#[must_use]
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_cues_move_the_odds() {
        let blend = Blend {
            intercept: -3.0,
            slope: 1.0,
            meaning: 0.0,
            strong: 4.0,
            weak: 1.0,
            cues: [-5.0, 0.0, 0.0, 0.0, 0.0],
            languages: [[0.0; 3]; 8],
        };
        let hit = |says| Hit { rule: "r", says, from: 0, to: 1 };
        let strong = hit(Says::Label(Label::Threat, Strength::Strong));
        let told = hit(Says::Cue(Cue::Reported));
        let p = |hits: &[Hit<'_>]| blend.probability(&Signs::of(Label::Threat, 0.0, 0.0, hits), None);
        assert!(p(&[]) < 0.05 && p(&[strong]) > 0.7 && p(&[strong, told]) < 0.05);
        let other = Signs::of(Label::Sexual, 0.0, 0.0, &[strong]);
        assert_eq!(other.strong, 0.0);
        assert_eq!(Signs::of(Label::Abuse, 0.0, 0.0, &[strong]).strong, 1.0);
    }

    #[test]
    fn abuse_is_at_least_as_likely_as_what_is_abuse() {
        let mut labels = [0.3, 0.1, 0.6, 0.2, 0.9, 0.4, 0.95, 0.1, 0.1, 0.1, 0.1];
        agree(&mut labels);
        assert_eq!(labels, [0.6, 0.1, 0.6, 0.2, 0.6, 0.4, 0.95, 0.1, 0.1, 0.1, 0.1]);
        let mut little = [0.05, 0.1, 0.2, 0.2, 0.0, 0.4, 0.95, 0.1, 0.1, 0.1, 0.1];
        agree(&mut little);
        assert_eq!(little, [0.05, 0.05, 0.05, 0.05, 0.0, 0.05, 0.95, 0.05, 0.05, 0.05, 0.05]);
    }

    #[test]
    fn the_logistic_function_is_what_it_is() {
        assert_eq!(logistic(0.0), 0.5);
        assert!((logistic(2.0) - 0.880_797_077_977_882_3).abs() < 1e-15);
        assert_eq!((logistic(-1e9), logistic(1e9)), (0.0, 1.0));
    }
}
