use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use rusqlite::OpenFlags;
use rusqlite::backup::{Backup, StepResult};

use crate::disk::{self, Disk, RealDisk};
use crate::folder::{Folder, WriterLock};
use crate::key::DatabaseKey;
use crate::{Access, Case, CaseError, Damage, SystemEntropy, case, database};

/// Says what became of a copy.
#[derive(Debug)]
#[non_exhaustive]
pub enum Copied {
    /// The copy is whole and was read back, every byte.
    Sound,
    /// The copy was not kept, since reading it back found damage; the case itself should be checked.
    Damaged(Vec<Damage>),
}

impl Case {
    /// Makes a second, equal case on another medium: same key and passphrase. It is read back whole before it gets its name.
    ///
    /// No program may write to the case meanwhile; one that does is an error of kind [`CaseError::Locked`].
    ///
    /// # Errors
    /// [`CaseError::Exists`], [`CaseError::Locked`], and those of the disk; nothing then stays at `to`.
    pub fn copy(&self, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Copied, CaseError> {
        self.copy_on(Arc::new(RealDisk), to, progress)
    }

    pub(crate) fn copy_on(
        &self,
        disk: Arc<dyn Disk>,
        to: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Copied, CaseError> {
        if to.symlink_metadata().is_ok() {
            return Err(CaseError::Exists);
        }
        // A reader holds no lock of its own; it keeps writers out while the blobs are copied.
        let _quiet = match self.access {
            Access::Write => None,
            Access::Read => Some(WriterLock::take(&self.folder, Access::Read)?),
        };
        let mut random = [0; 8];
        crate::Entropy::fill(&mut SystemEntropy, &mut random)?;
        let nursery = case::nursery_of(to, &random);
        let outcome = self.copy_into(&disk, &nursery, to, progress);
        if !matches!(outcome, Ok(Copied::Sound)) {
            let _ = disk.remove_folder(nursery.root());
        }
        outcome
    }

    fn copy_into(
        &self,
        disk: &Arc<dyn Disk>,
        nursery: &Folder,
        to: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Copied, CaseError> {
        nursery.make(disk.as_ref())?;
        copy_files(disk.as_ref(), &self.folder.keys(), &nursery.keys(), "age")?;
        self.copy_database(nursery)?;
        for folder in disk::files_in(&self.folder.blobs())?.iter().filter(|entry| entry.is_dir()) {
            let name = folder.file_name().ok_or(CaseError::NotACase)?;
            let target = nursery.blobs().join(name);
            disk.make_folder(&target)?;
            copy_files(disk.as_ref(), folder, &target, "age")?;
        }
        disk.sync_folder(&nursery.blobs())?;
        disk.sync_folder(nursery.root())?;
        let damage = self.read_back(nursery, progress)?;
        if !damage.is_empty() {
            return Ok(Copied::Damaged(damage));
        }
        case::settle(disk.as_ref(), nursery, to)?;
        Ok(Copied::Sound)
    }

    /// Copies the pages through SQLite's own backup, so that what lies in the write-ahead log comes along.
    fn copy_database(&self, nursery: &Folder) -> Result<(), CaseError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut target = database::unlock(&nursery.database(), &self.key, flags)?;
        let backup = Backup::new(&self.database, &mut target)?;
        match backup.step(-1)? {
            StepResult::Done => (),
            _ => return Err(CaseError::Locked),
        }
        drop(backup);
        target.close().map_err(|(_, error)| error)?;
        File::options().write(true).open(nursery.database())?.sync_all()?;
        Ok(())
    }

    fn read_back(&self, nursery: &Folder, progress: &mut dyn FnMut(u64, u64)) -> Result<Vec<Damage>, CaseError> {
        let key = DatabaseKey::clone_of(&self.key);
        let entropy = Box::new(SystemEntropy);
        let copy = Case::open_unwrapped(Arc::new(RealDisk), nursery.clone(), key, Access::Write, entropy)?;
        copy.check(progress)
    }
}

/// Copies the files of a folder that end so; what is being written is left out.
fn copy_files(disk: &dyn Disk, from: &Path, to: &Path, extension: &str) -> Result<(), CaseError> {
    for file in disk::files_in(from)?.iter().filter(|file| file.extension().is_some_and(|it| it == extension)) {
        let name = file.file_name().ok_or(CaseError::NotACase)?;
        let mut target = disk.create(&to.join(name))?;
        copy_bytes(&mut File::open(file)?, target.as_mut())?;
        target.settle()?;
    }
    Ok(disk.sync_folder(to)?)
}

fn copy_bytes(from: &mut dyn Read, to: &mut dyn disk::NewFile) -> io::Result<()> {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            read => to.write_all(&buffer[..read])?,
        }
    }
}
