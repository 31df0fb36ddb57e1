//! `cargo xtask train`: the model of words, made again from its data; the same data give the same bytes.
//!
//! Rows come from a folder of corpora (`--data`, tab-separated, see `docs/language.md`) and from our own messages in
//! `crates/language/corpus`. What is put into the model file was never measured on the rows it was trained on: probabilities are
//! fitted on scores that each row got from a model trained without it.

use std::path::{Path, PathBuf};
use std::thread;

mod card;
mod chance;
mod corpus;
mod ftrl;
mod network;
mod newton;
mod plan;
mod quantise;
mod report;
mod tongue;

use temoin_encoder::Encoder;
use temoin_language::{Rules, WIDTH};

use corpus::Row;
use plan::Plan;

/// Trains as the words of the command say; returns whether a model was written.
pub fn run(root: &Path, words: &[String]) -> bool {
    match wanted(root, words).and_then(|wanted| train(root, &wanted)) {
        Ok(()) => true,
        Err(why) => {
            eprintln!("train: {why}");
            false
        }
    }
}

/// Is what was asked for.
struct Wanted {
    data: Option<PathBuf>,
    plan: Plan,
    out: PathBuf,
    rows: Option<PathBuf>,
    weights: Option<PathBuf>,
}

fn wanted(root: &Path, words: &[String]) -> Result<Wanted, String> {
    let mut data = None;
    let mut out = None;
    let mut told = None;
    let mut weights = None;
    let mut plan = Plan::free();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--data" => data = Some(PathBuf::from(value()?)),
            "--out" => out = Some(PathBuf::from(value()?)),
            "--weights" => weights = Some(PathBuf::from(value()?)),
            "--rows" => told = Some(PathBuf::from(value()?)),
            "--build" => {
                plan = match value()?.as_str() {
                    "free" => Plan::free(),
                    "research" => Plan::research(),
                    "own" => Plan::own(),
                    _ => return Err("--build free, research or own".into()),
                }
            }
            _ => {
                return Err(format!(
                    "unknown: {word}; use --data DIR --build free|research|own --weights DIR --out FILE --rows FILE"
                ));
            }
        }
    }
    let out = out.unwrap_or_else(|| root.join(format!("crates/language/model/{}.model", plan.name)));
    Ok(Wanted { data, plan, out, rows: told, weights })
}

fn train(root: &Path, wanted: &Wanted) -> Result<(), String> {
    let rules = temoin_language::builtin::rules();
    let rows = corpus::read(&root.join("crates/language/corpus"), wanted.data.as_deref(), &wanted.plan)?;
    eprintln!("train: {} rows", rows.len());
    let vectors = wanted.weights.as_deref().map(|folder| vectors(folder, &rows)).transpose()?.unwrap_or_default();
    let made = plan::model(&wanted.plan, &rows, &rules, &vectors);
    println!("by words and rules");
    report::print(&rows, &made.words);
    if !made.both.is_empty() {
        println!("with the sentence's meaning");
        report::print(&rows, &made.both);
    }
    if let Some(path) = &wanted.rows {
        std::fs::write(path, report::own(&rows, &made, &rules))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let bytes = made.model.encode();
    std::fs::write(&wanted.out, &bytes).map_err(|error| format!("{}: {error}", wanted.out.display()))?;
    let card = wanted.out.with_extension("md");
    std::fs::write(&card, card::card(&made.model)).map_err(|error| format!("{}: {error}", card.display()))?;
    eprintln!("train: {} written, {} bytes", made.model.id(), bytes.len());
    Ok(())
}

/// Encodes the text of every row; the order does not matter, since a text's vector does not depend on its neighbours.
fn vectors(folder: &Path, rows: &[Row]) -> Result<Vec<[f32; WIDTH]>, String> {
    let encoder = Encoder::open(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let half = rows.len().div_ceil(2).max(1);
    Ok(thread::scope(|scope| {
        let encoded = |rows: &[Row]| encoder.encode(&rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>());
        let running: Vec<_> = rows.chunks(half).map(|rows| scope.spawn(move || encoded(rows))).collect();
        running.into_iter().flat_map(|one| one.join().expect("texts are encoded")).collect()
    }))
}

/// Finds the rules of a row's language.
fn rules_of<'a>(rules: &'a [(temoin_language::Language, Rules)], row: &Row) -> Option<&'a Rules> {
    rules.iter().find(|(language, _)| Some(*language) == row.language).map(|(_, rules)| rules)
}
