//! What a list withdraws: only this is held in memory.

use std::collections::HashMap;

use crate::Signal;
use crate::tally::{Found, Halt};

/// Is when something was said: a time as the list writes it, and the number of the row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub time: Option<i64>,
    pub number: u64,
}

impl Said {
    /// Returns whether it is the later word of two: by their times, or by their order where one has none.
    fn is_after(self, other: Self) -> bool {
        match (self.time, other.time) {
            (Some(one), Some(two)) if one != two => one > two,
            _ => self.number > other.number,
        }
    }
}

/// Holds the hashes that are withdrawn, each with the last time that this was said.
pub(crate) struct Removed {
    most: usize,
    open: bool,
    all: HashMap<Signal, Said>,
}

impl Removed {
    pub fn new(most: usize) -> Self {
        Self { most, open: true, all: HashMap::new() }
    }

    /// Ends the collecting.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// Takes what a row withdraws.
    pub fn add(&mut self, found: &Found, said: Said) -> Result<(), Halt> {
        for given in found.given.iter().filter(|_| self.open) {
            let last = self.all.entry(given.signal).or_insert(said);
            if said.is_after(*last) {
                *last = said;
            }
            if self.all.len() > self.most {
                return Err(Halt::Removed);
            }
        }
        Ok(())
    }

    /// Takes away what of a row was withdrawn after it; returns whether nothing is left of it.
    pub fn apply(&self, found: &mut Found, said: Said) -> bool {
        if self.all.is_empty() || found.given.is_empty() {
            return false;
        }
        found.given.retain(|given| self.all.get(&given.signal).is_none_or(|removed| said.is_after(*removed)));
        found.given.is_empty()
    }
}
