//! The same message held twice: in her export and a witness's, in two archives, in a file taken in again. Such records are
//! linked and never merged: two sources that agree are evidence.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use serde::Serialize;
use temoin_case::{Case, Filter};
use temoin_evidence::{ItemId, Kind, Moment, Precision, Record, RecordId, Zone};

use crate::DeskError;

/// Is one link between two records, or two items, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Twin {
    /// The two records; none where whole items are alike.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordId>,
    /// The two items.
    pub items: [ItemId; 2],
    /// What agrees.
    pub why: Why,
}

/// Says what two records or items have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Why {
    /// The same bytes were taken in twice.
    SameBytes,
    /// The same text at the same moment.
    SameMoment,
    /// The same text; the clocks are apart by what two time zones may be.
    SameMomentInAnotherZone,
    /// The same text; one of them tells no time.
    SameText,
}

impl Why {
    /// Returns the reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::SameBytes => "the same bytes, taken in twice",
            Self::SameMoment => "the same text at the same moment",
            Self::SameMomentInAnotherZone => "the same text; the clocks differ as those of two time zones may",
            Self::SameText => "the same text; one of them tells no time",
        }
    }
}

/// Shortest text that tells two records apart from chance, in characters: everyone writes "ok".
const SHORTEST: usize = 12;
/// Most records of one text that are compared with each other: beyond, it is a phrase that everyone sends.
const MOST: usize = 64;
/// Zones lie at most so far apart, in milliseconds (UTC−12 to UTC+14), in steps of a quarter of an hour.
const FARTHEST: i64 = 26 * 3_600_000;
const STEP: i64 = 15 * 60_000;

/// Finds what is held twice, among all items of the case, and gives each link.
///
/// # Errors
/// Those of the case.
pub fn twins(case: &Case, found: &mut dyn FnMut(Twin)) -> Result<(), DeskError> {
    let mut first_with = HashMap::new();
    let mut digest_of = HashMap::new();
    for item in case.items()?.iter().filter(|item| item.size > 0) {
        digest_of.insert(item.id, item.sha256);
        let first = *first_with.entry(item.sha256).or_insert(item.id);
        if first != item.id {
            found(Twin { records: Vec::new(), items: [first, item.id], why: Why::SameBytes });
        }
    }
    let mut by_text: HashMap<u64, Vec<Met>> = HashMap::new();
    case.records(&Filter::default(), &mut |id, record| {
        if let Some(text) = spoken(&record) {
            let met = by_text.entry(hashed(&text)).or_default();
            if met.len() <= MOST {
                met.push(Met { id, sent: record.sent });
            }
        }
        ControlFlow::Continue(())
    })?;
    let mut groups: Vec<Vec<Met>> = by_text.into_values().filter(|met| (2..=MOST).contains(&met.len())).collect();
    groups.sort_by_key(|met| met[0].id);
    for group in groups {
        for (at, later) in group.iter().enumerate() {
            for earlier in &group[..at] {
                // Of a file that was taken in twice every record is alike: the link between the items says it.
                if digest_of.get(&earlier.id.item) == digest_of.get(&later.id.item) {
                    continue;
                }
                let why = agree(earlier.sent.as_ref(), later.sent.as_ref());
                // A hash says that texts may be equal; only the texts say that they are.
                if let Some(why) = why
                    && equal(case, earlier.id, later.id)?
                {
                    let records = vec![earlier.id, later.id];
                    found(Twin { records, items: [earlier.id.item, later.id.item], why });
                }
            }
        }
    }
    Ok(())
}

struct Met {
    id: RecordId,
    sent: Option<Moment>,
}

/// Returns what someone said, in the form in which two exports agree: letters in lower case, blanks and marks of direction
/// joined; nothing for what an app wrote or what is too short.
fn spoken(record: &Record) -> Option<String> {
    if !matches!(record.kind, Kind::Message | Kind::Post | Kind::Comment | Kind::Email) {
        return None;
    }
    let mut plain = String::with_capacity(record.text.len());
    for word in record.text.split_whitespace() {
        let letters = word.chars().filter(
            |c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fe0f}'),
        );
        let start = plain.len();
        if start > 0 {
            plain.push(' ');
        }
        plain.extend(letters.flat_map(char::to_lowercase));
    }
    (plain.chars().count() >= SHORTEST).then_some(plain)
}

fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn equal(case: &Case, one: RecordId, other: RecordId) -> Result<bool, DeskError> {
    let text = |id| Ok::<_, DeskError>(case.record(id)?.as_ref().and_then(spoken));
    Ok(text(one)? == text(other)?)
}

/// Says whether two times can be one moment.
fn agree(one: Option<&Moment>, other: Option<&Moment>) -> Option<Why> {
    let (Some(one), Some(other)) = (one, other) else { return Some(Why::SameText) };
    let apart = (clock(one) - clock(other)).abs();
    let fine = fineness(one).max(fineness(other));
    if apart < fine {
        return Some(Why::SameMoment);
    }
    let floats = one.zone == Zone::Floating || other.zone == Zone::Floating;
    let past_step = apart % STEP;
    let steps = past_step < fine || STEP - past_step < fine;
    (floats && apart <= FARTHEST && steps).then_some(Why::SameMomentInAnotherZone)
}

/// Returns the milliseconds of a moment in UTC, or of its wall clock where no zone is told.
fn clock(moment: &Moment) -> i64 {
    let east = if let Zone::Offset(minutes) = moment.zone { i64::from(minutes) * 60_000 } else { 0 };
    moment.time.unix_ms_as_utc() - east
}

/// Returns how far apart two readings of one moment may be for a precision, in milliseconds.
fn fineness(moment: &Moment) -> i64 {
    match moment.precision {
        Precision::Day => 86_400_000,
        Precision::Minute => 60_000,
        // Two servers may stamp one message a second apart.
        Precision::Second | Precision::Millisecond => 2_000,
    }
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{Origin, Span};

    use super::*;

    fn moment(text: &str, precision: Precision, zone: Zone) -> Moment {
        Moment { time: text.parse().unwrap(), precision, zone, origin: Origin::MessageMetadata }
    }

    fn check(one: Moment, other: Moment, expected: Option<Why>) {
        assert_eq!(agree(Some(&one), Some(&other)), expected, "{one} {other}");
    }

    #[test]
    fn clocks_of_two_zones_agree_and_others_do_not() {
        use Precision::{Minute, Second};
        let phone = moment("2024-03-05T14:05", Minute, Zone::Floating);
        check(phone, moment("2024-03-05T14:05:39", Second, Zone::Floating), Some(Why::SameMoment));
        check(phone, moment("2024-03-05T13:05:39", Second, Zone::Utc), Some(Why::SameMomentInAnotherZone));
        check(phone, moment("2024-03-05T13:27:39", Second, Zone::Utc), None);
        check(phone, moment("2024-03-09T14:05:00", Second, Zone::Floating), None);
        let server = moment("2024-03-05T13:05:39", Second, Zone::Utc);
        check(server, moment("2024-03-05T14:05:40", Second, Zone::Offset(60)), Some(Why::SameMoment));
        check(server, moment("2024-03-05T14:05:40", Second, Zone::Utc), None);
        assert_eq!(agree(None, Some(&server)), Some(Why::SameText));
    }

    #[test]
    fn only_what_someone_said_at_length_is_compared() {
        let say =
            |kind, text: &str| spoken(&Record { text: text.into(), ..Record::new(kind, Span { start: 0, len: 1 }) });
        assert_eq!(say(Kind::Message, "Je sais\u{200e} où  TU\nhabites").as_deref(), Some("je sais où tu habites"));
        assert_eq!(say(Kind::Message, "ok merci"), None);
        assert_eq!(say(Kind::System, "Nadia added you to the group"), None);
    }
}
