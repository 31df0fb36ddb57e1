//! Films read by the real ffmpeg, which `scripts/setup.sh test` installs. The films are drawn by its own test source.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use temoin_media::{Film, FilmError, FilmFrame, FilmInput, FilmLimits, FilmOptions, IndexFirst, Limits, View};

/// Draws two seconds of 10 frames each, 64 × 48.
fn drawn(name: &str, words: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let given = format!("-y -nostdin -loglevel error -f lavfi -i testsrc=size=64x48:rate=10:duration=2 {words}");
    let run = Command::new("ffmpeg").args(given.split(' ')).arg(&path).status();
    assert!(run.expect("ffmpeg is there: sh scripts/setup.sh test").success());
    path
}

fn read(input: FilmInput, options: &FilmOptions, limits: &FilmLimits) -> Result<Vec<FilmFrame>, FilmError> {
    Film::open(input, options, limits)?.collect()
}

fn every() -> FilmOptions {
    FilmOptions { interval: 0.0, ..FilmOptions::default() }
}

#[test]
fn every_frame_or_some_by_the_rate() {
    let path = drawn("plain.mkv", "-c:v ffv1 -pix_fmt bgr0");
    let all = read(FilmInput::File(path.clone()), &every(), &FilmLimits::default()).unwrap();
    assert_eq!(all.len(), 20);
    assert!(all.iter().all(|frame| (frame.width, frame.height, frame.pixels.len()) == (64, 48, 64 * 48 * 3)));
    assert_eq!((all[19].number, all[19].at), (19, Duration::from_millis(1900)));
    assert_ne!(all[0].pixels, all[19].pixels);
    for (interval, numbers) in
        [(1.0, vec![0, 10]), (0.39, vec![0, 3, 6, 9, 12, 15, 18]), (0.01, (0..20).collect()), (9.0, vec![0])]
    {
        let options = FilmOptions { interval, ..FilmOptions::default() };
        let some = read(FilmInput::File(path.clone()), &options, &FilmLimits::default()).unwrap();
        assert_eq!(some.iter().map(|frame| frame.number).collect::<Vec<_>>(), numbers, "{interval}");
        assert_eq!(some[0].pixels, all[0].pixels);
    }
    let stream = FilmInput::Stream(Box::new(File::open(path).unwrap()));
    assert_eq!(read(stream, &every(), &FilmLimits::default()).unwrap(), all);
}

#[test]
fn a_film_whose_index_is_at_its_end_is_read_from_a_stream() {
    // Noise makes it longer than what ffmpeg keeps of a pipe.
    let path = drawn("end.mp4", "-vf noise=alls=100:allf=t,scale=640:480 -c:v mpeg4 -q:v 1");
    let bytes = fs::read(&path).unwrap();
    let place = |kind: &[u8; 4]| bytes.windows(4).position(|name| name == kind).unwrap();
    assert!(place(b"mdat") < place(b"moov"));
    let expected = read(FilmInput::File(path.clone()), &every(), &FilmLimits::default()).unwrap();
    let stream =
        |bytes: Box<dyn std::io::Read + Send>| read(FilmInput::Stream(bytes), &every(), &FilmLimits::default());
    assert_eq!(stream(Box::new(File::open(&path).unwrap())), Err(FilmError::NotReadable));
    let got = stream(Box::new(IndexFirst::new(File::open(&path).unwrap()).unwrap())).unwrap();
    assert!(got == expected, "the same frames");
}

#[test]
fn a_film_laid_on_its_side_is_seen_upright() {
    let drawn = drawn("lying.mp4", "-c:v mpeg4");
    // The matrix of the track's header (ISO/IEC 14496-12, 8.3.2): a quarter turn clockwise.
    let mut bytes = fs::read(&drawn).unwrap();
    let matrix = bytes.windows(4).position(|name| name == b"tkhd").unwrap() + 44;
    for (at, number) in [0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30i32].into_iter().enumerate() {
        bytes[matrix + 4 * at..][..4].copy_from_slice(&i32::to_be_bytes(number));
    }
    fs::write(&drawn, bytes).unwrap();
    let sizes = |view| {
        let options = FilmOptions { view, ..FilmOptions::default() };
        let frames = read(FilmInput::File(drawn.clone()), &options, &FilmLimits::default()).unwrap();
        (frames[0].width, frames[0].height)
    };
    assert_eq!((sizes(View::Stored), sizes(View::Seen)), ((64, 48), (48, 64)));
}

#[test]
fn limits_end_a_film() {
    let path = drawn("limits.mkv", "-c:v ffv1");
    let check = |limits: FilmLimits, expected: FilmError| {
        let found = read(FilmInput::File(path.clone()), &every(), &limits);
        assert_eq!(found.map(|frames| frames.len()), Err(expected), "{limits:?}");
    };
    let of_a_frame = |picture| FilmLimits { picture, ..FilmLimits::default() };
    check(of_a_frame(Limits { side: 63, ..Limits::default() }), FilmError::TooLarge);
    check(of_a_frame(Limits { frames: 19, ..Limits::default() }), FilmError::TooLarge);
    check(of_a_frame(Limits { memory: 3 * 64 * 48 - 1, ..Limits::default() }), FilmError::NotReadable);
    check(of_a_frame(Limits { pixels: 64 * 48 - 1, ..Limits::default() }), FilmError::NotReadable);
    check(FilmLimits { output: 64 * 48 * 3 * 5, ..FilmLimits::default() }, FilmError::TooLarge);
    check(FilmLimits { time: Duration::ZERO, ..FilmLimits::default() }, FilmError::TooLong);
}

#[test]
fn a_stream_that_does_not_end_is_left() {
    let endless = FilmInput::Stream(Box::new(std::io::repeat(0)));
    let limits = FilmLimits { time: Duration::from_secs(2), ..FilmLimits::default() };
    let found = read(endless, &every(), &limits).map(|frames| frames.len());
    assert!(matches!(found, Err(FilmError::TooLong | FilmError::NotReadable)), "{found:?}");
}

#[test]
fn nothing_but_the_film_is_read() {
    let path = drawn("named.mkv", "-c:v ffv1");
    let list = path.with_file_name("list");
    for text in [
        format!("ffconcat version 1.0\nfile '{}'\n", path.display()),
        format!("#EXTM3U\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n", path.display()),
        "#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n".to_owned(),
        "no film".to_owned(),
    ] {
        fs::write(&list, &text).unwrap();
        let found = read(FilmInput::File(list.clone()), &every(), &FilmLimits::default()).map(|frames| frames.len());
        assert_eq!(found, Err(FilmError::NotReadable), "{text}");
        let stream = FilmInput::Stream(Box::new(std::io::Cursor::new(text.clone())));
        assert_eq!(
            read(stream, &every(), &FilmLimits::default()).map(|frames| frames.len()),
            Err(FilmError::NotReadable)
        );
    }
}

#[test]
fn damage_ends_well() {
    let bytes = fs::read(drawn("damaged.mkv", "-c:v mpeg4")).unwrap();
    for place in (0..bytes.len()).step_by(bytes.len() / 12) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        damaged.truncate(bytes.len() - place / 2);
        let stream = FilmInput::Stream(Box::new(std::io::Cursor::new(damaged)));
        if let Ok(frames) = read(stream, &every(), &FilmLimits::default()) {
            assert!(frames.len() <= 20);
        }
    }
}

#[test]
fn without_ffmpeg_it_is_said_what_to_install() {
    let options = FilmOptions { program: "no-such-program".into(), ..FilmOptions::default() };
    let found = read(FilmInput::File("film".into()), &options, &FilmLimits::default());
    assert_eq!(found, Err(FilmError::NoProgram));
    assert!(FilmError::NoProgram.to_string().contains("apt-get install ffmpeg"));
}
