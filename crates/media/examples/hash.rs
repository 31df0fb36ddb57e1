//! `hash WAY [TIMES] < FILE`: decodes a picture file and prints its PDQ hash and quality; TIMES over, for `bench/decode.sh`.
//!
//! WAY is `stored` (all values), `luma` (light alone) or `screening` (light, scaled down).

use std::hint::black_box;
use std::io::{self, Read};

use temoin_fingerprint::{Layout, Pdq, Plane, pdq};
use temoin_media::{Limits, View, decode, luma, screening};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let way = words.next().ok_or("stored, luma or screening")?;
    let times = words.next().map_or(Ok(1), |times| times.parse::<u32>())?;
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let mut last = None;
    for _ in 0..times {
        last = Some(hash(black_box(&bytes), &way)?);
    }
    if let Some(Pdq { hash, quality, .. }) = last {
        println!("{hash} {quality}");
    }
    Ok(())
}

fn hash(bytes: &[u8], way: &str) -> Result<Pdq, Box<dyn std::error::Error>> {
    let limits = Limits::default();
    let (width, height, pixels, layout) = match way {
        "stored" => {
            let of = decode(bytes, View::Stored, &limits)?;
            (of.width, of.height, of.pixels, Layout::Rgb8)
        }
        "luma" | "screening" => {
            let of = if way == "luma" { luma(bytes, &limits)? } else { screening(bytes, &limits)? };
            (of.width, of.height, of.pixels, Layout::Grey8)
        }
        _ => return Err("stored, luma or screening".into()),
    };
    let (width, height) = (width as usize, height as usize);
    Ok(pdq(&Plane::new(&pixels, layout, width, height, width * layout.channels())?))
}
