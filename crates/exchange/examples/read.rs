//! Reads lists and says what they hold, how long it took and how much memory: `cargo run --release -p temoin-exchange
//! --example read -- FILE …`.

use std::env;
use std::fs::{self, File};
use std::io;
use std::sync::Mutex;
use std::time::Instant;

use temoin_exchange::{Options, Row, read};
use temoin_syntax::Source;

/// Is a file that is read at any place.
struct Opened(Mutex<File>, u64);

impl Source for Opened {
    fn len(&self) -> u64 {
        self.1
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        use io::{Read, Seek, SeekFrom};
        let mut file = self.0.lock().map_err(|_| io::ErrorKind::Other)?;
        file.seek(SeekFrom::Start(offset))?;
        file.read(buf)
    }
}

/// Returns the processor's seconds so far, where the system tells them in hundredths.
fn seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in env::args().skip(1) {
        let file = File::open(&path)?;
        let len = file.metadata()?.len();
        let source = Opened(Mutex::new(file), len);
        let (begun, before) = (Instant::now(), seconds());
        let mut all = 0;
        let mut sum = |row: Row| all ^= row.number;
        let summary = read(&source, &Options::default(), &mut sum)?;
        let used = seconds().zip(before).map(|(after, before)| after - before);
        println!("{path}: {summary:?}");
        println!(
            "{:.2} s, {used:?} s of a processor, {} million rows",
            begun.elapsed().as_secs_f64(),
            summary.rows / 1_000_000
        );
    }
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
    Ok(())
}
