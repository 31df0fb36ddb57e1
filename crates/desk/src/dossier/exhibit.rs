use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use temoin_case::{Case, CaseError, Filter, KeptLeaf};
use temoin_dossier::{Exhibit, LastPiece, Leaf, PieceNumbers, Reduced, ShownItem, ShownPieces, ShownRecord};
use temoin_evidence::{Digest, FileTimes, Item, ItemId, Kind, Note, Place, Record, RecordId, Span};
use temoin_intake::KeyRecord;
use temoin_seal::piece::{Piece, PieceTree};

use super::choice::{Chosen, What};
use super::origin;
use crate::worker::{Seeking, Worker};
use crate::{DeskError, dkim, picture};

/// Is a shown record with the number and the bytes of its piece.
type Placed = (u64, Span, Record);

/// Fills what may be shown of one chosen item.
pub(crate) fn exhibit(
    case: &Case,
    worker: &mut Worker,
    chosen: &Chosen,
    reader_inside: Option<&String>,
    keys: &[KeyRecord],
) -> Result<Exhibit, DeskError> {
    let id = chosen.item.id;
    let whole = chosen.what == What::Whole;
    let reading = case.reading(id)?;
    let placed = match &chosen.what {
        What::Whole => whole_records(case, id)?,
        What::Records(positions) => {
            positions.iter().map(|&p| one(case, RecordId { item: id, position: p })).collect::<Result<_, _>>()?
        }
        What::Hash => Vec::new(),
    };
    if chosen.what != What::Whole && !chosen.in_clear {
        placed.iter().try_for_each(|(_, span, record)| holds_words_only(case, &chosen.item, *span, record))?;
    }
    let shown: BTreeSet<u64> = match &chosen.what {
        What::Whole if reading.records > 0 && is_words(case, &chosen.item, &placed)? => {
            (0..case.piece_count(id)?).collect()
        }
        // Its bytes hold a picture, a page, a file: they go out as an original only, where that was ticked.
        What::Whole => BTreeSet::new(),
        _ => placed.iter().map(|(piece, _, _)| *piece).collect(),
    };
    let pieces = if shown.is_empty() { None } else { Some(numbers(case, id, &shown)?) };
    let notes = case.notes(id)?.into_iter().filter(|note| whole || within(note, &placed)).collect();
    let source = if matches!(chosen.item.source.as_str(), "zip" | "tar") { reader_inside } else { None };
    let source = source.unwrap_or(&chosen.item.source);
    let origin = {
        let records: Vec<&Record> = placed.iter().map(|(_, _, record)| record).collect();
        let signed = dkim::holding(case, worker, &chosen.item, &records, keys)?;
        origin::of(&chosen.item, source, &records, (&case.notes(id)?, &signed))
    };
    let records = placed.into_iter().map(|(piece, _, record)| ShownRecord { piece, record: freed(record, whole) });
    Ok(Exhibit {
        leaf: leaf(case, case.leaf_of_item(id)?)?,
        item: shown_item(chosen, whole),
        origin,
        in_clear: chosen.in_clear,
        in_container: chosen.original,
        pieces,
        records: records.collect(),
        records_total: reading.records,
        reduced: if whole { reduced(case, worker, chosen)? } else { None },
        notes,
        reader: (reading.reader.version > 0).then_some(reading.reader),
    })
}

/// Says whether an item is words and nothing else, so that all of its bytes may stand in the package in clear. A picture, a
/// recording, a saved page with its pictures, a mail with files inside may not: choosing an item does not mean that its
/// original goes out.
fn is_words(case: &Case, item: &Item, placed: &[Placed]) -> Result<bool, DeskError> {
    let text = item.media_type.starts_with("text/") && item.media_type != "text/html"
        || matches!(
            item.media_type.as_str(),
            "application/json" | "application/jsonl" | "application/xml" | "application/javascript" | "message/rfc822"
        );
    let media = |kind| matches!(kind, Kind::Photo | Kind::Video | Kind::Voice | Kind::Page);
    if !text || placed.iter().any(|(_, _, record)| media(record.kind)) {
        return Ok(false);
    }
    Ok(!case.items()?.iter().any(|other| other.inside == Some(item.id)))
}

/// Refuses to show a record whose bytes carry a file: what was chosen is a message, not the picture inside it.
fn holds_words_only(case: &Case, item: &Item, span: Span, record: &Record) -> Result<(), DeskError> {
    let id = RecordId { item: item.id, position: record.position };
    // A card's pictures lie in its own bytes, however small they are.
    let pictured = record.kind == Kind::Contact && !record.attachments.is_empty();
    let media = matches!(record.kind, Kind::Photo | Kind::Video | Kind::Voice);
    if media || pictured || is_packed(&item.media_type) {
        return Err(DeskError::CarriesFile(id));
    }
    let mut bytes = Vec::new();
    let mut blob = case.blob(item.id)?;
    blob.seek(SeekFrom::Start(span.start)).map_err(DeskError::Output)?;
    blob.take(span.len).read_to_end(&mut bytes).map_err(DeskError::Output)?;
    let binary = if ROWS.contains(&item.media_type.as_str()) {
        PICTURES.iter().any(|begin| bytes.windows(begin.len()).any(|window| window == *begin))
    } else {
        // Text holds no zero, but for that of two bytes a character.
        !item.media_type.starts_with("text/") && bytes.contains(&0)
    };
    if binary || carries_file(&bytes) { Err(DeskError::CarriesFile(id)) } else { Ok(()) }
}

/// Files whose records are rows of numbers and texts, zeros among them: a picture in one shows by how it begins.
const ROWS: [&str; 2] = ["application/vnd.sqlite3", "application/vnd.ipld.car"];
/// How pictures, films and packed lists of properties (which may hold a picture) begin.
const PICTURES: [&[u8]; 6] = [b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"ftyp", b"bplist"];

/// Returns whether the one record of such a file is all of it, with the pictures and files that it holds as they are.
fn is_packed(media_type: &str) -> bool {
    matches!(media_type, "application/pdf" | "application/vnd.ms-outlook")
}

/// Finds base64 of more than a few hundred bytes: attachments of mails and messages, pictures inside pages and cards.
fn carries_file(bytes: &[u8]) -> bool {
    let (mut run, mut different) = (0, 0u128);
    let mut before = 0;
    for &byte in bytes {
        let last = std::mem::replace(&mut before, byte);
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => {
                run += 1;
                different |= 1 << byte;
            }
            b'\r' | b'\n' => {}
            // A line that was folded begins with a blank.
            b' ' | b'\t' if last == b'\n' => {}
            _ => (run, different) = (0, 0),
        }
        // One letter held down for long is no file.
        if run >= LONGEST_WORD && different.count_ones() >= 32 {
            return true;
        }
    }
    false
}

/// A longer run of letters, digits, `+` and `/` is no word and no address, but a file in base64.
const LONGEST_WORD: usize = 1024;

/// Names a leaf of the log with its hash.
pub(crate) fn leaf(case: &Case, index: u64) -> Result<Leaf, DeskError> {
    let hash = match case.leaf(index)? {
        KeptLeaf::Whole(sealed) => sealed.leaf.hash(),
        KeptLeaf::Destroyed(hash) => hash,
        _ => return Err(CaseError::NotInLog(index).into()),
    };
    Ok(Leaf { index, hash: Digest(hash.0) })
}

/// Frees the item of what was not chosen: where it lay on her disk never goes out, its name only with the whole.
fn shown_item(chosen: &Chosen, whole: bool) -> ShownItem {
    let item = &chosen.item;
    ShownItem {
        id: item.id,
        name: whole.then(|| item.name.clone()),
        sha256: item.sha256,
        size: item.size,
        media_type: item.media_type.clone(),
        source: item.source.clone(),
        inside: item.inside,
        obtained: item.obtained,
        received: item.received,
        file_times: if whole { item.file_times } else { FileTimes::default() },
    }
}

/// A conversation is named after its file, or after people: with single records that stays out.
fn freed(record: Record, whole: bool) -> Record {
    if whole { record } else { Record { conversation: None, ..record } }
}

fn within(note: &Note, placed: &[Placed]) -> bool {
    match note.place {
        Place::Bytes(span) => placed.iter().any(|(_, piece, _)| piece.start <= span.start && span.end() <= piece.end()),
        _ => false,
    }
}

/// Lists all records of an item with their pieces. Both ascend, so one pass over each is enough.
fn whole_records(case: &Case, id: ItemId) -> Result<Vec<Placed>, DeskError> {
    let mut records = Vec::new();
    let filter = Filter { item: Some(id), ..Filter::default() };
    case.records(&filter, &mut |_, record| {
        records.push(record);
        ControlFlow::Continue(())
    })?;
    records.sort_by_key(|record| record.span.start);
    let mut waiting = records.into_iter().peekable();
    let mut placed: Vec<Placed> = Vec::new();
    case.spans(id, &mut |index, span| {
        while let Some(record) = waiting.next_if(|record| record.span.start < span.end()) {
            placed.push((index, span, record));
        }
        Ok(())
    })?;
    placed.sort_by_key(|(_, _, record)| record.position);
    Ok(placed)
}

/// Finds one record and its piece, which must hold nothing of another record.
fn one(case: &Case, id: RecordId) -> Result<Placed, DeskError> {
    let record = case.record(id)?.ok_or(DeskError::UnknownRecord(id))?;
    let (index, span) = case.piece_at(id.item, record.span.start)?.ok_or(DeskError::NoPiece(id))?;
    let alone = |position: Option<u64>| -> Result<bool, DeskError> {
        let Some(position) = position else { return Ok(true) };
        let other = case.record(RecordId { item: id.item, position })?;
        Ok(other.is_none_or(|other| other.span.end() <= span.start || span.end() <= other.span.start))
    };
    let holds = span.start <= record.span.start && record.span.end() <= span.end();
    if holds && alone(id.position.checked_sub(1))? && alone(id.position.checked_add(1))? {
        Ok((index, span, record))
    } else {
        Err(DeskError::NoPiece(id))
    }
}

/// Reads the item once, for the numbers of the shown pieces and the proof of all of them.
fn numbers(case: &Case, id: ItemId, shown: &BTreeSet<u64>) -> Result<ShownPieces, DeskError> {
    let count = case.piece_count(id)?;
    let mut tree = PieceTree::default();
    let (mut numbers, mut last) = (Vec::with_capacity(shown.len()), None);
    case.pieces(id, &mut |index, piece: Piece| {
        tree.push(piece.leaf_hash());
        if shown.contains(&index) {
            numbers.push(PieceNumbers { index, start: piece.start, len: piece.len, nonce: piece.nonce });
        } else if index + 1 == count {
            let placed = piece.place();
            last = Some(LastPiece { start: placed.start, len: placed.len, digest: Digest(placed.digest.0) });
        }
        Ok(())
    })?;
    // The last piece is always proved with the shown ones, so that the count cannot be understated (spec/seal.md §3).
    let mut proved = shown.clone();
    proved.insert(count - 1);
    let proof = tree.prove(&proved).ok_or(CaseError::Pieces(count))?;
    Ok(ShownPieces { count, shown: numbers, last, proof: proof.into_iter().map(|hash| Digest(hash.0)).collect() })
}

fn reduced(case: &Case, worker: &mut Worker, chosen: &Chosen) -> Result<Option<Reduced>, DeskError> {
    if !chosen.item.media_type.starts_with("image/") {
        return Ok(None);
    }
    let mut source = Seeking::new(case.blob(chosen.item.id)?);
    Ok(picture::reduce(worker, chosen.item.size, &mut source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: bool) {
        assert_eq!(carries_file(bytes), expected, "{} bytes", bytes.len());
    }

    #[test]
    fn a_file_in_base64_is_told_from_words() {
        let base64: Vec<u8> = (0..4000_u32)
            .map(|n| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(n * n / 7 % 64) as usize])
            .collect();
        check(&base64, true);
        let lines: Vec<u8> = base64.chunks(76).flat_map(|line| [line, b"\r\n"].concat()).collect();
        check(&[b"Content-Transfer-Encoding: base64\r\n\r\n".as_slice(), &lines].concat(), true);
        let folded: Vec<u8> = base64.chunks(75).flat_map(|line| [line, b"\r\n "].concat()).collect();
        check(&[b"PHOTO;ENCODING=b:".as_slice(), &folded].concat(), true);
        check("nooooon ".repeat(1000).as_bytes(), false);
        check("a".repeat(100_000).as_bytes(), false);
        check(format!("https://exemple.invalid/{}", "Ab3".repeat(300)).as_bytes(), false);
    }
}
