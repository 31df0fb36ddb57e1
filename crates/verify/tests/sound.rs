//! A package that another writer made from the specification is intact, in every form it can come in.

mod forge;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::{fs, io};

use forge::{Files as Package, Maker, stamps, zip};
use temoin_verify::{Code, Files, Options, Outcome, Report, Verdict, check, check_files, check_zip};

/// Is a package in memory.
struct Memory {
    sizes: BTreeMap<String, u64>,
    files: Package,
}

impl Files for Memory {
    fn list(&self) -> &BTreeMap<String, u64> {
        &self.sizes
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        self.files.get(name).map(|bytes| Box::new(&bytes[..]) as Box<dyn Read>).ok_or(io::ErrorKind::NotFound.into())
    }
}

fn memory(files: Package) -> Memory {
    Memory { sizes: files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect(), files }
}

fn failures(report: &Report) -> Vec<String> {
    let failed = report.checks.iter().filter(|check| check.outcome == Outcome::Failed);
    failed.map(|check| format!("{} {}: {}", check.code, check.object, check.detail)).collect()
}

fn assert_intact(report: &Report) {
    assert_eq!(failures(report), Vec::<String>::new());
    assert_eq!(report.verdict, Verdict::Intact);
}

#[test]
fn sixty_four_files_are_intact_as_map_folder_and_zip() {
    let authorities = stamps::authorities();
    let maker = Maker::sample(7, &authorities);
    let files = maker.files();
    assert_eq!(files.len(), if authorities.is_empty() { 58 } else { 64 });
    let mut options = Options::default();
    assert_intact(&check_files(&memory(files.clone()), &options).unwrap());

    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    assert_intact(&check(folder.path(), &options).unwrap());

    options.anchors.key = Some(maker.vkey());
    options.anchors.since = files.get("temoin/log/checkpoints/0000000005").cloned();
    options.anchors.tsa_roots = authorities.iter().map(|authority| authority.root.clone()).collect();
    let report = check_zip(Cursor::new(zip::canonical(&files)), &options).unwrap();
    assert_intact(&report);
    for code in [Code::Container, Code::Key, Code::Since, Code::Consistency, Code::Pieces, Code::Witness, Code::Export]
    {
        assert!(report.checks.iter().any(|c| c.code == code && c.outcome == Outcome::Passed), "{code}");
    }
    assert_eq!(report.times.len(), authorities.len());
    assert!(report.times.iter().all(|stamp| stamp.root == Outcome::Passed));
    assert_eq!((report.shown.items, report.shown.records, report.shown.entries), (12, 3, 1));
    assert_eq!((report.withheld.leaves, report.withheld.pieces), (2, 37));
    assert_eq!(report.items[11].pieces.map(|pieces| (pieces.count, pieces.shown)), Some((40, 3)));
    // Either fingerprint is an anchor.
    for fingerprint in [report.fingerprint.clone(), report.key_fingerprint.clone()] {
        let mut options = Options::default();
        options.anchors.fingerprint = fingerprint.map(|text| text.to_lowercase().replace('-', " "));
        assert_intact(&check_files(&memory(files.clone()), &options).unwrap());
    }
}

#[test]
fn a_file_dropped_in_by_the_system_is_said_to_be_that() {
    let mut files = Maker::sample(8, &[]).files();
    files.insert("data/exhibits/.DS_Store".into(), b"Bud1".to_vec());
    let report = check_files(&memory(files), &Options::default()).unwrap();
    assert_eq!(report.verdict, Verdict::Altered);
    let expected =
        "foreign-file data/exhibits/.DS_Store: The sealed files are intact; one file was added that is not part of it.";
    assert_eq!(failures(&report), [expected]);
}

#[test]
fn a_missing_file_makes_it_incomplete() {
    let whole = Maker::sample(9, &[]).files();
    for name in whole.keys() {
        let mut files = whole.clone();
        files.remove(name);
        let report = check_files(&memory(files), &Options::default()).unwrap();
        assert_eq!(report.verdict, Verdict::Incomplete, "{name}: {:?}", failures(&report));
    }
}

#[test]
fn an_encrypted_package_is_read_without_a_file_in_clear() {
    let zip = zip::canonical(&Maker::sample(10, &[]).files());
    let passphrase = secrecy::SecretString::from("a phrase told by telephone".to_owned());
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(2);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut out = encryptor.wrap_output(fs::File::create(file.path()).unwrap()).unwrap();
    out.write_all(&zip).unwrap();
    out.finish().unwrap();
    let mut options = Options::default();
    assert_eq!(check(file.path(), &options).unwrap_err().code(), "locked");
    options.unlock.passphrase = Some("another".to_owned().into());
    assert_eq!(check(file.path(), &options).unwrap_err().code(), "wrong-key");
    options.unlock.passphrase = Some(passphrase);
    assert_intact(&check(file.path(), &options).unwrap());
    // Damage within the ciphertext is a finding about the container.
    let mut bytes = fs::read(file.path()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file.path(), bytes).unwrap();
    assert_ne!(check(file.path(), &options).map(|report| report.verdict).ok(), Some(Verdict::Intact));
}

#[test]
fn whole_originals_recompute() {
    let maker = Maker::sample(11, &[]);
    let files = memory(maker.files());
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &maker.exhibits[11].bytes).unwrap();
    let options = Options { against: vec![file.path().to_owned()], ..Options::default() };
    let report = check_files(&files, &options).unwrap();
    assert_intact(&report);
    let against: Vec<_> = report.checks.iter().filter(|check| check.code == Code::Against).collect();
    assert_eq!((against[0].object.as_str(), against[0].outcome), ("12", Outcome::Passed));
    let mut other = maker.exhibits[11].bytes.clone();
    other[0] ^= 1;
    fs::write(file.path(), other).unwrap();
    assert_eq!(check_files(&files, &options).unwrap().verdict, Verdict::Altered);
}

#[test]
fn the_originals_container_is_compared_and_its_trees_recomputed() {
    let maker = Maker::sample(12, &[]);
    let files = memory(maker.files());
    let chat = &maker.exhibits[11];
    let lens: String = chat.cuts.iter().map(|len| format!("{len}\n")).collect();
    let mut originals = Package::from([
        ("originals/Piece-12.txt".to_owned(), chat.bytes.clone()),
        ("secrets/Piece-12.txt".to_owned(), format!("{}\n{lens}", forge::arithmetic::hex(&chat.secret)).into_bytes()),
    ]);
    originals.insert("manifest-sha256.txt".into(), forge::manifest(&originals, |_| true));
    let file = tempfile::NamedTempFile::new().unwrap();
    let original = tempfile::NamedTempFile::new().unwrap();
    fs::write(original.path(), &chat.bytes).unwrap();
    let verdict = |originals: &Package| {
        fs::write(file.path(), zip::canonical(originals)).unwrap();
        let options = Options {
            originals: Some(file.path().to_owned()),
            against: vec![original.path().to_owned()],
            ..Options::default()
        };
        check_files(&files, &options).unwrap()
    };
    let report = verdict(&originals);
    assert_intact(&report);
    let whole = report.checks.iter().filter(|check| check.detail.contains("recomputed")).count();
    assert_eq!(whole, 2, "once from the container, once from the original given");

    let mut short = originals.clone();
    short.remove("originals/Piece-12.txt");
    assert_eq!(verdict(&short).verdict, Verdict::Incomplete);
    let mut other = originals.clone();
    other.insert("originals/Piece-12.txt".into(), b"something else".to_vec());
    assert_eq!(verdict(&other).verdict, Verdict::Altered);
    other.insert("manifest-sha256.txt".into(), Vec::new());
    let lines = forge::manifest(&other, |name| name != "manifest-sha256.txt");
    other.insert("manifest-sha256.txt".into(), lines);
    assert_eq!(verdict(&other).verdict, Verdict::Altered);
    let mut secret = originals.clone();
    secret.insert("secrets/Piece-12.txt".into(), format!("{}\n{lens}", "00".repeat(32)).into_bytes());
    let lines = forge::manifest(&secret, |name| name != "manifest-sha256.txt");
    secret.insert("manifest-sha256.txt".into(), lines);
    assert_eq!(verdict(&secret).verdict, Verdict::Altered);
}

#[test]
fn what_is_no_package_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for bytes in [&b""[..], b"PK", b"not a package", &zip::canonical(&Package::from([("a.txt".into(), vec![1])]))] {
        fs::write(file.path(), bytes).unwrap();
        assert_eq!(check(file.path(), &Options::default()).unwrap_err().code(), "not-a-package");
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(check(folder.path(), &Options::default()).unwrap_err().code(), "not-a-package");
    assert_eq!(check(&folder.path().join("none"), &Options::default()).unwrap_err().code(), "unreadable");
}
