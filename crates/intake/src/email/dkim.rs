//! Signatures of the domain that a mail was sent from: DKIM (RFC 6376) with `rsa-sha256` and `ed25519-sha256` (RFC 8463).
//!
//! Nothing is asked for here: whoever calls gives the text of the DNS record that stands at [`Signature::record_name`].
//!
//! | you want … | use |
//! |---|---|
//! | the signatures that a mail carries | [`signatures`] |
//! | to know whether one holds under a key | [`check`] |

use ed25519_dalek::VerifyingKey;
use rsa::RsaPublicKey;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs1v15;
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256};

use super::fields::{Field, Fields};
use super::mime::base64;

/// Most signatures of one mail that are read.
const MOST: usize = 32;
/// Largest header that is read, in bytes.
const HEADER: usize = 1 << 20;
/// Smallest and largest RSA key, in bits (RFC 8301, section 3.2; the upper bound is ours).
const RSA_BITS: std::ops::RangeInclusive<usize> = 1024..=8192;

/// Is one signature, as the mail carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Zero-based number among the mail's signatures, from the top.
    pub number: usize,
    /// The domain that signs (`d=`).
    pub domain: String,
    /// Which of the domain's keys (`s=`).
    pub selector: String,
    /// The algorithm (`a=`), as written.
    pub algorithm: String,
    /// The header fields that are signed (`h=`), in lower case; one may stand there more than once.
    pub signed: Vec<String>,
    /// The hash of the body (`bh=`).
    pub body_hash: Vec<u8>,
    /// How many bytes of the body are signed (`l=`), where not all are.
    pub body_length: Option<u64>,
    /// When it was signed (`t=`), in seconds since 1970.
    pub signed_at: Option<u64>,
    /// Until when it is meant to hold (`x=`), in seconds since 1970.
    pub expires_at: Option<u64>,
    signature: Vec<u8>,
    header_form: Form,
    body_form: Form,
    known: bool,
}

impl Signature {
    /// Returns the name at which the domain publishes the key, as a TXT record (RFC 6376, section 3.6.2.1).
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Simple,
    Relaxed,
}

/// Says what came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The fields named and the whole body are as the domain signed them.
    Verified,
    /// The fields named and the beginning of the body are; so many bytes at the end are not covered and may be anyone's.
    VerifiedInPart {
        /// Bytes of the body, in the form that is signed, beyond those covered.
        uncovered: u64,
    },
    /// The body is not the one that was signed.
    BodyAltered,
    /// The body is; a field or the signature is not, or the key is another.
    SignatureWrong,
    /// The domain says that the key is no longer valid.
    KeyRevoked,
    /// The record given is no key for this signature; says why.
    KeyUnfit(&'static str),
    /// An algorithm or form that is not known, or no longer safe; says which.
    Unsupported(&'static str),
    /// The signature does not follow its own rules; says what is wrong.
    Malformed(&'static str),
}

/// Lists the signatures of a mail, from the top; those that cannot be understood are listed too.
pub fn signatures(message: &[u8]) -> Vec<Signature> {
    let fields = header(message).0;
    fields
        .iter()
        .filter(|field| is_signature(field))
        .take(MOST)
        .enumerate()
        .map(|(at, field)| read(at, field))
        .collect()
}

/// Checks a signature of a mail against the text of a DNS record: `v=DKIM1; k=rsa; p=…`.
pub fn check(message: &[u8], signature: &Signature, record: &str) -> Verdict {
    let (fields, body) = header(message);
    let Some(own) = fields.iter().filter(|field| is_signature(field)).nth(signature.number) else {
        return Verdict::Malformed("the mail carries no such signature");
    };
    if let Some(verdict) = unfit(signature) {
        return verdict;
    }
    let key = match key(record, signature) {
        Ok(key) => key,
        Err(verdict) => return verdict,
    };
    let mut hash = BodyHash { hash: Sha256::new(), left: signature.body_length.unwrap_or(u64::MAX), length: 0 };
    canonical_body(body, signature.body_form, &mut |part| hash.add(part));
    if signature.body_length.is_some_and(|most| most > hash.length) {
        return Verdict::BodyAltered;
    }
    if hash.hash.finalize().as_slice() != signature.body_hash {
        return Verdict::BodyAltered;
    }
    if !key.verifies(&signed_text(&fields, own, signature), &signature.signature) {
        return Verdict::SignatureWrong;
    }
    match signature.body_length.map(|covered| hash.length - covered) {
        Some(uncovered) if uncovered > 0 => Verdict::VerifiedInPart { uncovered },
        _ => Verdict::Verified,
    }
}

fn header(message: &[u8]) -> (Vec<Field<'_>>, &[u8]) {
    let mut fields = Fields::new(&message[..message.len().min(HEADER)]);
    let list = fields.by_ref().filter(|field| !field.name.is_empty()).collect();
    (list, &message[fields.body()..])
}

fn is_signature(field: &Field<'_>) -> bool {
    field.is("DKIM-Signature")
}

/// Lists the tags of a signature or a record (RFC 6376, section 3.2).
fn tags(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').filter_map(|tag| tag.split_once('=')).map(|(name, value)| (name.trim(), value.trim()))
}

fn read(number: usize, field: &Field<'_>) -> Signature {
    let text = String::from_utf8_lossy(field.value);
    let tag = |name: &str| tags(&text).find(|(found, _)| *found == name).map(|(_, value)| value);
    let solid = |name: &str| tag(name).unwrap_or_default().split_ascii_whitespace().collect::<String>();
    let decoded = |name: &str| base64(tag(name).unwrap_or_default().as_bytes()).0;
    let number_of = |name: &str| tag(name).and_then(|value| value.parse().ok());
    let forms = tag("c").unwrap_or("simple/simple");
    let (header_form, body_form) = forms.split_once('/').unwrap_or((forms, "simple"));
    let form = |word: &str| match word.trim() {
        "simple" => Some(Form::Simple),
        "relaxed" => Some(Form::Relaxed),
        _ => None,
    };
    let known = form(header_form).is_some() && form(body_form).is_some();
    // A length that is no number must not be taken for none: more would seem covered than is.
    let length_known = tag("l").is_none_or(|value| value.parse::<u64>().is_ok());
    Signature {
        number,
        domain: solid("d"),
        selector: solid("s"),
        algorithm: solid("a").to_ascii_lowercase(),
        signed: solid("h").split(':').map(str::to_ascii_lowercase).filter(|name| !name.is_empty()).collect(),
        body_hash: decoded("bh"),
        body_length: number_of("l"),
        signed_at: number_of("t"),
        expires_at: number_of("x"),
        signature: decoded("b"),
        header_form: form(header_form).unwrap_or(Form::Simple),
        body_form: form(body_form).unwrap_or(Form::Simple),
        known: known && length_known && tag("v") == Some("1"),
    }
}

/// Returns the verdict on a signature that needs no key.
fn unfit(signature: &Signature) -> Option<Verdict> {
    let Signature { domain, selector, .. } = signature;
    if domain.is_empty() || selector.is_empty() || signature.signature.is_empty() {
        return Some(Verdict::Malformed("a domain, a selector or the signature itself is missing"));
    }
    if !signature.signed.iter().any(|name| name == "from") {
        return Some(Verdict::Malformed("the sender is not signed"));
    }
    match signature.algorithm.as_str() {
        "rsa-sha256" | "ed25519-sha256" if signature.known => None,
        "rsa-sha256" | "ed25519-sha256" => Some(Verdict::Unsupported("a version, form or length that is not known")),
        "rsa-sha1" => Some(Verdict::Unsupported("SHA-1, which is no longer safe")),
        _ => Some(Verdict::Unsupported("an algorithm that is not known")),
    }
}

enum Key {
    Rsa(pkcs1v15::VerifyingKey<Sha256>),
    Ed25519(VerifyingKey),
}

impl Key {
    fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => {
                pkcs1v15::Signature::try_from(signature).is_ok_and(|made| key.verify(text, &made).is_ok())
            }
            // RFC 8463, section 3: what is signed is the hash.
            Self::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|made| key.verify_strict(&Sha256::digest(text), &made).is_ok()),
        }
    }
}

/// Reads the key of a record (RFC 6376, section 3.6.1).
fn key(record: &str, signature: &Signature) -> Result<Key, Verdict> {
    let tag = |name: &str| tags(record).find(|(found, _)| *found == name).map(|(_, value)| value);
    if tag("v").is_some_and(|version| version != "DKIM1") {
        return Err(Verdict::KeyUnfit("the record is not of DKIM"));
    }
    let Some(public) = tag("p") else { return Err(Verdict::KeyUnfit("the record holds no key")) };
    if public.is_empty() {
        return Err(Verdict::KeyRevoked);
    }
    let kind = tag("k").unwrap_or("rsa");
    if !signature.algorithm.starts_with(kind) {
        return Err(Verdict::KeyUnfit("the key is of another kind"));
    }
    if tag("h").is_some_and(|hashes| !hashes.split(':').any(|hash| hash.trim() == "sha256")) {
        return Err(Verdict::KeyUnfit("the key is for another hash"));
    }
    if tag("s").is_some_and(|services| !services.split(':').any(|one| matches!(one.trim(), "*" | "email"))) {
        return Err(Verdict::KeyUnfit("the key is not for mail"));
    }
    let (bytes, _) = base64(public.as_bytes());
    let key = if kind == "rsa" { rsa_key(&bytes) } else { ed25519_key(&bytes) };
    key.ok_or(Verdict::KeyUnfit("the key cannot be read, or is too small or too large"))
}

fn rsa_key(bytes: &[u8]) -> Option<Key> {
    let key = RsaPublicKey::from_public_key_der(bytes).ok().or_else(|| RsaPublicKey::from_pkcs1_der(bytes).ok())?;
    RSA_BITS.contains(&key.n().bits()).then(|| Key::Rsa(pkcs1v15::VerifyingKey::new(key)))
}

fn ed25519_key(bytes: &[u8]) -> Option<Key> {
    VerifyingKey::from_bytes(bytes.try_into().ok()?).ok().map(Key::Ed25519)
}

/// Hashes the beginning of a body and counts all of it.
struct BodyHash {
    hash: Sha256,
    left: u64,
    length: u64,
}

impl BodyHash {
    fn add(&mut self, part: &[u8]) {
        let take = self.left.min(part.len() as u64);
        self.hash.update(&part[..take as usize]);
        self.left -= take;
        self.length += part.len() as u64;
    }
}

/// Gives a body in the form that is signed (RFC 6376, sections 3.4.3 and 3.4.4); every line ends in CR LF, empty lines at the end are none.
fn canonical_body(body: &[u8], form: Form, out: &mut impl FnMut(&[u8])) {
    let (mut empty, mut any) = (0u64, false);
    let mut rest = body;
    let mut line = Vec::new();
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let raw = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        rest = rest.get(end + 1..).unwrap_or_default();
        line.clear();
        match form {
            Form::Simple => line.extend_from_slice(raw),
            Form::Relaxed => relaxed(raw, &mut line),
        }
        if line.is_empty() {
            empty += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty) {
            out(b"\r\n");
        }
        any = true;
        out(&line);
        out(b"\r\n");
    }
    if !any && form == Form::Simple {
        out(b"\r\n");
    }
}

/// Joins blanks into one, and takes off those at the end.
fn relaxed(raw: &[u8], out: &mut Vec<u8>) {
    let mut blank = false;
    for &byte in raw {
        if matches!(byte, b' ' | b'\t') {
            blank = true;
        } else {
            if std::mem::take(&mut blank) {
                out.push(b' ');
            }
            out.push(byte);
        }
    }
}

/// Puts together what is signed: the fields named, each name from the bottom up, then the signature's own field with nothing in `b=` (section 3.7).
fn signed_text(fields: &[Field<'_>], own: &Field<'_>, signature: &Signature) -> Vec<u8> {
    let mut text = Vec::new();
    let mut used = vec![false; fields.len()];
    for name in signature.signed.iter().take(1000) {
        let found = (0..fields.len()).rev().find(|&at| !used[at] && fields[at].is(name));
        if let Some(at) = found {
            used[at] = true;
            canonical_field(fields[at].whole, signature.header_form, &mut text);
            text.extend_from_slice(b"\r\n");
        }
    }
    canonical_field(&without_signature(own.whole), signature.header_form, &mut text);
    text
}

fn canonical_field(whole: &[u8], form: Form, out: &mut Vec<u8>) {
    if form == Form::Simple {
        for (at, line) in whole.split(|&byte| byte == b'\n').enumerate() {
            if at > 0 {
                out.extend_from_slice(b"\r\n");
            }
            out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        }
        return;
    }
    let colon = memchr::memchr(b':', whole).unwrap_or(whole.len());
    out.extend(whole[..colon].trim_ascii_end().iter().map(u8::to_ascii_lowercase));
    out.push(b':');
    let value: Vec<u8> = whole
        .get(colon + 1..)
        .unwrap_or_default()
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    relaxed(value.trim_ascii(), out);
}

/// Takes the value of `b=` out of a signature's field; all else stays.
fn without_signature(whole: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(whole.len());
    let mut at = memchr::memchr(b':', whole).map_or(0, |colon| colon + 1);
    out.extend_from_slice(&whole[..at]);
    while at < whole.len() {
        let end = memchr::memchr(b';', &whole[at..]).map_or(whole.len(), |found| at + found);
        let tag = &whole[at..end];
        let equals = memchr::memchr(b'=', tag).filter(|&equals| tag[..equals].trim_ascii() == b"b");
        out.extend_from_slice(equals.map_or(tag, |equals| &tag[..=equals]));
        if end < whole.len() {
            out.push(b';');
        }
        at = end + 1;
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// RFC 8463, appendix A.3, and the keys of A.2.
    pub(in super::super) const MAIL: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\nFrom: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\nMessage-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\nHi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    pub(in super::super) const ED25519: &str = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    pub(in super::super) const RSA: &str = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

    fn check_both(mail: &str, expected: &Verdict) {
        let found = signatures(mail.as_bytes());
        assert_eq!(found.len(), 2);
        for (signature, record) in found.iter().zip([ED25519, RSA]) {
            assert_eq!(&check(mail.as_bytes(), signature, record), expected, "{}", signature.algorithm);
        }
    }

    #[test]
    fn the_vectors_of_the_standard_hold() {
        let found = signatures(MAIL.as_bytes());
        assert_eq!(found[0].record_name(), "brisbane._domainkey.football.example.com");
        assert_eq!(found[1].record_name(), "test._domainkey.football.example.com");
        assert_eq!(found[0].signed[..3], ["from", "to", "subject"]);
        assert_eq!((found[0].body_hash.len(), found[0].signed_at), (32, Some(1_528_637_909)));
        check_both(MAIL, &Verdict::Verified);
    }

    #[test]
    fn what_transport_may_change_changes_nothing() {
        check_both(&MAIL.replace("\r\n", "\n"), &Verdict::Verified);
        check_both(&format!("{MAIL}\r\n  \r\n\r\n"), &Verdict::Verified);
        check_both(
            &MAIL.replace("Subject: Is", "SUBJECT:  Is").replace("game.  Are", "game. \tAre"),
            &Verdict::Verified,
        );
        check_both(&MAIL.replace("From: Joe", "X-Seen: yes\r\nFrom: Joe"), &Verdict::Verified);
    }

    #[test]
    fn what_was_altered_is_told() {
        check_both(&MAIL.replace("lost", "won"), &Verdict::BodyAltered);
        check_both(&MAIL.replace("dinner", "supper"), &Verdict::SignatureWrong);
        // The fields are signed twice over, so that none can be added.
        check_both(&MAIL.replace("From: Joe", "From: Bob <bob@example.net>\r\nFrom: Joe"), &Verdict::SignatureWrong);
        check_both(&MAIL.replace("c=relaxed/relaxed", "c=simple/relaxed"), &Verdict::SignatureWrong);
        check_both(&MAIL.replace("h=from", "h=x"), &Verdict::SignatureWrong);
    }

    #[test]
    fn keys_and_signatures_that_do_not_fit() {
        let found = signatures(MAIL.as_bytes());
        let verdict = |record: &str| check(MAIL.as_bytes(), &found[1], record);
        assert_eq!(verdict("v=DKIM1; p="), Verdict::KeyRevoked);
        assert_eq!(verdict(ED25519), Verdict::KeyUnfit("the key is of another kind"));
        assert_eq!(verdict("v=spf1 -all"), Verdict::KeyUnfit("the record is not of DKIM"));
        assert_eq!(verdict("v=DKIM1"), Verdict::KeyUnfit("the record holds no key"));
        assert!(matches!(verdict("p=AAAA"), Verdict::KeyUnfit(_)));
        let of = |mail: String| check(mail.as_bytes(), &signatures(mail.as_bytes())[1], RSA);
        assert!(matches!(of(MAIL.replace("rsa-sha256", "rsa-sha1")), Verdict::Unsupported(_)));
        assert!(matches!(
            of(MAIL.replace("h=from : to : subject", "h=to : subject").replace("message-id : from", "message-id")),
            Verdict::Malformed(_)
        ));
        assert!(matches!(of(MAIL.replace("q=dns/txt; s=test", "l=x; s=test")), Verdict::Unsupported(_)));
        assert_eq!(of(MAIL.replace("q=dns/txt; s=test", "l=9999; s=test")), Verdict::BodyAltered);
    }

    #[test]
    fn bodies_in_both_forms() {
        let form = |body: &str, form| {
            let mut out = Vec::new();
            canonical_body(body.as_bytes(), form, &mut |part| out.extend_from_slice(part));
            String::from_utf8(out).unwrap()
        };
        // RFC 6376, section 3.4.5.
        assert_eq!(form(" C \r\nD \t E\r\n\r\n\r\n", Form::Relaxed), " C\r\nD E\r\n");
        assert_eq!(form(" C \r\nD \t E\r\n\r\n\r\n", Form::Simple), " C \r\nD \t E\r\n");
        assert_eq!((form("", Form::Simple), form("", Form::Relaxed)), ("\r\n".into(), String::new()));
        let mut field = Vec::new();
        canonical_field(b"B : Y\t\r\n\tZ  ", Form::Relaxed, &mut field);
        assert_eq!(field, b"b:Y Z");
    }

    proptest::proptest! {
        #[test]
        fn any_mail_is_checked(tags in "[a-z=; :/1-9]{0,60}", record in "[a-z=; :/A-Z1-9]{0,40}", body in "[ \r\n\ta-z]{0,30}") {
            let mail = format!("DKIM-Signature: {tags}\nFrom: x\n\n{body}");
            for signature in signatures(mail.as_bytes()) {
                check(mail.as_bytes(), &signature, &record);
            }
        }
    }
}
