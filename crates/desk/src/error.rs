use std::io;

use temoin_case::CaseError;
use temoin_evidence::{EntryId, ItemId, RecordId};

use crate::{DnsError, StatementError, Stop, TsaError};

/// Says why an act could not be done. It holds facts and ids, never the person's words, names or paths.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The case says no.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// A file that was given cannot be read; which one, as the act names it.
    #[error("{0} cannot be read")]
    Unreadable(Given, #[source] io::Error),
    /// A file that was given is not what it should be.
    #[error("{0} is not what it should be")]
    NotThat(Given),
    /// Something stands already where a result was to be written.
    #[error("something stands already where the result was to be written")]
    OutputExists,
    /// A result was to be written inside the case folder.
    #[error("the result would lie inside the case folder")]
    InsideCase,
    /// A result cannot be written.
    #[error("the result cannot be written")]
    Output(#[source] io::Error),
    /// The worker did not finish, and without it there is no answer.
    #[error("the reader did not finish")]
    Stopped(Stop),
    /// Nothing was chosen to be shown.
    #[error("nothing was chosen")]
    NothingChosen,
    /// The case holds nothing yet.
    #[error("the case holds nothing yet")]
    Empty,
    /// There is no such record.
    #[error("there is no record {0}")]
    UnknownRecord(RecordId),
    /// There is no such statement; drafts cannot be shown.
    #[error("there is no statement {0}")]
    UnknownEntry(EntryId),
    /// There is no such item.
    #[error("there is no item {0}")]
    UnknownItem(ItemId),
    /// Nothing was read in the picture, or not so much.
    #[error("nothing was read there in {0}")]
    NothingRead(ItemId),
    /// The record has no bytes of its own in its item.
    #[error("the record {0} has no piece of its own")]
    NoPiece(RecordId),
    /// The record's bytes carry a picture or another file, which would go out in clear with them.
    #[error("the record {0} carries a file")]
    CarriesFile(RecordId),
    /// Originals were ticked, and nobody was named who may open them.
    #[error("originals without a way to open them")]
    OriginalsKey,
    /// A private field was named that does not exist.
    #[error("there is no such private field")]
    UnknownField,
    /// The file with an entry is not understood.
    #[error("the entry is not understood")]
    Statement(StatementError),
    /// The answer does not fit the question.
    #[error("the answer does not fit")]
    Answer,
    /// A time that was given is not written as times are.
    #[error("not a time")]
    Time,
    /// A name was given that no record shows.
    #[error("no record shows that name")]
    UnknownActor,
    /// A time-stamping authority did not answer.
    #[error("the authority did not answer")]
    Tsa(TsaError),
    /// A resolver cannot be asked.
    #[error("the resolver did not answer")]
    Dns(DnsError),
    /// A stamp is not over any checkpoint of this case.
    #[error("the stamp is not over a checkpoint of this case")]
    OtherStamp,
    /// A stamp is damaged, refused or not sound.
    #[error("the stamp is not sound")]
    BadStamp,
    /// A witness's signature is not over a checkpoint of this case, or does not verify.
    #[error("the witness's signature does not fit")]
    Witness,
    /// A key's name is not one.
    #[error("not a key name")]
    KeyName,
    /// Of all that was chosen, nothing has a hash to hand on.
    #[error("nothing that was chosen has a hash")]
    NoHashes,
    /// A file of weights is not there, or is there and not the right one.
    #[error("the weights {name} are missing or not the right ones")]
    NoWeights {
        /// The name of the file.
        name: &'static str,
        /// Whether a file of that name is there.
        there: bool,
    },
    /// There is not enough memory to search.
    #[error("there is not enough memory")]
    Memory,
    /// The dossier could not be made.
    #[error("the dossier could not be made")]
    Dossier(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Names what was given to an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Given {
    /// The file to look at.
    File,
    /// The file with an entry.
    Entry,
    /// A reply of an authority.
    Reply,
    /// A file of certificates.
    Certificates,
    /// A request to a witness.
    Request,
    /// What a witness signed.
    Signed,
    /// A file with an age key.
    Identity,
    /// A file with a passphrase.
    Passphrase,
    /// A file with recovery words.
    Recovery,
    /// An earlier checkpoint.
    Checkpoint,
    /// A bank or a list of hashes.
    Hashes,
}

impl std::fmt::Display for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File => "the file",
            Self::Entry => "the file with the entry",
            Self::Reply => "the reply",
            Self::Certificates => "the file of certificates",
            Self::Request => "the request",
            Self::Signed => "the signed file",
            Self::Identity => "the file with the age key",
            Self::Passphrase => "the file with the passphrase",
            Self::Recovery => "the file with the recovery words",
            Self::Checkpoint => "the earlier checkpoint",
            Self::Hashes => "the bank or list of hashes",
        })
    }
}
