//! What goes wrong: exit 2, one line, one line of advice; never exit 0 after an error.

mod told;

use std::fs;

use told::{Desk, chat};

#[test]
fn a_case_opens_with_its_own_key_only() {
    let desk = Desk::with_case();
    desk.plain(&["list", "case"]).fails("no-key-given");
    desk.write("wrong.txt", "a passphrase nobody chose\n");
    desk.plain(&["list", "case", "--passphrase-file", "wrong.txt"]).fails("no-such-key");
    desk.plain(&["list", "case", "--passphrase-file", "none.txt"]).fails("unreadable");
    desk.plain(&["list", "nothing", "--identity", "key.txt"]).fails("missing");
    fs::create_dir(desk.at("folder")).unwrap();
    desk.plain(&["list", "folder", "--identity", "key.txt"]).fails("not-a-case");
    desk.plain(&["list", "case", "--identity", "wrong.txt"]).fails("identity");
    desk.plain(&["list", "case", "--recovery-file", "words"]).done();
    desk.plain(&["list", "case", "--recovery-file", "wrong.txt"]).fails("recovery-words");
    desk.plain(&["new", "case", "--recipient", desk.recipient()]).fails("exists");
    desk.plain(&["new", "other"]).fails("no-passphrase");
    desk.plain(&["new", "other", "--recipient", "age1nothing"]).fails("recipient");
    assert!(!desk.at("other").exists());
}

#[test]
fn a_passphrase_opens_and_a_wrong_one_does_not() {
    let desk = Desk::new();
    desk.write("good.txt", "vier woorden op een rij\n");
    desk.write("next.txt", "andere woorden op een rij\n");
    desk.plain(&["new", "case", "--passphrase-file", "good.txt", "--recovery-out", "words"]).done();
    let told =
        desk.command(&["list", "case", "--json"]).env("TEMOIN_PASSPHRASE_FILE", desk.at("good.txt")).output().unwrap();
    assert!(told.status.success());
    desk.plain(&["list", "case", "--passphrase-file", "next.txt"]).fails("wrong-key");
    desk.plain(&["passphrase", "case", "--passphrase-file", "good.txt", "--new-passphrase-file", "next.txt"]).done();
    desk.plain(&["list", "case", "--passphrase-file", "good.txt"]).fails("wrong-key");
    desk.plain(&["list", "case", "--passphrase-file", "next.txt"]).done();
}

#[test]
fn nothing_chosen_is_said_so_and_nothing_goes_out() {
    let desk = Desk::with_case();
    desk.run(&["dossier", "case", "--out", "out"]).fails("nothing-chosen");
    desk.run(&["dossier", "case", "--out", "out", "--all"]).fails("empty");
    desk.run(&["seal", "case"]).fails("empty");
    desk.write("a.txt", "hello");
    let added = desk.run(&["add", "case", "a.txt", "--no-minors"]).done().json();
    let id = added["items"][0]["id"].as_str().unwrap();
    desk.run(&["dossier", "case", "--out", "out", "--item", id, "--original", id]).fails("originals-key");
    desk.run(&["dossier", "case", "--out", "out", "--item", &"0".repeat(32)]).fails("unknown-item");
    desk.run(&["dossier", "case", "--out", "out", "--record", &format!("{id}-7")]).fails("unknown-record");
    assert!(!desk.at("out").exists());
}

#[test]
fn files_that_are_not_there_are_named_and_the_others_kept() {
    let desk = Desk::with_case();
    desk.write("a.txt", "hello");
    let told = desk.run(&["add", "case", "a.txt", "gone.txt", "--no-minors"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.json()["refused"][0]["why"], "missing");
    assert_eq!(told.json()["items"][0]["name"], "a.txt");
    desk.run(&["add", "case", "gone.txt", "--no-minors"]).fails("nothing-taken-in");
    desk.plain(&["inspect", "gone.txt"]).fails("unreadable");
    desk.plain(&["verify", "gone.zip"]).fails("unreadable");
    desk.plain(&["verify", "a.txt"]).fails("not-a-package");
    desk.plain(&["frobnicate"]).fails("usage");
    desk.run(&["stamp", "case", "--reply", "a.txt"]).fails("bad-stamp");
    desk.plain(&["cosign", "a.txt", "--identity", "key.txt", "--out", "signed"]).fails("not-that");
    desk.run(&["records", "case", "--from", "yesterday"]).fails("time");
    desk.run(&["seal", "case", "--tsa", "https://tsa.example"]).fails("tsa");
    desk.run(&["seal", "case", "--tsa", "http://127.0.0.1:9"]).fails("tsa");
    desk.write("entry.toml", "what_happened = 3\n");
    desk.run(&["note", "case", "--from", "entry.toml"]).fails("entry");
}

#[test]
fn a_second_writer_waits_and_readers_do_not() {
    let desk = Desk::with_case();
    desk.write("a.txt", "hello");
    let key = temoin_desk::case::Key::Identities(fs::read_to_string(desk.at("key.txt")).unwrap().into());
    let held = temoin_desk::case::Case::open(&desk.at("case"), &key, temoin_desk::case::Access::Write).unwrap();
    desk.run(&["add", "case", "a.txt", "--no-minors"]).fails("locked");
    desk.run(&["list", "case"]).done();
    drop(held);
    desk.run(&["add", "case", "a.txt", "--no-minors"]).done();
}

#[test]
fn damage_is_found_and_named() {
    let desk = Desk::with_case();
    desk.write("a.txt", chat(2000));
    let added = desk.run(&["add", "case", "a.txt", "--no-minors"]).done().json();
    let mut blobs = Vec::new();
    for folder in fs::read_dir(desk.at("case/blobs")).unwrap() {
        blobs.extend(fs::read_dir(folder.unwrap().path()).unwrap().map(|entry| entry.unwrap().path()));
    }
    let mut bytes = fs::read(&blobs[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&blobs[0], bytes).unwrap();
    let told = desk.run(&["check", "case"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.json()["damaged"][0]["item"], added["items"][0]["id"]);
    desk.run(&["export", "case", "--item", added["items"][0]["id"].as_str().unwrap(), "--out", "b.txt"])
        .fails("damaged");
    assert!(!desk.at("b.txt").exists(), "nothing half written stays");

    let mut bytes = fs::read(desk.at("case/case.db")).unwrap();
    bytes.iter_mut().take(200).for_each(|byte| *byte ^= 0x5a);
    fs::write(desk.at("case/case.db"), bytes).unwrap();
    for rest in ["case/case.db-wal", "case/case.db-shm"] {
        let _ = fs::remove_file(desk.at(rest));
    }
    desk.run(&["list", "case"]).fails("damaged");
}

#[test]
fn hostile_words_never_steer_the_terminal() {
    let desk = Desk::with_case();
    desk.write(
        "chat.txt",
        "13/03/2024, 09:15 - Nadia: \u{1b}[31mred\u{202e}turned\u{9b}2J\n13/03/2024, 09:16 - Lou: ok\n",
    );
    desk.run(&["add", "case", "chat.txt", "--no-minors"]).done();
    for told in [desk.read(&["records", "case"]), desk.run(&["records", "case"]), desk.read(&["list", "case"])] {
        let bad = told.done().out.chars().find(|&c| temoin_desk::quiet::steers(c) && c != '\n');
        assert_eq!(bad, None);
    }
    assert!(
        desk.run(&["records", "case"]).lines()[0]["text"].as_str().unwrap().contains('\u{202e}'),
        "the words stay whole"
    );
}

#[test]
fn nothing_is_written_into_the_case_or_taken_from_it() {
    let desk = Desk::with_case();
    desk.write("a.txt", "hello");
    let added = desk.run(&["add", "case", "a.txt", "--no-minors"]).done().json();
    let id = added["items"][0]["id"].as_str().unwrap();
    let files = |place: &str| fs::read_dir(desk.at(place)).unwrap().count();
    let before = files("case");
    desk.run(&["export", "case", "--item", id, "--out", "case/a.txt"]).fails("inside-case");
    desk.run(&["receipt", "case", "--out", "case/receipt.pdf"]).fails("inside-case");
    desk.run(&["dossier", "case", "--all", "--out", "case/out"]).fails("inside-case");
    desk.run(&["dossier", "case", "--all", "--out", "case"]).fails("inside-case");
    desk.run(&["seal", "case", "--tsa-query", "case/query.tsq"]).fails("inside-case");
    desk.run(&["witness", "case", "--out", "case/request"]).fails("inside-case");
    desk.run(&["copy", "case", "case/second"]).fails("inside-case");
    assert_eq!(files("case"), before);
    desk.plain(&["new", "other", "--recipient", desk.recipient(), "--recovery-out", "other/words"])
        .fails("inside-case");
    assert!(!desk.at("other").exists());

    let told = desk.run(&["add", "case", "case/case.db", "a.txt", "--no-minors"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.json()["refused"][0]["why"], "the-case");
    desk.run(&["add", "case", "case/blobs", "--no-minors"]).fails("nothing-taken-in");
}
