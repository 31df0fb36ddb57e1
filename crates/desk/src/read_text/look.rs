use temoin_media::{Limits, Picture, View, decode};
use temoin_ocr::{MAX_PIXELS, Models, Rgb, messages};

use super::{PictureText, Unread};
use crate::worker::{Job, Kind, ReadAt, Stop, Task, Worker};

/// Has the text of a picture read in the worker, which must be one that was shown the weights.
pub(super) fn ask(worker: &mut Worker, len: u64, source: &mut dyn ReadAt) -> Result<PictureText, Unread> {
    let mut session = worker.start(Job { len, task: Task::ReadText, beside: None }, None, source)?;
    match session.next()? {
        Kind::Done => serde_json::from_slice(session.payload()).unwrap_or(Err(Unread::Stopped)),
        _ => Err(Stop::Nonsense.into()),
    }
}

/// Decodes a picture as a person sees it and reads the text in it. In the worker only.
pub(crate) fn look(bytes: Vec<u8>, models: &Models, limits: &Limits) -> Result<PictureText, Unread> {
    let picture = decoded(&bytes, limits)?;
    // Its memory is needed for what follows.
    drop(bytes);
    let (width, height) = (picture.width as usize, picture.height as usize);
    let plane = Rgb::new(&picture.pixels, width, height, 3 * width).map_err(|_| Unread::TooLarge)?;
    // A network that does not run is a fault of this program or of its memory, not of the picture.
    let reading = models.read(plane).map_err(|_| Unread::Stopped)?;
    let messages = messages(plane, &reading.lines);
    Ok(PictureText::new((picture.width, picture.height), reading, messages))
}

/// Decodes a picture as a person sees it; what is above the size that is read is not decoded in vain.
fn decoded(bytes: &[u8], limits: &Limits) -> Result<Picture, Unread> {
    let limits = Limits { pixels: limits.pixels.min(MAX_PIXELS as u64), ..*limits };
    Ok(decode(bytes, View::Seen, &limits)?)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::time::Duration;

    use super::*;
    #[cfg(unix)]
    use crate::worker::{Program, Seeking};

    fn sample(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../../fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    fn check(bytes: &[u8], expected: Result<(u32, u32), Unread>) {
        let got = decoded(bytes, &Limits::default());
        assert_eq!(got.map(|picture| (picture.width, picture.height)), expected);
    }

    #[test]
    fn what_cannot_be_decoded_is_said_why() {
        check(&sample("pictures/turned.png"), Ok((32, 48)));
        let whole = sample("pictures/plain.png");
        check(&whole, Ok((48, 32)));
        check(&whole[..whole.len() - 60], Err(Unread::Damaged));
        check(&sample("screens/two.pgm"), Err(Unread::NotAPicture));
    }

    #[cfg(unix)]
    #[test]
    fn a_reader_that_takes_too_long_or_ends_is_told_apart() {
        let told = |script: &str| {
            let program = Program { path: "/bin/sh".into(), args: vec!["-c".into(), script.into()] };
            let mut worker = Worker::new(program).with_patience(Duration::from_millis(200));
            ask(&mut worker, 3, &mut Seeking::new(std::io::Cursor::new(b"abc")))
        };
        assert_eq!(told("exec sleep 30"), Err(Unread::TooLong));
        assert_eq!(told("cat > /dev/null & exit 1"), Err(Unread::Stopped));
        assert_eq!(told("printf nonsense; cat > /dev/null"), Err(Unread::Stopped));
    }

    #[test]
    fn more_pixels_than_are_read_are_not_decoded() {
        let claims = |width: u32, height: u32| {
            // Where a bitmap says how large it is: from its nineteenth byte on, least byte first.
            let mut bytes = sample("pictures/plain.bmp");
            bytes[18..22].copy_from_slice(&width.to_le_bytes());
            bytes[22..26].copy_from_slice(&height.to_le_bytes());
            bytes
        };
        check(&claims(10_000, 8_001), Err(Unread::TooLarge));
        check(&claims(10_000, 8_000), Err(Unread::Damaged));
    }
}
