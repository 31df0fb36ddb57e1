use std::io::{self, Read, Write};

/// The longest payload that either side accepts, in bytes.
pub(crate) const LONGEST: usize = 16 << 20;

/// Says what a frame carries. The numbers are spoken between one program and itself, and may change with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// Host to guest: a job, as JSON.
    Job = 1,
    /// Host to guest: the bytes that were asked for; fewer only at the end.
    Bytes = 2,
    /// Host to guest: the bytes cannot be read.
    Unreadable = 3,
    /// Host to guest: a list of names, for the jobs that follow: a byte that says which, then the list as JSON.
    Names = 4,
    /// Guest to host: asks for bytes (offset, length).
    Want = 16,
    /// Guest to host: records, a JSON line each.
    Records = 17,
    /// Guest to host: records as `inspect --records` prints them, to be passed through.
    Lines = 18,
    /// Guest to host: a note, as JSON.
    Note = 19,
    /// Guest to host: pieces, (start, length) each.
    Pieces = 20,
    /// Guest to host: a member of an archive begins, as JSON.
    Member = 21,
    /// Guest to host: bytes of the member, or of the picture asked for.
    Data = 22,
    /// Guest to host: the member ends, as JSON.
    MemberEnd = 23,
    /// Guest to host: the job is done; what came of it, as JSON.
    Done = 24,
    /// Guest to host: what the bytes are, as JSON; comes before anything that is read from them.
    Detected = 25,
}

impl Kind {
    fn of(number: u8) -> Option<Self> {
        use Kind::*;
        [Job, Bytes, Unreadable, Names, Want, Records, Lines, Note, Pieces, Member, Data, MemberEnd, Done, Detected]
            .into_iter()
            .find(|kind| *kind as u8 == number)
    }
}

/// Writes one frame: its kind, its length as four bytes, least first, and its payload.
pub(crate) fn write(out: &mut impl Write, kind: Kind, payload: &[u8]) -> io::Result<()> {
    if payload.len() > LONGEST {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut head = [kind as u8; 5];
    head[1..].copy_from_slice(&(payload.len() as u32).to_le_bytes());
    out.write_all(&head)?;
    out.write_all(payload)
}

/// Reads one frame into `payload`; nothing at a clean end of the stream.
///
/// # Errors
/// `InvalidData` for an unknown kind or a payload that is too long; `UnexpectedEof` inside a frame.
pub(crate) fn read(from: &mut impl Read, payload: &mut Vec<u8>) -> io::Result<Option<Kind>> {
    let Some((kind, len)) = head(from)? else { return Ok(None) };
    payload.resize(len, 0);
    from.read_exact(payload)?;
    Ok(Some(kind))
}

/// Reads one frame to where its payload is wanted; returns its kind and the length of the payload.
///
/// # Errors
/// As [`read`]; `InvalidData` also for a payload that finds no room.
pub(crate) fn read_to(from: &mut impl Read, wanted: &mut [u8]) -> io::Result<Option<(Kind, usize)>> {
    let Some((kind, len)) = head(from)? else { return Ok(None) };
    from.read_exact(wanted.get_mut(..len).ok_or(io::ErrorKind::InvalidData)?)?;
    Ok(Some((kind, len)))
}

fn head(from: &mut impl Read) -> io::Result<Option<(Kind, usize)>> {
    let mut head = [0; 5];
    let mut have = 0;
    while have < head.len() {
        match from.read(&mut head[have..]) {
            Ok(0) if have == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => (),
            Err(e) => return Err(e),
        }
    }
    let kind = Kind::of(head[0]).ok_or(io::ErrorKind::InvalidData)?;
    let len = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
    if len > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Some((kind, len)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<Option<(Kind, &[u8])>, io::ErrorKind>) {
        let mut payload = Vec::new();
        let got = read(&mut &*bytes, &mut payload).map_err(|e| e.kind());
        assert_eq!(got.map(|kind| kind.map(|kind| (kind, payload.as_slice()))), expected, "{bytes:?}");
        let mut wanted = [0; 3];
        let got = read_to(&mut &*bytes, &mut wanted).map_err(|e| e.kind());
        assert_eq!(got.map(|got| got.map(|(kind, len)| (kind, &wanted[..len]))), expected, "{bytes:?}");
    }

    #[test]
    fn a_frame_reads_back_and_anything_else_is_refused() {
        let mut bytes = Vec::new();
        write(&mut bytes, Kind::Note, b"abc").unwrap();
        check(&bytes, Ok(Some((Kind::Note, b"abc"))));
        check(&[], Ok(None));
        for cut in 1..bytes.len() {
            check(&bytes[..cut], Err(io::ErrorKind::UnexpectedEof));
        }
        check(&[99, 0, 0, 0, 0], Err(io::ErrorKind::InvalidData));
        check(&[Kind::Data as u8, 255, 255, 255, 255], Err(io::ErrorKind::InvalidData));
        assert!(read_to(&mut &*bytes, &mut [0; 2]).is_err(), "there is no room for it");
        assert!(write(&mut Vec::new(), Kind::Data, &vec![0; LONGEST + 1]).is_err());
    }
}
