use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use temoin_seal::package::path;
use temoin_seal::zip::{self, Entry, Place, Survey, What};

use crate::files::{Fault, Files};
use crate::layout::TAGS;
use crate::report::Code;

/// Is a package in one ZIP. A damaged one is read as far as it can be made out, and says what is wrong with it.
pub(crate) struct Archive<R> {
    source: RefCell<Source<R>>,
    entries: BTreeMap<String, Entry>,
    sizes: BTreeMap<String, u64>,
    faults: Vec<Fault>,
}

/// Remembers where it stands: going back to the same place costs a decryption where the file is encrypted.
struct Source<R> {
    inner: R,
    at: Option<u64>,
}

/// What every package holds: one of these names is enough to take a file for a package.
const SIGNS: [&str; 5] = [path::BAGIT, path::BAG_INFO, path::MANIFEST, path::TAG_MANIFEST, path::SEAL];
/// Where a file gives no entry at all, so much of its head and tail is searched for a sign.
const SEARCHED: u64 = 1 << 20;

impl<R: Read + Seek> Archive<R> {
    /// Reads what the ZIP holds; nothing where it cannot be recognised as a package.
    pub(crate) fn open(mut inner: R) -> io::Result<Option<Self>> {
        let survey = zip::survey(&mut inner);
        let names = || survey.entries.iter().map(|entry| entry.name.as_str());
        let recognised = if survey.entries.is_empty() { has_sign(&mut inner)? } else { names().any(is_sign) };
        if !recognised {
            return Ok(None);
        }
        let faults = faults(&survey);
        let mut entries = BTreeMap::new();
        for entry in survey.entries {
            // Of two entries under one name the first is read; that there are two is a fault already.
            entries.entry(shown(&entry.name)).or_insert(entry);
        }
        let sizes = entries.iter().map(|(name, entry)| (name.clone(), entry.len)).collect();
        Ok(Some(Self { source: RefCell::new(Source { inner, at: None }), entries, sizes, faults }))
    }

    /// Returns the number of files.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// Returns whether a name is one that only a package of ours, or a bag, has.
pub(crate) fn is_sign(name: &str) -> bool {
    SIGNS.contains(&name) || name.starts_with(TAGS)
}

fn has_sign<R: Read + Seek>(source: &mut R) -> io::Result<bool> {
    let len = source.seek(SeekFrom::End(0))?;
    for from in [0, len.saturating_sub(SEARCHED)] {
        source.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        source.by_ref().take(SEARCHED).read_to_end(&mut bytes)?;
        let holds = |sign: &str| bytes.windows(sign.len()).any(|window| window == sign.as_bytes());
        if holds(path::SEAL) || holds(path::TAG_MANIFEST) || holds(path::CHECKPOINT) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn faults(survey: &Survey) -> Vec<Fault> {
    let fault = |fault: &zip::Fault| {
        let object = match fault.place {
            Place::Entry(i) | Place::Directory(i) => survey.entries.get(i).map(|entry| shown(&entry.name)),
            _ => None,
        };
        let detail = match fault.what {
            What::Order => "Its name is out of order, or stands twice.".to_owned(),
            what => format!("It is not a canonical ZIP: {what}."),
        };
        Fault { code: Code::Container, object: object.unwrap_or_else(|| "zip".to_owned()), detail }
    };
    survey.faults.iter().map(fault).collect()
}

/// Returns a name that is safe to show: one that no package can hold has its odd characters escaped.
fn shown(name: &str) -> String {
    if path::check(name).is_ok() { name.to_owned() } else { name.escape_default().take(4 * path::MAX_LEN).collect() }
}

impl<R: Read + Seek> Files for Archive<R> {
    fn list(&self) -> &BTreeMap<String, u64> {
        &self.sizes
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let entry = self.entries.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(EntryBytes { source: &self.source, at: entry.offset, left: entry.len }))
    }

    fn crc32(&self, name: &str) -> Option<u32> {
        self.entries.get(name).map(|entry| entry.crc)
    }

    fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

/// Reads one entry; several can be read by turns.
struct EntryBytes<'a, R> {
    source: &'a RefCell<Source<R>>,
    at: u64,
    left: u64,
}

impl<R: Read + Seek> Read for EntryBytes<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let mut source = self.source.borrow_mut();
        if source.at.take() != Some(self.at) {
            source.inner.seek(SeekFrom::Start(self.at))?;
        }
        let read = source.inner.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += read as u64;
        self.left -= read as u64;
        source.at = Some(self.at);
        Ok(read)
    }
}
