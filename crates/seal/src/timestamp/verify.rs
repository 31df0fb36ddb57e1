use cms::signed_data::SignerIdentifier;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::oid::AssociatedOid;
use der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST};
use der::{Decode, Encode};
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::certificate::Certificate;
use super::chain::{self, Chain};
use super::ess::{SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2, SignerId};
use super::fields::{sequence, set};
use super::gen_time::StampTime;
use super::integer;
use super::signature::{self, Digest};
use super::token::{ID_CT_TST_INFO, Response, SignerInfo};
use crate::encoding::hex;
use crate::merkle::sha256;

/// Names one point of checking a stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Point {
    /// The authority granted it: status 0 or 1 (RFC 3161 §2.4.2).
    Status,
    /// One signer, and nothing critical in it that we do not know.
    Content,
    /// It is over the SHA-256 digest of these bytes.
    Imprint,
    /// The signed attributes name the content's type and its digest (RFC 5652 §11).
    SignedAttributes,
    /// The signed attributes name the signer's certificate, which is at hand (RFC 5816).
    SignerCertificate,
    /// The signature over the signed attributes verifies.
    Signature,
    /// The signer's certificate is for time stamping alone, critically (RFC 3161 §2.3).
    KeyUsage,
    /// Each certificate is signed by one that may issue it (RFC 5280 §6.1).
    Chain,
    /// Each certificate was valid at the time of the stamp.
    Validity,
    /// The chain ends at a root that was given.
    Root,
    /// The nonce is that of the query.
    Nonce,
}

impl Point {
    /// Returns the word used in vectors and reports, in kebab-case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Content => "content",
            Self::Imprint => "imprint",
            Self::SignedAttributes => "signed-attributes",
            Self::SignerCertificate => "signer-certificate",
            Self::Signature => "signature",
            Self::KeyUsage => "key-usage",
            Self::Chain => "chain",
            Self::Validity => "validity",
            Self::Root => "root",
            Self::Nonce => "nonce",
        }
    }
}

/// Says why a point failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The status is another than granted.
    #[error("not granted")]
    NotGranted,
    /// There is not exactly one signer.
    #[error("not exactly one signer")]
    Signers,
    /// An extension is critical that is not checked here.
    #[error("an unknown critical extension")]
    CriticalExtension,
    /// The stamp is over other bytes, or another kind of hash.
    #[error("over other bytes")]
    OtherBytes,
    /// A field is not of its form.
    #[error("malformed")]
    Malformed,
    /// A signed attribute is missing, stands twice, or says something else.
    #[error("a signed attribute is missing or says something else")]
    Attribute,
    /// The signer's certificate is not at hand, or is another than the one that was signed for.
    #[error("the signer's certificate is not at hand, or is another")]
    OtherCertificate,
    /// A signature does not verify.
    #[error("a signature does not verify")]
    Signature,
    /// An algorithm that is not checked here.
    #[error("an algorithm that is not checked here")]
    UnknownAlgorithm,
    /// An RSA key is below 2048 or above 8192 bits.
    #[error("a key that is too weak or too long")]
    WeakKey,
    /// The signer's certificate is not for time stamping alone.
    #[error("not a certificate for time stamping alone")]
    KeyUsage,
    /// A certificate that issued another may not issue any.
    #[error("an issuer that is no authority")]
    NotAnAuthority,
    /// A chain is longer than one of its certificates allows.
    #[error("a chain longer than allowed")]
    PathLength,
    /// Too many certificates to look for a chain.
    #[error("too many certificates")]
    TooMany,
    /// A certificate was not valid at that time.
    #[error("a certificate was not valid then")]
    NotValidThen,
    /// The chain ends at another root than those given.
    #[error("another root than those given")]
    OtherRoot,
    /// The nonce is another, or missing.
    #[error("another nonce")]
    OtherNonce,
    /// An earlier point failed, on which this one rests.
    #[error("an earlier point failed")]
    RestsOnFailed,
}

/// Says how a point came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed(Reason),
    /// What it needs was not given: a root, the query's nonce.
    Unchecked,
}

/// Is one point with its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub point: Point,
    /// How it came out.
    pub outcome: Outcome,
}

/// Says whether a root is known from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// The chain ends at a root that was given.
    Trusted,
    /// No root was given.
    Unchecked,
    /// Roots were given, and the chain ends at none of them.
    Other,
}

/// Is what a stamp says, and how each point of checking it came out.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The time it says.
    pub time: StampTime,
    /// How far that may be off, in microseconds, where it tells (RFC 3161 §2.4.2).
    pub accuracy: Option<u64>,
    /// Whom the signer's certificate names; nothing when none is at hand.
    pub authority: Option<String>,
    /// The policy, an object identifier in dots.
    pub policy: String,
    /// The stamp's number, in hexadecimal.
    pub serial: String,
    /// Every point, in order.
    pub checks: Vec<Check>,
    /// From the signer's certificate upwards, as far as it goes.
    pub chain: Vec<Certificate>,
    /// Whether the root is known from elsewhere.
    pub root: Root,
}

impl Verified {
    /// Returns whether every point passed; the root and the nonce may be unchecked.
    pub fn is_sound(&self) -> bool {
        !self.checks.iter().any(|check| matches!(check.outcome, Outcome::Failed(_)))
    }

    /// Returns the first point that failed, and why.
    pub fn failure(&self) -> Option<(Point, Reason)> {
        self.checks.iter().find_map(|check| match check.outcome {
            Outcome::Failed(reason) => Some((check.point, reason)),
            _ => None,
        })
    }

    /// Returns how a point came out.
    pub fn outcome(&self, point: Point) -> Outcome {
        let found = self.checks.iter().find(|check| check.point == point);
        found.map_or(Outcome::Unchecked, |check| check.outcome)
    }
}

impl Response {
    /// Checks the stamp over `message`, point by point.
    ///
    /// `roots` are the certificates that the caller trusts (none: the root is unchecked), `others` those that may help
    /// to reach them, such as the chain kept at stamping. `nonce` is that of the query, where it is at hand.
    pub fn verify(
        &self,
        message: &[u8],
        roots: &[Certificate],
        others: &[Certificate],
        nonce: Option<u64>,
    ) -> Verified {
        let at_hand: Vec<_> = self.certificates.iter().chain(others).chain(roots).cloned().collect();
        let one = match &self.signers[..] {
            [signer] => Ok(signer),
            _ => Err(Reason::Signers),
        };
        let attributes = one.and_then(Attributes::parse);
        let signer = attributes.as_ref().map_err(|_| Reason::RestsOnFailed).and_then(|a| a.certificate(&at_hand));
        let certificate = signer.as_ref().map_err(|_| Reason::RestsOnFailed);
        let chain = certificate.map(|certificate| chain::build(certificate, roots, &at_hand));

        let mut checks = Vec::new();
        let mut check = |point, result: Result<(), Reason>| {
            checks.push(Check { point, outcome: result.map_or_else(Outcome::Failed, |()| Outcome::Passed) });
        };
        check(Point::Status, if self.status <= 1 { Ok(()) } else { Err(Reason::NotGranted) });
        check(Point::Content, one.and(self.check_extensions()));
        check(Point::Imprint, self.check_imprint(message));
        check(Point::SignedAttributes, attributes.as_ref().map_err(|r| *r).and_then(|a| a.check(&self.info_bytes)));
        check(Point::SignerCertificate, signer.as_ref().map(|_| ()).map_err(|reason| *reason));
        check(Point::Signature, one.and_then(|signer| signer.check_signature(certificate?)));
        check(Point::KeyUsage, certificate.and_then(|certificate| certificate.check_stamps_time()));
        check(Point::Chain, chain.as_ref().map_err(|r| *r).and_then(|chain| chain.broken.map_or(Ok(()), Err)));
        check(
            Point::Validity,
            chain.as_ref().map_err(|r| *r).and_then(|chain| chain.check_validity(self.info.time.unix)),
        );
        let root = match &chain {
            _ if roots.is_empty() => Root::Unchecked,
            Ok(chain) if chain.trusted => Root::Trusted,
            _ => Root::Other,
        };
        checks.push(Check { point: Point::Root, outcome: root.outcome() });
        checks.push(Check { point: Point::Nonce, outcome: self.nonce_outcome(nonce) });

        Verified {
            time: self.info.time.clone(),
            accuracy: self.accuracy(),
            authority: signer.as_ref().ok().map(Certificate::subject),
            policy: self.info.policy.to_string(),
            serial: hex(&self.info.serial),
            checks,
            chain: chain.map(|chain| chain.certificates).unwrap_or_default(),
            root,
        }
    }

    fn check_extensions(&self) -> Result<(), Reason> {
        if self.info.critical_extension { Err(Reason::CriticalExtension) } else { Ok(()) }
    }

    fn check_imprint(&self, message: &[u8]) -> Result<(), Reason> {
        if self.imprint() == Some(sha256(message)) { Ok(()) } else { Err(Reason::OtherBytes) }
    }

    fn nonce_outcome(&self, nonce: Option<u64>) -> Outcome {
        match nonce {
            None => Outcome::Unchecked,
            Some(nonce) if self.info.nonce.as_deref() == Some(&integer(nonce)[..]) => Outcome::Passed,
            Some(_) => Outcome::Failed(Reason::OtherNonce),
        }
    }

    fn accuracy(&self) -> Option<u64> {
        let accuracy = self.info.accuracy.as_ref()?;
        let part = |value: Option<i16>| u64::try_from(value.unwrap_or(0)).unwrap_or(0);
        let seconds = accuracy.seconds.unwrap_or(0).checked_mul(1_000_000)?;
        seconds.checked_add(part(accuracy.millis) * 1000 + part(accuracy.micros))
    }
}

impl Root {
    fn outcome(self) -> Outcome {
        match self {
            Self::Trusted => Outcome::Passed,
            Self::Unchecked => Outcome::Unchecked,
            Self::Other => Outcome::Failed(Reason::OtherRoot),
        }
    }
}

impl Chain {
    fn check_validity(&self, unix: u64) -> Result<(), Reason> {
        let all = self.certificates.iter().all(|certificate| certificate.is_valid_at(unix));
        if all { Ok(()) } else { Err(Reason::NotValidThen) }
    }
}

impl SignerInfo {
    fn check_signature(&self, certificate: &Certificate) -> Result<(), Reason> {
        let digest = Digest::named(self.digest.oid)?;
        let signed = self.signed_attributes.as_ref().ok_or(Reason::Attribute)?;
        let key = &certificate.parsed.tbs_certificate.subject_public_key_info;
        signature::verify(key, &self.algorithm, Some(digest), signed, &self.signature)
    }
}

/// Are the signed attributes (RFC 5652 §5.3), each with its one value.
struct Attributes<'a> {
    signer: &'a SignerInfo,
    values: Vec<(ObjectIdentifier, &'a [u8])>,
}

impl<'a> Attributes<'a> {
    fn parse(signer: &'a SignerInfo) -> Result<Self, Reason> {
        let bytes = signer.signed_attributes.as_ref().ok_or(Reason::Attribute)?;
        let mut values = Vec::new();
        for attribute in set(bytes).map_err(|_| Reason::Malformed)? {
            let [kind, list] = sequence(attribute).map_err(|_| Reason::Malformed)?[..] else {
                return Err(Reason::Malformed);
            };
            let [value] = set(list).map_err(|_| Reason::Malformed)?[..] else { return Err(Reason::Attribute) };
            let kind = ObjectIdentifier::from_der(kind).map_err(|_| Reason::Malformed)?;
            if values.iter().any(|(other, _)| *other == kind) {
                return Err(Reason::Attribute);
            }
            values.push((kind, value));
        }
        Ok(Self { signer, values })
    }

    fn value(&self, kind: ObjectIdentifier) -> Option<&'a [u8]> {
        self.values.iter().find(|(other, _)| *other == kind).map(|(_, value)| *value)
    }

    fn check(&self, content: &[u8]) -> Result<(), Reason> {
        let content_type = self.value(ID_CONTENT_TYPE).and_then(|value| ObjectIdentifier::from_der(value).ok());
        let digest = self.value(ID_MESSAGE_DIGEST).and_then(|value| OctetStringRef::from_der(value).ok());
        let expected = Digest::named(self.signer.digest.oid)?.of(content);
        let sound = content_type == Some(ID_CT_TST_INFO) && digest.is_some_and(|d| d.as_bytes() == expected);
        if sound { Ok(()) } else { Err(Reason::Attribute) }
    }

    /// Finds the certificate that the signer names in both ways: in the SignerInfo, and under its signature.
    fn certificate(&self, at_hand: &[Certificate]) -> Result<Certificate, Reason> {
        let (v1, v2) = (self.value(SIGNING_CERTIFICATE), self.value(SIGNING_CERTIFICATE_V2));
        let read = |value: Option<&[u8]>, v2| {
            value.map(|value| SignerId::parse(value, v2).ok_or(Reason::Malformed)).transpose()
        };
        let ids: Vec<_> = [read(v1, false)?, read(v2, true)?].into_iter().flatten().collect();
        if ids.is_empty() {
            return Err(Reason::Attribute);
        }
        let meant = |certificate: &&Certificate| {
            is_named(&self.signer.id, certificate) && ids.iter().all(|id| id.names(certificate))
        };
        at_hand.iter().find(meant).cloned().ok_or(Reason::OtherCertificate)
    }
}

fn is_named(id: &SignerIdentifier, certificate: &Certificate) -> bool {
    let tbs = &certificate.parsed.tbs_certificate;
    match id {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            id.issuer.to_der().ok() == Some(certificate.issuer_der()) && id.serial_number == tbs.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => tbs.extensions.iter().flatten().any(|extension| {
            extension.extn_id == SubjectKeyIdentifier::OID
                && SubjectKeyIdentifier::from_der(extension.extn_value.as_bytes()).is_ok_and(|found| found == *id)
        }),
    }
}
