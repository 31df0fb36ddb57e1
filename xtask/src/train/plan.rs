//! The steps of a training: lessons, heads, what each row scores without having been learnt, probabilities, the file.

use std::collections::BTreeMap;
use std::thread;

use sha2::{Digest, Sha256};
use temoin_language::{
    Blend, Cue, Head, Header, Label, Language, Model, Network, Rules, Seen, Shape, Signs, Source, WIDTH, agree, unit,
};

use super::corpus::Row;
use super::ftrl::{Lesson, Rates, Trainer};
use super::network::{Example, HIDDEN};
use super::newton::{Point, fit};
use super::quantise::quantise;
use super::{network, rules_of, tongue};

/// Is what a build of the model is made from.
pub struct Plan {
    /// Its name.
    pub name: &'static str,
    /// Whether corpora of others are used at all.
    pub corpora: bool,
    /// Whether data for which money may not be taken are used.
    non_commercial: bool,
    /// The logarithm of the number of rows of weights.
    bits: u32,
}

impl Plan {
    /// The build that ships: only data whose licence allows any use.
    pub fn free() -> Self {
        Self { name: "free", corpora: true, non_commercial: false, bits: 18 }
    }

    /// The build that is made on demand: with data for research too.
    pub fn research() -> Self {
        Self { name: "research", corpora: true, non_commercial: true, bits: 18 }
    }

    /// The build of tests: our own messages only, small.
    pub fn own() -> Self {
        Self { name: "own", corpora: false, non_commercial: false, bits: 14 }
    }

    /// Returns whether data under this licence may be used: the GPL's would bind a model's users.
    pub fn allows(&self, licence: &str) -> bool {
        self.non_commercial || !(licence.contains("-NC") || licence.starts_with("GPL"))
    }
}

/// Is a trained model, and what each row scored when it was not among the lessons.
pub struct Made {
    /// The model.
    pub model: Model<'static>,
    /// For each row and label: the probability by words and rules.
    pub words: Vec<[f64; Label::COUNT]>,
    /// For each row and label: the probability with the sentence's meaning; none where no encoder was at hand.
    pub both: Vec<[f64; Label::COUNT]>,
}

/// Rows are cut into so many parts; each is scored by a model that was trained on the others.
const PARTS: u64 = 4;
const RATES: Rates = Rates { alpha: 1.0, l1: 0.02, l2: 0.5, rounds: 4 };
/// How much one of our own messages counts beside one of another corpus.
const OWN_WEIGHT: f32 = 2.0;
/// A corpus of more rows than this counts as so many when probabilities are fitted.
const MOST_OF_ONE: f64 = 1500.0;

/// Of one corpus in one language, the network learns from so many rows.
const MOST_EXAMPLES: usize = 6000;

/// How far a corpus is trusted: the labels of MLMA are known to be noisy (see `docs/language.md`).
fn trust(row: &Row) -> f64 {
    if row.source == "mlma" { 0.5 } else { 1.0 }
}

type Weights = (Vec<i8>, Vec<f64>);

/// Trains a model. `vectors` holds one for each row; none, and the model has no network on meanings.
pub fn model(plan: &Plan, rows: &[Row], rules: &[(Language, Rules)], vectors: &[[f32; WIDTH]]) -> Made {
    let groups = groups(rows);
    let parts: Vec<u64> = rows.iter().map(|row| row.part(PARTS)).collect();
    let mut heads = without_each_part(&|without| heads(plan, rows, &groups, &parts, without));
    let mut networks = match vectors {
        [] => Vec::new(),
        _ => without_each_part(&|without| network(rows, &groups, &parts, vectors, without)),
    };
    let meanings = |at: usize| networks.get(1 + parts[at] as usize).map(|network| network.scores(&vectors[at]));
    let none = [0.0; Label::COUNT];
    let signs: Vec<[Signs; Label::COUNT]> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| signs(row, rules, &heads[1 + parts[at] as usize], &meanings(at).unwrap_or(none)))
        .collect();
    let blends =
        |tiers: Tiers| -> [Blend; Label::COUNT] { std::array::from_fn(|column| blend(column, rows, &signs, tiers)) };
    let (by_words, by_both) = (blends(Tiers::Words), (!networks.is_empty()).then(|| blends(Tiers::Both)));
    let all = |blends: &[Blend; Label::COUNT]| {
        rows.iter().zip(&signs).map(|(row, signs)| probabilities(row, signs, blends)).collect()
    };
    let (words, both) = (all(&by_words), by_both.as_ref().map(all).unwrap_or_default());
    let (labels, scales) = heads.swap_remove(0);
    let (tongues, tongue_scale) = tongue::train(rows);
    let header = Header {
        name: plan.name.to_owned(),
        version: VERSION,
        bits: plan.bits,
        tongue_bits: tongue::BITS,
        tongue_scale,
        heads: std::array::from_fn(|column| Head { scale: scales[column], bias: 0.0 }),
        blends: by_words,
        meaning: by_both.map(|blends| Shape {
            encoder: temoin_encoder::weights::NAME.to_owned(),
            hidden: HIDDEN,
            blends,
        }),
        data: sources(rows),
    };
    let network = (!networks.is_empty()).then(|| networks.swap_remove(0));
    Made { model: Model::new(header, tongues, labels, network), words, both }
}

/// Trains on everything, then without each part. The whole first: it takes longest. Each training is one thread's work, so that
/// the order of its steps is fixed.
fn without_each_part<T: Send>(train: &(dyn Fn(Option<u64>) -> T + Sync)) -> Vec<T> {
    let asked: Vec<Option<u64>> = std::iter::once(None).chain((0..PARTS).map(Some)).collect();
    let mut done = Vec::new();
    for pair in asked.chunks(2) {
        thread::scope(|scope| {
            let running: Vec<_> = pair.iter().map(|&without| scope.spawn(move || train(without))).collect();
            done.extend(running.into_iter().map(|one| one.join().expect("a training ends")));
        });
    }
    done
}

/// How much a row counts among the lessons.
fn lesson_weight(row: &Row) -> f32 {
    if row.own() { OWN_WEIGHT } else { trust(row) as f32 }
}

fn heads(plan: &Plan, rows: &[Row], groups: &Groups, parts: &[u64], without: Option<u64>) -> Weights {
    let lessons: Vec<Lesson<'_, { Label::COUNT }>> = rows
        .iter()
        .zip(&groups.of)
        .zip(parts)
        .filter(|((row, _), part)| Some(**part) != without && row.labels.iter().any(Option::is_some))
        .map(|((row, &group), _)| Lesson {
            features: &row.features,
            known: row.labels,
            weight: lesson_weight(row),
            group,
        })
        .collect();
    quantise(&Trainer::train(plan.bits, groups.count, RATES, &lessons).weights(), Label::COUNT)
}

fn network(rows: &[Row], groups: &Groups, parts: &[u64], vectors: &[[f32; WIDTH]], without: Option<u64>) -> Network {
    let mut taken = vec![0; groups.count];
    let mut examples = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let group = groups.of[at];
        if Some(parts[at]) == without || row.labels.iter().all(Option::is_none) || taken[group] == MOST_EXAMPLES {
            continue;
        }
        taken[group] += 1;
        examples.push(Example { vector: &vectors[at], known: row.labels, weight: lesson_weight(row), group });
    }
    network::train(&examples, groups.count)
}

/// The version of the models that are made now.
const VERSION: u32 = 1;

/// Is which bias each row is learnt with: one for each corpus and language.
struct Groups {
    of: Vec<usize>,
    count: usize,
}

fn groups(rows: &[Row]) -> Groups {
    let mut names: BTreeMap<(&str, Option<Language>), usize> = BTreeMap::new();
    for row in rows {
        let next = names.len();
        names.entry((&row.source, row.language)).or_insert(next);
    }
    Groups { of: rows.iter().map(|row| names[&(row.source.as_str(), row.language)]).collect(), count: names.len() }
}

fn signs(
    row: &Row,
    rules: &[(Language, Rules)],
    (weights, scales): &Weights,
    meanings: &[f64; Label::COUNT],
) -> [Signs; Label::COUNT] {
    let Seen { folded, tokens, .. } = &row.seen;
    let features = &row.features;
    let hits = rules_of(rules, row).map(|rules| rules.find(folded, tokens)).unwrap_or_default();
    let mask = weights.len() / Label::COUNT - 1;
    let mut sums = [0i32; Label::COUNT];
    for feature in features {
        let row = &weights[(feature.hash as usize & mask) * Label::COUNT..][..Label::COUNT];
        sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += i32::from(weight));
    }
    std::array::from_fn(|column| {
        let score = f64::from(sums[column]) * scales[column] * unit(features.len());
        Signs::of(Label::ALL[column], score, meanings[column], &hits)
    })
}

/// Says what is weighed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tiers {
    /// Words and rules.
    Words,
    /// Words, rules and the sentence's meaning.
    Both,
}

/// Fits how a label's scores, rules and cues become its probability.
fn blend(column: usize, rows: &[Row], signs: &[[Signs; Label::COUNT]], tiers: Tiers) -> Blend {
    let sizes = sizes(rows, column);
    let points: Vec<Point> = rows
        .iter()
        .zip(signs)
        .filter_map(|(row, signs)| {
            let y = row.labels[column]?;
            let size = &sizes[&(row.source.as_str(), row.language)];
            // Where a corpus only ever says yes, it says nothing of how often.
            if size.no == 0 {
                return None;
            }
            let weight = if row.own() { 3.0 } else { (MOST_OF_ONE / (size.yes + size.no) as f64).min(1.0) };
            let meaning = if tiers == Tiers::Both { signs[column].meaning } else { 0.0 };
            Some(Point { x: columns(&Signs { meaning, ..signs[column] }, row.language), y, weight })
        })
        .collect();
    let languages = Language::ALL.len();
    let meaning = f64::from(u8::from(tiers == Tiers::Both));
    let mut prior = vec![-3.0, 1.0, 0.5 * meaning, 2.0, 0.5];
    let mut ridge = vec![0.01, 0.1, 0.1, 0.5, 0.5];
    let mut signs = vec![0, 1, 1, 1, 1];
    prior.extend([0.0; Cue::COUNT]);
    ridge.extend([1.0; Cue::COUNT]);
    signs.extend([-1; Cue::COUNT]);
    prior.extend(vec![0.0; 3 * languages]);
    ridge.extend(vec![1.0; languages]);
    ridge.extend(vec![30.0; 2 * languages]);
    signs.extend(vec![0; 3 * languages]);
    let weights = fit(&points, &prior, &ridge, &signs);
    let (cues, rest) = weights[5..].split_at(Cue::COUNT);
    Blend {
        intercept: weights[0],
        slope: weights[1],
        meaning: weights[2],
        strong: weights[3],
        weak: weights[4],
        cues: std::array::from_fn(|at| cues[at]),
        languages: std::array::from_fn(|at| [rest[at], rest[languages + at], rest[2 * languages + at]]),
    }
}

/// The columns of a regression, in the order of the fields of [`Blend`].
fn columns(signs: &Signs, language: Option<Language>) -> Vec<f64> {
    let mut x = vec![1.0, signs.score, signs.meaning, signs.strong, signs.weak];
    x.extend(signs.cues);
    let is = |one: Language| f64::from(u8::from(language == Some(one)));
    x.extend(Language::ALL.map(is));
    x.extend(Language::ALL.map(|one| is(one) * signs.score));
    x.extend(Language::ALL.map(|one| is(one) * signs.meaning));
    x
}

/// Counts the rows of a corpus that do or do not have a label.
#[derive(Default)]
struct Size {
    yes: usize,
    no: usize,
}

/// Counts the rows of each corpus and language whose label is known.
fn sizes(rows: &[Row], column: usize) -> BTreeMap<(&str, Option<Language>), Size> {
    let mut sizes: BTreeMap<_, Size> = BTreeMap::new();
    for row in rows {
        let size = sizes.entry((row.source.as_str(), row.language)).or_default();
        match row.labels[column] {
            Some(true) => size.yes += 1,
            Some(false) => size.no += 1,
            None => {}
        }
    }
    sizes
}

fn probabilities(row: &Row, signs: &[Signs; Label::COUNT], blends: &[Blend; Label::COUNT]) -> [f64; Label::COUNT] {
    let mut all: [f64; Label::COUNT] =
        std::array::from_fn(|column| blends[column].probability(&signs[column], row.language));
    agree(&mut all);
    all
}

/// Names each corpus with its licence, its number of rows and the hash of what was used of it.
fn sources(rows: &[Row]) -> Vec<Source> {
    let mut all: BTreeMap<(&str, &str), (usize, Sha256)> = BTreeMap::new();
    for row in rows {
        let (count, sum) = all.entry((&row.source, &row.licence)).or_default();
        *count += 1;
        let labels: String = row.labels.iter().map(|known| known.map_or('-', |y| if y { '1' } else { '0' })).collect();
        sum.update(format!("{}\t{}\t{labels}\n", row.id, row.text));
    }
    all.into_iter()
        .map(|((name, licence), (rows, sum))| Source {
            name: name.to_owned(),
            licence: licence.to_owned(),
            rows,
            sha256: sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        })
        .collect()
}
