use std::io;

use super::token::Reader;
use super::{Dialect, Token};
use crate::{Source, Window};

/// Lists the tokens of a document of any size; memory holds the largest token and no more.
pub struct Stream<'s> {
    window: Window<'s>,
    reader: Reader,
    most: usize,
    given: usize,
}

impl<'s> Stream<'s> {
    /// Makes the list. A token of more than `most` bytes is given cut, in parts of that size as [`Token::Text`].
    pub fn new(source: &'s dyn Source, dialect: Dialect, most: usize) -> Self {
        Self { window: Window::new(source, 0), reader: Reader::new(dialect), most, given: 0 }
    }

    /// Returns the next token with its first byte and the first byte after it; nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub fn token(&mut self) -> io::Result<Option<(Token<'_>, u64, u64)>> {
        self.window.advance(self.given);
        self.given = 0;
        loop {
            if self.window.peek()?.is_none() {
                return Ok(None);
            }
            let complete = self.window.is_complete() || self.window.rest().len() >= self.most;
            // The reader is asked twice for the token that is found: its state must be that of before.
            let mut trial = self.reader.clone();
            if trial.token(self.window.rest(), complete).is_some() {
                break;
            }
            self.window.more()?;
        }
        let start = self.window.place();
        let complete = self.window.is_complete() || self.window.rest().len() >= self.most;
        let Some((token, len)) = self.reader.token(self.window.rest(), complete) else { return Ok(None) };
        self.given = len;
        Ok(Some((token, start, start + len as u64)))
    }

    /// Returns the bytes of the token given last.
    pub fn raw(&self) -> &[u8] {
        &self.window.rest()[..self.given]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::Tokens;

    #[test]
    fn a_stream_gives_what_a_whole_document_gives() {
        let one =
            format!("<sms body=\"a &gt; b {}\" x='>'/>\n<p>text</p><![CDATA[ <q> ]]><!-- c -->", "y".repeat(5000));
        let text = format!("<?xml?><r>{}</r>", one.repeat(200));
        let bytes = text.as_bytes();
        let mut stream = Stream::new(&bytes, Dialect::Xml, 1 << 20);
        for found in Tokens::new(bytes, Dialect::Xml) {
            let (token, start, end) = stream.token().unwrap().unwrap();
            assert_eq!((token, start, end), (found.token, found.range.start as u64, found.range.end as u64));
            assert_eq!(stream.raw(), &bytes[found.range]);
        }
        assert!(stream.token().unwrap().is_none());
    }
}
