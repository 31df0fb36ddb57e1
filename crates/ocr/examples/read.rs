//! Reads the text in pictures: `read WEIGHTS PICTURE.ppm…`, one JSON line for each (PPM files of type P6, so that no decoder is
//! needed). For benches and curious people; the program does the same on real files.

use std::path::Path;

use temoin_ocr::{Line, Message, Models, Rgb, Side, messages};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let models = Models::open(Path::new(&arguments.next().ok_or("read WEIGHTS PICTURE.ppm…")?))?;
    for path in arguments {
        let bytes = std::fs::read(&path)?;
        let (width, height, pixels) = parts(&bytes).ok_or("not a PPM file of type P6")?;
        let plane = Rgb::new(pixels, width, height, width * 3)?;
        let reading = models.read(plane)?;
        let lines: Vec<String> = reading.lines.iter().map(line).collect();
        let messages: Vec<String> = messages(plane, &reading.lines).iter().map(message).collect();
        let (lines, messages) = (lines.join(","), messages.join(","));
        println!("{{\"path\":{},\"lines\":[{lines}],\"messages\":[{messages}]}}", quoted(&path));
    }
    Ok(())
}

fn line(line: &Line) -> String {
    let [x, y, width, height] = [line.bounds.x, line.bounds.y, line.bounds.width, line.bounds.height];
    let text = quoted(&line.text);
    format!("{{\"text\":{text},\"confidence\":{:.4},\"box\":[{x},{y},{width},{height}]}}", line.confidence)
}

fn message(message: &Message) -> String {
    let [x, y, width, height] = [message.bounds.x, message.bounds.y, message.bounds.width, message.bounds.height];
    let side = match message.side {
        Side::Left => "left",
        Side::Right => "right",
        Side::Middle => "middle",
    };
    let maybe = |text: &Option<String>| text.as_deref().map_or("null".to_owned(), quoted);
    let (sender, time, text) = (maybe(&message.sender), maybe(&message.time_shown), quoted(&message.text));
    let told = format!("\"side\":\"{side}\",\"sender\":{sender},\"time_shown\":{time},\"text\":{text}");
    format!("{{{told},\"box\":[{x},{y},{width},{height}]}}")
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
