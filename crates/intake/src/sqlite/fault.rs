use std::cell::RefCell;
use std::collections::BTreeMap;

/// Is something wrong in a database, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// A stable word.
    pub(crate) code: &'static str,
    /// Zero-based first byte.
    pub(crate) start: u64,
    /// Number of bytes.
    pub(crate) len: u64,
    /// Facts for a person, in English.
    pub(crate) detail: String,
}

/// Most faults of one code that name their place.
const EACH: u64 = 50;

/// Collects faults, bounded.
#[derive(Default)]
pub(super) struct Faults {
    kept: RefCell<Vec<Fault>>,
    counts: RefCell<BTreeMap<&'static str, u64>>,
}

impl Faults {
    /// Adds a fault; the same one again (a table may be read twice) is none.
    pub(super) fn add(&self, code: &'static str, start: u64, len: u64, detail: impl Into<String>) {
        let (mut kept, mut counts) = (self.kept.borrow_mut(), self.counts.borrow_mut());
        let count = counts.entry(code).or_default();
        if *count < EACH {
            let fault = Fault { code, start, len, detail: detail.into() };
            if kept.contains(&fault) {
                return;
            }
            kept.push(fault);
        }
        *count += 1;
    }

    /// Returns all, those that were cut as one that counts them.
    pub(super) fn take(&self) -> Vec<Fault> {
        let mut all = self.kept.take();
        for (code, count) in self.counts.take().into_iter().filter(|(_, count)| *count > EACH) {
            all.push(Fault { code, start: 0, len: 0, detail: format!("{count} in all; {EACH} are named.") });
        }
        all
    }
}
