use std::fmt;

use serde::Serialize;

/// Is everything that a check of one package found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The one word for all checks together.
    pub verdict: Verdict,
    /// The fingerprint of the seal note, to compare with the one told by another way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The fingerprint of the key that signed, to compare with the one told by another way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_fingerprint: Option<String>,
    /// The verifier key itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The checks, in the order of `spec/package.md`, then of their objects.
    pub checks: Vec<Check>,
    /// The trusted times whose response is sound.
    pub times: Vec<Stamp>,
    /// What is shown.
    pub shown: Shown,
    /// What stays with the person.
    pub withheld: Withheld,
    /// The exhibits, as the index and the opened leaves name them.
    pub items: Vec<Item>,
}

/// Is one check: what was looked at, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which check.
    pub code: Code,
    /// What was checked: a path, a number, a fingerprint.
    pub object: String,
    /// What came of it.
    pub outcome: Outcome,
    /// A sentence, empty where the check passed and nothing is to be said.
    pub detail: String,
    /// Whether a failure says only that something is not there.
    #[serde(skip)]
    pub missing: bool,
}

/// Names a check. The words are stable (`spec/package.md`, "Checking one").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The ZIP has exactly the canonical form.
    Container,
    /// No file is there that no manifest lists.
    ForeignFile,
    /// The bag's own files are well formed.
    Bag,
    /// Every listed file is there.
    MissingFile,
    /// A payload file has the hash that the manifest lists.
    Payload,
    /// A tag file has the hash that the tag manifest lists.
    TagFile,
    /// The seal note is signed and agrees with the package.
    Seal,
    /// The key is the one known from elsewhere.
    Key,
    /// A checkpoint is a signed note of this log.
    Checkpoint,
    /// An earlier checkpoint is a beginning of the export checkpoint.
    Consistency,
    /// The checkpoint known from elsewhere is a beginning of this log.
    Since,
    /// A shown leaf is in the log, and its opened fields are its own.
    Leaf,
    /// The last leaf commits to the payload manifest.
    Export,
    /// The index agrees with leaves, files and counts.
    Index,
    /// An exhibit's file is the one that its leaf names.
    Exhibit,
    /// The shown pieces stand where the leaf says.
    Pieces,
    /// A time stamp is over its checkpoint and sound.
    Time,
    /// A time stamp's chain ends at a root known from elsewhere.
    TsaRoot,
    /// A witness's cosignature verifies.
    Witness,
    /// The originals container holds what the leaves name.
    Originals,
    /// A whole original recomputes to its leaf.
    Against,
}

impl Code {
    /// All checks, in the order in which they are reported.
    pub const ALL: [Self; 21] = [
        Self::Container,
        Self::ForeignFile,
        Self::Bag,
        Self::MissingFile,
        Self::Payload,
        Self::TagFile,
        Self::Seal,
        Self::Key,
        Self::Checkpoint,
        Self::Consistency,
        Self::Since,
        Self::Leaf,
        Self::Export,
        Self::Index,
        Self::Exhibit,
        Self::Pieces,
        Self::Time,
        Self::TsaRoot,
        Self::Witness,
        Self::Originals,
        Self::Against,
    ];

    /// Returns the stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::ForeignFile => "foreign-file",
            Self::Bag => "bag",
            Self::MissingFile => "missing-file",
            Self::Payload => "payload",
            Self::TagFile => "tag-file",
            Self::Seal => "seal",
            Self::Key => "key",
            Self::Checkpoint => "checkpoint",
            Self::Consistency => "consistency",
            Self::Since => "since",
            Self::Leaf => "leaf",
            Self::Export => "export",
            Self::Index => "index",
            Self::Exhibit => "exhibit",
            Self::Pieces => "pieces",
            Self::Time => "time",
            Self::TsaRoot => "tsa-root",
            Self::Witness => "witness",
            Self::Originals => "originals",
            Self::Against => "against",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Says what came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It could not be checked with what is at hand.
    Unchecked,
}

/// Is the one word for all checks together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No check failed.
    Intact,
    /// At least one check failed for another reason than a missing file.
    Altered,
    /// Something is missing; nothing else failed.
    Incomplete,
}

impl Verdict {
    /// Returns the exit code of `verify`: 0 for intact, else 1.
    pub fn exit_code(self) -> u8 {
        u8::from(self != Self::Intact)
    }

    /// Returns the word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Altered => "altered",
            Self::Incomplete => "incomplete",
        }
    }
}

/// Is a trusted time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// The time, in UTC (RFC 3339).
    pub time: String,
    /// The name of the authority, as its certificate gives it.
    pub authority: String,
    /// The size of the stamped checkpoint: leaves below it existed at that time.
    pub checkpoint: u64,
    /// Whether the chain ends at a root known from elsewhere.
    pub root: Outcome,
}

/// Counts what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Exhibits.
    pub items: u64,
    /// Records: pieces whose bytes are in the package.
    pub records: u64,
    /// Statements.
    pub entries: u64,
}

/// Counts what stays with the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Withheld {
    /// Leaves of the log that are not shown.
    pub leaves: u64,
    /// Pieces of the exhibits that are not shown.
    pub pieces: u64,
}

/// Is one exhibit, with the two things that must never be mixed: what was checked, and how strong its origin is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The exhibit's number.
    pub exhibit: u64,
    /// The strength of its origin, A to E, as the package states it.
    pub origin: String,
    /// The SHA-256 of the original, as its sealed leaf gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The original's size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Its file in the package, where it is given in clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How many of its pieces are shown, and of how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pieces: Option<ItemPieces>,
}

/// Counts the pieces of one exhibit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ItemPieces {
    /// All of them, as the sealed leaf says.
    pub count: u64,
    /// Those whose bytes are in the package.
    pub shown: u64,
}

/// Collects checks while a package is read.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<Check>);

impl Checks {
    pub(crate) fn passed(&mut self, code: Code, object: impl Into<String>) {
        self.push(code, object, Outcome::Passed, "", false);
    }

    pub(crate) fn noted(&mut self, code: Code, object: impl Into<String>, detail: impl Into<String>) {
        self.push(code, object, Outcome::Passed, detail, false);
    }

    pub(crate) fn failed(&mut self, code: Code, object: impl Into<String>, detail: impl Into<String>) {
        self.push(code, object, Outcome::Failed, detail, false);
    }

    /// Records a failure that says only that something is not there.
    pub(crate) fn missing(&mut self, code: Code, object: impl Into<String>, detail: impl Into<String>) {
        self.push(code, object, Outcome::Failed, detail, true);
    }

    pub(crate) fn unchecked(&mut self, code: Code, object: impl Into<String>, detail: impl Into<String>) {
        self.push(code, object, Outcome::Unchecked, detail, false);
    }

    /// Records what came of a check that either holds or says why not.
    pub(crate) fn result(&mut self, code: Code, object: impl Into<String>, result: Result<(), String>) {
        match result {
            Ok(()) => self.passed(code, object),
            Err(detail) => self.failed(code, object, detail),
        }
    }

    fn push(
        &mut self,
        code: Code,
        object: impl Into<String>,
        outcome: Outcome,
        detail: impl Into<String>,
        missing: bool,
    ) {
        self.0.push(Check { code, object: object.into(), outcome, detail: detail.into(), missing });
    }

    pub(crate) fn has_failed(&self, code: Code) -> bool {
        self.0.iter().any(|check| check.code == code && check.outcome == Outcome::Failed)
    }

    /// Returns the checks in the order of [`Code::ALL`] and the verdict. The order within one code is kept.
    pub(crate) fn finish(mut self) -> (Verdict, Vec<Check>) {
        let failed = |check: &&Check| check.outcome == Outcome::Failed;
        self.0.sort_by_key(|check| check.code);
        if self.0.iter().all(|check| check.code == Code::ForeignFile || check.outcome != Outcome::Failed) {
            let said = if self.0.iter().filter(failed).count() == 1 { FOREIGN_ALONE } else { FOREIGN_ONE_OF_MANY };
            for check in self.0.iter_mut().filter(|check| check.outcome == Outcome::Failed) {
                check.detail = said.to_owned();
            }
        }
        (verdict(&self.0), self.0)
    }
}

/// Said of a file that Windows or macOS drops into a folder, when nothing else failed.
const FOREIGN_ALONE: &str = "The sealed files are intact; one file was added that is not part of it.";
/// Said of each of several.
const FOREIGN_ONE_OF_MANY: &str = "The sealed files are intact; this was added and is not part of it.";

fn verdict(checks: &[Check]) -> Verdict {
    let mut failures = checks.iter().filter(|check| check.outcome == Outcome::Failed).peekable();
    if failures.peek().is_none() {
        Verdict::Intact
    } else if failures.all(|check| check.missing) {
        Verdict::Incomplete
    } else {
        Verdict::Altered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_serialise_as_their_words_in_their_order() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        }
        assert!(Code::ALL.is_sorted());
    }

    #[test]
    fn what_was_added_is_told_from_what_was_changed() {
        let detail = |added: &[&str]| {
            let mut checks = Checks::default();
            added.iter().for_each(|name| checks.failed(Code::ForeignFile, *name, ""));
            checks.finish().1.remove(0).detail
        };
        assert_eq!(detail(&[".DS_Store"]), FOREIGN_ALONE);
        assert_eq!(detail(&[".DS_Store", "data/.DS_Store"]), FOREIGN_ONE_OF_MANY);
    }

    #[test]
    fn missing_alone_is_incomplete_and_anything_else_alters() {
        let mut checks = Checks::default();
        checks.passed(Code::Bag, "bagit.txt");
        checks.unchecked(Code::Key, "", "");
        assert_eq!(verdict(&checks.0), Verdict::Intact);
        checks.missing(Code::MissingFile, "data/a", "");
        assert_eq!(verdict(&checks.0), Verdict::Incomplete);
        checks.failed(Code::Payload, "data/b", "");
        assert_eq!(verdict(&checks.0), Verdict::Altered);
    }
}
