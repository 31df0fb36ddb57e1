//! NCMEC's XML: entries, deletions, and what is wrong.

use std::collections::BTreeSet;

use temoin_exchange::{Format, Kept, Note, Options, ReadError, Summary, columns, read};

const PDQ: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";

const LIST: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2" maxTimestamp="2026-01-01T00:00:00Z">
  <images count="3">
    <image><member id="42">An &amp; Organisation</member><timestamp>2026</timestamp><id>image1</id><classification>A1</classification>
      <fingerprints><md5>MD5!</md5><sha1>SHA1!</sha1><pdna>1,2</pdna><pdq>PDQ!</pdq></fingerprints></image>
    <image><member id="42">a</member><id>image2</id><fingerprints><md5>MD5!</md5></fingerprints></image>
    <image><member id="43">b</member><id>image2</id><fingerprints><md5>MD5</md5></fingerprints></image>
    <image><member id="43">b</member><id>image3</id><fingerprints><PDNA>x</PDNA></fingerprints></image>
    <image><member id="43">b</member><id>image4</id></image>
    <deletedImage><member id="42">a</member><id>image2</id><timestamp>2026</timestamp></deletedImage>
  </images>
  <ns2:videos count="1">
    <ns2:video><ns2:member id="42">a</ns2:member><ns2:id>image2</ns2:id><ns2:fingerprints><ns2:md5><![CDATA[MD5!]]></ns2:md5></ns2:fingerprints></ns2:video>
  </ns2:videos>
  <paging><next>/v2/entries?from=1</next></paging>
</queryResult>
"#;

fn filled(text: &str) -> String {
    text.replace("PDQ!", PDQ).replace("MD5!", &PDQ[..32]).replace("SHA1!", &PDQ[..40])
}

fn read_all(text: &str) -> (Summary, Vec<String>, Vec<String>) {
    let text = filled(text);
    let mut kept = Kept::default();
    let summary = read(&text.as_bytes(), &Options::default(), &mut kept).unwrap();
    assert_eq!(summary.rows, summary.read + summary.bad + summary.skipped + summary.removed);
    let rows =
        kept.rows.iter().map(|row| format!("{} {} {}", row.number, row.line, row.signal.kind().name())).collect();
    (summary, rows, kept.bad.iter().map(|bad| format!("{} {} {}", bad.number, bad.line, bad.why.code())).collect())
}

#[test]
fn entries_are_read_and_deleted_ones_are_not() {
    let (summary, rows, bad) = read_all(LIST);
    assert_eq!(summary.format, Format::Ncmec);
    assert_eq!(rows, ["0 4 md5", "0 4 sha1", "0 4 pdq", "6 13 video_md5"]);
    assert_eq!(bad, ["2 7 not-hex", "4 9 no-hash"]);
    assert_eq!((summary.removed, summary.skipped), (2, 1));
    let found = columns(&filled(LIST).as_bytes(), &Options::default(), &BTreeSet::from([0])).unwrap();
    let expected = [
        ("member id", "42"),
        ("member", "An & Organisation"),
        ("timestamp", "2026"),
        ("id", "image1"),
        ("classification", "A1"),
    ];
    assert_eq!(found[&0], expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

#[test]
fn what_is_cut_or_not_closed_is_told() {
    let cut = &LIST[..LIST.find("</ns2:fingerprints>").unwrap()];
    let (summary, rows, bad) = read_all(cut);
    assert_eq!((rows.len(), &bad[2][..]), (3, "6 13 cut-short"));
    assert_eq!(summary.notes, [Note::Cut]);
    let (_, rows, bad) =
        read_all("<images><image><image><fingerprints><pdq>PDQ!</pdq></fingerprints></image></images>");
    assert_eq!((&rows[..], &bad[..]), (&["1 1 pdq".to_owned()][..], &["0 1 cut-short".to_owned()][..]));
    let other = read(&b"<html><image>".as_slice(), &Options::default(), &mut Kept::default());
    assert!(matches!(other, Err(ReadError::Unknown)));
}
