use temoin_exchange::Signal;
use temoin_fingerprint::{Digests, Hexadecimal};

/// Holds exact hashes of files with their rows, each kind by itself.
#[derive(Debug, Default)]
pub(super) struct Exact {
    md5: Vec<(Hexadecimal<16>, u32)>,
    sha1: Vec<(Hexadecimal<20>, u32)>,
    sha256: Vec<(Hexadecimal<32>, u32)>,
}

/// Is an exact hash of some kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Md5(Hexadecimal<16>),
    Sha1(Hexadecimal<20>),
    Sha256(Hexadecimal<32>),
}

impl Digest {
    /// Returns those of a file's bytes, the one that proves most first.
    pub(super) fn of(digests: &Digests) -> [Self; 3] {
        [Self::Sha256(digests.sha256), Self::Sha1(digests.sha1), Self::Md5(digests.md5)]
    }

    /// Takes the hash of a list; nothing for one of what a picture shows.
    pub(super) fn of_signal(signal: Signal) -> Option<Self> {
        match signal {
            Signal::Md5(hash) | Signal::VideoMd5(hash) => Some(Self::Md5(hash)),
            Signal::Sha1(hash) => Some(Self::Sha1(hash)),
            Signal::Sha256(hash) => Some(Self::Sha256(hash)),
            Signal::Pdq(_) => None,
        }
    }

    /// Returns the name of its kind.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Md5(_) => "md5",
            Self::Sha1(_) => "sha1",
            Self::Sha256(_) => "sha256",
        }
    }
}

impl Exact {
    pub(super) fn extend(&mut self, digests: impl IntoIterator<Item = (Digest, u32)>) {
        for (digest, row) in digests {
            match digest {
                Digest::Md5(hash) => self.md5.push((hash, row)),
                Digest::Sha1(hash) => self.sha1.push((hash, row)),
                Digest::Sha256(hash) => self.sha256.push((hash, row)),
            }
        }
    }

    /// Returns whether more than SHA-256 is there.
    pub(super) fn has_others(&self) -> bool {
        !self.md5.is_empty() || !self.sha1.is_empty()
    }

    /// Brings them in the order in which they are looked up; to be called once, after the last one came.
    pub(super) fn sort(&mut self) {
        self.md5.sort_unstable();
        self.sha1.sort_unstable();
        self.sha256.sort_unstable();
    }

    pub(super) fn len(&self) -> usize {
        self.md5.len() + self.sha1.len() + self.sha256.len()
    }

    /// Returns the rows with this hash.
    pub(super) fn rows(&self, digest: Digest) -> Vec<u32> {
        match digest {
            Digest::Md5(hash) => equal(&self.md5, hash),
            Digest::Sha1(hash) => equal(&self.sha1, hash),
            Digest::Sha256(hash) => equal(&self.sha256, hash),
        }
    }
}

fn equal<const BYTES: usize>(all: &[(Hexadecimal<BYTES>, u32)], hash: Hexadecimal<BYTES>) -> Vec<u32> {
    let from = all.partition_point(|(one, _)| *one < hash);
    all[from..].iter().take_while(|(one, _)| *one == hash).map(|(_, row)| *row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_by_itself_with_all_its_rows() {
        let one = Digests::of(&b"one"[..]).unwrap();
        let two = Digests::of(&b"two"[..]).unwrap();
        let mut exact = Exact::default();
        exact.extend([(Digest::Md5(one.md5), 7), (Digest::Sha256(two.sha256), 3), (Digest::Sha256(one.sha256), 8)]);
        exact.extend([(Digest::Md5(two.md5), 5), (Digest::Md5(one.md5), 2)]);
        exact.sort();
        assert_eq!((exact.len(), exact.has_others()), (5, true));
        let check = |digests: &Digests, expected: [&[u32]; 3]| {
            assert_eq!(Digest::of(digests).map(|digest| exact.rows(digest)), expected);
        };
        check(&one, [&[8], &[], &[2, 7]]);
        check(&two, [&[3], &[], &[5]]);
    }
}
