use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Says why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// The text has another length than the identifier's.
    Length,
    /// A character is not a lower-case hexadecimal digit.
    Digit,
    /// A record identifier lacks its `-position`.
    Position,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "wrong length",
            Self::Digit => "not a lower-case hexadecimal digit",
            Self::Position => "no position after the item",
        })
    }
}

impl std::error::Error for IdError {}

macro_rules! hex_newtype {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let text = text.as_bytes();
                if text.len() != 2 * $bytes {
                    return Err(IdError::Length);
                }
                let mut bytes = [0; $bytes];
                for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
                    *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
                }
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

hex_newtype!(
    /// Names an item: 16 random bytes, shown as 32 lower-case hexadecimal digits.
    ItemId,
    16
);
hex_newtype!(
    /// Names an entry of the incident log: 16 random bytes, shown as 32 lower-case hexadecimal digits.
    EntryId,
    16
);
hex_newtype!(
    /// Is a SHA-256 digest (FIPS 180-4), shown as 64 lower-case hexadecimal digits.
    Digest,
    32
);

/// Names a record by its item and its zero-based position in the file: `<item>-<position>`.
///
/// A better reader may number records anew; the id is then that of the new reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// The item that holds the record.
    pub item: ItemId,
    /// Zero-based position in file order.
    pub position: u64,
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.item, self.position)
    }
}

impl FromStr for RecordId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (item, position) = text.split_once('-').ok_or(IdError::Position)?;
        Ok(Self { item: item.parse()?, position: position.parse().map_err(|_| IdError::Position)? })
    }
}

impl Serialize for RecordId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

fn nibble(digit: u8) -> Result<u8, IdError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(IdError::Digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_what_they_show() {
        let id = ItemId(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
        let record = RecordId { item: id, position: 17 };
        assert_eq!(record.to_string().parse(), Ok(record));
    }

    #[test]
    fn upper_case_and_short_ids_are_refused() {
        assert_eq!("AB".repeat(16).parse::<ItemId>(), Err(IdError::Digit));
        assert_eq!("ab".parse::<ItemId>(), Err(IdError::Length));
        assert_eq!("ab".repeat(16).parse::<RecordId>(), Err(IdError::Position));
    }
}
