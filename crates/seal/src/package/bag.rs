//! The two fixed documents of a bag: `bagit.txt` and `bag-info.txt` (RFC 8493 §2.1.1, §2.2.2).

use crate::encoding::number;

/// The whole of `bagit.txt`.
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Is what `bag-info.txt` says; three lines in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BagInfo {
    /// The program and its version; one line.
    pub software: String,
    /// The day, `YYYY-MM-DD`, by the clock of this computer.
    pub date: String,
    /// Number of bytes under `data/`.
    pub octets: u64,
    /// Number of files under `data/`.
    pub streams: u64,
}

impl BagInfo {
    /// Writes `bag-info.txt`.
    pub fn encode(&self) -> Vec<u8> {
        let Self { software, date, octets, streams } = self;
        format!("Bag-Software-Agent: {software}\nBagging-Date: {date}\nPayload-Oxum: {octets}.{streams}\n").into_bytes()
    }

    /// Reads `bag-info.txt` of exactly this form; nothing for another.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let lines: Vec<_> = text.strip_suffix('\n')?.split('\n').collect();
        let [software, date, oxum] = lines[..] else { return None };
        let software = software.strip_prefix("Bag-Software-Agent: ").filter(|name| is_line(name))?;
        let date = date.strip_prefix("Bagging-Date: ").filter(|date| is_date(date))?;
        let (octets, streams) = oxum.strip_prefix("Payload-Oxum: ")?.split_once('.')?;
        let (octets, streams) = (number(octets).ok()?, number(streams).ok()?);
        Some(Self { software: software.to_owned(), date: date.to_owned(), octets, streams })
    }
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.chars().any(char::is_control)
}

fn is_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    shape && ("01"..="12").contains(&&text[5..7]) && ("01"..="31").contains(&&text[8..])
}
