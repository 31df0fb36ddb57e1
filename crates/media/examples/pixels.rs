//! Decodes pictures and prints their pixels as PPM, one after the other: what a judge compares.
//!
//!     pixels seen|stored FILE…

use std::io::Write;

use temoin_media::{Limits, Look, Picture};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let look = match args.next().as_deref() {
        Some("seen") => Look::Seen,
        Some("stored") => Look::Stored,
        _ => return Err("pixels seen|stored FILE…".into()),
    };
    let mut out = std::io::stdout().lock();
    for path in args {
        match Picture::decode(&std::fs::read(&path)?, look, &Limits::default()) {
            Ok(picture) => {
                writeln!(out, "P6 {} {} 255", picture.width, picture.height)?;
                out.write_all(&picture.pixels)?;
            }
            // A picture of no pixels says that there is none.
            Err(error) => {
                eprintln!("{path}: {error}");
                out.write_all(b"P6 0 0 255\n")?;
            }
        }
    }
    Ok(())
}
