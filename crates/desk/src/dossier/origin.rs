use temoin_dossier::{Basis, Fetch, Origin};
use temoin_evidence::{Item, OriginStrength};

/// Says how strongly an item's origin is supported. Where nothing was verified, it is never more than an editable file.
pub(crate) fn of(item: &Item, holds_chat: bool) -> Origin {
    let (basis, fetch) = match item.media_type.split(['/', ';']).next().unwrap_or_default() {
        _ if item.source == "whatsapp" || holds_chat => {
            (Basis::TextExport("WhatsApp".into()), vec![Fetch::Phone, Fetch::Platform("WhatsApp".into())])
        }
        // Without a signature or a check of the camera's data, a picture may always be a screenshot.
        "image" => (Basis::Picture, vec![Fetch::DeviceOriginal]),
        "video" | "audio" => (Basis::PlainFile, vec![Fetch::DeviceOriginal]),
        "message" => (Basis::PlainFile, vec![Fetch::MailServers]),
        _ => (Basis::PlainFile, Vec::new()),
    };
    Origin { strength: OriginStrength::D, basis, fetch }
}
