use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::{StreamReader, StreamWriter};
use age::x25519;
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use temoin_evidence::Digest;
use zeroize::Zeroizing;

use crate::disk::{self, Disk, NewFile};
use crate::error::Part;
use crate::padding::padded;
use crate::{CaseError, key};

/// Holds the encrypted bytes of a case: a folder of age files, each with its own key. Cheap to clone.
///
/// What is stored belongs to nobody until a batch keeps it as an item; what no item names is swept away when the
/// case is next opened for writing.
#[derive(Clone, Debug)]
pub struct Shelf(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    name_key: Zeroizing<[u8; 32]>,
    disk: Arc<dyn Disk>,
    writable: bool,
    /// Folders with a renamed file whose name is not durable yet.
    unsynced: Mutex<BTreeSet<PathBuf>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("writable", &self.writable).finish_non_exhaustive()
    }
}

/// Names bytes on the shelf, with the key that opens them and what they are.
#[derive(Clone, Debug)]
pub struct Stored {
    pub(crate) name: String,
    pub(crate) identity: SecretString,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// Number of bytes, without the padding.
    pub size: u64,
}

impl Shelf {
    pub(crate) fn new(folder: PathBuf, name_key: Zeroizing<[u8; 32]>, disk: Arc<dyn Disk>, writable: bool) -> Self {
        Self(Arc::new(Inner { folder, name_key, disk, writable, unsynced: Mutex::default() }))
    }

    /// Stores all the bytes that the reader gives.
    ///
    /// # Errors
    /// Those of the reader and of the disk; nothing half written stays.
    pub fn store(&self, bytes: &mut dyn Read) -> Result<Stored, CaseError> {
        let mut writer = self.writer()?;
        let mut buffer = Zeroizing::new(vec![0; CHUNK]);
        loop {
            match bytes.read(&mut buffer) {
                Ok(0) => return writer.finish(),
                Ok(n) => writer.write_all(&buffer[..n])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(error) => return Err(CaseError::Io(error)),
            }
        }
    }

    /// Begins to store bytes that are given piece by piece.
    ///
    /// # Errors
    /// [`CaseError::OpenedForReading`], and those of the disk.
    pub fn writer(&self) -> Result<BlobWriter, CaseError> {
        if !self.0.writable {
            return Err(CaseError::OpenedForReading);
        }
        let identity = x25519::Identity::generate();
        let recipient = identity.to_public();
        let name = self.name_of(&recipient.to_string());
        let part = PartFile { path: self.0.folder.join(format!("{name}.part")), shelf: self.clone(), kept: false };
        let file = self.0.disk.create(&part.path)?;
        let encryptor =
            age::Encryptor::with_recipients(std::iter::once(&recipient as _)).map_err(key::encryption_error)?;
        let out = encryptor.wrap_output(BufWriter::with_capacity(HEADER, file))?;
        Ok(BlobWriter { out, hash: Sha256::new(), size: 0, name, identity: identity.to_string(), part })
    }

    /// Opens stored bytes for reading, without their padding.
    ///
    /// # Errors
    /// [`CaseError::Damaged`] when the file is gone or its beginning cannot be decrypted; later damage is an
    /// error of kind `InvalidData` or `UnexpectedEof` while reading.
    pub fn open(&self, stored: &Stored) -> Result<Blob, CaseError> {
        let damaged = || CaseError::Damaged(Part::LooseBlob);
        let file = File::open(self.path_of(&stored.name)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => damaged(),
            _ => CaseError::from(error),
        })?;
        let identity: x25519::Identity = stored.identity.expose_secret().parse().map_err(|_| damaged())?;
        let decryptor = age::Decryptor::new_buffered(BufReader::with_capacity(HEADER, file)).map_err(|_| damaged())?;
        let inner = decryptor.decrypt(std::iter::once(&identity as _)).map_err(|_| damaged())?;
        Ok(Blob { inner, at: 0, inner_at: 0, size: stored.size })
    }

    /// Names a blob by a keyed hash of its own random public key: nothing outside tells what it holds.
    fn name_of(&self, recipient: &str) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.name_key.as_slice()).expect("HMAC takes keys of any length");
        mac.update(recipient.as_bytes());
        data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes()[..16])
    }

    fn path_of(&self, name: &str) -> PathBuf {
        self.0.folder.join(&name[..2]).join(format!("{name}.age"))
    }

    pub(crate) fn file_of(&self, stored: &Stored) -> PathBuf {
        self.path_of(&stored.name)
    }

    fn unsynced(&self) -> std::sync::MutexGuard<'_, BTreeSet<PathBuf>> {
        self.0.unsynced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the names of all that was stored durable; what was stored before may be acknowledged after.
    pub(crate) fn settle(&self) -> Result<(), CaseError> {
        let mut unsynced = self.unsynced();
        while let Some(folder) = unsynced.first() {
            self.0.disk.sync_folder(folder)?;
            unsynced.pop_first();
        }
        Ok(())
    }

    /// Removes the file of a blob whose key is already destroyed; one that is gone is no error.
    pub(crate) fn remove(&self, name: &str) -> Result<(), CaseError> {
        let path = self.path_of(name);
        match self.0.disk.remove(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
            Ok(()) => {
                self.unsynced().extend(path.parent().map(Path::to_path_buf));
                Ok(())
            }
        }
    }

    /// Removes what no item names: files of acts that were cut off before they were acknowledged.
    pub(crate) fn sweep(&self, kept: &HashSet<String>) -> Result<(), CaseError> {
        for entry in disk::files_in(&self.0.folder)? {
            if entry.is_dir() {
                for file in disk::files_in(&entry)? {
                    self.sweep_file(&file, kept)?;
                }
            } else if has_extension(&entry, "part") {
                self.0.disk.remove(&entry)?;
            }
        }
        Ok(())
    }

    fn sweep_file(&self, file: &Path, kept: &HashSet<String>) -> Result<(), CaseError> {
        let named = file.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| kept.contains(stem));
        if has_extension(file, "age") && !named {
            self.0.disk.remove(file)?;
        }
        Ok(())
    }
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// Takes the bytes of one blob, encrypting and hashing as they come. Dropped unfinished, nothing of it stays.
pub struct BlobWriter {
    out: StreamWriter<BufWriter<Box<dyn NewFile>>>,
    hash: Sha256,
    size: u64,
    name: String,
    identity: SecretString,
    part: PartFile,
}

/// Is the temporary name of a blob; removes the file unless it was kept.
struct PartFile {
    path: PathBuf,
    shelf: Shelf,
    kept: bool,
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed now is swept at the next opening.
            let _ = self.shelf.0.disk.remove(&self.path);
        }
    }
}

impl BlobWriter {
    /// Pads, syncs and names the blob. Its name is durable, and the bytes may be acknowledged, when a batch that keeps it is committed.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finish(self) -> Result<Stored, CaseError> {
        let Self { mut out, hash, size, name, identity, mut part } = self;
        io::copy(&mut io::repeat(0).take(padded(size) - size), &mut out)?;
        let mut file = out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.settle()?;
        drop(file);
        let shelf = part.shelf.clone();
        let path = shelf.path_of(&name);
        let folder = path.parent().expect("a blob lies in a folder").to_path_buf();
        if shelf.0.disk.make_folder(&folder)? {
            shelf.unsynced().insert(shelf.0.folder.clone());
        }
        shelf.0.disk.rename(&part.path, &path)?;
        part.kept = true;
        shelf.unsynced().insert(folder);
        Ok(Stored { name, identity, sha256: Digest(hash.finalize().into()), size })
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads stored bytes, decrypting and authenticating as they go. It can seek.
pub struct Blob {
    inner: StreamReader<BufReader<File>>,
    at: u64,
    inner_at: u64,
    size: u64,
}

impl Blob {
    /// Returns the number of bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads on after the end of the bytes, where only padding may lie, and says whether all of it is as it was written.
    pub(crate) fn padding_is_sound(mut self) -> io::Result<bool> {
        self.reach(self.size)?;
        let (mut rest, mut zero, mut buffer) = (0, true, [0; 8192]);
        loop {
            match self.inner.read(&mut buffer)? {
                0 => return Ok(zero && self.size + rest == padded(self.size)),
                n => {
                    rest += n as u64;
                    zero &= buffer[..n].iter().all(|&byte| byte == 0);
                }
            }
        }
    }

    /// Moves the inner reader only when it has to: its own seek reads from the disk.
    fn reach(&mut self, at: u64) -> io::Result<()> {
        if self.inner_at != at {
            self.inner.seek(SeekFrom::Start(at))?;
            self.inner_at = at;
        }
        Ok(())
    }
}

impl Read for Blob {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.size.saturating_sub(self.at);
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        if wanted == 0 {
            return Ok(0);
        }
        self.reach(self.at)?;
        let read = self.inner.read(&mut buffer[..wanted])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += read as u64;
        self.inner_at = self.at;
        Ok(read)
    }
}

impl Seek for Blob {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// As much as age encrypts at once; larger reads save nothing.
pub(crate) const CHUNK: usize = 64 * 1024;

/// Room for the header of an age file; whole chunks pass around the buffer.
const HEADER: usize = 4096;
