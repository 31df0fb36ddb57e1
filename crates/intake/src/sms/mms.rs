//! Picture messages: parts with text or with a file in base64, and the addresses of all who took part.

use temoin_evidence::{Attachment, AttachmentState, DetailKey, Kind as RecordKind, Record, Span, Visibility};

use super::{Fields, dated, other, sent_by};
use crate::email::base64;
use crate::emit::{Emit, odd};
use crate::{ReadError, time};

/// Is a picture message whose end has not come yet.
pub(super) struct Open {
    record: Record,
    people: u64,
}

impl Open {
    pub(super) fn new(attributes: &[u8], start: u64) -> Self {
        let mut fields = Fields::new(attributes);
        let mut record = Record::new(RecordKind::Message, Span { start, len: 0 });
        let with = other(&mut fields, "address");
        record.conversation = Some(with.name.clone());
        sent_by(&mut record, &fields.text("msg_box"), with);
        dated(&mut record, &fields.text("date"));
        record.detail(DetailKey::Subject, fields.text("sub"));
        // Here the network's time is in seconds.
        let network = fields.text("date_sent").parse().ok().filter(|&s: &i64| s > 0).and_then(time::unix_s);
        record.detail(DetailKey::Received, network.map(|at| at.to_string()).unwrap_or_default());
        for flag in odd(fields.oddities).iter() {
            record.flags.insert(flag);
        }
        Self { record, people: 0 }
    }

    /// Takes a part: a text is the message's, a file is handed over.
    pub(super) fn part(&mut self, attributes: &[u8], emit: &mut Emit<'_>) -> Result<(), ReadError> {
        let mut fields = Fields::new(attributes);
        let media = fields.text("ct");
        let text = fields.text("text");
        match media.as_str() {
            "application/smil" => {}
            media if media.starts_with("text/") => {
                if !self.record.text.is_empty() && !text.is_empty() {
                    self.record.text.push('\n');
                }
                self.record.text.push_str(&text);
            }
            _ => {
                let named = ["name", "cl", "fn"].iter().map(|name| fields.text(name)).find(|name| !name.is_empty());
                let name = crate::zip::display(&named.unwrap_or_else(|| "part".to_owned()));
                let data = temoin_syntax::markup::Attributes::new(attributes).find(|(name, _)| *name == b"data");
                let bytes = data.map(|(_, value)| base64(value).0).unwrap_or_default();
                let state = if bytes.is_empty() { AttachmentState::Missing } else { AttachmentState::Present };
                if !bytes.is_empty() {
                    emit.member(&name, None, &bytes)?;
                }
                self.record.attachments.push(Attachment { name, state });
            }
        }
        for flag in odd(fields.oddities).iter() {
            self.record.flags.insert(flag);
        }
        Ok(())
    }

    /// Takes an address: 137 is who sent it, 151 to whom, 130 a copy. The owner's own stands there as a token.
    pub(super) fn address(&mut self, attributes: &[u8]) {
        let mut fields = Fields::new(attributes);
        let address = fields.text("address");
        if address.is_empty() || address == "insert-address-token" {
            return;
        }
        self.people += 1;
        if fields.text("type") != "137" {
            self.record.detail(DetailKey::To, address);
        }
    }

    pub(super) fn close(mut self, end: u64) -> Record {
        self.record.span.len = end - self.record.span.start;
        self.record.visibility = if self.people > 2 { Visibility::Group } else { Visibility::Direct };
        self.record
    }
}
