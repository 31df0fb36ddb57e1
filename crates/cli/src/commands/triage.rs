//! Which messages of a case hurt, and what the person says to that.

use std::io::Write;

use serde::Serialize;
use serde_json::json;
use temoin_desk::case::{Access, TextId};
use temoin_desk::language::{Classifier, builtin};
use temoin_desk::quiet::{json_line, shown};
use temoin_desk::{self as desk, LabelSpan, TriageLine, Triaged, Verdict};

use super::case::{open, open_if_writable, plural};
use crate::advice::Failure;
use crate::args::{Label, Triage};
use crate::output::{aside, document, many, say};
use crate::progress::Progress;

pub fn triage(args: &Triage, as_json: bool) -> Result<u8, Failure> {
    let mut case = open_if_writable(&args.case.case, &args.case.unlock)?;
    let classifier = classifier(args.words_only)?;
    let request = desk::Triage { mine: &args.mine, labels: &args.labels };
    let bar = Progress::count("Sorting messages");
    let found = desk::triage(&mut case, &classifier, &request, &mut |done| bar.at(done as u64, 0));
    bar.done();
    let Triaged { lines, messages, own } = found?;
    let mut out = many();
    for line in lines.iter().take(args.limit.unwrap_or(usize::MAX)) {
        let written = if as_json { in_json(&mut out, line, args.text) } else { in_words(&mut out, line, args.text) };
        written.map_err(Failure::output)?;
    }
    out.flush().map_err(Failure::output)?;
    drop(out);
    if lines.is_empty() && !as_json {
        say("No message carries such a label.")?;
    }
    aside(&format!("{} looked at; {} with a label.", plural(messages, "message"), lines.len()));
    if own > 0 {
        aside(&format!("Not listed: {} of your own.", plural(own, "message")));
    }
    if !args.text && !lines.is_empty() {
        aside("The words are folded away; --text shows them.");
    }
    aside("A message without a label is not harmless for that: all of them are in records.");
    Ok(u8::from(lines.is_empty()))
}

/// Prepares what sorts: the model and rules that come with the program, and the sentence encoder unless it is not wanted.
pub fn classifier(words_only: bool) -> Result<Classifier<'static>, Failure> {
    let encoder = if words_only { None } else { super::encoder()? };
    Ok(Classifier { encoder, ..builtin::classifier().map_err(|_| broken())? })
}

/// Is a line with its words, where they were asked for.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    line: &'a TriageLine,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

fn in_json(out: &mut impl Write, line: &TriageLine, text: bool) -> std::io::Result<()> {
    json_line(out, &Shown { line, text: text.then_some(&line.text) })
}

/// Writes a line for a person: where, when, who, what, why, and the words only where they were asked for.
fn in_words(out: &mut impl Write, line: &TriageLine, text: bool) -> std::io::Result<()> {
    let who = line.author.as_deref().unwrap_or("(not told)");
    let part = if line.part == 0 { String::new() } else { format!(" --part {} (read in the picture)", line.part) };
    writeln!(out, "{}{part}  {}  {}: {}", line.id, shown(&line.time), shown(who), labels(line))?;
    let reasons = reasons(line, text);
    if !reasons.is_empty() {
        writeln!(out, "      why: {}", reasons.join("; "))?;
    }
    if text { writeln!(out, "      {}", shown(&line.text)) } else { Ok(()) }
}

/// Returns the labels of a message with how likely they are.
pub fn labels(line: &TriageLine) -> String {
    let labels: Vec<String> = line
        .flagged
        .iter()
        .map(|one| {
            let by = if one.hers { "you say so".into() } else { format!("{:.0} %", 100.0 * one.probability) };
            format!("{} ({by})", one.label.key())
        })
        .collect();
    labels.join(", ")
}

/// Returns what speaks for the labels of a message, and what stands around it; words themselves only where they were asked for.
pub fn reasons(line: &TriageLine, text: bool) -> Vec<String> {
    let mut reasons: Vec<String> = line.spans.iter().map(|span| reason(span, &line.text, text)).collect();
    reasons.sort();
    reasons.dedup();
    reasons.extend(line.context.iter().map(|context| context.words()));
    reasons
}

/// Says what speaks for a label; a word itself only where words were asked for.
fn reason(span: &LabelSpan, text: &str, show: bool) -> String {
    let part: String = text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
    match span.why.split_once(' ') {
        Some(("rule", name)) if show => format!("{} (“{}”)", name.replace('-', " "), shown(&part)),
        Some(("rule", name)) => name.replace('-', " "),
        _ if show => format!("“{}”", shown(&part)),
        _ => "its words".into(),
    }
}

pub fn label(args: &Label, as_json: bool) -> Result<u8, Failure> {
    let (label, verdict) = match (args.put, args.remove, args.undo) {
        (Some(label), ..) => (label, Verdict::Put),
        (_, Some(label), _) => (label, Verdict::Remove),
        (.., Some(label)) => (label, Verdict::Undo),
        _ => return Err(Failure::new("no-verdict", "Nothing is said of any label.", "Add --put, --remove or --undo.")),
    };
    let mut case = open(&args.case, Access::Write)?;
    let changed = desk::label(&mut case, TextId { record: args.record, part: args.part }, label, verdict)?;
    if as_json {
        document(&json!({"record": args.record, "label": label, "changed": changed}))?;
    } else {
        say(match (verdict, changed) {
            (Verdict::Put, _) => "Kept as your word: the message carries this label.",
            (Verdict::Remove, _) => "Kept as your word: the message does not carry this label.",
            (Verdict::Undo, true) => "Taken back: the program's word counts again.",
            (Verdict::Undo, false) => "There was nothing to take back.",
        })?;
    }
    Ok(u8::from(!changed))
}

fn broken() -> Failure {
    Failure::new("no-model", "The model that comes with the program cannot be read.", "Install the program again.")
}
