//! Breaks each step of each act on purpose, then recovers: what was acknowledged is there, `check` is clean, the next act works.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use age::secrecy::SecretString;
use rusqlite::{Connection, ffi};
use temoin_evidence::{CivilTime, FileTimes, Item, Moment, Origin, Precision, Reader, Zone};

use crate::disk::{Disk, NewFile, RealDisk};
use crate::{Access, Case, CaseError, Key, NewCase, NewItem, SystemEntropy, WorkFactor};

/// Says what goes wrong at one call.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The call fails so; later ones work again.
    Fails(ErrorKind),
    /// The power fails before the call. Files whose bytes were not synced are cut short, names are as they were.
    CutBytes,
    /// The power fails before the call. Names that were not synced are as before, too.
    CutNames,
    /// The folder is gone from this call on (a pulled stick).
    Vanishes,
}

/// Is a disk on which one call goes wrong, and which remembers what a power cut would take back.
#[derive(Debug)]
struct FaultyDisk {
    fault: Fault,
    at: usize,
    folder: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    calls: usize,
    hit: bool,
    dark: bool,
    unsettled: BTreeSet<PathBuf>,
    /// Changes of names that are not durable, oldest first.
    names: Vec<NameChange>,
}

#[derive(Debug)]
enum NameChange {
    Created(PathBuf),
    Renamed { from: PathBuf, to: PathBuf, before: Option<Vec<u8>> },
    Removed { path: PathBuf, before: Vec<u8> },
}

impl NameChange {
    fn lies_in(&self, folder: &Path) -> bool {
        let path = match self {
            Self::Created(path) | Self::Renamed { to: path, .. } | Self::Removed { path, .. } => path,
        };
        path.parent() == Some(folder)
    }
}

impl FaultyDisk {
    fn new(fault: Fault, at: usize, folder: &Path) -> Arc<Self> {
        Arc::new(Self { fault, at, folder: folder.to_path_buf(), state: Arc::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn hit(&self) -> bool {
        self.state().hit
    }

    /// Counts a call, and fails it if its turn has come.
    fn step(&self) -> io::Result<()> {
        step(&self.state, self.fault, self.at, &self.folder)
    }

    /// Brings the disk to what it would be after the power came back, or the stick was put back.
    fn recover(&self) {
        let mut state = self.state();
        if state.hit && matches!(self.fault, Fault::Vanishes) && away(&self.folder).exists() {
            fs::rename(away(&self.folder), &self.folder).unwrap();
        }
        // An act that ended before its turn came is acknowledged: then the power fails right after.
        if !matches!(self.fault, Fault::CutBytes | Fault::CutNames) {
            return;
        }
        for path in &state.unsettled {
            if let Ok(file) = fs::OpenOptions::new().write(true).open(path) {
                file.set_len(file.metadata().unwrap().len() / 2).unwrap();
            }
        }
        if matches!(self.fault, Fault::CutNames) {
            state.names.drain(..).rev().for_each(take_back);
        }
    }
}

fn take_back(change: NameChange) {
    match change {
        NameChange::Created(path) if path.is_dir() => fs::remove_dir_all(path).unwrap(),
        NameChange::Created(path) => drop(fs::remove_file(path)),
        NameChange::Removed { path, before } => fs::write(path, before).unwrap(),
        NameChange::Renamed { from, to, before } => {
            fs::rename(&to, &from).unwrap();
            before.into_iter().for_each(|bytes| fs::write(&to, bytes).unwrap());
        }
    }
}

fn step(state: &Mutex<State>, fault: Fault, at: usize, folder: &Path) -> io::Result<()> {
    let mut state = state.lock().unwrap();
    let call = state.calls;
    state.calls += 1;
    if state.dark {
        return Err(ErrorKind::BrokenPipe.into());
    }
    if call != at {
        return Ok(());
    }
    state.hit = true;
    match fault {
        Fault::Fails(kind) => Err(kind.into()),
        Fault::CutBytes | Fault::CutNames => {
            state.dark = true;
            Err(ErrorKind::BrokenPipe.into())
        }
        // The call itself meets what is no longer there.
        Fault::Vanishes if folder.exists() => fs::rename(folder, away(folder)),
        Fault::Vanishes => Ok(()),
    }
}

fn away(folder: &Path) -> PathBuf {
    folder.with_extension("away")
}

struct FaultyFile {
    inner: Box<dyn NewFile>,
    path: PathBuf,
    fault: Fault,
    at: usize,
    folder: PathBuf,
    state: Arc<Mutex<State>>,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step(&self.state, self.fault, self.at, &self.folder)?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl NewFile for FaultyFile {
    fn settle(&mut self) -> io::Result<()> {
        step(&self.state, self.fault, self.at, &self.folder)?;
        self.inner.settle()?;
        self.state.lock().unwrap().unsettled.remove(&self.path);
        Ok(())
    }
}

impl Disk for FaultyDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        self.step()?;
        let inner = RealDisk.create(path)?;
        let mut state = self.state();
        state.unsettled.insert(path.to_path_buf());
        state.names.push(NameChange::Created(path.to_path_buf()));
        let (folder, state) = (self.folder.clone(), self.state.clone());
        Ok(Box::new(FaultyFile { inner, path: path.to_path_buf(), fault: self.fault, at: self.at, folder, state }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        let before = fs::read(to).ok();
        RealDisk.rename(from, to)?;
        let mut state = self.state();
        if state.unsettled.remove(from) {
            state.unsettled.insert(to.to_path_buf());
        }
        state.names.push(NameChange::Renamed { from: from.to_path_buf(), to: to.to_path_buf(), before });
        Ok(())
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.sync_folder(path)?;
        self.state().names.retain(|change| !change.lies_in(path));
        Ok(())
    }

    fn make_folder(&self, path: &Path) -> io::Result<bool> {
        self.step()?;
        let made = RealDisk.make_folder(path)?;
        if made {
            self.state().names.push(NameChange::Created(path.to_path_buf()));
        }
        Ok(made)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        let before = fs::read(path)?;
        RealDisk.remove(path)?;
        self.state().names.push(NameChange::Removed { path: path.to_path_buf(), before });
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove_folder(path)
    }

    fn commit(&self, database: &Connection) -> rusqlite::Result<()> {
        self.step().map_err(|error| {
            let code = match error.kind() {
                ErrorKind::StorageFull => ffi::SQLITE_FULL,
                ErrorKind::ReadOnlyFilesystem => ffi::SQLITE_READONLY,
                _ => ffi::SQLITE_IOERR,
            };
            rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
        })?;
        RealDisk.commit(database)
    }
}

struct Stage {
    _scratch: tempfile::TempDir,
    place: PathBuf,
}

impl Stage {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        Self { place: scratch.path().join("case"), _scratch: scratch }
    }

    /// Prepares a case with one item: made once, then copied, since hundreds are needed.
    fn with_case() -> Self {
        static MODEL: OnceLock<Stage> = OnceLock::new();
        let model = MODEL.get_or_init(|| {
            let stage = Self::new();
            let (mut case, _) = Case::create(&stage.place, &new_case()).unwrap();
            keep(&mut case, FIRST).unwrap();
            stage
        });
        let stage = Self::new();
        copy_folder(&model.place, &stage.place);
        stage
    }

    fn open(&self, disk: Arc<dyn Disk>) -> Result<Case, CaseError> {
        Case::open_on(disk, &self.place, &key("one"), Access::Write, Box::new(SystemEntropy))
    }

    /// Checks that everything is sound after a recovery, and that exactly these contents are kept.
    fn verify(&self, key: &Key, expected: &[&[u8]], context: &str) {
        let mut case = Case::open(&self.place, key, Access::Write).unwrap_or_else(|e| panic!("{context}: {e}"));
        assert_eq!(case.check(&mut |_, _| ()).unwrap(), [], "{context}");
        assert_eq!(contents(&case), expected, "{context}");
        assert_eq!(blob_files(&self.place), expected.len(), "{context}: something was left on the shelf");
        keep(&mut case, b"the next one").unwrap_or_else(|e| panic!("{context}: {e}"));
        assert_eq!(case.check(&mut |_, _| ()).unwrap(), [], "{context}");
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy_folder(&entry.path(), &target) } else { drop(fs::copy(entry.path(), target)) }
    }
}

const FIRST: &[u8] = b"kept and acknowledged before";
const SECOND: &[u8] = b"being kept when it happens";

fn key(passphrase: &str) -> Key {
    Key::Passphrase(SecretString::from(passphrase.to_owned()))
}

pub(crate) fn new_case() -> NewCase {
    let passphrase = Some(SecretString::from("one".to_owned()));
    NewCase { passphrase, work: WorkFactor::Fixed(1), ..NewCase::default() }
}

pub(crate) fn moment() -> Moment {
    let time = CivilTime::new(2026, 11, 3, 21, 4, 0, 0).unwrap();
    Moment { time, precision: Precision::Minute, zone: Zone::Utc, origin: Origin::CaptureClock }
}

pub(crate) fn keep(case: &mut Case, bytes: &[u8]) -> Result<Item, CaseError> {
    let stored = case.shelf().store(&mut &bytes[..])?;
    let mut batch = case.batch()?;
    let new = NewItem {
        name: "capture.png".into(),
        path: None,
        media_type: "image/png".into(),
        source: "file".into(),
        reader: Reader { name: "file".into(), version: 1 },
        inside: None,
        obtained: None,
        received: moment(),
        file_times: FileTimes::default(),
        stored,
    };
    let item = batch.item(new)?.finish()?;
    batch.commit()?;
    Ok(item)
}

fn contents(case: &Case) -> Vec<Vec<u8>> {
    let read = |item: Item| {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut case.blob(item.id).unwrap(), &mut bytes).unwrap();
        bytes
    };
    case.items().unwrap().into_iter().map(read).collect()
}

fn blob_files(place: &Path) -> usize {
    let folders = fs::read_dir(place.join("blobs")).unwrap().map(|entry| entry.unwrap().path());
    folders.map(|entry| if entry.is_dir() { fs::read_dir(entry).unwrap().count() } else { 1 }).sum()
}

const FAULTS: &[Fault] = &[
    Fault::Fails(ErrorKind::StorageFull),
    Fault::Fails(ErrorKind::ReadOnlyFilesystem),
    Fault::Fails(ErrorKind::Other),
    Fault::CutBytes,
    Fault::CutNames,
    Fault::Vanishes,
];

/// Returns whether an error says what went wrong.
fn tells(fault: Fault, error: &CaseError) -> bool {
    match fault {
        Fault::Fails(ErrorKind::StorageFull) => matches!(error, CaseError::DiskFull),
        Fault::Fails(ErrorKind::ReadOnlyFilesystem) => matches!(error, CaseError::ReadOnly),
        Fault::Vanishes => matches!(error, CaseError::Vanished | CaseError::Missing),
        Fault::Fails(_) | Fault::CutBytes | Fault::CutNames => {
            matches!(error, CaseError::Io(_) | CaseError::Database(_))
        }
    }
}

/// Runs an act once for each fault and each call, then lets the disk recover and verifies.
fn check(
    prepare: impl Fn() -> Stage,
    act: impl Fn(&Stage, Arc<FaultyDisk>) -> Result<(), CaseError>,
    verify: impl Fn(&Stage, bool, &str),
) {
    for &fault in FAULTS {
        for at in 0.. {
            let stage = prepare();
            let disk = FaultyDisk::new(fault, at, &stage.place);
            let outcome = act(&stage, disk.clone());
            let context = format!("{fault:?} at call {at}: {outcome:?}");
            disk.recover();
            if let Err(error) = &outcome {
                assert!(tells(fault, error), "{context}");
            }
            verify(&stage, outcome.is_ok(), &context);
            if !disk.hit() {
                assert!(outcome.is_ok() && at > 3, "{context}: the act makes no such call");
                break;
            }
        }
    }
}

#[test]
fn keeping_an_item() {
    check(
        Stage::with_case,
        |stage, disk| keep(&mut stage.open(disk)?, SECOND).map(drop),
        |stage, acknowledged, context| {
            let both = [FIRST, SECOND];
            stage.verify(&key("one"), if acknowledged { &both } else { &both[..1] }, context);
        },
    );
}

#[test]
fn deleting_an_item() {
    check(
        || {
            let stage = Stage::with_case();
            keep(&mut stage.open(Arc::new(RealDisk)).unwrap(), SECOND).unwrap();
            stage
        },
        |stage, disk| {
            let mut case = stage.open(disk)?;
            let second = case.items()?[1].id;
            case.delete(second, &moment()).map(drop)
        },
        |stage, acknowledged, context| {
            // Not acknowledged, it may be gone or not; never half.
            let case = Case::open(&stage.place, &key("one"), Access::Read).unwrap();
            let left = case.items().unwrap().len();
            assert!(left == 1 || !acknowledged, "{context}");
            drop(case);
            stage.verify(&key("one"), &[FIRST, SECOND][..left], context);
        },
    );
}

#[test]
fn changing_the_passphrase() {
    let two = SecretString::from("two".to_owned());
    check(
        Stage::with_case,
        |stage, disk| stage.open(disk)?.change_passphrase(&two, WorkFactor::Fixed(1)),
        |stage, acknowledged, context| {
            let old = Case::open(&stage.place, &key("one"), Access::Read).is_ok();
            assert!(!(acknowledged && old), "{context}");
            stage.verify(&key(if old { "one" } else { "two" }), &[FIRST], context);
        },
    );
}

#[test]
fn creating_a_case() {
    check(
        Stage::new,
        |stage, disk| Case::create_on(disk, &stage.place, &new_case(), Box::new(SystemEntropy)).map(drop),
        |stage, acknowledged, context| {
            if acknowledged {
                return stage.verify(&key("one"), &[], context);
            }
            // Either nothing has her name, or (the power cut fell between name and answer) a whole case has it.
            if stage.place.exists() {
                stage.verify(&key("one"), &[], context);
                assert!(context.contains("Cut") || context.contains("Vanishes"), "{context}");
            }
        },
    );
}

#[test]
fn copying_a_case() {
    check(
        Stage::with_case,
        |stage, disk| {
            let case = Case::open(&stage.place, &key("one"), Access::Read)?;
            case.copy_on(disk, &stage.place.with_extension("copy"), &mut |_, _| ()).map(drop)
        },
        |stage, acknowledged, context| {
            let copy = Stage { _scratch: tempfile::tempdir().unwrap(), place: stage.place.with_extension("copy") };
            assert!(copy.place.exists() || !acknowledged, "{context}");
            if copy.place.exists() {
                copy.verify(&key("one"), &[FIRST], context);
            }
            stage.verify(&key("one"), &[FIRST], context);
        },
    );
}

#[test]
fn a_full_database_keeps_what_it_had() {
    let stage = Stage::with_case();
    let mut case = stage.open(Arc::new(RealDisk)).unwrap();
    let pages: u32 = case.database.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    case.database.query_row(&format!("PRAGMA max_page_count = {}", pages + 4), [], |_| Ok(())).unwrap();
    let full = (0..1000).find_map(|_| keep(&mut case, SECOND).err());
    assert!(matches!(full, Some(CaseError::DiskFull)), "{full:?}");
    let kept = case.items().unwrap().len();
    drop(case);
    let expected: Vec<&[u8]> = [FIRST].into_iter().chain(std::iter::repeat(SECOND)).take(kept).collect();
    stage.verify(&key("one"), &expected, "full database");
}
