use std::io::{self, Read, Seek, SeekFrom};

use serde_json::Value;
use temoin_seal::encoding::from_hex;

/// Is a file of any length that is zero but for some parts: gigabytes without gigabytes.
pub struct Sparse {
    at: u64,
    length: u64,
    parts: Vec<(u64, Vec<u8>)>,
}

impl Sparse {
    pub fn of(case: &Value) -> Self {
        let part = |part: &Value| (part[0].as_u64().unwrap(), from_hex(part[1].as_str().unwrap()).unwrap());
        let parts = case["parts"].as_array().unwrap().iter().map(part).collect();
        Self { at: 0, length: case["length"].as_u64().unwrap(), parts }
    }
}

impl Read for Sparse {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = buf.len().min(usize::try_from(self.length.saturating_sub(self.at)).unwrap_or(usize::MAX));
        for (i, byte) in buf[..read].iter_mut().enumerate() {
            let at = self.at + i as u64;
            let part = self.parts.iter().find(|(start, bytes)| (*start..*start + bytes.len() as u64).contains(&at));
            *byte = part.map_or(0, |(start, bytes)| bytes[(at - start) as usize]);
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.length.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?,
            SeekFrom::Current(by) => self.at.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?,
        };
        Ok(self.at)
    }
}
