use std::fmt::Write as _;

use crate::report::{Check, Code, Outcome, Report, Verdict};

/// Returns the report in plain words: the verdict, one line for each group of checks, what was not checked and how to
/// have it checked, and what a seal does not prove.
pub fn words(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "{}\n", verdict(report))?;
    for (codes, what) in GROUPS {
        group(out, report, codes, what)?;
    }
    failures(out, report)?;
    shown(out, report)?;
    times(out, report)?;
    fingerprints(out, report)?;
    unchecked(out, report)?;
    writeln!(out, "\n{LIMITS}")
}

fn verdict(report: &Report) -> &'static str {
    let foreign = |check: &&Check| check.outcome == Outcome::Failed && check.code == Code::ForeignFile;
    let failed = report.checks.iter().filter(|check| check.outcome == Outcome::Failed).count();
    match report.verdict {
        Verdict::Intact => "INTACT: every byte here is the one that was sealed.",
        Verdict::Incomplete => {
            "INCOMPLETE: something is missing, so not everything could be checked. Ask for the whole package."
        }
        Verdict::Altered if report.checks.iter().filter(foreign).count() == failed => {
            "ALTERED: the sealed files are intact, but something was added that is not part of them. Unpack the ZIP again and check that."
        }
        Verdict::Altered => "ALTERED: what is here is not what was sealed.",
    }
}

fn group(out: &mut String, report: &Report, codes: &[Code], what: &str) -> std::fmt::Result {
    let of = |outcome| report.checks.iter().filter(|c| codes.contains(&c.code) && c.outcome == outcome).count();
    let (passed, failed, unchecked) = (of(Outcome::Passed), of(Outcome::Failed), of(Outcome::Unchecked));
    if passed + failed + unchecked == 0 {
        return Ok(());
    }
    let mark = match (failed, passed) {
        (0, 0) => "not checked",
        (0, _) => "ok",
        _ => "FAILED",
    };
    write!(out, "  {mark:<12} {what}: {} checked", thousands((passed + failed) as u64))?;
    if failed > 0 {
        write!(out, ", {} failed", thousands(failed as u64))?;
    }
    if unchecked > 0 && mark != "not checked" {
        write!(out, ", {} not checked", thousands(unchecked as u64))?;
    }
    writeln!(out)
}

fn failures(out: &mut String, report: &Report) -> std::fmt::Result {
    let failed: Vec<_> = report.checks.iter().filter(|check| check.outcome == Outcome::Failed).collect();
    if failed.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWhat failed:")?;
    for Check { code, object, detail, .. } in failed.iter().take(MOST) {
        writeln!(out, "  {code} {}: {}", quiet(object), quiet(detail))?;
    }
    if failed.len() > MOST {
        writeln!(out, "  … and {} more; --json lists them all.", thousands((failed.len() - MOST) as u64))?;
    }
    Ok(())
}

fn shown(out: &mut String, report: &Report) -> std::fmt::Result {
    let (shown, withheld) = (&report.shown, &report.withheld);
    writeln!(out, "\n{} exhibits, {} statements.", thousands(shown.items), thousands(shown.entries))?;
    for item in &report.items {
        let Some(pieces) = item.pieces else { continue };
        let rest = pieces.count.saturating_sub(pieces.shown);
        if rest == 0 {
            continue;
        }
        writeln!(
            out,
            "Exhibit {}: Shown {}; {} other pieces of this private chat are not part of this file. \
             Messages deleted or edited before the export cannot be seen.",
            item.exhibit,
            thousands(pieces.shown),
            thousands(rest)
        )?;
    }
    writeln!(out, "{} other sealed entries of this log are not part of this file.", thousands(withheld.leaves))
}

fn times(out: &mut String, report: &Report) -> std::fmt::Result {
    for stamp in &report.times {
        let root = match stamp.root {
            Outcome::Passed => "its chain ends at a root you gave",
            Outcome::Failed => "its chain ends at NONE of the roots you gave",
            Outcome::Unchecked => "authority not compared with a root you know",
        };
        writeln!(
            out,
            "Existed at {}: the first {} sealed entries (time stamp by \"{}\"; {root}).",
            stamp.time,
            thousands(stamp.checkpoint),
            quiet(&stamp.authority)
        )?;
    }
    Ok(())
}

fn fingerprints(out: &mut String, report: &Report) -> std::fmt::Result {
    if let Some(fingerprint) = &report.key_fingerprint {
        writeln!(out, "\nFingerprint of the key:       {fingerprint}")?;
    }
    if let Some(fingerprint) = &report.fingerprint {
        writeln!(out, "Fingerprint of this package:  {fingerprint}")?;
    }
    Ok(())
}

fn unchecked(out: &mut String, report: &Report) -> std::fmt::Result {
    let has = |code: Code| report.checks.iter().any(|c| c.code == code && c.outcome == Outcome::Unchecked);
    if !HOW.iter().any(|(code, _)| has(*code)) {
        return Ok(());
    }
    writeln!(out, "\nNot checked, and how to have it checked:")?;
    for (_, how) in HOW.iter().filter(|(code, _)| has(*code)) {
        writeln!(out, "  {how}")?;
    }
    Ok(())
}

/// Escapes what would steer a terminal, turn the direction of text, or end a quotation: names come from a stranger.
fn quiet(text: &str) -> String {
    let odd = |c: char| {
        c.is_control()
            || c == '"'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().flat_map(|c| if odd(c) { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// Groups digits by three: `3,988`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Failures after so many say little more to a person.
const MOST: usize = 20;

const GROUPS: &[(&[Code], &str)] = &[
    (&[Code::Container], "The ZIP"),
    (&[Code::ForeignFile], "Files that do not belong here"),
    (&[Code::Bag, Code::MissingFile, Code::Payload, Code::TagFile], "Files and the lists of their hashes"),
    (&[Code::Seal], "The seal over all of it"),
    (&[Code::Key], "The key that sealed"),
    (&[Code::Checkpoint, Code::Consistency, Code::Since], "The log and its earlier heads"),
    (&[Code::Leaf, Code::Export, Code::Index], "The shown entries of the log"),
    (&[Code::Exhibit, Code::Pieces], "Exhibits and shown pieces"),
    (&[Code::Time, Code::TsaRoot], "Time stamps"),
    (&[Code::Witness], "Witnesses"),
    (&[Code::Originals, Code::Against], "Originals"),
];

const HOW: &[(Code, &str)] = &[
    (
        Code::Key,
        "The key: anyone can sign with a key of his own. Compare the fingerprint with one you were given by another way (--fingerprint).",
    ),
    (
        Code::Since,
        "Earlier states: a checkpoint left with someone before, such as on a receipt, shows that nothing was changed since (--since).",
    ),
    (Code::TsaRoot, "The time stamps' authorities: give their root certificates, from their own pages (--tsa-ca)."),
    (Code::Time, "The time: no time stamp could be checked, so that only local clocks say when this was made."),
    (
        Code::Exhibit,
        "Originals that are not in this file: ask for the encrypted container (--originals) or for an original (--against).",
    ),
];

const LIMITS: &str = "\
A seal proves that these bytes are unchanged since they were sealed. It does not prove that this was online, that nobody
edited it before, or who wrote it. It is not a bailiff's report (ce n'est pas un constat de commissaire de justice).";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_a_stranger_steer_nothing() {
        assert_eq!(quiet("pièce é.pdf"), "pièce é.pdf");
        assert_eq!(quiet("\u{1b}[2J\n\u{202e}\""), r"\u{1b}[2J\u{a}\u{202e}\u{22}");
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (3_988, "3,988"), (1_000_000, "1,000,000")] {
            assert_eq!(thousands(number), text);
        }
    }
}
