//! Builds a bank, asks it, and adds to it, and says as a line of JSON what that cost: for `bench/matching.sh`.
//!
//! - `search build WORDS BANK THREADS`: a file of 32 bytes a word (its rows are their places) becomes a bank's file.
//! - `search query BANK open|read QUERIES RADIUS ANSWERS`: on one thread; three little-endian numbers of 32 bits a match: query, row, distance.
//! - `search append BANK COUNT`: each appended word is asked for at once; then a copy of the bank with their records is opened.
//!
//! CPU seconds are the process's (user and system), in hundredths, as Linux counts them; memory is the most that was resident, files
//! that are mapped included.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::time::Instant;

use temoin_matching::{Bank, Change, Distance, Word};

use words::Numbers;

#[path = "../tests/words/mod.rs"]
mod words;

/// Bytes of a word in a file.
const WORD: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["build", words, bank, threads] => build(words, bank, threads.parse()?),
        ["query", bank, how @ ("open" | "read"), queries, radius, answers] => {
            query(bank, how, queries, Distance::new(radius.parse()?).ok_or("at most 256")?, answers)
        }
        ["append", bank, count] => append(bank, count.parse()?),
        _ => {
            Err("search build WORDS BANK THREADS | query BANK open|read QUERIES RADIUS ANSWERS | append BANK COUNT"
                .into())
        }
    }
}

fn build(words: &str, bank: &str, threads: NonZeroUsize) -> Result<(), Box<dyn Error>> {
    let mut pairs = Vec::new();
    each_word(words, |word, row| pairs.push((word, row)))?;
    let read = peak()?;
    let (built, build_cost) = cost(|| Ok(Bank::build(pairs, threads)?))?;
    let build_peak = peak()?;
    let (_, save_cost) = cost(|| {
        let mut file = File::create(bank)?;
        built.save(&mut file)?;
        Ok(file.sync_all()?)
    })?;
    println!(
        r#"{{"act": "build", "words": {}, "threads": {threads}, "bytes": {}, "build": {build_cost}, "save": {save_cost}, "peak_read": {read}, "peak_build": {build_peak}, "peak": {}}}"#,
        built.len(),
        built.bytes(),
        peak()?
    );
    Ok(())
}

fn query(bank: &str, how: &str, queries: &str, radius: Distance, answers: &str) -> Result<(), Box<dyn Error>> {
    let (bank, load) = cost(|| load(bank, how))?;
    let mut words = Vec::new();
    each_word(queries, |word, _| words.push(word))?;
    let (found, query) = cost(|| Ok(bank.within_all(&words, radius, NonZeroUsize::MIN)))?;
    let mut out = BufWriter::new(File::create(answers)?);
    for (number, found) in (0u32..).zip(&found) {
        for found in found {
            [number, found.row, found.distance.bits()]
                .iter()
                .try_for_each(|part| out.write_all(&part.to_le_bytes()))?;
        }
    }
    out.flush()?;
    println!(
        r#"{{"act": "query", "how": "{how}", "words": {}, "queries": {}, "matches": {}, "load": {load}, "query": {query}, "peak": {}}}"#,
        bank.len(),
        words.len(),
        found.iter().map(Vec::len).sum::<usize>(),
        peak()?
    );
    Ok(())
}

fn append(path: &str, count: u32) -> Result<(), Box<dyn Error>> {
    let (mut bank, mut numbers) = (load(path, "open")?, Numbers(31));
    let first = u32::try_from(bank.len())?;
    let mut records = Vec::new();
    let (mut slowest, mut last) = (0.0f64, Word::default());
    for row in first..first + count {
        let word = numbers.word();
        let near = numbers.near(word, 31);
        let started = Instant::now();
        bank.append(word, row)?;
        let seen = holds(&bank, near, row);
        slowest = slowest.max(started.elapsed().as_secs_f64());
        if !seen {
            return Err("an appended word is not found".into());
        }
        records.extend(Change::Append(word, row).to_bytes());
        last = near;
    }
    // What another process sees: the records at the end of the file. One bank at a time is in memory.
    drop(bank);
    let copy = format!("{path}.appended");
    fs::copy(path, &copy)?;
    let mut file = OpenOptions::new().append(true).open(&copy)?;
    file.write_all(&records)?;
    file.sync_all()?;
    let (again, open) = cost(|| load(&copy, "open"))?;
    if !holds(&again, last, first + count - 1) {
        return Err("a word appended to the file is not found".into());
    }
    fs::remove_file(copy)?;
    println!(
        r#"{{"act": "append", "appended": {count}, "slowest_wall": {slowest:.4}, "open": {open}, "peak": {}}}"#,
        peak()?
    );
    Ok(())
}

fn load(bank: &str, how: &str) -> Result<Bank, Box<dyn Error>> {
    let mut file = File::open(bank)?;
    let len = file.metadata()?.len();
    let one = NonZeroUsize::MIN;
    Ok(if how == "open" { Bank::open(&file, one)? } else { Bank::read(&mut file, len, one)? })
}

fn holds(bank: &Bank, query: Word, row: u32) -> bool {
    Distance::new(31).is_some_and(|radius| bank.within(query, radius).iter().any(|found| found.row == row))
}

/// Reads a file's words with their places, without the file's bytes in memory beside them.
fn each_word(path: &str, mut take: impl FnMut(Word, u32)) -> Result<(), Box<dyn Error>> {
    let mut file = File::open(path)?;
    let mut block = vec![0; WORD << 15];
    let mut left = usize::try_from(file.metadata()?.len())?;
    let mut row = 0;
    while left > 0 {
        let len = left.min(block.len());
        let block = &mut block[..len];
        file.read_exact(block)?;
        for word in block.as_chunks::<WORD>().0 {
            take(Word::from_bytes(*word), row);
            row += 1;
        }
        left -= len;
    }
    Ok(())
}

/// Does something, and says as JSON what it took.
fn cost<T>(act: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(T, String), Box<dyn Error>> {
    let (before, started) = (cpu()?, Instant::now());
    let done = act()?;
    let wall = started.elapsed().as_secs_f64();
    Ok((done, format!(r#"{{"cpu": {:.2}, "wall": {wall:.4}}}"#, cpu()? - before)))
}

/// Returns the CPU seconds of this process so far (proc(5): fields 14 and 15 of `stat`, in hundredths of a second).
fn cpu() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The program's name, in parentheses, may hold spaces.
    let after = stat.rsplit_once(") ").ok_or("no name in stat")?.1;
    let ticks = after.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks as f64 / 100.0)
}

/// Returns the most bytes that were resident so far.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(1024 * line.trim().trim_end_matches(" kB").parse::<u64>()?)
}
