//! The head of a log: a C2SP tlog-checkpoint, three lines and one signature (`spec/seal.md` §5).

use crate::encoding::{MAX_NUMBER, number};
use crate::merkle::Hash;
use crate::note::{self, NoteError, Signer, VerifierKey};

/// What every origin of ours begins with.
pub const ORIGIN_PREFIX: &str = "temoin/";

/// Says why bytes are not a checkpoint of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The note around it is refused.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not an origin, a size and a root, one a line, and nothing else.
    #[error("not the text of a checkpoint")]
    Text,
    /// The origin is not `temoin/` and 32 hexadecimal digits.
    #[error("not an origin")]
    Origin,
    /// The origin is another than the name of the key.
    #[error("the key is that of another log")]
    OtherLog,
}

/// Is the size and the root of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: `temoin/` and 32 lower-case hexadecimal digits; also the name of the log's key.
    pub origin: String,
    /// Number of leaves, at most 2^53 − 1.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// Returns the three lines that are signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_b64())
    }

    /// Reads the three lines.
    ///
    /// # Errors
    /// Another number of lines, or one not in its one form.
    pub fn parse_text(text: &str) -> Result<Self, CheckpointError> {
        let lines: Vec<_> = text.strip_suffix('\n').ok_or(CheckpointError::Text)?.split('\n').collect();
        let [origin, size, root] = lines[..] else { return Err(CheckpointError::Text) };
        if !is_origin(origin) {
            return Err(CheckpointError::Origin);
        }
        let size = number(size).map_err(|_| CheckpointError::Text)?;
        let root = Hash::from_b64(root).map_err(|_| CheckpointError::Text)?;
        Ok(Self { origin: origin.to_owned(), size, root })
    }

    /// Signs the checkpoint with the log's key.
    ///
    /// # Errors
    /// The origin is not one, the size is above 2^53 − 1, or the signer is that of another log.
    pub fn sign(&self, signer: &Signer) -> Result<Vec<u8>, CheckpointError> {
        if !is_origin(&self.origin) {
            return Err(CheckpointError::Origin);
        }
        if self.size > MAX_NUMBER {
            return Err(CheckpointError::Text);
        }
        if self.origin != signer.name() {
            return Err(CheckpointError::OtherLog);
        }
        Ok(note::sign(&self.text(), &[signer])?)
    }

    /// Opens a signed checkpoint of the log whose key is given; the origin must be the key's name.
    ///
    /// # Errors
    /// The note is refused, or its text is not a checkpoint of that log.
    pub fn open(bytes: &[u8], key: &VerifierKey) -> Result<Self, CheckpointError> {
        let text = note::open(bytes, std::slice::from_ref(key))?;
        Self::of_log(&text, key)
    }

    pub(crate) fn of_log(text: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        let checkpoint = Self::parse_text(text)?;
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(CheckpointError::OtherLog) }
    }
}

/// Returns the origin made of 16 random bytes.
pub fn origin(random: &[u8; 16]) -> String {
    format!("{ORIGIN_PREFIX}{}", crate::encoding::hex(random))
}

/// Returns whether a text is an origin: `temoin/` and 32 lower-case hexadecimal digits.
pub fn is_origin(text: &str) -> bool {
    text.strip_prefix(ORIGIN_PREFIX).is_some_and(|id| crate::encoding::array_from_hex::<16>(id).is_ok())
}
