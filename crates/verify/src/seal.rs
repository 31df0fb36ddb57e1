use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::fingerprint;
use temoin_seal::merkle::Hash;
use temoin_seal::note::VerifierKey;
use temoin_seal::package::path::{KEYS, MANIFEST, SEAL, TAG_MANIFEST};
use temoin_seal::package::{Index, Keys, SealText};

use crate::anchors::Known;
use crate::package::Package;
use crate::report::{Checks, Code};
use crate::sweep::Sweep;

/// Is the seal note, as far as it could be read.
pub(crate) struct Seal {
    /// The keys of the package; nothing where `keys.txt` is missing or damaged.
    pub(crate) keys: Option<Keys>,
    /// The signed text; nothing where it is missing, or does not verify.
    pub(crate) text: Option<SealText>,
    /// The fingerprint of the note as it lies there.
    pub(crate) fingerprint: Option<String>,
}

impl Seal {
    /// Reads keys and note; says when the note is not signed by the first key.
    pub(crate) fn read(sweep: &Sweep, checks: &mut Checks) -> Self {
        let keys = sweep.document(KEYS).map(Keys::parse);
        let note = sweep.document(SEAL);
        let mut seal = Self { keys: None, text: None, fingerprint: note.map(fingerprint::of_bytes) };
        match (&keys, note) {
            (_, None) => {
                checks.missing(Code::Seal, SEAL, "There is no seal note: nothing here is proved to be what was sealed.")
            }
            (None, _) => {
                checks.unchecked(Code::Seal, SEAL, "keys.txt is missing, so that the signature cannot be checked.");
            }
            (Some(Err(error)), _) => {
                let detail = format!("keys.txt cannot be read, so that nothing shows who signed: {error}.");
                checks.failed(Code::Seal, SEAL, detail);
            }
            (Some(Ok(keys)), Some(note)) => match SealText::open(note, &keys.log) {
                Ok(text) => seal.text = Some(text),
                Err(error) => checks.failed(Code::Seal, SEAL, format!("It is not signed by the first key: {error}.")),
            },
        }
        seal.keys = keys.and_then(Result::ok);
        seal
    }

    pub(crate) fn key(&self) -> Option<&VerifierKey> {
        self.keys.as_ref().map(|keys| &keys.log)
    }

    /// Returns the head of the log that the note names.
    pub(crate) fn head(&self) -> Option<Checkpoint> {
        let text = self.text.as_ref()?;
        Some(Checkpoint { origin: text.origin.clone(), size: text.size, root: text.root })
    }

    /// Checks that every line of the note agrees with what is there.
    pub(crate) fn agree(
        &self,
        package: &Package<'_>,
        head: Option<&Checkpoint>,
        index: Option<&Index>,
        checks: &mut Checks,
    ) {
        let Some(text) = &self.text else { return };
        let mut wrong = Vec::new();
        let mut same = |line: &'static str, same: Option<bool>| {
            if same == Some(false) {
                wrong.push(line);
            }
        };
        let digest = |name: &str, sealed: Hash| package.sweep.digests.get(name).map(|hash| *hash == sealed);
        let tags = digest(TAG_MANIFEST, text.tag_manifest);
        same("checkpoint", head.map(|head| (head.size, head.root) == (text.size, text.root)));
        same("manifest-sha256", digest(MANIFEST, text.manifest));
        same("tagmanifest-sha256", tags);
        let records =
            |index: &Index| index.exhibits.iter().filter_map(|e| e.pieces).fold(0u64, |n, p| n.saturating_add(p.shown));
        same("exhibits", index.map(|index| index.exhibits.len() as u64 == text.exhibits));
        same("records", index.map(|index| records(index) == text.records));
        same("statements", index.map(|index| index.statements.len() as u64 == text.statements));
        same("leaves-withheld", index.map(|index| index.leaves_withheld == text.leaves_withheld));
        same("pieces-withheld", index.map(|index| index.pieces_withheld == text.pieces_withheld));
        if tags == Some(false) {
            checks.failed(Code::TagFile, TAG_MANIFEST, "It is not the list that the seal note names.");
        }
        if wrong.is_empty() {
            checks.passed(Code::Seal, SEAL);
        } else {
            checks.failed(
                Code::Seal,
                SEAL,
                format!("What is there does not agree with its lines: {}.", wrong.join(", ")),
            );
        }
    }

    /// Compares key and note with what is known from elsewhere.
    pub(crate) fn compare(&self, known: &Known, checks: &mut Checks) {
        let Some(key) = self.key() else {
            if known.key.is_some() || known.fingerprint.is_some() {
                checks.missing(Code::Key, "", "There is no key to compare with the one that you know.");
            } else {
                checks.unchecked(Code::Key, "", "There is no key.");
            }
            return;
        };
        let own = key.fingerprint();
        if let Some(expected) = &known.key {
            let same = if expected == key {
                Ok(())
            } else {
                Err("It is signed with another key than the one you gave.".into())
            };
            checks.result(Code::Key, &own, same);
        }
        if let Some(expected) = &known.fingerprint {
            let same = *expected == own || Some(expected) == self.fingerprint.as_ref();
            let same = if same {
                Ok(())
            } else {
                Err(format!("Neither the key nor the seal note has the fingerprint {expected}."))
            };
            checks.result(Code::Key, &own, same);
        }
        if known.key.is_none() && known.fingerprint.is_none() {
            checks.unchecked(Code::Key, own, "Anyone can sign a package with a key of his own. Compare this fingerprint with the one you were given by another way.");
        }
    }
}
