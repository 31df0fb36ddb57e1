//! The few signatures a stamp may carry: RSA PKCS #1 v1.5 (RFC 8017 §8.2) and ECDSA (FIPS 186-5) on P-256 and P-384.

use der::asn1::ObjectIdentifier;
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, ID_EC_PUBLIC_KEY, ID_SHA_256, ID_SHA_384, ID_SHA_512,
    RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1, SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION,
    SHA_512_WITH_RSA_ENCRYPTION,
};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::verify::Reason;

/// RSA keys have from this many bits, for the strength of the seal …
const MIN_RSA_BITS: usize = 2048;
/// … to this many, so that a hostile key cannot keep us busy.
const MAX_RSA_BITS: usize = 8192;

/// Is a hash function that a stamp may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    pub(super) fn named(oid: ObjectIdentifier) -> Result<Self, Reason> {
        match oid {
            ID_SHA_256 => Ok(Self::Sha256),
            ID_SHA_384 => Ok(Self::Sha384),
            ID_SHA_512 => Ok(Self::Sha512),
            _ => Err(Reason::UnknownAlgorithm),
        }
    }

    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    fn pkcs1(self) -> Pkcs1v15Sign {
        match self {
            Self::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Self::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Self::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        }
    }
}

/// Says which kind of key a signature is by, and over which digest.
struct Scheme {
    rsa: bool,
    digest: Digest,
}

/// Reads a signature algorithm; `rsaEncryption` alone, as CMS writes it, leaves the digest to `beside` (RFC 3370 §3.2).
fn scheme(oid: ObjectIdentifier, beside: Option<Digest>) -> Result<Scheme, Reason> {
    let (rsa, digest) = match oid {
        RSA_ENCRYPTION => (true, beside.ok_or(Reason::UnknownAlgorithm)?),
        SHA_256_WITH_RSA_ENCRYPTION => (true, Digest::Sha256),
        SHA_384_WITH_RSA_ENCRYPTION => (true, Digest::Sha384),
        SHA_512_WITH_RSA_ENCRYPTION => (true, Digest::Sha512),
        ECDSA_WITH_SHA_256 => (false, Digest::Sha256),
        ECDSA_WITH_SHA_384 => (false, Digest::Sha384),
        ECDSA_WITH_SHA_512 => (false, Digest::Sha512),
        _ => return Err(Reason::UnknownAlgorithm),
    };
    match beside {
        Some(beside) if beside != digest => Err(Reason::UnknownAlgorithm),
        _ => Ok(Scheme { rsa, digest }),
    }
}

/// Checks a signature over `message`; `beside` is the digest that CMS names apart from the signature algorithm.
pub(super) fn verify(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    beside: Option<Digest>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Reason> {
    let Scheme { rsa, digest } = scheme(algorithm.oid, beside)?;
    let hashed = digest.of(message);
    let bits = key.subject_public_key.as_bytes().ok_or(Reason::Malformed)?;
    if rsa {
        if key.algorithm.oid != RSA_ENCRYPTION {
            return Err(Reason::UnknownAlgorithm);
        }
        return rsa_key(bits)?.verify(digest.pkcs1(), &hashed, signature).map_err(|_| Reason::Signature);
    }
    if key.algorithm.oid != ID_EC_PUBLIC_KEY {
        return Err(Reason::UnknownAlgorithm);
    }
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
    match curve {
        Some(SECP_256_R_1) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(bits).map_err(|_| Reason::Malformed)?;
            let signature = p256::ecdsa::Signature::from_der(signature).map_err(|_| Reason::Signature)?;
            key.verify_prehash(&hashed, &signature).map_err(|_| Reason::Signature)
        }
        Some(SECP_384_R_1) => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(bits).map_err(|_| Reason::Malformed)?;
            let signature = p384::ecdsa::Signature::from_der(signature).map_err(|_| Reason::Signature)?;
            key.verify_prehash(&hashed, &signature).map_err(|_| Reason::Signature)
        }
        _ => Err(Reason::UnknownAlgorithm),
    }
}

fn rsa_key(bits: &[u8]) -> Result<RsaPublicKey, Reason> {
    let key = rsa::pkcs1::RsaPublicKey::try_from(bits).map_err(|_| Reason::Malformed)?;
    let (n, e) =
        (BigUint::from_bytes_be(key.modulus.as_bytes()), BigUint::from_bytes_be(key.public_exponent.as_bytes()));
    let key = RsaPublicKey::new_with_max_size(n, e, MAX_RSA_BITS).map_err(|_| Reason::WeakKey)?;
    if key.n().bits() >= MIN_RSA_BITS { Ok(key) } else { Err(Reason::WeakKey) }
}
