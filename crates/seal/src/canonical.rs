//! JSON in its one form: RFC 8785 (JCS) over a subset (`spec/seal.md` §1).
//!
//! Objects, arrays, strings, booleans, null, and whole numbers from 0 to 2^53 − 1. A reader refuses whatever is not
//! exactly the bytes that [`to_bytes`] would write, so that one value has one hash.

use serde_json::{Map, Value};

use crate::encoding::MAX_NUMBER;

/// Arrays and objects may stand inside each other this deep.
pub const MAX_DEPTH: usize = 16;

/// Says why something has no canonical form, or is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CanonicalError {
    /// The bytes are not JSON (RFC 8259).
    #[error("not JSON")]
    Syntax,
    /// A number is negative, has a fraction or an exponent, or is above 2^53 − 1.
    #[error("a number is not a whole number from 0 to 2^53-1")]
    Number,
    /// Arrays and objects stand deeper inside each other than [`MAX_DEPTH`].
    #[error("nested too deep")]
    Depth,
    /// The bytes are JSON, and not in the one form (order of keys, white space, escapes, a key twice).
    #[error("not in canonical form")]
    Form,
}

/// Writes a value in its canonical form.
///
/// # Errors
/// The value holds a number outside the subset, or is nested too deep.
pub fn to_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::with_capacity(128);
    write(value, MAX_DEPTH, &mut out)?;
    Ok(out)
}

/// Reads bytes that are exactly the canonical form of a value.
///
/// # Errors
/// The bytes are not JSON, not of the subset, or not in the one form.
///
/// # Example
/// ```
/// use temoin_seal::canonical::{CanonicalError, parse};
/// assert!(parse(br#"{"a":1,"b":[true,null]}"#).is_ok());
/// assert_eq!(parse(br#"{"b":1,"a":1}"#), Err(CanonicalError::Form));
/// assert_eq!(parse(b"1.0"), Err(CanonicalError::Number));
/// ```
pub fn parse(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let value = serde_json::from_slice(bytes).map_err(|_| CanonicalError::Syntax)?;
    // A key that stands twice is gone from the value, so the comparison finds that too.
    if to_bytes(&value)? == bytes { Ok(value) } else { Err(CanonicalError::Form) }
}

fn write(value: &Value, depth: usize, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            let number = number.as_u64().filter(|&n| n <= MAX_NUMBER).ok_or(CanonicalError::Number)?;
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Value::String(text) => write_string(text, out),
        Value::Array(values) => {
            let depth = depth.checked_sub(1).ok_or(CanonicalError::Depth)?;
            out.push(b'[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(value, depth, out)?;
            }
            out.push(b']');
        }
        Value::Object(map) => write_object(map, depth.checked_sub(1).ok_or(CanonicalError::Depth)?, out)?,
    }
    Ok(())
}

fn write_object(map: &Map<String, Value>, depth: usize, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    let mut pairs: Vec<_> = map.iter().collect();
    // RFC 8785 §3.2.3 sorts by UTF-16 code units: another order than UTF-8 for characters above U+FFFF.
    pairs.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    out.push(b'{');
    for (i, (key, value)) in pairs.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_string(key, out);
        out.push(b':');
        write(value, depth, out)?;
    }
    out.push(b'}');
    Ok(())
}

/// Writes a string with the escapes of RFC 8785 §3.2.2.2, and no other.
fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for &byte in text.as_bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn check(bytes: &str, expected: Result<(), CanonicalError>) {
        assert_eq!(parse(bytes.as_bytes()).map(|_| ()), expected, "{bytes}");
    }

    #[test]
    fn only_the_one_form_is_read() {
        check(r#"{"a":[],"b":{},"c":"é\n\u001f","d":9007199254740991}"#, Ok(()));
        check(r#"{"a":1,"a":1}"#, Err(CanonicalError::Form));
        check(r#"{"a": 1}"#, Err(CanonicalError::Form));
        check("\"\\u00e9\"", Err(CanonicalError::Form));
        check("\"\\/\"", Err(CanonicalError::Form));
        check("\"\\u001F\"", Err(CanonicalError::Form));
        check("1\n", Err(CanonicalError::Form));
        check("-1", Err(CanonicalError::Number));
        check("-0", Err(CanonicalError::Number));
        check("1e2", Err(CanonicalError::Number));
        check("9007199254740992", Err(CanonicalError::Number));
        check("01", Err(CanonicalError::Syntax));
        check("\"\\ud800\"", Err(CanonicalError::Syntax));
        check("\u{feff}1", Err(CanonicalError::Syntax));
        check("", Err(CanonicalError::Syntax));
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        check(&nested(16), Ok(()));
        check(&nested(17), Err(CanonicalError::Depth));
        check(&nested(100_000), Err(CanonicalError::Syntax));
    }

    #[test]
    fn keys_sort_by_utf_16() {
        // U+1F600 begins with the unit D83D, below U+FB33; in UTF-8 it is the other way round.
        let bytes = to_bytes(&json!({"\u{fb33}": 1, "\u{1f600}": 2, "\r": 3, "1": 4, "€": 5})).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "{\"\\r\":3,\"1\":4,\"€\":5,\"\u{1f600}\":2,\"\u{fb33}\":1}");
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..=MAX_NUMBER).prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..5).prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(value in values()) {
            prop_assert_eq!(parse(&to_bytes(&value).unwrap()), Ok(value));
        }
    }
}
