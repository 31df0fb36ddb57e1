use temoin_seal::fingerprint;
use temoin_seal::note::{KeyKind, VerifierKey};
use temoin_seal::timestamp::Certificate;

use crate::error::CheckError;
use crate::options::Anchors;

/// Is what is known from elsewhere, read.
pub(crate) struct Known<'a> {
    pub(crate) key: Option<VerifierKey>,
    pub(crate) fingerprint: Option<String>,
    pub(crate) since: Option<&'a [u8]>,
    pub(crate) roots: Vec<Certificate>,
}

impl<'a> Known<'a> {
    /// Reads the anchors: what cannot be read is an error of the person who checks, never a finding about the package.
    pub(crate) fn read(anchors: &'a Anchors) -> Result<Self, CheckError> {
        let key = anchors.key.as_deref().map(|key| key.trim().parse::<VerifierKey>()).transpose();
        let key =
            key.ok().filter(|key| key.as_ref().is_none_or(|key| key.kind() == KeyKind::Note)).ok_or(CheckError::Key)?;
        let typed = anchors.fingerprint.as_deref();
        let fingerprint =
            typed.map(|typed| fingerprint::normalised(typed).ok_or(CheckError::Fingerprint)).transpose()?;
        let since = anchors.since.as_deref();
        if since.is_some_and(|bytes| temoin_seal::note::Note::parse(bytes).is_err()) {
            return Err(CheckError::Since);
        }
        let mut roots = Vec::new();
        for file in &anchors.tsa_roots {
            roots.extend(Certificate::from_file(file).map_err(|_| CheckError::Roots)?);
        }
        Ok(Self { key, fingerprint, since, roots })
    }
}
