//! Reads a rendered picture with the real weights, which are not part of the repository: the folder that `TEMOIN_WEIGHTS` names
//! holds them. Without it these tests say so and stop; with it, anything wrong is a failure.

use std::path::Path;

use temoin_ocr::{Models, Rgb, Side, messages};

const WIDTH: usize = 340;
const HEIGHT: usize = 180;

fn models() -> Option<Models> {
    let Some(folder) = std::env::var_os("TEMOIN_WEIGHTS") else {
        eprintln!("not run: TEMOIN_WEIGHTS does not name the folder of the weights");
        return None;
    };
    Some(Models::open(Path::new(&folder)).expect("TEMOIN_WEIGHTS names a folder with whole weights"))
}

/// Returns the pixels of the sample, red, green and blue alike.
fn sample() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/screens/two.pgm");
    let bytes = std::fs::read(path).unwrap();
    bytes[bytes.len() - WIDTH * HEIGHT..].iter().flat_map(|&grey| [grey; 3]).collect()
}

#[test]
fn two_bubbles_are_read() {
    let Some(models) = models() else { return };
    let pixels = sample();
    let plane = Rgb::new(&pixels, WIDTH, HEIGHT, WIDTH * 3).unwrap();
    let reading = models.read(plane).unwrap();
    let found = messages(plane, &reading.lines);
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.side, one.text.as_str(), one.time_shown.as_deref(), one.sender.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (Side::Left, "Bonjour, je t'attends à 18h30 à Liège.", Some("21:04"), None),
            (Side::Right, "Laisse-moi tranquille, je t'ai déjà dit non. Für immer!", Some("21:09"), None),
        ]
    );
    assert!(found.iter().all(|one| one.confidence > 0.9));
}

#[test]
fn a_tall_picture_is_read_in_windows_and_nothing_is_lost_or_said_twice() {
    let Some(models) = models() else { return };
    // Twenty-four screens one under the other: several windows, whose sides fall anywhere.
    let pixels = sample().repeat(24);
    let reading = models.read(Rgb::new(&pixels, WIDTH, 24 * HEIGHT, WIDTH * 3).unwrap()).unwrap();
    // A time may be found as a line of its own or not: words are counted.
    let words: Vec<&str> = reading.lines.iter().flat_map(|line| line.text.split(' ')).collect();
    for word in ["t'attends", "21:04", "tranquille,", "Für", "21:09"] {
        assert_eq!(words.iter().filter(|&&one| one == word).count(), 24, "{word}");
    }
    assert!(reading.lines.windows(2).all(|pair| pair[0].bounds.y < pair[1].bounds.bottom()));
}

#[test]
fn nothing_is_read_where_nothing_stands() {
    let Some(models) = models() else { return };
    for (width, height) in [(1, 1), (3, 700), (700, 3), (333, 222)] {
        let pixels = vec![200; width * height * 3];
        assert_eq!(models.read(Rgb::new(&pixels, width, height, width * 3).unwrap()).unwrap().lines, []);
    }
}
