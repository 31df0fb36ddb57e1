//! vPDQ's JSON: frames of films, by their number or in a list.

use temoin_fingerprint::{Quality, Timestamp};
use temoin_syntax::json::Value;

use super::record::Standing;
use crate::Why;
use crate::kind::{Kind, Signal};
use crate::tally::{Found, Given};

/// Reads the frame under a number.
pub(super) fn numbered(number: &str, value: &Value<'_>, found: &mut Found) -> Result<Standing, Why> {
    number.parse::<u64>().map_err(|_| Why::Frame)?;
    object(value, found)?;
    Ok(Standing::Listed(None))
}

/// Reads `{"quality": …, "hash": "…", "timestamp": seconds}`; in our own lists `pdq` and `time`.
pub(super) fn object(value: &Value<'_>, found: &mut Found) -> Result<(), Why> {
    let word = |names: &[&str]| value.any(names).and_then(Value::word).ok_or(Why::Frame);
    frame(word(&["hash", "pdq"])?, word(&["quality"])?, word(&["timestamp", "time"])?, found)
}

/// Reads `hash,quality,seconds`.
pub(super) fn text(text: &str, found: &mut Found) -> Result<(), Why> {
    let mut fields = text.split(',');
    let [Some(hash), Some(quality), Some(seconds), None] = std::array::from_fn(|_| fields.next()) else {
        return Err(Why::Frame);
    };
    frame(hash, quality, seconds, found)
}

fn frame(hash: &str, quality: &str, seconds: &str, found: &mut Found) -> Result<(), Why> {
    let quality = quality.trim().parse().ok().and_then(Quality::new).ok_or(Why::Frame)?;
    let at = seconds.trim().parse().ok().and_then(Timestamp::from_seconds).ok_or(Why::Frame)?;
    let signal = Signal::of(Kind::Pdq, hash.as_bytes())?;
    found.push_if_used(Given { at: Some(at), ..Given::from(signal) }, Some(quality));
    Ok(())
}
