//! Bytes go in and come out, are deleted for good, and are copied whole.

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};

use proptest::prelude::*;
use temoin_case::{Access, Case, CaseError, Copied, KeptLeaf};
use temoin_evidence::ItemId;
use temoin_seal::leaf::LeafKind;

use crate::at_rest::walk;
use crate::stage::{Stage, bytes_of, chat, check_is_clean, keep, keep_chat, keep_inside, new_item, now, passphrase};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_bytes_come_back_and_can_be_sought(
        size in prop_oneof![0usize..300, 65_000usize..66_000, 131_000usize..132_000, 196_500usize..196_700],
        seeks in prop::collection::vec((any::<prop::sample::Index>(), 0usize..70_000), 0..6),
    ) {
        let (_stage, case) = Stage::new();
        let bytes: Vec<u8> = (0..size).map(|i| ((i * 31) >> 3) as u8).collect();
        let stored = case.shelf().store(&mut bytes.as_slice()).unwrap();
        prop_assert_eq!(stored.size, size as u64);
        let mut blob = case.shelf().open(&stored).unwrap();
        let mut whole = Vec::new();
        blob.read_to_end(&mut whole).unwrap();
        prop_assert_eq!(&whole, &bytes);
        for (index, len) in seeks {
            let start = index.index(size + 1);
            blob.seek(SeekFrom::Start(start as u64)).unwrap();
            let mut part = Vec::new();
            (&mut blob).take(len as u64).read_to_end(&mut part).unwrap();
            prop_assert_eq!(&part[..], &bytes[start..(start + len).min(size)]);
        }
    }
}

#[test]
fn a_writer_that_is_dropped_leaves_nothing() {
    let (stage, case) = Stage::new();
    let mut writer = case.shelf().writer().unwrap();
    writer.write_all(&[7; 200_000]).unwrap();
    drop(writer);
    assert_eq!(walk(&stage.place.join("blobs")).len(), 0);
}

#[test]
fn a_reader_that_fails_is_told_and_leaves_nothing() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    let (stage, case) = Stage::new();
    let outcome = case.shelf().store(&mut b"begin".chain(Failing));
    assert!(matches!(outcome, Err(CaseError::Io(_))));
    assert_eq!(walk(&stage.place.join("blobs")).len(), 0);
}

#[test]
fn a_batch_is_kept_whole_or_not_at_all() {
    let (stage, mut case) = Stage::new();
    let stored = case.shelf().store(&mut &b"half"[..]).unwrap();
    let mut batch = case.batch().unwrap();
    batch.item(new_item("a.txt", stored.clone())).unwrap().finish().unwrap();
    assert_eq!(batch.items().unwrap().len(), 1);
    drop(batch);
    assert_eq!(case.items().unwrap(), []);
    assert_eq!(case.log_size().unwrap(), 0);

    let mut batch = case.batch().unwrap();
    drop(batch.item(new_item("a.txt", stored)).unwrap());
    assert!(matches!(batch.commit(), Err(CaseError::Unfinished)));
    assert_eq!(case.items().unwrap(), []);
    drop(case);
    let case = stage.open(Access::Write).unwrap();
    assert_eq!(walk(&stage.place.join("blobs")).len(), 0, "what nobody kept is swept");
    check_is_clean(&case);
}

#[test]
fn an_item_keeps_what_is_known_of_it() {
    let (stage, mut case) = Stage::new();
    let archive = keep(&mut case, "export.zip", b"PK...");
    let member = keep_inside(&mut case, "chat.txt", b"hello", Some(archive.id));
    assert_eq!(member.inside, Some(archive.id));
    drop(case);
    let case = stage.open(Access::Read).unwrap();
    assert_eq!(case.items().unwrap(), [archive.clone(), member.clone()]);
    assert_eq!(case.item(member.id).unwrap(), member);
    assert_eq!(case.reading(member.id).unwrap().reader.name, "file");
    let unknown = temoin_evidence::ItemId([9; 16]);
    assert!(matches!(case.item(unknown), Err(CaseError::UnknownItem(id)) if id == unknown));
    assert!(matches!(case.blob(unknown), Err(CaseError::UnknownItem(_))));
}

#[test]
fn deleting_takes_bytes_keys_words_and_members() {
    let (stage, mut case) = Stage::new();
    let stays = keep(&mut case, "stays.txt", b"stays");
    let archive = keep(&mut case, "export.zip", b"an archive");
    let inner = keep_inside(&mut case, "inner.zip", b"an archive inside", Some(archive.id));
    let deepest = keep_inside(&mut case, "deepest.txt", b"a member of a member", Some(inner.id));
    let spoken = keep_chat(&mut case, &chat(40));
    let leaf = case.leaf_of_item(archive.id).unwrap();
    let hash = case.inclusion(leaf + 1, case.log_size().unwrap()).unwrap();
    let head = case.seal().unwrap();

    let deleted = case.delete(archive.id, &now()).unwrap();
    assert!(deleted.erased);
    assert_eq!(deleted.items, [deepest.id, inner.id, archive.id]);
    case.delete(spoken.id, &now()).unwrap();

    assert_eq!(case.items().unwrap(), std::slice::from_ref(&stays));
    assert!(matches!(case.leaf(leaf).unwrap(), KeptLeaf::Destroyed(_)));
    assert_eq!(case.leaves(LeafKind::Delete).unwrap().len(), 4);
    assert_eq!(case.inclusion(leaf + 1, head.checkpoint.size).unwrap(), hash, "the tree is as it was");
    assert_eq!(walk(&stage.place.join("blobs")).len(), 1);
    assert!(matches!(case.delete(archive.id, &now()), Err(CaseError::UnknownItem(_))));
    check_is_clean(&case);

    let database = stage.stranger();
    for table in ["record", "note", "piece", "shared", "reading"] {
        let rows: u32 =
            database.query_row(&format!("SELECT count(*) FROM {table} WHERE item <> 1"), [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    let said: u32 = database
        .query_row("SELECT count(*) FROM disclosure JOIN leaf ON leaf = number WHERE kind = 'intake'", [], |r| r.get(0))
        .unwrap();
    assert_eq!(said as usize, case_fields(&case, stays.id));
    assert_eq!(fs::metadata(stage.place.join("case.db-wal")).unwrap().len(), 0);
}

fn case_fields(case: &Case, item: temoin_evidence::ItemId) -> usize {
    match case.leaf(case.leaf_of_item(item).unwrap()).unwrap() {
        KeptLeaf::Whole(leaf) => leaf.opened.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_copy_is_a_case_of_its_own() {
    let (stage, mut case) = Stage::new();
    let item = keep(&mut case, "photo.jpg", &[0xd8; 100_000]);
    keep_chat(&mut case, &chat(50));
    let head = case.seal().unwrap();
    let friend = age::x25519::Identity::generate();
    case.add_recipient(&friend.to_public().to_string()).unwrap();
    let to = stage.scratch.path().join("stick");
    let mut told = (0, 0);
    assert!(matches!(case.copy(&to, &mut |done, all| told = (done, all)).unwrap(), Copied::Sound));
    assert!(told.0 == told.1 && told.1 > 100_000);
    assert!(matches!(case.copy(&to, &mut |_, _| ()), Err(CaseError::Exists)));
    keep(&mut case, "later.txt", b"not in the copy");

    let mut copy = Case::open(&to, &passphrase(), Access::Write).unwrap();
    assert_eq!(copy.items().unwrap().len(), 2);
    assert_eq!(bytes_of(&copy, item.id), [0xd8; 100_000]);
    assert_eq!(copy.checkpoint().unwrap().unwrap(), head);
    assert_eq!(copy.verifier_key(), case.verifier_key());
    keep(&mut copy, "own.txt", b"the copy can be written to");
    check_is_clean(&copy);
    let by_friend = temoin_case::Key::Identities(friend.to_string());
    assert!(Case::open(&to, &by_friend, Access::Read).is_ok());
}

#[test]
fn a_reader_copies_only_what_nobody_writes() {
    let (stage, mut case) = Stage::new();
    keep(&mut case, "a.txt", b"a");
    let reader = stage.open(Access::Read).unwrap();
    let to = stage.scratch.path().join("stick");
    assert!(matches!(reader.copy(&to, &mut |_, _| ()), Err(CaseError::Locked)));
    drop(case);
    assert!(matches!(reader.copy(&to, &mut |_, _| ()).unwrap(), Copied::Sound));
}

#[test]
fn a_damaged_case_gives_no_copy() {
    let (stage, mut case) = Stage::new();
    keep(&mut case, "a.txt", b"a");
    let blob = walk(&stage.place.join("blobs")).remove(0);
    fs::remove_file(blob).unwrap();
    let to = stage.scratch.path().join("stick");
    let outcome = case.copy(&to, &mut |_, _| ()).unwrap();
    assert!(matches!(outcome, Copied::Damaged(damage) if damage.len() == 1));
    assert_eq!(fs::read_dir(stage.scratch.path()).unwrap().count(), 1);
}

#[test]
fn what_still_holds_deleted_bytes_is_named() {
    let (_stage, mut case) = Stage::new();
    let archive = keep(&mut case, "export.zip", b"an archive");
    let inner = keep_inside(&mut case, "inner.zip", b"an archive inside", Some(archive.id));
    let photo = keep_inside(&mut case, "photo.jpg", b"a photo", Some(inner.id));
    let empty = keep_inside(&mut case, "empty.jpg", b"", Some(inner.id));
    keep(&mut case, "other.jpg", b"another photo");
    keep(&mut case, "nothing.txt", b"");
    let copy = keep(&mut case, "saved.jpg", b"a photo");

    let mut check = |item: ItemId, items: &[ItemId], still_in: &[ItemId]| {
        let deleted = case.delete(item, &now()).unwrap();
        assert_eq!((deleted.items.as_slice(), deleted.still_in.as_slice()), (items, still_in));
    };
    check(empty.id, &[empty.id], &[archive.id, inner.id]);
    check(copy.id, &[copy.id], &[archive.id, inner.id, photo.id]);
    check(photo.id, &[photo.id], &[archive.id, inner.id]);
    check(archive.id, &[inner.id, archive.id], &[]);
}
