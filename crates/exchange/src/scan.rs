//! Looks for words through a whole file: a list that withdraws nothing is then read once only.

use std::io;

use temoin_syntax::{Source, Window};

/// Returns whether one of some words stands in the file.
pub(crate) fn mentions(source: &dyn Source, words: &[&'static [u8]]) -> io::Result<bool> {
    let finders: Vec<_> = words.iter().map(memchr::memmem::Finder::new).collect();
    let longest = words.iter().map(|word| <[u8]>::len(word)).max().unwrap_or(0);
    let mut window = Window::new(source, 0);
    loop {
        if finders.iter().any(|finder| finder.find(window.rest()).is_some()) {
            return Ok(true);
        }
        if window.is_complete() {
            return Ok(false);
        }
        window.advance(window.rest().len().saturating_sub(longest));
        window.more()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_across_blocks() {
        for at in [0, 1, 262_140, 262_144, 300_000] {
            let mut text = vec![b'x'; 300_010];
            text[at..at + 5].copy_from_slice(b"abcde");
            assert!(mentions(&text, &[b"q", b"abcde"]).unwrap(), "{at}");
            assert!(!mentions(&text, &[b"abcdx_"]).unwrap(), "{at}");
        }
    }
}
