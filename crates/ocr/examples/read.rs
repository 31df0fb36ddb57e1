//! Reads the text in pictures: `read WEIGHTS PICTURE.ppm…`, one JSON line for each (PPM files of type P6, so that no decoder is
//! needed). For benches and curious people; the program does the same on real files.

use std::path::Path;

use temoin_ocr::{Line, Models, Rgb};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let models = Models::open(Path::new(&arguments.next().ok_or("read WEIGHTS PICTURE.ppm…")?))?;
    for path in arguments {
        let bytes = std::fs::read(&path)?;
        let (width, height, pixels) = parts(&bytes).ok_or("not a PPM file of type P6")?;
        let reading = models.read(Rgb::new(pixels, width, height, width * 3)?)?;
        let lines: Vec<String> = reading.lines.iter().map(line).collect();
        println!("{{\"path\":{},\"lines\":[{}],\"unsure\":{}}}", quoted(&path), lines.join(","), reading.unsure);
    }
    Ok(())
}

fn line(line: &Line) -> String {
    let [x, y, width, height] = [line.bounds.x, line.bounds.y, line.bounds.width, line.bounds.height];
    let text = quoted(&line.text);
    format!("{{\"text\":{text},\"confidence\":{:.4},\"box\":[{x},{y},{width},{height}]}}", line.confidence)
}

fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|sign| match sign {
            '"' | '\\' => format!("\\{sign}"),
            sign if sign < ' ' => format!("\\u{:04x}", u32::from(sign)),
            sign => sign.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Parts a PPM file into width, height and pixels.
fn parts(bytes: &[u8]) -> Option<(usize, usize, &[u8])> {
    let mut at = 0;
    let mut words = Vec::new();
    while words.len() < 4 {
        let length = bytes[at..].iter().position(u8::is_ascii_whitespace)?;
        words.push(std::str::from_utf8(&bytes[at..at + length]).ok()?);
        at += length + 1;
    }
    let (width, height) = (words[1].parse().ok()?, words[2].parse().ok()?);
    (words[0] == "P6" && words[3] == "255").then_some((width, height, &bytes[at..]))
}
