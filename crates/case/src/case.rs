use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use age::secrecy::SecretString;
use rusqlite::{Connection, OptionalExtension};
use temoin_seal::checkpoint;
use temoin_seal::note::{Signer, VerifierKey};
use zeroize::Zeroizing;

use crate::disk::{Disk, RealDisk};
use crate::entropy::{self, Entropy, SystemEntropy};
use crate::error::Part;
use crate::folder::{Folder, WriterLock};
use crate::key::DatabaseKey;
use crate::keyring;
use crate::shelf::Shelf;
use crate::words::RecoveryWords;
use crate::{CaseError, Key, WorkFactor, database};

/// Says whether a case is opened to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Looks only: takes no lock, changes nothing, and may look while another program writes.
    Read,
    /// Reads and writes: only one program at a time.
    Write,
}

/// Says how a new case can be opened. Recovery words are always made.
#[derive(Clone, Debug, Default)]
pub struct NewCase {
    /// The passphrase she chose, if any.
    pub passphrase: Option<SecretString>,
    /// age recipients (`age1…`) whose identities open the case too.
    pub recipients: Vec<String>,
    /// How much work it is to try one passphrase.
    pub work: WorkFactor,
}

/// Is an open case: the encrypted vault of one person's evidence, and its log.
pub struct Case {
    // Dropped first: closing the database writes, so the lock must still be held.
    pub(crate) database: Connection,
    pub(crate) folder: Folder,
    pub(crate) shelf: Shelf,
    pub(crate) signer: Signer,
    pub(crate) key: DatabaseKey,
    pub(crate) access: Access,
    pub(crate) entropy: Box<dyn Entropy>,
    pub(crate) disk: Arc<dyn Disk>,
    _lock: Option<WriterLock>,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("access", &self.access).finish_non_exhaustive()
    }
}

impl Case {
    /// Creates a case folder where nothing stands yet, and opens it for writing. It is whole or not there.
    ///
    /// # Errors
    /// [`CaseError::Exists`], [`CaseError::NoKey`] without passphrase and recipient, [`CaseError::Recipient`], and those of the disk.
    pub fn create(folder: &Path, new: &NewCase) -> Result<(Self, RecoveryWords), CaseError> {
        Self::create_with(folder, new, Box::new(SystemEntropy))
    }

    /// Creates a case as [`Case::create`] does, with the randomness given.
    ///
    /// # Errors
    /// Those of [`Case::create`].
    pub fn create_with(
        folder: &Path,
        new: &NewCase,
        entropy: Box<dyn Entropy>,
    ) -> Result<(Self, RecoveryWords), CaseError> {
        Self::create_on(Arc::new(RealDisk), folder, new, entropy)
    }

    pub(crate) fn create_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        new: &NewCase,
        mut entropy: Box<dyn Entropy>,
    ) -> Result<(Self, RecoveryWords), CaseError> {
        if new.passphrase.is_none() && new.recipients.is_empty() {
            return Err(CaseError::NoKey);
        }
        if folder.symlink_metadata().is_ok() {
            return Err(CaseError::Exists);
        }
        // Everything is made under another name first: a kill leaves no half case under the name she chose.
        let nursery = nursery_of(folder, &entropy::draw(entropy.as_mut())?);
        let opened = furnish(disk.as_ref(), &nursery, new, entropy.as_mut()).and_then(|(key, words)| {
            settle(disk.as_ref(), &nursery, folder)?;
            let case = Self::open_unwrapped(disk.clone(), Folder::at(folder), key, Access::Write, entropy);
            // A case that she was not told the words of must not keep the name.
            let case = case.inspect_err(|_| drop(disk.rename(folder, nursery.root())))?;
            Ok((case, words))
        });
        opened.inspect_err(|_| {
            // What cannot be removed either is a hidden folder that opens with nothing anybody was told.
            let _ = disk.remove_folder(nursery.root());
        })
    }

    /// Opens a case.
    ///
    /// # Errors
    /// [`CaseError::Missing`], [`CaseError::NotACase`], [`CaseError::Newer`], [`CaseError::WrongKey`], [`CaseError::NoSuchKey`],
    /// [`CaseError::Locked`] when another program writes, [`CaseError::Damaged`], and those of the disk.
    pub fn open(folder: &Path, key: &Key, access: Access) -> Result<Self, CaseError> {
        Self::open_with(folder, key, access, Box::new(SystemEntropy))
    }

    /// Opens a case with the randomness given.
    ///
    /// # Errors
    /// Those of [`Case::open`].
    pub fn open_with(folder: &Path, key: &Key, access: Access, entropy: Box<dyn Entropy>) -> Result<Self, CaseError> {
        Self::open_on(Arc::new(RealDisk), folder, key, access, entropy)
    }

    pub(crate) fn open_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        key: &Key,
        access: Access,
        entropy: Box<dyn Entropy>,
    ) -> Result<Self, CaseError> {
        let folder = Folder::at(folder);
        folder.recognise()?;
        let key = keyring::unwrap(&folder, key)?;
        Self::open_unwrapped(disk, folder, key, access, entropy)
    }

    pub(crate) fn open_unwrapped(
        disk: Arc<dyn Disk>,
        folder: Folder,
        key: DatabaseKey,
        access: Access,
        entropy: Box<dyn Entropy>,
    ) -> Result<Self, CaseError> {
        let writes = access == Access::Write;
        let lock = if writes { Some(WriterLock::take(&folder, access)?) } else { None };
        let database = database::open(&folder.database(), &key, access)?;
        let name_key = Zeroizing::new(secret::<32>(&database, "blob_name_key")?);
        let shelf = Shelf::new(folder.blobs(), name_key, disk.clone(), writes);
        let origin = checkpoint::origin(&secret(&database, "origin")?);
        let signer = Signer::new(&origin, secret(&database, "signing_seed")?).map_err(|_| damaged_secret())?;
        let case = Self { database, folder, shelf, signer, key, access, entropy, disk, _lock: lock };
        if writes {
            case.sweep()?;
        }
        Ok(case)
    }

    /// Removes what acts that were cut off have left behind.
    fn sweep(&self) -> Result<(), CaseError> {
        let mut kept = HashSet::new();
        let mut rows = self.database.prepare("SELECT name FROM blob")?;
        for name in rows.query_map([], |row| row.get::<_, String>(0))? {
            kept.insert(name?);
        }
        self.shelf.sweep(&kept)?;
        keyring::sweep(self)?;
        // A deletion may have met a reader. Who reads now, or a full disk, must not keep the person out of her case.
        match database::empty_log(&self.database, Duration::ZERO) {
            Ok(_) | Err(CaseError::DiskFull) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Returns whether the case was opened for writing.
    pub fn access(&self) -> Access {
        self.access
    }

    /// Returns the signer of this case's log.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Returns the key that verifies what the log signs.
    pub fn verifier_key(&self) -> VerifierKey {
        self.signer.verifier_key()
    }

    /// Returns the log's origin, `temoin/` and 32 hexadecimal digits: also the name of its key.
    pub fn origin(&self) -> &str {
        self.signer.name()
    }

    /// Returns where bytes are stored and read; it can be used while a batch is open, and in other threads.
    pub fn shelf(&self) -> Shelf {
        self.shelf.clone()
    }

    pub(crate) fn require_writing(&self) -> Result<(), CaseError> {
        if self.access == Access::Write { Ok(()) } else { Err(CaseError::OpenedForReading) }
    }
}

/// Fills a new folder: the public files, the wrapped keys, the database with its secrets.
fn furnish(
    disk: &dyn Disk,
    folder: &Folder,
    new: &NewCase,
    entropy: &mut dyn Entropy,
) -> Result<(DatabaseKey, RecoveryWords), CaseError> {
    folder.make(disk)?;
    let key = DatabaseKey::generate(entropy)?;
    let words = RecoveryWords::from_entropy(&Zeroizing::new(entropy::draw(entropy)?));
    if let Some(passphrase) = &new.passphrase {
        keyring::write_passphrase(disk, folder, &key, passphrase, new.work)?;
    }
    keyring::write_words(disk, folder, &key, &words)?;
    let database = database::create(&folder.database(), &key)?;
    for (name, value) in [
        ("origin", Zeroizing::new(entropy::draw::<16>(entropy)?.to_vec())),
        ("signing_seed", Zeroizing::new(entropy::draw::<32>(entropy)?.to_vec())),
        ("blob_name_key", Zeroizing::new(entropy::draw::<32>(entropy)?.to_vec())),
    ] {
        database.execute("INSERT INTO secret (name, value) VALUES (?1, ?2)", (name, value.as_slice()))?;
    }
    for recipient in &new.recipients {
        keyring::add_recipient(disk, folder, &database, &key, recipient)?;
    }
    database.close().map_err(|(_, error)| error)?;
    disk.sync_folder(folder.root())?;
    Ok((key, words))
}

/// Gives a finished folder the name she chose, or takes the name back: she is told her recovery words only after this.
pub(crate) fn settle(disk: &dyn Disk, nursery: &Folder, folder: &Path) -> Result<(), CaseError> {
    disk.rename(nursery.root(), folder)?;
    disk.sync_folder(parent_of(folder)).map_err(|error| {
        let _ = disk.rename(folder, nursery.root());
        error.into()
    })
}

fn secret<const N: usize>(database: &Connection, name: &str) -> Result<[u8; N], CaseError> {
    let value: Option<Vec<u8>> =
        database.query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0)).optional()?;
    let value = Zeroizing::new(value.ok_or_else(damaged_secret)?);
    value.as_slice().try_into().map_err(|_| damaged_secret())
}

fn damaged_secret() -> CaseError {
    CaseError::Damaged(Part::Row("secret"))
}

pub(crate) fn nursery_of(folder: &Path, random: &[u8; 8]) -> Folder {
    let name = format!(".{}.new", data_encoding::HEXLOWER.encode(random));
    Folder::at(&parent_of(folder).join(name))
}

pub(crate) fn parent_of(folder: &Path) -> &Path {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
