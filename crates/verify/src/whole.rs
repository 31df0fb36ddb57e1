use std::io::{self, Read};

use sha2::{Digest, Sha256};
use temoin_seal::encoding::{array_from_hex, number};
use temoin_seal::merkle::Hash;
use temoin_seal::piece::{ItemSecret, Tiling};

use crate::contents::SealedItem;
use crate::piece_file::PieceSpan;

/// Is what the originals container tells of an item's pieces: the secret that all nonces come from, and where it was cut.
pub(crate) struct Cuts {
    secret: ItemSecret,
    /// The length of each piece; nothing where the file gives only the secret.
    lens: Vec<u64>,
}

impl Cuts {
    /// Reads `secrets/Piece-NN.txt`: the secret in hex, then the length of each piece, one a line.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split('\n');
        let secret = ItemSecret(array_from_hex(lines.next()?).ok()?);
        let lens = lines.map(|line| number(line).ok()).collect::<Option<_>>()?;
        Some(Self { secret, lens })
    }

    /// Recomputes the whole tree from the original; nothing where the cuts are not given.
    pub(crate) fn recompute(&self, original: &mut dyn Read, sealed: &SealedItem) -> io::Result<Option<bool>> {
        let whole = [sealed.size];
        let lens: &[u64] = match (self.lens.len() as u64, sealed.pieces.count) {
            (0, 1) => &whole,
            (0, _) => return Ok(None),
            (given, count) if given == count => &self.lens,
            _ => return Ok(Some(false)),
        };
        let (mut tiling, mut buffer) = (Tiling::new(self.secret.clone()), vec![0; 1 << 17]);
        for &len in lens {
            let (sha256, all) = digest(original, len, &mut buffer)?;
            if !all || tiling.push(len, sha256).is_err() {
                return Ok(Some(false));
            }
        }
        Ok(Some(tiling.size() == sealed.size && tiling.finish().is_ok_and(|pieces| pieces == sealed.pieces)))
    }
}

/// Returns the SHA-256 and the number of the bytes.
pub(crate) fn hash(original: &mut dyn Read) -> io::Result<(Hash, u64)> {
    let (mut sha256, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 17]);
    loop {
        match original.read(&mut buffer)? {
            0 => return Ok((Hash(sha256.finalize().into()), size)),
            read => {
                sha256.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
}

/// Checks that each piece stands in the original where its line says.
pub(crate) fn holds(original: &mut dyn Read, spans: &[PieceSpan]) -> io::Result<bool> {
    let (mut at, mut buffer) = (0, vec![0; 1 << 17]);
    for span in spans {
        let Some(expected) = span.sha256 else { continue };
        let Some(gap) = span.start.checked_sub(at) else { return Ok(false) };
        if io::copy(&mut original.take(gap), &mut io::sink())? != gap {
            return Ok(false);
        }
        let (sha256, all) = digest(original, span.len, &mut buffer)?;
        if !all || sha256 != expected {
            return Ok(false);
        }
        at = span.start.saturating_add(span.len);
    }
    Ok(true)
}

/// Hashes the next `len` bytes; says whether there were as many.
pub(crate) fn digest(bytes: &mut dyn Read, len: u64, buffer: &mut [u8]) -> io::Result<(Hash, bool)> {
    let (mut sha256, mut left) = (Sha256::new(), len);
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = bytes.read(&mut buffer[..most])?;
        if read == 0 {
            break;
        }
        sha256.update(&buffer[..read]);
        left -= read as u64;
    }
    Ok((Hash(sha256.finalize().into()), left == 0))
}
