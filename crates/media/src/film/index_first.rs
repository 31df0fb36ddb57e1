//! An MP4 whose index stands at its end, as phones write it, served with the index first: ffmpeg cannot go back in a pipe.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

/// Boxes of the outermost level that are looked at.
const MOST_BOXES: usize = 4096;
/// The largest index that is moved, in bytes: hours of film have some megabytes.
const LARGEST_INDEX: u64 = 64 << 20;
/// Boxes that hold boxes, down to where the tables of places are (ISO/IEC 14496-12, 8.1 to 8.7).
const HOLDERS: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];

/// Reads a film from its start. An MP4 or MOV (ISO/IEC 14496-12) whose index follows its data is read with the index before
/// it, and the places in the index set right; all else, and what makes no sense, is read as it stands.
pub struct IndexFirst<R> {
    source: R,
    /// What is still to be read of the source, in this order, after the index where that is due.
    ranges: Vec<Range<u64>>,
    /// The index and its place among the ranges, from the end.
    index: Option<(usize, io::Cursor<Vec<u8>>)>,
}

impl<R: Read + Seek> IndexFirst<R> {
    /// Looks at the outermost boxes.
    ///
    /// # Errors
    /// What the source says.
    pub fn new(mut source: R) -> io::Result<Self> {
        let len = source.seek(SeekFrom::End(0))?;
        let boxes = boxes(&mut source, len)?;
        let moved = moved(&mut source, &boxes)?;
        let (ranges, index) = match moved {
            // Taken from the end.
            Some((index, data, after)) => {
                (vec![after..len, data.start..data.end, 0..data.start], Some((2, io::Cursor::new(index))))
            }
            None => (std::iter::once(0..len).collect(), None),
        };
        source.rewind()?;
        Ok(Self { source, ranges, index })
    }
}

impl<R: Read + Seek> Read for IndexFirst<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some((due, index)) = &mut self.index
                && self.ranges.len() == *due
            {
                let read = index.read(buf)?;
                if read > 0 || buf.is_empty() {
                    return Ok(read);
                }
                self.index = None;
                if let Some(next) = self.ranges.last() {
                    self.source.seek(SeekFrom::Start(next.start))?;
                }
            }
            let Some(range) = self.ranges.last_mut() else { return Ok(0) };
            let room = usize::try_from(range.end - range.start).unwrap_or(usize::MAX).min(buf.len());
            let read = self.source.read(&mut buf[..room])?;
            range.start += read as u64;
            if range.is_empty() || read == 0 && room > 0 {
                self.ranges.pop();
                if let Some(next) = self.ranges.last() {
                    self.source.seek(SeekFrom::Start(next.start))?;
                }
            }
            if read > 0 || buf.is_empty() {
                return Ok(read);
            }
        }
    }
}

/// Is a box: its kind, where it lies, and how long its header is.
struct Boxed {
    kind: [u8; 4],
    range: Range<u64>,
    header: u64,
}

/// Lists the boxes of a file, as far as they make sense.
fn boxes(source: &mut (impl Read + Seek), len: u64) -> io::Result<Vec<Boxed>> {
    let mut boxes = Vec::new();
    let mut at = 0;
    while at < len && boxes.len() < MOST_BOXES {
        let mut head = [0; 16];
        source.seek(SeekFrom::Start(at))?;
        let wanted = (len - at).min(16) as usize;
        source.read_exact(&mut head[..wanted])?;
        let Some((kind, size, header)) = header(&head[..wanted], len - at) else { break };
        boxes.push(Boxed { kind, range: at..at + size, header });
        at += size;
    }
    Ok(boxes)
}

/// Reads a box's header (ISO/IEC 14496-12, 4.2.2): its kind, its size and that of the header; nothing where it cannot be.
fn header(bytes: &[u8], left: u64) -> Option<([u8; 4], u64, u64)> {
    let size = u32::from_be_bytes(*bytes.first_chunk()?);
    let kind = *bytes.get(4..)?.first_chunk()?;
    let (size, header) = match size {
        0 => (left, 8),
        1 => (u64::from_be_bytes(*bytes.get(8..)?.first_chunk()?), 16),
        size => (size.into(), 8),
    };
    (size >= header && size <= left).then_some((kind, size, header))
}

/// The index set right, where the data lies that it goes before, and where what follows the index begins.
type Moved = (Vec<u8>, Range<u64>, u64);

/// Returns the index of a film whose data stands before it.
fn moved(source: &mut (impl Read + Seek), boxes: &[Boxed]) -> io::Result<Option<Moved>> {
    let place = |kind: &[u8; 4]| boxes.iter().find(|one| one.kind == *kind);
    let (Some(data), Some(index)) = (place(b"mdat"), place(b"moov")) else { return Ok(None) };
    let size = index.range.end - index.range.start;
    if boxes.first().is_none_or(|first| first.kind != *b"ftyp")
        || data.range.start > index.range.start
        || size > LARGEST_INDEX
    {
        return Ok(None);
    }
    let mut bytes = vec![0; size as usize];
    source.seek(SeekFrom::Start(index.range.start))?;
    source.read_exact(&mut bytes)?;
    let data = data.range.start..index.range.start;
    let body = &mut bytes[index.header as usize..];
    Ok(set_right(body, &data, size).map(|()| (bytes, data, index.range.end)))
}

/// Moves the places within the tables of boxes that lie in `data`; nothing where that cannot be done.
fn set_right(boxes: &mut [u8], data: &Range<u64>, by: u64) -> Option<()> {
    let mut at = 0;
    while at < boxes.len() {
        let (kind, size, header) = header(&boxes[at..], (boxes.len() - at) as u64)?;
        let (size, header) = (usize::try_from(size).ok()?, usize::try_from(header).ok()?);
        let body = &mut boxes[at + header..at + size];
        match &kind {
            b"stco" => entries::<4>(body)?.try_for_each(|place| {
                let moved = shifted(u32::from_be_bytes(*place).into(), data, by);
                *place = u32::try_from(moved).ok()?.to_be_bytes();
                Some(())
            })?,
            b"co64" => entries::<8>(body)?.for_each(|place| {
                *place = shifted(u64::from_be_bytes(*place), data, by).to_be_bytes();
            }),
            // A compressed index holds its places where they cannot be set right.
            b"cmov" => return None,
            kind if HOLDERS.contains(&kind) => set_right(body, data, by)?,
            _ => (),
        }
        at += size;
    }
    Some(())
}

/// Returns the places of a table (8.7.5): version and flags, their number, they themselves.
fn entries<const BYTES: usize>(table: &mut [u8]) -> Option<impl Iterator<Item = &mut [u8; BYTES]>> {
    let count = u32::from_be_bytes(*table.get(4..)?.first_chunk()?) as usize;
    let places = table.get_mut(8..)?.as_chunks_mut::<BYTES>().0;
    Some(places.get_mut(..count)?.iter_mut())
}

fn shifted(place: u64, data: &Range<u64>, by: u64) -> u64 {
    if data.contains(&place) { place.saturating_add(by) } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(8 + body.len() as u32).to_be_bytes(), &kind[..], body].concat()
    }

    /// Makes an index with one table of places.
    fn index(table: &[u8; 4], places: &[u8]) -> Vec<u8> {
        HOLDERS.iter().rev().fold(boxed(table, places), |inside, kind| boxed(kind, &inside))
    }

    fn read(film: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        IndexFirst::new(io::Cursor::new(film)).unwrap().read_to_end(&mut read).unwrap();
        read
    }

    #[test]
    fn an_index_at_the_end_comes_first_and_points_to_where_the_data_is() {
        let (start, data, rest) = (boxed(b"ftyp", b"isom"), boxed(b"mdat", b"frames"), boxed(b"free", b"more"));
        let shown = start.len() as u32 + 8;
        for (table, place) in
            [(b"stco", shown.to_be_bytes().to_vec()), (b"co64", u64::from(shown).to_be_bytes().to_vec())]
        {
            let table = index(table, &[&[0; 4][..], &1u32.to_be_bytes(), &place].concat());
            let film = [&start[..], &data, &table, &rest].concat();
            let read = read(&film);
            assert_eq!(read.len(), film.len());
            let at = read.len() - rest.len() - data.len();
            assert_eq!(read[at..], [&data[..], &rest].concat());
            let moved = &read[start.len()..at];
            assert_eq!(moved[4..8], *b"moov");
            let place = u32::from_be_bytes(moved[moved.len() - 4..].try_into().unwrap());
            assert_eq!(&read[place as usize..][..6], b"frames");
        }
    }

    #[test]
    fn all_else_is_read_as_it_stands() {
        let (start, data) = (boxed(b"ftyp", b"isom"), boxed(b"mdat", b"frames"));
        let table = |count: u32| index(b"stco", &[&[0; 4][..], &count.to_be_bytes(), &[0; 4]].concat());
        let packed = boxed(b"moov", &boxed(b"cmov", b"zlib"));
        let check = |film: &[u8]| assert_eq!(read(film), film);
        check(b"");
        check(b"no film at all, but long enough for a header");
        check(&[&start[..], &table(1), &data].concat());
        check(&[&start[..], &data, &table(2)].concat());
        check(&[&start[..], &data, &packed].concat());
        check(&[&data[..], &table(1)].concat());
    }

    #[test]
    fn no_cut_of_a_film_is_an_error() {
        let film = [
            boxed(b"ftyp", b"isom"),
            boxed(b"mdat", b"frames"),
            index(b"stco", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 20]),
        ]
        .concat();
        for len in 0..film.len() {
            assert_eq!(read(&film[..len]).len(), len);
        }
    }
}
