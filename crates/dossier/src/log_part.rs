use std::collections::{BTreeMap, BTreeSet};

use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::leaf::LeafKind;
use temoin_seal::merkle::{self, Hash};
use temoin_seal::note::VerifierKey;
use temoin_seal::package::ShownLeaf;
use temoin_seal::{cosignature, merkle::verify_consistency};

use crate::{DossierError, View};

/// Is what the log adds once the payload is frozen: the export checkpoint, and the proofs of what is shown.
#[derive(Clone, Debug)]
pub struct LogPart {
    /// The export checkpoint, a signed note; its last leaf is the export leaf.
    pub checkpoint: Vec<u8>,
    /// The leaves of exhibits, statements, answers and the export, with proofs in the export checkpoint.
    pub leaves: Vec<ProvedLeaf>,
    /// Earlier checkpoints that carry a stamp or a cosignature.
    pub earlier: Vec<EarlierCheckpoint>,
    /// Time stamps, over earlier checkpoints or the export checkpoint.
    pub stamps: Vec<StampFile>,
    /// Witness files, over earlier checkpoints or the export checkpoint.
    pub witnesses: Vec<WitnessFile>,
}

/// Is a shown leaf with its proof.
#[derive(Clone, Debug)]
pub struct ProvedLeaf {
    /// The leaf, and the fields that are opened.
    pub shown: ShownLeaf,
    /// The inclusion proof in the export checkpoint.
    pub proof: Vec<Hash>,
}

/// Is an earlier checkpoint with the way from it to the export checkpoint.
#[derive(Clone, Debug)]
pub struct EarlierCheckpoint {
    /// Its size.
    pub size: u64,
    /// The signed note.
    pub note: Vec<u8>,
    /// The consistency proof.
    pub consistency: Vec<Hash>,
}

/// Is an RFC 3161 response as it goes into the package.
#[derive(Clone, Debug)]
pub struct StampFile {
    /// Size of the stamped checkpoint.
    pub size: u64,
    /// The response, whole.
    pub response: Vec<u8>,
    /// The certificates to the root as seen at stamping, in PEM.
    pub chain: Option<Vec<u8>>,
    /// The time in it, in seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
}

/// Is a witness file with its key.
#[derive(Clone, Debug)]
pub struct WitnessFile {
    /// Size of the cosigned checkpoint.
    pub size: u64,
    /// The checkpoint with two signature lines.
    pub note: Vec<u8>,
    /// The witness's key.
    pub key: VerifierKey,
}

/// The fields that an exhibit's leaf always opens (spec/package.md, index.json).
const OPENED: [&str; 5] = ["item", "sha256", "size", "media_type", "pieces"];

impl LogPart {
    /// Checks that everything fits the view, and returns the export checkpoint. A wrong package is never sealed.
    pub(crate) fn check(&self, view: &View, key: &VerifierKey, manifest: Hash) -> Result<Checkpoint, DossierError> {
        let head = Checkpoint::open(&self.checkpoint, key).map_err(|_| DossierError::Checkpoint)?;
        if head.size != view.log_size + 1 {
            return Err(DossierError::Checkpoint);
        }
        self.check_leaves(view, &head, manifest)?;
        let mut notes = BTreeMap::from([(head.size, self.checkpoint.as_slice())]);
        for earlier in &self.earlier {
            earlier.check(&head, key)?;
            if notes.insert(earlier.size, &earlier.note).is_some() {
                return Err(DossierError::Earlier(earlier.size));
            }
        }
        for stamp in &self.stamps {
            notes.get(&stamp.size).ok_or(DossierError::Earlier(stamp.size))?;
        }
        for witness in &self.witnesses {
            let note = notes.get(&witness.size).ok_or(DossierError::Earlier(witness.size))?;
            let sound = cosignature::open(&witness.note, key, &witness.key).is_ok()
                && cosignature::checkpoint_of(&witness.note).is_ok_and(|bytes| bytes == *note);
            if !sound {
                return Err(DossierError::Earlier(witness.size));
            }
        }
        Ok(head)
    }

    fn check_leaves(&self, view: &View, head: &Checkpoint, manifest: Hash) -> Result<(), DossierError> {
        let mut wanted = shown_leaves(view);
        wanted.insert(view.log_size);
        for proved in &self.leaves {
            let ShownLeaf { index, leaf, opened } = &proved.shown;
            let sound = wanted.remove(index)
                && leaf.check_opened(opened).is_ok()
                && merkle::verify_inclusion(*index, head.size, leaf.hash(), &proved.proof, head.root).is_ok();
            if !sound {
                return Err(DossierError::Leaf(*index));
            }
        }
        if let Some(&missing) = wanted.first() {
            return Err(DossierError::Leaf(missing));
        }
        self.check_kinds(view, manifest)
    }

    fn check_kinds(&self, view: &View, manifest: Hash) -> Result<(), DossierError> {
        let find = |index| self.leaves.iter().map(|proved| &proved.shown).find(|shown| shown.index == index);
        for exhibit in &view.exhibits {
            let index = exhibit.leaf.index;
            let shown = find(index).ok_or(DossierError::Leaf(index))?;
            let sound = shown.leaf.kind == LeafKind::Intake
                && shown.leaf.hash().0 == exhibit.leaf.hash.0
                && OPENED.iter().all(|field| shown.value(field).is_some())
                && shown.text("sha256") == Some(&exhibit.item.sha256.to_string())
                && shown.number("size") == Some(exhibit.item.size);
            if !sound {
                return Err(DossierError::Leaf(index));
            }
        }
        let export = find(view.log_size).ok_or(DossierError::Leaf(view.log_size))?;
        let sound = export.leaf.kind == LeafKind::Export
            && export.text("manifest") == Some(&manifest.to_string())
            && export.value("made").is_some();
        if sound { Ok(()) } else { Err(DossierError::Leaf(view.log_size)) }
    }
}

impl EarlierCheckpoint {
    fn check(&self, head: &Checkpoint, key: &VerifierKey) -> Result<(), DossierError> {
        let earlier = Checkpoint::open(&self.note, key).map_err(|_| DossierError::Earlier(self.size))?;
        let leads = verify_consistency(earlier.size, earlier.root, head.size, head.root, &self.consistency).is_ok();
        if earlier.size == self.size && leads { Ok(()) } else { Err(DossierError::Earlier(self.size)) }
    }
}

/// Returns the leaves that the view shows, without the export leaf.
pub(crate) fn shown_leaves(view: &View) -> BTreeSet<u64> {
    let exhibits = view.exhibits.iter().map(|exhibit| exhibit.leaf.index);
    let statements = view.statements.iter().map(|statement| statement.leaf.index);
    exhibits.chain(statements).chain(view.answers.iter().map(|answer| answer.leaf.index)).collect()
}
