//! What the log proves.

use proptest::prelude::*;
use temoin_case::{Access, CaseError, KeptLeaf, NewToken};
use temoin_evidence::{Entry, EntryId, When, WhenPrecision};
use temoin_seal::leaf::LeafKind;
use temoin_seal::merkle::{Hash, Tree, verify_consistency, verify_inclusion};
use temoin_seal::note::Signer;
use temoin_seal::piece::{PieceCommitment, PieceTree};
use temoin_seal::{checkpoint::Checkpoint, cosignature};

use crate::stage::{Stage, chat, check_is_clean, keep, keep_chat, now};

#[test]
fn proofs_from_rows_are_those_of_the_whole_tree() {
    let (_stage, mut case) = Stage::new();
    let mut batch = case.batch().unwrap();
    for number in 0..70u64 {
        batch.leaf(LeafKind::Reading, None, vec![("records".into(), number.into())]).unwrap();
    }
    batch.commit().unwrap();
    let hash = |index| match case.leaf(index).unwrap() {
        KeptLeaf::Whole(leaf) => leaf.leaf.hash(),
        other => panic!("{other:?}"),
    };
    let leaves: Vec<Hash> = (0..70).map(hash).collect();
    for size in 1..=70u64 {
        let tree: Tree = leaves[..size as usize].iter().copied().collect();
        assert_eq!(case.root(size).unwrap(), tree.root());
        for index in 0..size {
            let proof = case.inclusion(index, size).unwrap();
            verify_inclusion(index, size, leaves[index as usize], &proof, tree.root()).unwrap();
        }
        let whole: Tree = leaves.iter().copied().collect();
        let proof = case.consistency(size, 70).unwrap();
        verify_consistency(size, tree.root(), 70, whole.root(), &proof).unwrap();
    }
    assert!(matches!(case.inclusion(70, 70), Err(CaseError::NotInLog(70))));
    assert!(matches!(case.inclusion(0, 71), Err(CaseError::NotInLog(71))));
    assert!(matches!(case.leaf(70), Err(CaseError::NotInLog(70))));
    check_is_clean(&case);
}

#[test]
fn a_checkpoint_is_made_once_for_one_size() {
    let (stage, mut case) = Stage::new();
    keep(&mut case, "a.txt", b"a");
    let first = case.seal().unwrap();
    assert_eq!(case.seal().unwrap(), first);
    assert_eq!(Checkpoint::open(&first.note, &case.verifier_key()).unwrap(), first.checkpoint);
    keep(&mut case, "b.txt", b"b");
    let second = case.seal().unwrap();
    assert_eq!((first.checkpoint.size, second.checkpoint.size), (1, 2));
    assert_eq!(first.checkpoint.origin, case.origin());
    drop(case);
    let case = stage.open(Access::Read).unwrap();
    assert_eq!(case.checkpoints().unwrap(), [first.clone(), second.clone()]);
    assert_eq!(case.checkpoint().unwrap(), Some(second));
    assert_eq!(case.checkpoint_at(1).unwrap(), Some(first));
}

#[test]
fn stamps_and_witnesses_are_kept_with_their_checkpoint() {
    let (_stage, mut case) = Stage::new();
    keep(&mut case, "a.txt", b"a");
    let head = case.seal().unwrap();
    let token =
        NewToken { size: 1, response: b"response", chain_pem: "", time: "2026-11-03T21:04:00Z", authority: "TSA" };
    let witness = Signer::witness("maitre.example/claes", [9; 32]).unwrap();
    let file = cosignature::cosign(&head.note, &case.verifier_key(), &witness, 1_793_739_840).unwrap();

    let mut batch = case.batch().unwrap();
    let leaf = batch.token(&token).unwrap();
    assert_eq!(batch.token(&token).unwrap(), leaf);
    assert!(matches!(batch.token(&NewToken { size: 2, ..token }), Err(CaseError::NotInLog(2))));
    assert_eq!(batch.cosignature(&witness.verifier_key(), &file).unwrap(), 1);
    batch.cosignature(&witness.verifier_key(), &file).unwrap();
    let other = Signer::witness("maitre.example/autre", [8; 32]).unwrap();
    assert!(matches!(batch.cosignature(&other.verifier_key(), &file), Err(CaseError::Canonical)));
    batch.commit().unwrap();

    let tokens = case.tokens().unwrap();
    assert_eq!((tokens.len(), tokens[0].leaf, tokens[0].response.as_slice()), (1, leaf, &b"response"[..]));
    assert_eq!(case.cosignatures().unwrap().len(), 1);
    assert_eq!(case.leaves(LeafKind::Time).unwrap(), [leaf]);
    check_is_clean(&case);
}

#[test]
fn the_intake_leaf_says_what_is_specified() {
    let (_stage, mut case) = Stage::new();
    let item = keep(&mut case, "a.txt", b"abc");
    let KeptLeaf::Whole(leaf) = case.leaf(case.leaf_of_item(item.id).unwrap()).unwrap() else { panic!("destroyed") };
    let mut names: Vec<&str> = leaf.opened.iter().map(|field| field.name.as_str()).collect();
    names.sort_unstable();
    let expected =
        ["item", "media_type", "modified", "name", "obtained", "path", "pieces", "received", "sha256", "size"];
    assert_eq!(names, expected);
    assert_eq!(leaf.leaf.kind, LeafKind::Intake);
    assert_eq!(leaf.value("received").unwrap(), "2026-11-03T21:04Z");
    assert_eq!(leaf.value("obtained").unwrap(), "own");
    assert_eq!(leaf.value("size").unwrap(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn pieces_lead_to_what_the_leaf_promises(messages in 1u64..200) {
        let (_stage, mut case) = Stage::new();
        let talk = chat(messages);
        let item = keep_chat(&mut case, &talk);
        let KeptLeaf::Whole(leaf) = case.leaf(0).unwrap() else { panic!("destroyed") };
        let promised = PieceCommitment::from_value(leaf.value("pieces").unwrap()).unwrap();
        prop_assert_eq!(promised.count, messages);
        prop_assert_eq!(case.piece_count(item.id).unwrap(), messages);
        let mut pieces = Vec::new();
        case.pieces(item.id, &mut |_, piece| { pieces.push(piece); Ok(()) }).unwrap();
        prop_assert_eq!(PieceTree::from_pieces(&pieces).commitment().unwrap(), promised);
        let (last, span) = case.piece_at(item.id, item.size - 1).unwrap().unwrap();
        prop_assert_eq!((last, span.end()), (messages - 1, item.size));
        prop_assert_eq!(case.piece_at(item.id, item.size).unwrap(), None);
    }
}

#[test]
fn an_empty_item_has_one_empty_piece() {
    let (_stage, mut case) = Stage::new();
    let item = keep(&mut case, "empty", b"");
    let mut pieces = Vec::new();
    case.pieces(item.id, &mut |_, piece| {
        pieces.push((piece.start, piece.len));
        Ok(())
    })
    .unwrap();
    assert_eq!(pieces, [(0, 0)]);
    check_is_clean(&case);
}

fn entry(id: u8) -> Entry {
    let when = When { time: "2026-11-02".into(), precision: WhenPrecision::Day, zone: None };
    Entry {
        id: EntryId([id; 16]),
        what_happened: "Il a publié ma photo.".into(),
        when,
        place: "Instagram".into(),
        channel: temoin_evidence::Channel::Story,
        who: Vec::new(),
        proof: Vec::new(),
        entered_at: now(),
        corrects: None,
        more: [("harm".to_owned(), [("work".to_owned(), vec!["deux jours".to_owned()])].into())].into(),
    }
}

#[test]
fn a_draft_is_free_and_a_statement_is_sealed() {
    let (stage, mut case) = Stage::new();
    let mut batch = case.batch().unwrap();
    let mut draft = entry(1);
    draft.what_happened = String::new();
    batch.draft(&draft).unwrap();
    draft.what_happened = "Il a".into();
    batch.draft(&draft).unwrap();
    batch.draft(&entry(2)).unwrap();
    batch.commit().unwrap();
    assert_eq!(case.log_size().unwrap(), 0, "a draft is never sealed");
    assert_eq!(case.drafts().unwrap(), [draft, entry(2)]);

    let mut batch = case.batch().unwrap();
    let leaf = batch.statement(&entry(1)).unwrap();
    assert!(batch.drop_draft(EntryId([2; 16])).unwrap());
    assert!(!batch.drop_draft(EntryId([2; 16])).unwrap());
    batch.commit().unwrap();
    assert_eq!(case.drafts().unwrap(), []);
    assert_eq!(case.statements().unwrap(), [(leaf, entry(1))]);
    let KeptLeaf::Whole(sealed) = case.leaf(leaf).unwrap() else { panic!("destroyed") };
    assert_eq!(sealed.value("what_happened").unwrap(), "Il a publié ma photo.");
    assert_eq!(sealed.value("harm.work").unwrap(), &serde_json::json!(["deux jours"]));
    assert_eq!(sealed.opened.len(), 9);

    let mut batch = case.batch().unwrap();
    let mut blank = entry(3);
    blank.place.clear();
    assert!(matches!(batch.statement(&blank), Err(CaseError::Entry(_))));
    assert!(batch.statement(&entry(1)).is_err(), "a statement never changes: a correction is a new entry");
    drop(batch);
    drop(case);
    check_is_clean(&stage.open(Access::Read).unwrap());
}
