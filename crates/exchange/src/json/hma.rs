//! Hasher-Matcher-Actioner: an object from kinds to hashes, and texts (`python-threatexchange`, HMA's API `/h/hash`).

use temoin_fingerprint::Quality;
use temoin_syntax::json::Value;

use super::temoin;
use crate::Why;
use crate::kind::{Kind, Named, Signal, named};
use crate::table::any;
use crate::tally::{Found, Given};
use crate::text::{self, Read};

/// Reads `{"pdq": "…", "md5": "…"}`, the same within `signals`, or `{"type": "…", "value": "…"}`.
pub(super) fn record(value: &Value<'_>, untyped: Kind, found: &mut Found) -> Result<(), Why> {
    let value = value.at("signals").filter(|signals| matches!(signals, Value::Object(_))).unwrap_or(value);
    let quality = temoin::quality(value);
    for (name, member) in value.fields() {
        match named(name.as_bytes()) {
            _ if name == "vpdq" && matches!(member, Value::Array(_)) => temoin::film(member, found)?,
            Some(Named::Known(kind)) => hashes(kind, member, quality, found)?,
            Some(Named::Other) => found.other |= !matches!(member, Value::Null),
            None => {}
        }
    }
    if let Some(list) = value.at("ladder") {
        temoin::ladder(list, found)?;
    }
    if !found.given.is_empty() || found.other || found.weak > 0 {
        return Ok(());
    }
    let member = value.any(&["value", "signal", "signal_value", "hash_value", "hash"]).and_then(Value::text);
    let kind = value.any(&["signal_type", "hash_type", "type"]).and_then(Value::text);
    match (member, kind) {
        (Some(member), Some(kind)) => typed(kind, member, found),
        (Some(member), None) => text(member, untyped, found),
        (None, _) => Ok(()),
    }
}

/// Reads a hash whose kind is named beside it.
pub(super) fn typed(kind: &str, digits: &str, found: &mut Found) -> Result<(), Why> {
    match named(kind.as_bytes()) {
        Some(Named::Known(kind)) => found.push(Signal::of(kind, digits.as_bytes())?),
        Some(Named::Other) => found.other = true,
        None => (found.other, found.unknown) = (true, true),
    }
    Ok(())
}

/// Reads a text as a line of a file would be.
pub(super) fn text(line: &str, untyped: Kind, found: &mut Found) -> Result<(), Why> {
    let line = line.trim().as_bytes();
    if let Ok(signal) = any(line, untyped) {
        found.untyped = true;
        found.push(signal);
        return Ok(());
    }
    match text::line(line, untyped)? {
        Read::Signal { signal, .. } => found.push(signal),
        Read::Other => found.other = true,
    }
    Ok(())
}

fn hashes(kind: Kind, member: &Value<'_>, quality: Option<Quality>, found: &mut Found) -> Result<(), Why> {
    match member {
        // HMA writes an empty text where there is too little to recognise.
        Value::Text(text) if text.trim().is_empty() => found.weak += u64::from(kind == Kind::Pdq),
        Value::Text(text) => found.push_if_used(Given::from(Signal::of(kind, text.as_bytes())?), quality),
        Value::Array(items) => items.iter().try_for_each(|item| match item {
            Value::Array(_) => Err(Why::Digits),
            item => hashes(kind, item, quality, found),
        })?,
        Value::Null => {}
        _ => return Err(Why::Digits),
    }
    Ok(())
}
