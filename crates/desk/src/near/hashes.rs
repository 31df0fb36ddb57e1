use std::path::Path;

use serde::Serialize;
use temoin_case::Case;
use temoin_evidence::{Item, ItemId};
use temoin_exchange::write::{self, Outgoing};
use temoin_fingerprint::{Digests, PdqHash, Quality};

use super::Unseen;
use super::kept::pictures;
use crate::worker::{Stop, Worker};
use crate::{DeskError, vacant, write_new};

/// Says which hashes leave a case, and how.
pub struct HashesRequest<'a> {
    /// The items; all pictures and films where it is empty and `all` is set.
    pub items: &'a [ItemId],
    /// All pictures and films.
    pub all: bool,
    /// The form of the file.
    pub form: HashForm,
    /// The file to write; it must not exist.
    pub out: &'a Path,
}

/// Names the form in which hashes are handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashForm {
    /// A table of all hashes, those of the bytes too.
    Csv,
    /// `type value` lines of ThreatExchange's file exchange: PDQ of pictures, MD5 of films.
    ThreatExchange,
    /// JSON lines as HMA takes them: PDQ of pictures, MD5 of films.
    Hma,
}

/// Is what left a case.
#[derive(Clone, Debug, Serialize)]
pub struct HashesGiven {
    /// The file.
    pub file: String,
    /// What is in it.
    pub given: Vec<HashLine>,
    /// What was chosen and is not in it, and why.
    pub left_out: Vec<LeftOut>,
}

/// Is what the file says of one item.
#[derive(Clone, Debug, Serialize)]
pub struct HashLine {
    /// The item.
    pub item: ItemId,
    /// Its name, which is not in the file.
    pub name: String,
    /// The hash of what the picture shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdq: Option<PdqHash>,
    /// How much there is to recognise in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// MD5 of the bytes, where the form has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
    /// SHA-1 of the bytes, where the form has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha1: Option<String>,
    /// SHA-256 of the bytes, where the form has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// Is an item that was chosen and is not in the file.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOut {
    /// The item.
    pub item: ItemId,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: WhyLeftOut,
}

/// Says why an item's hashes are not in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WhyLeftOut {
    /// It is neither a picture nor a film.
    NotAPicture,
    /// What it shows could not be hashed.
    NotHashed,
    /// There is too little in it to recognise: it would be taken for pictures that are nothing alike.
    LowQuality,
}

impl WhyLeftOut {
    /// Returns the reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotAPicture => "neither a picture nor a film",
            Self::NotHashed => "what it shows could not be hashed",
            Self::LowQuality => "too little in it to recognise: it would be taken for pictures that are nothing alike",
        }
    }
}

/// Writes the hashes of chosen pictures and films to a file, to be handed on. Hashes only: no picture, no name, nothing of
/// what cuts are known by.
///
/// # Errors
/// [`DeskError::NothingChosen`], [`DeskError::OutputExists`], [`DeskError::UnknownItem`], [`DeskError::Empty`] when nothing is
/// left to be written, and those of the case.
pub fn hashes(case: &mut Case, worker: &mut Worker, request: &HashesRequest<'_>) -> Result<HashesGiven, DeskError> {
    if request.items.is_empty() && !request.all {
        return Err(DeskError::NothingChosen);
    }
    vacant(request.out)?;
    let all = case.items()?;
    if let Some(unknown) = request.items.iter().find(|id| all.iter().all(|item| item.id != **id)) {
        return Err(DeskError::UnknownItem(*unknown));
    }
    let is_chosen = |item: &Item| request.all || request.items.contains(&item.id);
    let (mut outgoing, mut given, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    let held = pictures(case, worker, &mut |_, _| ())?;
    let no_picture = all.iter().filter(|item| !request.all && is_chosen(item));
    for item in no_picture.filter(|item| held.iter().all(|held| held.item.id != item.id)) {
        left_out.push(LeftOut { item: item.id, name: item.name.clone(), why: WhyLeftOut::NotAPicture });
    }
    for held in held.into_iter().filter(|held| is_chosen(&held.item)) {
        let item = held.item;
        let pdq = held.seen.pixels.map(|pixels| (pixels.hash, pixels.quality));
        let film = pdq.is_none() && item.media_type.starts_with("video/");
        let why = match pdq {
            None if !film || held.seen.why == Some(Unseen::Damaged) => Some(WhyLeftOut::NotHashed),
            Some((_, quality)) if !quality.is_used() => Some(WhyLeftOut::LowQuality),
            _ => None,
        };
        if let Some(why) = why {
            left_out.push(LeftOut { item: item.id, name: item.name, why });
            continue;
        }
        let digests = Digests::of(case.blob(item.id)?).map_err(|_| DeskError::Stopped(Stop::Unreadable))?;
        let one = chosen(pdq, digests, film, request.form);
        outgoing.push(one);
        given.push(line(item, one));
    }
    if outgoing.is_empty() {
        return Err(DeskError::NoHashes);
    }
    let mut bytes = Vec::new();
    match request.form {
        HashForm::Csv => write::table(&outgoing, &mut bytes),
        HashForm::ThreatExchange => write::lines(&outgoing, &mut bytes),
        HashForm::Hma => write::json_lines(&outgoing, &mut bytes),
    }
    .map_err(DeskError::Output)?;
    write_new(request.out, &bytes)?;
    Ok(HashesGiven { file: request.out.to_string_lossy().into_owned(), given, left_out })
}

/// Chooses the hashes that a form carries.
fn chosen(pdq: Option<(PdqHash, Quality)>, digests: Digests, film: bool, form: HashForm) -> Outgoing {
    let all = form == HashForm::Csv;
    Outgoing {
        pdq: pdq.map(|(hash, _)| hash),
        quality: pdq.map(|(_, quality)| quality),
        md5: (all || film).then_some(digests.md5),
        sha1: all.then_some(digests.sha1),
        sha256: all.then_some(digests.sha256),
        film,
    }
}

/// Says what the file holds of an item, no more and no less but its quality.
fn line(item: Item, Outgoing { pdq, quality, md5, sha1, sha256, .. }: Outgoing) -> HashLine {
    HashLine {
        item: item.id,
        name: item.name,
        pdq,
        quality,
        md5: md5.map(|hash| hash.to_string()),
        sha1: sha1.map(|hash| hash.to_string()),
        sha256: sha256.map(|hash| hash.to_string()),
    }
}
