//! The text form: a line `frame,quality,hash,seconds` for each frame.

use std::fmt::Write;

use super::Frame;
use super::rows::{self, FramesRead, Place, RowError};

/// Reads each line by itself.
pub fn read(bytes: &[u8]) -> FramesRead {
    let mut read = FramesRead::default();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    for (at, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        if !line.trim_ascii().is_empty() {
            read.push(Place::Line(at), row(line));
        }
    }
    read
}

fn row(line: &[u8]) -> Result<Frame, RowError> {
    let line = std::str::from_utf8(line).map_err(|_| RowError::Fields)?;
    let mut fields = line.split(',');
    let [Some(number), Some(quality), Some(hash), Some(seconds), None] = std::array::from_fn(|_| fields.next()) else {
        return Err(RowError::Fields);
    };
    rows::frame(rows::number(number)?, quality, hash, seconds)
}

/// Writes a line for each frame.
pub fn write(frames: &[Frame]) -> String {
    let mut text = String::new();
    for Frame { number, quality, hash, at } in frames {
        // A String takes all that is written.
        let _ = writeln!(text, "{number},{quality},{hash},{at}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HashError;

    const HASH: &str = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";

    fn check(text: &str, frames: usize, bad: &[(usize, RowError)]) {
        let read = read(text.as_bytes());
        let said: Vec<_> = read.bad.iter().map(|bad| (bad.place, bad.why)).collect();
        let expected: Vec<_> = bad.iter().map(|(line, why)| (Place::Line(*line), *why)).collect();
        assert_eq!((read.frames.len(), said), (frames, expected), "{text}");
    }

    #[test]
    fn frames_are_written_as_they_were_read() {
        let text = format!("0,100,{HASH},0.000\n1,7,{HASH},0.033\n30,50,{HASH},3600.500\n");
        let read = read(text.as_bytes());
        assert_eq!(read.frames[1].at.duration().as_millis(), 33);
        assert_eq!((write(&read.frames), read.bad), (text, vec![]));
    }

    #[test]
    fn bad_rows_are_told_with_their_line() {
        check("", 0, &[]);
        check(&format!("\u{feff}0,100,{HASH},0.000\r\n\r\n1,100,{HASH},1e-3"), 2, &[]);
        check(
            &format!("0,100,{HASH}\n1,100,{HASH},0.1\n2,100,{HASH},0.2,x"),
            1,
            &[(1, RowError::Fields), (3, RowError::Fields)],
        );
        check(&format!("-1,100,{HASH},0\nx,100,{HASH},0"), 0, &[(1, RowError::Number), (2, RowError::Number)]);
        check(&format!("1,101,{HASH},0\n1,,{HASH},0"), 0, &[(1, RowError::Quality), (2, RowError::Quality)]);
        check(&format!("1,1,{},0", &HASH[1..]), 0, &[(1, RowError::Hash(HashError::Length { digits: 63 }))]);
        for time in ["", "-1", "nan", "inf", "1000000000.1", "0:01"] {
            check(&format!("1,1,{HASH},{time}"), 0, &[(1, RowError::Time)]);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_a_bad_row() {
        assert_eq!(read(b"\xff\n").bad, [super::super::BadRow { place: Place::Line(1), why: RowError::Fields }]);
    }
}
