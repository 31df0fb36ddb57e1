use std::io::{Read, Write};
use std::iter;

use age::secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use temoin_seal::encoding::hex;
use temoin_seal::manifest::Manifest;
use temoin_seal::merkle::{Hash, sha256};
use temoin_seal::package::path;
use temoin_seal::zip::{self, Crc32, crc32};

use crate::{Bytes, DossierError, View, ending};

/// Says who can open the container.
pub enum Lock<'a> {
    /// Whoever knows the passphrase, which travels by another way.
    Passphrase(SecretString),
    /// The holders of these age keys.
    Recipients(Vec<&'a dyn age::Recipient>),
}

/// Is one file of the container, with what the manifest and the archive need to know beforehand.
struct Member {
    name: String,
    number: usize,
    len: u64,
    crc: u32,
    sha256: Hash,
    /// The bytes of a small file made here; nothing for an original.
    made: Option<Vec<u8>>,
}

/// Writes the originals that she ticked, always encrypted: an age file around a canonical ZIP (spec/package.md).
/// Nothing passes through a file in clear. Returns how many originals went in.
///
/// # Errors
/// No original is ticked, one cannot be read or is not the one sealed, or encryption or writing failed.
pub fn write_container(view: &View, bytes: &dyn Bytes, lock: Lock<'_>, out: impl Write) -> Result<usize, DossierError> {
    let members = members(view, bytes)?;
    let encryptor = match lock {
        Lock::Passphrase(passphrase) => age::Encryptor::with_user_passphrase(passphrase),
        Lock::Recipients(recipients) => {
            age::Encryptor::with_recipients(recipients.into_iter()).map_err(|_| DossierError::Encrypt)?
        }
    };
    let sealed = encryptor.wrap_output(out)?;
    let mut archive = zip::Writer::new(sealed);
    for member in &members {
        match &member.made {
            Some(made) => archive.entry(&member.name, member.len, member.crc, made.as_slice())?,
            None => archive.entry(&member.name, member.len, member.crc, open(bytes, member.number)?)?,
        }
    }
    let mut out = archive.finish()?.finish()?;
    out.flush()?;
    Ok(members.iter().filter(|member| member.made.is_none()).count())
}

/// Lists the files of the container in the order of names, the manifest among them.
fn members(view: &View, bytes: &dyn Bytes) -> Result<Vec<Member>, DossierError> {
    let ticked = view.exhibits.iter().zip(1..).filter(|(exhibit, _)| exhibit.in_container);
    let mut members = Vec::new();
    for (exhibit, number) in ticked {
        let name = path::exhibit(number as u64);
        let held = held(bytes, number, format!("originals/{name}.{}", ending::of(&exhibit.item.media_type)))?;
        if held.sha256.0 != exhibit.item.sha256.0 || held.len != exhibit.item.size {
            return Err(DossierError::Changed(number));
        }
        members.push(held);
        let secret = bytes.secret(number).map_err(|error| DossierError::Read(number, error))?;
        let cuts = bytes.cuts(number).map_err(|error| DossierError::Read(number, error))?;
        let lines: String = cuts.iter().map(|len| format!("{len}\n")).collect();
        members.push(made(format!("secrets/{name}.txt"), (hex(&secret) + "\n" + &lines).into_bytes()));
    }
    if members.is_empty() {
        return Err(DossierError::Nothing);
    }
    let mut manifest = Manifest::default();
    for member in &members {
        manifest.insert(&member.name, member.sha256)?;
    }
    members.extend(iter::once(made(path::MANIFEST.into(), manifest.encode())));
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

fn open(bytes: &dyn Bytes, number: usize) -> Result<Box<dyn Read + '_>, DossierError> {
    bytes.original(number).map_err(|error| DossierError::Read(number, error))
}

fn made(name: String, bytes: Vec<u8>) -> Member {
    Member { name, number: 0, len: bytes.len() as u64, crc: crc32(&bytes), sha256: sha256(&bytes), made: Some(bytes) }
}

/// Reads an original once to know its digest, length and checksum.
fn held(bytes: &dyn Bytes, number: usize, name: String) -> Result<Member, DossierError> {
    let (mut hash, mut crc, mut len) = (Sha256::new(), Crc32::default(), 0);
    let mut reader = open(bytes, number)?;
    let mut block = vec![0; 64 * 1024];
    loop {
        let read = reader.read(&mut block).map_err(|error| DossierError::Read(number, error))?;
        if read == 0 {
            break;
        }
        hash.update(&block[..read]);
        crc.update(&block[..read]);
        len += read as u64;
    }
    Ok(Member { name, number, len, crc: crc.finish(), sha256: Hash(hash.finalize().into()), made: None })
}
