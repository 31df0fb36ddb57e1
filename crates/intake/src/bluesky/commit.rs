//! What stands at the root of a repository: whose it is, and a signature (atproto.com/specs/repository, section "Commit Objects").

use temoin_evidence::Span;

use super::cbor::Value;
use super::cid::Digest;

/// Is a commit.
pub(super) struct Commit {
    /// The account.
    pub(super) did: String,
    /// Its revision, a clock's reading.
    pub(super) rev: String,
    /// The root of the tree.
    pub(super) data: Option<Digest>,
    /// Where it stands.
    pub(super) span: Span,
    /// Why its signature cannot be one; nothing where it may be.
    pub(super) fault: Option<&'static str>,
}

impl Commit {
    /// Makes one of a block that has the fields of one.
    pub(super) fn of(value: &Value<'_>, span: Span) -> Option<Self> {
        let (did, data) = (value.text_at("did")?, value.at("data")?.link()?);
        let signature = value.at("sig").and_then(Value::bytes);
        Some(Self {
            did: did.to_owned(),
            rev: value.text_at("rev").filter(|rev| is_clock(rev)).unwrap_or("unknown").to_owned(),
            data: data.sha256(),
            span,
            fault: signature.map_or(Some("it has none"), fault),
        })
    }
}

/// A revision is a reading of a clock in 13 letters; anything else is not shown.
fn is_clock(rev: &str) -> bool {
    rev.len() == 13 && rev.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Says why bytes are no signature, whatever the key: both curves of the protocol (k256, p256) give two numbers of 32
/// bytes, neither of them zero, the second in the lower half (atproto.com/specs/cryptography, section "ECDSA Signature Malleability").
fn fault(signature: &[u8]) -> Option<&'static str> {
    let Some((r, s)) = signature.split_at_checked(32).filter(|_| signature.len() == 64) else {
        return Some("it does not have 64 bytes");
    };
    let zero = |number: &[u8]| number.iter().all(|&byte| byte == 0);
    match () {
        () if zero(r) && zero(s) => Some("its 64 bytes are all zero"),
        () if zero(r) || zero(s) => Some("one of its two numbers is zero"),
        () if s[0] >= 0x80 => Some("its second number is too large"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_bytes_are_no_signature_whatever_the_key() {
        let check = |r: u8, s: u8, expected: bool| {
            let signature = [[r; 32], [s; 32]].concat();
            assert_eq!(fault(&signature).is_some(), expected, "{r} {s}");
        };
        check(0, 0, true);
        check(0, 1, true);
        check(1, 0, true);
        check(1, 0x80, true);
        check(0xff, 0x7f, false);
        assert!(fault(&[1; 63]).is_some() && fault(&[1; 65]).is_some() && fault(&[]).is_some());
    }
}
