//! Checkpoints and their time stamps, asked for over the network or carried by file.

use serde::Serialize;
use temoin_case::{Batch, Case, Entropy, Head, NewToken};
use temoin_seal::merkle::sha256;
use temoin_seal::timestamp::{self, Certificate, Response, Verified};

use crate::{Authority, DeskError, Given};

/// Is a checkpoint, as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct SealLine {
    /// Number of entries in the log.
    pub size: u64,
    /// The root over them, in base64 as in the checkpoint.
    pub root: String,
    /// The signed note.
    pub checkpoint: String,
    /// Fingerprint of the key that signed.
    pub fingerprint: String,
    /// The verifier key itself.
    pub key: String,
    /// The stamps over this checkpoint.
    pub timestamps: Vec<StampLine>,
}

/// Is a time stamp, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StampLine {
    /// When, as the authority says, in UTC.
    pub time: String,
    /// Who says so, as her certificate names her.
    pub authority: String,
    /// Size of the stamped checkpoint.
    pub size: u64,
}

/// Signs a checkpoint of the log as it stands.
///
/// # Errors
/// [`DeskError::Empty`] when nothing was kept yet, and those of the case.
pub fn seal(case: &mut Case) -> Result<SealLine, DeskError> {
    if case.log_size()? == 0 {
        return Err(DeskError::Empty);
    }
    let head = case.seal()?;
    line(case, &head)
}

/// Returns the query that an authority answers, for a checkpoint that travels by file. It holds one hash, no more.
pub fn query(sealed: &SealLine) -> Vec<u8> {
    // Without a nonce: the answer may come days later, and what binds it is the hash.
    timestamp::query(sha256(sealed.checkpoint.as_bytes()), None)
}

/// Asks an authority for a stamp over the last checkpoint, and keeps it.
///
/// # Errors
/// When it does not answer, the answer is not sound, or there is no checkpoint.
pub fn stamp_online(case: &mut Case, entropy: &mut dyn Entropy, authority: &Authority) -> Result<StampLine, DeskError> {
    let head = case.checkpoint()?.ok_or(DeskError::Empty)?;
    let mut nonce = [0; 8];
    entropy.fill(&mut nonce)?;
    let nonce = u64::from_le_bytes(nonce);
    // Asked before the batch: an authority may take its time, and nobody else could write to the case meanwhile.
    let answer = authority.ask(&timestamp::query(sha256(&head.note), Some(nonce))).map_err(DeskError::Tsa)?;
    let response = Response::parse(&answer).map_err(|_| DeskError::BadStamp)?;
    let verified = response.verify(&head.note, &[], &[], Some(nonce));
    let mut batch = case.batch()?;
    let stamp = keep(&mut batch, &head, &answer, &verified)?;
    batch.commit()?;
    Ok(stamp)
}

/// Takes in answers of authorities, each over the checkpoint whose hash it stamps. Returns the newest checkpoint stamped.
///
/// # Errors
/// When one is over no checkpoint of this case or is not sound: none is then kept.
pub fn stamp(case: &mut Case, replies: &[Vec<u8>], certificates: &[Vec<u8>]) -> Result<SealLine, DeskError> {
    let mut roots = Vec::new();
    for file in certificates {
        roots.extend(Certificate::from_file(file).map_err(|_| DeskError::NotThat(Given::Certificates))?);
    }
    let mut batch = case.batch()?;
    let heads = batch.checkpoints()?;
    let mut newest: Option<&Head> = None;
    for reply in replies {
        let response = Response::parse(reply).map_err(|_| DeskError::BadStamp)?;
        let head =
            heads.iter().find(|head| response.imprint() == Some(sha256(&head.note))).ok_or(DeskError::OtherStamp)?;
        keep(&mut batch, head, reply, &response.verify(&head.note, &roots, &[], None))?;
        newest = newest.filter(|newest| newest.checkpoint.size > head.checkpoint.size).or(Some(head));
    }
    batch.commit()?;
    line(case, newest.ok_or(DeskError::OtherStamp)?)
}

fn keep(batch: &mut Batch<'_>, head: &Head, response: &[u8], verified: &Verified) -> Result<StampLine, DeskError> {
    if !verified.is_sound() {
        return Err(DeskError::BadStamp);
    }
    let time = verified.time.to_string();
    let authority = verified.authority.clone().unwrap_or_default();
    let chain: String = verified.chain.iter().map(Certificate::to_pem).collect();
    let size = head.checkpoint.size;
    batch.token(&NewToken { size, response, chain_pem: &chain, time: &time, authority: &authority })?;
    Ok(StampLine { time, authority, size })
}

pub(crate) fn line(case: &Case, head: &Head) -> Result<SealLine, DeskError> {
    let key = case.verifier_key();
    let size = head.checkpoint.size;
    let over = case.tokens()?.into_iter().filter(|token| token.size == size);
    Ok(SealLine {
        size,
        root: head.checkpoint.root.to_b64(),
        checkpoint: String::from_utf8_lossy(&head.note).into_owned(),
        fingerprint: key.fingerprint(),
        key: key.to_string(),
        timestamps: over.map(|token| StampLine { time: token.time, authority: token.authority, size }).collect(),
    })
}
