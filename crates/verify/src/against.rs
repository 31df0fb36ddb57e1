use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek};
use std::path::PathBuf;

use crate::error::CheckError;
use crate::originals::Sealed;
use crate::package::Package;
use crate::report::{Checks, Code};
use crate::whole::{self, Cuts};

/// Recomputes exhibits from their whole originals, without any parser.
pub(crate) fn check(
    originals: &[PathBuf],
    package: &Package<'_>,
    sealed: &Sealed,
    cuts: &BTreeMap<u64, Cuts>,
    checks: &mut Checks,
) -> Result<(), CheckError> {
    for (place, path) in (1..).zip(originals) {
        let mut file = File::open(path).map_err(CheckError::Against)?;
        let (hash, size) = whole::hash(&mut file).map_err(CheckError::Against)?;
        let mut known = false;
        for (&number, item) in sealed.iter().filter(|(_, item)| (item.sha256, item.size) == (hash, size)) {
            known = true;
            let compared = compare(&mut file, package, number, item, cuts.get(&number)).map_err(CheckError::Against)?;
            match compared {
                Ok(detail) => checks.noted(Code::Against, number.to_string(), detail),
                Err(detail) => checks.failed(Code::Against, number.to_string(), detail),
            }
        }
        if !known {
            let detail = format!("None of the exhibits was sealed with these bytes (SHA-256 {hash}, {size} bytes).");
            checks.failed(Code::Against, format!("original {place}"), detail);
        }
    }
    Ok(())
}

fn compare(
    file: &mut File,
    package: &Package<'_>,
    number: u64,
    item: &crate::contents::SealedItem,
    cuts: Option<&Cuts>,
) -> io::Result<Result<String, String>> {
    let mut said = "Hash and size recompute to the sealed leaf".to_owned();
    if let Some(pieces) = package.sweep.pieces.get(&number) {
        file.rewind()?;
        if pieces.bytes_missing || !whole::holds(file, &pieces.spans)? {
            return Ok(Err("The shown pieces do not stand in the original where they say.".to_owned()));
        }
        said += &format!("; {} shown pieces stand at their places", pieces.shown);
    }
    if let Some(cuts) = cuts {
        file.rewind()?;
        match cuts.recompute(file, item)? {
            Some(true) => said += "; the whole tree of pieces was recomputed",
            Some(false) => return Ok(Err("The pieces do not recompute to what was sealed.".to_owned())),
            None => {}
        }
    }
    Ok(Ok(said + "."))
}
