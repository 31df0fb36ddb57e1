//! `film FILE [INTERVAL]`: prints a film as vPDQ writes it, `frame,quality,hash,seconds`; every frame, or one in INTERVAL seconds.

use temoin_fingerprint::{Layout, Plane, pdq};
use temoin_media::{Film, FilmInput, FilmLimits, FilmOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let file = words.next().ok_or("FILE")?;
    let interval = words.next().map_or(Ok(0.0), |interval| interval.parse())?;
    let options = FilmOptions { interval, ..FilmOptions::default() };
    for frame in Film::open(FilmInput::File(file.into()), &options, &FilmLimits::default())? {
        let frame = frame?;
        let (width, height) = (frame.width as usize, frame.height as usize);
        let of = pdq(&Plane::new(&frame.pixels, Layout::Rgb8, width, height, 3 * width)?);
        println!("{},{},{},{:.3}", frame.number, of.quality, of.hash, frame.at.as_secs_f64());
    }
    Ok(())
}
