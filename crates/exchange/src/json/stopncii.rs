//! StopNCII's hash records (API version 1, `FetchHashes`): a record replaces the former one of the same hash.

use temoin_syntax::json::Value;

use super::hma;
use super::record::Standing;
use crate::Why;
use crate::tally::Found;

/// Reads `{"signalType": "ImagePDQ", "hashValue": "…", "hashStatus": "Active", "lastModtimestamp": …}`.
pub(super) fn record(value: &Value<'_>, found: &mut Found) -> Result<Standing, Why> {
    let digits = value.text_at("hashValue").ok_or(Why::NoHash)?;
    hma::typed(value.text_at("signalType").ok_or(Why::NoHash)?, digits, found)?;
    let time = value.at("lastModtimestamp").and_then(Value::integer);
    Ok(match value.text_at("hashStatus") {
        Some("Withdrawn" | "Deleted") => Standing::Withdrawn(time),
        _ => Standing::Listed(time),
    })
}
