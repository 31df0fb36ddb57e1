use std::path::PathBuf;

use secrecy::SecretString;

/// Is what the person who checks knows from elsewhere, and what else is to be checked.
#[derive(Default)]
pub struct Options {
    /// What is known from elsewhere.
    pub anchors: Anchors,
    /// How files that are encrypted with age are opened: the package, the originals container.
    pub unlock: Unlock,
    /// The originals container that belongs to the package.
    pub originals: Option<PathBuf>,
    /// Whole originals, given by another way, to be recomputed against the sealed leaves.
    pub against: Vec<PathBuf>,
}

/// Is what is known from elsewhere. Without any of it, a package that was rewritten whole and signed anew cannot be told.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// The verifier key (`name+hex+b64`).
    pub key: Option<String>,
    /// The fingerprint of the key or of the seal note: eight groups of four letters.
    pub fingerprint: Option<String>,
    /// The bytes of an earlier checkpoint of the same log.
    pub since: Option<Vec<u8>>,
    /// Root certificates of time stamping authorities, each file as it is (PEM or DER).
    pub tsa_roots: Vec<Vec<u8>>,
}

/// Says how a file that is encrypted with age is opened.
#[derive(Clone, Default)]
pub struct Unlock {
    /// The passphrase that was told by another way.
    pub passphrase: Option<SecretString>,
    /// Files that hold age identities (`AGE-SECRET-KEY-1…`).
    pub identities: Vec<PathBuf>,
}
