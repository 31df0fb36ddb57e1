use crate::checkpoint::is_origin;
use crate::encoding::number;
use crate::merkle::Hash;
use crate::note::{self, NoteError, Signer, VerifierKey};

const HEADER: &str = "temoin-package/1";

/// Says why bytes are not a seal note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealTextError {
    /// The note around it is refused.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text has other lines than those of a seal note, or one not in its one form.
    #[error("not the text of a seal note")]
    Text,
    /// The origin is another than the name of the key.
    #[error("the key is that of another log")]
    OtherLog,
}

/// Is the text of the seal note: what the package is, in ten lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealText {
    /// Which log: `temoin/` and 32 hexadecimal digits.
    pub origin: String,
    /// Size of the export checkpoint.
    pub size: u64,
    /// Root of the export checkpoint.
    pub root: Hash,
    /// SHA-256 of `manifest-sha256.txt`.
    pub manifest: Hash,
    /// SHA-256 of `tagmanifest-sha256.txt`.
    pub tag_manifest: Hash,
    /// Number of exhibits.
    pub exhibits: u64,
    /// Number of shown pieces: the records that are handed over with proof.
    pub records: u64,
    /// Number of statements.
    pub statements: u64,
    /// Leaves of the log that are not shown.
    pub leaves_withheld: u64,
    /// Pieces of exhibits that are not shown.
    pub pieces_withheld: u64,
}

impl SealText {
    /// Returns the ten lines.
    pub fn text(&self) -> String {
        let Self { origin, size, manifest, tag_manifest, exhibits, records, statements, .. } = self;
        format!(
            "{HEADER}\norigin {origin}\ncheckpoint {size} {}\nmanifest-sha256 {manifest}\n\
             tagmanifest-sha256 {tag_manifest}\nexhibits {exhibits}\nrecords {records}\nstatements {statements}\n\
             leaves-withheld {}\npieces-withheld {}\n",
            self.root.to_b64(),
            self.leaves_withheld,
            self.pieces_withheld,
        )
    }

    /// Reads the ten lines.
    ///
    /// # Errors
    /// A line is missing, of another form, or one too many.
    pub fn parse_text(text: &str) -> Result<Self, SealTextError> {
        parse_lines(text).ok_or(SealTextError::Text)
    }

    /// Signs the note with the log's key.
    ///
    /// # Errors
    /// The origin is not one, or is not the signer's name.
    pub fn sign(&self, signer: &Signer) -> Result<Vec<u8>, SealTextError> {
        let text = self.text();
        if Self::parse_text(&text)?.origin != signer.name() {
            return Err(SealTextError::OtherLog);
        }
        Ok(note::sign(&text, &[signer])?)
    }

    /// Opens a seal note with the log's key; the origin must be the key's name.
    ///
    /// # Errors
    /// The note is refused, its text is another, or it names another log.
    pub fn open(bytes: &[u8], key: &VerifierKey) -> Result<Self, SealTextError> {
        let seal = Self::parse_text(&note::open(bytes, std::slice::from_ref(key))?)?;
        if seal.origin == key.name() { Ok(seal) } else { Err(SealTextError::OtherLog) }
    }
}

fn parse_lines(text: &str) -> Option<SealText> {
    let lines: Vec<_> = text.strip_suffix('\n')?.split('\n').collect();
    let [header, origin, head, manifest, tag_manifest, exhibits, records, statements, leaves, pieces] = lines[..]
    else {
        return None;
    };
    let (size, root) = head.strip_prefix("checkpoint ")?.split_once(' ')?;
    let count = |line: &str, name: &str| number(line.strip_prefix(name)?).ok();
    (header == HEADER).then_some(())?;
    Some(SealText {
        origin: origin.strip_prefix("origin ").filter(|origin| is_origin(origin))?.to_owned(),
        size: number(size).ok()?,
        root: Hash::from_b64(root).ok()?,
        manifest: manifest.strip_prefix("manifest-sha256 ")?.parse().ok()?,
        tag_manifest: tag_manifest.strip_prefix("tagmanifest-sha256 ")?.parse().ok()?,
        exhibits: count(exhibits, "exhibits ")?,
        records: count(records, "records ")?,
        statements: count(statements, "statements ")?,
        leaves_withheld: count(leaves, "leaves-withheld ")?,
        pieces_withheld: count(pieces, "pieces-withheld ")?,
    })
}
