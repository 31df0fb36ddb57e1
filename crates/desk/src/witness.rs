//! A named person says that she saw a checkpoint, by her own clock. Request and answer travel as files.

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use temoin_case::Case;
use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::cosignature;
use temoin_seal::note::{Signer, VerifierKey};

use crate::{Clock, DeskError, Given};

/// Keeps the key of a witness apart from everything else an age key is good for.
const PURPOSE: &[u8] = b"temoin-witness/1";

/// Is what a witness signed, and what she should know about it.
#[derive(Clone, Debug)]
pub struct Cosigned {
    /// The file to give back: the witness's key on one line, then the witness file (spec/seal.md §6).
    pub file: Vec<u8>,
    /// The witness's key.
    pub witness: VerifierKey,
    /// Fingerprint of the log's key, to compare with the person who asked.
    pub log_fingerprint: String,
    /// Number of leaves she saw.
    pub size: u64,
}

/// Writes what a witness is to sign: the log's key on one line, then the last checkpoint, made now if there is none.
///
/// # Errors
/// Those of the case.
pub fn ask(case: &mut Case) -> Result<Vec<u8>, DeskError> {
    let head = case.seal()?;
    Ok([format!("{}\n", case.verifier_key()).into_bytes(), head.note].concat())
}

/// Signs a request, with a key derived from an age identity.
///
/// # Errors
/// When the request is not one, its checkpoint is not sound, or the name cannot stand in a key.
pub fn cosign(
    request: &[u8],
    identity: &SecretString,
    name: Option<&str>,
    clock: &dyn Clock,
) -> Result<Cosigned, DeskError> {
    let (log, note) = keyed(request, Given::Request)?;
    let checkpoint = Checkpoint::open(note, &log).map_err(|_| DeskError::NotThat(Given::Request))?;
    let signer = signer(identity, name)?;
    let time = u64::try_from(clock.unix_ms() / 1000).map_err(|_| DeskError::Witness)?;
    let signed = cosignature::cosign(note, &log, &signer, time).map_err(|_| DeskError::Witness)?;
    let witness = signer.verifier_key();
    let file = [format!("{witness}\n").into_bytes(), signed].concat();
    Ok(Cosigned { file, witness, log_fingerprint: log.fingerprint(), size: checkpoint.size })
}

/// Takes in what a witness signed.
///
/// # Errors
/// [`DeskError::Witness`] when it is not over a checkpoint of this case or does not verify.
pub fn take(case: &mut Case, signed: &[u8]) -> Result<VerifierKey, DeskError> {
    let (witness, file) = keyed(signed, Given::Signed)?;
    let mut batch = case.batch()?;
    batch.cosignature(&witness, file).map_err(|error| match error {
        temoin_case::CaseError::Canonical | temoin_case::CaseError::NotInLog(_) => DeskError::Witness,
        error => error.into(),
    })?;
    batch.commit()?;
    Ok(witness)
}

/// Parts a file into the key of its first line and the rest.
fn keyed(bytes: &[u8], given: Given) -> Result<(VerifierKey, &[u8]), DeskError> {
    let end = bytes.iter().position(|&byte| byte == b'\n').ok_or(DeskError::NotThat(given))?;
    let line = std::str::from_utf8(&bytes[..end]).map_err(|_| DeskError::NotThat(given))?;
    let key = line.parse().map_err(|_| DeskError::NotThat(given))?;
    Ok((key, &bytes[end + 1..]))
}

/// Derives the witness's signing key: HMAC-SHA-256 (RFC 2104) keyed with the identity's one text form.
fn signer(identity: &SecretString, name: Option<&str>) -> Result<Signer, DeskError> {
    let lines = identity.expose_secret().lines().map(str::trim);
    let mut keys = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key: age::x25519::Identity =
        keys.next().and_then(|line| line.parse().ok()).ok_or(DeskError::NotThat(Given::Identity))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.to_string().expose_secret().as_bytes())
        .map_err(|_| DeskError::NotThat(Given::Identity))?;
    mac.update(PURPOSE);
    let seed: [u8; 32] = mac.finalize().into_bytes().into();
    let unnamed = || {
        let public = Signer::witness("witness", seed).map(|signer| signer.verifier_key().public());
        public.map(|public| format!("witness-{:02x}{:02x}{:02x}{:02x}", public[0], public[1], public[2], public[3]))
    };
    let name = name.map_or_else(unnamed, |name| Ok(name.to_owned())).map_err(|_| DeskError::KeyName)?;
    Signer::witness(&name, seed).map_err(|_| DeskError::KeyName)
}
