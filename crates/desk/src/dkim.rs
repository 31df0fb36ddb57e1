//! Signatures of the domains that mails were sent from (DKIM): checked with the keys that the case holds, which the person
//! carries in as a file, or has fetched.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::ops::ControlFlow;

use serde::Serialize;
use temoin_case::{Case, Entropy, Filter};
use temoin_evidence::{FileTimes, Item, ItemId, Kind as RecordKind, Record, RecordId, Span};
use temoin_intake::{Checked, KeyRecord, SignatureOutcome, key_records, zone_line};

use crate::DeskError;
use crate::clock::Clock;
use crate::dns::{DnsError, Resolver};
use crate::take::{Taking, Waiting};
use crate::worker::{Job, Kind, ReadAt, Seeking, Stop, Task, Worker};

/// What the reader of key records calls itself.
const KEYS: &str = "dkim-key";
/// Sources whose records are mails as they were sent.
const MAILS: [&str; 2] = ["email", "mbox"];
/// Largest file of keys, and most keys, that are looked at.
const LARGEST_KEYS: u64 = 64 << 10;
const MOST_KEYS: usize = 4_096;
/// Largest mail whose signatures are checked, in bytes: it is held whole.
const LARGEST_MAIL: u64 = 192 << 20;

/// Is a signature of a mail of the case, and what came of checking it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureLine {
    /// The mail.
    pub record: RecordId,
    /// The signature.
    #[serde(flatten)]
    pub checked: Checked,
}

/// Is what came of asking for keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fetched {
    /// The items that hold the keys that were found.
    pub items: Vec<ItemId>,
    /// Names under which nothing is published any more.
    pub gone: Vec<String>,
    /// Names that could not be asked for, and why.
    #[serde(skip)]
    pub failed: Vec<(String, DnsError)>,
}

/// Checks the signatures of all mails, or of one item, with the keys that the case holds.
///
/// # Errors
/// Those of the case; when there is no such item. When the worker was stopped over a mail, the others are told before.
pub fn signatures(
    case: &Case,
    worker: &mut Worker,
    item: Option<ItemId>,
    told: &mut dyn FnMut(SignatureLine),
) -> Result<(), DeskError> {
    let items = case.items()?;
    if let Some(id) = item.filter(|&id| items.iter().all(|other| other.id != id)) {
        return Err(DeskError::UnknownItem(id));
    }
    let keys = keys(case, &items)?;
    let mut stopped = Ok(());
    for mail in items.iter().filter(|other| MAILS.contains(&other.source.as_str())) {
        if item.is_none_or(|id| id == mail.id) {
            for (record, span) in mails(case, mail.id)? {
                match of_mail(case, worker, (record, span), &keys) {
                    Ok(list) => list.into_iter().for_each(|checked| told(SignatureLine { record, checked })),
                    Err(DeskError::Stopped(stop)) => stopped = Err(DeskError::Stopped(stop)),
                    Err(error) => return Err(error),
                }
            }
        }
    }
    stopped
}

/// Asks for the keys that the case does not hold yet, each once, and keeps what is found as items, with who answered and when.
///
/// # Errors
/// Those of the case; names that could not be asked for are told, not errors.
pub fn fetch_keys(
    case: &mut Case,
    worker: &mut Worker,
    (clock, entropy): (&dyn Clock, &mut dyn Entropy),
    resolver: &Resolver,
    names: &BTreeSet<String>,
) -> Result<Fetched, DeskError> {
    let mut fetched = Fetched::default();
    for name in names {
        let mut id = [0; 2];
        entropy.fill(&mut id)?;
        match resolver.texts(name, u16::from_be_bytes(id)) {
            Ok(answer) if answer.texts.is_empty() => fetched.gone.push(name.clone()),
            Ok(answer) => {
                let checked = if answer.authenticated { "says so" } else { "does not say so" };
                let mut text = format!("; {name}, asked of {} at {}\n", resolver.address(), clock.now());
                text.push_str(&format!("; Whether the answer was checked with DNSSEC: the resolver {checked}.\n"));
                answer.texts.iter().for_each(|record| text.push_str(&zone_line(name, record)));
                fetched.items.push(keep(case, worker, clock, name, &text)?);
            }
            Err(why) => fetched.failed.push((name.clone(), why)),
        }
    }
    Ok(fetched)
}

fn keep(case: &mut Case, worker: &mut Worker, clock: &dyn Clock, name: &str, text: &str) -> Result<ItemId, DeskError> {
    let stored = case.shelf().store(&mut text.as_bytes())?;
    let waiting = Waiting {
        stored,
        name: format!("{name}.txt"),
        path: None,
        times: FileTimes::default(),
        inside: None,
        beside: None,
        within: None,
        depth: 0,
    };
    let mut taking = Taking { worker, shelf: case.shelf(), obtained: None, received: clock.now() };
    let mut kept = Vec::new();
    let mut batch = case.batch()?;
    taking.all(&mut batch, waiting, &mut kept)?;
    batch.commit()?;
    kept.first().map(|one| one.item.id).ok_or(DeskError::Empty)
}

/// Returns where the keys of the signatures stand that hold for all of these mails; nothing where one mail has none that
/// holds whole, from the domain that its sender's address names or from one above it. Without keys nothing is asked.
pub(crate) fn holding(
    case: &Case,
    worker: &mut Worker,
    item: &Item,
    records: &[&Record],
    keys: &[KeyRecord],
) -> Result<BTreeSet<String>, DeskError> {
    let mut names = BTreeSet::new();
    if keys.is_empty() || !MAILS.contains(&item.source.as_str()) {
        return Ok(names);
    }
    for record in records.iter().filter(|record| record.kind == RecordKind::Email) {
        let id = RecordId { item: item.id, position: record.position };
        let checked = match of_mail(case, worker, (id, record.span), keys) {
            // What cannot be checked is not called signed.
            Err(DeskError::Stopped(_)) => return Ok(BTreeSet::new()),
            checked => checked?,
        };
        let holds = |one: &&Checked| one.outcome == SignatureOutcome::Verified && speaks_for(&one.domain, record);
        match checked.iter().find(holds) {
            Some(one) => names.insert(one.name.clone()),
            None => return Ok(BTreeSet::new()),
        };
    }
    Ok(names)
}

/// Says whether a domain is that of a mail's sender, or stands above it: any domain may sign any mail.
fn speaks_for(domain: &str, record: &Record) -> bool {
    let address = record.author.as_ref().and_then(|author| author.platform_id.as_deref());
    let Some((_, own)) = address.and_then(|address| address.rsplit_once('@')) else { return false };
    let (own, domain) = (own.to_ascii_lowercase(), domain.to_ascii_lowercase());
    own == domain || domain.contains('.') && own.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Reads the keys out of the items that hold some. They are text of a few kilobytes, in a form that is read here.
pub(crate) fn keys(case: &Case, items: &[Item]) -> Result<Vec<KeyRecord>, DeskError> {
    let mut keys = Vec::new();
    for item in items.iter().filter(|item| item.source == KEYS && item.size <= LARGEST_KEYS) {
        let mut bytes = Vec::new();
        case.blob(item.id)?.read_to_end(&mut bytes).map_err(temoin_case::CaseError::from)?;
        keys.extend(key_records(&String::from_utf8_lossy(&bytes)));
        if keys.len() >= MOST_KEYS {
            break;
        }
    }
    keys.truncate(MOST_KEYS);
    Ok(keys)
}

/// Lists the mails of an item, and where their bytes lie.
fn mails(case: &Case, item: ItemId) -> Result<Vec<(RecordId, Span)>, DeskError> {
    let mut mails = Vec::new();
    case.records(&Filter { item: Some(item), ..Filter::default() }, &mut |id, record| {
        if record.kind == RecordKind::Email && record.span.len <= LARGEST_MAIL {
            mails.push((id, record.span));
        }
        ControlFlow::Continue(())
    })?;
    Ok(mails)
}

fn of_mail(
    case: &Case,
    worker: &mut Worker,
    (record, span): (RecordId, Span),
    keys: &[KeyRecord],
) -> Result<Vec<Checked>, DeskError> {
    let mut source = Window { inner: Seeking::new(case.blob(record.item)?), span };
    let job = Job { len: span.len, task: Task::Signatures { keys: keys.to_vec() }, beside: None };
    let mut session = worker.start(job, None, &mut source).map_err(DeskError::Stopped)?;
    match session.next().map_err(DeskError::Stopped)? {
        Kind::Done => serde_json::from_slice(session.payload()).map_err(|_| DeskError::Stopped(Stop::Nonsense)),
        _ => Err(DeskError::Stopped(Stop::Nonsense)),
    }
}

/// Serves one mail out of an item.
struct Window<T> {
    inner: T,
    span: Span,
}

impl<T: ReadAt> ReadAt for Window<T> {
    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let left = self.span.len.saturating_sub(offset).min(buf.len() as u64) as usize;
        if left == 0 { Ok(0) } else { self.inner.read_at(self.span.start + offset, &mut buf[..left]) }
    }
}

/// Lists the names of the keys that are not at hand.
pub fn wanted<'l>(lines: impl IntoIterator<Item = &'l SignatureLine>) -> BTreeSet<String> {
    let lines = lines.into_iter().filter(|line| line.checked.outcome == SignatureOutcome::NoKey);
    lines.map(|line| line.checked.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{Author, LabelledBy};

    use super::*;

    #[test]
    fn a_domain_speaks_for_its_own_senders() {
        let from = |address: Option<&str>| Record {
            author: Some(Author {
                name: "x@other.example".into(),
                labelled_by: LabelledBy::Sender,
                platform_id: address.map(str::to_owned),
            }),
            ..Record::new(RecordKind::Email, Span { start: 0, len: 1 })
        };
        assert!(speaks_for("example.org", &from(Some("a@Example.org"))));
        assert!(speaks_for("example.org", &from(Some("a@mail.example.org"))));
        assert!(!speaks_for("mail.example.org", &from(Some("a@example.org"))));
        assert!(!speaks_for("example.org", &from(Some("a@badexample.org"))));
        assert!(!speaks_for("org", &from(Some("a@example.org"))));
        assert!(!speaks_for("other.example", &from(None)));
    }
}
