//! Single-bit flips, and where the checker says they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Cursor, Read};

use temoin_verify::{Code, Files, Options, Outcome, Report, Verdict, check_files, check_zip};

use crate::forge::{Files as Package, zip};

/// Counts what became of the flips.
#[derive(Default)]
pub struct Counts {
    pub flips: u64,
    /// The verdict was not `intact`.
    pub rejected: u64,
    /// A failed check names the flipped file, or the container.
    pub placed: u64,
    /// No other file of the package is said to have other bytes.
    pub alone: u64,
    pub missed: Vec<String>,
}

impl Counts {
    pub fn all_placed(&self) -> bool {
        self.flips > 0 && self.placed == self.flips && self.rejected == self.flips
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |n: u64| 100.0 * n as f64 / self.flips as f64;
        let (flips, rejected, placed, alone) = (self.flips, self.rejected, self.placed, self.alone);
        write!(
            f,
            "{flips} bits flipped, {rejected} rejected ({:.4} %), {placed} placed ({:.4} %), {alone} without blaming another file ({:.2} %)",
            percent(rejected),
            percent(placed),
            percent(alone)
        )?;
        self.missed.iter().try_for_each(|missed| write!(f, "\n  missed: {missed}"))
    }
}

/// Is a package in memory, of which one file can be swapped for a changed one.
struct Memory<'a> {
    sizes: BTreeMap<String, u64>,
    files: &'a Package,
    changed: (String, Vec<u8>),
}

impl Files for Memory<'_> {
    fn list(&self) -> &BTreeMap<String, u64> {
        &self.sizes
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let bytes = if name == self.changed.0 { Some(&self.changed.1) } else { self.files.get(name) };
        bytes.map(|bytes| Box::new(&bytes[..]) as Box<dyn Read>).ok_or(io::ErrorKind::NotFound.into())
    }
}

/// Flips one bit in `step` of every file, each lying on its own.
pub fn as_files(files: &Package, step: usize) -> Counts {
    let mut counts = Counts::default();
    let sizes: BTreeMap<_, _> = files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect();
    let mut memory = Memory { sizes, files, changed: Default::default() };
    let mut nth = 0;
    for (name, bytes) in files {
        memory.changed = (name.clone(), bytes.clone());
        for bit in 0..bytes.len() * 8 {
            nth += 1;
            if nth % step != 0 {
                continue;
            }
            memory.changed.1[bit / 8] ^= 1 << (bit % 8);
            let report = check_files(&memory, &Options::default());
            memory.changed.1[bit / 8] ^= 1 << (bit % 8);
            count(&mut counts, report.ok(), name, &format!("{name} bit {bit}"));
        }
    }
    counts
}

/// Flips one bit in `step` of the ZIP.
pub fn as_zip(files: &Package, step: usize) -> Counts {
    let mut counts = Counts::default();
    let mut bytes = zip::canonical(files);
    for bit in (step - 1..bytes.len() * 8).step_by(step) {
        bytes[bit / 8] ^= 1 << (bit % 8);
        let report = check_zip(Cursor::new(&bytes), &Options::default());
        bytes[bit / 8] ^= 1 << (bit % 8);
        count(&mut counts, report.ok(), "", &format!("zip bit {bit}"));
    }
    counts
}

/// Counts one flip; `name` is the flipped file, or empty where the container must be named.
fn count(counts: &mut Counts, report: Option<Report>, name: &str, place: &str) {
    counts.flips += 1;
    let Some(report) = report else {
        return counts.missed.push(format!("{place}: not recognised as a package"));
    };
    let failed = || report.checks.iter().filter(|check| check.outcome == Outcome::Failed);
    let rejected = report.verdict == Verdict::Altered;
    let placed = failed().any(|c| if name.is_empty() { c.code == Code::Container } else { c.object == name });
    let blamed: BTreeSet<_> =
        failed().filter(|c| matches!(c.code, Code::Payload | Code::TagFile)).map(|c| &c.object).collect();
    counts.rejected += u64::from(rejected);
    counts.placed += u64::from(placed);
    counts.alone += u64::from(blamed.iter().all(|object| *object == name) || name.is_empty() && blamed.len() < 2);
    if (!rejected || !placed) && counts.missed.len() < 20 {
        counts.missed.push(place.to_owned());
    }
}
