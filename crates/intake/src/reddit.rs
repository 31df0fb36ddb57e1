//! Reddit's data request: one table a subject. See `docs/formats/reddit.md`.

use temoin_evidence::{DetailKey, Direction, Flag, Kind as RecordKind, Record, Span, Visibility};
use temoin_syntax::table::Rows;

use crate::detect::Detected;
use crate::emit::{Emit, OWNER, account, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `comments.csv`, `posts.csv`, `messages.csv` and `chat_history.csv`.
pub(crate) struct Reddit;

const KIND: Kind = Kind::of("reddit");
/// Longest row, in bytes.
const ROW: usize = 4 << 20;

impl Format for Reddit {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let first = head.text.lines().next().unwrap_or_default().trim_end();
        first.contains(',') && Columns::of(&first.split(',').map(str::to_owned).collect::<Vec<_>>()).is_some()
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut rows = Rows::new(source, b',', ROW);
        let mut columns = None;
        while let Some(row) = rows.row()? {
            let Some(columns) = &columns else {
                let names: Vec<String> = row.fields.iter().map(|name| name.to_string()).collect();
                match Columns::of(&names) {
                    Some(found) => columns = Some(found),
                    None => break,
                }
                continue;
            };
            if row.fields.iter().all(|field| field.is_empty()) {
                continue;
            }
            let span = Span { start: row.start, len: row.end - row.start };
            if row.damaged {
                emit.note_at("damaged", span.start, span.len, "A row does not follow the rules of its table.");
            }
            let mut record = Record::new(columns.kind, span);
            if row.invalid_bytes {
                record.flags.insert(Flag::InvalidBytes);
            }
            columns.fill(&mut record, &|at| row.fields.get(at).map_or("", |field| field));
            if columns.kind == RecordKind::Message {
                let to = columns.named("to", &|at| row.fields.get(at).map_or("", |field| field));
                if !to.is_empty() {
                    emit.participant(to);
                }
            }
            emit.record(record)?;
        }
        if columns.is_some_and(|columns| columns.kind != RecordKind::Message) {
            emit.one_sided("Of posts and comments, Reddit's answer holds only those of its owner.");
        }
        Ok(emit.finish())
    }
}

/// Says which subject a table has, and in which column each fact stands.
struct Columns {
    kind: RecordKind,
    names: Vec<String>,
}

impl Columns {
    fn of(names: &[String]) -> Option<Self> {
        let names: Vec<String> =
            names.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let all = |wanted: &[&str]| wanted.iter().all(|name| names.iter().any(|known| known == name));
        let kind = match () {
            () if all(&["message_id", "created_at", "username", "message"]) => RecordKind::Message,
            () if all(&["id", "permalink", "from", "to", "body"]) => RecordKind::Message,
            () if all(&["id", "permalink", "date", "subreddit", "parent", "body"]) => RecordKind::Comment,
            () if all(&["id", "permalink", "date", "subreddit", "title"]) => RecordKind::Post,
            () => return None,
        };
        Some(Self { kind, names })
    }

    fn named<'r>(&self, name: &str, field: &dyn Fn(usize) -> &'r str) -> &'r str {
        self.names.iter().position(|known| known == name).map_or("", field)
    }

    fn fill<'r>(&self, record: &mut Record, field: &dyn Fn(usize) -> &'r str) {
        let named = |name: &str| self.named(name, field);
        let first = |names: &[&str]| names.iter().map(|name| named(name)).find(|text| !text.is_empty()).unwrap_or("");
        let stamp = first(&["date", "created_at"]);
        timed(record, stamp, time::iso(stamp));
        let own = self.kind != RecordKind::Message;
        let from = first(&["from", "username"]);
        record.author = Some(if own || from.is_empty() { account(OWNER, None) } else { account(from, None) });
        record.direction = if own { Direction::Sent } else { Direction::Unknown };
        record.visibility = if own { Visibility::Public } else { Visibility::Direct };
        record.conversation = Some(first(&["subreddit", "thread_id", "channel_url", "channel_name"]).to_owned())
            .filter(|name| !name.is_empty());
        record.reply_to = Some(first(&["parent", "thread_parent_message_id"]).to_owned()).filter(|id| !id.is_empty());
        record.detail(DetailKey::Id, first(&["id", "message_id"]));
        record.detail(DetailKey::Url, named("permalink"));
        record.detail(DetailKey::Subject, first(&["title", "subject"]));
        record.detail(DetailKey::To, named("to"));
        let body = first(&["body", "message"]);
        record.text = body.to_owned();
        // Some archives write line ends and quotation marks as a program would: both ways are shown.
        if !body.contains('\n') && body.contains("\\n") {
            record.text = body.replace("\\r", "").replace("\\n", "\n").replace("\\\"", "\"");
            record.text_raw = Some(body.to_owned());
            record.flags.insert(Flag::Repaired);
        }
    }
}
