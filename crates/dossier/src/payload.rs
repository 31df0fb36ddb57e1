use std::collections::BTreeMap;
use std::io::{self, Read};

use sha2::{Digest as _, Sha256};
use temoin_seal::merkle::{self, Hash};
use temoin_seal::package::{self, PiecesFile, ShownPiece, path};
use temoin_seal::piece::PlacedPiece;
use temoin_seal::zip::Crc32;

use crate::{Bytes, DossierError, Exhibit, View, ending, graph, instructions, log_part, readings, report, timeline};

/// Is a file of the package: what it holds, and what the manifest and the ZIP need to know beforehand.
pub(crate) struct File {
    pub(crate) content: Content,
    pub(crate) len: u64,
    pub(crate) sha256: Hash,
    pub(crate) crc: u32,
}

/// Says where the bytes of a file are: made here, or still with who holds the originals. Nothing large is kept in
/// memory, and nothing is written in clear but the package itself.
pub(crate) enum Content {
    Made(Vec<u8>),
    Original(usize),
    Pieces(usize, Vec<(u64, u64)>),
}

pub(crate) type Files = BTreeMap<String, File>;

impl File {
    pub(crate) fn made(bytes: Vec<u8>) -> Self {
        let (len, sha256) = (bytes.len() as u64, merkle::sha256(&bytes));
        Self { crc: temoin_seal::zip::crc32(&bytes), content: Content::Made(bytes), len, sha256 }
    }

    fn held(content: Content, bytes: &dyn Bytes) -> Result<Self, DossierError> {
        let (mut hash, mut crc, mut len) = (Sha256::new(), Crc32::default(), 0);
        let mut reader = content.open(bytes)?;
        let mut block = vec![0; 64 * 1024];
        loop {
            let read = match reader.read(&mut block) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(DossierError::Read(content.exhibit(), error)),
            };
            hash.update(&block[..read]);
            crc.update(&block[..read]);
            len += read as u64;
        }
        drop(reader);
        Ok(Self { content, len, sha256: Hash(hash.finalize().into()), crc: crc.finish() })
    }
}

impl Content {
    /// Opens the bytes.
    pub(crate) fn open<'a>(&'a self, bytes: &'a dyn Bytes) -> Result<Box<dyn Read + 'a>, DossierError> {
        match self {
            Self::Made(made) => Ok(Box::new(made.as_slice())),
            Self::Original(number) => bytes.original(*number).map_err(|error| DossierError::Read(*number, error)),
            Self::Pieces(number, ranges) => {
                let ranges = ranges.iter().copied().collect();
                Ok(Box::new(Joined { bytes, number: *number, ranges, open: None }))
            }
        }
    }

    fn exhibit(&self) -> usize {
        match self {
            Self::Made(_) => 0,
            Self::Original(number) | Self::Pieces(number, _) => *number,
        }
    }
}

/// Reads shown pieces one after the other.
struct Joined<'a> {
    bytes: &'a dyn Bytes,
    number: usize,
    ranges: std::collections::VecDeque<(u64, u64)>,
    open: Option<Box<dyn Read + 'a>>,
}

impl Read for Joined<'_> {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(open) = &mut self.open {
                let read = open.read(block)?;
                if read > 0 || block.is_empty() {
                    return Ok(read);
                }
            }
            let Some((start, len)) = self.ranges.pop_front() else { return Ok(0) };
            self.open = Some(self.bytes.range(self.number, start, len)?);
        }
    }
}

/// Makes every file under `data/`.
pub(crate) fn files(view: &View, bytes: &dyn Bytes) -> Result<(Files, package::Index), DossierError> {
    if view.exhibits.is_empty() && view.statements.is_empty() {
        return Err(DossierError::Nothing);
    }
    let mut files = Files::new();
    let mut index = package::Index::default();
    for (i, exhibit) in view.exhibits.iter().enumerate() {
        index.exhibits.push(exhibit_files(&mut files, view, i + 1, exhibit, bytes)?);
    }
    let statement = |statement: &crate::Statement| package::Statement { leaf: statement.leaf.index };
    index.statements = view.statements.iter().map(statement).collect();
    // The export leaf comes after the view's log, and is always shown.
    index.leaves_withheld = view.log_size.saturating_sub(log_part::shown_leaves(view).len() as u64);
    index.pieces_withheld = index.pieces_not_shown();
    let mut made = |path: &str, bytes| files.insert(path.into(), File::made(bytes));
    made(path::INDEX, index.encode()?);
    made(path::PDF, report::pdf(view, &index)?);
    made(path::CHECKER, include_str!("../assets/how-to-check.html").into());
    made(path::READ_ME, instructions::text(view).into_bytes());
    made(path::TIMELINE, timeline::csv(view).into_bytes());
    made(path::GRAPH, graph::json(view).into_bytes());
    Ok((files, index))
}

fn exhibit_files(
    files: &mut Files,
    view: &View,
    number: usize,
    exhibit: &Exhibit,
    bytes: &dyn Bytes,
) -> Result<package::Exhibit, DossierError> {
    let mut file = None;
    if exhibit.in_clear {
        let held = File::held(Content::Original(number), bytes)?;
        if held.sha256.0 != exhibit.item.sha256.0 || held.len != exhibit.item.size {
            return Err(DossierError::Changed(number));
        }
        let name = ending::path(number, exhibit);
        file = Some(name.clone());
        files.insert(name, held);
    }
    let mut counts = None;
    if let Some(pieces) = pieces_file(number, exhibit)? {
        counts = Some(package::ShownPieces { count: pieces.count, shown: pieces.shown.len() as u64 });
        let ranges = merged(pieces.shown.iter().map(|piece| (piece.start, piece.len)));
        let held = File::held(Content::Pieces(number, ranges), bytes)?;
        if held.len != pieces.shown_bytes() {
            return Err(DossierError::Changed(number));
        }
        files.insert(path::piece_bytes(number as u64), held);
        files.insert(path::pieces(number as u64), File::made(pieces.encode()));
        if !exhibit.records.is_empty() {
            let lines = readings::lines(view, exhibit)?;
            files.insert(path::readings(number as u64), File::made(lines));
        }
    }
    let origin = report::letter(exhibit.origin.strength);
    Ok(package::Exhibit { leaf: exhibit.leaf.index, origin, file, pieces: counts })
}

/// Joins ranges that touch, so that a chat shown whole is opened once and not once a message.
fn merged(ranges: impl Iterator<Item = (u64, u64)>) -> Vec<(u64, u64)> {
    let mut merged: Vec<(u64, u64)> = Vec::new();
    for (start, len) in ranges {
        match merged.last_mut() {
            Some((first, sum)) if first.checked_add(*sum) == Some(start) => *sum += len,
            _ => merged.push((start, len)),
        }
    }
    merged
}

/// Returns the document of an exhibit's shown pieces; the strict reader of the room that defines it must take it.
fn pieces_file(number: usize, exhibit: &Exhibit) -> Result<Option<PiecesFile>, DossierError> {
    let Some(pieces) = exhibit.pieces.as_ref().filter(|pieces| !pieces.shown.is_empty()) else { return Ok(None) };
    let shown = |piece: &crate::PieceNumbers| ShownPiece {
        i: piece.index,
        start: piece.start,
        len: piece.len,
        nonce: piece.nonce,
    };
    let file = PiecesFile {
        count: pieces.count,
        leaf: exhibit.leaf.index,
        size: exhibit.item.size,
        shown: pieces.shown.iter().map(shown).collect(),
        last: pieces.last.map(|last| PlacedPiece { start: last.start, len: last.len, digest: Hash(last.digest.0) }),
        proof: pieces.proof.iter().map(|hash| Hash(hash.0)).collect(),
    };
    let of_shown =
        |record: &crate::ShownRecord| file.shown.binary_search_by_key(&record.piece, |piece| piece.i).is_ok();
    let sound =
        PiecesFile::parse(&file.encode()).is_ok_and(|read| read == file) && exhibit.records.iter().all(of_shown);
    if sound { Ok(Some(file)) } else { Err(DossierError::Pieces(number)) }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::Language;
    use crate::story::{Held, Story};

    fn check(ranges: &[(u64, u64)], expected: &[(u64, u64)]) {
        assert_eq!(merged(ranges.iter().copied()), expected);
    }

    #[test]
    fn ranges_that_touch_are_joined() {
        check(&[], &[]);
        check(&[(4, 2)], &[(4, 2)]);
        check(&[(0, 3), (3, 2), (5, 1)], &[(0, 6)]);
        check(&[(0, 3), (4, 2), (6, 1), (9, 1)], &[(0, 3), (4, 3), (9, 1)]);
    }

    /// Notes each range that is asked for.
    struct Asked<'a>(&'a Held, RefCell<Vec<(u64, u64)>>);

    impl Bytes for Asked<'_> {
        fn original(&self, number: usize) -> io::Result<Box<dyn Read + '_>> {
            self.0.original(number)
        }

        fn range(&self, number: usize, start: u64, len: u64) -> io::Result<Box<dyn Read + '_>> {
            self.1.borrow_mut().push((start, len));
            self.0.range(number, start, len)
        }

        fn secret(&self, number: usize) -> io::Result<[u8; 32]> {
            self.0.secret(number)
        }

        fn cuts(&self, number: usize) -> io::Result<Vec<u64>> {
            self.0.cuts(number)
        }
    }

    /// Returns the ranges asked for to hash the shown pieces of the chat, and its size.
    fn asked(messages: u64, shown: u64) -> (Vec<(u64, u64)>, u64) {
        let story = Story::new(Language::Fr, messages, shown, 4);
        let (exhibit, asked) = (&story.view.exhibits[0], Asked(&story.held, RefCell::default()));
        let mut files = Files::new();
        exhibit_files(&mut files, &story.view, 1, exhibit, &asked).unwrap();
        let (mut joined, mut chat) = (Vec::new(), Vec::new());
        files[&path::piece_bytes(1)].content.open(&story.held).unwrap().read_to_end(&mut joined).unwrap();
        story.held.original(1).unwrap().read_to_end(&mut chat).unwrap();
        let pieces = &exhibit.pieces.as_ref().unwrap().shown;
        let parts = pieces.iter().flat_map(|piece| &chat[piece.start as usize..(piece.start + piece.len) as usize]);
        assert!(parts.eq(&joined), "the bytes are those of the pieces, in order");
        (asked.1.into_inner(), exhibit.item.size)
    }

    #[test]
    fn a_whole_chat_is_opened_once() {
        let (ranges, size) = asked(60, 60);
        assert_eq!(ranges, [(0, size)]);
        assert_eq!(asked(60, 12).0.len(), 12);
    }
}
