use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::path::Path;

use temoin_seal::package::Index;

use crate::anchors::Known;
use crate::archive::{Archive, is_sign};
use crate::error::CheckError;
use crate::files::{Files, MAX_FILES};
use crate::folder::Folder;
use crate::leaves::Leaves;
use crate::log::Log;
use crate::options::Options;
use crate::originals::Sealed;
use crate::package::Package;
use crate::report::{Checks, Item, ItemPieces, Report, Shown, Withheld};
use crate::seal::Seal;
use crate::sweep::Sweep;
use crate::unlock::Opened;
use crate::{against, bag, contents, originals, stamp, witness};

/// Checks a package: a canonical ZIP, an unpacked folder, or a ZIP encrypted with age.
///
/// # Errors
/// Nothing there can be recognised as a package or opened, or an option cannot be used.
pub fn check(path: &Path, options: &Options) -> Result<Report, CheckError> {
    if path.is_dir() {
        return check_files(&Folder::open(path)?, options);
    }
    check_zip(Opened::open(path, &options.unlock)?, options)
}

/// Checks a package in one ZIP.
///
/// # Errors
/// As [`check`].
pub fn check_zip<R: Read + Seek>(source: R, options: &Options) -> Result<Report, CheckError> {
    let archive = Archive::open(source).map_err(CheckError::Unreadable)?.ok_or(CheckError::NotAPackage)?;
    if archive.len() > MAX_FILES {
        return Err(CheckError::TooMany);
    }
    checked(&archive, options)
}

/// Checks a package whose files lie anywhere.
///
/// # Errors
/// As [`check`].
pub fn check_files(files: &dyn Files, options: &Options) -> Result<Report, CheckError> {
    if !files.list().keys().any(|name| is_sign(name)) {
        return Err(CheckError::NotAPackage);
    }
    checked(files, options)
}

fn checked(files: &dyn Files, options: &Options) -> Result<Report, CheckError> {
    let known = Known::read(&options.anchors)?;
    let mut checks = Checks::default();
    for fault in files.faults() {
        checks.failed(fault.code, &fault.object, &fault.detail);
    }
    let sweep = Sweep::over(files, &mut checks);
    let seal = Seal::read(&sweep, &mut checks);
    let (missing, foreign) = bag::check(files, &sweep, seal.text.as_ref(), &mut checks);
    let package = Package { files, sweep, missing, foreign };
    container(&package, &mut checks);

    seal.compare(&known, &mut checks);
    let log = Log::check(&package, seal.key(), seal.head(), &mut checks);
    log.since(&package, known.since.as_deref(), seal.key(), &mut checks);
    let head = log.head.as_ref();
    let leaves = Leaves::check(&package, &log, seal.key(), &mut checks);
    leaves.export(&package, head, &mut checks);
    let index = contents::check(&package, &leaves, head, &mut checks);
    if let Some(index) = &index {
        contents::exhibits(&package, index, &leaves, &mut checks);
    }
    seal.agree(&package, head, index.as_ref(), &mut checks);
    let times = stamp::check(&package, &log, &known.roots, &mut checks);
    witness::check(&package, &log, seal.keys.as_ref(), &mut checks);
    given(&package, index.as_ref(), &leaves, options, &mut checks)?;

    let (verdict, checks) = checks.finish();
    let index = index.unwrap_or_default();
    Ok(Report {
        verdict,
        fingerprint: seal.fingerprint.clone(),
        key_fingerprint: seal.key().map(|key| key.fingerprint()),
        key: seal.key().map(ToString::to_string),
        checks,
        times,
        shown: shown(&index),
        withheld: Withheld { leaves: index.leaves_withheld, pieces: index.pieces_withheld },
        items: items(&index, &leaves),
    })
}

/// A ZIP whose every byte is as it must be passes; a folder has no container to check.
fn container(package: &Package<'_>, checks: &mut Checks) {
    use crate::report::Code;
    let is_zip = package.files.list().keys().next().is_some_and(|name| package.files.crc32(name).is_some());
    if is_zip && !checks.has_failed(Code::Container) {
        checks.passed(Code::Container, "zip");
    }
}

/// Checks what the person gave beside the package: the originals container, whole originals.
fn given(
    package: &Package<'_>,
    index: Option<&Index>,
    leaves: &Leaves,
    options: &Options,
    checks: &mut Checks,
) -> Result<(), CheckError> {
    let mut sealed = Sealed::new();
    for (number, exhibit) in (1..).zip(index.iter().flat_map(|index| &index.exhibits)) {
        sealed.extend(leaves.by_index.get(&exhibit.leaf).and_then(contents::sealed_item).map(|item| (number, item)));
    }
    let mut cuts = BTreeMap::new();
    if let Some(path) = &options.originals {
        let opened = Opened::open(path, &options.unlock)?;
        let archive = Archive::open(opened).map_err(CheckError::Originals)?.ok_or(CheckError::NotAPackage)?;
        cuts = originals::check(&archive, &sealed, &package.sweep.pieces, checks);
    }
    against::check(&options.against, package, &sealed, &cuts, checks)
}

fn shown(index: &Index) -> Shown {
    let pieces = index.exhibits.iter().filter_map(|exhibit| exhibit.pieces);
    Shown {
        items: index.exhibits.len() as u64,
        records: pieces.fold(0, |sum: u64, pieces| sum.saturating_add(pieces.shown)),
        entries: index.statements.len() as u64,
    }
}

fn items(index: &Index, leaves: &Leaves) -> Vec<Item> {
    let item = |(number, exhibit): (u64, &temoin_seal::package::Exhibit)| {
        let sealed = leaves.by_index.get(&exhibit.leaf).and_then(contents::sealed_item);
        Item {
            exhibit: number,
            origin: exhibit.origin.to_string(),
            sha256: sealed.as_ref().map(|item| item.sha256.to_string()),
            size: sealed.as_ref().map(|item| item.size),
            file: exhibit.file.clone(),
            pieces: exhibit.pieces.map(|pieces| ItemPieces { count: pieces.count, shown: pieces.shown }),
        }
    };
    (1..).zip(&index.exhibits).map(item).collect()
}
