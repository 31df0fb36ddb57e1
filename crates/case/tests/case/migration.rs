//! A case of every version that was released opens, is brought up to date, and is still what it was.

use std::fs;
use std::path::Path;

use temoin_case::{Access, Case, Filter, Key};
use temoin_evidence::Reader;
use temoin_seal::leaf::LeafKind;

use crate::stage::{Stage, check_is_clean, keep, secret};

#[test]
fn a_case_of_version_1_opens() {
    let scratch = tempfile::tempdir().unwrap();
    let stage = Stage { place: scratch.path().join("case"), scratch };
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/version-1"), &stage.place);
    let key = Key::Passphrase(secret("fixture"));

    let mut case = Case::open(&stage.place, &key, Access::Write).unwrap();
    check_is_clean(&case);
    let names: Vec<String> = case.items().unwrap().into_iter().map(|item| item.name).collect();
    assert_eq!(names, ["export.zip", "chat.txt"]);
    let mut said = Vec::new();
    case.records(&Filter::default(), &mut |_, record| {
        said.push(format!("{}: {}", record.author.unwrap().name, record.text));
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(said, ["Camille: bonjour", "Lou: salut", "Camille: à demain"]);
    let chat = case.items().unwrap()[1].clone();
    assert_eq!(crate::stage::bytes_of(&case, chat.id), "Camille: bonjour\nLou: salut\nCamille: à demain\n".as_bytes());
    assert_eq!((case.piece_count(chat.id).unwrap(), case.notes(chat.id).unwrap().len()), (3, 1));
    assert_eq!(
        (case.drafts().unwrap().len(), case.statements().unwrap().len(), case.answers().unwrap().len()),
        (1, 1, 1)
    );
    assert_eq!((case.tokens().unwrap().len(), case.cosignatures().unwrap().len()), (1, 1));
    assert_eq!(case.checkpoints().unwrap().iter().map(|head| head.checkpoint.size).collect::<Vec<_>>(), [3, 7]);
    assert_eq!(case.leaves(LeafKind::Delete).unwrap(), [6]);
    keep(&mut case, "new.txt", b"and it can be written to");
    check_is_clean(&case);
}

#[test]
fn a_case_of_version_1_can_be_read_where_it_cannot_be_written_to() {
    let scratch = tempfile::tempdir().unwrap();
    let place = scratch.path().join("case");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/version-1"), &place);
    let case = Case::open(&place, &Key::Passphrase(secret("fixture")), Access::Read).unwrap();
    let find = |text: &str| {
        let mut found = 0;
        let filter = Filter { find: Some(text.into()), ..Filter::default() };
        case.records(&filter, &mut |_, _| {
            found += 1;
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        found
    };
    assert_eq!((find("salut"), find("à demain"), find("nothing")), (1, 1, 0));
    let chat = case.items().unwrap()[1].id;
    let reader = Reader { name: "near".into(), version: 1 };
    assert_eq!(case.picture_text::<Vec<u8>>(chat).unwrap(), None);
    assert_eq!(case.fingerprint::<Vec<u8>>(chat, &reader).unwrap(), None);
}

/// Copies a folder: opening for writing may change it. The empty lock file is not kept in the fixture.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            drop(fs::copy(entry.path(), target).map(|_| ()))
        }
    }
}
