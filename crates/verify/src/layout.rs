//! Where things lie in the tag folder `temoin/` (`spec/package.md`).

use temoin_seal::package::path::{self, size_and_number, ten_digits};

/// The tag folder.
pub(crate) const TAGS: &str = "temoin/";

/// Names what a file of the tag folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Keys,
    Checkpoint,
    Earlier(u64),
    Consistency(u64),
    Leaf(u64),
    Proof(u64),
    /// An RFC 3161 response over the checkpoint of that size.
    Token(u64, u64),
    /// The certificates that go with it.
    Chain(u64, u64),
    /// The command that checks it.
    Command(u64, u64),
    Witness(u64, u64),
}

impl Place {
    /// Returns what a path below `temoin/` is; nothing where a package has no such place.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(TAGS)?;
        match rest.rsplit_once('/') {
            None => (rest == "keys.txt").then_some(Self::Keys),
            Some(("log", name)) => (name == "checkpoint").then_some(Self::Checkpoint),
            Some(("log/checkpoints", name)) => ten_digits(name).map(Self::Earlier),
            Some(("log/consistency", name)) => ten_digits(name).map(Self::Consistency),
            Some(("log/leaves", name)) => name.strip_suffix(".json").and_then(ten_digits).map(Self::Leaf),
            Some(("log/proofs", name)) => name.strip_suffix(".tlog-proof").and_then(ten_digits).map(Self::Proof),
            Some(("witness", name)) => size_and_number(name).map(|(size, n)| Self::Witness(size, n)),
            Some(("time", name)) => {
                let (name, end) = name.split_once('.')?;
                let (size, n) = size_and_number(name)?;
                match end {
                    "tsr" => Some(Self::Token(size, n)),
                    "pem" => Some(Self::Chain(size, n)),
                    "txt" => Some(Self::Command(size, n)),
                    _ => None,
                }
            }
            Some(_) => None,
        }
    }

    /// Returns the path.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Keys => path::KEYS.to_owned(),
            Self::Checkpoint => path::CHECKPOINT.to_owned(),
            Self::Earlier(size) => path::checkpoint(size),
            Self::Consistency(size) => path::consistency(size),
            Self::Leaf(index) => path::leaf(index),
            Self::Proof(index) => path::proof(index),
            Self::Token(size, n) => path::time(size, n, "tsr"),
            Self::Chain(size, n) => path::time(size, n, "pem"),
            Self::Command(size, n) => path::time(size, n, "txt"),
            Self::Witness(size, n) => path::witness(size, n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_paths_are_inverse() {
        use Place::*;
        let places = [
            Keys,
            Checkpoint,
            Earlier(7),
            Consistency(7),
            Leaf(0),
            Proof(12_345_678_901),
            Token(7, 1),
            Chain(7, 99),
            Command(7, 100),
            Witness(9, 0),
        ];
        for place in places {
            assert_eq!(Place::of(&place.path()), Some(place));
        }
    }

    #[test]
    fn nothing_else_has_a_place() {
        for path in [
            "temoin/log/leaves/7.json",
            "temoin/log/leaves/00000000007.json",
            "temoin/log/leaves/+000000007.json",
            "temoin/log/leaves/0000000007.JSON",
            "temoin/time/0000000007-1.tsr",
            "temoin/time/0000000007-01.tsr.bak",
            "temoin/keys.txt/a",
            "temoin/x",
            "data/keys.txt",
        ] {
            assert_eq!(Place::of(path), None, "{path}");
        }
    }
}
