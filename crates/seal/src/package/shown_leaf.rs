use serde_json::{Value, json};

use crate::canonical::{self, CanonicalError};
use crate::encoding::MAX_NUMBER;
use crate::leaf::{Leaf, LeafError, Opened};

/// Is `temoin/log/leaves/I.json`: a leaf, and the fields of it that are opened.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownLeaf {
    /// Zero-based index in the log.
    pub index: u64,
    /// The leaf.
    pub leaf: Leaf,
    /// The opened fields, in the order of their digests.
    pub opened: Vec<Opened>,
}

impl ShownLeaf {
    /// Writes the document.
    ///
    /// # Errors
    /// A value has no canonical form.
    pub fn encode(&self) -> Result<Vec<u8>, CanonicalError> {
        let opened: Vec<_> = self.opened.iter().map(Opened::to_value).collect();
        canonical::to_bytes(&json!({"index": self.index, "leaf": self.leaf.to_value(), "opened": opened}))
    }

    /// Reads the document, and checks that each opened field is one of this leaf.
    ///
    /// # Errors
    /// The bytes are not exactly such a document, or a field is not of the leaf, stands twice, or out of order.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        let value = canonical::parse(bytes)?;
        let members = value.as_object().filter(|members| members.len() == 3).ok_or(LeafError::Members)?;
        let member = |key| members.get(key).ok_or(LeafError::Members);
        let index = member("index")?.as_u64().filter(|&i| i < MAX_NUMBER).ok_or(LeafError::Members)?;
        let leaf = Leaf::from_value(member("leaf")?)?;
        let opened = member("opened")?.as_array().ok_or(LeafError::Members)?;
        let opened = opened.iter().map(Opened::from_value).collect::<Result<Vec<_>, _>>()?;
        leaf.check_opened(&opened)?;
        Ok(Self { index, leaf, opened })
    }

    /// Returns the value of an opened field.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.opened.iter().find(|field| field.name == name).map(|field| &field.value)
    }

    /// Returns the text of an opened field.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name)?.as_str()
    }

    /// Returns the number in an opened field.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.value(name)?.as_u64()
    }
}
