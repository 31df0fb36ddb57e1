use std::io;

use temoin_seal::canonical::CanonicalError;
use temoin_seal::note::NoteError;
use temoin_seal::package::path::PathError;
use temoin_seal::package::{IndexError, SealTextError};
use temoin_seal::zip::WriteError;
use temoin_typeset::PdfError;

/// Says why a package or one of its documents could not be made. Exhibits are named by number.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DossierError {
    /// Nothing was chosen.
    #[error("nothing was chosen")]
    Nothing,
    /// Numbers of the view contradict each other: pieces of this exhibit.
    #[error("the pieces of exhibit {0} do not fit together")]
    Pieces(usize),
    /// The bytes of this exhibit are not those that were sealed.
    #[error("the bytes of exhibit {0} are not those that were sealed")]
    Changed(usize),
    /// The bytes of this exhibit could not be read.
    #[error("exhibit {0} could not be read")]
    Read(usize, #[source] io::Error),
    /// A leaf that the view names is not among those handed over, or is not in the checkpoint.
    #[error("leaf {0} is missing or does not belong to the checkpoint")]
    Leaf(u64),
    /// The export checkpoint is not the one after the view's log, or is not signed by this key.
    #[error("not the export checkpoint of this view")]
    Checkpoint,
    /// An earlier checkpoint of this size is missing, stands twice or does not lead to the export checkpoint.
    #[error("the earlier checkpoint of size {0} does not fit")]
    Earlier(u64),
    /// A page could not be set.
    #[error(transparent)]
    Page(#[from] PdfError),
    /// The index could not be written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A value has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// A name cannot stand in a package.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A key could not be used.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The seal note could not be signed.
    #[error(transparent)]
    Seal(#[from] SealTextError),
    /// The archive could not be written.
    #[error(transparent)]
    Zip(#[from] WriteError),
    /// The container could not be encrypted.
    #[error("the container could not be encrypted")]
    Encrypt,
    /// Writing failed.
    #[error(transparent)]
    Write(#[from] io::Error),
}
