//! What she hands over: only what was chosen, its place in the log, and a seal over all of it.

mod bytes;
mod choice;
mod exhibit;
mod origin;
mod view;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Serialize;
use temoin_case::{Case, CaseError, Entropy, Head, KeptLeaf};
use temoin_dossier::{
    Bytes, DossierError, EarlierCheckpoint, Language, Lock, LogPart, Package, ProvedLeaf, ReceiptView, StampFile, View,
    WitnessFile, receipt as receipt_page, stage, write_container,
};
use temoin_evidence::ItemId;
use temoin_seal::leaf::LeafKind;
use temoin_seal::merkle::{Hash, sha256};
use temoin_seal::package::ShownLeaf;

use self::bytes::CaseBytes;
pub use self::choice::Choice;
use crate::care::{new_file, vacant, write_new};
use crate::seal::{self, SealLine, stamp_online};
use crate::worker::Worker;
use crate::{Authority, Clock, DeskError};

/// Says what to hand over, and where to write it.
pub struct DossierRequest {
    /// What may be shown.
    pub choice: Choice,
    /// Who may open the container of originals.
    pub originals: Option<OriginalsKey>,
    /// The language of the report.
    pub language: Language,
    /// The folder to write to; created if needed.
    pub out: PathBuf,
    /// Whether to write the package as a folder too.
    pub folder: bool,
    /// Whether to write the report beside the package too.
    pub pdf: bool,
    /// Authorities to ask for a stamp over the export checkpoint.
    pub authorities: Vec<Authority>,
}

/// Says who may open the container of originals.
pub enum OriginalsKey {
    /// Whoever knows this passphrase.
    Passphrase(SecretString),
    /// The holders of these age keys (`age1…`).
    Recipients(Vec<String>),
}

/// Is what was written.
#[derive(Clone, Debug, Serialize)]
pub struct HandedOver {
    /// The package.
    pub package: String,
    /// The package as a folder, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The report by itself, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdf: Option<String>,
    /// The container of originals; null when none was ticked.
    pub originals: Option<String>,
    /// Fingerprint of the seal note, to be told by another way.
    pub fingerprint: String,
    /// Fingerprint of the key.
    pub key_fingerprint: String,
    /// What is shown.
    pub shown: ShownCounts,
    /// What stays with her.
    pub withheld: WithheldCounts,
    /// Stamps over the export checkpoint.
    pub timestamps: Vec<seal::StampLine>,
}

/// Counts what is shown.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ShownCounts {
    /// Exhibits.
    pub items: u64,
    /// Records whose bytes are in the package.
    pub records: u64,
    /// Statements.
    pub entries: u64,
}

/// Counts what stays with her.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WithheldCounts {
    /// Entries of the log.
    pub leaves: u64,
    /// Pieces of the exhibits.
    pub pieces: u64,
}

const PACKAGE: &str = "dossier.zip";
const FOLDER: &str = "dossier";
const PDF: &str = "dossier.pdf";
const ORIGINALS: &str = "originals.zip.age";

/// Writes the package, and the container of originals where some are ticked.
///
/// # Errors
/// Nothing was chosen, something chosen is not there, something stands where a result goes, an authority did not
/// answer, or what the case, the page and the disk say. Nothing half written stays.
pub fn dossier(
    case: &mut Case,
    worker: &mut Worker,
    clock: &dyn Clock,
    entropy: &mut dyn Entropy,
    request: &DossierRequest,
) -> Result<HandedOver, DeskError> {
    request.choice.check()?;
    let places = places(request)?;
    let recipients = recipients(request)?;
    let view = view::view(case, worker, clock, &request.choice, request.language)?;
    if view.exhibits.is_empty() && view.statements.is_empty() {
        return Err(DeskError::Empty);
    }
    let items: Vec<ItemId> = view.exhibits.iter().map(|exhibit| exhibit.item.id).collect();
    let staged = stage(&view, &CaseBytes { case, items: items.clone() }).map_err(failed)?;
    let head = export(case, clock, Hash(staged.manifest_sha256().0), &view)?;
    let mut timestamps = Vec::new();
    for authority in &request.authorities {
        timestamps.push(stamp_online(case, entropy, authority)?);
    }
    let log = log_part(case, &view, &head)?;
    let pdf = places.pdf.as_ref().map(|_| staged.pdf().to_vec());
    let package = staged.finish(&log, case.signer()).map_err(failed)?;
    let bytes = CaseBytes { case, items };
    write(&package, &view, &bytes, &places, lock(request, &recipients))?;
    if let (Some(place), Some(pdf)) = (&places.pdf, pdf) {
        write_new(place, &pdf)?;
    }
    disclosed(case, clock, &package)?;
    Ok(given(&package, places, case, timestamps))
}

/// Is where the results go.
struct Places {
    package: PathBuf,
    folder: Option<PathBuf>,
    pdf: Option<PathBuf>,
    originals: Option<PathBuf>,
}

fn places(request: &DossierRequest) -> Result<Places, DeskError> {
    if !request.choice.originals.is_empty() && request.originals.is_none() {
        return Err(DeskError::OriginalsKey);
    }
    let places = Places {
        package: request.out.join(PACKAGE),
        folder: request.folder.then(|| request.out.join(FOLDER)),
        pdf: request.pdf.then(|| request.out.join(PDF)),
        originals: (!request.choice.originals.is_empty()).then(|| request.out.join(ORIGINALS)),
    };
    let others = [&places.folder, &places.pdf, &places.originals].into_iter().flatten();
    std::iter::once(&places.package).chain(others).try_for_each(|place| vacant(place))?;
    Ok(places)
}

fn recipients(request: &DossierRequest) -> Result<Vec<age::x25519::Recipient>, DeskError> {
    let Some(OriginalsKey::Recipients(texts)) = &request.originals else { return Ok(Vec::new()) };
    texts.iter().map(|text| text.trim().parse().map_err(|_| CaseError::Recipient.into())).collect()
}

fn lock<'r>(request: &DossierRequest, recipients: &'r [age::x25519::Recipient]) -> Option<Lock<'r>> {
    Some(match request.originals.as_ref()? {
        OriginalsKey::Passphrase(passphrase) => Lock::Passphrase(passphrase.clone()),
        OriginalsKey::Recipients(_) => {
            Lock::Recipients(recipients.iter().map(|one| one as &dyn age::Recipient).collect())
        }
    })
}

/// Fixes the payload in the log: its leaf is the last one of the checkpoint that goes with it.
fn export(case: &mut Case, clock: &dyn Clock, manifest: Hash, view: &View) -> Result<Head, DeskError> {
    let mut batch = case.batch()?;
    let index = batch.export(manifest, &clock.now())?;
    if index != view.log_size {
        return Err(DeskError::Dossier(Box::new(DossierError::Checkpoint)));
    }
    let head = batch.seal()?;
    batch.commit()?;
    Ok(head)
}

/// Gathers what the log adds: shown leaves with their proofs, every earlier checkpoint, stamps, witnesses.
fn log_part(case: &Case, view: &View, head: &Head) -> Result<LogPart, DeskError> {
    let size = head.checkpoint.size;
    let mut leaves = Vec::new();
    for (index, fields) in shown_leaves(case, view)? {
        let KeptLeaf::Whole(sealed) = case.leaf(index)? else { return Err(CaseError::NotInLog(index).into()) };
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        let shown = ShownLeaf { index, opened: sealed.opening(&names), leaf: sealed.leaf };
        leaves.push(ProvedLeaf { shown, proof: case.inclusion(index, size)? });
    }
    let tokens: Vec<_> = case.tokens()?.into_iter().filter(|token| token.size <= size).collect();
    let cosigned: Vec<_> = case.cosignatures()?.into_iter().filter(|one| one.size <= size).collect();
    let mut earlier = Vec::new();
    // All of them, stamped or not: one may have been left with someone, on a receipt.
    for head in case.checkpoints()?.into_iter().filter(|head| head.checkpoint.size < size) {
        let earlier_size = head.checkpoint.size;
        let consistency = case.consistency(earlier_size, size)?;
        earlier.push(EarlierCheckpoint { size: earlier_size, note: head.note, consistency });
    }
    let stamp = |token: temoin_case::Token| {
        let time = view::stamp_time(&token.time)
            .map(|time| time.time.unix_ms_as_utc() / 1000)
            .and_then(|s| u64::try_from(s).ok());
        let chain = (!token.chain_pem.is_empty()).then(|| token.chain_pem.into_bytes());
        Ok(StampFile { size: token.size, response: token.response, chain, time: time.ok_or(DeskError::BadStamp)? })
    };
    let witness = |one: temoin_case::Cosignature| WitnessFile { size: one.size, note: one.file, key: one.witness };
    Ok(LogPart {
        checkpoint: head.note.clone(),
        leaves,
        earlier,
        stamps: tokens.into_iter().map(stamp).collect::<Result<_, DeskError>>()?,
        witnesses: cosigned.into_iter().map(witness).collect(),
    })
}

/// Lists the leaves to show with the names of the fields to open. Where things lay on her disk is never opened.
fn shown_leaves(case: &Case, view: &View) -> Result<Vec<(u64, Vec<String>)>, DeskError> {
    let named = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let mut leaves = Vec::new();
    for exhibit in &view.exhibits {
        let mut fields = named(&["item", "sha256", "size", "media_type", "pieces", "received", "obtained", "inside"]);
        if exhibit.item.name.is_some() {
            fields.extend(named(&["name", "modified"]));
        }
        leaves.push((exhibit.leaf.index, fields));
    }
    for statement in &view.statements {
        let KeptLeaf::Whole(sealed) = case.leaf(statement.leaf.index)? else {
            return Err(DeskError::UnknownEntry(statement.entry.id));
        };
        leaves.push((statement.leaf.index, view::open_fields(&sealed, &view.named)));
    }
    for answer in &view.answers {
        leaves.push((answer.leaf.index, named(&["item", "question", "answer", "by", "answered"])));
    }
    leaves.push((view.log_size, named(&["manifest", "made"])));
    Ok(leaves)
}

/// Writes under other names first, so that a kill leaves nothing that looks whole.
fn write(
    package: &Package,
    view: &View,
    bytes: &dyn Bytes,
    places: &Places,
    lock: Option<Lock<'_>>,
) -> Result<(), DeskError> {
    let out = places.package.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(out).map_err(DeskError::Output)?;
    if let (Some(place), Some(lock)) = (&places.originals, lock) {
        written(place, |file| write_container(view, bytes, lock, file).map(drop).map_err(failed))?;
    }
    if let Some(folder) = &places.folder {
        package.write_folder(bytes, folder).map_err(|error| {
            let _ = fs::remove_dir_all(folder);
            failed(error)
        })?;
    }
    written(&places.package, |file| package.write_zip(bytes, file).map(drop).map_err(failed))
}

fn written(
    place: &Path,
    write: impl FnOnce(&mut BufWriter<fs::File>) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = place.with_file_name(name);
    // Left by an act that was cut off; it was never whole.
    let _ = fs::remove_file(&part);
    let mut file = BufWriter::with_capacity(1 << 18, new_file(&part)?);
    let done = write(&mut file)
        .and_then(|()| file.flush().and_then(|()| file.get_ref().sync_all()).map_err(DeskError::Output))
        .and_then(|()| fs::rename(&part, place).map_err(DeskError::Output));
    if done.is_err() {
        let _ = fs::remove_file(&part);
    }
    done
}

/// Seals that the package was made to be handed over.
fn disclosed(case: &mut Case, clock: &dyn Clock, package: &Package) -> Result<(), DeskError> {
    let mut batch = case.batch()?;
    let note = sha256(package.seal_note()).to_string();
    batch.leaf(
        LeafKind::Disclosure,
        None,
        vec![("package".into(), note.into()), ("made".into(), clock.now().to_string().into())],
    )?;
    batch.commit()?;
    Ok(())
}

fn given(package: &Package, places: Places, case: &Case, timestamps: Vec<seal::StampLine>) -> HandedOver {
    let seal = package.seal();
    let shown = |path: PathBuf| path.to_string_lossy().into_owned();
    HandedOver {
        package: shown(places.package),
        folder: places.folder.map(shown),
        pdf: places.pdf.map(shown),
        originals: places.originals.map(shown),
        fingerprint: package.fingerprint(),
        key_fingerprint: case.verifier_key().fingerprint(),
        shown: ShownCounts { items: seal.exhibits, records: seal.records, entries: seal.statements },
        withheld: WithheldCounts { leaves: seal.leaves_withheld, pieces: seal.pieces_withheld },
        timestamps,
    }
}

fn failed(error: DossierError) -> DeskError {
    match error {
        DossierError::Nothing => DeskError::NothingChosen,
        DossierError::Write(error) => DeskError::Output(error),
        error => DeskError::Dossier(Box::new(error)),
    }
}

/// Writes the paper she can leave with someone today, over a checkpoint made now.
///
/// # Errors
/// [`DeskError::Empty`] when nothing was kept yet; those of the case, the page and the disk.
pub fn receipt(case: &mut Case, clock: &dyn Clock, language: Language, out: &Path) -> Result<SealLine, DeskError> {
    let sealed = seal::seal(case)?;
    let head = view::head(case)?.ok_or(DeskError::Empty)?;
    let page = receipt_page(&ReceiptView {
        language,
        made: clock.now(),
        program: view::program(),
        key: view::key(case),
        size: head.size,
        root: head.root,
        sealed: head.made,
        checkpoint: sealed.checkpoint.clone(),
        package: None,
    });
    write_new(out, &page.map_err(|error| DeskError::Dossier(Box::new(error)))?)?;
    Ok(sealed)
}
