//! The program `temoin`: arguments in, words and exit codes out.

mod advice;
mod args;
mod commands;
mod output;
mod progress;
mod sample;
mod unlock;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::advice::Failure;
use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misspelt(&error),
    };
    if let Command::Worker(args) = &cli.command {
        // Nobody reads what a worker says beside its pipes.
        return ExitCode::from(temoin_desk::serve(args.weights.as_deref()));
    }
    let done = guarded().and_then(|()| commands::run(cli.command, cli.json));
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            output::failure(&failure, cli.json);
            ExitCode::from(failure.exit)
        }
    }
}

/// Keeps keys out of core files, and the person's words out of what a fault prints.
fn guarded() -> Result<(), Failure> {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        eprintln!("temoin: a fault in the program{place}; nothing confirmed as kept is lost\nadvice: please report it");
    }));
    temoin_desk::no_core_dumps().map_err(|_| {
        Failure::new(
            "core-dumps",
            "Core files could not be switched off.",
            "Lift the limit that hinders it: ulimit -c 0",
        )
    })
}

fn misspelt(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return ExitCode::from(2);
    }
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
    let more: Vec<_> =
        text.lines().skip(1).map(str::trim).take_while(|l| !l.starts_with("Usage")).filter(|l| !l.is_empty()).collect();
    let message = [&[line], more.as_slice()].concat().join(" ");
    let failure =
        Failure::new("usage", temoin_desk::quiet::shown(&message), "See: temoin --help, or temoin COMMAND --help");
    // The line was not understood, so whether JSON was asked for is read from it as it stands.
    output::failure(&failure, std::env::args_os().any(|arg| arg == "--json"));
    ExitCode::from(2)
}
