//! What one value of a JSON list says: of HMA, ThreatExchange, StopNCII, vPDQ, or Témoin's own.

use std::collections::HashMap;
use std::io;

use serde::Deserialize;
use temoin_fingerprint::{Frame, Known, PdqHash, Quality, Timestamp};
use temoin_syntax::json::Value;

use crate::kind::{Kind, typed, untyped};
use crate::row::{Rows, Signal, Why};

/// Remembers the rows of records that may be taken back.
#[derive(Default)]
pub(crate) struct Withdrawals(HashMap<String, Vec<u64>>);

/// Reads a value that is one row. `bytes` are the value's own.
pub(crate) fn read(
    value: &Value<'_>,
    bytes: &dyn Fn() -> io::Result<Vec<u8>>,
    rows: &mut Rows<'_>,
    withdrawals: &mut Withdrawals,
) -> io::Result<()> {
    if let Some(text) = value.text() {
        text_row(text, rows);
    } else if value.at("ladder").is_some() || value.at("vpdq").is_some() {
        own(value, &bytes()?, rows);
    } else if let Some(kind) = value.text_at("signalType").filter(|_| value.at("hashValue").is_some()) {
        stop_ncii(value, kind, rows, withdrawals);
    } else if let Some(kind) = value.any(&["type", "signal_type", "indicator_type"]).and_then(|kind| kind.text()) {
        descriptor(value, kind, rows);
    } else {
        named(value, rows);
    }
    Ok(())
}

/// Reads a hash by itself, or a frame of `threatexchange`: `hash,quality,seconds`.
fn text_row(text: &str, rows: &mut Rows<'_>) {
    let list = serde_json::to_vec(&[text]).unwrap_or_default();
    match Frame::read_json(&list).frames.pop().filter(|_| text.contains(',')) {
        Some(frame) => rows.push(Signal::Frame(frame)),
        None if untyped(text.trim().as_bytes(), rows) => (),
        None => rows.bad(Why::NoHash),
    }
}

/// Reads a record of StopNCII's `FetchHashes` (v1): it replaces an earlier one of the same hash.
fn stop_ncii(value: &Value<'_>, kind: &str, rows: &mut Rows<'_>, withdrawals: &mut Withdrawals) {
    let hash = value.text_at("hashValue").unwrap_or_default().to_ascii_lowercase();
    let rows_of = withdrawals.0.entry(format!("{kind} {hash}")).or_default();
    if matches!(value.text_at("hashStatus"), Some("Withdrawn" | "Deleted")) {
        rows_of.drain(..).for_each(|number| rows.withdrawn(number));
        return;
    }
    rows_of.push(rows.number());
    typed(Kind::of(kind).unwrap_or(Kind::Other), hash.as_bytes(), rows);
    facts(value, rows, &["hashValue"]);
}

/// Reads a descriptor of ThreatExchange, or anything else that says the kind beside the hash.
fn descriptor(value: &Value<'_>, kind: &str, rows: &mut Rows<'_>) {
    const HASHES: [&str; 6] = ["raw_indicator", "indicator", "hash", "value", "signal", "hash_value"];
    let hash = value.any(&HASHES).and_then(|hash| hash.text());
    match hash {
        Some(hash) => typed(Kind::of(kind).unwrap_or(Kind::Other), hash.trim().as_bytes(), rows),
        None => rows.bad(Why::NoHash),
    }
    facts(value, rows, &HASHES);
}

/// Reads an object whose members are named by kinds, as HMA answers, at once or under `signals`; or frames of vPDQ.
fn named(value: &Value<'_>, rows: &mut Rows<'_>) {
    let mut found = frames(value, rows);
    let inside = value.at("signals").map_or(&[][..], |signals| signals.fields());
    for (name, hash) in value.fields().iter().chain(inside) {
        let Some((kind, text)) = Kind::of(name).zip(hash.text()) else { continue };
        found = true;
        // HMA gives an empty text for a picture of too low a quality.
        if !text.is_empty() {
            typed(kind, text.trim().as_bytes(), rows);
        }
    }
    if !found {
        rows.bad(Why::NoHash);
    }
    facts(value, rows, &[]);
}

/// Reads frames of vPDQ: `{"frame": {"quality", "hash", "timestamp"}}`.
fn frames(value: &Value<'_>, rows: &mut Rows<'_>) -> bool {
    let mut found = false;
    for (name, frame) in value.fields() {
        let (Ok(number), Some(hash)) = (name.parse(), frame.text_at("hash")) else { continue };
        found = true;
        let hash = hash.parse::<PdqHash>().ok();
        let quality = frame.at("quality").and_then(Value::integer).and_then(|of| Quality::new(u8::try_from(of).ok()?));
        let at =
            frame.at("timestamp").and_then(Value::word).and_then(|time| Timestamp::from_seconds(time.parse().ok()?));
        match (hash, quality, at) {
            (Some(hash), Some(quality), Some(at)) => rows.push(Signal::Frame(Frame { number, quality, hash, at })),
            _ => rows.bad(Why::NotItsKind),
        }
    }
    found
}

/// Is a line of `temoin fingerprint`, as far as it is more than hashes by their kinds.
#[derive(Deserialize)]
struct Own {
    #[serde(default)]
    ladder: Vec<Known>,
    #[serde(default)]
    vpdq: Vec<OwnFrame>,
}

#[derive(Deserialize)]
struct OwnFrame {
    frame: u64,
    time: f64,
    pdq: PdqHash,
    quality: Quality,
}

fn own(value: &Value<'_>, bytes: &[u8], rows: &mut Rows<'_>) {
    let start = bytes.iter().position(|byte| *byte == b'{').unwrap_or(0);
    let own = serde_json::from_slice::<Own>(&bytes[start..]);
    for name in ["pdq", "md5", "sha1", "sha256"] {
        if let Some((kind, text)) = Kind::of(name).zip(value.text_at(name)) {
            typed(kind, text.as_bytes(), rows);
        }
    }
    match own {
        Ok(own) => {
            // The first is the whole, which stands in `pdq`.
            let cuts = own.ladder.iter().filter(|known| known.quality.is_used()).skip(1);
            cuts.for_each(|known| rows.push_part(Signal::Pdq(known.hash), known.part));
            for OwnFrame { frame, time, pdq, quality } in own.vpdq {
                match Timestamp::from_seconds(time) {
                    Some(at) => rows.push(Signal::Frame(Frame { number: frame, quality, hash: pdq, at })),
                    None => rows.bad(Why::NotItsKind),
                }
            }
        }
        Err(_) => rows.bad(Why::NotItsKind),
    }
    facts(value, rows, &["ladder", "vpdq"]);
}

/// Hands on what else an object says, but for what is nested deeper and what is left out.
fn facts(value: &Value<'_>, rows: &mut Rows<'_>, without: &[&str]) {
    rows.columns(|| {
        let others = value.fields().iter().filter(|(name, _)| Kind::of(name).is_none() && !without.contains(&&**name));
        let told = others.filter_map(|(name, value)| {
            let text = value.text().or(value.word())?;
            Some((name.to_string(), text.to_owned()))
        });
        told.collect()
    });
}
