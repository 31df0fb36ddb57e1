use std::io;

/// Is something that can be read at any place: a file, a blob of the vault, a slice.
///
/// Readers ask for ascending places almost always; going back is rare, so a source that can only be streamed may start anew.
pub trait Source {
    /// Returns the number of bytes.
    fn len(&self) -> u64;

    /// Reads at a place into the buffer and returns how many bytes came; nothing only at the end.
    ///
    /// # Errors
    /// What the medium reports.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;

    /// Returns whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        let count = rest.len().min(buf.len());
        buf[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buf)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buf)
    }
}

/// Fills the buffer from a place, or as much of it as there is; returns how many bytes came.
///
/// # Errors
/// What the medium reports.
pub fn fill(source: &dyn Source, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < buf.len() {
        match source.read_at(offset + count as u64, &mut buf[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// Returns the bytes of a range, or as many of them as there are.
///
/// # Errors
/// What the medium reports.
pub fn slice(source: &dyn Source, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    let there = source.len().saturating_sub(offset).min(len as u64) as usize;
    let mut bytes = vec![0; there];
    let count = fill(source, offset, &mut bytes)?;
    bytes.truncate(count);
    Ok(bytes)
}
