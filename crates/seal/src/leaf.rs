//! Leaves of the log: salted fields, opened one by one (`spec/seal.md` §4).

use serde_json::{Value, json};
use zeroize::Zeroize;

use crate::canonical::{self, CanonicalError};
use crate::encoding::{array_from_hex, hex};
use crate::merkle::{Hash, leaf_hash, sha256};

/// What every leaf says it is.
pub const VERSION: &str = "temoin-leaf/1";

/// Says why a leaf, or what is opened of it, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LeafError {
    /// The bytes or a value have no canonical form, or are not in it.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// A member is missing, of another type, unknown, or not in its one form.
    #[error("not the members of a leaf")]
    Members,
    /// The version is not [`VERSION`].
    #[error("another version of leaf")]
    Version,
    /// The kind is not one of the eight.
    #[error("unknown kind of leaf")]
    Kind,
    /// The digests are not in ascending order, or one stands twice.
    #[error("digests out of order")]
    Order,
    /// An opened field is none that the leaf commits to.
    #[error("an opened field is not of this leaf")]
    NotOfLeaf,
    /// A name stands twice.
    #[error("a field name stands twice")]
    Name,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Says what a leaf records.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum LeafKind { $($(#[$doc])* $name,)* }

        impl LeafKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the word that stands in the leaf.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

kinds! {
    /// An item was taken in.
    Intake = "intake",
    /// The person made a statement.
    Statement = "statement",
    /// The person answered a question about an item.
    Answer = "answer",
    /// A reader read an item.
    Reading = "reading",
    /// A package was handed over.
    Disclosure = "disclosure",
    /// A package's payload was fixed.
    Export = "export",
    /// A checkpoint was stamped.
    Time = "time",
    /// An item's bytes were destroyed.
    Delete = "delete",
}

impl LeafKind {
    /// Finds a kind by its word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// Is a leaf as the log commits to it: its kind, a nonce, and the digests of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What it records.
    pub kind: LeafKind,
    /// 32 random bytes, so that nobody can guess a leaf from its hash.
    pub nonce: [u8; 32],
    /// The digests of the fields, ascending, none twice.
    pub fields: Vec<Hash>,
}

impl Leaf {
    /// Returns the bytes that the log hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let fields: Vec<_> = self.fields.iter().map(|field| format!("\"{field}\"")).collect();
        let (kind, nonce) = (self.kind.word(), hex(&self.nonce));
        format!(r#"{{"fields":[{}],"kind":"{kind}","nonce":"{nonce}","v":"{VERSION}"}}"#, fields.join(",")).into_bytes()
    }

    /// Returns the leaf's hash in the log.
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.to_bytes())
    }

    /// Reads a leaf.
    ///
    /// # Errors
    /// The bytes are not exactly those of a leaf.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        Self::from_value(&canonical::parse(bytes)?)
    }

    /// Reads a leaf from its value.
    ///
    /// # Errors
    /// A member is missing, unknown or not in its one form.
    pub fn from_value(value: &Value) -> Result<Self, LeafError> {
        let members = value.as_object().filter(|members| members.len() == 4).ok_or(LeafError::Members)?;
        let text = |key| members.get(key).and_then(Value::as_str).ok_or(LeafError::Members);
        if text("v")? != VERSION {
            return Err(LeafError::Version);
        }
        let kind = LeafKind::named(text("kind")?).ok_or(LeafError::Kind)?;
        let nonce = array_from_hex(text("nonce")?).map_err(|_| LeafError::Members)?;
        let fields = members.get("fields").and_then(Value::as_array).ok_or(LeafError::Members)?;
        let digest = |field: &Value| field.as_str().and_then(|hex| hex.parse().ok()).ok_or(LeafError::Members);
        let fields = fields.iter().map(digest).collect::<Result<Vec<Hash>, _>>()?;
        if !fields.is_sorted_by(|a, b| a < b) {
            return Err(LeafError::Order);
        }
        Ok(Self { kind, nonce, fields })
    }

    /// Returns the leaf as a JSON value.
    pub fn to_value(&self) -> Value {
        json!({"fields": self.fields, "kind": self.kind.word(), "nonce": hex(&self.nonce), "v": VERSION})
    }

    /// Checks what is opened of this leaf: each field is one it commits to, no name twice, in the order of digests.
    ///
    /// # Errors
    /// One is not of this leaf, stands twice, out of order, or repeats a name.
    pub fn check_opened(&self, opened: &[Opened]) -> Result<(), LeafError> {
        let digests = opened.iter().map(Opened::digest).collect::<Result<Vec<_>, _>>()?;
        if !digests.is_sorted_by(|a, b| a < b) {
            return Err(LeafError::Order);
        }
        if !digests.iter().all(|digest| self.fields.binary_search(digest).is_ok()) {
            return Err(LeafError::NotOfLeaf);
        }
        check_names(opened)
    }
}

/// Is an opened field: what was said, and the salt that kept it from being guessed.
#[derive(Clone, PartialEq)]
pub struct Opened {
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// The field's name.
    pub name: String,
    /// What it says.
    pub value: Value,
}

impl Opened {
    /// Returns the disclosure: the canonical form of `[salt,name,value]`.
    ///
    /// # Errors
    /// The value has no canonical form.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical::to_bytes(&self.to_value())
    }

    /// Returns the digest that stands in the leaf.
    ///
    /// # Errors
    /// The value has no canonical form.
    pub fn digest(&self) -> Result<Hash, CanonicalError> {
        Ok(sha256(&self.to_bytes()?))
    }

    /// Returns the disclosure as a JSON value.
    pub fn to_value(&self) -> Value {
        json!([hex(&self.salt), self.name, self.value])
    }

    /// Reads a disclosure from its JSON value.
    ///
    /// # Errors
    /// It is not an array of salt, name and value.
    pub fn from_value(value: &Value) -> Result<Self, LeafError> {
        let Some([Value::String(salt), Value::String(name), value]) = value.as_array().map(Vec::as_slice) else {
            return Err(LeafError::Members);
        };
        let salt = array_from_hex(salt).map_err(|_| LeafError::Members)?;
        Ok(Self { salt, name: name.clone(), value: value.clone() })
    }

    /// Reads the bytes of a disclosure.
    ///
    /// # Errors
    /// They are not canonical, or not a disclosure.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        Self::from_value(&canonical::parse(bytes)?)
    }
}

impl std::fmt::Debug for Opened {
    // Values are the person's words: never in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.salt.zeroize();
    }
}

/// Is a leaf with all that it commits to, as the case keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedLeaf {
    /// What the log holds.
    pub leaf: Leaf,
    /// Its fields, in the order of their digests.
    pub opened: Vec<Opened>,
}

impl SealedLeaf {
    /// Makes a leaf of fields: name, value, and a fresh random salt for each.
    ///
    /// # Errors
    /// A name stands twice, a value has no canonical form, or two disclosures are equal.
    pub fn new(kind: LeafKind, nonce: [u8; 32], fields: Vec<(String, Value, [u8; 16])>) -> Result<Self, LeafError> {
        let mut opened: Vec<(Hash, Opened)> = Vec::with_capacity(fields.len());
        for (name, value, salt) in fields {
            let field = Opened { salt, name, value };
            opened.push((field.digest()?, field));
        }
        opened.sort_by_key(|(digest, _)| *digest);
        let (fields, opened): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
        check_names(&opened)?;
        Ok(Self { leaf: Leaf { kind, nonce, fields }, opened })
    }

    /// Joins a stored leaf and its fields again, and checks that they belong together, all of them.
    ///
    /// # Errors
    /// A field is not of this leaf, or one is missing.
    pub fn join(leaf: Leaf, opened: Vec<Opened>) -> Result<Self, LeafError> {
        leaf.check_opened(&opened)?;
        if opened.len() == leaf.fields.len() { Ok(Self { leaf, opened }) } else { Err(LeafError::NotOfLeaf) }
    }

    /// Returns the value of a field.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.opened.iter().find(|field| field.name == name).map(|field| &field.value)
    }

    /// Returns the fields of these names, in the order of their digests.
    pub fn opening(&self, names: &[&str]) -> Vec<Opened> {
        self.opened.iter().filter(|field| names.contains(&field.name.as_str())).cloned().collect()
    }
}

fn check_names(opened: &[Opened]) -> Result<(), LeafError> {
    let mut names: Vec<_> = opened.iter().map(|field| &field.name).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) { Err(LeafError::Name) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, value: Value) -> (String, Value, [u8; 16]) {
        (name.to_owned(), value, [name.len() as u8; 16])
    }

    fn sealed() -> SealedLeaf {
        let fields =
            vec![field("size", json!(3)), field("name", json!("été")), field("media_type", json!("text/plain"))];
        SealedLeaf::new(LeafKind::Intake, [9; 32], fields).unwrap()
    }

    #[test]
    fn a_leaf_reads_back_and_is_canonical() {
        let SealedLeaf { leaf, opened } = sealed();
        assert_eq!(Leaf::parse(&leaf.to_bytes()), Ok(leaf.clone()));
        assert_eq!(canonical::to_bytes(&leaf.to_value()), Ok(leaf.to_bytes()));
        assert_eq!(SealedLeaf::join(leaf.clone(), opened.clone()), Ok(sealed()));
        assert_eq!(SealedLeaf::join(leaf, opened[1..].to_vec()), Err(LeafError::NotOfLeaf));
        for field in &opened {
            assert_eq!(Opened::parse(&field.to_bytes().unwrap()).as_ref(), Ok(field));
        }
    }

    #[test]
    fn the_order_of_fields_says_nothing() {
        let fields =
            vec![field("media_type", json!("text/plain")), field("name", json!("été")), field("size", json!(3))];
        assert_eq!(SealedLeaf::new(LeafKind::Intake, [9; 32], fields), Ok(sealed()));
    }

    #[test]
    fn names_and_numbers_are_checked_before_they_are_sealed() {
        let seal = |fields| SealedLeaf::new(LeafKind::Answer, [9; 32], fields).map(drop);
        assert_eq!(seal(vec![field("a", json!(1)), field("a", json!(2))]), Err(LeafError::Name));
        assert_eq!(seal(vec![field("a", json!(-1))]), Err(LeafError::Canonical(CanonicalError::Number)));
        assert_eq!(seal(vec![]), Ok(()));
    }

    #[test]
    fn only_named_fields_are_opened() {
        let leaf = sealed();
        let opened = leaf.opening(&["size", "path"]);
        assert_eq!(opened.len(), 1);
        assert_eq!(leaf.leaf.check_opened(&opened), Ok(()));
        assert_eq!(leaf.value("size"), Some(&json!(3)));
        assert!(!String::from_utf8(leaf.leaf.to_bytes()).unwrap().contains("size"));
        assert!(!format!("{leaf:?}").contains("été"));
    }
}
