//! Lists of lines and tables: what is given, what is told, and with which line.

use std::collections::BTreeSet;

use temoin_exchange::{Format, Kept, Kind, Note, Options, ReadError, Summary, columns, read};

const PDQ: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";
const MD5: &str = "58f870cee0f4e84f06370a32038f67f0";
const SHA1: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed5";

fn with(text: &str, options: &Options) -> (Summary, Kept) {
    let text = text.replace("PDQ!", PDQ).replace("MD5!", MD5).replace("SHA1!", SHA1);
    let mut kept = Kept::default();
    let summary = read(&text.as_bytes(), options, &mut kept).unwrap();
    assert_eq!(summary.rows, summary.read + summary.bad + summary.skipped + summary.removed, "{text}");
    assert_eq!((summary.signals, summary.bad), (kept.rows.len() as u64, kept.bad.len() as u64), "{text}");
    (summary, kept)
}

/// Checks the form, the signals as `number line kind`, and what is bad as `number line code`.
fn check(text: &str, format: Format, rows: &[&str], bad: &[&str]) -> Summary {
    let (summary, kept) = with(text, &Options::default());
    assert_eq!(summary.format, format, "{text}");
    let said: Vec<_> =
        kept.rows.iter().map(|row| format!("{} {} {}", row.number, row.line, row.signal.kind().name())).collect();
    assert_eq!(said, rows, "{text}");
    for row in &kept.rows {
        assert!(PDQ.starts_with(&row.signal.to_string()), "{text}");
    }
    let said: Vec<_> = kept.bad.iter().map(|bad| format!("{} {} {}", bad.number, bad.line, bad.why.code())).collect();
    assert_eq!(said, bad, "{text}");
    summary
}

#[test]
fn lines_are_read_whatever_ends_them() {
    for end in ["\n", "\r\n", "  \n", "\t\r\n"] {
        for mark in ["", "\u{feff}"] {
            let text = ["# list", "PDQ!", "", "MD5!", "zz", "video_md5 MD5!", " SHA1! ", "photodna 1,2", "PDQ!  a b"];
            let rows = ["0 2 pdq", "1 4 md5", "3 6 video_md5", "4 7 sha1", "6 9 sha256"];
            let summary = check(&(mark.to_owned() + &text.join(end)), Format::Text, &rows, &["2 5 not-hex"]);
            assert_eq!((summary.rows, summary.skipped), (7, 1));
        }
    }
    check("", Format::Text, &[], &[]);
    check("# nothing\n\n", Format::Text, &[], &[]);
    check("good morning\nPDQ!\nPDQ!0\n", Format::Text, &["1 2 pdq"], &["0 1 not-hex", "2 3 wrong-length"]);
    let long = format!("PDQ!\n{}\nPDQ!", "0".repeat(70_000));
    check(&long, Format::Text, &["0 1 pdq", "2 3 pdq"], &["1 2 too-long"]);
}

#[test]
fn what_is_no_text_is_refused() {
    let refused = |bytes: &[u8]| read(&bytes, &Options::default(), &mut Kept::default()).unwrap_err();
    assert!(matches!(refused(b"PK\x03\x04\0\0"), ReadError::Unknown));
    assert!(matches!(refused(b"\xff\xfep\0"), ReadError::Utf16));
}

#[test]
fn tables_have_headers_or_not() {
    check("pdq\nPDQ!\n\nPDQ!", Format::Table, &["0 2 pdq", "1 4 pdq"], &[]);
    for separator in [",", ";", "\t"] {
        let text = "id,pdq_hash,MD5,quality,note\n1,PDQ!,MD5!,80,\"a\nb\"\n2,,,,\n,,,,\n4,xyz,MD5!,,\n5,\"PDQ!\",,50,\n6,PDQ!,,49,\n";
        let summary = check(
            &text.replace(',', separator),
            Format::Table,
            &["0 2 pdq", "0 2 md5", "3 7 pdq"],
            &["1 4 no-hash", "2 6 not-hex"],
        );
        assert_eq!(summary.columns, ["id", "pdq_hash", "MD5", "quality", "note"]);
        assert_eq!((summary.rows, summary.skipped, summary.weak), (5, 1, 1));
    }
    check(
        "signal_type,value\nHASH_PDQ,PDQ!\nsha256,PDQ!\nVideoTMK,x\n",
        Format::Table,
        &["0 2 pdq", "1 3 sha256"],
        &[],
    );
    let unknown = check("type,hash\nwhat,PDQ!\n", Format::Table, &[], &[]);
    assert_eq!((unknown.skipped, unknown.notes), (1, vec![Note::UnknownType]));
    check("a,PDQ!,x\nb,MD5!,y\nc,what,e\n", Format::Table, &["0 1 pdq", "1 2 md5"], &["2 3 not-hex"]);
    check("x,md5,MD5!\ny,pdq,PDQ!\n", Format::Table, &["0 1 md5", "1 2 pdq"], &[]);
    check("sep=;\nname;hash\na;PDQ!\n", Format::Table, &["0 3 pdq"], &[]);
    check("name,what\na,PDQ!\nb,PDQ!\n", Format::Table, &["0 2 pdq", "1 3 pdq"], &[]);
}

#[test]
fn a_wrong_quotation_mark_costs_one_row() {
    check(
        "pdq,note\nPDQ!,\"a\nPDQ!,b\nPDQ!,\"c\"d\nPDQ!,e\n",
        Format::Table,
        &["1 3 pdq", "3 5 pdq"],
        &["0 2 wrong-quotes", "2 4 wrong-quotes"],
    );
    let many = format!("pdq,note\n{}PDQ!,x\n", "PDQ!,\"a\n".repeat(2000));
    let (summary, _) = with(&many, &Options::default());
    assert_eq!(summary.notes, [Note::Quotes]);
    check("pdq,note\n# a,\"b\nPDQ!,b\n", Format::Table, &["0 3 pdq"], &[]);
    let open = format!("pdq,note\nPDQ!,\"{}\nPDQ!,b\n", "x".repeat(300_000));
    check(&open, Format::Table, &["1 3 pdq"], &["0 2 wrong-quotes"]);
    let long = format!("pdq,note\nPDQ!,{}\nPDQ!,b\nPDQ!,\"{}\"\nPDQ!,b\n", "x".repeat(300_000), "y\n".repeat(200_000));
    let (summary, kept) = with(&long, &Options::default());
    assert_eq!(kept.rows.len(), 2, "{summary:?} {:?}", &kept.bad[..kept.bad.len().min(5)]);
}

#[test]
fn columns_beside_are_read_for_the_rows_that_matched() {
    let text = format!("id,hash,note\n1,{PDQ},\"a,b\"\n2,x,\n3,{PDQ},c\n");
    let found = columns(&text.as_bytes(), &Options::default(), &BTreeSet::from([0, 2])).unwrap();
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(found[&0], [pair("id", "1"), pair("hash", PDQ), pair("note", "a,b")]);
    assert_eq!(found[&2][2], pair("note", "c"));
    assert_eq!(found.len(), 2);
    let text = format!("{MD5}  a b.jpg\n");
    let found = columns(&text.as_bytes(), &Options::default(), &BTreeSet::from([0])).unwrap();
    assert_eq!(found[&0], [pair("file", "a b.jpg")]);
    let text = format!("x,{PDQ}\n");
    let found = columns(&text.as_bytes(), &Options::default(), &BTreeSet::from([0])).unwrap();
    assert_eq!(found[&0][0], pair("column 1", "x"));
}

#[test]
fn frames_of_films_are_rows() {
    let text = "0,100,PDQ!,0.000\n1,49,PDQ!,1.000\n2,101,PDQ!,2.000\n3,50,PDQ!,3.5\n";
    let summary = check(text, Format::VpdqText, &["0 1 pdq", "3 4 pdq"], &["2 3 not-a-frame"]);
    assert_eq!((summary.weak, summary.skipped), (1, 1));
    let (_, kept) = with(text, &Options::default());
    assert_eq!(kept.rows[1].at.unwrap().to_string(), "3.500");
}

#[test]
fn untyped_hashes_that_scatter_as_sha256_does_are_noted() {
    let mut seed = 1u64;
    let mut word = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 32) ^ seed << 31
    };
    let scattered: Vec<String> = (0..200).map(|_| (0..4).map(|_| format!("{:016x}", word())).collect()).collect();
    let noted = |text: String| with(&text, &Options::default()).0.notes;
    assert_eq!(noted(scattered.join("\n")), [Note::LooksLikeSha256]);
    assert_eq!(noted(format!("hash,n\n{}", scattered.join(",1\n"))), [Note::LooksLikeSha256]);
    assert_eq!(noted(format!("pdq,n\n{}", scattered.join(",1\n"))), []);
    assert_eq!(noted(format!("{}{}", "PDQ!\n".repeat(150), "0".repeat(64))), []);
    let (_, kept) = with("PDQ!\n", &Options { untyped: Kind::Sha256, ..Options::default() });
    assert_eq!(kept.rows[0].signal.kind(), Kind::Sha256);
}
