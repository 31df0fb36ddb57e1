use std::collections::{BTreeMap, BTreeSet};

use temoin_case::{Case, KeptLeaf, Said};
use temoin_dossier::{Answer, Answered, Head, Key, Language, Program, Quality, Stamp, Statement, View, Witness};
use temoin_evidence::{CivilTime, Digest, Item, ItemId, Moment, Origin, Precision, Zone};
use temoin_seal::cosignature;
use temoin_seal::leaf::LeafKind;

use super::choice::Choice;
use super::exhibit::{exhibit, leaf};
use crate::worker::Worker;
use crate::{Clock, DeskError, dkim};

/// Freezes everything that was chosen, and counts of the rest.
pub(crate) fn view(
    case: &Case,
    worker: &mut Worker,
    clock: &dyn Clock,
    choice: &Choice,
    language: Language,
) -> Result<View, DeskError> {
    let chosen = choice.items(case)?;
    let items = case.items()?;
    let inside = readers_inside(&items);
    let keys = dkim::keys(case, &items)?;
    let mut exhibits = Vec::with_capacity(chosen.len());
    for one in &chosen {
        exhibits.push(exhibit(case, worker, one, inside.get(&one.item.id), &keys)?);
    }
    let mut statements = Vec::new();
    for (index, entry) in choice.statements(case)? {
        statements.push(Statement { leaf: leaf(case, index)?, entry });
    }
    let shown: BTreeSet<ItemId> = chosen.iter().map(|one| one.item.id).collect();
    Ok(View {
        language,
        made: clock.now(),
        program: program(),
        key: key(case),
        log_size: case.log_size()?,
        checkpoint: head(case)?,
        opening: String::new(),
        exhibits,
        statements,
        answers: answers(case, &shown, choice.all)?,
        stamps: stamps(case)?,
        witnesses: witnesses(case)?,
        masks: Vec::new(),
        named: choice.private_fields.iter().cloned().collect(),
        container: chosen.iter().any(|one| one.original),
    })
}

/// Says for each archive what was read inside it: the first reader that made records of what people sent.
fn readers_inside(items: &[Item]) -> BTreeMap<ItemId, String> {
    let mut inside = BTreeMap::new();
    for item in items.iter().filter(|item| !matches!(item.source.as_str(), "file" | "zip" | "tar" | "picture" | "film"))
    {
        let mut archive = item.inside;
        // An archive inside an archive speaks for both.
        while let Some(id) = archive {
            inside.entry(id).or_insert_with(|| item.source.clone());
            archive = items.iter().find(|other| other.id == id).and_then(|other| other.inside);
        }
    }
    inside
}

/// Names this program.
pub(crate) fn program() -> Program {
    Program { name: "Témoin".into(), version: env!("CARGO_PKG_VERSION").into() }
}

/// Returns the facts of the key that signs.
pub(crate) fn key(case: &Case) -> Key {
    let key = case.verifier_key();
    Key { verifier: key.to_string(), fingerprint: key.fingerprint(), origin: case.origin().into() }
}

/// Returns the last checkpoint, as numbers.
pub(crate) fn head(case: &Case) -> Result<Option<Head>, DeskError> {
    let head = case.checkpoint()?;
    Ok(head.map(|head| Head { size: head.checkpoint.size, root: Digest(head.checkpoint.root.0), made: None }))
}

/// Lists the answers that change how something shown is read; that two names are one person only where all is shown.
fn answers(case: &Case, shown: &BTreeSet<ItemId>, all: bool) -> Result<Vec<Answer>, DeskError> {
    let leaves = answer_leaves(case)?;
    let mut answers = Vec::new();
    for (kept, index) in case.answers()?.into_iter().zip(leaves) {
        let (item, answer) = match (kept.item, kept.said) {
            (Some(item), Said::DateOrder(order)) => (item, Answered::DateOrder(order)),
            (Some(item), Said::Zone(zone)) => (item, Answered::Zone(zone)),
            (_, Said::SamePerson(one, other)) if all => (ItemId([0; 16]), Answered::SamePerson(one.value, other.value)),
            _ => continue,
        };
        if shown.contains(&item) || item == ItemId([0; 16]) {
            answers.push(Answer { leaf: leaf(case, index)?, item, answer, by: kept.by, answered: kept.answered });
        }
    }
    Ok(answers)
}

/// Lists the leaves of the answers that the case still has, in the order of the answers themselves.
fn answer_leaves(case: &Case) -> Result<Vec<u64>, DeskError> {
    let mut leaves = Vec::new();
    for index in case.leaves(LeafKind::Answer)? {
        if let KeptLeaf::Whole(_) = case.leaf(index)? {
            leaves.push(index);
        }
    }
    Ok(leaves)
}

/// Lists the stamps of all earlier checkpoints: early ones are the ones that matter.
pub(crate) fn stamps(case: &Case) -> Result<Vec<Stamp>, DeskError> {
    let mut stamps = Vec::new();
    for token in case.tokens()? {
        let time = stamp_time(&token.time).ok_or(DeskError::BadStamp)?;
        // Nothing here knows the trusted lists: it is neither called qualified nor denied.
        stamps.push(Stamp { size: token.size, time, authority: token.authority, quality: Quality::Unknown });
    }
    Ok(stamps)
}

/// Reads `2026-11-23T12:00:00[.25]Z`; finer than a thousandth is cut for display, the token keeps it.
pub(crate) fn stamp_time(text: &str) -> Option<Moment> {
    let text = text.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let precision = if fraction.is_empty() { Precision::Second } else { Precision::Millisecond };
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let time: CivilTime = format!("{whole}.{digits}").parse().ok()?;
    Some(Moment { time, precision, zone: Zone::Utc, origin: Origin::TrustedTimestamp })
}

fn witnesses(case: &Case) -> Result<Vec<Witness>, DeskError> {
    let log = case.verifier_key();
    let mut witnesses = Vec::new();
    for cosigned in case.cosignatures()? {
        let seen = cosignature::open(&cosigned.file, &log, &cosigned.witness).map_err(|_| DeskError::Witness)?;
        let ms = i64::try_from(seen.time).ok().and_then(|s| s.checked_mul(1000)).ok_or(DeskError::Witness)?;
        let time = CivilTime::from_unix_ms(ms).map_err(|_| DeskError::Witness)?;
        witnesses.push(Witness {
            name: cosigned.witness.name().into(),
            size: cosigned.size,
            time: Moment { time, precision: Precision::Second, zone: Zone::Utc, origin: Origin::CaptureClock },
            fingerprint: cosigned.witness.fingerprint(),
        });
    }
    Ok(witnesses)
}

/// Returns the names of the fields to open of a statement's leaf: private ones only where they were named.
pub(crate) fn open_fields(leaf: &temoin_seal::leaf::SealedLeaf, named: &BTreeSet<String>) -> Vec<String> {
    let private: BTreeMap<String, bool> = temoin_evidence::GROUPS
        .iter()
        .flat_map(|group| group.fields.iter().map(|field| (format!("{}.{}", group.name, field.name), field.private)))
        .collect();
    let open = |name: &String| !private.get(name).copied().unwrap_or(false) || named.contains(name);
    leaf.opened.iter().map(|field| field.name.clone()).filter(open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(stamp_time(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn stamps_show_their_time_to_the_thousandth() {
        check("2026-11-23T12:00:00Z", Some("2026-11-23T12:00:00Z"));
        check("2026-11-23T12:00:00.25Z", Some("2026-11-23T12:00:00.250Z"));
        check("2026-11-23T12:00:00.123456Z", Some("2026-11-23T12:00:00.123Z"));
        check("2026-11-23T12:00:00", None);
    }
}
