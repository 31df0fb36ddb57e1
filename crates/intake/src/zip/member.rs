//! A member as a source of its own, for reading what is inside without keeping it.

use std::cell::RefCell;
use std::io;

use super::directory::Entry;
use super::inflate::Unpacker;
use crate::Source;

/// Reads one member at any place. A deflated one is unpacked anew when a reader goes back: readers hardly do.
pub(crate) struct Member<'a> {
    source: &'a dyn Source,
    data: u64,
    stored: u64,
    size: u64,
    deflated: bool,
    state: RefCell<State<'a>>,
}

struct State<'a> {
    unpacker: Option<Unpacker<'a>>,
    /// Place in the member of the first byte that the unpacker holds.
    at: u64,
}

impl<'a> Member<'a> {
    pub(super) fn new(source: &'a dyn Source, entry: &Entry) -> Self {
        let state = RefCell::new(State { unpacker: None, at: 0 });
        let deflated = entry.method == 8;
        Self { source, data: entry.data, stored: entry.compressed, size: entry.given(), deflated, state }
    }
}

impl Source for Member<'_> {
    fn len(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let room = self.size.saturating_sub(offset).min(buf.len() as u64) as usize;
        let buf = &mut buf[..room];
        if !self.deflated {
            return self.source.read_at(self.data + offset, buf);
        }
        let state = &mut *self.state.borrow_mut();
        let begun = state.unpacker.is_some() && offset >= state.at;
        let unpacker = state.unpacker.get_or_insert_with(|| Unpacker::new(self.source));
        if !begun {
            unpacker.begin(self.data, self.stored, Some(self.size));
            state.at = 0;
        }
        while offset >= state.at + unpacker.held().len() as u64 {
            state.at += unpacker.held().len() as u64;
            if unpacker.next()?.is_empty() {
                return Ok(0);
            }
        }
        let rest = &unpacker.held()[(offset - state.at) as usize..];
        let count = rest.len().min(buf.len());
        buf[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}
