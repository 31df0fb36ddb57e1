//! Each way in which a case can rot is found and named.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use temoin_case::{Access, CaseError, Damage};
use temoin_evidence::ItemId;

use crate::stage::{Stage, chat, keep, keep_chat};

/// Damages a case of two items, two leaves and a checkpoint, and compares what `check` finds.
#[track_caller]
fn check(damage: impl FnOnce(&Path, &Connection), expected: fn(ItemId, ItemId) -> Vec<Damage>) {
    let (stage, mut case) = Stage::new();
    let one = keep_chat(&mut case, &chat(30)).id;
    let two = keep(&mut case, "photo.jpg", &[5; 70_000]).id;
    case.seal().unwrap();
    drop(case);
    let database = stage.stranger();
    free_of_constraints(&database);
    damage(&stage.place, &database);
    drop(database);
    let case = stage.open(Access::Read).unwrap();
    assert_eq!(case.check(&mut |_, _| ()).unwrap(), expected(one, two));
}

/// Makes the database take anything, as someone who has the key and means harm would.
fn free_of_constraints(database: &Connection) {
    database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let mut names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for name in names {
        database.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
}

fn run(statement: &'static str) -> impl FnOnce(&Path, &Connection) {
    move |_, database| assert_eq!(database.execute(statement, []).unwrap(), 1, "{statement}")
}

fn blob_of(item: i64, place: &Path, database: &Connection) -> PathBuf {
    let named = "SELECT blob.name FROM blob JOIN item ON blob = blob.number WHERE item.number = ?1";
    let name: String = database.query_row(named, [item], |row| row.get(0)).unwrap();
    place.join("blobs").join(&name[..2]).join(format!("{name}.age"))
}

/// Changes the file of the second item's bytes.
fn change_file(change: fn(&mut Vec<u8>)) -> impl FnOnce(&Path, &Connection) {
    move |place, database| {
        let path = blob_of(2, place, database);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn bytes_that_are_gone_or_changed() {
    check(|place, db| fs::remove_file(blob_of(2, place, db)).unwrap(), |_, two| vec![Damage::Gone(two)]);
    for change in [
        |bytes: &mut Vec<u8>| bytes[30] ^= 1,
        |bytes: &mut Vec<u8>| bytes[40_000] ^= 1,
        |bytes: &mut Vec<u8>| *bytes.last_mut().unwrap() ^= 1,
        |bytes: &mut Vec<u8>| bytes.truncate(60_000),
        |bytes: &mut Vec<u8>| bytes.truncate(10),
        |bytes: &mut Vec<u8>| bytes.push(0),
        |bytes: &mut Vec<u8>| bytes.clear(),
    ] {
        check(change_file(change), |_, two| vec![Damage::Unreadable(two)]);
    }
    let swap = |place: &Path, db: &Connection| {
        fs::copy(blob_of(1, place, db), blob_of(2, place, db)).unwrap();
    };
    check(swap, |_, two| vec![Damage::Unreadable(two)]);
}

/// A link to itself is what any user can make of a file that the system refuses to read.
#[cfg(unix)]
#[test]
fn bytes_that_the_system_does_not_give() {
    let refuse = |number: i64| {
        move |place: &Path, db: &Connection| {
            let path = blob_of(number, place, db);
            fs::remove_file(&path).unwrap();
            std::os::unix::fs::symlink(&path, &path).unwrap();
        }
    };
    check(refuse(1), |one, _| vec![Damage::Unreadable(one)]);
    // The first is named, and the second still read.
    let both = |place: &Path, db: &Connection| {
        refuse(1)(place, db);
        fs::remove_file(blob_of(2, place, db)).unwrap();
    };
    check(both, |one, two| vec![Damage::Unreadable(one), Damage::Gone(two)]);
}

#[test]
fn a_medium_that_went_is_not_called_damage() {
    let (stage, mut case) = Stage::new();
    keep(&mut case, "photo.jpg", &[5; 7000]);
    fs::rename(stage.place.join("blobs"), stage.place.join("away")).unwrap();
    assert!(matches!(case.check(&mut |_, _| ()), Err(CaseError::Vanished)));
}

#[test]
fn other_bytes_under_the_right_key() {
    // Encrypted to the item's own key, of the right length: only the hash tells.
    let forge = |place: &Path, db: &Connection| {
        let of = "SELECT identity FROM blob JOIN item ON blob = blob.number WHERE item.number = 2";
        let identity: String = db.query_row(of, [], |row| row.get(0)).unwrap();
        let identity: age::x25519::Identity = identity.parse().unwrap();
        let forged = age::encrypt(&identity.to_public(), &[6; 71_680]).unwrap();
        fs::write(blob_of(2, place, db), forged).unwrap();
    };
    check(forge, |_, two| vec![Damage::Altered(two)]);
}

#[test]
fn rows_that_say_something_else_than_the_log() {
    for statement in [
        "UPDATE item SET name = 'other.txt' WHERE number = 1",
        "UPDATE item SET secret = zeroblob(32) WHERE number = 1",
        "UPDATE blob SET sha256 = zeroblob(32) WHERE number = 1",
        "UPDATE blob SET size = 7 WHERE number = 1",
        "UPDATE piece SET lengths = x'01' WHERE item = 1",
    ] {
        check(run(statement), |one, _| vec![Damage::Row(one)]);
    }
}

#[test]
fn a_log_that_was_tampered_with() {
    let said = "UPDATE disclosure SET value = '\"x\"' WHERE leaf = 1 AND name = 'media_type'";
    check(run(said), |_, two| vec![Damage::Leaf(1), Damage::Row(two)]);
    check(run("UPDATE node SET hash = zeroblob(32)"), |_, _| vec![Damage::Node(1, 0)]);
    check(run("DELETE FROM node"), |_, _| vec![Damage::Node(1, 0)]);
    check(run("UPDATE checkpoint SET note = x'00'"), |_, _| vec![Damage::Checkpoint(2)]);
    check(run("UPDATE checkpoint SET size = 1"), |_, _| vec![Damage::Checkpoint(1)]);
    check(run("UPDATE leaf SET hash = zeroblob(32) WHERE number = 0"), |one, _| {
        vec![Damage::Leaf(0), Damage::Node(1, 0), Damage::Checkpoint(2), Damage::Row(one)]
    });
    check(run("DELETE FROM leaf WHERE number = 1"), |_, two| {
        vec![Damage::Database, Damage::Checkpoint(2), Damage::Row(two)]
    });
}

#[test]
fn pages_that_were_damaged() {
    let (stage, mut case) = Stage::new();
    keep_chat(&mut case, &chat(2000));
    drop(case);
    let path = stage.place.join("case.db");
    let mut pages = fs::read(&path).unwrap();
    let middle = pages.len() / 2;
    pages[middle] ^= 1;
    fs::write(&path, pages).unwrap();
    let case = stage.open(Access::Read).unwrap();
    assert_eq!(case.check(&mut |_, _| ()).unwrap()[0], Damage::Database);
}
