//! What any list must keep true: cut anywhere, of any bytes, and as we write it.

use proptest::prelude::*;
use temoin_exchange::write::{self, Outgoing};
use temoin_exchange::{Kept, Options, Signal, read};
use temoin_fingerprint::{Hexadecimal, PdqHash, Quality};

const PDQ: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";

/// Reads bytes whatever they are, and looks at what must be true of any list.
fn look(bytes: &[u8]) -> Kept {
    let mut kept = Kept::default();
    let options = Options { line: 1 << 10, record: 1 << 12, ..Options::default() };
    let Ok(summary) = read(&bytes, &options, &mut kept) else { return kept };
    assert_eq!(summary.rows, summary.read + summary.bad + summary.skipped + summary.removed);
    assert_eq!((summary.signals, summary.bad), (kept.rows.len() as u64, kept.bad.len() as u64));
    assert!(kept.rows.is_sorted_by_key(|row| (row.number, row.line)));
    assert!(kept.bad.is_sorted_by_key(|bad| (bad.number, bad.line)));
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    assert!(kept.rows.iter().all(|row| row.number < summary.rows && (1..=lines).contains(&row.line)));
    assert!(kept.bad.iter().all(|bad| bad.number < summary.rows && (1..=lines).contains(&bad.line)));
    kept
}

#[test]
fn every_form_may_be_cut_anywhere() {
    let all = [
        format!("# a\n{PDQ}\nmd5 {}\n{PDQ}  name\n\nphotodna 1\n", &PDQ[..32]),
        format!("id,pdq,note\n1,{PDQ},\"a\nb\"\n2,x,\n"),
        format!("{PDQ};a\n{PDQ};b\n"),
        format!("0,100,{PDQ},0.0\n1,40,{PDQ},1.0\n"),
        format!(
            "{{\"pdq\":\"{PDQ}\",\"ladder\":[{{\"part\":{{\"centre\":2}},\"hash\":\"{PDQ}\",\"quality\":60}}]}}\n{{\"pdq\":\"{PDQ}\"}}\n"
        ),
        format!(
            "{{\"hashRecords\":[{{\"signalType\":\"ImagePDQ\",\"hashValue\":\"{PDQ}\",\"hashStatus\":\"Withdrawn\"}}]}}"
        ),
        format!("{{\"data\":[{{\"type\":\"HASH_PDQ\",\"raw_indicator\":\"{PDQ}\"}},{{\"id\":1}}]}}"),
        format!("{{\"0\":{{\"quality\":100,\"hash\":\"{PDQ}\",\"timestamp\":0.1}}}}"),
        format!(
            "<queryResult><images><image><member id=\"1\">a</member><id>b</id><fingerprints><pdq>{PDQ}</pdq></fingerprints></image><deletedImage><id>c</id></deletedImage></images></queryResult>"
        ),
    ];
    for text in all {
        let whole = look(text.as_bytes());
        assert!(text.contains("Withdrawn") || !whole.rows.is_empty(), "{text}");
        for end in 0..text.len() {
            look(&text.as_bytes()[..end]);
        }
    }
}

fn outgoing() -> impl Strategy<Value = Outgoing> {
    use proptest::option::of;
    let pdq = of(any::<[u64; 4]>().prop_map(PdqHash::from_words));
    let quality = of((0u8..=100).prop_map(|quality| Quality::new(quality).unwrap_or(Quality::NONE)));
    let (md5, sha1, sha256) = (of(any::<[u8; 16]>()), of(any::<[u8; 20]>()), of(any::<[u8; 32]>()));
    (pdq, quality, md5, sha1, sha256, any::<bool>()).prop_map(|(pdq, quality, md5, sha1, sha256, film)| Outgoing {
        pdq,
        quality,
        md5: md5.map(Hexadecimal),
        sha1: sha1.map(Hexadecimal),
        sha256: sha256.map(Hexadecimal),
        film,
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(all in proptest::collection::vec(outgoing(), 0..20)) {
        let expected: Vec<Signal> = all.iter().flat_map(Outgoing::signals).collect();
        let (mut lines, mut json, mut table) = (Vec::new(), Vec::new(), Vec::new());
        write::lines(&all, &mut lines).unwrap();
        write::json_lines(&all, &mut json).unwrap();
        write::table(&all, &mut table).unwrap();
        for (text, in_order) in [(lines, true), (json, true), (table, false)] {
            let kept = look(&text);
            prop_assert!(kept.bad.is_empty(), "{:?}", String::from_utf8(text));
            let mut said: Vec<Signal> = kept.rows.iter().map(|row| row.signal).collect();
            let mut expected = expected.clone();
            if !in_order {
                said.sort();
                expected.sort();
            }
            prop_assert_eq!(said, expected);
        }
    }

    #[test]
    fn any_text_is_read(text in "([0-9a-f]{32}|pdq|hash|data|[\\[\\]{}:,;\"\n\t #<>/]|md5|image|quality|50|x){0,60}") {
        look(text.as_bytes());
        look(format!("{{{text}").as_bytes());
        look(format!("[{text}").as_bytes());
        look(format!("<queryResult>{text}").as_bytes());
        look(format!("pdq,hash\n{text}").as_bytes());
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        look(&bytes);
    }
}
