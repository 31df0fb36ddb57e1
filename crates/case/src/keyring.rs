//! The wrapped keys of a case: which files hold them, and how they are changed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use age::secrecy::SecretString;
use rusqlite::Connection;

use crate::disk::{self, Disk};
use crate::error::Part;
use crate::folder::Folder;
use crate::key::{self, DatabaseKey};
use crate::words::RecoveryWords;
use crate::{Case, CaseError, Key, WorkFactor};

impl Case {
    /// Sets the passphrase, or changes it. A copy of the case made before still opens with the old one.
    ///
    /// # Errors
    /// [`CaseError::OpenedForReading`], and those of the disk; then the old passphrase or the new one opens the case, never neither.
    pub fn change_passphrase(&mut self, passphrase: &SecretString, work: WorkFactor) -> Result<(), CaseError> {
        self.require_writing()?;
        write_passphrase(self.disk.as_ref(), &self.folder, &self.key, passphrase, work)
    }

    /// Makes new recovery words; the old ones no longer open this folder.
    ///
    /// # Errors
    /// [`CaseError::OpenedForReading`], and those of the disk; it is then not certain that the old words still open the case.
    pub fn change_recovery_words(&mut self) -> Result<RecoveryWords, CaseError> {
        self.require_writing()?;
        let random = zeroize::Zeroizing::new(crate::entropy::draw(self.entropy.as_mut())?);
        let words = RecoveryWords::from_entropy(&random);
        write_words(self.disk.as_ref(), &self.folder, &self.key, &words)?;
        Ok(words)
    }

    /// Lets the holder of an age identity open the case.
    ///
    /// # Errors
    /// [`CaseError::Recipient`], [`CaseError::OpenedForReading`], and those of the disk.
    pub fn add_recipient(&mut self, recipient: &str) -> Result<(), CaseError> {
        self.require_writing()?;
        add_recipient(self.disk.as_ref(), &self.folder, &self.database, &self.key, recipient)
    }

    /// Lists the age recipients whose identities open the case.
    ///
    /// # Errors
    /// Those of the database.
    pub fn recipients(&self) -> Result<Vec<String>, CaseError> {
        let mut rows = self.database.prepare_cached("SELECT recipient FROM recipient ORDER BY file")?;
        let recipients = rows.query_map([], |row| row.get(0))?;
        Ok(recipients.collect::<Result<_, _>>()?)
    }

    /// Takes a recipient's key out of this folder. What she opened or copied before cannot be taken back.
    ///
    /// # Errors
    /// [`CaseError::Recipient`] when it is none of this case's, [`CaseError::OpenedForReading`], and those of the disk.
    pub fn remove_recipient(&mut self, recipient: &str) -> Result<(), CaseError> {
        self.require_writing()?;
        let recipient = key::recipient(recipient)?;
        let removed = self.database.execute("DELETE FROM recipient WHERE recipient = ?1", [recipient])?;
        if removed == 0 {
            return Err(CaseError::Recipient);
        }
        sweep(self)
    }
}

/// Opens the database key with what the person has.
pub(crate) fn unwrap(folder: &Folder, key: &Key) -> Result<DatabaseKey, CaseError> {
    match key {
        Key::Passphrase(passphrase) => {
            DatabaseKey::unwrap_passphrase(&read(&folder.keys().join(PASSPHRASE))?, passphrase)
        }
        Key::Recovery(typed) => {
            let words = RecoveryWords::parse(typed)?;
            DatabaseKey::unwrap_passphrase(&read(&folder.keys().join(RECOVERY))?, words.secret())
        }
        Key::Identities(text) => unwrap_identities(folder, &key::identities(text)?),
    }
}

fn unwrap_identities(folder: &Folder, identities: &[age::x25519::Identity]) -> Result<DatabaseKey, CaseError> {
    let mut outcome = CaseError::NoSuchKey;
    for path in disk::files_in(&folder.keys())?.iter().filter(|path| is_recipient(path)) {
        match DatabaseKey::unwrap_identities(&read(path)?, identities) {
            Ok(key) => return Ok(key),
            // A damaged file among several must not hide that another one opens.
            Err(error) if matches!(outcome, CaseError::NoSuchKey | CaseError::WrongKey) => outcome = error,
            Err(_) => (),
        }
    }
    Err(outcome)
}

fn read(path: &Path) -> Result<Vec<u8>, CaseError> {
    match fs::metadata(path) {
        Ok(facts) if facts.len() > MAX_WRAPPED => Err(CaseError::Damaged(Part::Keys)),
        Ok(_) => Ok(fs::read(path)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(CaseError::NoSuchKey),
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn write_passphrase(
    disk: &dyn Disk,
    folder: &Folder,
    key: &DatabaseKey,
    passphrase: &SecretString,
    work: WorkFactor,
) -> Result<(), CaseError> {
    Ok(disk::write_whole(disk, &folder.keys(), PASSPHRASE, &key.wrap_passphrase(passphrase, work)?)?)
}

pub(crate) fn write_words(
    disk: &dyn Disk,
    folder: &Folder,
    key: &DatabaseKey,
    words: &RecoveryWords,
) -> Result<(), CaseError> {
    Ok(disk::write_whole(disk, &folder.keys(), RECOVERY, &key.wrap_words(words)?)?)
}

/// Writes the wrapped key first and the row after, so that a row always has its file.
pub(crate) fn add_recipient(
    disk: &dyn Disk,
    folder: &Folder,
    database: &Connection,
    key: &DatabaseKey,
    recipient: &str,
) -> Result<(), CaseError> {
    let recipient = key::recipient(recipient)?;
    let wrapped = key.wrap_recipient(&recipient)?;
    let known: bool =
        database.query_row("SELECT count(*) FROM recipient WHERE recipient = ?1", [&recipient], |row| row.get(0))?;
    if known {
        return Ok(());
    }
    let file = free_name(folder)?;
    disk::write_whole(disk, &folder.keys(), &file, &wrapped)?;
    database.execute("INSERT INTO recipient (file, recipient) VALUES (?1, ?2)", (file, recipient))?;
    Ok(())
}

/// Files are numbered: a name made of the recipient would tell who helps her.
fn free_name(folder: &Folder) -> Result<String, CaseError> {
    let taken = |n: &u32| folder.keys().join(recipient_file(*n)).exists();
    (1..10_000).find(|n| !taken(n)).map(recipient_file).ok_or(CaseError::Recipient)
}

fn recipient_file(number: u32) -> String {
    format!("recipient-{number:02}.age")
}

/// Removes wrapped keys that no row names, and half-written ones.
pub(crate) fn sweep(case: &Case) -> Result<(), CaseError> {
    let mut rows = case.database.prepare("SELECT file FROM recipient")?;
    let kept: HashSet<String> = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for path in disk::files_in(&case.folder.keys())? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".part") || (is_recipient(&path) && !kept.contains(name)) {
            case.disk.remove(&path)?;
        }
    }
    Ok(case.disk.sync_folder(&case.folder.keys())?)
}

fn is_recipient(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("recipient-") && name.ends_with(".age")
}

const PASSPHRASE: &str = "passphrase.age";
const RECOVERY: &str = "recovery.age";

/// A wrapped key takes a few hundred bytes.
const MAX_WRAPPED: u64 = 64 * 1024;
