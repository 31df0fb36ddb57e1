//! One function for each command.

mod case;
mod give;
mod log;
mod mail;
mod near;
mod seal;
mod story;
mod take;
mod text;
mod triage;
mod words;

use std::path::PathBuf;

use temoin_desk::{self as desk, PATIENCE, Program, Worker, reading_weights};

use crate::advice::Failure;
use crate::args::Command;
use crate::output::aside;

/// Does what was asked; returns the exit code of "done", "yes" or "no".
pub fn run(command: Command, json: bool) -> Result<u8, Failure> {
    match command {
        Command::New(args) => case::new(&args, json),
        Command::Add(args) => take::add(&args, json),
        Command::List(args) => take::list(&args, json),
        Command::Records(args) => take::records(&args, json),
        Command::Note(args) => log::note(&args, json),
        Command::Answer(args) => log::answer(&args, json),
        Command::Actors(args) => log::actors(&args, json),
        Command::Twins(args) => take::twins(&args, json),
        Command::Dkim(args) => mail::dkim(&args, json),
        Command::Seal(args) => seal::seal(&args, json),
        Command::Stamp(args) => seal::stamp(&args, json),
        Command::Receipt(args) => seal::receipt(&args, json),
        Command::Witness(args) => seal::witness(&args, json),
        Command::Cosign(args) => seal::cosign(&args, json),
        Command::Dossier(args) => give::dossier(&args, json),
        Command::Export(args) => case::export(&args, json),
        Command::Delete(args) => case::delete(&args, json),
        Command::Check(args) => case::check(&args, json),
        Command::Copy(args) => case::copy(&args, json),
        Command::Passphrase(args) => case::passphrase(&args, json),
        Command::Verify(args) => give::verify(&args, json),
        Command::Inspect(args) => take::inspect(&args, json),
        Command::Groups(args) => near::groups(&args, json),
        Command::Fingerprint(args) => near::fingerprint(&args),
        Command::ReadText(args) => text::read_text(&args),
        Command::Read(args) => text::read(&args, json),
        Command::Hashes(args) => near::hashes(&args, json),
        Command::Match(args) => near::find(&args),
        Command::Classify(args) => words::classify(&args),
        Command::Correct(args) => text::correct(&args, json),
        Command::Triage(args) => triage::triage(&args, json),
        Command::Label(args) => triage::label(&args, json),
        Command::Demo(args) => story::demo(&args, json),
        Command::Worker(_) => Ok(0),
    }
}

/// Prepares a worker: this very program, under its hidden command.
fn worker() -> Result<Worker, Failure> {
    Ok(Worker::new(Program { path: this()?, args: vec!["worker".into()] }))
}

/// Prepares a worker that reads the text in pictures: it is shown the weights, which are there and are the right ones.
fn reading_worker() -> Result<Worker, Failure> {
    let folder = reading_weights()?.into_os_string();
    let args = vec!["worker".into(), "--weights".into(), folder];
    Ok(Worker::new(Program { path: this()?, args }).with_patience(PATIENCE))
}

fn this() -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map_err(|_| Failure::new("no-program", "The program cannot find itself.", "Start it by its full path."))
}

/// Opens the sentence encoder; where it was not set up, says once what that means.
fn encoder() -> Result<Option<Box<dyn desk::language::Encode>>, Failure> {
    let found = desk::encoder().map_err(|error| {
        Failure::new(
            "no-encoder",
            format!("The sentence encoder cannot be used: {error}."),
            "Fetch it again with make weights, or sort by words and rules alone with --words-only.",
        )
    })?;
    if found.is_none() {
        aside(
            "By words and rules alone: the sentence encoder, which finds what is said in other words, is not set up (make weights).",
        );
    }
    Ok(found)
}
