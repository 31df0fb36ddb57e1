//! ThreatExchange's descriptors and updates (Graph API: `threat_descriptors`, `threat_updates`).

use temoin_syntax::json::Value;

use super::hma;
use super::record::Standing;
use crate::Why;
use crate::tally::Found;

/// Reads `{"type": "HASH_PDQ", "raw_indicator": "…"}`. `should_delete` withdraws what it names; what its owner calls
/// `NON_MALICIOUS` is passed over.
pub(super) fn descriptor(value: &Value<'_>, found: &mut Found) -> Result<Standing, Why> {
    let inner = value.at("indicator").filter(|indicator| matches!(indicator, Value::Object(_)));
    let digits = value
        .text_at("raw_indicator")
        .or_else(|| value.text_at("indicator"))
        .or_else(|| inner?.text_at("indicator"))
        .ok_or(Why::NoHash)?;
    let names = ["type", "indicator_type", "signal_type"];
    let kind = value.any(&names).or_else(|| inner?.any(&names)).and_then(Value::text).ok_or(Why::NoHash)?;
    hma::typed(kind, digits, found)?;
    if value.at("should_delete").is_some_and(Value::is_true) {
        return Ok(Standing::Withdrawn(None));
    }
    if value.text_at("status") == Some("NON_MALICIOUS") {
        found.clear();
        found.other = true;
    }
    Ok(Standing::Listed(None))
}
