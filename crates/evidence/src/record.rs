use serde::{Deserialize, Serialize};

use crate::{Author, Moment};

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

/// Names one particular of a record. The numbers are kept in stored cases: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Flag {
    /// The platform says the message was deleted; its text is gone.
    Deleted = 0,
    /// The platform says it was edited; the earlier text is gone.
    Edited = 1,
    /// A picture, video or voice message was left out of the export.
    MediaOmitted = 2,
    /// The header may have been typed inside the message before it.
    BoundaryDoubtful = 3,
    /// No sender is shown, and nothing proves that the app wrote it.
    SenderDoubtful = 4,
    /// The time lies before that of the record before.
    TimeBackwards = 5,
    /// That hour does not exist in Central European time: the clock changed.
    DstGap = 6,
    /// That hour occurs twice in Central European time: the clock changed.
    DstFold = 7,
    /// A body the app wrote in place of something it cannot export (view once, unsupported).
    ContentUnknown = 8,
    /// Bytes that are not valid text were replaced for display.
    InvalidBytes = 9,
    /// Too long to read whole: the text shown is its beginning, the span is whole.
    TextCut = 10,
    /// Characters that turn the direction of text or steer a terminal are in it.
    HiddenControls = 11,
    /// Day and month could be read either way; nobody has answered yet.
    DateUnproven = 12,
}

impl Flag {
    /// All flags, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::Deleted,
        Self::Edited,
        Self::MediaOmitted,
        Self::BoundaryDoubtful,
        Self::SenderDoubtful,
        Self::TimeBackwards,
        Self::DstGap,
        Self::DstFold,
        Self::ContentUnknown,
        Self::InvalidBytes,
        Self::TextCut,
        Self::HiddenControls,
        Self::DateUnproven,
    ];

    /// Returns the word used in JSON, in kebab-case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Edited => "edited",
            Self::MediaOmitted => "media-omitted",
            Self::BoundaryDoubtful => "boundary-doubtful",
            Self::SenderDoubtful => "sender-doubtful",
            Self::TimeBackwards => "time-backwards",
            Self::DstGap => "dst-gap",
            Self::DstFold => "dst-fold",
            Self::ContentUnknown => "content-unknown",
            Self::InvalidBytes => "invalid-bytes",
            Self::TextCut => "text-cut",
            Self::HiddenControls => "hidden-controls",
            Self::DateUnproven => "date-unproven",
        }
    }
}

/// Is a set of [`Flag`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<&'static str>")]
pub struct Flags(u32);

impl Flags {
    /// Returns the set with one more flag.
    #[must_use]
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | 1 << flag as u8)
    }

    /// Adds a flag.
    pub fn insert(&mut self, flag: Flag) {
        *self = self.with(flag);
    }

    /// Returns whether the flag is set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 >> (flag as u8) & 1 == 1
    }

    /// Returns whether no flag is set.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Lists the flags that are set, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |&flag| self.has(flag))
    }

    /// Returns the set as a number, bit `n` for the flag of number `n`.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Is the inverse of [`Flags::bits`]; bits of no flag are dropped.
    pub fn from_bits(bits: u32) -> Self {
        Flag::ALL.into_iter().filter(|&flag| bits >> (flag as u8) & 1 == 1).fold(Self::default(), Self::with)
    }
}

impl From<Flags> for Vec<&'static str> {
    fn from(flags: Flags) -> Self {
        flags.iter().map(Flag::word).collect()
    }
}

impl From<Vec<String>> for Flags {
    fn from(words: Vec<String>) -> Self {
        Flag::ALL
            .into_iter()
            .filter(|flag| words.iter().any(|word| word == flag.word()))
            .fold(Self::default(), Self::with)
    }
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
    /// Returns whether the source does not tell.
    pub fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_keep_their_words_and_numbers() {
        let flags = Flags::default().with(Flag::Edited).with(Flag::BoundaryDoubtful);
        assert_eq!(flags.bits(), 0b1010);
        assert_eq!(Flags::from_bits(flags.bits()), flags);
        assert_eq!(serde_json::to_string(&flags).unwrap(), r#"["edited","boundary-doubtful"]"#);
        assert_eq!(serde_json::from_str::<Flags>(r#"["boundary-doubtful","edited"]"#).unwrap(), flags);
    }

    #[test]
    fn every_flag_stands_at_its_number() {
        for (number, flag) in Flag::ALL.into_iter().enumerate() {
            assert_eq!(flag as usize, number);
        }
    }
}
