//! Time stamps of RFC 3161: the question, the answer, and every point of checking one (`spec/seal.md` §7).
//!
//! A stamp says that an authority saw a hash at a time. Each point has its own outcome, so that a report can say what
//! holds and what does not; [`Verified::is_sound`] joins them.

mod certificate;
mod chain;
mod ess;
mod fields;
mod gen_time;
mod signature;
mod token;
mod verify;

use der::Encode;
use der::asn1::{Int, Null, OctetString};
use der::oid::db::rfc5912::ID_SHA_256;
use x509_cert::spki::AlgorithmIdentifier;
use x509_tsp::{MessageImprint, TimeStampReq, TspVersion};

pub use certificate::{Certificate, CertificateError};
pub use gen_time::StampTime;
pub use token::{Response, ResponseError};
pub use verify::{Check, Outcome, Point, Reason, Root, Verified};

use crate::merkle::Hash;

/// Returns the DER of a query for a stamp over a SHA-256 digest, which asks for the authority's certificate too
/// (RFC 3161 §2.4.1).
///
/// A random nonce, known to the asker alone, keeps an old answer from being played back.
pub fn query(imprint: Hash, nonce: Option<u64>) -> Vec<u8> {
    let request = || {
        let hash_algorithm = AlgorithmIdentifier { oid: ID_SHA_256, parameters: Some(Null.into()) };
        TimeStampReq {
            version: TspVersion::V1,
            message_imprint: MessageImprint { hash_algorithm, hashed_message: OctetString::new(imprint.0)? },
            req_policy: None,
            nonce: nonce.map(|nonce| Int::new(&integer(nonce))).transpose()?,
            cert_req: true,
            extensions: None,
        }
        .to_der()
    };
    request().unwrap_or_else(|_: der::Error| unreachable!("a query of fixed size always has an encoding"))
}

/// Returns a number as the content of a DER INTEGER: as few bytes as keep it positive (X.690 §8.3).
pub(crate) fn integer(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeroes = bytes.iter().take(7).take_while(|&&byte| byte == 0).count();
    let mut out = if bytes[zeroes] >= 0x80 { vec![0] } else { vec![] };
    out.extend_from_slice(&bytes[zeroes..]);
    out
}
