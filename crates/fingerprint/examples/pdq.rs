//! `pdq [TIMES] < PICTURES`: prints for each raw picture its hash, its quality and the hashes of its eight symmetries.
//!
//! A picture is a line `width height channels` (1 or 3) and the pixels, one byte a channel. With TIMES, each is hashed so
//! many times (0 or more) without its symmetries, and nothing is printed but the last hash: for `bench/fingerprint.sh`.

use std::hint::black_box;
use std::io::{self, BufRead, Read, Write};

use temoin_fingerprint::{Layout, Plane, pdq, pdq_symmetries};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let times = std::env::args().nth(1).map(|times| times.parse::<u32>()).transpose()?;
    let (mut stdin, mut stdout) = (io::stdin().lock(), io::stdout().lock());
    let mut header = String::new();
    while stdin.read_line(&mut header)? > 0 {
        let sizes = header.split_whitespace().map(str::parse).collect::<Result<Vec<usize>, _>>()?;
        let [width, height, channels] = sizes[..] else { return Err("width height channels".into()) };
        let layout = match channels {
            1 => Layout::Grey8,
            3 => Layout::Rgb8,
            _ => return Err("1 or 3 channels".into()),
        };
        let mut pixels = vec![0; width * height * channels];
        stdin.read_exact(&mut pixels)?;
        let plane = Plane::new(&pixels, layout, width, height, width * channels)?;
        if let Some(times) = times {
            let last = (0..times).fold(None, |_, _| Some(pdq(black_box(&plane))));
            last.map_or(Ok(()), |of| writeln!(stdout, "{} {}", of.hash, of.quality))?;
        } else {
            let (of, turned) = pdq_symmetries(&plane);
            write!(stdout, "{} {}", of.hash, of.quality)?;
            turned.iter().try_for_each(|hash| write!(stdout, " {hash}"))?;
            writeln!(stdout)?;
        }
        header.clear();
    }
    Ok(())
}
