//! Words sorted: what hurts, and why.

use std::io::{self, Write};
use std::path::Path;

use temoin_desk as desk;
use temoin_desk::language::{Classifier, Model, Thresholds, builtin};

use crate::advice::Failure;
use crate::args::Classify;
use crate::output::{aside, many};

pub fn classify(args: &Classify) -> Result<u8, Failure> {
    let model = args.model.as_deref().map(read).transpose()?;
    let thresholds = args.thresholds.as_deref().map(read).transpose()?;
    let classifier = Classifier {
        model: Model::parse(model.as_deref().unwrap_or(builtin::MODEL)).map_err(|error| {
            Failure::new(
                "no-model",
                format!("The model cannot be used: {error}."),
                "Leave --model out, or make the file again.",
            )
        })?,
        rules: builtin::rules(),
        thresholds: thresholds_of(thresholds.as_deref())?,
        encoder: if args.words_only { None } else { super::encoder()? },
    };
    let mut out = many();
    let unsorted =
        desk::sort(&classifier, io::stdin().lock(), &mut out).and_then(|unsorted| out.flush().map(|()| unsorted));
    let unsorted = unsorted.map_err(Failure::output)?;
    for one in &unsorted {
        aside(&format!("line {}: {}", one.line, if one.why == "no-text" { "no text in it" } else { "not JSON" }));
    }
    if unsorted.is_empty() {
        return Ok(0);
    }
    Err(Failure::new(
        "not-a-message",
        "Not every line holds a message; the others are sorted.",
        "Write each message on a line of its own: {\"id\": 1, \"text\": \"…\"}",
    ))
}

fn thresholds_of(bytes: Option<&[u8]>) -> Result<Thresholds, Failure> {
    let text = bytes.map_or(Ok(builtin::THRESHOLDS), str::from_utf8);
    text.ok().and_then(|text| Thresholds::parse(text).ok()).ok_or_else(|| {
        Failure::new(
            "no-thresholds",
            "The file of thresholds cannot be used.",
            "Write tables [default], [fr] … with lines such as: threat = 0.4",
        )
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|_| {
        Failure::new("unreadable", "The file could not be read.", "Check the name, and that you may read it.")
    })
}
