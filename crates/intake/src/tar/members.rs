use std::collections::HashMap;

use temoin_evidence::{CivilTime, Moment, Origin, Place, Precision, Zone};

use super::header::{BLOCK, Header, Said};
use super::input::Input;
use crate::gzip::Fault;
use crate::notes::{Notes, Repeated};
use crate::{Flow, Limits, MemberEnd, MemberHeader, Outcome, ReadError, Sink, Source, Take};

/// Largest header of names or of pax records that is read.
const LONGEST_SAYING: u64 = 1 << 20;

/// Gives the members to the sink and notes what is odd; returns how many the archive lists.
pub(super) fn give(
    source: &dyn Source,
    limits: &Limits,
    notes: &mut Notes,
    sink: &mut dyn Sink,
) -> Result<u64, ReadError> {
    let mut members = Members {
        input: Input::new(source, limits)?,
        limits,
        notes,
        sink,
        repeated: Repeated::default(),
        names: HashMap::new(),
        number: 0,
        lost: 0,
        unpacked: 0,
        said: Said::default(),
        always: Said::default(),
    };
    let end = members.run()?;
    members.end(end, source.len())?;
    Ok(members.number)
}

/// Says how the list of members ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// With its mark: two empty blocks.
    Marked,
    /// With the last byte, no mark.
    Unmarked,
    /// Inside a header or a member.
    Cut,
    /// At a limit.
    Limit,
}

struct Members<'m, 'a> {
    input: Input<'a>,
    limits: &'m Limits,
    notes: &'m mut Notes,
    sink: &'m mut dyn Sink,
    repeated: Repeated,
    names: HashMap<String, u64>,
    number: u64,
    /// Bytes that should be a header and are none, since the last member.
    lost: u64,
    unpacked: u64,
    /// What was said about the next member, and about all that follow.
    said: Said,
    always: Said,
}

impl Members<'_, '_> {
    fn run(&mut self) -> Result<End, ReadError> {
        let mut empty = 0;
        loop {
            let mut block = [0; BLOCK];
            match self.input.fill(&mut block)? {
                0 => return Ok(End::Unmarked),
                BLOCK => {}
                _ => return Ok(End::Cut),
            }
            if block == [0; BLOCK] {
                empty += 1;
                if empty == 2 {
                    return Ok(End::Marked);
                }
                continue;
            }
            empty = 0;
            let Some(header) = Header::parse(&block) else {
                self.lost += BLOCK as u64;
                continue;
            };
            self.damaged("the next one is found after them");
            if let Some(end) = self.header(header)? {
                return Ok(end);
            }
        }
    }

    /// Says that bytes where a member should begin are none: what they held stays in the archive.
    fn damaged(&mut self, then: &str) {
        let lost = std::mem::take(&mut self.lost);
        if lost > 0 {
            let detail = format!("{lost} bytes where a member should begin are none; {then}.");
            self.repeated.add("damaged", self.number, &detail, self.notes, self.sink);
        }
    }

    /// Takes a header and what follows it; says so where the archive ends with it.
    fn header(&mut self, header: Header) -> Result<Option<End>, ReadError> {
        match header.kind {
            b'x' | b'X' | b'g' | b'L' | b'K' => self.saying(&header),
            _ => self.entry(header),
        }
    }

    /// Takes a header that says something about the members after it.
    fn saying(&mut self, header: &Header) -> Result<Option<End>, ReadError> {
        if header.size > LONGEST_SAYING {
            let detail = format!("{} bytes about the member are too many and are not read.", header.size);
            self.repeated.add("too-large", self.number, &detail, self.notes, self.sink);
            return self.skip(padded(header.size));
        }
        let mut bytes = vec![0; padded(header.size) as usize];
        if self.input.fill(&mut bytes)? < bytes.len() {
            return Ok(Some(End::Cut));
        }
        bytes.truncate(header.size as usize);
        let read = match header.kind {
            b'L' => {
                bytes.truncate(memchr::memchr(0, &bytes).unwrap_or(bytes.len()));
                self.said.name = Some(bytes);
                true
            }
            b'K' => true,
            b'g' => self.always.pax(&bytes),
            _ => self.said.pax(&bytes),
        };
        if !read {
            self.repeated.add(
                "damaged",
                self.number,
                "What is said about the member cannot be read whole.",
                self.notes,
                self.sink,
            );
        }
        Ok(None)
    }

    fn entry(&mut self, header: Header) -> Result<Option<End>, ReadError> {
        if self.number >= self.limits.entries {
            let detail =
                format!("More members than the limit of {}; the others stay in the archive.", self.limits.entries);
            self.notes.add("too-many-members", Place::Whole, detail, self.sink);
            return Ok(Some(End::Limit));
        }
        let said = std::mem::take(&mut self.said);
        let number = self.number;
        self.number += 1;
        let name_raw = said.name.or_else(|| self.always.name.clone()).unwrap_or(header.name);
        let decoded = String::from_utf8_lossy(&name_raw).into_owned();
        // Links, devices and folders have no bytes, whatever their header claims.
        let size = if matches!(header.kind, b'1'..=b'6') { 0 } else { said.size.unwrap_or(header.size) };
        let (name, odd) = crate::zip::harmless(&decoded, number);
        if odd {
            let detail =
                "The stored name points elsewhere or hides something; it is shown changed and never used as a path.";
            self.repeated.add("unsafe-name", number, detail, self.notes, self.sink);
        }
        if header.kind == b'5' || (size == 0 && decoded.ends_with('/')) {
            return self.skip(padded(size));
        }
        if let Some((code, detail)) = refusal(header.kind, said.sparse || self.always.sparse) {
            self.repeated.add(code, number, detail, self.notes, self.sink);
            return self.skip(padded(size));
        }
        self.doubled(&name, number);
        let modified = said.modified.or(self.always.modified).or(header.modified).and_then(moment);
        self.member(MemberHeader { number, name_raw, name, size_claimed: size, modified })
    }

    fn doubled(&mut self, name: &str, number: u64) {
        let first = *self.names.entry(name.to_lowercase()).or_insert(number);
        if first != number {
            let detail = format!("Same name as member {first} (case aside); both are kept apart.");
            self.repeated.add("doubled-name", number, &detail, self.notes, self.sink);
        }
    }

    fn member(&mut self, header: MemberHeader) -> Result<Option<End>, ReadError> {
        let (number, size) = (header.number, header.size_claimed);
        match self.sink.member(header) {
            Take::Bytes => {}
            Take::Nothing => return self.skip(padded(size)),
            Take::Stop => return Err(ReadError::Stopped),
        }
        let mut buf = vec![0; size.min(64 << 10) as usize];
        let mut left = size;
        while left > 0 {
            let want = left.min(buf.len() as u64) as usize;
            let count = self.input.fill(&mut buf[..want])?;
            if self.sink.member_bytes(&buf[..count]) == Flow::Stop {
                return Err(ReadError::Stopped);
            }
            left -= count as u64;
            self.unpacked += count as u64;
            if count < want || self.unpacked > self.limits.unpacked {
                break;
            }
        }
        self.ended(number, size - left, left)
    }

    fn ended(&mut self, number: u64, size: u64, left: u64) -> Result<Option<End>, ReadError> {
        let stopped =
            self.unpacked > self.limits.unpacked || matches!(self.input.fault(), Some(Fault::Bomb | Fault::Limit));
        let outcome = match left {
            0 => Outcome::Whole,
            _ if stopped => Outcome::Stopped,
            _ => Outcome::Damaged,
        };
        self.sink.member_end(MemberEnd { number, size, outcome });
        if self.unpacked > self.limits.unpacked {
            let detail = format!("More than {} bytes in all would come out of the archive.", self.limits.unpacked);
            self.notes.add("unpacked-limit", Place::Member(number), detail, self.sink);
            return Ok(Some(End::Limit));
        }
        if left > 0 {
            if !stopped {
                let detail = format!("The archive stops inside it: {left} of its bytes are missing.");
                self.notes.add("cut-member", Place::Member(number), detail, self.sink);
            }
            return Ok(Some(End::Cut));
        }
        self.skip(padded(size) - size)
    }

    fn skip(&mut self, count: u64) -> Result<Option<End>, ReadError> {
        Ok((self.input.skip(count)? < count).then_some(End::Cut))
    }

    /// Looks at what follows the members, and says what was wrong with the end.
    fn end(&mut self, end: End, size: u64) -> Result<(), ReadError> {
        self.damaged("no member follows them");
        match end {
            End::Marked => self.trailing()?,
            End::Limit => {}
            End::Cut | End::Unmarked if self.input.fault().is_some() => {}
            End::Unmarked => {
                let detail = "The archive ends without its mark: members may be missing.";
                self.notes.add("no-end-mark", Place::Whole, detail, self.sink);
            }
            End::Cut => {
                self.notes.add("truncated", Place::Whole, "The archive stops inside a member.", self.sink);
            }
        }
        if let Some(fault) = self.input.fault() {
            fault.note(size, self.limits, self.notes, self.sink);
        }
        std::mem::take(&mut self.repeated).finish(self.notes, self.sink);
        Ok(())
    }

    /// Archives are filled up with zeros; anything else is told. What is packed is read to the end, so that its sum is checked.
    fn trailing(&mut self) -> Result<(), ReadError> {
        let mut buf = vec![0; 64 << 10];
        let mut other = 0_u64;
        loop {
            let count = self.input.fill(&mut buf)?;
            other += buf[..count].iter().filter(|&&byte| byte != 0).count() as u64;
            if count < buf.len() {
                break;
            }
        }
        if other > 0 {
            let detail = "Bytes follow the end of the archive; they belong to no member.";
            self.notes.add("trailing-data", Place::Whole, detail, self.sink);
        }
        Ok(())
    }
}

/// The size filled up to whole blocks.
fn padded(size: u64) -> u64 {
    size.saturating_add(BLOCK as u64 - 1) / BLOCK as u64 * BLOCK as u64
}

/// Says why a member is left in the archive.
fn refusal(kind: u8, sparse: bool) -> Option<(&'static str, &'static str)> {
    match kind {
        b'1' | b'2' => Some(("link", "It is a link; links are never followed.")),
        b'3' | b'4' | b'6' => Some(("special-member", "It is a device or a pipe; nothing is made of it.")),
        b'S' | b'M' | b'V' | b'D' | b'N' => {
            Some(("unsupported-method", "It is a kind of member that is not read (parts, holes, labels)."))
        }
        _ if sparse => Some(("unsupported-method", "Its holes were left out; that is not read.")),
        _ => None,
    }
}

fn moment(seconds: i64) -> Option<Moment> {
    let time = CivilTime::from_unix_ms(seconds.checked_mul(1000)?).ok()?;
    Some(Moment { time, precision: Precision::Second, zone: Zone::Utc, origin: Origin::FileMetadata })
}
