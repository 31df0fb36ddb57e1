use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use temoin_evidence::AttachmentState;

/// Holds the names of what lies beside a file, without their folders: one list for all that lie there, however often it is
/// handed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Arc<List>);

#[derive(Debug, Default, PartialEq, Eq)]
struct List {
    names: BTreeSet<String>,
    /// There were more than could be listed.
    cut: bool,
}

impl Names {
    /// Takes names, and whether there were more than these.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>, cut: bool) -> Self {
        Self(Arc::new(List { names: names.into_iter().map(Into::into).collect(), cut }))
    }

    /// Says whether a file of that name is there; of a list that was cut, nobody knows what else is missing from it.
    pub fn state(&self, name: &str) -> AttachmentState {
        match (self.0.names.contains(name), self.0.cut) {
            (true, _) => AttachmentState::Present,
            (false, true) => AttachmentState::Unknown,
            (false, false) => AttachmentState::Missing,
        }
    }

    /// Returns whether there are no more names than these.
    pub fn is_whole(&self) -> bool {
        !self.0.cut
    }

    /// Lists the names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.names.iter().map(String::as_str)
    }
}

impl<N: Into<String>> FromIterator<N> for Names {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        Self::new(names, false)
    }
}

/// How a list is written: as it is handed to a worker process.
#[derive(Serialize, Deserialize)]
struct Written<L> {
    names: L,
    cut: bool,
}

impl Serialize for Names {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        Written { names: &self.0.names, cut: self.0.cut }.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let Written { names, cut } = Written::<BTreeSet<String>>::deserialize(d)?;
        Ok(Self(Arc::new(List { names, cut })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cut_list_does_not_hold_is_unknown() {
        for (cut, other) in [(false, AttachmentState::Missing), (true, AttachmentState::Unknown)] {
            let names = Names::new(["b.jpg", "a.jpg", "b.jpg"], cut);
            assert_eq!((names.state("a.jpg"), names.state("c.jpg")), (AttachmentState::Present, other));
            assert_eq!(names.iter().collect::<Vec<_>>(), ["a.jpg", "b.jpg"]);
            let written = serde_json::to_vec(&names).unwrap();
            assert_eq!(serde_json::from_slice::<Names>(&written).unwrap(), names);
        }
    }
}
