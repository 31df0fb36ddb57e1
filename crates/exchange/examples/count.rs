//! Prints how many hashes a list holds, and what reading it cost.
//!
//!     count LIST

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::time::Instant;

use temoin_exchange::{Row, Sink, read};
use temoin_syntax::Source;

struct OnDisk(File, u64);

impl Source for OnDisk {
    fn len(&self) -> u64 {
        self.1
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.0;
        file.seek(SeekFrom::Start(offset))?;
        file.read(buf)
    }
}

#[derive(Default)]
struct Count(u64);

impl Sink for Count {
    fn row(&mut self, _: Row) {
        self.0 += 1;
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("count LIST")?;
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    let mut count = Count::default();
    let begun = Instant::now();
    let summary = read(&OnDisk(file, len), &mut count)?;
    println!("{} hashes, {summary:?}, {:.2} s", count.0, begun.elapsed().as_secs_f64());
    Ok(())
}
