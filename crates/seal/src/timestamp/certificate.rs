use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::ObjectIdentifier;
use der::oid::AssociatedOid;
use der::oid::db::rfc5280::ID_KP_TIME_STAMPING;
use der::{Decode, Encode};
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::fields;
use super::verify::Reason;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Says why bytes are not certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not the DER of an X.509 certificate (RFC 5280 §4.1).
    #[error("not a certificate")]
    Der,
    /// A PEM block (RFC 7468) is not closed, or is not base64.
    #[error("not PEM")]
    Pem,
    /// No certificate is in it.
    #[error("no certificate")]
    None,
}

/// Is an X.509 certificate (RFC 5280), with its bytes as they came.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    tbs: Vec<u8>,
    pub(super) parsed: x509_cert::Certificate,
}

impl Certificate {
    /// Reads one certificate in DER.
    ///
    /// # Errors
    /// The bytes are not a certificate.
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        let parsed = x509_cert::Certificate::from_der(der).map_err(|_| CertificateError::Der)?;
        // The signature is over these bytes as they stand; encoding again could give others.
        let tbs = fields::sequence(der).ok().and_then(|members| members.first().map(|tbs| tbs.to_vec()));
        Ok(Self { der: der.to_vec(), tbs: tbs.ok_or(CertificateError::Der)?, parsed })
    }

    /// Reads the certificates of a file: PEM blocks (RFC 7468) with any text between them, or one in DER.
    ///
    /// # Errors
    /// A block is damaged, or there is none.
    pub fn from_file(bytes: &[u8]) -> Result<Vec<Self>, CertificateError> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(BEGIN) => text,
            _ if bytes.first() == Some(&0x30) => return Ok(vec![Self::parse(bytes)?]),
            _ => return Err(CertificateError::None),
        };
        let block = |block: &str| {
            let (base64, _) = block.split_once(END).ok_or(CertificateError::Pem)?;
            let base64: String = base64.split_ascii_whitespace().collect();
            Self::parse(&STANDARD.decode(base64).map_err(|_| CertificateError::Pem)?)
        };
        text.split(BEGIN).skip(1).map(block).collect()
    }

    /// Returns the bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the certificate as a PEM block (RFC 7468), 64 characters a line.
    pub fn to_pem(&self) -> String {
        let base64 = STANDARD.encode(&self.der);
        let lines: Vec<_> = base64.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
        format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
    }

    /// Returns whom the certificate names: the common name, else the organisation, else the whole name (RFC 4514).
    pub fn subject(&self) -> String {
        let subject = &self.parsed.tbs_certificate.subject;
        [der::oid::db::rfc4519::CN, der::oid::db::rfc4519::O]
            .into_iter()
            .find_map(|kind| attribute(subject, kind))
            .unwrap_or_else(|| subject.to_string())
    }

    /// Returns the seconds since 1970 at which it begins and ceases to be valid, both included.
    pub fn validity(&self) -> (u64, u64) {
        let validity = &self.parsed.tbs_certificate.validity;
        (validity.not_before.to_unix_duration().as_secs(), validity.not_after.to_unix_duration().as_secs())
    }

    pub(super) fn is_valid_at(&self, unix: u64) -> bool {
        let (from, to) = self.validity();
        (from..=to).contains(&unix)
    }

    pub(super) fn tbs(&self) -> &[u8] {
        &self.tbs
    }

    pub(super) fn subject_der(&self) -> Vec<u8> {
        self.parsed.tbs_certificate.subject.to_der().unwrap_or_default()
    }

    pub(super) fn issuer_der(&self) -> Vec<u8> {
        self.parsed.tbs_certificate.issuer.to_der().unwrap_or_default()
    }

    /// Checks what RFC 3161 §2.3 asks of the authority's own certificate: time stamping alone, and critical.
    pub(super) fn check_stamps_time(&self) -> Result<(), Reason> {
        let (critical, usage) = self.extension::<ExtendedKeyUsage>()?.ok_or(Reason::KeyUsage)?;
        if !critical || usage.0 != [ID_KP_TIME_STAMPING] {
            return Err(Reason::KeyUsage);
        }
        let signs = |usage: KeyUsage| {
            usage.0.contains(KeyUsages::DigitalSignature) || usage.0.contains(KeyUsages::NonRepudiation)
        };
        match self.extension::<KeyUsage>()? {
            Some((_, usage)) if !signs(usage) => Err(Reason::KeyUsage),
            _ => self.check_critical(),
        }
    }

    /// Checks that this certificate may issue others, with `below` intermediate ones under it (RFC 5280 §4.2.1.9).
    pub(super) fn check_issues(&self, below: usize) -> Result<(), Reason> {
        let (_, constraints) = self.extension::<BasicConstraints>()?.ok_or(Reason::NotAnAuthority)?;
        if !constraints.ca || self.parsed.tbs_certificate.version != Version::V3 {
            return Err(Reason::NotAnAuthority);
        }
        if constraints.path_len_constraint.is_some_and(|most| below > usize::from(most)) {
            return Err(Reason::PathLength);
        }
        match self.extension::<KeyUsage>()? {
            Some((_, usage)) if !usage.0.contains(KeyUsages::KeyCertSign) => Err(Reason::NotAnAuthority),
            _ => self.check_critical(),
        }
    }

    /// Checks that no extension is critical that is not checked here (RFC 5280 §4.2).
    fn check_critical(&self) -> Result<(), Reason> {
        let known = [BasicConstraints::OID, KeyUsage::OID, ExtendedKeyUsage::OID, CertificatePolicies::OID];
        let extensions = self.parsed.tbs_certificate.extensions.iter().flatten();
        let unknown = extensions.filter(|e| e.critical).any(|e| !known.contains(&e.extn_id));
        if unknown { Err(Reason::CriticalExtension) } else { Ok(()) }
    }

    /// Returns an extension and whether it is critical; one that stands twice is refused (RFC 5280 §4.2).
    fn extension<'a, T: Decode<'a> + AssociatedOid>(&'a self) -> Result<Option<(bool, T)>, Reason> {
        let extensions = self.parsed.tbs_certificate.extensions.iter().flatten();
        let mut found = extensions.filter(|extension| extension.extn_id == T::OID);
        let (Some(extension), None) = (found.next(), found.next()) else {
            let absent = !self.parsed.tbs_certificate.extensions.iter().flatten().any(|e| e.extn_id == T::OID);
            return if absent { Ok(None) } else { Err(Reason::Malformed) };
        };
        let value = T::from_der(extension.extn_value.as_bytes()).map_err(|_| Reason::Malformed)?;
        Ok(Some((extension.critical, value)))
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({})", crate::merkle::sha256(&self.der))
    }
}

fn attribute(name: &x509_cert::name::Name, kind: ObjectIdentifier) -> Option<String> {
    let pairs = name.0.iter().flat_map(|part| part.0.iter());
    let value = pairs.filter(|pair| pair.oid == kind).map(|pair| &pair.value).next()?;
    // Names come as UTF8String, PrintableString or IA5String (RFC 5280 §4.1.2.4): all of them UTF-8 too.
    let text = std::str::from_utf8(value.value()).ok()?;
    (!text.is_empty() && !text.chars().any(char::is_control)).then(|| text.to_owned())
}
