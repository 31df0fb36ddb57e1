use std::collections::BTreeSet;

use crate::files::Files;
use crate::layout::{Place, TAGS};
use crate::sweep::Sweep;

/// Is a package whose bytes have been read once: what the checks ask it.
pub(crate) struct Package<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) sweep: Sweep,
    /// What should be there and is not.
    pub(crate) missing: BTreeSet<String>,
    /// What is there and no list names.
    pub(crate) foreign: BTreeSet<String>,
}

impl Package<'_> {
    /// Returns a document of the tag folder.
    pub(crate) fn document(&self, place: Place) -> Option<&[u8]> {
        self.sweep.document(&place.path())
    }

    /// Lists what is there in the tag folder, in the order of paths.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place> {
        let below = self.files.list().range(TAGS.to_owned()..).map(|(name, _)| name);
        below.take_while(|name| name.starts_with(TAGS)).filter_map(|name| Place::of(name))
    }

    /// Lists what is there in the tag folder or should be, in the order of paths.
    pub(crate) fn promised(&self) -> impl Iterator<Item = Place> {
        let names: BTreeSet<&String> = self.files.list().keys().chain(&self.missing).collect();
        names.into_iter().filter_map(|name| Place::of(name))
    }

    /// Returns whether a file that is there is part of the package.
    pub(crate) fn listed(&self, name: &str) -> bool {
        !self.foreign.contains(name)
    }

    /// Returns whether a listed file is not there: what rests on it cannot be checked, and `missing-file` says so.
    pub(crate) fn is_missing(&self, place: Place) -> bool {
        self.missing.contains(&place.path())
    }
}
