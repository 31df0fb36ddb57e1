use std::io::{self, Read};

use sha2::{Digest as _, Sha256};
use temoin_evidence::{Digest, Item, ItemId};
use temoin_seal::leaf::SealedLeaf;
use temoin_seal::merkle::{self, Frontier, Hash};
use temoin_seal::piece::{PieceCommitment, Tiling};

use crate::error::Part;
use crate::item_writer::PieceHasher;
use crate::log::{self, KeptLeaf, Rows};
use crate::{Case, CaseError};

/// Names one thing in a case that is not as it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// The file with the bytes of an item is gone.
    Gone(ItemId),
    /// The bytes of an item cannot be read or decrypted any more.
    Unreadable(ItemId),
    /// The bytes of an item are not those that were taken in, or not padded as they were.
    Altered(ItemId),
    /// What the database says of an item is not what its leaf in the log says.
    Row(ItemId),
    /// A leaf does not have its hash.
    Leaf(u64),
    /// A stored node (level, index) is not that of the leaves under it.
    Node(u8, u64),
    /// The checkpoint of this size is not signed by this log's key, or not of this log's leaves.
    Checkpoint(u64),
    /// Pages of the database are damaged.
    Database,
    /// A statement does not read back, or its leaf is another.
    Statement(u64),
    /// A time stamp or cosignature of the checkpoint of this size does not belong to it.
    Stamp(u64),
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gone(id) => write!(f, "the bytes of item {id} are gone"),
            Self::Unreadable(id) => write!(f, "the bytes of item {id} cannot be read or decrypted"),
            Self::Altered(id) => write!(f, "the bytes of item {id} are altered"),
            Self::Row(id) => write!(f, "the facts of item {id} are not those of the log"),
            Self::Leaf(index) => write!(f, "leaf {index} does not have its hash"),
            Self::Node(level, index) => write!(f, "node {index} of level {level} is wrong"),
            Self::Checkpoint(size) => write!(f, "the checkpoint of size {size} is not of this log"),
            Self::Database => f.write_str("pages of the database are damaged"),
            Self::Statement(leaf) => write!(f, "the statement at leaf {leaf} is damaged"),
            Self::Stamp(size) => write!(f, "a stamp of the checkpoint of size {size} is not of it"),
        }
    }
}

impl Case {
    /// Reads everything again: every page, every blob, every leaf, node, checkpoint. Returns what is damaged; nothing when all is sound.
    ///
    /// `progress` is told the bytes read so far, of the items' bytes in all.
    ///
    /// # Errors
    /// When the checking itself cannot go on: the medium vanished, the database cannot be read at all.
    pub fn check(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<Vec<Damage>, CaseError> {
        let mut damage = Vec::new();
        match self.check_all(&mut damage, progress) {
            // Pages that cannot be read stop the checking, and are what it found.
            Err(CaseError::Damaged(Part::Database)) if damage.contains(&Damage::Database) => Ok(damage),
            Err(CaseError::Damaged(Part::Database)) => {
                damage.insert(0, Damage::Database);
                Ok(damage)
            }
            outcome => outcome.map(|()| damage),
        }
    }

    fn check_all(&self, damage: &mut Vec<Damage>, progress: &mut dyn FnMut(u64, u64)) -> Result<(), CaseError> {
        if !self.pages_are_sound()? {
            damage.push(Damage::Database);
        }
        self.check_log(damage)?;
        self.check_statements(damage)?;
        self.check_stamps(damage)?;
        let items = self.items()?;
        let total = items.iter().map(|item| item.size).sum();
        let mut done = 0;
        for item in &items {
            damage.extend(self.check_item(item)?);
            done += item.size;
            progress(done, total);
        }
        Ok(())
    }

    fn pages_are_sound(&self) -> Result<bool, CaseError> {
        let mut hmac = self.database.prepare("PRAGMA cipher_integrity_check")?;
        let authentic = hmac.query([])?.next()?.is_none();
        let word: String = self.database.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        let mut dangling = self.database.prepare("PRAGMA foreign_key_check")?;
        Ok(authentic && word == "ok" && dangling.query([])?.next()?.is_none())
    }

    /// Rebuilds the tree from the leaves and compares every stored hash on the way.
    fn check_log(&self, damage: &mut Vec<Damage>) -> Result<(), CaseError> {
        let size = self.log_size()?;
        let mut frontier = Frontier::default();
        let mut heads = self.heads_to_check(damage)?.into_iter().peekable();
        for index in 0..=size {
            while let Some((at, root)) = heads.next_if(|&(at, _)| at == index) {
                if root != frontier.root() {
                    damage.push(Damage::Checkpoint(at));
                }
            }
            if index < size {
                frontier.push(self.check_leaf(index, damage)?);
            }
        }
        damage.extend(heads.map(|(at, _)| Damage::Checkpoint(at)));
        Ok(())
    }

    fn heads_to_check(&self, damage: &mut Vec<Damage>) -> Result<Vec<(u64, Hash)>, CaseError> {
        let mut statement = self.database.prepare("SELECT size FROM checkpoint ORDER BY size")?;
        let sizes: Vec<u64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut heads = Vec::new();
        for size in sizes {
            match self.checkpoint_at(size) {
                Ok(Some(head)) if head.checkpoint.size == size => heads.push((size, head.checkpoint.root)),
                Ok(_) | Err(CaseError::Damaged(_)) => damage.push(Damage::Checkpoint(size)),
                Err(error) => return Err(error),
            }
        }
        Ok(heads)
    }

    fn check_leaf(&self, index: u64, damage: &mut Vec<Damage>) -> Result<Hash, CaseError> {
        let stored = merkle::Nodes::node(&Rows(&self.database), 0, index)?;
        match log::read_leaf(&self.database, index) {
            Ok(_) => (),
            Err(CaseError::Damaged(_)) => damage.push(Damage::Leaf(index)),
            Err(error) => return Err(error),
        }
        self.check_nodes(index, stored, damage)?;
        Ok(stored)
    }

    /// Compares the nodes that this leaf completed.
    fn check_nodes(&self, index: u64, leaf: Hash, damage: &mut Vec<Damage>) -> Result<(), CaseError> {
        let rows = Rows(&self.database);
        let made = match merkle::appended(index, leaf, &rows) {
            Ok(made) => made,
            Err(CaseError::Damaged(_)) => {
                damage.push(Damage::Node(0, index));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        for (level, number, hash) in made.into_iter().skip(1) {
            match merkle::Nodes::node(&rows, level, number) {
                Ok(stored) if stored == hash => (),
                Ok(_) | Err(CaseError::Damaged(_)) => damage.push(Damage::Node(level, number)),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn check_statements(&self, damage: &mut Vec<Damage>) -> Result<(), CaseError> {
        let mut statement = self.database.prepare("SELECT leaf, value FROM entry ORDER BY leaf")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (leaf, value): (u64, String) = (row.get(0)?, row.get(1)?);
            let entry: Option<temoin_evidence::Entry> = serde_json::from_str(&value).ok();
            let sealed = self.whole_leaf(leaf)?;
            let agrees = entry.zip(sealed).is_some_and(|(entry, sealed)| {
                sealed.value("id").and_then(|id| id.as_str()) == Some(entry.id.to_string().as_str())
                    && sealed.value("what_happened").and_then(|it| it.as_str()) == Some(entry.what_happened.as_str())
            });
            if !agrees {
                damage.push(Damage::Statement(leaf));
            }
        }
        Ok(())
    }

    fn check_stamps(&self, damage: &mut Vec<Damage>) -> Result<(), CaseError> {
        for token in self.tokens()? {
            let hash = merkle::sha256(&token.response).to_string();
            let sealed = self.whole_leaf(token.leaf)?;
            if sealed.is_none_or(|leaf| leaf.value("token").and_then(|it| it.as_str()) != Some(hash.as_str())) {
                damage.push(Damage::Stamp(token.size));
            }
        }
        for cosigned in self.cosignatures()? {
            let opened = temoin_seal::cosignature::open(&cosigned.file, &self.verifier_key(), &cosigned.witness);
            if opened.is_ok_and(|witnessed| witnessed.checkpoint.size == cosigned.size) {
                continue;
            }
            damage.push(Damage::Stamp(cosigned.size));
        }
        Ok(())
    }

    fn whole_leaf(&self, index: u64) -> Result<Option<SealedLeaf>, CaseError> {
        match self.leaf(index) {
            Ok(KeptLeaf::Whole(leaf)) => Ok(Some(leaf)),
            Ok(KeptLeaf::Destroyed(_)) | Err(CaseError::Damaged(_) | CaseError::NotInLog(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the bytes of an item once: they must hash to what the log says, whole and in pieces, and be padded as they were.
    fn check_item(&self, item: &Item) -> Result<Option<Damage>, CaseError> {
        let Some(leaf) = self.whole_leaf(self.leaf_of_item(item.id)?)? else { return Ok(Some(Damage::Row(item.id))) };
        let says = |name, expected: &str| leaf.value(name).and_then(|it| it.as_str()) == Some(expected);
        let sound = says("item", &item.id.to_string())
            && says("sha256", &item.sha256.to_string())
            && says("name", &item.name)
            && leaf.value("size").and_then(|it| it.as_u64()) == Some(item.size);
        let promised = leaf.value("pieces").and_then(PieceCommitment::from_value);
        let (true, Some(promised)) = (sound, promised) else { return Ok(Some(Damage::Row(item.id))) };
        match self.reread(item) {
            Ok(found) if found.sha256 != item.sha256 || !found.padded => Ok(Some(Damage::Altered(item.id))),
            Ok(found) if found.pieces != promised => Ok(Some(Damage::Row(item.id))),
            Ok(_) => Ok(None),
            Err(CaseError::Pieces(_)) => Ok(Some(Damage::Row(item.id))),
            // A worn sector or an access right hinders one item: the others are read all the same.
            Err(CaseError::Damaged(Part::Blob(_)) | CaseError::Io(_) | CaseError::ReadOnly | CaseError::Vanished) => {
                Ok(Some(self.gone_or_unreadable(item.id)?))
            }
            Err(error) => Err(error),
        }
    }

    fn reread(&self, item: &Item) -> Result<Reread, CaseError> {
        let unreadable = |error| crate::items::unreadable(item.id, error);
        let mut tiling = Tiling::new(self.item_secret(item.id)?);
        let mut blob = Hashing { inner: self.blob(item.id)?, hash: Sha256::new() };
        let mut hasher = PieceHasher::new(&mut blob);
        self.spans(item.id, &mut |index, span| {
            let sha256 = hasher.next(span.len).map_err(unreadable)?;
            tiling.push(span.len, sha256).map_err(|_| CaseError::Pieces(index))?;
            Ok(())
        })?;
        // Pieces that stop early would leave bytes unread.
        io::copy(&mut blob, &mut io::sink()).map_err(unreadable)?;
        let Hashing { inner, hash } = blob;
        Ok(Reread {
            sha256: Digest(hash.finalize().into()),
            pieces: tiling.finish().map_err(|_| CaseError::Pieces(0))?,
            padded: inner.padding_is_sound().map_err(unreadable)?,
        })
    }

    fn gone_or_unreadable(&self, id: ItemId) -> Result<Damage, CaseError> {
        // Without any of them it is the medium that went.
        if !self.folder.blobs().is_dir() {
            return Err(CaseError::Vanished);
        }
        let stored = crate::items::stored(&self.database, id)?;
        // Where even that cannot be told, it may be there.
        let there = self.shelf.file_of(&stored).try_exists().unwrap_or(true);
        Ok(if there { Damage::Unreadable(id) } else { Damage::Gone(id) })
    }
}

/// Is what the stored bytes of an item turned out to be.
struct Reread {
    sha256: Digest,
    pieces: PieceCommitment,
    padded: bool,
}

/// Hashes what is read through it, so that whole and pieces take one pass.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}
