//! gzip files (RFC 1952) that hold anything but a tar archive: an archive of one member. See `docs/formats/tar.md`.

mod unpack;

use temoin_evidence::{Place, Span};

use crate::detect::Detected;
use crate::format::{Format, Head, Kind};
use crate::notes::Notes;
use crate::{Flow, MemberEnd, MemberHeader, Options, Outcome, ReadError, Sink, Source, Summary, Take};

pub(crate) use unpack::{Fault, Input, Unpacked};

/// Reads a gzip file.
pub(crate) struct Gzip;

impl Format for Gzip {
    fn kind(&self) -> Kind {
        Kind::of("gzip")
    }

    fn is_archive(&self) -> bool {
        true
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        is_gzip(head.bytes)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut notes = Notes::new(options.limits.notes);
        sink.piece(Span { start: 0, len: source.len() });
        let mut summary = Summary::new("gzip", &detected.media_type);
        if options.depth >= options.limits.depth {
            let most = options.limits.depth;
            let detail = format!("Archives inside archives are opened {most} deep; this one is kept closed.");
            notes.add("too-deep", Place::Whole, detail, sink);
        } else {
            summary.members = Some(1);
            give(source, options, &mut notes, sink)?;
        }
        summary.notes = notes.finish(sink);
        Ok(summary)
    }
}

/// Returns whether bytes begin as a gzip file does: the mark, deflate, no reserved flag (RFC 1952, section 2.3).
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    matches!(bytes, [0x1f, 0x8b, 8, flags, ..] if flags & 0xe0 == 0)
}

fn give(source: &dyn Source, options: &Options, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let name = inner_name(&options.name);
    let header = MemberHeader {
        number: 0,
        name_raw: name.as_bytes().to_vec(),
        name: crate::zip::display(name),
        size_claimed: claimed(source)?,
        modified: None,
    };
    match sink.member(header) {
        Take::Bytes => {}
        Take::Nothing => return Ok(()),
        Take::Stop => return Err(ReadError::Stopped),
    }
    let mut unpacked = Unpacked::new(source, options.limits);
    let mut buf = vec![0; 64 << 10];
    loop {
        let count = unpacked.read(&mut buf)?;
        if count == 0 {
            break;
        }
        if sink.member_bytes(&buf[..count]) == Flow::Stop {
            return Err(ReadError::Stopped);
        }
    }
    let outcome = match unpacked.fault() {
        None | Some(Fault::Trailing(_)) => Outcome::Whole,
        Some(Fault::Bomb | Fault::Limit) => Outcome::Stopped,
        Some(_) => Outcome::Damaged,
    };
    sink.member_end(MemberEnd { number: 0, size: unpacked.written(), outcome });
    if let Some(fault) = unpacked.fault() {
        fault.note(source.len(), &options.limits, notes, sink);
    }
    Ok(())
}

/// The size that the file claims: its last four bytes, which count modulo 2^32.
fn claimed(source: &dyn Source) -> Result<u64, ReadError> {
    let tail = temoin_syntax::slice(source, source.len().saturating_sub(4), 4)?;
    Ok(<[u8; 4]>::try_from(tail).map_or(0, |bytes| u32::from_le_bytes(bytes).into()))
}

/// The name without its ending; it is only shown.
fn inner_name(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if ending.eq_ignore_ascii_case("gz") && !stem.is_empty() => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    struct Held(Vec<u8>, Vec<String>, Option<Outcome>);

    impl Sink for Held {
        fn record(&mut self, _: temoin_evidence::Record) -> Flow {
            Flow::Continue
        }

        fn note(&mut self, note: temoin_evidence::Note) {
            self.1.push(note.code);
        }

        fn piece(&mut self, _: Span) {}

        fn member(&mut self, header: MemberHeader) -> Take {
            assert_eq!(header.name, "chat.txt");
            Take::Bytes
        }

        fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
            self.0.extend_from_slice(bytes);
            Flow::Continue
        }

        fn member_end(&mut self, end: MemberEnd) {
            self.2 = Some(end.outcome);
        }
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn check(file: &[u8], size: usize, outcome: Outcome, notes: &[&str]) {
        let options = Options { name: "chat.txt.gz".into(), ..Options::default() };
        let detected = crate::detect(file, file.len() as u64, "chat.txt.gz");
        assert_eq!(detected.kind.word(), "gzip");
        let mut held = Held(Vec::new(), Vec::new(), None);
        Gzip.read(&file, &detected, &options, &mut held).unwrap();
        assert_eq!((held.0.len(), held.2), (size, Some(outcome)));
        assert_eq!(held.1, notes);
    }

    #[test]
    fn one_member_comes_out_and_faults_are_told() {
        let file = packed(b"bonsoir");
        check(&file, 7, Outcome::Whole, &[]);
        check(&[file.clone(), file.clone()].concat(), 14, Outcome::Whole, &[]);
        check(&[&file[..], b"more"].concat(), 7, Outcome::Whole, &["trailing-data"]);
        check(&[&file[..], &[0; 512]].concat(), 7, Outcome::Whole, &[]);
        check(&file[..file.len() - 5], 7, Outcome::Damaged, &["truncated"]);
        let mut wrong = file.clone();
        let sum = wrong.len() - 8;
        wrong[sum] ^= 1;
        check(&wrong, 7, Outcome::Damaged, &["bad-crc"]);
    }

    #[test]
    fn a_bomb_is_stopped() {
        let file = packed(&vec![0; 8 << 20]);
        let mut held = Held(Vec::new(), Vec::new(), None);
        let options = Options { name: "chat.txt.gz".into(), ..Options::default() };
        let detected = crate::detect(&file, file.len() as u64, "chat.txt.gz");
        Gzip.read(&file, &detected, &options, &mut held).unwrap();
        assert_eq!((held.2, held.1), (Some(Outcome::Stopped), vec!["bomb".to_owned()]));
    }
}
