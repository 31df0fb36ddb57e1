//! Pieces that tile an item, so that some can be shown and the rest kept (`spec/seal.md` §3).

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

use crate::encoding::{MAX_NUMBER, array_from_hex};
use crate::merkle::{Frontier, Hash, ProofError, Tree, leaf_hash, root_from_many, sha256};

/// Says why pieces do not tile an item, or a proof of some does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PieceError {
    /// A piece is empty though it is not the only one, or there is none.
    #[error("an empty piece, or none")]
    Empty,
    /// The pieces overlap, leave a hole between neighbours, begin after 0 or go past the end.
    #[error("the pieces do not tile the item")]
    Tiling,
    /// The last piece is not shown, or does not end where the item does.
    #[error("the last piece is not shown, or not at the end")]
    Last,
    /// The proof does not lead to the root that the item committed to.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// Is the secret that makes the nonces of one item's pieces: 32 random bytes that never leave the case.
#[derive(Clone, ZeroizeOnDrop)]
pub struct ItemSecret(pub [u8; 32]);

impl ItemSecret {
    /// Returns the nonce of a piece: `HMAC-SHA-256(secret, i as 8 bytes big-endian)` (RFC 2104).
    pub fn nonce(&self, i: u64) -> [u8; 32] {
        self.mac().chain_update(i.to_be_bytes()).finalize().into_bytes().into()
    }

    fn mac(&self) -> Hmac<Sha256> {
        // 32 bytes are shorter than a block, so the length is never refused.
        Hmac::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
    }
}

impl std::fmt::Debug for ItemSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ItemSecret(..)")
    }
}

/// Is one piece, as whoever holds its bytes knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Zero-based first byte.
    pub start: u64,
    /// Number of bytes.
    pub len: u64,
    /// Keeps the piece from being guessed from its hash.
    pub nonce: [u8; 32],
    /// SHA-256 of the bytes.
    pub sha256: Hash,
}

impl Piece {
    /// Returns what the tree commits to: place, length, and `H(nonce || H(bytes))`.
    pub fn place(&self) -> PlacedPiece {
        let mut salted = [0; 64];
        salted[..32].copy_from_slice(&self.nonce);
        salted[32..].copy_from_slice(&self.sha256.0);
        PlacedPiece { start: self.start, len: self.len, digest: sha256(&salted) }
    }

    /// Returns the hash of the leaf.
    pub fn leaf_hash(&self) -> Hash {
        self.place().leaf_hash()
    }
}

/// Is what the tree commits to of one piece: where it lies, and nothing that lets anyone guess what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedPiece {
    /// Zero-based first byte.
    pub start: u64,
    /// Number of bytes.
    pub len: u64,
    /// `H(nonce || H(bytes))`.
    pub digest: Hash,
}

impl PlacedPiece {
    /// Returns the data of the leaf, canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { start, len, digest } = self;
        format!(r#"{{"digest":"{digest}","len":{len},"start":{start}}}"#).into_bytes()
    }

    /// Returns the hash of the leaf.
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.to_bytes())
    }

    /// Returns the first byte after the piece; nothing when no file is that long.
    pub fn end(&self) -> Option<u64> {
        self.start.checked_add(self.len).filter(|&end| end <= MAX_NUMBER)
    }
}

/// Is what an item commits to: how many pieces there are, and their root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceCommitment {
    /// Number of pieces, at least 1.
    pub count: u64,
    /// The root over them.
    pub root: Hash,
}

impl PieceCommitment {
    /// Returns the value of the field `pieces` of an intake leaf.
    pub fn to_value(self) -> serde_json::Value {
        serde_json::json!({"count": self.count, "root": self.root})
    }

    /// Reads the value of the field `pieces`; nothing when it is not one.
    pub fn from_value(value: &serde_json::Value) -> Option<Self> {
        let members = value.as_object().filter(|members| members.len() == 2)?;
        let count = members.get("count")?.as_u64().filter(|count| (1..=MAX_NUMBER).contains(count))?;
        let root = array_from_hex(members.get("root")?.as_str()?).ok()?;
        Some(Self { count, root: Hash(root) })
    }
}

/// Joins the pieces of an item, one after the other, in constant memory.
#[derive(Debug)]
pub struct Tiling {
    secret: ItemSecret,
    end: u64,
    last_empty: bool,
    frontier: Frontier,
}

impl Tiling {
    /// Begins at the item's first byte.
    pub fn new(secret: ItemSecret) -> Self {
        Self { secret, end: 0, last_empty: false, frontier: Frontier::default() }
    }

    /// Adds the next piece by its length and the hash of its bytes.
    ///
    /// # Errors
    /// An empty piece that is not the only one, or an end past 2^53 − 1.
    pub fn push(&mut self, len: u64, sha256: Hash) -> Result<Piece, PieceError> {
        if self.last_empty || (len == 0 && self.frontier.size() > 0) {
            return Err(PieceError::Empty);
        }
        let piece = Piece { start: self.end, len, nonce: self.secret.nonce(self.frontier.size()), sha256 };
        self.end = piece.place().end().ok_or(PieceError::Tiling)?;
        self.last_empty = len == 0;
        self.frontier.push(piece.leaf_hash());
        Ok(piece)
    }

    /// Returns the number of bytes covered so far.
    pub fn size(&self) -> u64 {
        self.end
    }

    /// Returns what the item commits to.
    ///
    /// # Errors
    /// There is no piece.
    pub fn finish(self) -> Result<PieceCommitment, PieceError> {
        match self.frontier.size() {
            0 => Err(PieceError::Empty),
            count => Ok(PieceCommitment { count, root: self.frontier.root() }),
        }
    }
}

/// Holds the tree over an item's pieces, to prove some of them.
#[derive(Clone, Debug, Default)]
pub struct PieceTree {
    tree: Tree,
}

impl PieceTree {
    /// Joins pieces in order.
    pub fn from_pieces<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> Self {
        Self { tree: pieces.into_iter().map(Piece::leaf_hash).collect() }
    }

    /// Appends a piece by the hash of its leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.tree.push(leaf);
    }

    /// Returns what the item commits to; nothing without pieces.
    pub fn commitment(&self) -> Option<PieceCommitment> {
        let count = self.tree.size();
        (count > 0).then(|| PieceCommitment { count, root: self.tree.root() })
    }

    /// Returns the proof of the shown pieces and the last one together; nothing when one is not of the item.
    pub fn prove(&self, shown: &BTreeSet<u64>) -> Option<Vec<Hash>> {
        let mut shown = shown.clone();
        shown.insert(self.tree.size().checked_sub(1)?);
        self.tree.many(&shown)
    }
}

/// Checks shown pieces, by number, against what the item of `size` bytes committed to.
///
/// The last piece must be among them; neighbours must touch; none may be empty unless it is the only one.
///
/// # Errors
/// The pieces cannot tile the item, or the proof does not hold.
pub fn verify(
    commitment: &PieceCommitment,
    size: u64,
    shown: &BTreeMap<u64, PlacedPiece>,
    proof: &[Hash],
) -> Result<(), PieceError> {
    check_tiling(commitment.count, size, shown)?;
    let leaves: Vec<_> = shown.iter().map(|(&i, piece)| (i, piece.leaf_hash())).collect();
    let root = root_from_many(commitment.count, &leaves, proof)?;
    if root == commitment.root { Ok(()) } else { Err(ProofError::Root.into()) }
}

fn check_tiling(count: u64, size: u64, shown: &BTreeMap<u64, PlacedPiece>) -> Result<(), PieceError> {
    let (&last, piece) = shown.last_key_value().ok_or(PieceError::Last)?;
    if last.checked_add(1) != Some(count) || piece.end() != Some(size) {
        return Err(PieceError::Last);
    }
    if shown.values().any(|piece| piece.len == 0) && count > 1 {
        return Err(PieceError::Empty);
    }
    let (mut next, mut end) = (0, 0);
    for (&i, piece) in shown {
        // Pieces that are not shown lie in between; none of them is empty.
        let hidden = i - next;
        let gap = piece.start.checked_sub(end).ok_or(PieceError::Tiling)?;
        if gap < hidden || (hidden == 0 && gap > 0) {
            return Err(PieceError::Tiling);
        }
        (next, end) = (i + 1, piece.end().ok_or(PieceError::Tiling)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encoding::hex;

    fn tile(lens: &[u64]) -> (Vec<Piece>, PieceCommitment) {
        let mut tiling = Tiling::new(ItemSecret([7; 32]));
        let pieces = lens.iter().map(|&len| tiling.push(len, sha256(&len.to_be_bytes())).unwrap()).collect();
        (pieces, tiling.finish().unwrap())
    }

    fn check(count: u64, size: u64, shown: &[(u64, u64, u64)], expected: Result<(), PieceError>) {
        let piece = |&(i, start, len)| (i, PlacedPiece { start, len, digest: sha256(b"") });
        let shown: BTreeMap<_, _> = shown.iter().map(piece).collect();
        assert_eq!(check_tiling(count, size, &shown), expected, "{shown:?}");
    }

    #[test]
    fn shown_pieces_must_leave_room_for_the_hidden_ones() {
        check(3, 9, &[(0, 0, 3), (2, 6, 3)], Ok(()));
        check(3, 9, &[(2, 2, 7)], Ok(()));
        check(3, 9, &[(2, 1, 8)], Err(PieceError::Tiling));
        check(3, 9, &[(0, 0, 6), (2, 6, 3)], Err(PieceError::Tiling));
        check(3, 9, &[(0, 1, 3), (2, 6, 3)], Err(PieceError::Tiling));
        check(3, 9, &[(1, 3, 3), (2, 7, 2)], Err(PieceError::Tiling));
        check(3, 9, &[(0, 0, 3)], Err(PieceError::Last));
        check(3, 9, &[(2, 6, 2)], Err(PieceError::Last));
        check(3, 9, &[(2, 6, 4)], Err(PieceError::Last));
        check(2, 9, &[(0, 0, 0), (1, 0, 9)], Err(PieceError::Empty));
        check(1, 0, &[(0, 0, 0)], Ok(()));
        check(0, 0, &[], Err(PieceError::Last));
        check(2, 9, &[(1, u64::MAX, 9)], Err(PieceError::Last));
    }

    #[test]
    fn an_empty_piece_stands_alone() {
        let mut tiling = Tiling::new(ItemSecret([7; 32]));
        tiling.push(0, sha256(b"")).unwrap();
        assert_eq!(tiling.push(1, sha256(b"x")), Err(PieceError::Empty));
        let mut tiling = Tiling::new(ItemSecret([7; 32]));
        tiling.push(1, sha256(b"x")).unwrap();
        assert_eq!(tiling.push(0, sha256(b"")), Err(PieceError::Empty));
        assert_eq!(Tiling::new(ItemSecret([7; 32])).finish(), Err(PieceError::Empty));
    }

    #[test]
    fn nonces_are_hmacs_of_the_number() {
        // Python: hmac.new(b"\x07" * 32, (1).to_bytes(8, "big"), "sha256").hexdigest()
        let expected = "c95f56381ac7d2ae0a57a888a0b4c7c83cb88d77744eae6a07579a3e00b84e2f";
        assert_eq!(hex(&ItemSecret([7; 32]).nonce(1)), expected);
    }

    #[test]
    fn the_digest_is_salted() {
        // Python: sha256(b"\x01" * 32 + sha256(b"abc").digest()).hexdigest()
        let piece = Piece { start: 0, len: 3, nonce: [1; 32], sha256: sha256(b"abc") };
        let expected = "b2c1b43d1b65a7910ef86e54a76f42a2a2f1a31557c8e086e420cbb33d712c53";
        assert_eq!(piece.place().digest.to_string(), expected);
    }

    #[test]
    fn the_leaf_is_canonical_json() {
        let (pieces, _) = tile(&[3, 4]);
        let value = crate::canonical::parse(&pieces[1].place().to_bytes()).unwrap();
        assert_eq!((value["start"].as_u64(), value["len"].as_u64()), (Some(3), Some(4)));
    }

    proptest! {
        #[test]
        fn pieces_from_a_stranger_never_panic(
            count in any::<u64>(),
            size in any::<u64>(),
            shown in prop::collection::btree_map(prop_oneof![any::<u64>(), 0u64..9], (any::<u64>(), any::<u64>()), 0..6),
        ) {
            let piece = |(start, len)| PlacedPiece { start, len, digest: sha256(b"") };
            let shown = shown.into_iter().map(|(i, place)| (i, piece(place))).collect();
            let commitment = PieceCommitment { count, root: sha256(b"") };
            prop_assert!(verify(&commitment, size, &shown, &[]).is_err());
        }

        #[test]
        fn any_choice_of_pieces_proves_and_no_count_can_be_understated(
            lens in prop::collection::vec(1u64..1000, 1..60),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
        ) {
            let (pieces, commitment) = tile(&lens);
            let size = lens.iter().sum();
            let tree = PieceTree::from_pieces(&pieces);
            prop_assert_eq!(tree.commitment(), Some(commitment));
            let picked: BTreeSet<u64> = picks.iter().map(|pick| pick.index(lens.len()) as u64).collect();
            let proof = tree.prove(&picked).unwrap();
            let last = lens.len() as u64 - 1;
            let shown: BTreeMap<_, _> =
                picked.into_iter().chain([last]).map(|i| (i, pieces[i as usize].place())).collect();
            prop_assert_eq!(verify(&commitment, size, &shown, &proof), Ok(()));
            prop_assert_ne!(verify(&commitment, size + 1, &shown, &proof), Ok(()));
            let less = PieceCommitment { count: commitment.count + 1, ..commitment };
            prop_assert_ne!(verify(&less, size, &shown, &proof), Ok(()));
            let value = commitment.to_value();
            prop_assert_eq!(PieceCommitment::from_value(&value), Some(commitment));
        }
    }
}
