//! Flips every bit of every byte of a 64-file package, as files and as one ZIP, and counts what the checker says.
//!
//!     cargo run -p temoin-verify --example tamper [STEP]
//!
//! With STEP, one bit in so many is flipped. `bench/tamper.sh` runs it whole.

#[path = "../tests/flips/mod.rs"]
mod flips;
#[path = "../tests/forge/mod.rs"]
mod forge;

use std::time::Instant;

fn main() {
    let step = std::env::args().nth(1).and_then(|step| step.parse().ok()).unwrap_or(1);
    let authorities = forge::stamps::authorities();
    let files = forge::Maker::sample(7, &authorities).files();
    let bytes: usize = files.values().map(Vec::len).sum();
    println!("package: {} files, {bytes} bytes, {} time stamps", files.len(), authorities.len());
    let forms = [("folder", flips::as_files as fn(&forge::Files, usize) -> flips::Counts), ("zip", flips::as_zip)];
    let whole = std::thread::scope(|scope| {
        let runs = forms.map(|(form, run)| {
            let files = &files;
            scope.spawn(move || {
                let start = Instant::now();
                let counts = run(files, step);
                println!("{form}: {counts}, {:.0} s", start.elapsed().as_secs_f64());
                counts.all_placed()
            })
        });
        runs.into_iter().all(|run| run.join().unwrap_or(false))
    });
    std::process::exit(i32::from(!whole));
}
