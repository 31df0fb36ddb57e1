//! Making a case, and caring for it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use secrecy::SecretString;
use serde::Serialize;
use temoin_case::{Case, CaseError, Copied, Damage, Deleted, NewCase, RecoveryWords, WorkFactor};
use temoin_evidence::{Item, ItemId};

use crate::{Clock, DeskError};

/// How much work it is to try one passphrase: 2^18 of scrypt, which takes 256 MiB and about half a second. A case made on
/// a fast machine then still opens on an old laptop with little memory.
pub const WORK: WorkFactor = WorkFactor::Fixed(18);

/// Is what came of making a case.
pub struct Created {
    /// Fingerprint of the case's key.
    pub key_fingerprint: String,
    /// The verifier key itself.
    pub key: String,
    /// The recovery words, to be shown once; nothing where they were written to a file.
    pub words: Option<RecoveryWords>,
}

/// Makes a case, and writes its recovery words to a new file where one is named.
///
/// # Errors
/// Those of the case and of [`outside`]; when the words cannot be written, no case stays behind.
pub fn create(folder: &Path, new: &NewCase, recovery_out: Option<&Path>) -> Result<Created, DeskError> {
    if let Some(file) = recovery_out {
        outside(folder, file)?;
    }
    let (case, words) = Case::create(folder, new)?;
    let key = case.verifier_key();
    drop(case);
    let words = match recovery_out {
        Some(file) => {
            let written = write_new(file, format!("{}\n", words.expose()).as_bytes());
            written.inspect_err(|_| drop(fs::remove_dir_all(folder)))?;
            None
        }
        None => Some(words),
    };
    Ok(Created { key_fingerprint: key.fingerprint(), key: key.to_string(), words })
}

/// Checks that a folder looks like a case, before anybody is asked for a passphrase.
///
/// # Errors
/// [`CaseError::Missing`] and [`CaseError::NotACase`].
pub fn recognise(folder: &Path) -> Result<(), DeskError> {
    if folder.symlink_metadata().is_err() {
        return Err(CaseError::Missing.into());
    }
    if folder.join("version").is_file() { Ok(()) } else { Err(CaseError::NotACase.into()) }
}

/// Checks that nothing stands where a result is to be written.
///
/// # Errors
/// [`DeskError::OutputExists`].
pub fn vacant(path: &Path) -> Result<(), DeskError> {
    if path.symlink_metadata().is_ok() { Err(DeskError::OutputExists) } else { Ok(()) }
}

/// Checks that a result would not lie in the case folder: nothing in clear belongs beside what is locked, and the next
/// opening may sweep it away. Neither of the two need exist yet.
///
/// # Errors
/// [`DeskError::InsideCase`].
pub fn outside(case: &Path, path: &Path) -> Result<(), DeskError> {
    if resolved(path).starts_with(resolved(case)) { Err(DeskError::InsideCase) } else { Ok(()) }
}

/// Returns a path without links and dots, as far as it exists; the rest can hold no links.
fn resolved(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let found = whole.ancestors().find_map(|there| Some((there.canonicalize().ok()?, whole.strip_prefix(there).ok()?)));
    let Some((mut real, rest)) = found else { return whole };
    for part in rest.components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
    }
    real
}

/// Writes a small file that must not exist yet, whole and durable; only its owner may read it.
///
/// # Errors
/// [`DeskError::OutputExists`], and those of the disk; nothing half written stays.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), DeskError> {
    let mut file = new_file(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = fs::remove_file(path);
        DeskError::Output(error)
    })
}

/// Creates a file that must not exist yet, for its owner alone.
pub(crate) fn new_file(path: &Path) -> Result<File, DeskError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => DeskError::OutputExists,
        _ => DeskError::Output(error),
    })
}

/// Is what came of reading everything again.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// Number of items.
    pub items: u64,
    /// Number of entries in the log.
    pub leaves: u64,
    /// What is not as it was kept; empty when all is.
    pub damaged: Vec<Damaged>,
}

/// Is one thing that is not as it was kept.
#[derive(Debug, Serialize)]
pub struct Damaged {
    /// The item, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// What is wrong, in words.
    pub what: String,
}

impl Damaged {
    fn of(damage: &Damage) -> Self {
        let item = match damage {
            Damage::Gone(id) | Damage::Unreadable(id) | Damage::Altered(id) | Damage::Row(id) => Some(*id),
            _ => None,
        };
        Self { item, what: damage.to_string() }
    }
}

/// Reads every stored byte and the log again; `told` hears the bytes done, of all.
///
/// # Errors
/// When the checking itself cannot go on.
pub fn check(case: &Case, told: &mut dyn FnMut(u64, u64)) -> Result<Checked, DeskError> {
    let damage = case.check(told)?;
    checked(case, &damage)
}

fn checked(case: &Case, damage: &[Damage]) -> Result<Checked, DeskError> {
    // A damaged database may not even tell these: the damage itself is the answer then.
    let count =
        |counted: Result<u64, CaseError>| if damage.is_empty() { counted } else { Ok(counted.unwrap_or_default()) };
    Ok(Checked {
        items: count(case.items().map(|items| items.len() as u64))?,
        leaves: count(case.log_size())?,
        damaged: damage.iter().map(Damaged::of).collect(),
    })
}

/// Makes a second copy on another medium, and reads it back whole. With damage, no copy stays.
///
/// # Errors
/// Those of the case and of the medium.
pub fn copy(case: &Case, to: &Path, told: &mut dyn FnMut(u64, u64)) -> Result<Checked, DeskError> {
    match case.copy(to, told)? {
        Copied::Damaged(damage) => checked(case, &damage),
        _ => checked(case, &[]),
    }
}

/// Says how the ways into a case change.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The new passphrase.
    pub passphrase: Option<SecretString>,
    /// Recipients who may open it from now on.
    pub add: Vec<String>,
    /// Recipients who may not any more.
    pub remove: Vec<String>,
}

/// Changes the ways into a case; returns who may open it beside the passphrase.
///
/// # Errors
/// Those of the case.
pub fn change_keys(case: &mut Case, keys: &Keys) -> Result<Vec<String>, DeskError> {
    for recipient in &keys.add {
        case.add_recipient(recipient)?;
    }
    if let Some(passphrase) = &keys.passphrase {
        case.change_passphrase(passphrase, WORK)?;
    }
    for recipient in &keys.remove {
        case.remove_recipient(recipient)?;
    }
    Ok(case.recipients()?)
}

/// Writes the original of an item to a new file, byte for byte, and checks its hash on the way.
///
/// # Errors
/// Those of the case; nothing half written stays.
pub fn export(case: &Case, id: ItemId, out: &Path) -> Result<Item, DeskError> {
    let item = case.item(id)?;
    let mut file = new_file(out)?;
    let written = copy_out(case, &item, &mut file);
    if written.is_err() {
        let _ = fs::remove_file(out);
    }
    written.map(|()| item)
}

fn copy_out(case: &Case, item: &Item, file: &mut File) -> Result<(), DeskError> {
    use sha2::Digest;
    let mut blob = case.blob(item.id)?;
    let mut hash = sha2::Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = io::Read::read(&mut blob, &mut buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => damaged(item),
            _ => CaseError::from(error).into(),
        })?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        file.write_all(&buffer[..read]).map_err(DeskError::Output)?;
    }
    if <[u8; 32]>::from(hash.finalize()) != item.sha256.0 {
        return Err(damaged(item));
    }
    file.sync_all().map_err(DeskError::Output)
}

fn damaged(item: &Item) -> DeskError {
    CaseError::Damaged(temoin_case::Part::Blob(item.id)).into()
}

/// Destroys an item and all that is inside it; says how far that came.
///
/// # Errors
/// Those of the case.
pub fn delete(case: &mut Case, id: ItemId, clock: &dyn Clock) -> Result<Deleted, DeskError> {
    Ok(case.delete(id, &clock.now())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, is_outside: bool) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("case/blobs")).unwrap();
        fs::create_dir_all(folder.path().join("case-2")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("case/blobs"), folder.path().join("link")).unwrap();
        for case in ["case", "case-2/../case"] {
            let got = outside(&folder.path().join(case), &folder.path().join(path));
            assert_eq!(got.is_ok(), is_outside, "{path} in {case}");
        }
    }

    #[test]
    fn results_lie_outside_the_case() {
        check("words.txt", true);
        check("case-2/words.txt", true);
        check("case.txt", true);
        check("case/../words.txt", true);
        check("case/words.txt", false);
        check("case", false);
        check("case/none/yet/words.txt", false);
        check("case-2/../case/words.txt", false);
        check("none/../case/words.txt", false);
        check("link/words.txt", cfg!(not(unix)));
        check("link/../../words.txt", true);
    }

    #[test]
    fn a_case_that_is_not_there_yet_has_an_inside_too() {
        let folder = tempfile::tempdir().unwrap();
        let refused = outside(&folder.path().join("new"), &folder.path().join("new/words.txt"));
        assert!(matches!(refused, Err(DeskError::InsideCase)));
        assert!(outside(&folder.path().join("new"), &folder.path().join("words.txt")).is_ok());
    }
}
