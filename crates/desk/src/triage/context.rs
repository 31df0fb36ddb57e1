//! What stands around a message: how often the same was written, and how many came in an hour. Counts, no judgement.

use std::collections::HashMap;

use serde::Serialize;
use temoin_evidence::Record;

use super::said::likeness;

/// The stretch over which messages are counted, in milliseconds.
const HOUR: i64 = 3_600_000;
/// So many messages of one sender in one conversation within an hour are told.
const MANY: usize = 10;

/// Is a fact about what stands around a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// The same words, however written, came so many times from the same sender.
    Repeated(usize),
    /// So many messages of the sender in this conversation within the hour before it, itself included.
    InOneHour(usize),
}

impl Context {
    /// Returns it in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Repeated(times) => format!("the same words {times} times"),
            Self::InOneHour(count) => format!("{count} messages in one hour"),
        }
    }
}

/// Is what is counted over all records of a case.
#[derive(Debug, Default)]
pub(super) struct Counts {
    same: HashMap<(u64, u64), usize>,
    times: HashMap<u64, Vec<i64>>,
}

impl Counts {
    /// Counts a record that someone wrote.
    pub(super) fn add(&mut self, record: &Record, text: &str) {
        *self.same.entry((sender(record), likeness(text))).or_default() += 1;
        if let Some(sent) = &record.sent {
            self.times.entry(thread(record)).or_default().push(sent.time.unix_ms_as_utc());
        }
    }

    /// Puts times in order, after the last record.
    pub(super) fn ordered(mut self) -> Self {
        self.times.values_mut().for_each(|times| times.sort_unstable());
        self
    }

    /// Returns what there is to say about a record.
    pub(super) fn about(&self, record: &Record, text: &str) -> Vec<Context> {
        let mut found = Vec::new();
        let times = self.same.get(&(sender(record), likeness(text))).copied().unwrap_or_default();
        if times > 1 {
            found.push(Context::Repeated(times));
        }
        if let (Some(sent), Some(times)) = (&record.sent, self.times.get(&thread(record))) {
            let now = sent.time.unix_ms_as_utc();
            let count = times.partition_point(|&time| time <= now) - times.partition_point(|&time| time <= now - HOUR);
            if count >= MANY {
                found.push(Context::InOneHour(count));
            }
        }
        found
    }
}

fn sender(record: &Record) -> u64 {
    hashed(&record.author.as_ref().map(|author| (&author.name, &author.platform_id)))
}

fn thread(record: &Record) -> u64 {
    hashed(&(&record.conversation, sender(record)))
}

fn hashed(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{Author, Kind, LabelledBy, Moment, Origin, Precision, Span, Zone};

    use super::*;

    fn record(who: &str, minute: usize) -> Record {
        let time = format!("2026-10-01T{:02}:{:02}", 10 + minute / 60, minute % 60).parse().unwrap();
        let author = Author { name: who.into(), labelled_by: LabelledBy::Unknown, platform_id: None };
        Record {
            author: Some(author),
            sent: Some(Moment {
                time,
                precision: Precision::Minute,
                zone: Zone::Floating,
                origin: Origin::MessageMetadata,
            }),
            ..Record::new(Kind::Message, Span { start: 0, len: 1 })
        }
    }

    #[test]
    fn repetition_and_pace_are_counted_by_sender() {
        let mut counts = Counts::default();
        for minute in 0..12 {
            counts.add(&record("Bastien", 10 * minute), "Réponds !");
        }
        for minute in 0..14 {
            counts.add(&record("Jonas", minute), &format!("message {minute}"));
        }
        counts.add(&record("Nadia", 5), "réponds");
        let counts = counts.ordered();
        // Every ten minutes: six within an hour are not many, the same words twelve times are told.
        assert_eq!(counts.about(&record("Bastien", 110), "réponds"), [Context::Repeated(12)]);
        assert_eq!(counts.about(&record("Jonas", 13), "message 13"), [Context::InOneHour(14)]);
        assert_eq!(counts.about(&record("Jonas", 3), "message 3"), []);
        assert_eq!(counts.about(&record("Nadia", 5), "réponds"), []);
    }
}
