//! Keys of DKIM as the name system publishes them (TXT records, RFC 6376, section 3.6.2), in the words in which programs
//! print them: `dig`, `host`, `nslookup`, a zone file (RFC 1035, section 5.1).

use serde::{Deserialize, Serialize};

use crate::detect::{Detected, Encoding};
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Largest file of records, in bytes.
const LARGEST: usize = 64 << 10;
/// Longest record that is read, in bytes: a key of 8,192 bits takes some 1,500.
const LONGEST: usize = 8 << 10;
/// What each name of such a record holds.
const MARK: &str = "._domainkey.";

/// Is one record: where it stands, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// The name, in lower case and without a dot at its end: `selector._domainkey.example.org`.
    pub name: String,
    /// The text, its strings joined: `v=DKIM1; k=rsa; p=…`.
    pub text: String,
}

/// Lists the records of DKIM in a text, in file order.
pub fn key_records(text: &str) -> Vec<KeyRecord> {
    let mut records: Vec<KeyRecord> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with(';')) {
        // A name stands before the strings; where it stands alone, they follow on the next lines.
        let quoted = line.find('"').unwrap_or(line.len());
        let bare = line.find("v=DKIM1").unwrap_or(line.len()).min(quoted);
        if let Some(name) = line[..bare].split_whitespace().next().and_then(named) {
            records.push(KeyRecord { name, text: String::new() });
        }
        let Some(KeyRecord { text, .. }) = records.last_mut() else { continue };
        if bare < quoted {
            text.push_str(line[bare..].trim());
        } else {
            strings(&line[quoted..], text);
        }
        text.truncate(text.floor_char_boundary(LONGEST));
    }
    records.retain(|record| !record.text.is_empty());
    records
}

/// Returns the name of a record as it is compared.
fn named(word: &str) -> Option<String> {
    let name = word.trim_end_matches([':', '.', '=']).to_ascii_lowercase();
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    (plain && name.len() <= 253 && name.find(MARK).is_some_and(|at| at > 0)).then_some(name)
}

/// Joins the strings of a line; `\"`, `\;` and `\059` stand for one character each (RFC 1035, section 5.1).
fn strings(line: &str, text: &mut String) {
    let (mut rest, mut inside) = (line.chars(), false);
    while let Some(letter) = rest.next() {
        match letter {
            '"' => inside = !inside,
            '\\' if inside => {
                let after = rest.as_str();
                let code = after.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
                if let Some(code) = code.and_then(|digits| digits.parse::<u8>().ok()).filter(u8::is_ascii) {
                    text.push(char::from(code));
                    rest = after[3..].chars();
                } else {
                    text.extend(rest.next());
                }
            }
            _ if inside => text.push(letter),
            _ => (),
        }
    }
}

/// Writes a record as a zone file does, in strings of at most 255 bytes (RFC 1035, section 3.3), so that [`key_records`] reads it.
pub fn zone_line(name: &str, text: &str) -> String {
    let quoted = text.as_bytes().chunks(255).map(|string| {
        let escaped = string.iter().map(|&byte| match byte {
            b'"' | b'\\' => format!("\\{}", char::from(byte)),
            0x20..=0x7e => char::from(byte).to_string(),
            _ => format!("\\{byte:03}"),
        });
        format!("\"{}\"", escaped.collect::<String>())
    });
    format!("{name}. IN TXT {}\n", quoted.collect::<Vec<_>>().join(" "))
}

/// Reads a file of such records: what the person carried from a computer with a network, or had fetched.
pub(crate) struct KeyRecords;

impl Format for KeyRecords {
    fn kind(&self) -> Kind {
        Kind::of("dkim-key")
    }

    /// A message that speaks of such a record is none.
    fn recognises(&self, head: &Head<'_>) -> bool {
        let small = head.encoding == Some(Encoding::Utf8) && head.bytes.len() < LARGEST;
        small && head.text.contains(MARK) && {
            let first = head.text.lines().find_map(|line| line.split_whitespace().next());
            let opens = first.is_some_and(|word| word.starts_with(';') || word == "Server:" || named(word).is_some());
            opens && !key_records(head.text).is_empty()
        }
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(self.kind(), detected, source.len(), options, sink);
        let bytes = temoin_syntax::slice(source, 0, LARGEST)?;
        let records = key_records(&String::from_utf8_lossy(&bytes));
        let detail =
            format!("Keys of mail domains (DKIM): {}. Signatures of mails are checked with them.", records.len());
        emit.note("dkim-key", detail);
        let mut summary = emit.finish();
        summary.bytes_around = 0;
        Ok(summary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = key_records(text);
        let found: Vec<_> = found.iter().map(|record| (record.name.as_str(), record.text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_words_of_each_program() {
        let expected = [("a1._domainkey.example.org", "v=DKIM1; k=rsa; p=MIGfMA0G")];
        check(
            "; <<>> DiG 9.18 <<>> TXT a1._domainkey.example.org\n;; ANSWER SECTION:\na1._domainkey.Example.org. 300 IN TXT \"v=DKIM1; k=rsa; \" \"p=MIGfMA0G\"\n",
            &expected,
        );
        check("a1._domainkey.example.org descriptive text \"v=DKIM1\\; k=rsa\\059 p=MIG\" \"fMA0G\"\r\n", &expected);
        check(
            "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nNon-authoritative answer:\na1._domainkey.example.org\ttext =\n\n\t\"v=DKIM1; k=rsa; \"\n\t\"p=MIGfMA0G\"\n",
            &expected,
        );
        check("a1._domainkey.example.org: v=DKIM1; k=rsa; p=MIGfMA0G\n", &expected);
        check("Hello,\nour key stands at a1._domainkey.example.org.\n", &[]);
        check("\"v=DKIM1; p=x\"\n", &[]);
    }

    #[test]
    fn what_is_written_is_read() {
        let text = format!("v=DKIM1; n=say \"hi\" \\; p={}", "A".repeat(600));
        let line = zone_line("s._domainkey.example.org", &text);
        assert!(line.matches("\" \"").count() == 2, "{line}");
        check(&line, &[("s._domainkey.example.org", &text)]);
        // What is no ASCII has no place in such a record, and stays as it is written.
        check(&zone_line("s._domainkey.example.org", "n=é"), &[("s._domainkey.example.org", "n=195169")]);
    }

    #[test]
    fn a_mail_that_speaks_of_keys_is_a_mail() {
        let keys = "a1._domainkey.example.org. 300 IN TXT \"v=DKIM1; p=MIG\"\n";
        let kind = |text: &str| crate::detect(text.as_bytes(), text.len() as u64, "x.txt").kind.word();
        assert_eq!(kind(keys), "dkim-key");
        assert_eq!(kind(&format!("From: a@example.org\nTo: b@example.org\nDate: x\n\n{keys}")), "email");
        assert_eq!(kind(&format!("Here it is:\n{keys}")), "file");
    }
}
