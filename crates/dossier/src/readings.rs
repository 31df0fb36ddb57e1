use serde_json::{Value, json};

use crate::report::SHOWN;
use crate::{DossierError, Exhibit, View, masks};

/// Returns what a reader made of the shown pieces, a record a line: keys as `temoin records --json` writes them, and
/// the piece. They prove nothing.
pub(crate) fn lines(view: &View, exhibit: &Exhibit) -> Result<Vec<u8>, DossierError> {
    let mut out = Vec::new();
    for shown in &exhibit.records {
        let record = &shown.record;
        let mask = |text: &str| masks::cover(text, &view.masks);
        let attachments: Vec<Value> = record
            .attachments
            .iter()
            .map(|attachment| json!({"name": mask(&attachment.name), "state": attachment.state}))
            .collect();
        let mut line = json!({
            "id": format!("{}-{}", exhibit.item.id, record.position),
            "item": exhibit.item.id.to_string(),
            "piece": shown.piece,
            "kind": record.kind.word(),
            "text": mask(&record.text),
            "attachments": attachments,
            "flags": record.flags.iter().map(|flag| flag.word()).collect::<Vec<_>>(),
            "span": {"start": record.span.start, "len": record.span.len},
        });
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                line[key] = value;
            }
        };
        let details = record.details.iter().filter(|detail| SHOWN.contains(&detail.key));
        let details: Vec<Value> =
            details.map(|detail| json!({"key": detail.key, "value": mask(&detail.value)})).collect();
        set("details", (!details.is_empty()).then(|| details.into()));
        set("conversation", record.conversation.as_deref().map(|name| mask(name).into()));
        set("author", record.author.as_ref().map(|author| mask(&author.name).into()));
        set("time", record.sent.map(|sent| sent.to_string().into()));
        set("zone", record.sent.map(|sent| sent.zone.word().into()));
        set("precision", record.sent.map(|sent| sent.precision.word().into()));
        set("time_raw", (!record.sent_raw.is_empty()).then(|| mask(&record.sent_raw).into()));
        set("reader", exhibit.reader.as_ref().map(|reader| json!({"name": reader.name, "version": reader.version})));
        out.extend_from_slice(&temoin_seal::canonical::to_bytes(&line)?);
        out.push(b'\n');
    }
    Ok(out)
}
