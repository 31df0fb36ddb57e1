//! `inspect PATH [--json] [--records]`: what `temoin inspect` prints, without a worker. For comparisons and benches.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;

use temoin_evidence::{Note, Record, Span};
use temoin_intake::{Flow, Options, Sink, Source, inspect, json};

struct Opened(Mutex<File>, u64);

impl Source for Opened {
    fn len(&self) -> u64 {
        self.1
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut file = self.0.lock().map_err(|_| io::ErrorKind::Other)?;
        file.seek(SeekFrom::Start(offset))?;
        file.read(buf)
    }
}

struct Lines(Option<io::StdoutLock<'static>>, io::Result<()>, Vec<u8>);

impl Sink for Lines {
    fn record(&mut self, record: Record) -> Flow {
        self.lent(&record)
    }

    fn lent(&mut self, record: &Record) -> Flow {
        if let Some(out) = &mut self.0 {
            json::push_record(&mut self.2, None, record);
            if self.2.len() > 256 << 10 {
                self.1 = out.write_all(&self.2);
                self.2.clear();
            }
        }
        if self.1.is_ok() { Flow::Continue } else { Flow::Stop }
    }

    fn note(&mut self, _: Note) {}

    fn piece(&mut self, _: Span) {}
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "inspect").collect();
    let path = arguments.iter().find(|word| !word.starts_with("--")).ok_or("inspect PATH [--json] [--records]")?;
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let records = arguments.iter().any(|word| word == "--records");
    let name = std::path::Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    let options = Options { name: name.unwrap_or_default(), ..Options::default() };
    let mut sink = Lines(records.then(|| io::stdout().lock()), Ok(()), Vec::new());
    let summary = inspect(&Opened(Mutex::new(file), size), &options, &mut sink)?;
    match &mut sink.0 {
        Some(out) => out.write_all(&sink.2)?,
        None => println!("{}", serde_json::to_string(&summary)?),
    }
    Ok(())
}
