//! Zones that a calendar names: those of the time zone database, those that the file describes itself (RFC 5545, section
//! 3.6.5), and those that Windows names.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use temoin_evidence::CivilTime;

use super::{wall, windows};
use crate::content_line::Property;

/// Most zones of one file, most changes of one zone, and most unknown names that are told.
const ZONES: usize = 200;
const CHANGES: usize = 200;
const UNKNOWN: usize = 20;

/// Says what a wall-clock time is in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Local {
    /// Seconds since 1970 (UTC).
    Utc(i64),
    /// That hour occurs twice there, or never.
    Doubtful,
    /// The zone is not known.
    Unknown,
}

/// Holds the zones that a file describes.
#[derive(Debug, Default)]
pub(super) struct Zones {
    described: Vec<Described>,
    open: Option<Described>,
    change: Option<Change>,
    /// Names that were met and are not known.
    pub(super) unknown: Vec<String>,
}

#[derive(Debug, Default)]
struct Described {
    name: String,
    changes: Vec<Change>,
    /// It has a rule of a form that is not read.
    unread: bool,
}

/// Is a change of the clock: since when, from what to what, and when again.
#[derive(Clone, Debug, Default)]
struct Change {
    start: Option<DateTime>,
    from: Option<i64>,
    to: Option<i64>,
    yearly: Option<Yearly>,
    unread: bool,
}

/// Is a day of every year: the nth of that day of the week in a month, from its end where n is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Yearly {
    month: i8,
    nth: i8,
    weekday: Weekday,
    until: i16,
}

impl Zones {
    /// Takes a property that stands outside of events.
    pub(super) fn take(&mut self, property: &Property<'_>) {
        let value = property.value.trim();
        let is = |what: &str| value.eq_ignore_ascii_case(what);
        match property.name.to_ascii_uppercase().as_str() {
            "BEGIN" if is("VTIMEZONE") => self.open = Some(Described::default()),
            "END" if is("VTIMEZONE") => {
                self.described.extend(self.open.take().filter(|_| self.described.len() < ZONES));
            }
            "BEGIN" if is("STANDARD") || is("DAYLIGHT") => self.change = Some(Change::default()),
            "END" if is("STANDARD") || is("DAYLIGHT") => {
                let Some(change) = self.change.take() else { return };
                if let Some(open) = &mut self.open {
                    open.unread |= change.unread || open.changes.len() >= CHANGES;
                    open.changes.extend(Some(change).filter(|_| open.changes.len() < CHANGES));
                }
            }
            "TZID" => {
                if let Some(open) = &mut self.open {
                    open.name = value.to_owned();
                }
            }
            name => {
                if let Some(change) = &mut self.change {
                    change.take(name, value);
                }
            }
        }
    }

    /// Returns what a wall-clock time is in the zone of that name.
    pub(super) fn utc(&mut self, name: &str, time: &CivilTime) -> Local {
        let second = time.second() as i8;
        let civil = DateTime::new(
            time.year(),
            time.month() as i8,
            time.day() as i8,
            time.hour() as i8,
            time.minute() as i8,
            second,
            0,
        );
        let Ok(civil) = civil else { return Local::Unknown };
        if let Some(zone) = database(name) {
            return in_database(&zone, civil);
        }
        let described = self.described.iter().find(|zone| zone.name == name && !zone.unread);
        if let Some(found) = described.and_then(|zone| zone.utc(civil)) {
            return found;
        }
        if let Some(zone) = windows::zone(name).and_then(|place| TimeZone::get(place).ok()) {
            return in_database(&zone, civil);
        }
        if self.unknown.len() < UNKNOWN && !self.unknown.iter().any(|known| known == name) {
            self.unknown.push(name.chars().take(100).collect());
        }
        Local::Unknown
    }
}

/// Finds a zone by its name, also where a program put its own name before it: `/example.org/20240101_1/Europe/Brussels`.
fn database(name: &str) -> Option<TimeZone> {
    let found = TimeZone::get(name).ok();
    found.or_else(|| {
        let parts: Vec<&str> = name.strip_prefix('/')?.rsplitn(3, '/').collect();
        let [place, region, _] = parts[..] else { return None };
        TimeZone::get(&format!("{region}/{place}")).ok()
    })
}

fn in_database(zone: &TimeZone, civil: DateTime) -> Local {
    zone.to_ambiguous_zoned(civil)
        .unambiguous()
        .map_or(Local::Doubtful, |found| Local::Utc(found.timestamp().as_second()))
}

impl Described {
    /// Returns what a wall-clock time is; nothing before the first change that is described.
    fn utc(&self, civil: DateTime) -> Option<Local> {
        let at = seconds(civil);
        let mut last: Option<(i64, i64)> = None;
        for change in &self.changes {
            let (from, to) = (change.from?, change.to?);
            for year in [civil.year() - 1, civil.year()] {
                let Some(onset) = change.onset(year).map(seconds) else { continue };
                // Around a change the clock shows a stretch twice, or leaves it out.
                let (first, end) = if to > from { (onset, onset + to - from) } else { (onset + to - from, onset) };
                if (first..end).contains(&at) {
                    return Some(Local::Doubtful);
                }
                if onset <= at && last.is_none_or(|(known, _)| onset > known) {
                    last = Some((onset, to));
                }
            }
        }
        last.map(|(_, offset)| Local::Utc(at - offset))
    }
}

impl Change {
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "DTSTART" => self.start = wall(value).and_then(|(time, _)| civil(&time)),
            "TZOFFSETFROM" => self.from = offset(value),
            "TZOFFSETTO" => self.to = offset(value),
            "RRULE" => {
                self.yearly = yearly(value);
                self.unread |= self.yearly.is_none();
            }
            "RDATE" => self.unread = true,
            _ => {}
        }
    }

    /// Returns when it last happened up to the end of a year.
    fn onset(&self, year: i16) -> Option<DateTime> {
        let start = self.start?;
        let Some(rule) = self.yearly else { return (start.year() <= year).then_some(start) };
        let year = year.min(rule.until);
        if year < start.year() {
            return None;
        }
        let month = Date::new(year, rule.month, 1).ok()?;
        Some(month.nth_weekday_of_month(rule.nth, rule.weekday).ok()?.to_datetime(start.time()))
    }
}

fn civil(time: &CivilTime) -> Option<DateTime> {
    let (hour, minute, second) = (time.hour() as i8, time.minute() as i8, time.second() as i8);
    DateTime::new(time.year(), time.month() as i8, time.day() as i8, hour, minute, second, 0).ok()
}

/// Returns the seconds since 1970 that a clock set to UTC would have counted.
fn seconds(civil: DateTime) -> i64 {
    civil.to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second())
}

/// Reads `+0100`, `-033000`, in seconds.
fn offset(value: &str) -> Option<i64> {
    let (sign, digits) = match value.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i64>().ok().filter(|part| *part < 60);
    let last = if digits.len() >= 6 { part(4..6)? } else { 0 };
    Some(sign * (part(0..2)? * 3600 + part(2..4)? * 60 + last))
}

/// Reads `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`, with or without `UNTIL`.
fn yearly(rule: &str) -> Option<Yearly> {
    let mut found = Yearly { month: 0, nth: 0, weekday: Weekday::Sunday, until: i16::MAX };
    for part in rule.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=')?;
        match name.to_ascii_uppercase().as_str() {
            "FREQ" if value.eq_ignore_ascii_case("YEARLY") => {}
            "INTERVAL" if value == "1" => {}
            "WKST" => {}
            "BYMONTH" => found.month = value.parse().ok()?,
            "UNTIL" => found.until = value.get(..4)?.parse().ok()?,
            "BYDAY" => {
                let (nth, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
                found.nth = nth.parse().ok()?;
                found.weekday = weekday(day)?;
            }
            _ => return None,
        }
    }
    ((1..=12).contains(&found.month) && found.nth != 0).then_some(found)
}

fn weekday(word: &str) -> Option<Weekday> {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let number = DAYS.iter().position(|day| word.eq_ignore_ascii_case(day))?;
    Weekday::from_monday_zero_offset(number as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "BEGIN:VTIMEZONE\nTZID:Notre heure\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\n\
        TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n\
        TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n\
        BEGIN:VTIMEZONE\nTZID:Fixe\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0330\nTZOFFSETTO:+0330\nEND:STANDARD\nEND:VTIMEZONE\n\
        BEGIN:VTIMEZONE\nTZID:Romance Standard Time\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0330\nTZOFFSETTO:+0330\n\
        RRULE:FREQ=MONTHLY\nEND:STANDARD\nEND:VTIMEZONE";

    fn check(name: &str, time: &str, expected: &str) {
        let mut zones = Zones::default();
        OWN.lines().filter_map(Property::of).for_each(|property| zones.take(&property));
        let found = match zones.utc(name, &time.parse().unwrap()) {
            Local::Utc(seconds) => CivilTime::from_unix_ms(seconds * 1000).unwrap().to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(found.trim_end_matches(".000"), expected, "{name} {time}");
        assert_eq!(zones.unknown.is_empty(), expected != "Unknown");
    }

    #[test]
    fn zones_of_each_kind() {
        check("Europe/Brussels", "2024-03-06T09:00", "2024-03-06T08:00:00");
        check("/example.org/20240101_1/Europe/Brussels", "2024-07-06T09:00", "2024-07-06T07:00:00");
        check("Notre heure", "2024-03-06T09:00", "2024-03-06T08:00:00");
        check("Notre heure", "2024-07-06T09:00", "2024-07-06T07:00:00");
        check("Notre heure", "2024-12-31T23:00", "2024-12-31T22:00:00");
        check("Fixe", "2024-03-06T09:00", "2024-03-06T05:30:00");
        check("Fixe", "1969-03-06T09:00", "Unknown");
        // A description of a form that is not read leaves the name.
        check("Romance Standard Time", "2024-03-06T09:00", "2024-03-06T08:00:00");
        check("Nulle part", "2024-03-06T09:00", "Unknown");
    }

    #[test]
    fn hours_that_occur_twice_or_never() {
        for name in ["Europe/Brussels", "Notre heure", "W. Europe Standard Time"] {
            check(name, "2024-03-31T01:59", "2024-03-31T00:59:00");
            check(name, "2024-03-31T02:30", "Doubtful");
            check(name, "2024-03-31T03:00", "2024-03-31T01:00:00");
            check(name, "2024-10-27T02:30", "Doubtful");
            check(name, "2024-10-27T03:00", "2024-10-27T02:00:00");
            check(name, "2024-10-27T01:59", "2024-10-26T23:59:00");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_description_is_read(lines in "((BEGIN|END|TZID|DTSTART|TZOFFSETFROM|TZOFFSETTO|RRULE|RDATE):(VTIMEZONE|STANDARD|x|16010101T030000|[+-][0-9]{2,6}|FREQ=YEARLY;BYMONTH=[0-9]{1,2};BYDAY=-?[0-9]{1,3}SU)\n){0,20}", year in 1i16..9999) {
            let mut zones = Zones::default();
            lines.lines().filter_map(Property::of).for_each(|property| zones.take(&property));
            zones.utc("x", &CivilTime::new(year, 3, 6, 9, 0, 0, 0).unwrap());
        }
    }
}
