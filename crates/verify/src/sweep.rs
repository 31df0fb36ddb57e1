use std::collections::BTreeMap;
use std::io::{self, Read};

use sha2::{Digest, Sha256};
use temoin_seal::merkle::Hash;
use temoin_seal::package::path;
use temoin_seal::zip::Crc32;

use crate::files::Files;
use crate::layout::TAGS;
use crate::piece_file::{self, PieceFile};
use crate::report::{Checks, Code};

/// Is what one pass over all files leaves: their hashes, and the small documents that the checks read.
///
/// Every byte of the package is read once. Exhibits are streamed; only documents are kept, and only up to a limit.
#[derive(Default)]
pub(crate) struct Sweep {
    /// The hash of every file that could be read.
    pub(crate) digests: BTreeMap<String, Hash>,
    /// The sizes of the files that could be read, as counted.
    pub(crate) sizes: BTreeMap<String, u64>,
    documents: BTreeMap<String, Vec<u8>>,
    /// The piece files, by the number of their exhibit.
    pub(crate) pieces: BTreeMap<u64, PieceFile>,
    held: usize,
}

/// The most bytes of a manifest: 500,000 lines fit.
const MAX_MANIFEST: usize = 64 << 20;
/// The most bytes of another document. Parsed JSON can take a hundred times its text, so this is far less than a manifest's.
const MAX_DOCUMENT: usize = 4 << 20;
/// The most bytes of all documents together.
const MAX_DOCUMENTS: usize = 256 << 20;
/// How much is read at a time: large enough that a call costs nothing beside hashing.
const CHUNK: usize = 128 << 10;

impl Sweep {
    pub(crate) fn over(files: &dyn Files, checks: &mut Checks) -> Self {
        let mut sweep = Self::default();
        let mut buffer = vec![0; CHUNK];
        for name in files.list().keys() {
            if let Some(number) = piece_file::number_of_bytes(name) {
                // Read beside its numbers, unless those are not there.
                if files.list().contains_key(&path::pieces(number)) {
                    continue;
                }
            }
            let read = match piece_file::number_of_numbers(name) {
                Some(number) => sweep.pieces(files, number, &mut buffer, checks),
                None => sweep.file(files, name, &mut buffer, checks),
            };
            if let Err(error) = read {
                checks.failed(Code::Container, name, format!("It cannot be read: {}.", error.kind()));
            }
        }
        sweep
    }

    /// Returns a document; nothing where it is not there or larger than this checker reads.
    pub(crate) fn document(&self, name: &str) -> Option<&[u8]> {
        self.documents.get(name).map(Vec::as_slice)
    }

    fn file(&mut self, files: &dyn Files, name: &str, buffer: &mut [u8], checks: &mut Checks) -> io::Result<()> {
        let mut input = Hashed::new(files, name)?;
        if is_document(name) {
            let mut bytes = Vec::new();
            let most = if name.ends_with(path::MANIFEST) { MAX_MANIFEST } else { MAX_DOCUMENT };
            let room = most.min(MAX_DOCUMENTS - self.held) as u64;
            (&mut input).take(room + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > room {
                checks.failed(Code::Bag, name, "It is larger than a document of a package may be.");
            } else {
                self.held += bytes.len();
                self.documents.insert(name.to_owned(), bytes);
            }
        }
        self.end(name, input, buffer, checks)
    }

    fn pieces(&mut self, files: &dyn Files, number: u64, buffer: &mut [u8], checks: &mut Checks) -> io::Result<()> {
        let (numbers_path, bytes_path) = (path::pieces(number), path::piece_bytes(number));
        let mut numbers = Hashed::new(files, &numbers_path)?;
        let mut bytes =
            if files.list().contains_key(&bytes_path) { Some(Hashed::new(files, &bytes_path)?) } else { None };
        let read = PieceFile::read(&mut numbers, bytes.as_mut().map(|bytes| bytes as &mut dyn Read), buffer)?;
        self.pieces.insert(number, read);
        self.end(&numbers_path, numbers, buffer, checks)?;
        bytes.map_or(Ok(()), |bytes| self.end(&bytes_path, bytes, buffer, checks))
    }

    fn end(&mut self, name: &str, mut input: Hashed<'_>, buffer: &mut [u8], checks: &mut Checks) -> io::Result<()> {
        while input.read(buffer)? > 0 {}
        if input.crc.is_some_and(|(claimed, crc)| crc.finish() != claimed) {
            checks.failed(Code::Container, name, "Its CRC-32 is not the one that the ZIP states.");
        }
        self.digests.insert(name.to_owned(), Hash(input.sha256.finalize().into()));
        self.sizes.insert(name.to_owned(), input.size);
        Ok(())
    }
}

/// Hashes what is read through it.
struct Hashed<'a> {
    inner: Box<dyn Read + 'a>,
    sha256: Sha256,
    crc: Option<(u32, Crc32)>,
    size: u64,
}

impl<'a> Hashed<'a> {
    fn new(files: &'a dyn Files, name: &str) -> io::Result<Self> {
        let crc = files.crc32(name).map(|claimed| (claimed, Crc32::default()));
        Ok(Self { inner: files.open(name)?, sha256: Sha256::new(), crc, size: 0 })
    }
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sha256.update(&buffer[..read]);
        if let Some((_, crc)) = &mut self.crc {
            crc.update(&buffer[..read]);
        }
        self.size += read as u64;
        Ok(read)
    }
}

fn is_document(name: &str) -> bool {
    !name.contains('/') || name == path::INDEX || name.starts_with(TAGS)
}
