//! Makes the case that `tests/fixtures/version-N` holds: `version_fixture FOLDER`. Its passphrase is `fixture`.
//!
//! It is run once for each version of the tables, before that version is released, and never again.

use std::path::Path;

use temoin_case::{Answer, Case, NewCase, NewItem, NewToken, Said, WorkFactor};
use temoin_evidence::{
    Author, Channel, CivilTime, DateOrder, Entry, EntryId, FileTimes, Flag, Flags, Item, ItemId, Kind, LabelledBy,
    Moment, Note, Origin, Place, Precision, Reader, Record, Span, When, WhenPrecision, Zone,
};
use temoin_seal::{cosignature, note::Signer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("version_fixture FOLDER")?;
    let new =
        NewCase { passphrase: Some("fixture".to_owned().into()), work: WorkFactor::Fixed(1), ..NewCase::default() };
    let (mut case, _) = Case::create(Path::new(&folder), &new)?;
    let archive = keep(&mut case, "export.zip", None, b"not really an archive", &[])?;
    let lines = ["Camille: bonjour\n", "Lou: salut\n", "Camille: à demain\n"];
    let chat = keep(&mut case, "chat.txt", Some(archive.id), lines.concat().as_bytes(), &lines)?;
    let gone = keep(&mut case, "gone.txt", None, b"deleted later", &[])?;
    let head = case.seal()?;
    let mut batch = case.batch()?;
    batch.draft(&entry(1))?;
    batch.statement(&entry(2))?;
    let said = Said::DateOrder(DateOrder::Dmy);
    batch.answer(&Answer { item: Some(chat.id), said, by: "elle".into(), answered: moment() })?;
    let (time, authority) = ("2026-11-03T21:04:00Z", "an authority");
    batch.token(&NewToken { size: 3, response: b"a response", chain_pem: "", time, authority })?;
    let witness = Signer::witness("witness.example", [7; 32])?;
    let file = cosignature::cosign(&head.note, &batch.verifier_key(), &witness, 1_793_739_840)?;
    batch.cosignature(&witness.verifier_key(), &file)?;
    batch.commit()?;
    case.delete(gone.id, &moment())?;
    case.seal()?;
    Ok(())
}

fn keep(
    case: &mut Case,
    name: &str,
    inside: Option<ItemId>,
    mut bytes: &[u8],
    lines: &[&str],
) -> Result<Item, Box<dyn std::error::Error>> {
    let stored = case.shelf().store(&mut bytes)?;
    let mut batch = case.batch()?;
    let mut writer = batch.item(NewItem {
        name: name.into(),
        path: None,
        media_type: "text/plain".into(),
        source: "whatsapp".into(),
        reader: Reader { name: "whatsapp".into(), version: 1 },
        inside,
        obtained: None,
        received: moment(),
        file_times: FileTimes::default(),
        stored,
    })?;
    let mut start = 0;
    for (position, line) in lines.iter().enumerate() {
        let span = Span { start, len: line.len() as u64 };
        writer.record(&record(position as u64, span, line))?;
        writer.piece(span)?;
        start += span.len;
    }
    writer.note(&Note { code: "fixture".into(), place: Place::Whole, detail: "made by hand".into() })?;
    let item = writer.finish()?;
    batch.commit()?;
    Ok(item)
}

fn record(position: u64, span: Span, line: &str) -> Record {
    let (name, text) = line.trim_end().split_once(": ").unwrap_or(("", line));
    Record {
        position,
        span,
        kind: Kind::Message,
        conversation: Some("two people".into()),
        author: Some(Author { name: name.into(), labelled_by: LabelledBy::Exporter, platform_id: None }),
        sent: Some(moment()),
        sent_raw: "03/11/2026 21:04".into(),
        text: text.into(),
        text_raw: None,
        attachments: Vec::new(),
        reply_to: None,
        flags: Flags::default().with(Flag::Edited),
        visibility: Default::default(),
        direction: Default::default(),
        details: Vec::new(),
    }
}

fn entry(id: u8) -> Entry {
    Entry {
        id: EntryId([id; 16]),
        what_happened: "Il a publié ma photo.".into(),
        when: When { time: "2026-11-02".into(), precision: WhenPrecision::Day, zone: None },
        place: "Instagram".into(),
        channel: Channel::Story,
        who: Vec::new(),
        proof: Vec::new(),
        entered_at: moment(),
        corrects: None,
        more: Default::default(),
    }
}

fn moment() -> Moment {
    let time = CivilTime::new(2026, 11, 3, 21, 4, 0, 0).unwrap_or_else(|_| unreachable!("it exists"));
    Moment { time, precision: Precision::Minute, zone: Zone::Utc, origin: Origin::CaptureClock }
}
