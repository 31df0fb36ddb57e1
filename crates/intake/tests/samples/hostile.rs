//! Files made to mislead a reader: `fixtures/intake/hostile/expected.json` says what each must do.

use crate::support::sample;

#[test]
fn text_that_steers_a_terminal_is_noted_and_utf_16_is_read() {
    assert!(sample("hostile/ansi-bidi.txt").noted("hidden-controls"));
    assert_eq!(sample("hostile/utf16.txt").summary.messages, Some(1));
    let empty = sample("hostile/headers-only.txt");
    assert_eq!((empty.records.len(), empty.texts().iter().all(|text| text.is_empty())), (3000, true));
}

#[test]
fn archives_are_doubted() {
    assert!(sample("hostile/bad-crc.zip").noted("bad-crc"));
    assert!(sample("hostile/truncated.zip").notes.iter().any(|note| note.code.contains("directory")));
}
