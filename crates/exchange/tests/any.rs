//! What any list must keep true: cut anywhere, of any bytes, and as we write it.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use temoin_exchange::write::{self, Outgoing};
use temoin_exchange::{Options, Row, Signal, read};
use temoin_fingerprint::{Hexadecimal, PdqHash, Quality};

use look::look;

mod look;

#[test]
fn every_form_is_read_and_may_be_cut_anywhere() {
    let good = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/good");
    let mut forms = BTreeMap::new();
    for entry in fs::read_dir(good).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let whole = look(&bytes);
        assert!(!whole.rows.is_empty() && whole.bad.is_empty(), "{path:?}: {:?}", whole.bad);
        let summary = read(&bytes, &Options::default(), &mut |_: Row| ()).unwrap();
        forms.insert(path.file_name().unwrap().to_string_lossy().into_owned(), summary.format.code());
        (0..bytes.len()).for_each(|end| drop(look(&bytes[..end])));
    }
    let expected = [
        ("bare.csv", "table"),
        ("header.csv", "table"),
        ("hma.jsonl", "json-lines"),
        ("lines.txt", "text"),
        ("list.json", "json"),
        ("ncmec.xml", "ncmec"),
        ("semicolons.csv", "table"),
        ("stopncii.json", "stopncii"),
        ("sums.txt", "text"),
        ("temoin.jsonl", "json-lines"),
        ("threatexchange.json", "threatexchange"),
        ("typed.txt", "text"),
        ("vpdq.json", "vpdq-json"),
        ("vpdq.txt", "vpdq-text"),
    ];
    assert_eq!(forms.iter().map(|(name, form)| (&name[..], *form)).collect::<Vec<_>>(), expected);
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
