//! Messages and their labels, from files of tab-separated values.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use temoin_language::{Feature, Label, Language, Seen};

use super::plan::Plan;

/// Is one message with what is known of it.
pub struct Row {
    /// Its id in its corpus.
    pub id: String,
    /// The corpus.
    pub source: String,
    /// The corpus's licence.
    pub licence: String,
    /// What kind of message it is, in our own corpus.
    pub kind: String,
    /// Its language; nothing for the languages that the model only learns not to know.
    pub language: Option<Language>,
    /// For each label: true, false, or not known.
    pub labels: [Option<bool>; Label::COUNT],
    /// Its words.
    pub text: String,
    /// The text as a model sees it.
    pub seen: Seen,
    /// Its features in its language.
    pub features: Vec<Feature>,
}

impl Row {
    /// Returns in which part of `parts` the row lies: the same for the same words, wherever they come from.
    pub fn part(&self, parts: u64) -> u64 {
        let sum = self
            .seen
            .folded
            .chars
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |sum, &c| (sum ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3));
        (sum >> 24) % parts
    }

    /// Returns whether the message is of our own corpus.
    pub fn own(&self) -> bool {
        self.source == OWN
    }
}

/// The name of our own corpus.
pub const OWN: &str = "temoin";
/// The labels of the corpora's columns, in their order.
const COLUMNS: [Label; 6] = [Label::Abuse, Label::Insult, Label::Threat, Label::Sexism, Label::Hate, Label::Profanity];

/// Reads our own messages, and the corpora that the plan allows.
pub fn read(own: &Path, data: Option<&Path>, plan: &Plan) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for path in files(own)? {
        each_line(&path, |cells| own_row(cells).map(|row| rows.push(row)))?;
    }
    if let Some(data) = data.filter(|_| plan.corpora) {
        for path in files(&data.join("train"))? {
            each_line(&path, |cells| {
                let row = corpus_row(cells)?;
                if plan.allows(&row.licence) {
                    rows.push(row);
                }
                Some(())
            })?;
        }
        each_line(&data.join("dev/bias_templates.tsv.gz"), |cells| template_row(cells).map(|row| rows.extend(row)))?;
    }
    Ok(rows)
}

/// Lists the tables of a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".tsv") || path.to_string_lossy().ends_with(".tsv.gz"));
    paths.sort();
    Ok(paths)
}

/// Gives each line but the first to `take`, cut at its tabs; `take` answers nothing to a line it cannot read.
fn each_line(path: &Path, mut take: impl FnMut(&[&str]) -> Option<()>) -> Result<(), String> {
    let fault = |error: std::io::Error| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(fault)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).map_err(fault)?;
    } else {
        text = String::from_utf8(bytes).map_err(|_| format!("{}: not UTF-8", path.display()))?;
    }
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        take(&cells).ok_or_else(|| format!("{}: line {number} has another shape", path.display()))?;
    }
    Ok(())
}

/// `id text labels kind`, or `id text lang` for the languages that are not known.
fn own_row(cells: &[&str]) -> Option<Row> {
    let (id, text, labels, kind) = match *cells {
        [id, text, labels, kind] => (id, text, labels, kind),
        [id, text, _] => (id, text, "", "other"),
        _ => return None,
    };
    let mut known = [Some(false); Label::COUNT];
    for key in labels.split(',').filter(|key| !matches!(*key, "-" | "")) {
        let label = Label::named(key.trim())?;
        known[label.column()] = Some(true);
        if label.is_abuse() {
            known[Label::Abuse.column()] = Some(true);
        }
    }
    let language = Language::named(id.split('-').next()?);
    if kind == "other" {
        known = [None; Label::COUNT];
    }
    Some(row(id, text, OWN, "EUPL-1.2", kind, language, known))
}

/// `id text lang source license abuse insult threat sexism hate profanity`
fn corpus_row(cells: &[&str]) -> Option<Row> {
    let [id, text, lang, source, licence, values @ ..] = cells else { return None };
    let mut known = [None; Label::COUNT];
    for (label, value) in COLUMNS.iter().zip(values) {
        known[label.column()] = match *value {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        };
    }
    // Neutral text is neutral in every way.
    if source.starts_with("UD_") {
        known = [Some(false); Label::COUNT];
    }
    Some(row(id, text, source, licence, "", Some(Language::named(lang)?), known))
}

/// `id text lang template abuse`: sentences that name groups, half of them kept apart for measuring.
fn template_row(cells: &[&str]) -> Option<Option<Row>> {
    let [id, text, lang, _, abuse] = *cells else { return None };
    let mut known = [None; Label::COUNT];
    let abuse = abuse == "1";
    known[Label::Abuse.column()] = Some(abuse);
    if !abuse {
        known = [Some(false); Label::COUNT];
    }
    let row = row(id, text, "templates", "Apache-2.0", "template", Some(Language::named(lang)?), known);
    Some((!kept_apart(id)).then_some(row))
}

/// Returns whether a template is kept for measuring only: by the last digit of its id, so that any script can tell.
fn kept_apart(id: &str) -> bool {
    id.ends_with(['0', '2', '4', '6', '8', 'a', 'c', 'e'])
}

fn row(
    id: &str,
    text: &str,
    source: &str,
    licence: &str,
    kind: &str,
    language: Option<Language>,
    labels: [Option<bool>; Label::COUNT],
) -> Row {
    let seen = Seen::new(text);
    let features = seen.features_in(language);
    Row {
        id: id.to_owned(),
        source: source.to_owned(),
        licence: licence.to_owned(),
        kind: kind.to_owned(),
        language,
        labels,
        text: text.to_owned(),
        seen,
        features,
    }
}
