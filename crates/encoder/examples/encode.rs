//! Reads texts, one a line, and writes their vectors: 512 little-endian numbers of four bytes each. For `bench/encoder.sh`.
//!
//! - `encode FOLDER batch`: all lines in one call.
//! - `encode FOLDER single`: a call for each line.
//! - `encode FOLDER tokens`: instead of vectors, the numbers of each line's pieces, as text.
//! - `encode FOLDER open`: nothing but reading the weights; says how many seconds that took.

use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::time::Instant;

use temoin_encoder::{Encoder, WIDTH};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, how] = &arguments[..] else { return Err("encode FOLDER batch|single|tokens|open".into()) };
    let start = Instant::now();
    let encoder = Encoder::open(folder.as_ref())?;
    let mut out = BufWriter::new(io::stdout().lock());
    if how == "open" {
        writeln!(out, "{:.3}", start.elapsed().as_secs_f64())?;
        return Ok(out.flush()?);
    }
    let text = io::read_to_string(io::stdin())?;
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    match how.as_str() {
        "batch" => write(&mut out, &encoder.encode(&lines))?,
        "single" => lines.iter().try_for_each(|line| write(&mut out, &encoder.encode(&[line])))?,
        "tokens" => lines.iter().try_for_each(|line| writeln!(out, "{:?}", encoder.tokens(line)))?,
        _ => return Err("batch, single, tokens or open".into()),
    }
    Ok(out.flush()?)
}

fn write(out: &mut impl Write, vectors: &[[f32; WIDTH]]) -> io::Result<()> {
    vectors.iter().flatten().try_for_each(|number| out.write_all(&number.to_le_bytes()))
}
