//! Packages of an invented story: what is in them, what is not, and that they come out the same.

#[path = "../examples/story/mod.rs"]
mod story;

use std::io::{Cursor, Read};

use flate2::read::ZlibDecoder;
use story::{KEPT, Story, zipped};
use temoin_dossier::{DossierError, Language, Lock, stage, write_container};
use temoin_seal::manifest::Manifest;
use temoin_seal::package::{PiecesFile, SealText, ShownLeaf, path};
use temoin_seal::piece::PieceCommitment;
use temoin_seal::{merkle, tlog_proof, zip};

fn small() -> Story {
    Story::new(Language::Fr, 60, 12, 4)
}

fn files(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = zip::read(&mut Cursor::new(bytes)).unwrap();
    let part = |entry: &zip::Entry| bytes[entry.offset as usize..(entry.offset + entry.len) as usize].to_vec();
    archive.entries.iter().map(|entry| (entry.name.clone(), part(entry))).collect()
}

fn file(files: &[(String, Vec<u8>)], name: &str) -> Vec<u8> {
    files.iter().find(|(path, _)| path == name).unwrap_or_else(|| panic!("{name}")).1.clone()
}

/// Returns a PDF's bytes with every deflated stream unpacked after it (ISO 32000-1, 7.3.8).
fn unpacked(pdf: &[u8]) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let find = |from: usize, what: &[u8]| pdf[from..].windows(what.len()).position(|w| w == what).map(|at| from + at);
    let (mut from, mut streams) = (0, 0);
    while let Some(at) = find(from, b"stream\n").or_else(|| find(from, b"stream\r\n")) {
        let begin = at + pdf[at..].iter().position(|&b| b == b'\n').unwrap() + 1;
        let Some(end) = find(begin, b"endstream") else { break };
        let mut plain = Vec::new();
        if ZlibDecoder::new(&pdf[begin..end]).read_to_end(&mut plain).is_ok() {
            streams += 1;
        }
        out.push(b'\n');
        out.extend_from_slice(&plain);
        from = end + 9;
    }
    assert!(streams > 5, "the streams of the PDF are deflated, and were found");
    out
}

fn holds(hay: &[u8], needle: &str) -> bool {
    let utf16: Vec<u8> = needle.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
    [needle.as_bytes(), &utf16, hex.as_bytes()].iter().any(|one| hay.windows(one.len()).any(|window| window == *one))
}

#[test]
fn the_same_view_gives_the_same_package() {
    let (mut one, mut two) = (small(), small());
    let (first, second) = (one.package().unwrap(), two.package().unwrap());
    assert_eq!(first.seal_note(), second.seal_note());
    assert!(zipped(&one, &first) == zipped(&two, &second));
}

#[test]
fn manifests_proofs_and_seal_agree() {
    let mut story = small();
    let package = story.package().unwrap();
    let files = files(&zipped(&story, &package));
    let key = story.signer.verifier_key();
    let seal = SealText::open(&file(&files, path::SEAL), &key).unwrap();
    for (name, hash) in [(path::MANIFEST, seal.manifest), (path::TAG_MANIFEST, seal.tag_manifest)] {
        let bytes = file(&files, name);
        assert_eq!(merkle::sha256(&bytes), hash);
        for (path, hash) in Manifest::parse(&bytes).unwrap().iter() {
            assert_eq!(merkle::sha256(&file(&files, path)), hash, "{path}");
        }
    }
    assert_eq!((seal.exhibits, seal.records, seal.statements), (4, 12, 2));
    assert_eq!((seal.leaves_withheld, seal.pieces_withheld), (1, 48));
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with(path::LEAVES)) {
        let leaf = ShownLeaf::parse(bytes).unwrap();
        let proof = tlog_proof::decode(&file(&files, &path::proof(leaf.index))).unwrap();
        assert_eq!(proof.verify(leaf.leaf.hash(), &key).unwrap().size, seal.size, "{name}");
    }
}

#[test]
fn shown_pieces_prove_their_place() {
    let mut story = small();
    let package = story.package().unwrap();
    let files = files(&zipped(&story, &package));
    let pieces = PiecesFile::parse(&file(&files, &path::pieces(1))).unwrap();
    let leaf = ShownLeaf::parse(&file(&files, &path::leaf(pieces.leaf))).unwrap();
    let commitment = PieceCommitment::from_value(leaf.value("pieces").unwrap()).unwrap();
    pieces.verify(&commitment, leaf.number("size").unwrap(), &file(&files, &path::piece_bytes(1))).unwrap();
}

#[test]
fn nothing_that_was_not_chosen_goes_out() {
    for language in Language::ALL {
        let mut story = Story::new(language, 60, 12, 4);
        let package = story.package().unwrap();
        for (name, bytes) in files(&zipped(&story, &package)) {
            let bytes = if name == path::PDF { unpacked(&bytes) } else { bytes };
            // Of the file names only the screenshot's was chosen to be shown, and only on the pages.
            for needle in [KEPT, "prunes", "étape 7"] {
                assert!(!holds(&bytes, needle), "{needle} in {name}");
            }
        }
    }
}

#[test]
fn masks_cover_the_pages_and_not_the_bytes() {
    let mut story = small();
    let package = story.package().unwrap();
    let files = files(&zipped(&story, &package));
    assert!(holds(&file(&files, &path::piece_bytes(1)), "Jonas"));
    for name in [path::TIMELINE, path::GRAPH, &path::readings(1)] {
        assert!(!holds(&file(&files, name), "Jonas"), "{name}");
    }
    assert!(!holds(&unpacked(&file(&files, path::PDF)), "Jonas"));
}

#[test]
fn private_fields_go_out_only_when_named() {
    let mut story = small();
    let without = stage(&story.view, &story.held).unwrap().pdf().to_vec();
    story.view.named.insert("harm.sleep".into());
    let with = stage(&story.view, &story.held).unwrap().pdf().to_vec();
    assert_ne!(without, with);
}

#[test]
fn no_choice_and_changed_bytes_are_refused() {
    let mut story = small();
    story.view.exhibits[3].item.sha256.0[0] ^= 1;
    assert!(matches!(stage(&story.view, &story.held), Err(DossierError::Changed(4))));
    story.view.exhibits.clear();
    story.view.statements.clear();
    assert!(matches!(stage(&story.view, &story.held), Err(DossierError::Nothing)));
}

#[test]
fn a_log_part_that_does_not_fit_is_refused() {
    let mut story = small();
    let view = story.view.clone();
    let staged = || stage(&view, &story.held).unwrap();
    let manifest = staged().manifest_sha256().to_string();
    let mut other = small();
    let log = other.log_part(&manifest.replace(['0', '1'], "2"));
    assert!(matches!(staged().finish(&log, &story.signer), Err(DossierError::Leaf(_))));
    let mut log = small().log_part(&manifest);
    log.leaves.remove(0);
    assert!(matches!(staged().finish(&log, &story.signer), Err(DossierError::Leaf(_))));
    let mut log = small().log_part(&manifest);
    log.earlier.clear();
    assert!(matches!(staged().finish(&log, &story.signer), Err(DossierError::Earlier(_))));
    story.view.log_size += 1;
    let log = small().log_part(&manifest);
    let view = story.view.clone();
    let staged = stage(&view, &story.held).unwrap();
    assert!(matches!(staged.finish(&log, &story.signer), Err(DossierError::Checkpoint)));
}

#[test]
fn a_folder_holds_what_the_zip_holds() {
    let mut story = small();
    let package = story.package().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("dossier");
    package.write_folder(&story.held, &place).unwrap();
    for (name, bytes) in files(&zipped(&story, &package)) {
        assert_eq!(std::fs::read(place.join(&name)).unwrap(), bytes, "{name}");
    }
    assert!(matches!(package.write_folder(&story.held, &place), Err(DossierError::Write(_))));
}

#[test]
fn the_container_opens_to_the_originals() {
    let story = small();
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public();
    let mut sealed = Vec::new();
    let lock = Lock::Recipients(vec![&recipient]);
    assert_eq!(write_container(&story.view, &story.held, lock, &mut sealed).unwrap(), 2);
    assert!(!holds(&sealed, KEPT));
    let mut plain = Vec::new();
    let opened = age::Decryptor::new(sealed.as_slice()).unwrap();
    opened.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap().read_to_end(&mut plain).unwrap();
    let files = files(&plain);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "manifest-sha256.txt",
            "originals/Piece-01.txt",
            "originals/Piece-03.mp4",
            "secrets/Piece-01.txt",
            "secrets/Piece-03.txt",
        ]
    );
    assert!(holds(&file(&files, "originals/Piece-01.txt"), KEPT));
}
