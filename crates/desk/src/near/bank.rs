use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{Read, Seek};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;
use temoin_exchange::{BadRow, Row, Signal, Sink};
use temoin_fingerprint::{Frame, Known, Part, PdqHash, Quality};
use temoin_matching::{Bank, FileError, Word};

use super::exact::{Digest, Exact};
use super::file::looked;
use super::find::Told;
use super::seen::Seen;
use super::{Want, list, meet, no_memory};
use crate::walk::{self, Refused};
use crate::worker::Worker;
use crate::{DeskError, Given, recognise};

/// Bytes that are looked at to tell a list of hashes from a picture.
const HEAD: usize = 512;

/// Is a bank, opened to be searched.
pub(super) struct Opened {
    /// As it was given.
    pub(super) name: String,
    /// Hashes of pictures and frames.
    pub(super) hashes: Bank,
    /// Hashes of bytes.
    pub(super) exact: Exact,
    /// The frames, where the bank is one film.
    pub(super) film: Vec<Frame>,
    /// By what parts of a picture a row is known, where it is more than the whole.
    pub(super) parts: HashMap<u32, Vec<Known>>,
    facts: Place,
    /// Seconds to read it, and to build its tables.
    pub(super) took: (f64, f64),
}

/// Says where the other facts of a row are.
enum Place {
    Nowhere,
    /// Each row is a file.
    Files(Vec<String>),
    /// In the list, which is read once more for the rows that were met.
    List(PathBuf),
}

/// Is what a bank says of a row besides its hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// The line it stands on, from 1 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The file, where the bank is a picture or a folder of pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The other columns of the row.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

impl Opened {
    /// Opens a bank: a file of our own is mapped, a list of hashes read, pictures are hashed with what cuts leave of them.
    ///
    /// # Errors
    /// It cannot be read, or holds nothing to be found; there is no memory.
    pub(super) fn open(
        worker: &mut Worker,
        path: &Path,
        threads: NonZeroUsize,
        told: &mut dyn FnMut(Told),
    ) -> Result<Self, DeskError> {
        let begun = Instant::now();
        let unreadable = |error| DeskError::Unreadable(Given::Hashes, error);
        let name = path.to_string_lossy().into_owned();
        if recognise(path).is_ok() {
            // A case is looked for in banks; what is in it stays locked.
            return Err(DeskError::NotThat(Given::Hashes));
        }
        if path.is_dir() {
            return of_pictures(worker, name, path, threads, told);
        }
        let mut file = File::open(path).map_err(unreadable)?;
        let mut head = Vec::new();
        (&mut file).take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
        if Bank::begins(&head) {
            file.rewind().map_err(unreadable)?;
            let hashes = Bank::open(&file, threads).map_err(|error| match error {
                FileError::Io(error) => unreadable(error),
                FileError::TooLarge => DeskError::Memory,
                _ => DeskError::NotThat(Given::Hashes),
            })?;
            return Ok(Self::with(name, hashes, Place::Nowhere, (begun.elapsed().as_secs_f64(), 0.0)));
        }
        if is_text(&head) { of_list(name, path, threads, told) } else { of_pictures(worker, name, path, threads, told) }
    }

    fn with(name: String, hashes: Bank, facts: Place, took: (f64, f64)) -> Self {
        let (exact, film, parts) = (Exact::default(), Vec::new(), HashMap::new());
        Self { name, hashes, exact, film, parts, facts, took }
    }

    /// Counts the hashes.
    pub(super) fn len(&self) -> u64 {
        (self.hashes.len() + self.exact.len()) as u64
    }

    /// Returns what the bank says of rows besides their hashes.
    ///
    /// # Errors
    /// The list cannot be read again.
    pub(super) fn facts(&self, rows: &BTreeSet<u32>) -> Result<HashMap<u32, Facts>, DeskError> {
        match &self.facts {
            Place::Nowhere => Ok(HashMap::new()),
            Place::Files(names) => {
                let of = |row: &u32| (*row, Facts { file: names.get(*row as usize).cloned(), ..Facts::default() });
                Ok(rows.iter().map(of).collect())
            }
            Place::List(path) => {
                let wanted = rows.iter().map(|row| u64::from(*row)).collect();
                let (lines, mut columns) = list::beside(path, &wanted)?;
                let mut of = |row: &u32| {
                    let columns = columns.remove(&u64::from(*row)).unwrap_or_default().into_iter().collect();
                    (*row, Facts { line: lines.get(&u64::from(*row)).copied(), columns, ..Facts::default() })
                };
                Ok(rows.iter().map(&mut of).collect())
            }
        }
    }
}

/// Tells a list of hashes from pictures and other files.
fn is_text(head: &[u8]) -> bool {
    let cut = head.len() == HEAD;
    match std::str::from_utf8(head) {
        Ok(text) => !text.contains('\0'),
        Err(error) => cut && error.error_len().is_none() && !head.contains(&0),
    }
}

fn of_list(name: String, path: &Path, threads: NonZeroUsize, told: &mut dyn FnMut(Told)) -> Result<Opened, DeskError> {
    let begun = Instant::now();
    let mut gathered = Gathered {
        name: &name,
        told,
        words: Vec::new(),
        exact: Exact::default(),
        frames: Vec::new(),
        parts: HashMap::new(),
        others: false,
        too_many: false,
        whole: PdqHash::default(),
    };
    let summary = list::rows(path, &mut gathered)?;
    let Gathered { words, mut exact, frames, parts, others, too_many, .. } = gathered;
    if too_many {
        return Err(DeskError::Memory);
    }
    told(Told::Read { list: name.clone(), summary });
    exact.sort();
    if words.is_empty() && exact.len() == 0 {
        return Err(DeskError::NotThat(Given::Hashes));
    }
    let (hashes, took) = built(words, threads, begun)?;
    // A list of frames and nothing else is one film.
    let film = if others { Vec::new() } else { frames };
    Ok(Opened { exact, film, parts, ..Opened::with(name, hashes, Place::List(path.to_owned()), took) })
}

/// Makes a bank of pictures and films: each file is a row.
fn of_pictures(
    worker: &mut Worker,
    name: String,
    path: &Path,
    threads: NonZeroUsize,
    told: &mut dyn FnMut(Told),
) -> Result<Opened, DeskError> {
    let begun = Instant::now();
    let (found, refused) = walk::files(&[path.to_owned()], None);
    refused.iter().for_each(|refused| told(Told::Refused(refused.clone())));
    let (mut words, mut exact, mut names, mut parts) = (Vec::new(), Exact::default(), Vec::new(), HashMap::new());
    for (row, found) in (0..).zip(&found) {
        let file = found.path.to_string_lossy().into_owned();
        let Ok((digests, seen)) = looked(worker, &found.path, Want::Known) else {
            told(Told::Refused(Refused::unreadable(&found.path)));
            names.push(file);
            continue;
        };
        if let Some(why) = seen.why {
            told(Told::Unseen { path: file.clone(), why });
        }
        names.push(file);
        words.extend(meet::known(&seen).map(|word| (word, row)));
        exact.extend(Digest::of(&digests).map(|digest| (digest, row)));
        let Seen { pixels, .. } = seen;
        parts.extend(pixels.map(|pixels| (row, pixels.known)));
    }
    if words.is_empty() {
        return Err(DeskError::NotThat(Given::Hashes));
    }
    exact.sort();
    let (hashes, took) = built(words, threads, begun)?;
    Ok(Opened { exact, parts, ..Opened::with(name, hashes, Place::Files(names), took) })
}

/// Builds the tables, and says how long what came before took, and this.
fn built(words: Vec<(Word, u32)>, threads: NonZeroUsize, begun: Instant) -> Result<(Bank, (f64, f64)), DeskError> {
    let load = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let hashes = Bank::build(words, threads).map_err(no_memory)?;
    Ok((hashes, (load, begun.elapsed().as_secs_f64())))
}

/// Takes what a list holds.
struct Gathered<'t> {
    name: &'t str,
    told: &'t mut dyn FnMut(Told),
    words: Vec<(Word, u32)>,
    exact: Exact,
    frames: Vec<Frame>,
    parts: HashMap<u32, Vec<Known>>,
    /// Something but frames is there.
    others: bool,
    /// There are more rows than numbers for them.
    too_many: bool,
    /// The last hash of a whole picture: cuts of it follow.
    whole: PdqHash,
}

impl Sink for Gathered<'_> {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        let Ok(number) = u32::try_from(row.number) else {
            self.too_many = true;
            return ControlFlow::Break(());
        };
        match row.signal {
            Signal::Pdq(hash) => {
                self.words.push((meet::word(hash), number));
                if let Some(at) = row.at {
                    self.frames.push(Frame { number: row.number, quality: Quality::MOST, hash, at });
                    return ControlFlow::Continue(());
                }
                if row.part == Part::Whole {
                    self.whole = hash;
                } else {
                    let known = |part, hash| Known { part, hash, quality: Quality::MOST };
                    let parts = self.parts.entry(number).or_insert_with(|| vec![known(Part::Whole, self.whole)]);
                    parts.push(known(row.part, hash));
                }
            }
            signal => self.exact.extend(Digest::of_signal(signal).map(|digest| (digest, number))),
        }
        self.others = true;
        ControlFlow::Continue(())
    }

    fn bad(&mut self, bad: BadRow) {
        (self.told)(Told::Bad { list: self.name.to_owned(), bad });
    }
}
