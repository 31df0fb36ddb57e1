//! The signatures of a mail, checked with the keys at hand.

use serde::{Deserialize, Serialize};
use temoin_evidence::Moment;

use super::dkim::{self, Signature, Verdict};
use super::key_record::KeyRecord;

/// Is one signature of a mail, and what came of checking it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The domain that signs.
    pub domain: String,
    /// Where its key is published (TXT).
    pub name: String,
    /// The algorithm, as written.
    pub algorithm: String,
    /// The header fields that are signed, in lower case, each once.
    pub signed: Vec<String>,
    /// When it says that it was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<Moment>,
    /// What came of it.
    pub outcome: Outcome,
    /// Why, where the outcome leaves that open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The key that was used, as the domain published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Says what came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The fields named and the whole body are as the domain signed them.
    Verified,
    /// They are, but the end of the body is not covered.
    VerifiedInPart,
    /// The body is not the one that was signed.
    BodyAltered,
    /// A field is not as it was signed, or the key is another.
    SignatureWrong,
    /// The domain published that the key is no longer valid.
    KeyRevoked,
    /// What is published there is no key for this signature.
    KeyUnfit,
    /// The signature is of a kind that is not known, or no longer safe.
    Unsupported,
    /// The signature does not follow its own rules.
    Malformed,
    /// No key is at hand.
    NoKey,
}

/// Checks each signature of a mail with the keys at hand, from the top. The mail may be one of a mailbox, with its `From ` line.
pub fn checked(mail: &[u8], keys: &[KeyRecord]) -> Vec<Checked> {
    let mail = mail.strip_prefix("\u{feff}".as_bytes()).unwrap_or(mail);
    let (mail, quoted) = match mail.strip_prefix(b"From ") {
        Some(rest) => (rest.splitn(2, |&byte| byte == b'\n').nth(1).unwrap_or_default(), true),
        None => (mail, false),
    };
    // A mailbox puts a sign before lines that begin with "From "; it was not there when the mail was signed.
    let unquoted = quoted.then(|| without_quotes(mail));
    let forms = std::iter::once(mail).chain(unquoted.as_deref());
    let listed = dkim::signatures(mail).into_iter().map(|signature| {
        let name = signature.record_name().to_ascii_lowercase();
        let fitting = keys.iter().filter(|key| key.name == name);
        let tried = fitting.flat_map(|key| {
            forms.clone().map(|mail| (told(dkim::check(mail, &signature, &key.text)), Some(key.text.clone())))
        });
        let unfit = || match dkim::check(mail, &signature, "") {
            Verdict::KeyUnfit(_) => ((Outcome::NoKey, None), None),
            verdict => (told(verdict), None),
        };
        let ((outcome, detail), key) = tried.min_by_key(|((outcome, _), _)| *outcome).unwrap_or_else(unfit);
        line(signature, name, outcome, detail, key)
    });
    listed.collect()
}

fn line(signature: Signature, name: String, outcome: Outcome, detail: Option<String>, key: Option<String>) -> Checked {
    let mut signed = signature.signed;
    let mut seen = std::collections::HashSet::new();
    signed.retain(|field| seen.insert(field.clone()));
    let signed_at = signature.signed_at.and_then(|seconds| crate::time::unix_s(i64::try_from(seconds).ok()?));
    Checked { domain: signature.domain, name, algorithm: signature.algorithm, signed, signed_at, outcome, detail, key }
}

fn told(verdict: Verdict) -> (Outcome, Option<String>) {
    let why = |text: &str| Some(text.to_owned());
    match verdict {
        Verdict::Verified => (Outcome::Verified, None),
        Verdict::VerifiedInPart { uncovered } => {
            (Outcome::VerifiedInPart, Some(format!("{uncovered} bytes at the end are not covered")))
        }
        Verdict::BodyAltered => (Outcome::BodyAltered, None),
        Verdict::SignatureWrong => (Outcome::SignatureWrong, None),
        Verdict::KeyRevoked => (Outcome::KeyRevoked, None),
        Verdict::KeyUnfit(text) => (Outcome::KeyUnfit, why(text)),
        Verdict::Unsupported(text) => (Outcome::Unsupported, why(text)),
        Verdict::Malformed(text) => (Outcome::Malformed, why(text)),
    }
}

/// Takes one `>` off each line that begins with any number of them and `From ` (the dialect mboxrd).
fn without_quotes(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len());
    for line in mail.split_inclusive(|&byte| byte == b'\n') {
        let marks = line.iter().take_while(|&&byte| byte == b'>').count();
        let quoted = marks > 0 && line[marks..].starts_with(b"From ");
        out.extend_from_slice(&line[usize::from(quoted)..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::dkim::tests::{ED25519, MAIL, RSA};
    use super::super::key_record::key_records;
    use super::*;

    fn outcomes(mail: &str, keys: &str) -> Vec<Outcome> {
        checked(mail.as_bytes(), &key_records(keys)).iter().map(|one| one.outcome).collect()
    }

    #[test]
    fn each_signature_is_checked_with_its_own_key() {
        let first = format!("brisbane._domainkey.football.example.com. IN TXT \"{ED25519}\"\n");
        let (half, rest) = RSA.split_at(100);
        let second = format!("test._domainkey.football.example.com. IN TXT \"{half}\" \"{rest}\"\n");
        use Outcome::{BodyAltered, KeyRevoked, NoKey, Verified};
        assert_eq!(outcomes(MAIL, ""), [NoKey, NoKey]);
        assert_eq!(outcomes(MAIL, &first), [Verified, NoKey]);
        assert_eq!(outcomes(MAIL, &format!("{first}{second}")), [Verified, Verified]);
        assert_eq!(outcomes(&MAIL.replace("lost", "won"), &format!("{first}{second}")), [BodyAltered, BodyAltered]);
        let revoked = "test._domainkey.football.example.com. IN TXT \"v=DKIM1; p=\"\n";
        assert_eq!(outcomes(MAIL, &format!("{first}{revoked}")), [Verified, KeyRevoked]);
        // A key that was kept when it was valid still tells.
        assert_eq!(outcomes(MAIL, &format!("{revoked}{first}{second}")), [Verified, Verified]);
        let one = &checked(MAIL.as_bytes(), &key_records(&first))[0];
        assert_eq!((one.domain.as_str(), one.key.as_deref()), ("football.example.com", Some(ED25519)));
        assert_eq!(one.signed, ["from", "to", "subject", "date", "message-id"]);
        assert_eq!(one.signed_at.unwrap().to_string(), "2018-06-10T13:38:29Z");
    }

    #[test]
    fn a_mail_out_of_a_mailbox() {
        let first = format!("brisbane._domainkey.football.example.com. IN TXT \"{ED25519}\"\n");
        let mailbox =
            format!("From joe@football.example.com Fri Jul 11 21:00:37 2003\n{}\n", MAIL.replace("\r\n", "\n"));
        assert_eq!(outcomes(&mailbox, &first)[0], Outcome::Verified);
        assert_eq!(
            without_quotes(b"a\n>From b\n>>From c\n> From d\nFrom e\n>"),
            b"a\nFrom b\n>From c\n> From d\nFrom e\n>"
        );
    }
}
