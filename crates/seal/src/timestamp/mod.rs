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

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors/timestamp/");

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(format!("{FOLDER}{name}")).unwrap()
    }

    #[test]
    fn a_query_is_what_openssl_answered() {
        let imprint = crate::merkle::sha256(&file("checkpoint"));
        assert_eq!(query(imprint, Some(0xf122_3344_5566_7788)), file("nonce.tsq"));
        assert_eq!(Response::parse(&file("nonce.tsr")).unwrap().imprint(), Some(imprint));
    }

    #[test]
    fn numbers_are_encoded_as_short_as_they_can_be() {
        for (number, expected) in [
            (0, &[0][..]),
            (1, &[1]),
            (0x7f, &[0x7f]),
            (0x80, &[0, 0x80]),
            (0x1_0000, &[1, 0, 0]),
            (u64::MAX, &[0, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] {
            assert_eq!(integer(number), expected);
        }
    }

    #[test]
    fn what_is_signed_cannot_be_changed() {
        let (good, message) = (file("p256.tsr"), file("checkpoint"));
        let roots = Certificate::from_file(&file("root-ec.pem")).unwrap();
        let sound = |bytes: &[u8]| {
            Response::parse(bytes).is_ok_and(|response| response.verify(&message, &roots, &[], None).is_sound())
        };
        assert!(sound(&good));
        // Certificates that are not needed and wrapping are not signed by anyone: the package's own seal covers them.
        let response = Response::parse(&good).unwrap();
        let signed = [&response.info_bytes[..], &response.signers[0].signature[..], response.certificates[0].der()];
        for part in signed {
            let at = good.windows(part.len()).position(|window| window == part).unwrap();
            for bit in (at * 8..(at + part.len()) * 8).step_by(5) {
                let mut changed = good.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(!sound(&changed), "bit {bit}");
            }
        }
    }

    #[test]
    fn every_cut_is_refused() {
        let good = file("rsa-sha256.tsr");
        assert!((0..good.len()).all(|len| Response::parse(&good[..len]).is_err()));
    }

    #[test]
    fn certificates_come_as_pem_or_der() {
        let pem = file("root-ec.pem");
        let certificate = &Certificate::from_file(&pem).unwrap()[0];
        assert_eq!(Certificate::from_file(certificate.der()).unwrap(), std::slice::from_ref(certificate));
        assert_eq!(Certificate::from_file(certificate.to_pem().repeat(2).as_bytes()).unwrap().len(), 2);
        assert_eq!(certificate.subject(), "root-ec");
        let cut = &certificate.to_pem()[..100];
        assert_eq!(Certificate::from_file(cut.as_bytes()), Err(CertificateError::Pem));
        assert_eq!(Certificate::from_file(b"no certificate"), Err(CertificateError::None));
    }
}
