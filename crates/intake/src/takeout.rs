//! Google Takeout: YouTube comments and Google Chat. See `docs/formats/takeout.md`.

use temoin_evidence::{Author, DetailKey, Direction, Kind as RecordKind, LabelledBy, Record, Span, Visibility};
use temoin_syntax::json::{Element, Limits, Path, Step, Value, parse};
use temoin_syntax::table::Rows;

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, OWNER, account, begun, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, spelled, time};

/// Reads `comments.csv` of YouTube and `messages.json` of Google Chat, in the languages of accounts.
pub(crate) struct Takeout;

const KIND: Kind = Kind::of("takeout");
/// Longest row, in bytes.
const ROW: usize = 4 << 20;

impl Format for Takeout {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        is_comments(head.text.lines().next().unwrap_or_default())
            || head.is_json() && head.names(&["messages", "creator", "created_date"])
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        if temoin_syntax::slice(source, 0, 64)?.trim_ascii_start().starts_with(b"{") {
            elements::read(source, &Limits::default(), &mut emit, &mut Chat)?;
        } else {
            comments(source, &mut emit)?;
            emit.one_sided("Of comments, Takeout holds only those of the account's owner.");
        }
        Ok(emit.finish())
    }
}

/// Names of columns are in the account's language; their order, and the ids that lead, are not.
fn is_comments(first: &str) -> bool {
    if !first.contains(',') {
        return false;
    }
    let first = first.trim_start_matches('\u{feff}').to_lowercase();
    let columns: Vec<&str> = first.split(',').collect();
    columns.len() >= 8 && columns.len() <= 12 && columns[0].contains("id") && first.contains("channel id")
        || first.starts_with("comment id,")
}

/// Columns of a comment: id, channel, time, price, parent, post, video, text.
const COLUMNS: [usize; 5] = [0, 2, 4, 6, 7];

fn comments(source: &dyn Source, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let mut rows = Rows::new(source, b',', ROW);
    let mut first = true;
    while let Some(row) = rows.row()? {
        if std::mem::take(&mut first) || row.fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        let [id, stamp, parent, video, text] = COLUMNS.map(|at| row.fields.get(at).map_or("", |field| field));
        let mut record = Record::new(RecordKind::Comment, Span { start: row.start, len: row.end - row.start });
        record.author = Some(account(OWNER, None));
        record.direction = Direction::Sent;
        record.visibility = Visibility::Public;
        timed(&mut record, stamp, time::iso_utc(stamp));
        record.reply_to = Some(parent.to_owned()).filter(|id| !id.is_empty());
        record.detail(DetailKey::Id, id);
        if !video.is_empty() {
            record.detail(DetailKey::Url, format!("https://www.youtube.com/watch?v={video}"));
        }
        record.text = joined(text);
        if record.text != text {
            record.text_raw = Some(text.to_owned());
        }
        emit.record(record)?;
    }
    Ok(())
}

/// A comment's text is a run of JSON objects with commas between; what is not stays as written.
fn joined(stored: &str) -> String {
    let (mut rest, mut text) = (stored.trim(), String::new());
    while rest.starts_with('{') {
        // A number could end with the text; an object cannot.
        let Ok((value, len, _)) = parse(rest.as_bytes()) else { return stored.to_owned() };
        text.push_str(value.text_at("text").unwrap_or_default());
        rest = rest.get(len..).unwrap_or_default().trim_start().trim_start_matches(',').trim_start();
    }
    if rest.is_empty() && !text.is_empty() { text } else { stored.to_owned() }
}

struct Chat;

impl Elements for Chat {
    fn step(&mut self, path: &Path) -> Step {
        match path.name(0) {
            _ if path.is(&["messages", "*"]) => Step::Take,
            None | Some("messages") => Step::Enter,
            Some(_) => Step::Skip,
        }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if !path.is(&["messages", "*"]) {
            return Ok(());
        }
        let value = &element.value;
        let mut record = begun(RecordKind::Message, element);
        record.author = value.at("creator").map(|creator| Author {
            name: creator.any(&["name", "email"]).and_then(Value::text).unwrap_or_default().to_owned(),
            labelled_by: LabelledBy::Sender,
            platform_id: creator.text_at("email").map(str::to_owned),
        });
        let group = emit.options.path.as_deref().and_then(|path| path.rsplit('/').nth(1));
        record.conversation = group.map(str::to_owned);
        let stamp = value.text_at("created_date").unwrap_or_default();
        timed(&mut record, stamp, spelled::spelled(stamp));
        record.text = value.text_at("text").unwrap_or_default().to_owned();
        record.detail(DetailKey::Id, value.text_at("message_id").unwrap_or_default());
        for file in value.at("attached_files").map(Value::items).unwrap_or_default() {
            record.attachments.push(
                emit.attachment(file.any(&["export_name", "original_name"]).and_then(Value::text).unwrap_or_default()),
            );
        }
        emit.record(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_objects_are_one_text() {
        assert_eq!(joined(r#"{"text": "arrêtez"},{"text": " svp", "mention": {"x": 1}}"#), "arrêtez svp");
        assert_eq!(joined("plain, {text"), "plain, {text");
        assert_eq!(joined(""), "");
    }
}
