//! Reads what a person wrote for her incident log from a TOML file.

use std::collections::BTreeMap;

use temoin_evidence::{
    Channel, CivilTime, Entry, EntryError, EntryId, GROUPS, Moment, When, WhenPrecision, Who, WhoCertainty,
};
use toml::{Table, Value};

/// Says what in the file is not understood; a field is named as files write it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatementError {
    /// The file is not TOML; the line, from 1, where that shows.
    Toml(Option<usize>),
    /// A required field is missing.
    Missing(&'static str),
    /// A field has a value that is not one of its kind.
    Value(String),
    /// There is no such field or group.
    Unknown(String),
    /// The program adds this field; it is never typed.
    Automatic(&'static str),
    /// The file names an entry that is sealed already.
    Sealed,
    /// The entry as a whole does not hold what it must.
    Entry(EntryError),
}

/// Holds an entry as a file tells it, before it is given an identifier and the time it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The draft it replaces, where the file names one.
    pub id: Option<EntryId>,
    what_happened: String,
    when: When,
    place: String,
    channel: Channel,
    who: Vec<Who>,
    proof: Vec<String>,
    corrects: Option<EntryId>,
    more: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl Written {
    /// Reads the eight fields and the optional groups. `when`, `who` and `proof` may be a text, a table or a list.
    ///
    /// # Errors
    /// The first thing that is not understood.
    pub fn parse(text: &str) -> Result<Self, StatementError> {
        let mut table: Table = toml::from_str(text)
            .map_err(|e: toml::de::Error| StatementError::Toml(e.span().map(|span| line_of(text, span.start))))?;
        if table.contains_key("entered_at") {
            return Err(StatementError::Automatic("entered_at"));
        }
        let precision = table.remove("precision");
        let zone = table.remove("zone").or_else(|| table.remove("time_zone"));
        let written = Self {
            id: table.remove("id").map(|id| entry_id("id", id)).transpose()?,
            what_happened: text_of("what_happened", table.remove("what_happened"))?,
            when: when(table.remove("when"), precision, zone)?,
            place: text_of("where", table.remove("where"))?,
            channel: channel(table.remove("channel"))?,
            who: who(table.remove("who"))?,
            proof: proof(table.remove("proof"))?,
            corrects: table.remove("corrects").map(|id| entry_id("corrects", id)).transpose()?,
            more: groups(table)?,
        };
        Ok(written)
    }

    /// Makes the entry; `id` is used where the file names none.
    ///
    /// # Errors
    /// What the entry lacks.
    pub fn entry(self, id: EntryId, entered_at: Moment) -> Result<Entry, StatementError> {
        let Self { id: named, what_happened, when, place, channel, who, proof, corrects, more } = self;
        let id = named.unwrap_or(id);
        let entry = Entry { id, what_happened, when, place, channel, who, proof, entered_at, corrects, more };
        entry.check().map_err(StatementError::Entry)?;
        Ok(entry)
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|&&b| b == b'\n').count()
}

fn value(field: &str) -> StatementError {
    StatementError::Value(field.into())
}

fn text_of(field: &'static str, given: Option<Value>) -> Result<String, StatementError> {
    match given {
        Some(Value::String(text)) => Ok(text.trim().to_owned()),
        Some(_) => Err(value(field)),
        None => Err(StatementError::Missing(field)),
    }
}

fn entry_id(field: &str, given: Value) -> Result<EntryId, StatementError> {
    given.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| value(field))
}

fn when(given: Option<Value>, precision: Option<Value>, zone: Option<Value>) -> Result<When, StatementError> {
    let mut parts = match given {
        None => return Err(StatementError::Missing("when")),
        Some(Value::Table(table)) => table,
        Some(other) => Table::from_iter([("time".to_owned(), other)]),
    };
    let time = parts.remove("time").map_or(Ok(String::new()), time_text)?;
    let word =
        |given: Option<Value>| given.map(|v| v.as_str().map(str::to_owned).ok_or_else(|| value("when"))).transpose();
    let precision = word(parts.remove("precision").or(precision))?;
    let zone = word(parts.remove("zone").or_else(|| parts.remove("time_zone")).or(zone))?;
    if let Some((unknown, _)) = parts.into_iter().next() {
        return Err(StatementError::Unknown(format!("when.{unknown}")));
    }
    let precision = match precision.as_deref() {
        Some("exact") => WhenPrecision::Exact,
        Some("day") => WhenPrecision::Day,
        Some("about") => WhenPrecision::About,
        Some("unknown") => WhenPrecision::Unknown,
        Some(_) => return Err(value("when.precision")),
        None => guessed(&time),
    };
    let time = if precision == WhenPrecision::Unknown && time == "unknown" { String::new() } else { time };
    Ok(When { time, precision, zone })
}

/// A time written to the minute is exact, a date is a day; other words are about then.
fn guessed(time: &str) -> WhenPrecision {
    match time.parse::<CivilTime>() {
        Ok(_) if time.contains('T') => WhenPrecision::Exact,
        Ok(_) => WhenPrecision::Day,
        Err(_) if time.is_empty() || time == "unknown" => WhenPrecision::Unknown,
        Err(_) => WhenPrecision::About,
    }
}

fn time_text(given: Value) -> Result<String, StatementError> {
    match given {
        Value::String(text) => Ok(text.trim().replacen(' ', "T", usize::from(is_dated(&text)))),
        // An offset would be a zone that she did not name as such: it is asked for in its own field.
        Value::Datetime(d) if d.offset.is_none() && d.date.is_some() => Ok(d.to_string().replace(' ', "T")),
        _ => Err(value("when")),
    }
}

fn is_dated(text: &str) -> bool {
    text.trim().replacen(' ', "T", 1).parse::<CivilTime>().is_ok()
}

fn channel(given: Option<Value>) -> Result<Channel, StatementError> {
    let text = text_of("channel", given)?.to_lowercase().replace([' ', '_'], "-");
    let word = if text == "e-mail" { "email".to_owned() } else { text };
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| value("channel"))
}

fn who(given: Option<Value>) -> Result<Vec<Who>, StatementError> {
    match given {
        None => Err(StatementError::Missing("who")),
        Some(Value::Array(list)) => list.into_iter().map(person).collect(),
        Some(one) => Ok(vec![person(one)?]),
    }
}

/// Someone named without more is neither known nor suspected: the program does not decide that.
fn person(given: Value) -> Result<Who, StatementError> {
    match given {
        Value::String(name) => {
            let name = name.trim();
            let (name, certainty) = match name.rsplit_once(" (") {
                Some((before, "known)")) => (before, WhoCertainty::Known),
                Some((before, "suspected)")) => (before, WhoCertainty::Suspected),
                Some((before, "unknown)")) => (before, WhoCertainty::Unknown),
                _ if name == "unknown" => ("", WhoCertainty::Unknown),
                _ => (name, WhoCertainty::Unknown),
            };
            Ok(Who { name: name.trim().into(), certainty })
        }
        Value::Table(table) => table.try_into().map_err(|_| value("who")),
        _ => Err(value("who")),
    }
}

fn proof(given: Option<Value>) -> Result<Vec<String>, StatementError> {
    match given {
        None => Ok(Vec::new()),
        Some(given) => {
            let list = texts("proof", given)?;
            Ok(list.into_iter().filter(|text| !text.is_empty() && text != "none yet").collect())
        }
    }
}

fn groups(table: Table) -> Result<BTreeMap<String, BTreeMap<String, Vec<String>>>, StatementError> {
    let mut more = BTreeMap::new();
    for (name, given) in table {
        let known = GROUPS.iter().any(|group| group.name == name);
        let Value::Table(fields) = given else { return Err(StatementError::Unknown(name)) };
        match name.as_str() {
            "more" => more.extend(groups(fields)?),
            _ if known => drop(more.insert(name.clone(), answers(&name, fields)?)),
            _ => return Err(StatementError::Unknown(name)),
        }
    }
    Ok(more)
}

fn answers(group: &str, fields: Table) -> Result<BTreeMap<String, Vec<String>>, StatementError> {
    fields
        .into_iter()
        .map(|(field, given)| {
            let answers = texts(&format!("{group}.{field}"), given)?;
            Ok((field, answers))
        })
        .collect()
}

fn texts(field: &str, given: Value) -> Result<Vec<String>, StatementError> {
    match given {
        Value::Array(list) => list.into_iter().map(|one| plain(field, one)).collect(),
        one => Ok(vec![plain(field, one)?]),
    }
}

fn plain(field: &str, given: Value) -> Result<String, StatementError> {
    match given {
        Value::String(text) => Ok(text.trim().to_owned()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Boolean(true) => Ok("yes".into()),
        Value::Boolean(false) => Ok("no".into()),
        Value::Datetime(time) => Ok(time.to_string()),
        _ => Err(value(field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, FixedClock};

    const LEAST: &str = "what_happened = \"Il a publié ma photo.\"\nwhere = \"Instagram\"\n";

    type Told<'a> = (&'a str, WhenPrecision, Vec<(&'a str, WhoCertainty)>);

    fn check(more: &str, expected: Result<Told<'_>, StatementError>) {
        let entry = Written::parse(&format!("{LEAST}{more}"))
            .and_then(|written| written.entry(EntryId([7; 16]), FixedClock(0).now()));
        let got = entry.as_ref().map(|e| {
            let who = e.who.iter().map(|w| (w.name.as_str(), w.certainty)).collect();
            (e.when.time.as_str(), e.when.precision, who)
        });
        assert_eq!(got.map_err(Clone::clone), expected, "{more}");
    }

    #[test]
    fn short_and_long_forms_read_alike() {
        use WhoCertainty::{Known, Suspected, Unknown};
        let day = |who| Ok(("2026-11-02", WhenPrecision::Day, who));
        check(
            "when = \"2026-11-02\"\nchannel = \"story\"\nwho = \"Thibault (suspected)\"",
            day(vec![("Thibault", Suspected)]),
        );
        check("when = 2026-11-02\nchannel = \"private message\"\nwho = \"unknown\"", day(vec![("", Unknown)]));
        check(
            "channel = \"e-mail\"\n[[who]]\nname = \"A\"\ncertainty = \"known\"\n[when]\ntime = \"2026-11-02 21:04\"\nzone = \"Europe/Brussels\"",
            Ok(("2026-11-02T21:04", WhenPrecision::Exact, vec![("A", Known)])),
        );
        check(
            "when = \"au printemps\"\nchannel = \"call\"\nwho = []",
            Ok(("au printemps", WhenPrecision::About, vec![])),
        );
        check(
            "when = \"unknown\"\nchannel = \"call\"\nwho = \"B\"",
            Ok(("", WhenPrecision::Unknown, vec![("B", Unknown)])),
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        use StatementError::*;
        let rest = "when = \"2026-11-02\"\nchannel = \"story\"\nwho = []\n";
        check("when = [", Err(Toml(Some(3))));
        check("channel = \"story\"\nwho = []", Err(Missing("when")));
        check("when = \"2026-11-02\"\nchannel = \"smoke\"\nwho = []", Err(Value("channel".into())));
        check(&format!("{rest}severity = 3"), Err(Unknown("severity".into())));
        check(&format!("{rest}entered_at = 2026-11-02"), Err(Automatic("entered_at")));
        check(&format!("{rest}[harm]\nseverity = 3"), Err(Entry(EntryError::UnknownField("harm", "severity".into()))));
        check(
            "when = {time = \"spring\", precision = \"day\"}\nchannel = \"story\"\nwho = []",
            Err(Entry(EntryError::Time)),
        );
    }

    #[test]
    fn groups_take_texts_numbers_and_lists() {
        let text = format!(
            "{LEAST}when = \"2026-11-02\"\nchannel = \"story\"\nwho = []\nproof = \"none yet\"\n[harm]\nsleep = true\nincapacity_days = 4\n[nature]\nkinds = [\"insult\", \"threat\"]"
        );
        let entry = Written::parse(&text).unwrap().entry(EntryId([7; 16]), FixedClock(0).now()).unwrap();
        assert!(entry.proof.is_empty());
        assert_eq!(entry.more["harm"]["sleep"], ["yes"]);
        assert_eq!(entry.more["harm"]["incapacity_days"], ["4"]);
        assert_eq!(entry.more["nature"]["kinds"], ["insult", "threat"]);
    }
}
