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
    chunk: Vec<u8>,
    /// Place in the member of the chunk's first byte.
    at: u64,
}

impl<'a> Member<'a> {
    pub(super) fn new(source: &'a dyn Source, entry: &Entry) -> Self {
        let state = RefCell::new(State { unpacker: None, chunk: Vec::new(), at: 0 });
        let deflated = entry.method == 8;
        let size = if deflated { entry.size } else { entry.size.min(entry.compressed) };
        Self { source, data: entry.data, stored: entry.compressed, size, deflated, state }
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
        if state.unpacker.is_none() || offset < state.at {
            state.unpacker = Some(Unpacker::new(self.source, self.data, self.stored, true));
            state.chunk.clear();
            state.at = 0;
        }
        while offset >= state.at + state.chunk.len() as u64 {
            state.at += state.chunk.len() as u64;
            state.chunk.clear();
            let Some(unpacker) = &mut state.unpacker else { return Ok(0) };
            if !unpacker.next(&mut state.chunk)? {
                return Ok(0);
            }
        }
        let rest = &state.chunk[(offset - state.at) as usize..];
        let count = rest.len().min(buf.len());
        buf[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}
