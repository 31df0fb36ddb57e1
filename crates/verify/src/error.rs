use std::io;

/// Says why nothing could be checked. What a check *finds* is never an error: it is in the report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The package cannot be read at all.
    #[error("the package cannot be read")]
    Unreadable(#[source] io::Error),
    /// Nothing there can be recognised as a package.
    #[error("nothing there can be recognised as a package")]
    NotAPackage,
    /// It holds more files than a package may ([`crate::MAX_FILES`]).
    #[error("more files than a package may hold")]
    TooMany,
    /// It is encrypted, and no passphrase or identity was given.
    #[error("encrypted, and neither passphrase nor identity given")]
    Locked,
    /// It is encrypted, and what was given does not open it.
    #[error("the passphrase or identity does not open it")]
    WrongKey,
    /// The encrypted file is not one that age reads.
    #[error("not an age file that can be opened")]
    Encryption,
    /// An identity file cannot be read or holds no identity.
    #[error("an identity file cannot be used")]
    Identity,
    /// The verifier key given is not one.
    #[error("the key given is not a verifier key")]
    Key,
    /// The fingerprint given is not one.
    #[error("the fingerprint given is not one")]
    Fingerprint,
    /// The checkpoint given is not one.
    #[error("the checkpoint given is not one")]
    Since,
    /// A file of root certificates holds none.
    #[error("a file of root certificates holds none")]
    Roots,
    /// The originals container cannot be read.
    #[error("the originals container cannot be read")]
    Originals(#[source] io::Error),
    /// An original cannot be read.
    #[error("an original cannot be read")]
    Against(#[source] io::Error),
}

impl CheckError {
    /// Returns a stable word for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::NotAPackage => "not-a-package",
            Self::TooMany => "too-many-files",
            Self::Locked => "locked",
            Self::WrongKey => "wrong-key",
            Self::Encryption => "encryption",
            Self::Identity => "identity",
            Self::Key => "key",
            Self::Fingerprint => "fingerprint",
            Self::Since => "since",
            Self::Roots => "tsa-ca",
            Self::Originals(_) => "originals",
            Self::Against(_) => "against",
        }
    }

    /// Returns one line of advice.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::Originals(_) | Self::Against(_) => "Check its path and your rights to it.",
            Self::NotAPackage => "Give the file dossier.zip, or the folder that it was unpacked to.",
            Self::TooMany => "It is no package that this program wrote.",
            Self::Locked => "Give --passphrase-file FILE or --identity FILE.",
            Self::WrongKey => "Ask the person who gave you the file for the passphrase; it goes by another way.",
            Self::Encryption => "Ask for the file again; it may have been damaged on its way.",
            Self::Identity => "An identity file holds a line that begins with AGE-SECRET-KEY-1.",
            Self::Key => "A verifier key looks like temoin/0123…+89abcdef+AbCd…",
            Self::Fingerprint => "A fingerprint is eight groups of four letters, as the receipt prints it.",
            Self::Since => "Give the file `checkpoint` as it was left with you.",
            Self::Roots => "Give the authority's root certificate as a PEM or DER file.",
        }
    }
}
