//! Prints what pictures are known by and sought by: what bench/robustness.py compares.
//!
//!     variants < PICTURES            PPM pictures (P6, 255), one after the other
//!
//! Lines `known PICTURE HASH QUALITY PART` and `sought PICTURE HASH,… QUALITY PART`, the picture zero-based, eight hashes.

use std::io::{BufRead, Read};

use temoin_fingerprint::{Layout, Plane, ladder, sought};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut input = std::io::stdin().lock();
    for picture in 0.. {
        let mut head = String::new();
        if input.read_line(&mut head)? == 0 {
            break;
        }
        let fields: Vec<&str> = head.split_whitespace().collect();
        let ["P6", width, height, "255"] = fields[..] else { return Err("not such a picture".into()) };
        let (width, height): (usize, usize) = (width.parse()?, height.parse()?);
        let mut pixels = vec![0; 3 * width * height];
        input.read_exact(&mut pixels)?;
        let plane = Plane::new(&pixels, Layout::Rgb8, width, height, 3 * width)?;
        for known in ladder(&plane) {
            println!("known {picture} {} {} {}", known.hash, known.quality, known.part);
        }
        for sought in sought(&plane) {
            let hashes: Vec<_> = sought.hashes.iter().map(ToString::to_string).collect();
            println!("sought {picture} {} {} {}", hashes.join(","), sought.quality, sought.part);
        }
    }
    Ok(())
}
