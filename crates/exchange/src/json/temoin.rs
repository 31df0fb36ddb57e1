//! Our own lists: a picture or film a line, with what of it is kept beside.

use temoin_fingerprint::{Area, Part, Quality, Side};
use temoin_syntax::json::Value;

use super::frames;
use crate::Why;
use crate::kind::{Kind, Signal};
use crate::tally::{Found, Given};

/// Returns how much there is to recognise, where a record says it.
pub(super) fn quality(value: &Value<'_>) -> Option<Quality> {
    value.at("quality")?.integer().and_then(|quality| quality.try_into().ok()).and_then(Quality::new)
}

/// Reads a film's frames: objects, or texts.
pub(super) fn film(list: &Value<'_>, found: &mut Found) -> Result<(), Why> {
    list.items().iter().try_for_each(|frame| match frame {
        Value::Text(text) => frames::text(text, found),
        frame => frames::object(frame, found),
    })
}

/// Reads the parts of a picture that a bank of one's own holds: a list of what `fingerprint` calls `Known`. The whole is
/// left out where the record has it already.
pub(super) fn ladder(list: &Value<'_>, found: &mut Found) -> Result<(), Why> {
    for known in list.items() {
        let part = known.at("part").and_then(part).ok_or(Why::Frame)?;
        let digits = known.text_at("hash").ok_or(Why::Frame)?;
        let quality = quality(known).ok_or(Why::Frame)?;
        let signal = Signal::of(Kind::Pdq, digits.as_bytes())?;
        let known =
            part == Part::Whole && found.given.iter().any(|given| given.signal == signal && given.part == Part::Whole);
        if !known {
            found.push_if_used(Given { part, ..Given::from(signal) }, Some(quality));
        }
    }
    Ok(())
}

/// Reads a part: `"whole"`, `{"centre": 4}`, `{"without": ["top", 12]}`, `{"inner": {"x", "y", "width", "height"}}`.
fn part(value: &Value<'_>) -> Option<Part> {
    let small = |value: &Value<'_>| u8::try_from(value.integer()?).ok();
    if let Some(name) = value.text() {
        return (name == "whole").then_some(Part::Whole);
    }
    if let Some(cut) = value.at("centre") {
        return small(cut).map(Part::Centre);
    }
    if let Some([side, cut]) = value.at("without").map(Value::items) {
        let side = Side::ALL.into_iter().find(|known| Some(known.name()) == side.text())?;
        return small(cut).map(|cut| Part::Without(side, cut));
    }
    let area = value.at("inner")?;
    let of = |name| usize::try_from(area.at(name)?.integer()?).ok();
    Some(Part::Inner(Area { x: of("x")?, y: of("y")?, width: of("width")?, height: of("height")? }))
}
