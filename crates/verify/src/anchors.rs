use temoin_seal::fingerprint;
use temoin_seal::note::{KeyKind, VerifierKey};
use temoin_seal::timestamp::Certificate;

use crate::error::CheckError;
use crate::options::Anchors;

/// Is what is known from elsewhere, read.
pub(crate) struct Known {
    pub(crate) key: Option<VerifierKey>,
    pub(crate) fingerprint: Option<String>,
    pub(crate) since: Option<Vec<u8>>,
    pub(crate) roots: Vec<Certificate>,
}

impl Known {
    /// Reads the anchors: what cannot be read is an error of the person who checks, never a finding about the package.
    pub(crate) fn read(anchors: &Anchors) -> Result<Self, CheckError> {
        let key = anchors.key.as_deref().map(|key| key.trim().parse::<VerifierKey>()).transpose();
        let key =
            key.ok().filter(|key| key.as_ref().is_none_or(|key| key.kind() == KeyKind::Note)).ok_or(CheckError::Key)?;
        let typed = anchors.fingerprint.as_deref();
        let fingerprint =
            typed.map(|typed| fingerprint::normalised(typed).ok_or(CheckError::Fingerprint)).transpose()?;
        let since = anchors.since.as_deref().map(|bytes| as_signed(bytes).ok_or(CheckError::Since)).transpose()?;
        let mut roots = Vec::new();
        for file in &anchors.tsa_roots {
            roots.extend(Certificate::from_file(file).map_err(|_| CheckError::Roots)?);
        }
        Ok(Self { key, fingerprint, since, roots })
    }
}

/// Brings a checkpoint that was typed from paper or passed through a mail back to the form in which it was signed: line
/// ends, blanks at the ends of lines, and a signature line that paper broke. Nothing is lost: the signature decides.
fn as_signed(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim();
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let gap = lines.iter().position(|line| line.is_empty())?;
    let mut signed = lines[..gap].join("\n") + "\n\n";
    let mut signature = lines[gap..].iter().filter(|line| !line.is_empty());
    signed += signature.next()?;
    signature.for_each(|rest| {
        // Base64 holds no blank: what paper broke is joined again.
        let whole = signed.rsplit('\n').next().is_some_and(|line| line.split(' ').count() > 2);
        if !whole {
            signed.push(' ');
        }
        signed += rest;
    });
    signed.push('\n');
    temoin_seal::note::Note::parse(signed.as_bytes()).ok().map(|_| signed.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use temoin_seal::checkpoint::Checkpoint;
    use temoin_seal::merkle::empty_root;
    use temoin_seal::note::Signer;

    #[test]
    fn a_checkpoint_survives_mail_and_paper() {
        let signer = Signer::new("temoin/00112233445566778899aabbccddeeff", [7; 32]).unwrap();
        let head = Checkpoint { origin: signer.name().to_owned(), size: 3, root: empty_root() };
        let signed = head.sign(&signer).unwrap();
        let text = String::from_utf8(signed.clone()).unwrap();
        let (start, end) = text.trim_end().split_at(text.len() - 30);
        let variants = [
            text.clone(),
            format!("\u{feff}{text}\n\n"),
            text.trim_end().to_owned(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "  \n"),
            format!("{start}\n  {end}\n"),
        ];
        for typed in variants {
            assert_eq!(as_signed(typed.as_bytes()).as_deref(), Some(signed.as_slice()), "{typed:?}");
        }
        assert_eq!(as_signed(b"not a checkpoint"), None);
    }
}
