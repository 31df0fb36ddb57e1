//! A sample of the single-bit flips that `bench/tamper.sh` does whole.

mod flips;
mod forge;

/// One bit in so many: a prime, so that every bit of a byte gets its turn.
const STEP: usize = 997;

#[test]
fn flipped_bits_are_rejected_and_placed() {
    let files = forge::Maker::sample(7, &forge::stamps::authorities()).files();
    for counts in [flips::as_files(&files, STEP), flips::as_zip(&files, STEP)] {
        println!("{counts}");
        assert!(counts.all_placed(), "{counts}");
        assert!(counts.flips > 100);
    }
}
