use std::io;

use crate::Source;

/// Bytes asked for at first.
const BLOCK: usize = 256 << 10;

/// Slides forward over a source and holds only the bytes around its place.
pub struct Window<'s> {
    source: &'s dyn Source,
    held: Vec<u8>,
    /// Place of the first byte held.
    base: u64,
    /// The next byte, within what is held.
    at: usize,
    complete: bool,
}

impl<'s> Window<'s> {
    /// Makes a window that begins at a place.
    pub fn new(source: &'s dyn Source, from: u64) -> Self {
        Self { source, held: Vec::new(), base: from, at: 0, complete: false }
    }

    /// Returns the place of the next byte.
    pub fn place(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Returns the bytes held from here on; there may be more, see [`Window::is_complete`].
    pub fn rest(&self) -> &[u8] {
        &self.held[self.at..]
    }

    /// Returns whether what is held reaches to the end of the source.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Steps over bytes that are held.
    ///
    /// # Panics
    /// When fewer are held.
    pub fn advance(&mut self, count: usize) {
        assert!(count <= self.held.len() - self.at, "only what is held can be stepped over");
        self.at += count;
    }

    /// Holds more bytes from here on: at least as many again, so that whoever looks anew from the start does so a
    /// logarithmic number of times. Returns whether there were any.
    ///
    /// # Errors
    /// What the medium reports.
    pub fn more(&mut self) -> io::Result<bool> {
        self.held.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        if self.held.is_empty() && self.held.capacity() > 8 * BLOCK {
            self.held = Vec::new();
        }
        let had = self.held.len();
        let left = self.source.len().saturating_sub(self.base + had as u64);
        self.held.resize(had + had.max(BLOCK).min(usize::try_from(left).unwrap_or(usize::MAX)), 0);
        let came = crate::fill(self.source, self.base + had as u64, &mut self.held[had..]);
        self.held.truncate(had + *came.as_ref().unwrap_or(&0));
        let came = came?;
        self.complete = self.base + self.held.len() as u64 >= self.source.len() || came == 0;
        Ok(came > 0)
    }

    /// Returns the next byte without stepping over it; nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    #[inline]
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.held.len() && !self.complete {
            self.more()?;
        }
        Ok(self.held.get(self.at).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_every_byte_once() {
        let bytes: Vec<u8> = (0..3 * BLOCK + 17).map(|n| (n % 251) as u8).collect();
        let mut window = Window::new(&bytes, 5);
        let mut seen = Vec::new();
        while let Some(byte) = window.peek().unwrap() {
            assert_eq!(window.place(), 5 + seen.len() as u64);
            seen.push(byte);
            window.advance(1);
        }
        assert_eq!(seen, bytes[5..]);
        assert!(window.is_complete());
    }

    #[test]
    fn more_keeps_what_was_not_stepped_over() {
        let bytes: Vec<u8> = (0..4 * BLOCK).map(|n| (n % 251) as u8).collect();
        let mut window = Window::new(&bytes, 0);
        assert!(window.more().unwrap());
        window.advance(7);
        while window.more().unwrap() {}
        assert_eq!(window.rest(), &bytes[7..]);
    }
}
