use crate::set::Set;
use crate::{documents, notes, trees, zips};

/// Returns every set of vectors that is made here.
pub fn all() -> Vec<Set> {
    [trees::all(), notes::all(), documents::all(), zips::all()].concat()
}
