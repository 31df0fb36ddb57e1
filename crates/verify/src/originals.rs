use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use temoin_seal::manifest::Manifest;
use temoin_seal::merkle::Hash;
use temoin_seal::package::path::{MANIFEST, exhibit};

use crate::archive::Archive;
use crate::contents::SealedItem;
use crate::files::Files;
use crate::piece_file::PieceFile;
use crate::report::{Checks, Code};
use crate::whole::{self, Cuts};

/// What each exhibit's leaf commits to, by number.
pub(crate) type Sealed = BTreeMap<u64, SealedItem>;

const ORIGINALS: &str = "originals/";
const SECRETS: &str = "secrets/";
/// The most bytes of a manifest or of one file of cuts.
const MAX_TEXT: u64 = 64 << 20;

/// Checks the originals container, and returns the cuts of the exhibits that it holds.
pub(crate) fn check<R: Read + Seek>(
    archive: &Archive<R>,
    sealed: &Sealed,
    pieces: &BTreeMap<u64, PieceFile>,
    checks: &mut Checks,
) -> BTreeMap<u64, Cuts> {
    for fault in archive.faults() {
        checks.failed(Code::Originals, &fault.object, &fault.detail);
    }
    let mut container = Container { archive, cuts: BTreeMap::new() };
    let Some(manifest) = container.text(MANIFEST).and_then(|bytes| Manifest::parse(&bytes).ok()) else {
        checks.failed(Code::Originals, MANIFEST, "It is missing or damaged.");
        return container.cuts;
    };
    let listed: BTreeSet<&str> = manifest.iter().map(|(name, _)| name).collect();
    for name in archive.list().keys().filter(|name| *name != MANIFEST && !listed.contains(name.as_str())) {
        checks.failed(Code::Originals, name, "It is not one that the container lists.");
    }
    if !manifest.iter().any(|(name, _)| name.starts_with(ORIGINALS)) {
        checks.failed(Code::Originals, MANIFEST, "The container holds no original.");
    }
    for (name, _) in manifest.iter().filter(|(name, _)| name.starts_with(SECRETS)) {
        container.secret(name, checks);
    }
    for (name, listed) in manifest.iter() {
        let result = container.file(name, listed, sealed, pieces);
        match result {
            Ok(detail) => checks.noted(Code::Originals, name, detail),
            Err(Finding::Missing) => {
                checks.missing(Code::Originals, name, "The container promises it, and it is not there.")
            }
            Err(Finding::Wrong(why)) => checks.failed(Code::Originals, name, why),
        }
    }
    container.cuts
}

enum Finding {
    Missing,
    Wrong(&'static str),
}

struct Container<'a, R> {
    archive: &'a Archive<R>,
    cuts: BTreeMap<u64, Cuts>,
}

impl<R: Read + Seek> Container<'_, R> {
    fn text(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.archive.open(name).ok()?.take(MAX_TEXT).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    fn secret(&mut self, name: &str, checks: &mut Checks) {
        let Some(bytes) = self.text(name) else { return };
        match (numbered(name, SECRETS), Cuts::parse(&bytes)) {
            (Some(number), Some(cuts)) => {
                self.cuts.insert(number, cuts);
            }
            _ => checks.failed(Code::Originals, name, "It is not the secret of an exhibit."),
        }
    }

    fn file(
        &self,
        name: &str,
        listed: Hash,
        sealed: &Sealed,
        pieces: &BTreeMap<u64, PieceFile>,
    ) -> Result<&'static str, Finding> {
        let mut bytes = self.archive.open(name).map_err(|_| Finding::Missing)?;
        let (hash, size) = whole::hash(&mut bytes).map_err(|_| Finding::Wrong("It cannot be read."))?;
        if hash != listed {
            return Err(Finding::Wrong("Its bytes are not those that the container lists."));
        }
        if name.starts_with(SECRETS) {
            return Ok("");
        }
        let number = numbered(name, ORIGINALS).ok_or(Finding::Wrong("A container has no such place."))?;
        let item = sealed.get(&number).ok_or(Finding::Wrong("No exhibit of the package has this number."))?;
        if (hash, size) != (item.sha256, item.size) {
            return Err(Finding::Wrong("It is not the original that was sealed."));
        }
        if let Some(shown) = pieces.get(&number) {
            let mut bytes = self.archive.open(name).map_err(|_| Finding::Missing)?;
            if !whole::holds(&mut bytes, &shown.spans).unwrap_or(false) {
                return Err(Finding::Wrong("The shown pieces do not stand in it where they say."));
            }
        }
        let Some(cuts) = self.cuts.get(&number) else { return Ok("It is the original that was sealed.") };
        let mut bytes = self.archive.open(name).map_err(|_| Finding::Missing)?;
        match cuts.recompute(&mut bytes, item) {
            Ok(Some(true)) => Ok("It is the original that was sealed; all its pieces were recomputed."),
            Ok(None) => Ok("It is the original that was sealed; where it was cut into pieces is not told."),
            Ok(Some(false)) => Err(Finding::Wrong("Its pieces do not recompute to what was sealed.")),
            Err(_) => Err(Finding::Wrong("It cannot be read.")),
        }
    }
}

/// Returns the exhibit's number of `originals/Piece-NN.ext` and `secrets/Piece-NN.txt`.
fn numbered(name: &str, folder: &str) -> Option<u64> {
    let name = name.strip_prefix(folder)?;
    let stem = &name[..name.find(['.', '_']).unwrap_or(name.len())];
    let number = stem.strip_prefix("Piece-")?.parse().ok()?;
    (exhibit(number) == stem && !name.contains('/')).then_some(number)
}
