use std::cell::Cell;

use super::certificate::Certificate;
use super::signature;
use super::verify::Reason;

/// A chain has at most this many certificates.
const MAX_LEN: usize = 8;
/// So many signatures are checked at most while a chain is looked for: a hostile file must not keep us busy.
const MAX_SIGNATURES: u32 = 64;

/// Is what was found above the authority's own certificate.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// From the authority's own certificate upwards.
    pub(super) certificates: Vec<Certificate>,
    /// Whether the last one is a root that was given.
    pub(super) trusted: bool,
    /// What kept it from going on, where something did.
    pub(super) broken: Option<Reason>,
}

/// Looks for a chain from `signer` to one of `roots`, over `others`; the longest sound one where none ends there.
pub(super) fn build(signer: &Certificate, roots: &[Certificate], others: &[Certificate]) -> Chain {
    let search = Search { roots, others, signatures: Cell::new(0) };
    search.from(vec![signer.clone()])
}

struct Search<'a> {
    roots: &'a [Certificate],
    others: &'a [Certificate],
    signatures: Cell<u32>,
}

impl Search<'_> {
    fn from(&self, chain: Vec<Certificate>) -> Chain {
        let Some(top) = chain.last() else { return Chain { certificates: chain, trusted: false, broken: None } };
        if self.roots.contains(top) {
            return Chain { certificates: chain, trusted: true, broken: None };
        }
        if top.subject_der() == top.issuer_der() && self.links(top, top, chain.len().saturating_sub(2)).is_ok() {
            return Chain { certificates: chain, trusted: false, broken: None };
        }
        let (mut best, mut broken) = (None::<Chain>, None);
        for issuer in self.roots.iter().chain(self.others) {
            if issuer.subject_der() != top.issuer_der() || chain.contains(issuer) || chain.len() == MAX_LEN {
                continue;
            }
            match self.links(top, issuer, chain.len() - 1) {
                Ok(()) => {
                    let found = self.from([&chain[..], std::slice::from_ref(issuer)].concat());
                    if found.trusted {
                        return found;
                    }
                    if best.as_ref().is_none_or(|best| best.certificates.len() < found.certificates.len()) {
                        best = Some(found);
                    }
                }
                Err(reason) => broken = Some(reason),
            }
        }
        best.unwrap_or(Chain { certificates: chain, trusted: false, broken })
    }

    /// Checks that `issuer` may issue and has issued `certificate`, with `below` intermediate ones under it.
    fn links(&self, certificate: &Certificate, issuer: &Certificate, below: usize) -> Result<(), Reason> {
        issuer.check_issues(below)?;
        self.signatures.set(self.signatures.get() + 1);
        if self.signatures.get() > MAX_SIGNATURES {
            return Err(Reason::TooMany);
        }
        let parsed = &certificate.parsed;
        // Both places must name the same algorithm (RFC 5280 §4.1.1.2): only the inner one is signed.
        if parsed.signature_algorithm != parsed.tbs_certificate.signature {
            return Err(Reason::Malformed);
        }
        let signature = parsed.signature.as_bytes().ok_or(Reason::Malformed)?;
        let key = &issuer.parsed.tbs_certificate.subject_public_key_info;
        signature::verify(key, &parsed.signature_algorithm, None, certificate.tbs(), signature)
    }
}
