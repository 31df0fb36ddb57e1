//! A browser's record of a session (HAR 1.2): addresses and times only. It holds cookies and tokens, which stay where they
//! are. See `docs/formats/pages.md`.

use temoin_evidence::{DetailKey, Kind as RecordKind, Record};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, begun, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `.har`.
pub(crate) struct Har;

const KIND: Kind = Kind::of("har");

impl Format for Har {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.is_json() && head.names(&["log", "creator"]) && (head.names(&["entries"]) || head.names(&["pages"]))
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        elements::read(source, &Limits::default(), &mut emit, &mut Entries)?;
        emit.note(
            "holds-secrets",
            "It holds cookies or tokens that open accounts: keep it, and do not hand over the original.",
        );
        Ok(emit.finish())
    }
}

struct Entries;

impl Elements for Entries {
    fn step(&mut self, path: &Path) -> Step {
        match (path.name(0), path.name(1)) {
            _ if path.is(&["log", "entries", "*"]) => Step::Take,
            (None, _) | (Some("log"), None | Some("entries")) => Step::Enter,
            _ => Step::Skip,
        }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if !path.is(&["log", "entries", "*"]) {
            return Ok(());
        }
        emit.record(entry(element))
    }
}

/// What an entry says without its secrets: no header, no query, no body.
fn entry(element: &Element<'_>) -> Record {
    let value = &element.value;
    let mut record = begun(RecordKind::Page, element);
    let stamp = value.text_at("startedDateTime").unwrap_or_default();
    timed(&mut record, stamp, time::iso_utc(stamp));
    let url = value.follow(&["request", "url"]).and_then(Value::text).unwrap_or_default();
    let plain = without_secrets(url);
    record.detail(DetailKey::Url, plain.as_str());
    record.detail(DetailKey::Action, value.follow(&["request", "method"]).and_then(Value::text).unwrap_or_default());
    record.detail(DetailKey::Outcome, value.follow(&["response", "status"]).and_then(Value::word).unwrap_or_default());
    record.detail(
        DetailKey::Description,
        value.follow(&["response", "content", "mimeType"]).and_then(Value::text).unwrap_or_default(),
    );
    record.text = plain;
    record
}

/// Returns an address without its query, which may carry a token, and without a name and a password before the host: what
/// is left says which page it was.
fn without_secrets(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    let Some((scheme, rest)) = plain.split_once("://") else { return plain.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or(host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_password_nor_token_is_told() {
        let check = |url: &str, expected: &str| assert_eq!(without_secrets(url), expected);
        check("https://user:secret@exemple.invalid/a?token=t#x", "https://exemple.invalid/a");
        check("https://exemple.invalid/@name/1", "https://exemple.invalid/@name/1");
        check("https://user@exemple.invalid", "https://exemple.invalid");
        check("data:text/plain,x", "data:text/plain,x");
    }
}
