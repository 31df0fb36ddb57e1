//! Each form, what of it is read, and what is not.

use proptest::prelude::*;
use temoin_exchange::{BadRow, Form, Format, Outgoing, Row, Signal, Sink, Summary, read, write};
use temoin_fingerprint::{Digests, Part, PdqHash, Quality, Side};

const PDQ: &str = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
const OTHER: &str = "D8F8F0CCE0F4A84F0E370A22028F67F0B36E2ED596621E1D33E6339C4E9C9B22";
const MD5: &str = "0123456789abcdef0123456789abcdef";
const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";

/// Of a row: its number, its line, the names and values.
type Columns = (u64, u64, Vec<(String, String)>);

#[derive(Default)]
struct Gathered {
    rows: Vec<Row>,
    bad: Vec<BadRow>,
    withdrawn: Vec<u64>,
    columns: Vec<Columns>,
}

impl Sink for Gathered {
    fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    fn bad(&mut self, bad: BadRow) {
        self.bad.push(bad);
    }

    fn withdrawn(&mut self, number: u64) {
        self.withdrawn.push(number);
    }

    fn wants(&self, _: u64) -> bool {
        true
    }

    fn columns(&mut self, number: u64, line: u64, columns: Vec<(String, String)>) {
        self.columns.push((number, line, columns));
    }
}

fn gathered(list: impl AsRef<[u8]>) -> (Gathered, Summary) {
    let mut gathered = Gathered::default();
    let summary = read(&list.as_ref(), &mut gathered).unwrap();
    (gathered, summary)
}

/// Names a signal: its kind and the first digits.
fn named(signal: &Signal) -> String {
    let (kind, text) = match signal {
        Signal::Pdq(hash) => ("pdq", hash.to_string()),
        Signal::Frame(frame) => ("frame", format!("{}@{}", frame.number, frame.at)),
        Signal::Md5(hash) => ("md5", hash.to_string()),
        Signal::Sha1(hash) => ("sha1", hash.to_string()),
        Signal::Sha256(hash) => ("sha256", hash.to_string()),
        other => panic!("{other:?}"),
    };
    format!("{kind} {}", &text[..text.len().min(8)])
}

/// Checks the rows of a list (number, line, signal) and the bad ones (number, line, why).
fn check(list: &str, format: Format, rows: &[(u64, u64, &str)], bad: &[(u64, u64, &str)]) {
    let (gathered, summary) = gathered(list);
    let got: Vec<_> = gathered.rows.iter().map(|row| (row.number, row.line, named(&row.signal))).collect();
    let expected: Vec<_> = rows.iter().map(|(number, line, signal)| (*number, *line, (*signal).to_owned())).collect();
    assert_eq!(got, expected, "{list}");
    let got: Vec<_> = gathered.bad.iter().map(|bad| (bad.number, bad.line, bad.why.code())).collect();
    assert_eq!(got, bad, "{list}");
    assert_eq!(summary.format, format, "{list}");
}

#[test]
fn lines_are_read_by_the_length_of_their_hash_or_their_type() {
    let list = format!(
        "\u{feff}# known to us\r\n\r\n  {PDQ}\r\n{OTHER}\n{MD5}\n{SHA1}\npdq {PDQ}\nvideo_md5\t{MD5}\nnot a hash\nsha256 {PDQ}\nmd5 {PDQ}\npdna AAAA\n{}",
        &PDQ[1..]
    );
    check(
        &list,
        Format::Text,
        &[
            (0, 3, "pdq f8f8f0ce"),
            (1, 4, "pdq d8f8f0cc"),
            (2, 5, "md5 01234567"),
            (3, 6, "sha1 01234567"),
            (4, 7, "pdq f8f8f0ce"),
            (5, 8, "md5 01234567"),
            (7, 10, "sha256 f8f8f0ce"),
        ],
        &[(6, 9, "no-hash"), (8, 11, "not-its-kind"), (10, 13, "no-hash")],
    );
    assert_eq!(gathered(&list).1.other_kinds, 1);
    assert_eq!((gathered(&list).1.rows, gathered(&list).1.bad), (11, 3));
}

#[test]
fn what_checksum_programs_print_is_exact_hashes() {
    let list = format!("{PDQ}  photo one.jpg\n{SHA1} *clip.mp4\n");
    check(&list, Format::Text, &[(0, 1, "sha256 f8f8f0ce"), (1, 2, "sha1 01234567")], &[]);
    assert_eq!(gathered(&list).0.columns[0], (0, 1, vec![("file".into(), "photo one.jpg".into())]));
}

#[test]
fn tables_are_read_by_the_names_of_their_columns() {
    let list =
        format!("name;PDQ_hash;MD5;note\n\"a;\nb\";{PDQ};{MD5};\"he said \"\"no\"\"\"\nc;;{MD5}\nd;xyz;{MD5};\n");
    check(
        &list,
        Format::Table,
        &[(0, 2, "pdq f8f8f0ce"), (0, 2, "md5 01234567"), (1, 4, "md5 01234567"), (2, 5, "md5 01234567")],
        &[(2, 5, "not-its-kind")],
    );
    let columns = gathered(&list).0.columns;
    let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(columns[0], (0, 2, vec![of("name", "a;\nb"), of("note", "he said \"no\"")]));
    let list = format!("signal_type,value,bank\npdq,{PDQ},A\nVideoMD5,{MD5},A\nTMK,zz,A\npdq,{MD5},A\n");
    check(&list, Format::Table, &[(0, 2, "pdq f8f8f0ce"), (1, 3, "md5 01234567")], &[(3, 5, "not-its-kind")]);
    check(&format!("sha-256,x\n{PDQ},1\n"), Format::Table, &[(0, 2, "sha256 f8f8f0ce")], &[]);
}

#[test]
fn tables_without_names_are_read_by_content() {
    let list = format!("1,{PDQ},here\n2,nothing,there\nsha256,{PDQ},\n# a comment\n{OTHER}\n");
    check(
        &list,
        Format::Table,
        &[(0, 1, "pdq f8f8f0ce"), (2, 3, "sha256 f8f8f0ce"), (3, 5, "pdq d8f8f0cc")],
        &[(1, 2, "no-hash")],
    );
    assert_eq!(gathered(&list).0.columns[0].2, [("column 1".into(), "1".into()), ("column 3".into(), "here".into())]);
    check(&format!("a\tb\n1\t{MD5}\n"), Format::Table, &[(0, 2, "md5 01234567")], &[]);
}

#[test]
fn frames_of_films_are_read_in_all_three_forms() {
    let frames = [(0, 1, "frame 0@0.000"), (1, 2, "frame 12@1.040")];
    let text = format!("0,100,{PDQ},0.000\n12,49,{OTHER},1.04\n");
    check(&text, Format::Text, &frames, &[]);
    let list = format!("[\"{PDQ},100,0.000\",\n\"{PDQ},49,1.040\", \"x\", 7]");
    check(
        &list,
        Format::Json,
        &[(0, 1, "frame 0@0.000"), (1, 2, "frame 0@1.040")],
        &[(2, 2, "no-hash"), (3, 2, "no-hash")],
    );
    let object = format!(
        r#"{{"0": {{"quality": 100, "hash": "{PDQ}", "timestamp": 0}}, "12": {{"quality": 300}}, "13": {{"hash": "x"}}}}"#
    );
    check(&object, Format::Json, &[(0, 1, "frame 0@0.000")], &[(0, 1, "not-its-kind")]);
}

#[test]
fn answers_of_hma_are_read_with_their_signals() {
    let lines = format!(
        "{{\"pdq\": \"{PDQ}\"}}\n\n{{\"id\": 7, \"signals\": {{\"pdq\": \"{OTHER}\", \"video_md5\": \"{MD5}\"}}}}\n{{\"pdq\": \"\"}}\n{{\"x\": 1}}\n{{\"pdq\": \"z\""
    );
    check(
        &lines,
        Format::Json,
        &[(0, 1, "pdq f8f8f0ce"), (1, 3, "pdq d8f8f0cc"), (1, 3, "md5 01234567")],
        &[(3, 5, "no-hash"), (4, 6, "syntax")],
    );
    assert_eq!(gathered(&lines).0.columns[1], (1, 3, vec![("id".into(), "7".into())]));
}

#[test]
fn descriptors_and_records_of_exchanges_are_read() {
    let data = format!(
        "{{\"data\": [\n{{\"type\": \"HASH_PDQ\", \"raw_indicator\": \"{PDQ}\", \"status\": \"MALICIOUS\"}},\n{{\"type\": \"HASH_MD5\", \"indicator\": \"{MD5}\"}},\n{{\"type\": \"HASH_TEXT_TLSH\", \"indicator\": \"T1\"}},\n{{\"type\": \"HASH_PDQ\"}}], \"paging\": {{\"next\": \"x\"}}}}"
    );
    check(&data, Format::Json, &[(0, 2, "pdq f8f8f0ce"), (1, 3, "md5 01234567")], &[(3, 5, "no-hash")]);
    assert_eq!(gathered(&data).0.columns[0].2[1], ("status".into(), "MALICIOUS".into()));
    let record = |kind: &str, hash: &str, status: &str| {
        format!(
            r#"{{"lastModtimestamp": 5, "signalType": "{kind}", "hashValue": "{hash}", "hashStatus": "{status}", "caseNumbers": []}}"#
        )
    };
    let records = format!(
        "{{\"hashRecords\": [{},\n{},\n{},\n{}], \"nextSetTimestamp\": 9, \"hasMoreRecords\": false}}",
        record("ImagePDQ", PDQ, "Active"),
        record("VideoMD5", MD5, "Received"),
        record("VideoTMK", "AAAA", "Active"),
        record("ImagePDQ", &PDQ.to_uppercase(), "Withdrawn"),
    );
    check(&records, Format::Json, &[(0, 1, "pdq f8f8f0ce"), (1, 2, "md5 01234567")], &[]);
    let (gathered, summary) = gathered(&records);
    assert_eq!((gathered.withdrawn, summary.withdrawn, summary.other_kinds), (vec![0], 1, 1));
}

#[test]
fn our_own_lines_are_read_with_cuts_and_frames() {
    let ladder = format!(
        r#"[{{"part":"whole","hash":"{PDQ}","quality":100}},{{"part":{{"centre":4}},"hash":"{PDQ}","quality":90}},{{"part":{{"without":["left",6]}},"hash":"{PDQ}","quality":90}}]"#
    );
    let lines = format!(
        "{{\"path\":\"a.jpg\",\"sha256\":\"{PDQ}\",\"md5\":\"{MD5}\",\"pdq\":\"{PDQ}\",\"quality\":100,\"ladder\":{ladder}}}\n{{\"path\":\"b.mp4\",\"md5\":\"{MD5}\",\"vpdq\":[{{\"frame\":30,\"time\":1.0,\"pdq\":\"{PDQ}\",\"quality\":88}}]}}\n"
    );
    let (gathered, _) = gathered(&lines);
    let parts: Vec<_> = gathered.rows.iter().filter(|row| row.part != Part::Whole).map(|row| row.part).collect();
    assert_eq!(parts, [Part::Centre(4), Part::Without(Side::Left, 6)]);
    let film: Vec<_> = gathered.rows.iter().filter(|row| row.number == 1).map(|row| named(&row.signal)).collect();
    assert_eq!(film, ["md5 01234567", "frame 30@1.000"]);
    assert_eq!(gathered.columns[0].2[0], ("path".into(), "a.jpg".into()));
}

#[test]
fn entries_of_ncmec_are_read_and_taken_back() {
    let xml = format!(
        "<?xml version=\"1.0\"?>\n<queryResult xmlns=\"https://hashsharing.ncmec.org/hashsharing/v2\">\n<images count=\"3\">\n<image>\n<member id=\"42\">Example &amp; Co</member>\n<id>one</id><classification>A1</classification>\n<fingerprints><md5>{MD5}</md5><sha1>{SHA1}</sha1><pdna>AAAA</pdna><pdq>{PDQ}</pdq></fingerprints></image>\n<image><member id=\"43\"/><id>one</id><fingerprints><md5>x</md5></fingerprints></image>\n<image><id>two</id></image>\n<deletedImage><member id=\"42\">Example</member><id>one</id></deletedImage></images></queryResult>"
    );
    check(
        &xml,
        Format::Ncmec,
        &[(0, 4, "md5 01234567"), (0, 4, "sha1 01234567"), (0, 4, "pdq f8f8f0ce")],
        &[(1, 8, "not-its-kind"), (2, 9, "no-hash")],
    );
    let (gathered, summary) = gathered(&xml);
    assert_eq!((gathered.withdrawn, summary.other_kinds), (vec![0], 1));
    assert_eq!(gathered.columns[0].2[0], ("member".into(), "Example & Co".into()));
}

#[test]
fn hashes_spread_as_those_of_files_are_said_to_be() {
    let random = |n: u64| Digests::of(&n.to_le_bytes()[..]).unwrap().sha256.to_string() + "\n";
    assert!(gathered((0..100).map(random).collect::<String>()).1.looks_like_sha256);
    assert!(!gathered(format!("{PDQ}\n").repeat(100)).1.looks_like_sha256);
    assert!(!gathered((0..10).map(random).collect::<String>()).1.looks_like_sha256, "too few to say");
}

#[test]
fn a_line_without_end_is_one_bad_row() {
    let list = format!("{PDQ}\n{}\n{PDQ}\n", "a".repeat(200_000));
    check(&list, Format::Text, &[(0, 1, "pdq f8f8f0ce"), (2, 3, "pdq f8f8f0ce")], &[(1, 2, "too-long")]);
}

/// Returns one list of each form, the fuzzers' seeds too.
fn lists() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lists");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn each_form_gives_hashes() {
    for list in lists() {
        assert!(gathered(&list).0.rows.len() >= 2 || gathered(&list).1.withdrawn > 0, "{list}");
    }
}

#[test]
fn no_cut_of_a_list_is_an_error() {
    for list in lists() {
        for len in 0..list.len() {
            let (gathered, summary) = gathered(&list.as_bytes()[..len]);
            assert!(gathered.rows.iter().all(|row| row.number < summary.rows && row.line >= 1));
        }
    }
}

fn outgoing() -> impl Strategy<Value = Outgoing> {
    (any::<[u64; 4]>(), 0u8..=100, any::<[u8; 8]>(), 0..3).prop_map(|(words, quality, bytes, kind)| Outgoing {
        pdq: (kind > 0).then(|| (PdqHash::from_words(words), Quality::new(quality).unwrap())),
        digests: Digests::of(&bytes[..]).unwrap(),
        film: kind == 0,
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(all in prop::collection::vec(outgoing(), 1..20)) {
        for form in [Form::Csv, Form::ThreatExchange, Form::Hma] {
            let mut list = Vec::new();
            write(&mut list, form, &all).unwrap();
            let (gathered, summary) = gathered(&list);
            prop_assert_eq!(summary.bad, 0);
            let pdq: Vec<_> = gathered.rows.iter().filter_map(|row| match row.signal {
                Signal::Pdq(hash) => Some(hash),
                _ => None,
            }).collect();
            let used = all.iter().filter_map(|one| one.pdq.filter(|(_, quality)| quality.is_used()));
            prop_assert_eq!(pdq, used.map(|(hash, _)| hash).collect::<Vec<_>>());
            let films: Vec<_> = gathered.rows.iter().filter_map(|row| match row.signal {
                Signal::Md5(md5) => Some(md5),
                _ => None,
            }).collect();
            let expected = all.iter().filter(|one| form == Form::Csv || one.film);
            prop_assert_eq!(films, expected.map(|one| one.digests.md5).collect::<Vec<_>>());
        }
    }

    #[test]
    fn rows_are_counted_once_and_in_order(
        list in prop::sample::select(lists()), at in any::<prop::sample::Index>(), with in "[\\[\\]{}\",;<>/a-f0-9 \n\t#:é]{0,12}"
    ) {
        let mut list = list;
        let place = at.index(list.len());
        if list.is_char_boundary(place) {
            list.insert_str(place, &with);
        }
        let (gathered, summary) = gathered(&list);
        let mut last = (0, 1);
        for row in &gathered.rows {
            prop_assert!((row.number, row.line) >= last && row.number < summary.rows);
            last = (row.number, row.line);
        }
        prop_assert!(gathered.bad.iter().all(|bad| bad.number < summary.rows));
        prop_assert!(summary.bad <= summary.rows && summary.bad <= gathered.bad.len() as u64);
    }
}
