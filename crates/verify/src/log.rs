use std::collections::{BTreeMap, BTreeSet};

use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::merkle;
use temoin_seal::note::VerifierKey;
use temoin_seal::package::decode_consistency;

use crate::layout::Place;
use crate::package::Package;
use crate::report::{Checks, Code};

/// Is the log as the package shows it: its head, and earlier heads that carry a stamp or a cosignature.
pub(crate) struct Log {
    /// The export checkpoint; nothing where none could be opened.
    pub(crate) head: Option<Checkpoint>,
    head_opened: bool,
    /// Every checkpoint file that opened, with its bytes, by size.
    heads: BTreeMap<u64, (Checkpoint, Vec<u8>)>,
}

impl Log {
    /// Checks the checkpoints and how they follow from each other.
    ///
    /// `sealed` is the head that the seal note names; it stands in where the checkpoint file is damaged.
    pub(crate) fn check(
        package: &Package<'_>,
        key: Option<&VerifierKey>,
        sealed: Option<Checkpoint>,
        checks: &mut Checks,
    ) -> Self {
        let mut log = Self { head: None, head_opened: false, heads: BTreeMap::new() };
        let head = log.checkpoint(package, Place::Checkpoint, key, checks);
        for size in
            package.places().filter_map(|place| if let Place::Earlier(size) = place { Some(size) } else { None })
        {
            log.checkpoint(package, Place::Earlier(size), key, checks);
        }
        log.head_opened = head.is_some();
        log.head = head.or(sealed);
        log.consistency(package, checks);
        log
    }

    /// Returns the bytes of the checkpoint of a size, as the log signed them.
    pub(crate) fn bytes(&self, size: u64) -> Option<&[u8]> {
        self.heads.get(&size).map(|(_, bytes)| bytes.as_slice())
    }

    /// Returns whether the checkpoint of a size, which did not open, is here or should be.
    pub(crate) fn is_damaged(&self, package: &Package<'_>, size: u64) -> bool {
        let earlier = Place::Earlier(size);
        let head = !self.head_opened && self.head.as_ref().is_none_or(|head| head.size == size);
        head || package.is_missing(earlier) || package.document(earlier).is_some()
    }

    /// Returns the checkpoint of a size.
    pub(crate) fn at(&self, size: u64) -> Option<&Checkpoint> {
        self.heads.get(&size).map(|(checkpoint, _)| checkpoint)
    }

    fn checkpoint(
        &mut self,
        package: &Package<'_>,
        place: Place,
        key: Option<&VerifierKey>,
        checks: &mut Checks,
    ) -> Option<Checkpoint> {
        let path = place.path();
        let bytes = package.document(place)?;
        let Some(key) = key else {
            checks.unchecked(Code::Checkpoint, path, NO_KEY);
            return None;
        };
        let checkpoint = match Checkpoint::open(bytes, key) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                checks.failed(Code::Checkpoint, path, format!("It is not a checkpoint of this log: {error}."));
                return None;
            }
        };
        if let Place::Earlier(size) = place {
            if checkpoint.size != size {
                checks.failed(Code::Checkpoint, path, "It is of another size than its name says.");
                return None;
            }
            if self.heads.contains_key(&size) {
                checks.failed(
                    Code::Checkpoint,
                    path,
                    "It is of the size of the export checkpoint, which stands beside it.",
                );
                return None;
            }
        }
        checks.passed(Code::Checkpoint, path);
        self.heads.insert(checkpoint.size, (checkpoint.clone(), bytes.to_vec()));
        Some(checkpoint)
    }

    fn consistency(&self, package: &Package<'_>, checks: &mut Checks) {
        let sizes: BTreeSet<u64> = package
            .places()
            .filter_map(|place| match place {
                Place::Earlier(size) | Place::Consistency(size) => Some(size),
                _ => None,
            })
            .collect();
        for size in sizes {
            let object = size.to_string();
            let earlier = self.heads.get(&size).map(|(checkpoint, _)| checkpoint);
            let (Some(earlier), Some(head)) = (earlier, &self.head) else {
                if package.document(Place::Earlier(size)).is_none() && !package.is_missing(Place::Earlier(size)) {
                    checks.failed(Code::Consistency, object, "A proof stands without its checkpoint.");
                } else {
                    checks.unchecked(Code::Consistency, object, "A checkpoint is missing or damaged.");
                }
                continue;
            };
            match package.document(Place::Consistency(size)) {
                Some(proof) => checks.result(Code::Consistency, object, begins(earlier, head, proof)),
                None if package.is_missing(Place::Consistency(size)) => {
                    checks.unchecked(Code::Consistency, object, "The proof is missing.");
                }
                None => checks.failed(Code::Consistency, object, "There is no proof."),
            }
        }
    }

    /// Checks the checkpoint that the person holds from elsewhere.
    pub(crate) fn since(
        &self,
        package: &Package<'_>,
        given: Option<&[u8]>,
        key: Option<&VerifierKey>,
        checks: &mut Checks,
    ) {
        let Some(given) = given else {
            return checks.unchecked(
                Code::Since,
                "",
                "No earlier checkpoint was given; one from a receipt would show that nothing before it was changed.",
            );
        };
        let (Some(key), Some(head)) = (key, &self.head) else {
            return checks.unchecked(Code::Since, "", "The package has no key or no checkpoint to compare with.");
        };
        let given = match Checkpoint::open(given, key) {
            Ok(given) => given,
            Err(error) => {
                return checks.failed(
                    Code::Since,
                    "",
                    format!("The checkpoint given is not one of this log: {error}."),
                );
            }
        };
        let object = given.size.to_string();
        if given.size == head.size || given.size == 0 {
            return checks.result(Code::Since, object, begins(&given, head, b""));
        }
        match (self.heads.get(&given.size), package.document(Place::Consistency(given.size))) {
            (Some((own, _)), _) if own.root != given.root => {
                checks.failed(Code::Since, object, "The log had another content at this size.");
            }
            (_, Some(proof)) => checks.result(Code::Since, object, begins(&given, head, proof)),
            _ if given.size > head.size => {
                checks.missing(
                    Code::Since,
                    object,
                    "The checkpoint given is later than this package; ask for a package made after it.",
                );
            }
            // A package carries the proof from every earlier checkpoint: without it, the log may be another one.
            _ => {
                checks.failed(Code::Since, object, "This package holds no proof that it goes on from that checkpoint.")
            }
        }
    }
}

/// Checks that `earlier` is a beginning of `head`, by a proof of one b64 hash a line.
fn begins(earlier: &Checkpoint, head: &Checkpoint, proof: &[u8]) -> Result<(), String> {
    let hashes = decode_consistency(proof).map_err(|_| "The proof is not one b64 hash a line.")?;
    merkle::verify_consistency(earlier.size, earlier.root, head.size, head.root, &hashes)
        .map_err(|error| format!("It is not a beginning of the export checkpoint: {error}."))
}

const NO_KEY: &str = "The log's key is missing or cannot be read.";
