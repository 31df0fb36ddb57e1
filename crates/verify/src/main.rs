//! The program `temoin-verify`: checks a package with no help from the writer, on a machine that holds nothing else of ours.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use lexopt::prelude::*;
use secrecy::SecretString;
use temoin_verify::{Options, check, words};

const HELP: &str = "\
Checks a Témoin package: a ZIP, an unpacked folder, or an encrypted file.

Usage: temoin-verify PACKAGE [OPTIONS]

  --originals FILE        the originals container that goes with it
  --against ORIGINAL      a whole original, to be recomputed (may be repeated)
  --key VKEY              the verifier key, known from elsewhere
  --fingerprint F         the fingerprint of the key or of the seal note, known from elsewhere
  --since CHECKPOINT      a file with an earlier checkpoint, such as one from a receipt
  --tsa-ca FILE           root certificates of a time stamping authority (may be repeated)
  --identity FILE         an age identity that opens encrypted files (may be repeated)
  --passphrase-file FILE  a passphrase that opens encrypted files
  --json                  one JSON document on standard output

Exit: 0 intact, 1 altered or incomplete, 2 it could not be checked.

Example: temoin-verify dossier.zip --fingerprint ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567
";

struct Arguments {
    package: PathBuf,
    options: Options,
    json: bool,
}

fn main() -> ExitCode {
    let json = env::args_os().any(|argument| argument == "--json");
    match run() {
        Ok(code) => code,
        Err((code, message, advice)) => {
            if json {
                let error = serde_json::json!({"error": {"code": code, "message": message, "advice": advice}});
                println!("{error}");
            }
            eprintln!("temoin-verify: {message}\n{advice}");
            ExitCode::from(2)
        }
    }
}

type Failure = (&'static str, String, &'static str);

fn run() -> Result<ExitCode, Failure> {
    let Some(arguments) = arguments()? else {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    let report = check(&arguments.package, &arguments.options)
        .map_err(|error| (error.code(), error.to_string(), error.advice()))?;
    if arguments.json {
        let report = serde_json::to_string(&report).map_err(|error| ("output", error.to_string(), ""))?;
        println!("{report}");
    } else {
        print!("{}", words(&report));
    }
    Ok(ExitCode::from(report.verdict.exit_code()))
}

fn arguments() -> Result<Option<Arguments>, Failure> {
    let usage = |error: lexopt::Error| ("usage", error.to_string(), "See temoin-verify --help.");
    let mut parser = lexopt::Parser::from_env();
    let (mut package, mut options, mut json) = (None, Options::default(), false);
    let mut passphrase: Option<OsString> = env::var_os("TEMOIN_PASSPHRASE_FILE");
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(None),
            Long("json") => json = true,
            Long("originals") => options.originals = Some(parser.value().map_err(usage)?.into()),
            Long("against") => options.against.push(parser.value().map_err(usage)?.into()),
            Long("key") => options.anchors.key = Some(parser.value().and_then(|v| v.string()).map_err(usage)?),
            Long("fingerprint") => {
                options.anchors.fingerprint = Some(parser.value().and_then(|v| v.string()).map_err(usage)?);
            }
            Long("since") => options.anchors.since = Some(read(parser.value().map_err(usage)?)?),
            Long("tsa-ca") => options.anchors.tsa_roots.push(read(parser.value().map_err(usage)?)?),
            Long("identity") => options.unlock.identities.push(parser.value().map_err(usage)?.into()),
            Long("passphrase-file") => passphrase = Some(parser.value().map_err(usage)?),
            Value(path) if package.is_none() => package = Some(PathBuf::from(path)),
            other => return Err(usage(other.unexpected())),
        }
    }
    if let Some(file) = passphrase {
        let text =
            String::from_utf8(read(file)?).map_err(|_| ("passphrase", "the passphrase file is not text".into(), ""))?;
        options.unlock.passphrase = Some(SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned()));
    }
    let package = package.ok_or(("usage", "no package given".into(), "See temoin-verify --help."))?;
    Ok(Some(Arguments { package, options, json }))
}

fn read(path: OsString) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        (
            "unreadable",
            format!("a file given with an option cannot be read ({})", error.kind()),
            "Check its path and your rights to it.",
        )
    })
}
