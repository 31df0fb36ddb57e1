//! Which certificate the authority says it signed with: ESSCertID (RFC 2634 §5.4.1) and ESSCertIDv2 (RFC 5816).

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use sha1::{Digest as _, Sha1};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::certificate::Certificate;
use super::fields::{content, sequence};
use super::signature::Digest;

/// `signingCertificate` (RFC 2634 §5.4).
pub(super) const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
/// `signingCertificateV2` (RFC 5035 §3).
pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// Is the first identifier of the list, the one that names the signer's own certificate.
#[derive(Clone, Debug)]
pub(super) struct SignerId {
    digest: Option<Digest>,
    hash: Vec<u8>,
    issuer_and_serial: Option<(Vec<u8>, Vec<u8>)>,
}

impl SignerId {
    /// Reads the value of `signingCertificate` (`v2` false: SHA-1) or of `signingCertificateV2`.
    pub(super) fn parse(value: &[u8], v2: bool) -> Option<Self> {
        let list = sequence(sequence(value).ok()?.first()?).ok()?;
        let mut members = sequence(list.first()?).ok()?.into_iter().peekable();
        let digest = match members.peek()?.first()? {
            0x30 if v2 => {
                let algorithm = AlgorithmIdentifierOwned::from_der(members.next()?).ok()?;
                Some(Digest::named(algorithm.oid).ok()?)
            }
            _ => v2.then_some(Digest::Sha256),
        };
        let hash = content(members.next()?, 0x04).ok()?.to_vec();
        let issuer_and_serial = match members.next() {
            Some(pair) => Some(issuer_and_serial(pair)?),
            None => None,
        };
        members.next().is_none().then_some(Self { digest, hash, issuer_and_serial })
    }

    /// Returns whether this is the certificate meant: its hash, and its issuer and number where they are given.
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        let hash = match self.digest {
            Some(digest) => digest.of(certificate.der()),
            None => Sha1::digest(certificate.der()).to_vec(),
        };
        let serial = certificate.parsed.tbs_certificate.serial_number.to_der().ok();
        let same = |pair: &(Vec<u8>, Vec<u8>)| pair.0 == certificate.issuer_der() && Some(&pair.1) == serial.as_ref();
        hash == self.hash && self.issuer_and_serial.as_ref().is_none_or(same)
    }
}

/// Reads `IssuerSerial`: exactly one name, a directory name, and the number; both as they stand.
fn issuer_and_serial(pair: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let [names, serial] = sequence(pair).ok()?[..] else { return None };
    let [name] = sequence(names).ok()?[..] else { return None };
    Some((content(name, 0xa4).ok()?.to_vec(), serial.to_vec()))
}
