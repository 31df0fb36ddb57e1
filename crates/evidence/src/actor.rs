use serde::{Deserialize, Serialize};

/// Is the sender of one record, as the source shows him. An address-book label is not an identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Author {
    /// The name as shown, cleaned of marks that only steer its display.
    pub name: String,
    /// Who chose that name, as far as the format tells.
    pub labelled_by: LabelledBy,
    /// The platform's own identifier, where the format has one.
    pub platform_id: Option<String>,
}

impl Author {
    /// The name of the person whose archive it is, where the file does not name her.
    pub const OWNER: &'static str = "(owner)";
}

/// Says who chose the name that a source shows for someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelledBy {
    /// The address book of the person who exported.
    Exporter,
    /// The sender himself (WhatsApp writes `~` before such a name).
    Sender,
    /// The platform: a number, a user name.
    Platform,
    /// The format does not tell.
    Unknown,
}

/// Is someone as the case knows him: all handles that *a person* said belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The handles; two of them are one person only because someone said so.
    pub handles: Vec<ActorHandle>,
}

/// Is one name, number or id, on one platform.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActorHandle {
    /// The platform, by its reader's name (`whatsapp`).
    pub platform: String,
    /// The name, number or id, as seen.
    pub value: String,
}
