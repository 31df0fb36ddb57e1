use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use age::stream::StreamReader;

use crate::error::CheckError;
use crate::options::Unlock;

/// What a file encrypted with age begins with (age-encryption.org/v1, "Header").
const AGE: &[u8] = b"age-encryption.org/";

/// The most work that a passphrase may ask for, as a power of two: a hostile file could ask for days.
const MAX_WORK: u8 = 20;

/// Is a file that can be read from any place, in clear or through age. Nothing decrypted is ever written.
pub(crate) enum Opened {
    /// As it lies there.
    Plain(File),
    /// Decrypted as it is read, a chunk of 64 KiB at a time.
    Age(Box<StreamReader<BufReader<File>>>),
}

impl Opened {
    pub(crate) fn open(path: &Path, unlock: &Unlock) -> Result<Self, CheckError> {
        // A pipe would be waited for without end.
        if !std::fs::metadata(path).map_err(CheckError::Unreadable)?.is_file() {
            return Err(CheckError::NotAPackage);
        }
        let mut file = File::open(path).map_err(CheckError::Unreadable)?;
        let mut head = Vec::new();
        (&mut file).take(AGE.len() as u64).read_to_end(&mut head).map_err(CheckError::Unreadable)?;
        file.rewind().map_err(CheckError::Unreadable)?;
        if head == AGE { Ok(Self::Age(Box::new(decrypt(file, unlock)?))) } else { Ok(Self::Plain(file)) }
    }
}

fn decrypt(file: File, unlock: &Unlock) -> Result<StreamReader<BufReader<File>>, CheckError> {
    if unlock.passphrase.is_none() && unlock.identities.is_empty() {
        return Err(CheckError::Locked);
    }
    let decryptor = age::Decryptor::new_buffered(BufReader::new(file)).map_err(|_| CheckError::Encryption)?;
    let mut identities: Vec<Box<dyn age::Identity>> = Vec::new();
    if let Some(passphrase) = &unlock.passphrase {
        let mut identity = age::scrypt::Identity::new(passphrase.clone());
        identity.set_max_work_factor(MAX_WORK);
        identities.push(Box::new(identity));
    }
    for path in &unlock.identities {
        identities.extend(read_identities(path)?);
    }
    let identities = identities.iter().map(|identity| &**identity);
    decryptor.decrypt(identities).map_err(|error| match error {
        age::DecryptError::Io(error) => CheckError::Unreadable(error),
        age::DecryptError::InvalidHeader | age::DecryptError::UnknownFormat => CheckError::Encryption,
        _ => CheckError::WrongKey,
    })
}

fn read_identities(path: &Path) -> Result<Vec<Box<dyn age::Identity>>, CheckError> {
    let file = File::open(path).map_err(|_| CheckError::Identity)?;
    let file = age::IdentityFile::from_buffer(BufReader::new(file)).map_err(|_| CheckError::Identity)?;
    let identities = file.into_identities().map_err(|_| CheckError::Identity)?;
    if identities.is_empty() {
        return Err(CheckError::Identity);
    }
    Ok(identities.into_iter().map(|identity| identity as Box<dyn age::Identity>).collect())
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(buffer),
            Self::Age(stream) => stream.read(buffer),
        }
    }
}

impl Seek for Opened {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Plain(file) => file.seek(to),
            Self::Age(stream) => stream.seek(to),
        }
    }
}
