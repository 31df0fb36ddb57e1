use std::rc::Rc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use temoin_case::{Answer, Batch, Case, Said};
use temoin_evidence::{DateOrder, Item, ItemId, Moment, Record, Zone};
use temoin_intake::{Answers, Limits, Options};

use crate::beside::{Beside, Near};
use crate::parts::Together;
use crate::take::again;
use crate::worker::{Job, Seeking, Task, Worker};
use crate::{Clock, DeskError};

/// Keeps what a person answers about an item, as hers, and reads the item anew in that light. Returns the number of records.
///
/// # Errors
/// When the answer is not one, the item is unknown, or the worker was stopped: nothing is then changed.
pub fn answer(
    case: &mut Case,
    worker: &mut Worker,
    clock: &dyn Clock,
    item: ItemId,
    said: Said,
    by: &str,
) -> Result<u64, DeskError> {
    if let Said::Zone(name) = &said {
        WallClock::named(name)?;
    }
    let mut batch = case.batch()?;
    batch.answer(&Answer { item: Some(item), said, by: by.to_owned(), answered: clock.now() })?;
    let records = reread(&mut batch, worker, item)?;
    batch.commit()?;
    Ok(records)
}

/// Reads an item anew, in the light of what is answered and of what lies beside it now. Returns the number of records.
pub(crate) fn reread(batch: &mut Batch<'_>, worker: &mut Worker, id: ItemId) -> Result<u64, DeskError> {
    let item = Case::item(batch, id)?;
    let (order, zone) = given(batch, id)?;
    let (options, beside) = known(batch, &item, order)?;
    let mut source = Seeking::new(batch.blob(id)?);
    let job = Job { len: item.size, task: Task::Read(options), beside: None };
    let session = worker.start(job, beside.as_ref(), &mut source).map_err(DeskError::Stopped)?;
    let change = |record: &mut Record| {
        if let (Some(sent), Some(zone)) = (&mut record.sent, &zone) {
            zone.set(sent);
        }
    };
    again(session, batch.readings(id)?, item.size, &change)
}

/// Returns the answers that hold for an item: of each question the last one.
fn given(batch: &Batch<'_>, id: ItemId) -> Result<(Option<DateOrder>, Option<WallClock>), DeskError> {
    let (mut order, mut zone) = (None, None);
    for answer in batch.answers()?.into_iter().filter(|answer| answer.item == Some(id)) {
        match answer.said {
            Said::DateOrder(said) => order = Some(said),
            Said::Zone(said) => zone = Some(WallClock::named(&said)?),
            _ => (),
        }
    }
    Ok((order, zone))
}

/// Returns what is known of an item beside its bytes.
fn known(batch: &Batch<'_>, item: &Item, date_order: Option<DateOrder>) -> Result<(Options, Option<Near>), DeskError> {
    let items = batch.items()?;
    let beside = Rc::new(match item.inside {
        Some(archive) => Together::of(&items).beside(archive),
        None => Beside::new(items.iter().filter(|other| other.inside.is_none()).filter_map(|other| other.path.clone())),
    });
    let archive = items.iter().find(|other| Some(other.id) == item.inside).map(|other| other.name.clone());
    // A file that was given alone has nothing beside it: then nothing is missing.
    let beside = item.path.as_ref().and_then(|path| beside.of(path));
    let beside = beside.filter(|near| archive.is_some() || near.count() > 1);
    let options = Options {
        name: item.name.clone(),
        beside: None,
        path: item.path.clone().filter(|_| archive.is_some()),
        archive,
        depth: 0,
        limits: Limits::default(),
        // The zone is set here, where the calendar of zones is known.
        answers: Answers { date_order, zone: None },
    };
    Ok((options, beside))
}

/// Is a zone that a person named, with its summer times.
enum WallClock {
    Utc,
    Offset(i16),
    Place(TimeZone),
}

impl WallClock {
    /// Reads `UTC`, `+01:00` or a name of the IANA database.
    fn named(name: &str) -> Result<Self, DeskError> {
        if matches!(name, "UTC" | "Z") {
            return Ok(Self::Utc);
        }
        if let Some(rest) = name.strip_prefix(['+', '-']) {
            let (hours, minutes) = rest.split_once(':').ok_or(DeskError::Answer)?;
            let two = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() == 2).ok_or(DeskError::Answer);
            let (hours, minutes) = (two(hours)?, two(minutes)?);
            let sign = if name.starts_with('-') { -1 } else { 1 };
            return if hours <= 14 && minutes < 60 {
                Ok(Self::Offset(sign * (hours * 60 + minutes)))
            } else {
                Err(DeskError::Answer)
            };
        }
        TimeZone::get(name).map(Self::Place).map_err(|_| DeskError::Answer)
    }

    /// Gives a floating time its zone; one that the file itself tells stands.
    fn set(&self, sent: &mut Moment) {
        if sent.zone != Zone::Floating {
            return;
        }
        sent.zone = match self {
            Self::Utc => Zone::Utc,
            Self::Offset(minutes) => Zone::Offset(*minutes),
            Self::Place(zone) => Self::at(zone, sent).map_or(Zone::Floating, Zone::Offset),
        };
    }

    /// Returns the minutes east of UTC at a wall-clock reading; nothing in the hour that occurs twice or never.
    fn at(zone: &TimeZone, sent: &Moment) -> Option<i16> {
        let time = &sent.time;
        let civil = DateTime::new(
            time.year(),
            time.month() as i8,
            time.day() as i8,
            time.hour() as i8,
            time.minute() as i8,
            time.second() as i8,
            0,
        );
        let offset = zone.to_ambiguous_zoned(civil.ok()?).unambiguous().ok()?.offset();
        i16::try_from(offset.seconds() / 60).ok()
    }
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{Origin, Precision};

    use super::*;

    fn check(zone: &str, time: &str, expected: Option<&str>) {
        let shown = WallClock::named(zone).ok().map(|clock| {
            let mut sent = Moment {
                time: time.parse().unwrap(),
                precision: Precision::Minute,
                zone: Zone::Floating,
                origin: Origin::MessageMetadata,
            };
            clock.set(&mut sent);
            sent.to_string()
        });
        assert_eq!(shown.as_deref(), expected, "{zone} {time}");
    }

    #[test]
    fn a_place_has_its_summer_time_and_its_doubtful_hours() {
        check("Europe/Brussels", "2026-07-01T12:00", Some("2026-07-01T12:00+02:00"));
        check("Europe/Brussels", "2026-12-01T12:00", Some("2026-12-01T12:00+01:00"));
        check("Europe/Brussels", "2026-10-25T02:30", Some("2026-10-25T02:30"));
        check("Europe/Brussels", "2026-03-29T02:30", Some("2026-03-29T02:30"));
        check("UTC", "2026-07-01T12:00", Some("2026-07-01T12:00Z"));
        check("-03:30", "2026-07-01T12:00", Some("2026-07-01T12:00-03:30"));
        check("Europe/Nowhere", "2026-07-01T12:00", None);
        check("+1:00", "2026-07-01T12:00", None);
        check("+99:00", "2026-07-01T12:00", None);
    }
}
