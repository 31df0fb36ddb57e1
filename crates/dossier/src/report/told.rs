use temoin_evidence::{Author, DetailKey, Kind, Record};

use super::Maker;

/// Characters of a detail that are shown.
const LONGEST: usize = 500;
/// Most details of one record that are shown.
const MOST: usize = 20;

/// Details that are shown with a record, in this order. What may tell more than she meant to (places, devices, header
/// fields, other people's names) is not among them.
pub(crate) const SHOWN: [DetailKey; 6] = [
    DetailKey::Subject,
    DetailKey::Outcome,
    DetailKey::Seconds,
    DetailKey::ForwardedFrom,
    DetailKey::Earlier,
    DetailKey::Url,
];

impl Maker<'_> {
    /// Returns the name that someone is shown under.
    pub(super) fn name(&self, author: &Author) -> String {
        if author.name == Author::OWNER { self.say("owner") } else { self.line(&author.name) }
    }

    /// Says who is shown as having written a record, and what it is where that is no message.
    pub(super) fn by(&self, record: &Record) -> String {
        let Some(author) = &record.author else { return self.kind(record.kind) };
        let name = self.words.with("shown-as", &[("name", &self.name(author))]);
        match record.kind {
            Kind::Message | Kind::Email => name,
            kind => format!("{name} · {}", self.kind(kind)),
        }
    }

    /// Says what a record tells beside its text, a line each.
    pub(super) fn told(&self, record: &Record) -> Vec<String> {
        // A subject that is the text itself, and the length of a call that nobody took, tell nothing.
        let says = |value: &str| value != record.text && value != "0";
        let of = |key: DetailKey| record.details.iter().filter(move |one| one.key == key && says(&one.value));
        SHOWN.into_iter().flat_map(of).take(MOST).map(|detail| self.detail(record, detail.key, &detail.value)).collect()
    }

    fn detail(&self, record: &Record, key: DetailKey, value: &str) -> String {
        let value: String = self.line(value).chars().take(LONGEST).collect();
        let with = |key: &str| self.words.with(key, &[("what", &value)]);
        match key {
            DetailKey::Subject => with("told-subject"),
            DetailKey::Outcome if record.kind == Kind::Call => match value.as_str() {
                "missed" | "rejected" | "answered" => self.say(&format!("call-{value}")),
                _ => with("told-outcome"),
            },
            DetailKey::Outcome => with("told-outcome"),
            DetailKey::Seconds => match value.parse() {
                Ok(seconds) => self.words.with("told-length", &[("what", &length(seconds))]),
                Err(_) => with("told-length"),
            },
            DetailKey::ForwardedFrom => with("told-forwarded-from"),
            DetailKey::Earlier => with("told-earlier"),
            _ => with("told-address"),
        }
    }
}

/// Writes a length as clocks do: `0:07`, `1:02:03`.
fn length(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_clocks_write_them() {
        assert_eq!([7, 65, 3723].map(length), ["0:07", "1:05", "1:02:03"]);
    }
}
