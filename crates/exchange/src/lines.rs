use std::io;

use temoin_syntax::Source;

/// Counts the lines up to places that only go forward.
pub(crate) struct Lines<'s> {
    source: &'s dyn Source,
    at: u64,
    line: u64,
    buffer: Vec<u8>,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(source: &'s dyn Source) -> Self {
        Self { source, at: 0, line: 1, buffer: vec![0; 64 << 10] }
    }

    /// Returns the line of the first byte from `place` on that is neither blank nor a comma, from 1 on.
    pub(crate) fn of(&mut self, place: u64) -> io::Result<u64> {
        while self.at < place {
            let room = usize::try_from(place - self.at).unwrap_or(usize::MAX).min(self.buffer.len());
            let read = self.source.read_at(self.at, &mut self.buffer[..room])?;
            if read == 0 {
                return Ok(self.line);
            }
            self.line += memchr::memchr_iter(b'\n', &self.buffer[..read]).count() as u64;
            self.at += read as u64;
        }
        let mut one = [0];
        let (mut line, mut at) = (self.line, self.at);
        while self.source.read_at(at, &mut one)? == 1 && matches!(one[0], b' ' | b'\t' | b'\r' | b'\n' | b',') {
            line += u64::from(one[0] == b'\n');
            at += 1;
        }
        Ok(line)
    }
}
