//! The names of files in a package, and which names a package or a canonical ZIP can hold.

use std::collections::BTreeSet;

/// BagIt's declaration (RFC 8493 §2.1.1).
pub const BAGIT: &str = "bagit.txt";
/// The bag's metadata (RFC 8493 §2.2.2).
pub const BAG_INFO: &str = "bag-info.txt";
/// The manifest of every file under `data/`.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The manifest of every other file, but itself and the seal note.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The seal note: the only file that no manifest lists.
pub const SEAL: &str = "temoin-seal.note";
/// The folder of the payload.
pub const DATA: &str = "data/";
/// The report for people.
pub const PDF: &str = "data/dossier.pdf";
/// The second verifier, one page.
pub const CHECKER: &str = "data/how-to-check.html";
/// How to check with public commands.
pub const READ_ME: &str = "data/LISEZ-MOI.txt";
/// The timeline as a table.
pub const TIMELINE: &str = "data/timeline.csv";
/// The graph of the same facts.
pub const GRAPH: &str = "data/case.jsonld";
/// What is shown, for machines.
pub const INDEX: &str = "data/index.json";
/// The folder of originals in clear.
pub const EXHIBITS: &str = "data/exhibits/";
/// The folder of shown pieces.
pub const RECORDS: &str = "data/records/";
/// The verifier keys.
pub const KEYS: &str = "temoin/keys.txt";
/// The export checkpoint.
pub const CHECKPOINT: &str = "temoin/log/checkpoint";
/// The folder of earlier checkpoints.
pub const CHECKPOINTS: &str = "temoin/log/checkpoints/";
/// The folder of consistency proofs.
pub const CONSISTENCY: &str = "temoin/log/consistency/";
/// The folder of shown leaves.
pub const LEAVES: &str = "temoin/log/leaves/";
/// The folder of their proofs.
pub const PROOFS: &str = "temoin/log/proofs/";
/// The folder of time stamps.
pub const TIME: &str = "temoin/time/";
/// The folder of witness files.
pub const WITNESS: &str = "temoin/witness/";
/// The longest name, in bytes.
pub const MAX_LEN: usize = 255;

/// Says why a name cannot stand in a package or a canonical ZIP (`spec/seal.md` §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// Empty, or longer than [`MAX_LEN`].
    #[error("a name that is empty or too long")]
    Length,
    /// A character outside `A–Z a–z 0–9 . _ - /`.
    #[error("a character that names cannot hold")]
    Character,
    /// A part between slashes is empty, `.` or `..`.
    #[error("an empty part, or one that leaves the folder")]
    Part,
    /// A part that Windows cannot hold: it ends with a dot, or is a device name.
    #[error("a part that Windows cannot hold")]
    Windows,
    /// Two names differ only in the case of letters, or one is a folder of another.
    #[error("two names that one folder cannot hold")]
    Twins,
}

/// Checks one name.
///
/// # Errors
/// The name breaks a rule of `spec/seal.md` §8.
pub fn check(name: &str) -> Result<(), PathError> {
    if name.is_empty() || name.len() > MAX_LEN {
        return Err(PathError::Length);
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b)) {
        return Err(PathError::Character);
    }
    name.split('/').try_for_each(check_part)
}

fn check_part(part: &str) -> Result<(), PathError> {
    if matches!(part, "" | "." | "..") {
        return Err(PathError::Part);
    }
    // A package is unpacked on Windows too, where such a name would vanish or open a device.
    let stem = part.split('.').next().unwrap_or(part).to_ascii_uppercase();
    let numbered = stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT"));
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (numbered && stem.as_bytes()[3].is_ascii_digit() && stem.as_bytes()[3] != b'0');
    if device || part.ends_with('.') { Err(PathError::Windows) } else { Ok(()) }
}

/// Checks that names can stand together where case does not count: no twins, no file that is also a folder.
///
/// # Errors
/// Two names collide.
pub fn check_together<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), PathError> {
    let mut files = BTreeSet::new();
    for name in names {
        if !files.insert(name.to_ascii_lowercase()) {
            return Err(PathError::Twins);
        }
    }
    let folder_of = |file: &String| {
        let ends: Vec<_> = file.match_indices('/').map(|(at, _)| at).collect();
        ends.into_iter().any(|at| files.contains(&file[..at]))
    };
    if files.iter().any(folder_of) { Err(PathError::Twins) } else { Ok(()) }
}

/// Returns `Piece-NN`: two digits or more.
pub fn exhibit(number: u64) -> String {
    format!("Piece-{number:02}")
}

/// Returns the path of an exhibit's shown pieces.
pub fn piece_bytes(number: u64) -> String {
    format!("{RECORDS}{}.bin", exhibit(number))
}

/// Returns the path of their numbers, nonces and proof.
pub fn pieces(number: u64) -> String {
    format!("{RECORDS}{}.pieces.jsonl", exhibit(number))
}

/// Returns the path of what a reader made of them.
pub fn readings(number: u64) -> String {
    format!("{RECORDS}{}.readings.jsonl", exhibit(number))
}

/// Returns the path of an earlier checkpoint.
pub fn checkpoint(size: u64) -> String {
    format!("{CHECKPOINTS}{size:010}")
}

/// Returns the path of the consistency proof from an earlier checkpoint.
pub fn consistency(size: u64) -> String {
    format!("{CONSISTENCY}{size:010}")
}

/// Returns the path of a shown leaf.
pub fn leaf(index: u64) -> String {
    format!("{LEAVES}{index:010}.json")
}

/// Returns the path of a leaf's proof.
pub fn proof(index: u64) -> String {
    format!("{PROOFS}{index:010}.tlog-proof")
}

/// Returns the path of a time stamp over the checkpoint of a size; `ending` is `tsr`, `pem` or `txt`.
pub fn time(size: u64, number: u64, ending: &str) -> String {
    format!("{TIME}{size:010}-{number:02}.{ending}")
}

/// Returns the path of a witness file over the checkpoint of a size.
pub fn witness(size: u64, number: u64) -> String {
    format!("{WITNESS}{size:010}-{number:02}")
}

/// Reads ten digits or more, as the names above write sizes and indices; nothing for another form.
pub fn ten_digits(text: &str) -> Option<u64> {
    padded(text, 10)
}

/// Reads `SSSSSSSSSS-NN`, as names of stamps and witness files write size and number; nothing for another form.
pub fn size_and_number(text: &str) -> Option<(u64, u64)> {
    let (size, number) = text.split_once('-')?;
    Some((padded(size, 10)?, padded(number, 2)?))
}

fn padded(text: &str, width: usize) -> Option<u64> {
    let digits = text.len() >= width && text.len() <= 16 && text.bytes().all(|b| b.is_ascii_digit());
    let number: u64 = digits.then(|| text.parse().ok()).flatten()?;
    (format!("{number:0width$}") == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_have_one_form() {
        assert_eq!(ten_digits("0000000012"), Some(12));
        assert_eq!(ten_digits("12345678901"), Some(12_345_678_901));
        for bad in ["12", "00000000012", "000000001x", "+000000012", ""] {
            assert_eq!(ten_digits(bad), None, "{bad}");
        }
        assert_eq!(size_and_number("0000000012-01"), Some((12, 1)));
        assert_eq!(size_and_number("0000000012-100"), Some((12, 100)));
        assert_eq!(size_and_number("0000000012-1"), None);
    }

    #[test]
    fn every_path_we_write_is_one_we_accept() {
        for path in [
            piece_bytes(7),
            pieces(1234),
            readings(7),
            checkpoint(12),
            consistency(12),
            leaf(3),
            proof(3),
            time(12, 1, "tsr"),
            witness(12, 1),
        ] {
            assert_eq!(check(&path), Ok(()), "{path}");
        }
        assert_eq!(time(12, 1, "tsr"), "temoin/time/0000000012-01.tsr");
        assert_eq!(exhibit(7), "Piece-07");
    }

    #[test]
    fn a_file_is_not_a_folder_too() {
        assert_eq!(check_together(["a", "a-b", "b/c"]), Ok(()));
        assert_eq!(check_together(["a", "a-b", "A/c"]), Err(PathError::Twins));
        assert_eq!(check_together(["b/C", "b/c"]), Err(PathError::Twins));
    }
}
