use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use temoin_case::Case;
use temoin_exchange::{BadRow, Row, Signal, Sink, Summary};
use temoin_fingerprint::{Digests, Frame, Hexadecimal, Quality};
use temoin_matching::Distance;

use super::bank::{Facts, Opened};
use super::exact::Digest;
use super::file::looked;
use super::kept::pictures;
use super::meet::{self, Query};
use super::seen::Seen;
use super::subject::{QueryName, Subject};
use super::{Unseen, Want, list, radius_of};
use crate::walk::{self, Refused};
use crate::worker::Worker;
use crate::{DeskError, processor};

/// Subjects that are searched for together.
const TOGETHER: usize = 4096;
/// Bad rows of one list that are told one by one; their number is told at its end.
const MOST_TOLD: u64 = 20;

/// Says what is looked for.
pub enum Wanted<'a> {
    /// Files and folders: pictures, films, and their bytes.
    Files(&'a [PathBuf]),
    /// The rows of a file of hashes.
    Hashes(&'a Path),
    /// The pictures and films of a case, and the bytes of all its items.
    Case(&'a mut Case),
}

/// Says where to look, and how.
pub struct Search<'a> {
    /// Files of hashes, files of banks, pictures, or folders of pictures.
    pub banks: &'a [PathBuf],
    /// The most bits in which a PDQ hash may differ; above 256 it is 256.
    pub radius: u32,
    /// Pictures as a whole only, from a coarse decode: many times faster, and what is cut, framed or in a screenshot is missed.
    pub coarse: bool,
}

/// Says what there is to know beside the matches.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Told {
    /// A row of a list is not understood. Of many only the first are told.
    Bad {
        /// The list, as it was given.
        list: String,
        /// Which row, and why.
        bad: BadRow,
    },
    /// A list was read.
    Read {
        /// The list, as it was given.
        list: String,
        /// What it held.
        summary: Summary,
    },
    /// A path cannot be read.
    Refused(Refused),
    /// What a file shows is not hashed.
    Unseen {
        /// The file.
        path: String,
        /// Why.
        why: Unseen,
    },
}

/// Is one row of a bank that was met: a line of `temoin match`.
#[derive(Clone, Debug, Serialize)]
pub struct MatchLine {
    /// What was looked for.
    pub query: QueryName,
    /// The bank, as it was given.
    pub bank: String,
    /// Its row, zero-based.
    pub row: u32,
    /// How many bits differ; 0 of exact hashes.
    pub distance: u32,
    /// What of the query met what of the row.
    pub variant: String,
    /// Of a film, the share of its frames that the row, or the film that the bank is, has too, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_share: Option<f64>,
    /// Of a bank that is one film, the share of its frames that the query has too, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_share: Option<f64>,
    /// What else the bank says of that row.
    #[serde(flatten)]
    pub facts: Facts,
}

/// Is what a search cost.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct SearchStats {
    /// Hashes in the banks.
    pub hashes: u64,
    /// Seconds to read the banks.
    pub load_s: f64,
    /// Seconds to build their tables.
    pub build_s: f64,
    /// How much was looked for.
    pub queries: u64,
    /// Seconds of the processor for the search itself, without the reading of pictures.
    pub query_cpu_s: f64,
    /// The most memory that this program held, in megabytes; nothing where the system does not tell.
    pub memory_mb: Option<u64>,
}

/// Looks for pictures, films, files or hashes in banks. Every row within the radius is met.
///
/// # Errors
/// A bank cannot be read or holds nothing; those of the case.
pub fn find(
    worker: &mut Worker,
    wanted: Wanted<'_>,
    search: &Search<'_>,
    told: &mut dyn FnMut(Told),
) -> Result<(Vec<MatchLine>, SearchStats), DeskError> {
    let mut told = few(told);
    let told = &mut told;
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let banks: Result<Vec<_>, _> = search.banks.iter().map(|path| Opened::open(worker, path, threads, told)).collect();
    let mut finding = Finding {
        banks: banks?,
        radius: radius_of(search.radius),
        threads,
        cpu: Duration::ZERO,
        queries: 0,
        lines: Vec::new(),
    };
    match wanted {
        Wanted::Files(paths) => {
            let want = if search.coarse { Want::Coarse } else { Want::Sought };
            files(worker, paths, want, &mut finding, told);
        }
        Wanted::Hashes(path) => hashes(path, &mut finding, told)?,
        Wanted::Case(case) => items(case, worker, &mut finding, told)?,
    }
    finding.told()
}

/// Passes on what is told, but of the bad rows of a list only the first.
fn few(told: &mut dyn FnMut(Told)) -> impl FnMut(Told) {
    let mut bad = 0;
    move |one| {
        match &one {
            Told::Bad { .. } => bad += 1,
            Told::Read { .. } => bad = 0,
            _ => (),
        }
        if bad <= MOST_TOLD || !matches!(one, Told::Bad { .. }) {
            told(one);
        }
    }
}

/// Looks for each file as it is read.
fn files(worker: &mut Worker, paths: &[PathBuf], want: Want, finding: &mut Finding, told: &mut dyn FnMut(Told)) {
    let (found, refused) = walk::files(paths, None);
    refused.into_iter().for_each(|refused| told(Told::Refused(refused)));
    for found in found {
        let path = found.path.to_string_lossy().into_owned();
        match looked(worker, &found.path, want) {
            Ok((digests, seen)) => {
                if let Some(why) = seen.why.or(too_little(&seen)) {
                    told(Told::Unseen { path: path.clone(), why });
                }
                finding.search(&[Subject::of(QueryName::Path(path), seen, Digest::of(&digests).to_vec())]);
            }
            Err(_) => told(Told::Refused(Refused::unreadable(&found.path))),
        }
    }
}

fn items(
    case: &mut Case,
    worker: &mut Worker,
    finding: &mut Finding,
    told: &mut dyn FnMut(Told),
) -> Result<(), DeskError> {
    let held = pictures(case, worker, &mut |_, _| ())?;
    let mut seen: BTreeMap<_, _> = held.into_iter().map(|held| (held.item.id, held.seen)).collect();
    // To decrypt all again for hashes that no bank holds would be for nothing.
    let wants_others = finding.banks.iter().any(|bank| bank.exact.has_others());
    for item in case.items()? {
        let digests = if wants_others {
            let digests = Digests::of(case.blob(item.id)?).map_err(|_| DeskError::Stopped(crate::Stop::Unreadable))?;
            Digest::of(&digests).to_vec()
        } else {
            vec![Digest::Sha256(Hexadecimal(item.sha256.0))]
        };
        let seen = seen.remove(&item.id).unwrap_or_default();
        if let Some(why) = seen.why.or(too_little(&seen)) {
            told(Told::Unseen { path: item.name, why });
        }
        finding.search(&[Subject::of(QueryName::Item(item.id), seen, digests)]);
    }
    Ok(())
}

/// Returns whether nothing of what a picture or film shows can be looked for.
fn too_little(seen: &Seen) -> Option<Unseen> {
    let shows = seen.pixels.is_some() || !seen.frames.is_empty();
    (shows && Query::of(seen).is_empty()).then_some(Unseen::TooLittle)
}

/// Looks for the rows of a list, many together; for the frames of a film as one.
fn hashes(path: &Path, finding: &mut Finding, told: &mut dyn FnMut(Told)) -> Result<(), DeskError> {
    let name = path.to_string_lossy().into_owned();
    let mut rows = Rows { name: &name, finding, told, waiting: Vec::new(), is_film: list::is_film(path)? };
    if rows.is_film {
        rows.waiting.push(Subject::of(QueryName::Path(name.clone()), Seen::default(), Vec::new()));
    }
    let summary = list::rows(path, &mut rows)?;
    rows.search();
    told(Told::Read { list: name, summary });
    Ok(())
}

struct Rows<'r> {
    name: &'r str,
    finding: &'r mut Finding,
    told: &'r mut dyn FnMut(Told),
    waiting: Vec<Subject>,
    /// All rows are the frames of one film.
    is_film: bool,
}

impl Rows<'_> {
    fn search(&mut self) {
        let mut subjects = std::mem::take(&mut self.waiting);
        subjects.iter_mut().for_each(|subject| subject.queries.extend(Query::of_frames(&subject.frames)));
        self.finding.search(&subjects);
    }
}

impl Sink for Rows<'_> {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        let name = QueryName::Row(row.number);
        if !self.is_film && self.waiting.last().is_none_or(|last| last.name != name) {
            if self.waiting.len() >= TOGETHER {
                self.search();
            }
            self.waiting.push(Subject::of(name, Seen::default(), Vec::new()));
        }
        if let Some(subject) = self.waiting.last_mut() {
            match (row.signal, row.at) {
                (Signal::Pdq(hash), Some(at)) => {
                    subject.frames.push(Frame { number: row.number, quality: Quality::MOST, hash, at });
                }
                (Signal::Pdq(hash), None) => subject.queries.push(Query::of_hash(hash)),
                (signal, _) => subject.digests.extend(Digest::of_signal(signal)),
            }
        }
        ControlFlow::Continue(())
    }

    fn bad(&mut self, bad: BadRow) {
        (self.told)(Told::Bad { list: self.name.to_owned(), bad });
    }
}

/// Is a search under way.
struct Finding {
    banks: Vec<Opened>,
    radius: Distance,
    threads: NonZeroUsize,
    cpu: Duration,
    queries: u64,
    /// Each with its bank.
    lines: Vec<(usize, MatchLine)>,
}

impl Finding {
    /// Looks for some subjects in all banks.
    fn search(&mut self, subjects: &[Subject]) {
        self.queries += subjects.len() as u64;
        let asked: Vec<_> = subjects.iter().map(|subject| subject.queries.as_slice()).collect();
        let mut lines: Vec<Vec<(usize, MatchLine)>> = vec![Vec::new(); subjects.len()];
        for (number, bank) in self.banks.iter().enumerate() {
            let begun = processor::time();
            let met = meet::rows(&bank.hashes, &asked, self.radius, self.threads);
            let exact: Vec<_> = subjects.iter().map(|subject| same_bytes(bank, subject)).collect();
            self.cpu += processor::time().saturating_sub(begun);
            for (((subject, met), exact), lines) in subjects.iter().zip(met).zip(exact).zip(&mut lines) {
                let mut found = lines_of(bank, subject, met, exact);
                found.sort_by_key(|line| (line.distance, line.row));
                lines.extend(found.into_iter().map(|line| (number, line)));
            }
        }
        self.lines.extend(lines.into_iter().flatten());
    }

    /// Adds what the banks say of the rows that were met.
    fn told(self) -> Result<(Vec<MatchLine>, SearchStats), DeskError> {
        let mut lines = self.lines;
        let mut stats = SearchStats {
            queries: self.queries,
            query_cpu_s: self.cpu.as_secs_f64(),
            memory_mb: processor::most_memory().map(|bytes| bytes / 1_000_000),
            ..SearchStats::default()
        };
        for (number, bank) in self.banks.iter().enumerate() {
            stats.hashes += bank.len();
            stats.load_s += bank.took.0;
            stats.build_s += bank.took.1;
            let of_bank = |lines: &(usize, MatchLine)| lines.0 == number;
            let rows: BTreeSet<u32> = lines.iter().filter(|line| of_bank(line)).map(|(_, line)| line.row).collect();
            let facts = bank.facts(&rows)?;
            for (_, line) in lines.iter_mut().filter(|line| of_bank(line)) {
                line.facts = facts.get(&line.row).cloned().unwrap_or_default();
            }
        }
        Ok((lines.into_iter().map(|(_, line)| line).collect(), stats))
    }
}

/// Returns the rows with a hash of the same bytes, and its kind; of several the one that proves most.
fn same_bytes(bank: &Opened, subject: &Subject) -> BTreeMap<u32, &'static str> {
    let mut rows = BTreeMap::new();
    for digest in &subject.digests {
        for row in bank.exact.rows(*digest) {
            rows.entry(row).or_insert(digest.name());
        }
    }
    rows
}

fn lines_of(
    bank: &Opened,
    subject: &Subject,
    met: BTreeMap<u32, meet::Met>,
    exact: BTreeMap<u32, &'static str>,
) -> Vec<MatchLine> {
    let line = |row, distance, variant| MatchLine {
        query: subject.name.clone(),
        bank: bank.name.clone(),
        row,
        distance,
        variant,
        query_share: None,
        bank_share: None,
        facts: Facts::default(),
    };
    let is_film = !subject.frames.is_empty();
    let mut lines: Vec<_> = exact.iter().map(|(row, kind)| line(*row, 0, (*kind).to_owned())).collect();
    if is_film && !bank.film.is_empty() {
        // Both are films: how much of each is in the other says more than each frame.
        if let Some((row, nearest)) = met.iter().min_by_key(|(_, met)| met.distance) {
            let shares = Frame::shares(&subject.frames, &bank.film);
            lines.push(MatchLine {
                query_share: Some(shares.query.percent()),
                bank_share: Some(shares.compared.percent()),
                ..line(*row, nearest.distance, "film".into())
            });
        }
        return lines;
    }
    let frames: HashSet<_> =
        subject.frames.iter().filter(|frame| frame.quality.is_used()).map(|frame| frame.hash).collect();
    for (row, met) in met.into_iter().filter(|(row, _)| !exact.contains_key(row)) {
        let known = bank.parts.get(&row).map_or(&[][..], Vec::as_slice);
        let share = met.is_of_film().then(|| 100.0 * met.near as f64 / frames.len().max(1) as f64);
        lines.push(MatchLine { query_share: share, ..line(row, met.distance, met.variant(known)) });
    }
    lines
}
