use crate::note::{KeyKind, NoteError, VerifierKey};

/// Says why bytes are not `temoin/keys.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// Not lines of UTF-8, each ended.
    #[error("not lines of keys")]
    Form,
    /// A line is not a verifier key.
    #[error(transparent)]
    Key(#[from] NoteError),
    /// The first key is not one of notes, or a later one not one of cosignatures.
    #[error("a key of the wrong kind for its line")]
    Kind,
}

/// Is `temoin/keys.txt`: the log's key, then one for each witness file, in the order of their paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The log's key.
    pub log: VerifierKey,
    /// The witnesses' keys; one person may stand here more than once.
    pub witnesses: Vec<VerifierKey>,
}

impl Keys {
    /// Writes the keys, one a line.
    pub fn encode(&self) -> Vec<u8> {
        std::iter::once(&self.log).chain(&self.witnesses).flat_map(|key| format!("{key}\n").into_bytes()).collect()
    }

    /// Reads exactly that form.
    ///
    /// # Errors
    /// A line is not a verifier key of the kind that its place calls for.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeysError> {
        let text = std::str::from_utf8(bytes).map_err(|_| KeysError::Form)?;
        let lines = text.strip_suffix('\n').ok_or(KeysError::Form)?;
        let mut keys = lines.split('\n').map(str::parse::<VerifierKey>).collect::<Result<Vec<_>, _>>()?.into_iter();
        let log = keys.next().filter(|key| key.kind() == KeyKind::Note).ok_or(KeysError::Kind)?;
        let witnesses: Vec<_> = keys.collect();
        if witnesses.iter().any(|key| key.kind() != KeyKind::Cosignature) {
            return Err(KeysError::Kind);
        }
        Ok(Self { log, witnesses })
    }
}
