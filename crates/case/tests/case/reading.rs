//! What readers and the person said, and how it is found again.

use std::ops::ControlFlow;

use temoin_case::{Access, Answer, CaseError, Filter, Said};
use temoin_evidence::{
    ActorHandle, Attachment, AttachmentState, DateOrder, DetailKey, Direction, Kind, Note, Place, Reader, Record,
    RecordId, Span, Visibility, Zone,
};

use crate::stage::{Stage, at, chat, check_is_clean, keep, keep_chat, moment, new_item, now, reader};

fn found(case: &temoin_case::Case, filter: &Filter) -> Vec<Record> {
    let mut records = Vec::new();
    case.records(filter, &mut |_, record| {
        records.push(record);
        ControlFlow::Continue(())
    })
    .unwrap();
    records
}

#[test]
fn records_read_back_whole() {
    let (stage, mut case) = Stage::new();
    let mut record = chat(1).records.remove(0);
    record.text_raw = Some("<b>hello</b>".into());
    record.attachments = vec![Attachment { name: "IMG-1.jpg".into(), state: AttachmentState::Missing }];
    record.reply_to = Some("42".into());
    record.visibility = Visibility::Group;
    record.direction = Direction::Received;
    record.detail(DetailKey::Edited, "2024-03-05T14:06:00Z");
    record.kind = Kind::Voice;
    record.sent = Some(moment("2024-03-05T14:05:09.120", Zone::Offset(-210)));
    let bare = Record {
        position: 1,
        conversation: None,
        author: None,
        sent: None,
        sent_raw: String::new(),
        kind: Kind::System,
        ..chat(2).records.remove(1)
    };
    let stored = case.shelf().store(&mut chat(2).bytes.as_slice()).unwrap();
    let mut batch = case.batch().unwrap();
    let mut writer = batch.item(new_item("chat.txt", stored)).unwrap();
    writer.record(&record).unwrap();
    writer.record(&bare).unwrap();
    assert!(matches!(writer.record(&bare), Err(CaseError::Position)));
    let note = Note { code: "gap".into(), place: Place::Bytes(Span { start: 3, len: 4 }), detail: "4 bytes".into() };
    writer.note(&note).unwrap();
    let item = writer.finish().unwrap();
    batch.commit().unwrap();
    drop(case);

    let case = stage.open(Access::Read).unwrap();
    assert_eq!(found(&case, &Filter::default()), [record.clone(), bare]);
    assert_eq!(case.record(RecordId { item: item.id, position: 0 }).unwrap(), Some(record));
    assert_eq!(case.record(RecordId { item: item.id, position: 2 }).unwrap(), None);
    assert_eq!(case.notes(item.id).unwrap(), [note]);
    let reading = case.reading(item.id).unwrap();
    assert_eq!((reading.records, reading.bytes_read), (2, item.size));
}

#[track_caller]
fn check(filter: Filter, expected: &[u64]) {
    let (_stage, mut case) = Stage::new();
    keep_chat(&mut case, &chat(12));
    let positions: Vec<u64> = found(&case, &filter).iter().map(|record| record.position).collect();
    assert_eq!(positions, expected, "{filter:?}");
}

#[test]
fn filters_choose() {
    // The first message is of 2023-11-14T22:13:20, the next ones a minute later each.
    let all: Vec<u64> = (0..12).collect();
    check(Filter::default(), &all);
    check(Filter { from: Some(at("2023-11-14T22:23:20")), ..Filter::default() }, &[10, 11]);
    check(Filter { until: Some(at("2023-11-14T22:15:20")), ..Filter::default() }, &[0, 1]);
    check(Filter { author: Some("ÉLISE".into()), ..Filter::default() }, &[1, 3, 5, 7, 9, 11]);
    check(Filter { author: Some("Éli".into()), ..Filter::default() }, &[]);
    check(Filter { find: Some("NUMBER 1".into()), ..Filter::default() }, &[1, 10, 11]);
    let both = Filter { find: Some("number 1".into()), author: Some("camille".into()), ..Filter::default() };
    check(both, &[10]);
}

#[test]
fn one_item_or_all_and_a_stop() {
    let (_stage, mut case) = Stage::new();
    let one = keep_chat(&mut case, &chat(3));
    keep_chat(&mut case, &chat(4));
    assert_eq!(found(&case, &Filter::default()).len(), 7);
    assert_eq!(found(&case, &Filter { item: Some(one.id), ..Filter::default() }).len(), 3);
    let mut seen = 0;
    case.records(&Filter::default(), &mut |_, _| {
        seen += 1;
        if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert_eq!(seen, 2);
}

#[test]
fn a_new_reading_takes_the_place_of_the_old_one() {
    let (stage, mut case) = Stage::new();
    let item = keep_chat(&mut case, &chat(6));
    let leaves = case.log_size().unwrap();
    let better = Reader { name: "whatsapp".into(), version: 2 };
    let mut batch = case.batch().unwrap();
    let mut writer = batch.readings(item.id).unwrap();
    for record in chat(5).records {
        writer.record(&record).unwrap();
    }
    writer.finish(better.clone()).unwrap();
    batch.commit().unwrap();
    assert_eq!(case.reading(item.id).unwrap().reader, better);
    assert_eq!(found(&case, &Filter::default()), chat(5).records);
    assert_eq!(case.piece_count(item.id).unwrap(), 6, "what was sealed stays as it was cut");
    assert_eq!(case.log_size().unwrap(), leaves);

    let mut batch = case.batch().unwrap();
    drop(batch.readings(item.id).unwrap());
    assert!(matches!(batch.commit(), Err(CaseError::Unfinished)));
    drop(case);
    let case = stage.open(Access::Read).unwrap();
    assert_eq!(found(&case, &Filter::default()).len(), 5, "half a reading leaves the old one");
    check_is_clean(&case);
}

#[test]
fn answers_are_hers_and_join_people() {
    let (_stage, mut case) = Stage::new();
    let item = keep_chat(&mut case, &chat(4));
    keep(&mut case, "other.txt", b"no author");
    let handle = |value: &str| ActorHandle { platform: "whatsapp".into(), value: value.into() };
    assert_eq!(case.actors().unwrap().len(), 2);
    let order =
        Answer { item: Some(item.id), said: Said::DateOrder(DateOrder::Dmy), by: "elle".into(), answered: now() };
    let same = Answer { item: None, said: Said::SamePerson(handle("Camille"), handle("Élise")), ..order.clone() };
    let mut batch = case.batch().unwrap();
    let leaf = batch.answer(&order).unwrap();
    batch.answer(&same).unwrap();
    batch.commit().unwrap();
    assert_eq!(case.answers().unwrap(), [order, same.clone()]);
    assert_eq!(case.actors().unwrap()[0].handles, [handle("Camille"), handle("Élise")]);
    let temoin_case::KeptLeaf::Whole(sealed) = case.leaf(leaf).unwrap() else { panic!("destroyed") };
    assert_eq!(sealed.value("question").unwrap(), "date_order");
    assert_eq!(sealed.value("answer").unwrap(), "dmy");

    case.delete(item.id, &now()).unwrap();
    assert_eq!(case.answers().unwrap(), [same], "what was said about the item goes with it");
    assert_eq!(case.leaf(leaf).unwrap(), temoin_case::KeptLeaf::Destroyed(sealed.leaf.hash()));
    check_is_clean(&case);
}

#[test]
fn many_senders_take_bounded_memory_and_read_back() {
    let (_stage, mut case) = Stage::new();
    let template = chat(1).records.remove(0);
    let name = |i: u64| format!("sender {}", i % 20_000);
    let stored = case.shelf().store(&mut &[b'x'; 40_000][..]).unwrap();
    let mut batch = case.batch().unwrap();
    let mut writer = batch.item(new_item("chat.txt", stored)).unwrap();
    for position in 0..40_000 {
        let mut record = template.clone();
        record.position = position;
        record.author.as_mut().unwrap().name = name(position);
        writer.record(&record).unwrap();
    }
    let item = writer.finish().unwrap();
    batch.commit().unwrap();
    let all = found(&case, &Filter::default());
    assert!(all.iter().all(|record| record.author.as_ref().unwrap().name == name(record.position)));
    assert_eq!(case.authors(item.id).unwrap().len(), 20_000);
    assert_eq!(case.reading(item.id).unwrap().reader, reader("file"));
}
