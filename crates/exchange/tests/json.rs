//! JSON lists of all shapes: what is given, what is withdrawn, what is told, and with which line.

use std::collections::BTreeSet;

use temoin_exchange::{Format, Kept, Note, Options, Summary, columns, read};
use temoin_fingerprint::{Known, Part, Quality, Side};

const PDQ: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";

fn filled(text: &str) -> String {
    text.replace("PDQ!", PDQ)
        .replace("MD5!", &PDQ[..32])
        .replace("SHA1!", &PDQ[..40])
        .replace("OTHER!", &PDQ.replace('5', "6"))
}

/// Checks the form, the signals as `number line kind`, and what is bad as `number line code`.
fn check(text: &str, format: Format, rows: &[&str], bad: &[&str]) -> Summary {
    let text = filled(text);
    let mut kept = Kept::default();
    let summary = read(&text.as_bytes(), &Options::default(), &mut kept).unwrap();
    assert_eq!(summary.format, format, "{text}");
    let said: Vec<_> =
        kept.rows.iter().map(|row| format!("{} {} {}", row.number, row.line, row.signal.kind().name())).collect();
    assert_eq!(said, rows, "{text}");
    let said: Vec<_> = kept.bad.iter().map(|bad| format!("{} {} {}", bad.number, bad.line, bad.why.code())).collect();
    assert_eq!(said, bad, "{text}");
    assert_eq!(summary.rows, summary.read + summary.bad + summary.skipped + summary.removed, "{text}");
    summary
}

#[test]
fn lines_of_json_are_read_each_by_itself() {
    let text = r#"{"pdq":"PDQ!","md5":"MD5!","photodna":"x"}
{"signals":{"pdq":"PDQ!"},"id":7}
{"pdq":"PDQ!
{"pdq":"xyz"}

{"photodna":"x"}
{"what":"x"}
{"pdq":"PDQ!","quality":49,"sha256":"PDQ!"}
{"pdq":"","sha1":null}
{"type":"HASH_SHA1","value":"SHA1!"}
{"data":[{"type":"HASH_MD5","indicator":"MD5!"},{"hash":"PDQ!"}]}
7
"#;
    let summary = check(
        &format!("\u{feff}{}", text.replace('\n', "\r\n")),
        Format::JsonLines,
        &["0 1 pdq", "0 1 md5", "1 2 pdq", "6 8 sha256", "8 10 sha1", "9 11 md5", "10 11 pdq"],
        &["2 3 not-json", "3 4 not-hex", "5 7 no-hash", "11 12 not-json"],
    );
    assert_eq!((summary.skipped, summary.weak), (2, 2));
}

#[test]
fn documents_are_lists_records_or_lists_by_kind() {
    check(
        "[\"PDQ!\",\n \"md5 MD5!\",\n\n \"PDQ!,60,1.5\", {\"pdq\":\"PDQ!\"},\n7, @@ ,\n\"SHA1!\"]",
        Format::Json,
        &["0 1 pdq", "1 2 md5", "2 4 pdq", "3 4 pdq", "6 6 sha1"],
        &["4 5 no-hash", "5 5 not-json"],
    );
    check("{\n \"pdq\": \"PDQ!\",\n \"md5\": \"MD5!\"\n}", Format::Json, &["0 1 pdq", "0 1 md5"], &[]);
    check(
        "{\"pdq\":[\"PDQ!\",\n\"x\"],\"md5\":[\"MD5!\"],\"n\":[1],\"photodna\":[\"x\"]}",
        Format::Json,
        &["0 1 pdq", "2 2 md5"],
        &["1 2 not-hex"],
    );
    check("{\"pdq\":\"PDQ!\"}", Format::Json, &["0 1 pdq"], &[]);
    let cut = check("[\"PDQ!\",\n\"PD", Format::Json, &["0 1 pdq"], &["1 2 cut-short"]);
    assert_eq!(cut.notes, [Note::Cut]);
}

#[test]
fn descriptors_of_threatexchange_are_read_and_deleted() {
    let text = r#"{"data":[
{"id":"1","type":"HASH_PDQ","raw_indicator":"PDQ!","status":"MALICIOUS"},
{"id":"2","type":"HASH_MD5","indicator":"MD5!"},
{"id":"3","type":"HASH_TMK","indicator":"xx"},
{"id":"4","type":"HASH_SHA256","indicator":{"id":"5","indicator":"PDQ!"}},
{"id":"6","type":"HASH_SHA1","indicator":"SHA1!","status":"NON_MALICIOUS"},
{"id":"7","type":"HASH_VIDEO_MD5","indicator":"MD"},
{"id":"2","type":"HASH_MD5","indicator":"MD5!","should_delete":true},
{"id":"8"}
],"paging":{"next":"x"}}"#;
    let summary = check(text, Format::ThreatExchange, &["0 2 pdq", "3 5 sha256"], &["5 7 not-hex", "7 9 no-hash"]);
    assert_eq!((summary.skipped, summary.removed), (2, 2));
}

#[test]
fn a_record_of_stopncii_replaces_the_former_one() {
    let record = |kind: &str, hash: &str, status: &str, time: u32| {
        format!(
            r#"{{"lastModtimestamp":{time},"signalType":"{kind}","hashValue":"{hash}","hashStatus":"{status}","caseNumbers":["a"]}}"#
        )
    };
    let page = |records: &[String]| {
        format!("{{\"nextSetTimestamp\":5,\"hashRecords\":[\n{}\n],\"hasMoreRecords\":false}}", records.join(",\n"))
    };
    let (pdq, md5) = ("ImagePDQ", "VideoMD5");
    let text = page(&[
        record(pdq, "PDQ!", "Active", 1),
        record(md5, "MD5!", "Received", 2),
        record("VideoTMK", "xx", "Active", 3),
        record(pdq, "PDQ!", "Withdrawn", 4),
        record(pdq, "OTHER!", "Deleted", 5),
    ]);
    let summary = check(&text, Format::StopNcii, &["1 3 video_md5"], &[]);
    assert_eq!((summary.removed, summary.skipped), (3, 1));
    // It is back.
    let text = page(&[record(pdq, "PDQ!", "Withdrawn", 4), record(pdq, "PDQ!", "Active", 5)]);
    check(&text, Format::StopNcii, &["1 3 pdq"], &[]);
    // The order of the file is not that of the times.
    let text = page(&[record(pdq, "PDQ!", "Withdrawn", 4), record(pdq, "PDQ!", "Active", 3)]);
    check(&text, Format::StopNcii, &[], &[]);
    // A page a line.
    let one = |text: String| text.replace('\n', "");
    let pages = format!(
        "{}\n{}\n",
        one(page(&[record(pdq, "PDQ!", "Active", 1)])),
        one(page(&[record(pdq, "PDQ!", "Withdrawn", 2)]))
    );
    check(&pages, Format::JsonLines, &[], &[]);
}

#[test]
fn frames_of_films_are_read() {
    let frame = |quality: u8| format!("{{\"quality\":{quality},\"hash\":\"PDQ!\",\"timestamp\":1.25}}");
    let text = format!("{{\"0\":{},\n\"1\":{},\n\"x\":{},\n\"3\":{{}}}}", frame(50), frame(49), frame(50));
    check(&text, Format::VpdqJson, &["0 1 pdq"], &["2 3 not-a-frame", "3 4 not-a-frame"]);
}

#[test]
fn our_own_lists_are_read_with_parts_and_frames() {
    let known = |part, quality| Known { part, hash: PDQ.parse().unwrap(), quality: Quality::new(quality).unwrap() };
    let area = temoin_fingerprint::Area { x: 1, y: 2, width: 300, height: 400 };
    let parts = [Part::Whole, Part::Centre(4), Part::Without(Side::Top, 12), Part::Inner(area)];
    let ladder: Vec<Known> = parts.iter().map(|part| known(*part, 80)).chain([known(Part::Centre(6), 10)]).collect();
    let ladder = serde_json::to_string(&ladder).unwrap();
    let text = format!(
        r#"{{"path":"a b","sha256":"PDQ!","md5":"MD5!","ladder":{ladder},"pdq":"PDQ!","quality":90,"width":1,"height":2}}
{{"path":"c","sha256":"PDQ!","md5":"MD5!","vpdq":[{{"frame":0,"time":0.5,"pdq":"PDQ!","quality":50}},{{"frame":1,"time":1,"pdq":"PDQ!","quality":3}}]}}
{{"path":"c","ladder":[{{"part":"half","hash":"PDQ!","quality":90}}]}}
"#
    );
    let (sha256, md5, pdq) = ("0 1 sha256", "0 1 md5", "0 1 pdq");
    check(
        &text,
        Format::JsonLines,
        &[sha256, md5, pdq, pdq, pdq, pdq, "1 2 sha256", "1 2 md5", "1 2 pdq"],
        &["2 3 not-a-frame"],
    );
    let mut kept = Kept::default();
    let text = filled(&text);
    read(&text.as_bytes(), &Options::default(), &mut kept).unwrap();
    assert_eq!(kept.rows[2..6].iter().map(|row| row.part).collect::<Vec<_>>(), parts);
    assert_eq!(kept.rows[8].at.unwrap().to_string(), "0.500");
    let found = columns(&text.as_bytes(), &Options::default(), &BTreeSet::from([0])).unwrap();
    assert_eq!(found[&0][0], ("path".to_owned(), "a b".to_owned()));
    assert_eq!(found[&0].len(), 7);
}
