//! Sums that a capture gives for its own bytes (WARC 1.1, section 5.8): an algorithm, a colon, base32 or hexadecimal.

use sha1::{Digest, Sha1};
use sha2::Sha256;

/// Checks bytes against the sum that is claimed for them.
pub(super) struct Check {
    sum: Vec<u8>,
    running: Running,
}

#[derive(Clone)]
enum Running {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Check {
    /// Begins a check; nothing when the algorithm is not known or the sum is none of it.
    pub(super) fn new(claimed: &str) -> Option<Self> {
        let (algorithm, value) = claimed.split_once(':')?;
        let (running, len) = match algorithm.trim().to_ascii_lowercase().replace('-', "").as_str() {
            "sha1" => (Running::Sha1(Sha1::new()), 20),
            "sha256" => (Running::Sha256(Sha256::new()), 32),
            _ => return None,
        };
        let value = value.trim();
        let sum = if value.len() == 2 * len { hexadecimal(value) } else { base32(value) }?;
        (sum.len() == len).then_some(Self { sum, running })
    }

    /// Takes the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match &mut self.running {
            Running::Sha1(hash) => hash.update(bytes),
            Running::Sha256(hash) => hash.update(bytes),
        }
    }

    /// Begins the same check anew.
    pub(super) fn anew(&self) -> Self {
        let running = match self.running {
            Running::Sha1(_) => Running::Sha1(Sha1::new()),
            Running::Sha256(_) => Running::Sha256(Sha256::new()),
        };
        Self { sum: self.sum.clone(), running }
    }

    /// Returns whether the bytes taken have that sum.
    pub(super) fn agrees(&self) -> bool {
        match self.running.clone() {
            Running::Sha1(hash) => hash.finalize().as_slice() == self.sum,
            Running::Sha256(hash) => hash.finalize().as_slice() == self.sum,
        }
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    Some(digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit) as u8).collect())
}

/// RFC 4648, section 6; the padding is left out at times.
fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes().take(128) {
        let value = match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        held = held << 5 | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(claimed: &str, bytes: &[u8]) -> Option<bool> {
        Check::new(claimed).map(|mut check| {
            check.update(bytes);
            check.agrees()
        })
    }

    #[test]
    fn sums_in_both_alphabets() {
        assert_eq!(check("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", b"abc"), Some(true));
        assert_eq!(check("sha1:a9993e364706816aba3e25717850c26c9cd0d89d", b"abc"), Some(true));
        assert_eq!(check("sha1:a9993e364706816aba3e25717850c26c9cd0d89d", b"abd"), Some(false));
        let sha256 = "sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(check(sha256, b"abc"), Some(true));
        for odd in ["md5:900150983cd24fb0d6963f7d28e17f72", "sha1:", "sha1:0", "sha1:é", "none"] {
            assert_eq!(check(odd, b"abc"), None, "{odd}");
        }
    }
}
