use serde::{Deserialize, Serialize};

use crate::{Author, Detail, DetailKey, Flags, Moment};

/// Is the smallest unit a person would point at: a message, a call, a photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Zero-based position in file order: the first sort key among equal times.
    pub position: u64,
    /// Which bytes of the item say all this.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// The thread it belongs to, as the source names it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub conversation: Option<String>,
    /// Who the source says wrote it; nothing for what the app wrote.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<Author>,
    /// When, where the source tells it and the order of day and month is proved or answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sent: Option<Moment>,
    /// The time as the source writes it, verbatim.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub sent_raw: String,
    /// The text, freed of the source's own marks; what a person wrote.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
    /// The text as stored, where that differs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text_raw: Option<String>,
    /// What was attached.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attachments: Vec<Attachment>,
    /// The record it answers, as the source names it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reply_to: Option<String>,
    /// What is particular about it.
    #[serde(skip_serializing_if = "Flags::is_empty", default)]
    pub flags: Flags,
    /// Who could see it.
    #[serde(skip_serializing_if = "Visibility::is_unknown", default)]
    pub visibility: Visibility,
    /// Which way it went, seen from the person whose device or account it was.
    #[serde(skip_serializing_if = "Direction::is_unknown", default)]
    pub direction: Direction,
    /// What else the source says about it, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub details: Vec<Detail>,
}

impl Record {
    /// Makes a record of which nothing is known but its kind and its bytes.
    pub fn new(kind: Kind, span: Span) -> Self {
        Self {
            position: 0,
            span,
            kind,
            conversation: None,
            author: None,
            sent: None,
            sent_raw: String::new(),
            text: String::new(),
            text_raw: None,
            attachments: Vec::new(),
            reply_to: None,
            flags: Flags::default(),
            visibility: Visibility::Unknown,
            direction: Direction::Unknown,
            details: Vec::new(),
        }
    }

    /// Adds a detail, unless it says nothing.
    pub fn detail(&mut self, key: DetailKey, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.details.push(Detail { key, value });
        }
    }
}

/// Is a range of bytes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Zero-based first byte.
    pub start: u64,
    /// Number of bytes.
    pub len: u64,
}

impl Span {
    /// Returns the first byte after the range.
    pub fn end(&self) -> u64 {
        self.start + self.len
    }
}

/// Says what a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A message.
    Message,
    /// A public post.
    Post,
    /// A comment.
    Comment,
    /// A reaction.
    Reaction,
    /// A call.
    Call,
    /// A poll.
    Poll,
    /// An e-mail.
    Email,
    /// A page.
    Page,
    /// A photo.
    Photo,
    /// A video.
    Video,
    /// A voice message.
    Voice,
    /// What the app wrote.
    System,
    /// A calendar event.
    Event,
    /// Someone in an address book.
    Contact,
}

impl Kind {
    /// Returns the word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Post => "post",
            Self::Comment => "comment",
            Self::Reaction => "reaction",
            Self::Call => "call",
            Self::Poll => "poll",
            Self::Email => "email",
            Self::Page => "page",
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Voice => "voice",
            Self::System => "system",
            Self::Event => "event",
            Self::Contact => "contact",
        }
    }
}

/// Is something that came with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name the source declares. Never used as a path.
    pub name: String,
    /// Whether it is there.
    pub state: AttachmentState,
}

/// Says whether an attachment is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttachmentState {
    /// Found beside the message.
    Present,
    /// Named, but not in the export.
    Missing,
    /// The source has not been looked through for it.
    Unknown,
}

/// Says who could see a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// The source does not tell.
    #[default]
    Unknown,
    /// Two people.
    Direct,
    /// A closed group.
    Group,
    /// Anyone.
    Public,
}

impl Visibility {
    /// Returns the word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Direct => "direct",
            Self::Group => "group",
            Self::Public => "public",
        }
    }

    /// Returns whether the source does not tell.
    pub fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

/// Says which way a record went, seen from the person whose device or account it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The source does not tell.
    #[default]
    Unknown,
    /// To her.
    Received,
    /// By her.
    Sent,
}

impl Direction {
    /// Returns the word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Received => "received",
            Self::Sent => "sent",
        }
    }

    /// Returns whether the source does not tell.
    pub fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}
