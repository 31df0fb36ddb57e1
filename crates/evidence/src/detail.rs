use serde::{Deserialize, Serialize};

/// Is a further fact about a record, as the source says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What it is about.
    pub key: DetailKey,
    /// What the source says; a time is RFC 3339.
    pub value: String,
}

/// Says what a [`Detail`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DetailKey {
    /// The platform's own identifier of the record.
    Id,
    /// The address at which it stood.
    Url,
    /// A title or subject.
    Subject,
    /// Someone it was addressed to.
    To,
    /// Someone it was copied to.
    Cc,
    /// A header field of a mail, whole.
    Header,
    /// When it was edited last.
    Edited,
    /// When it was deleted.
    Deleted,
    /// When it arrived.
    Received,
    /// When it was to vanish, or after how long.
    Expires,
    /// The time that the platform's own identifier holds.
    IdTime,
    /// Whom or what it was passed on from.
    ForwardedFrom,
    /// A reaction: the sign and who gave it.
    Reaction,
    /// Someone it names.
    Mention,
    /// A link it carries.
    Link,
    /// A place.
    Place,
    /// How long it lasted, in seconds.
    Seconds,
    /// How a call, message or event ended: missed, rejected …
    Outcome,
    /// What the app did or says about it.
    Action,
    /// The device or program that made it.
    Device,
    /// What is known of a signature on it: by whom, and whether it was checked.
    Signature,
    /// An earlier version of its text.
    Earlier,
    /// The text read out of something else than text, or a description that the platform holds.
    Description,
    /// A hash that the source gives for it.
    Hash,
    /// A part of it that is neither its text nor an attachment, such as a picture shown inside the text.
    Part,
    /// Width and height as stored, in pixels: `4032x3024`.
    Pixels,
    /// How the pixels are to be turned to stand upright, by the numbers 1–8 of EXIF (CIPA DC-008, tag 0x0112); 1: not at all.
    Orientation,
    /// The lens that took it.
    Lens,
    /// The program that wrote the file.
    Program,
    /// When the file says it was made, where that is told apart from its taking or sending.
    Created,
    /// The time that navigation satellites told (UTC); it may be that of an earlier fix.
    SatelliteTime,
    /// The time that the file's name carries.
    NameTime,
    /// What the file's name points to: an app, a screenshot.
    NameSays,
}

impl DetailKey {
    /// Returns the word used in JSON, in kebab-case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Url => "url",
            Self::Subject => "subject",
            Self::To => "to",
            Self::Cc => "cc",
            Self::Header => "header",
            Self::Edited => "edited",
            Self::Deleted => "deleted",
            Self::Received => "received",
            Self::Expires => "expires",
            Self::IdTime => "id-time",
            Self::ForwardedFrom => "forwarded-from",
            Self::Reaction => "reaction",
            Self::Mention => "mention",
            Self::Link => "link",
            Self::Place => "place",
            Self::Seconds => "seconds",
            Self::Outcome => "outcome",
            Self::Action => "action",
            Self::Device => "device",
            Self::Signature => "signature",
            Self::Earlier => "earlier",
            Self::Description => "description",
            Self::Hash => "hash",
            Self::Part => "part",
            Self::Pixels => "pixels",
            Self::Orientation => "orientation",
            Self::Lens => "lens",
            Self::Program => "program",
            Self::Created => "created",
            Self::SatelliteTime => "satellite-time",
            Self::NameTime => "name-time",
            Self::NameSays => "name-says",
        }
    }
}
