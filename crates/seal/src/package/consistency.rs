use crate::encoding::EncodingError;
use crate::merkle::Hash;

/// Writes a consistency proof: one hash a line, in base64.
pub fn encode_consistency(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| (hash.to_b64() + "\n").into_bytes()).collect()
}

/// Reads a consistency proof of exactly that form; an empty file is the empty proof.
///
/// # Errors
/// A line is not 32 bytes in strict base64, or the last one is not ended.
pub fn decode_consistency(bytes: &[u8]) -> Result<Vec<Hash>, EncodingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| EncodingError::Base64)?;
    let line = |line: &str| Hash::from_b64(line.strip_suffix('\n').ok_or(EncodingError::Base64)?);
    text.split_inclusive('\n').map(line).collect()
}
