//! Who gets in, how, and who does not.

use std::fs;

use age::secrecy::ExposeSecret;
use temoin_case::{Access, Case, CaseError, Key, NewCase, WorkFactor};

use crate::stage::{PASSPHRASE, Stage, bytes_of, check_is_clean, keep, passphrase, secret};

/// Opens a case in one way and compares how that ends.
#[track_caller]
fn check(stage: &Stage, key: Key, expected: Result<(), &str>) {
    let opened = Case::open(&stage.place, &key, Access::Read).map(drop).map_err(|error| format!("{error:?}"));
    assert_eq!(opened.as_ref().map_err(String::as_str).copied(), expected);
}

#[test]
fn passphrase_words_and_identities_each_open_it() {
    let scratch = tempfile::tempdir().unwrap();
    let friend = age::x25519::Identity::generate();
    let stage = Stage { place: scratch.path().join("case"), scratch };
    let new = NewCase {
        passphrase: Some(secret(PASSPHRASE)),
        recipients: vec![friend.to_public().to_string()],
        work: WorkFactor::Fixed(1),
    };
    let (case, words) = Case::create(&stage.place, &new).unwrap();
    drop(case);
    let stranger = age::x25519::Identity::generate().to_string();
    let both = format!("# two\n{}\n{}\n", stranger.expose_secret(), friend.to_string().expose_secret());

    check(&stage, passphrase(), Ok(()));
    check(&stage, Key::Recovery(secret(&words.expose().to_uppercase())), Ok(()));
    check(&stage, Key::Identities(secret(&both)), Ok(()));
    check(&stage, Key::Identities(stranger), Err("WrongKey"));
    check(&stage, Key::Passphrase(secret("une autre")), Err("WrongKey"));
    check(
        &stage,
        Key::Recovery(secret("legal winner thank year wave sausage worth useful legal winner thank yellow")),
        Err("WrongKey"),
    );
    check(&stage, Key::Recovery(secret("legal winner")), Err("Words"));
    check(&stage, Key::Identities(secret("nothing here")), Err("Identity"));
}

#[test]
fn doors_can_be_added_changed_and_closed() {
    let (stage, mut case) = Stage::new();
    let friend = age::x25519::Identity::generate();
    let recipient = friend.to_public().to_string();
    check(&stage, Key::Identities(friend.to_string()), Err("NoSuchKey"));
    case.add_recipient(&recipient).unwrap();
    case.add_recipient(&recipient).unwrap();
    assert_eq!(case.recipients().unwrap(), std::slice::from_ref(&recipient));
    check(&stage, Key::Identities(friend.to_string()), Ok(()));

    case.remove_recipient(&recipient).unwrap();
    check(&stage, Key::Identities(friend.to_string()), Err("NoSuchKey"));
    assert!(matches!(case.remove_recipient(&recipient), Err(CaseError::Recipient)));
    assert!(matches!(case.add_recipient("ssh-ed25519 AAAA"), Err(CaseError::Recipient)));

    case.change_passphrase(&secret("nouvelle"), WorkFactor::Fixed(1)).unwrap();
    check(&stage, passphrase(), Err("WrongKey"));
    check(&stage, Key::Passphrase(secret("nouvelle")), Ok(()));
    let words = case.change_recovery_words().unwrap();
    check(&stage, Key::Recovery(secret(words.expose())), Ok(()));
}

#[test]
fn what_is_no_case_is_said_to_be_none() {
    let (stage, case) = Stage::new();
    drop(case);
    let folder = |name: &str| Stage { scratch: tempfile::tempdir().unwrap(), place: stage.scratch.path().join(name) };
    check(&folder("nowhere"), passphrase(), Err("Missing"));
    fs::create_dir(stage.scratch.path().join("empty")).unwrap();
    check(&folder("empty"), passphrase(), Err("NotACase"));

    fs::write(stage.place.join("version"), "2\n").unwrap();
    check(&stage, passphrase(), Err("Newer(2)"));
    fs::write(stage.place.join("version"), "1\n").unwrap();

    let wrapped = stage.place.join("keys/passphrase.age");
    let sound = fs::read(&wrapped).unwrap();
    fs::write(&wrapped, &sound[..sound.len() - 1]).unwrap();
    check(&stage, passphrase(), Err("Damaged(Keys)"));
    fs::remove_file(&wrapped).unwrap();
    check(&stage, passphrase(), Err("NoSuchKey"));
    fs::write(&wrapped, &sound).unwrap();

    let database = stage.place.join("case.db");
    let mut pages = fs::read(&database).unwrap();
    pages[100..200].fill(0);
    fs::write(&database, &pages).unwrap();
    check(&stage, passphrase(), Err("Damaged(Database)"));
    fs::write(&database, b"").unwrap();
    check(&stage, passphrase(), Err("Damaged(Database)"));
    fs::remove_file(&database).unwrap();
    check(&stage, passphrase(), Err("Damaged(Database)"));
}

#[test]
fn nothing_is_created_over_something_or_without_a_way_in() {
    let (stage, case) = Stage::new();
    drop(case);
    let new = NewCase { passphrase: Some(secret("x")), work: WorkFactor::Fixed(1), ..NewCase::default() };
    assert!(matches!(Case::create(&stage.place, &new), Err(CaseError::Exists)));
    let elsewhere = stage.scratch.path().join("other");
    assert!(matches!(Case::create(&elsewhere, &NewCase::default()), Err(CaseError::NoKey)));
    let new = NewCase { recipients: vec!["age1nobody".into()], ..new };
    assert!(matches!(Case::create(&elsewhere, &new), Err(CaseError::Recipient)));
    // A case that could not be made leaves nothing beside the one that was there.
    assert_eq!(fs::read_dir(stage.scratch.path()).unwrap().count(), 1);
}

#[test]
fn one_writes_others_read() {
    let (stage, mut writer) = Stage::new();
    let first = keep(&mut writer, "one.txt", b"first");
    assert!(matches!(stage.open(Access::Write), Err(CaseError::Locked)));

    let reader = stage.open(Access::Read).unwrap();
    let second = keep(&mut writer, "two.txt", b"second");
    assert_eq!(bytes_of(&reader, first.id), b"first");
    assert_eq!(bytes_of(&reader, second.id), b"second");
    check_is_clean(&reader);
    drop(writer);
    let again = stage.open(Access::Write).unwrap();
    assert_eq!(again.items().unwrap().len(), 2);
}

#[test]
fn a_reader_changes_nothing() {
    let (stage, mut case) = Stage::new();
    keep(&mut case, "one.txt", b"first");
    // What a killed writer would leave: the reader must not sweep it.
    let left = stage.place.join("blobs/00000000000000000000000000000000.part");
    fs::write(&left, b"half").unwrap();
    let mut reader = stage.open(Access::Read).unwrap();
    assert!(matches!(reader.batch().err(), Some(CaseError::OpenedForReading)));
    assert!(matches!(reader.shelf().store(&mut &b"x"[..]), Err(CaseError::OpenedForReading)));
    assert!(matches!(reader.seal(), Err(CaseError::OpenedForReading)));
    assert!(matches!(
        reader.delete(reader.items().unwrap()[0].id, &crate::stage::now()),
        Err(CaseError::OpenedForReading)
    ));
    drop((reader, case));
    assert!(left.exists());
    let before = files(&stage);
    let reader = stage.open(Access::Read).unwrap();
    check_is_clean(&reader);
    drop(reader);
    assert_eq!(files(&stage), before);
    drop(stage.open(Access::Write).unwrap());
    assert!(!left.exists());
}

fn files(stage: &Stage) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = crate::at_rest::walk(&stage.place)
        .into_iter()
        // SQLite's own workbench: an empty log and its index may appear beside the database.
        .filter(|path| !path.to_string_lossy().ends_with("-shm"))
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .filter(|(path, bytes)| !(path.to_string_lossy().ends_with("-wal") && bytes.is_empty()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_lock_held_by_the_dead_does_not_block() {
    let (stage, case) = Stage::new();
    drop(case);
    // The file stays for ever; only a living process can hold it.
    assert!(stage.place.join("lock").exists());
    assert!(stage.open(Access::Write).is_ok());
    fs::remove_file(stage.place.join("lock")).unwrap();
    assert!(stage.open(Access::Write).is_ok());
}
