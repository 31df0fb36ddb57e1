//! On the disk all is ciphertext, and nothing tells from outside what is kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use temoin_case::{Access, WorkFactor};
use temoin_evidence::{Note, Place};

use crate::stage::{PASSPHRASE, Stage, chat, keep, keep_chat, new_item, now, secret};

/// Lists every file under a folder.
pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

/// Fails when a needle lies in any file of the folders, or in a name of one.
#[track_caller]
fn check_absent(folders: &[&Path], needles: &[(&str, Vec<u8>)]) {
    let mut searched = 0;
    for path in folders.iter().flat_map(|folder| walk(folder)) {
        let mut bytes = fs::read(&path).unwrap();
        searched += bytes.len();
        bytes.extend_from_slice(path.file_name().unwrap().as_encoded_bytes());
        for (what, needle) in needles {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle), "{what} in {}", path.display());
        }
    }
    assert!(searched > 100_000);
}

#[test]
fn no_word_name_or_hash_is_found_on_the_disk() {
    let (stage, mut case) = Stage::new();
    let noise: Vec<u8> = (0..50_000u32).flat_map(|i| Sha256::digest(i.to_be_bytes())[..2].to_vec()).collect();
    let photo = keep(&mut case, "vacances-a-la-mer.jpg", &noise);
    let talk = chat(3000);
    let spoken = keep_chat(&mut case, &talk);
    let stored = case.shelf().store(&mut &noise[..9000]).unwrap();
    let mut batch = case.batch().unwrap();
    let mut writer = batch.item(new_item("notes-de-camille.txt", stored)).unwrap();
    writer.note(&Note { code: "odd".into(), place: Place::Whole, detail: "une remarque très lisible".into() }).unwrap();
    writer.finish().unwrap();
    batch.commit().unwrap();
    case.seal().unwrap();

    let mut needles = vec![
        ("a name", b"vacances-a-la-mer".to_vec()),
        ("a path", b"/home/elle".to_vec()),
        ("a word", b"message number 17".to_vec()),
        ("an author", "Élise".as_bytes().to_vec()),
        ("a note", "remarque".as_bytes().to_vec()),
        ("a reader", b"whatsapp".to_vec()),
        ("a passphrase", PASSPHRASE.as_bytes().to_vec()),
        ("the origin", case.origin().as_bytes()[7..].to_vec()),
        ("sqlite", b"SQLite format 3".to_vec()),
    ];
    for item in [photo, spoken] {
        needles.push(("a hash", item.sha256.0.to_vec()));
        needles.push(("a hash in hex", item.sha256.to_string().into_bytes()));
    }
    needles.extend(noise.chunks_exact(4096).map(|chunk| ("4 KiB of a photo", chunk.to_vec())));
    needles.extend(talk.bytes.chunks_exact(4096).take(5).map(|chunk| ("4 KiB of a chat", chunk.to_vec())));
    // While it is open (log and index beside the database), after a deletion, and when it is closed.
    check_absent(&[&stage.place], &needles);
    let photo = case.items().unwrap()[0].id;
    case.delete(photo, &now()).unwrap();
    case.change_passphrase(&secret("une autre"), WorkFactor::Fixed(1)).unwrap();
    drop(case);
    check_absent(&[stage.scratch.path()], &needles);
}

#[test]
fn lengths_and_times_tell_little() {
    let (stage, mut case) = Stage::new();
    for size in [100_353, 101_000, 101_500, 102_400] {
        keep(&mut case, "a.bin", &vec![1; size]);
    }
    drop(case);
    let blobs = walk(&stage.place.join("blobs"));
    let facts: Vec<_> = blobs.iter().map(|path| fs::metadata(path).unwrap()).collect();
    assert_eq!(facts.len(), 4);
    // Two chunks of 102,400 bytes in all with their tags; age writes a header of random length before them.
    let header = |len: u64| len.checked_sub(102_400 + 2 * 16);
    assert!(facts.iter().all(|fact| header(fact.len()).is_some_and(|header| header < 1024)), "four lengths look alike");
    let neutral = SystemTime::UNIX_EPOCH + Duration::from_secs(946_684_800);
    assert!(facts.iter().all(|fact| fact.modified().unwrap() == neutral));
    for path in &blobs {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
}

#[test]
fn equal_bytes_look_different() {
    let (stage, mut case) = Stage::new();
    keep(&mut case, "a.bin", &[1; 5000]);
    keep(&mut case, "a.bin", &[1; 5000]);
    let blobs: Vec<_> = walk(&stage.place.join("blobs")).iter().map(|path| fs::read(path).unwrap()).collect();
    assert_eq!(blobs.len(), 2);
    assert_ne!(blobs[0], blobs[1]);
}

#[test]
fn what_strangers_may_read_says_nothing_of_her() {
    let (stage, case) = Stage::new();
    drop(case);
    let readme = fs::read_to_string(stage.place.join("README.txt")).unwrap().to_lowercase();
    for word in ["temoin", "témoin", "evidence", "harass", "proof", "case folder", "victim"] {
        assert!(!readme.contains(word), "{word}");
    }
    assert!(readme.contains("age") && readme.contains("sqlcipher 4"));
    assert!(stage.open(Access::Read).is_ok());
}
