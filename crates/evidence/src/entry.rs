use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{EntryId, Moment};

/// Is what the person wrote about one thing that happened: eight fields, and groups that never block.
///
/// A draft is free and editable; a statement is sealed and never changes: a correction is a new entry that
/// names the old one. What sealing adds (hash, log position, time stamp) is never typed and is not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Random, made when the entry is first kept.
    pub id: EntryId,
    /// In her own words.
    pub what_happened: String,
    /// When it happened, as she remembers it.
    pub when: When,
    /// The platform or the place.
    #[serde(rename = "where")]
    pub place: String,
    /// By which way it came.
    pub channel: Channel,
    /// Who did it, as far as she knows. Someone suspected is never shown as the author.
    pub who: Vec<Who>,
    /// Items that show it, or names of things she has elsewhere; empty for "none yet".
    pub proof: Vec<String>,
    /// When this was written down, by the clock of this computer, not checked.
    pub entered_at: Moment,
    /// The entry this one corrects; that one stays.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub corrects: Option<EntryId>,
    /// The optional groups: group, then field, then one or more answers. Names are those of [`GROUPS`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub more: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Says when something happened, as a person tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, or her own words ("in the spring") where precision is `about`; empty where unknown.
    #[serde(default)]
    pub time: String,
    /// How sure the time is.
    pub precision: WhenPrecision,
    /// The IANA zone (`Europe/Brussels`) or offset she names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub zone: Option<String>,
}

/// Says how sure a remembered time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhenPrecision {
    /// To the minute.
    Exact,
    /// That day.
    Day,
    /// About then.
    About,
    /// She does not know.
    Unknown,
}

/// Says by which way something came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // The names say it all.
pub enum Channel {
    Post,
    Comment,
    Story,
    PrivateMessage,
    Group,
    Email,
    Call,
    Voice,
    Image,
    Video,
    Live,
    Parcel,
    InPerson,
    Other,
    Unknown,
}

/// Names someone, and says how sure that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// A name or a handle; empty where unknown.
    #[serde(default)]
    pub name: String,
    /// How sure it is that this person did it.
    pub certainty: WhoCertainty,
}

/// Says how sure a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhoCertainty {
    /// She knows.
    Known,
    /// She suspects; never printed as the author.
    Suspected,
    /// She does not know.
    Unknown,
}

/// Is an optional group of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group's name in files.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// Is an optional field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's name in files.
    pub name: &'static str,
    /// Whether it leaves the case only when it is named on its own (health, witnesses' contacts, safety).
    pub private: bool,
}

const fn open(name: &'static str) -> Field {
    Field { name, private: false }
}

const fn private(name: &'static str) -> Field {
    Field { name, private: true }
}

/// The names of the required fields, as files and disclosures write them.
pub const REQUIRED: [&str; 8] = ["id", "what_happened", "when", "where", "channel", "who", "proof", "entered_at"];

/// The optional groups of the incident log, in the order in which they are asked.
pub const GROUPS: &[Group] = &[
    Group {
        name: "author",
        fields: &[
            open("display_name"),
            open("handle"),
            open("profile_url"),
            open("user_id"),
            open("phone"),
            open("email"),
            open("relation"),
            open("why_suspected"),
            open("several_authors"),
            open("first_seen"),
            open("repeated_account"),
        ],
    },
    Group {
        name: "location",
        fields: &[open("url"), open("parent_url"), open("post_id"), open("group_name"), open("still_online")],
    },
    Group {
        name: "times",
        fields: &[
            open("shown_on_item"),
            open("message_metadata"),
            open("file_metadata"),
            open("capture_clock"),
            open("told"),
            open("trusted_timestamp"),
        ],
    },
    Group {
        name: "context",
        fields: &[
            open("before"),
            open("after"),
            open("under_post"),
            open("language"),
            open("own_replies"),
            open("reach"),
        ],
    },
    Group {
        name: "nature",
        fields: &[
            open("kinds"),
            open("condition"),
            open("data_revealed"),
            open("ground"),
            open("asked_for"),
            open("paid"),
            open("public"),
            open("form"),
        ],
    },
    Group {
        name: "consent",
        fields: &[
            open("made_by"),
            open("with_knowledge"),
            open("made_for"),
            open("terms"),
            open("who_else"),
            open("ages_then"),
        ],
    },
    Group {
        name: "harm",
        fields: &[
            private("fear"),
            private("sleep"),
            private("health"),
            private("certificate"),
            private("incapacity_days"),
            open("work"),
            open("money"),
            open("school"),
            private("move"),
            private("children"),
            open("changed"),
        ],
    },
    Group {
        name: "witnesses",
        fields: &[open("name"), private("contact"), open("saw"), open("own_copy"), open("agreed")],
    },
    Group {
        name: "capture",
        fields: &[
            open("by"),
            open("device"),
            open("app"),
            open("method"),
            open("original"),
            open("complete"),
            open("edited"),
        ],
    },
    Group {
        name: "steps",
        fields: &[
            open("block"),
            open("report"),
            open("helpline"),
            open("igvm"),
            open("stopncii"),
            open("lawyer"),
            open("police"),
            open("notice"),
            open("order"),
            open("reply"),
        ],
    },
    Group { name: "safety", fields: &[private("sees_device"), private("safe_contact"), private("urgent_danger")] },
];

impl Group {
    /// Finds a group by its name in files.
    pub fn named(name: &str) -> Option<&'static Self> {
        GROUPS.iter().find(|group| group.name == name)
    }

    /// Finds a field of the group by its name in files.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Says what is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryError {
    /// A required field is blank.
    Blank(&'static str),
    /// There is no such group.
    UnknownGroup(String),
    /// There is no such field in the group.
    UnknownField(&'static str, String),
    /// The time is not written as its precision asks.
    Time,
    /// Someone known or suspected has no name.
    NoName,
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank(field) => write!(f, "the field {field} is blank"),
            Self::UnknownGroup(group) => write!(f, "there is no group {group}"),
            Self::UnknownField(group, field) => write!(f, "there is no field {field} in the group {group}"),
            Self::Time => f.write_str("the time is not written YYYY-MM-DD or YYYY-MM-DDTHH:MM"),
            Self::NoName => f.write_str("someone known or suspected has no name"),
        }
    }
}

impl std::error::Error for EntryError {}

impl Entry {
    /// Checks what a statement must hold: words for what happened and where, a time as its precision asks, known names only.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), EntryError> {
        for (field, text) in [("what_happened", &self.what_happened), ("where", &self.place)] {
            if text.trim().is_empty() {
                return Err(EntryError::Blank(field));
            }
        }
        self.when.check()?;
        if self.who.iter().any(|who| who.certainty != WhoCertainty::Unknown && who.name.trim().is_empty()) {
            return Err(EntryError::NoName);
        }
        for (name, fields) in &self.more {
            let group = Group::named(name).ok_or_else(|| EntryError::UnknownGroup(name.clone()))?;
            if let Some(field) = fields.keys().find(|field| group.field(field).is_none()) {
                return Err(EntryError::UnknownField(group.name, field.clone()));
            }
        }
        Ok(())
    }
}

impl When {
    fn check(&self) -> Result<(), EntryError> {
        let dated = self.time.parse::<crate::CivilTime>().is_ok();
        let fits = match self.precision {
            WhenPrecision::Exact => dated && self.time.contains('T'),
            WhenPrecision::Day => dated && !self.time.contains('T'),
            WhenPrecision::About => !self.time.trim().is_empty(),
            WhenPrecision::Unknown => self.time.is_empty(),
        };
        if fits { Ok(()) } else { Err(EntryError::Time) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CivilTime, Origin, Precision, Zone};

    fn entry() -> Entry {
        let time = CivilTime::new(2026, 11, 3, 21, 4, 0, 0).unwrap();
        Entry {
            id: EntryId([7; 16]),
            what_happened: "Il a publié ma photo.".into(),
            when: When { time: "2026-11-02".into(), precision: WhenPrecision::Day, zone: None },
            place: "Instagram".into(),
            channel: Channel::Story,
            who: vec![Who { name: "Thibault".into(), certainty: WhoCertainty::Suspected }],
            proof: Vec::new(),
            entered_at: Moment { time, precision: Precision::Minute, zone: Zone::Utc, origin: Origin::CaptureClock },
            corrects: None,
            more: BTreeMap::new(),
        }
    }

    fn check(change: impl FnOnce(&mut Entry), expected: Result<(), EntryError>) {
        let mut entry = entry();
        change(&mut entry);
        assert_eq!(entry.check(), expected);
    }

    #[test]
    fn a_statement_needs_its_required_fields_and_known_names() {
        check(|_| (), Ok(()));
        check(|e| e.what_happened = "  ".into(), Err(EntryError::Blank("what_happened")));
        check(|e| e.when.precision = WhenPrecision::Exact, Err(EntryError::Time));
        check(|e| e.when = When { time: "au printemps".into(), precision: WhenPrecision::About, zone: None }, Ok(()));
        check(|e| e.who[0].name.clear(), Err(EntryError::NoName));
        check(|e| drop(e.more.insert("score".into(), BTreeMap::new())), Err(EntryError::UnknownGroup("score".into())));
        let fields = BTreeMap::from([("severity".to_owned(), vec!["3".to_owned()])]);
        check(|e| drop(e.more.insert("harm".into(), fields)), Err(EntryError::UnknownField("harm", "severity".into())));
    }

    #[test]
    fn health_contacts_and_safety_are_private() {
        let private: Vec<_> =
            GROUPS.iter().flat_map(|g| g.fields.iter().filter(|f| f.private).map(|f| f.name)).collect();
        for field in ["health", "contact", "safe_contact", "sees_device"] {
            assert!(private.contains(&field), "{field}");
        }
    }

    #[test]
    fn an_entry_reads_back_what_it_writes() {
        let text = serde_json::to_string(&entry()).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry());
    }
}
