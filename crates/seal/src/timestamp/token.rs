use cms::signed_data::SignerIdentifier;
use der::asn1::{AnyRef, Int, ObjectIdentifier, OctetStringRef};
use der::oid::db::rfc5911::ID_SIGNED_DATA;
use der::{Decode, Sequence, Tag, Tagged};
use x509_cert::ext::Extensions;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_tsp::{Accuracy, MessageImprint};

use super::certificate::Certificate;
use super::fields::{content, members, sequence, set};
use super::gen_time::StampTime;
use crate::merkle::Hash;

/// A response may be this many bytes long.
const MAX_LEN: usize = 1 << 20;
/// `id-ct-TSTInfo` (RFC 3161 §2.4.2).
pub(super) const ID_CT_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// Says why bytes are not a time-stamp response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// Not the DER of a TimeStampResp (RFC 3161 §2.4.2), or longer than 1 MiB.
    #[error("not a time-stamp response")]
    Der,
    /// The authority sent no stamp; the number is the status it gave (0 and 1 would be granted).
    #[error("no stamp was given, status {0}")]
    NoToken(u8),
    /// The token is not SignedData (RFC 5652 §5) around a TSTInfo.
    #[error("not a time-stamp token")]
    Token,
}

/// Is a response of an authority, taken apart; nothing about it is verified yet.
#[derive(Clone, Debug)]
pub struct Response {
    pub(super) status: u8,
    pub(super) info_bytes: Vec<u8>,
    pub(super) info: Info,
    pub(super) certificates: Vec<Certificate>,
    pub(super) signers: Vec<SignerInfo>,
}

/// Is what the stamp itself says.
#[derive(Clone, Debug)]
pub(super) struct Info {
    pub(super) policy: ObjectIdentifier,
    pub(super) imprint: MessageImprint,
    pub(super) serial: Vec<u8>,
    pub(super) time: StampTime,
    pub(super) accuracy: Option<Accuracy>,
    pub(super) nonce: Option<Vec<u8>>,
    pub(super) critical_extension: bool,
}

/// Is one SignerInfo (RFC 5652 §5.3).
#[derive(Clone, Debug)]
pub(super) struct SignerInfo {
    pub(super) id: SignerIdentifier,
    pub(super) digest: AlgorithmIdentifierOwned,
    /// As they are signed: with the tag of a SET, not of the field (RFC 5652 §5.4).
    pub(super) signed_attributes: Option<Vec<u8>>,
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: Vec<u8>,
}

#[derive(Sequence)]
struct ContentInfo<'a> {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: AnyRef<'a>,
}

#[derive(Sequence)]
struct TstInfo<'a> {
    version: u8,
    policy: ObjectIdentifier,
    message_imprint: MessageImprint,
    serial_number: Int,
    // The crate's GeneralizedTime has no fractions of seconds, which RFC 3161 §2.4.2 allows.
    gen_time: AnyRef<'a>,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    tsa: Option<AnyRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

impl Response {
    /// Takes a response apart.
    ///
    /// # Errors
    /// The bytes are not one, or hold no stamp.
    pub fn parse(bytes: &[u8]) -> Result<Self, ResponseError> {
        if bytes.len() > MAX_LEN {
            return Err(ResponseError::Der);
        }
        let fields = sequence(bytes).map_err(|_| ResponseError::Der)?;
        let (status, token) = match fields[..] {
            [status] => (status, None),
            [status, token] => (status, Some(token)),
            _ => return Err(ResponseError::Der),
        };
        let status = sequence(status).ok().and_then(|fields| u8::from_der(fields.first()?).ok());
        let status = status.ok_or(ResponseError::Der)?;
        parse_token(status, token.ok_or(ResponseError::NoToken(status))?).map_err(|_| ResponseError::Token)
    }

    /// Returns the SHA-256 digest that was stamped; nothing when the stamp is over another kind of hash.
    pub fn imprint(&self) -> Option<Hash> {
        let imprint = &self.info.imprint;
        let is_sha256 = imprint.hash_algorithm.oid == der::oid::db::rfc5912::ID_SHA_256;
        is_sha256.then(|| imprint.hashed_message.as_bytes().try_into().ok().map(Hash)).flatten()
    }

    /// Returns the time that the stamp says.
    pub fn time(&self) -> &StampTime {
        &self.info.time
    }

    /// Returns the certificates that came with the stamp, in the order they came.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }
}

fn parse_token(status: u8, token: &[u8]) -> der::Result<Response> {
    let token = ContentInfo::from_der(token)?;
    if token.content_type != ID_SIGNED_DATA || token.content.tag() != Tag::Sequence {
        return Err(der::ErrorKind::Failed.into());
    }
    // version, digestAlgorithms, encapContentInfo, [0] certificates, [1] crls, signerInfos
    let [_, _, encapsulated, rest @ .., signers] = &members(token.content.value())?[..] else {
        return Err(der::ErrorKind::Failed.into());
    };
    let encapsulated = ContentInfo::from_der(encapsulated)?;
    if encapsulated.content_type != ID_CT_TST_INFO {
        return Err(der::ErrorKind::Failed.into());
    }
    let info_bytes = encapsulated.content.decode_as::<OctetStringRef<'_>>()?.as_bytes().to_vec();
    let mut certificates = Vec::new();
    for field in rest.iter().filter(|field| field.first() == Some(&0xa0)) {
        // A SET, though not all sign with it sorted; other kinds than X.509 certificates are of no use here.
        let set = members(content(field, 0xa0)?)?;
        certificates.extend(set.into_iter().filter_map(|der| Certificate::parse(der).ok()));
    }
    let signers = set(signers)?.into_iter().map(parse_signer).collect::<der::Result<_>>()?;
    Ok(Response { status, info: parse_info(&info_bytes)?, info_bytes, certificates, signers })
}

fn parse_info(bytes: &[u8]) -> der::Result<Info> {
    let info = TstInfo::from_der(bytes)?;
    let is_time = info.gen_time.tag() == Tag::GeneralizedTime;
    let time = StampTime::parse(info.gen_time.value()).filter(|_| is_time && info.version == 1);
    Ok(Info {
        policy: info.policy,
        imprint: info.message_imprint,
        serial: info.serial_number.as_bytes().to_vec(),
        time: time.ok_or(der::ErrorKind::DateTime)?,
        accuracy: info.accuracy,
        nonce: info.nonce.map(|nonce| nonce.as_bytes().to_vec()),
        critical_extension: info.extensions.iter().flatten().any(|extension| extension.critical),
    })
}

fn parse_signer(bytes: &[u8]) -> der::Result<SignerInfo> {
    let failed = || der::Error::from(der::ErrorKind::Failed);
    // version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature, [1] unsignedAttrs
    let mut fields = sequence(bytes)?.into_iter().skip(1).peekable();
    let id = SignerIdentifier::from_der(fields.next().ok_or_else(failed)?)?;
    let digest = AlgorithmIdentifierOwned::from_der(fields.next().ok_or_else(failed)?)?;
    let signed_attributes = fields.next_if(|field| field.first() == Some(&0xa0)).map(|field| {
        let mut bytes = field.to_vec();
        bytes[0] = 0x31;
        bytes
    });
    let algorithm = AlgorithmIdentifierOwned::from_der(fields.next().ok_or_else(failed)?)?;
    let signature = content(fields.next().ok_or_else(failed)?, 0x04)?.to_vec();
    Ok(SignerInfo { id, digest, signed_attributes, algorithm, signature })
}
