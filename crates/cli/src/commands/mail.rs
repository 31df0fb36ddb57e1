//! Who signed the mails.

use std::collections::BTreeSet;
use std::io::Write;

use temoin_desk::case::{Access, SystemEntropy};
use temoin_desk::quiet::{json_line, shown};
use temoin_desk::{self as desk, DeskError, DnsError, Resolver, SignatureLine, SignatureOutcome, SystemClock};

use super::case::{open, plural};
use crate::advice::Failure;
use crate::args::Dkim;
use crate::output::{aside, many, say};

/// Exit 0: each signed mail has a signature that holds, and there is one; 1: not so.
pub fn dkim(args: &Dkim, as_json: bool) -> Result<u8, Failure> {
    let resolver = args.fetch.then(|| resolver(args.resolver.as_deref())).transpose()?;
    let access = if args.fetch { Access::Write } else { Access::Read };
    let mut case = open(&args.case, access)?;
    let mut worker = super::worker()?;
    let mut lines = Vec::new();
    let mut done = desk::signatures(&case, &mut worker, args.item, &mut |line| lines.push(line));
    let wanted = desk::wanted_keys(&lines);
    if let (Some(resolver), false, true) = (resolver, wanted.is_empty(), done.is_ok()) {
        aside(&asking(&resolver, wanted.len()));
        let by: (_, &mut dyn desk::case::Entropy) = (&SystemClock as &dyn desk::Clock, &mut SystemEntropy);
        let fetched = desk::fetch_keys(&mut case, &mut worker, by, &resolver, &wanted)?;
        lines.clear();
        done = desk::signatures(&case, &mut worker, args.item, &mut |line| lines.push(line));
        unanswered(&mut lines, &fetched);
    }
    let mut out = many();
    lines
        .iter()
        .try_for_each(|line| if as_json { json_line(&mut out, line) } else { row(&mut out, line) })
        .and_then(|()| out.flush())
        .map_err(Failure::output)?;
    done?;
    if lines.is_empty() && !as_json {
        say("No mail of the case carries a signature of its domain.")?;
    }
    let left = desk::wanted_keys(&lines);
    if !left.is_empty() && !args.fetch {
        advise(&left);
    }
    Ok(u8::from(!all_hold(&lines)))
}

fn resolver(given: Option<&str>) -> Result<Resolver, Failure> {
    given.map_or_else(Resolver::of_this_computer, Resolver::parse).map_err(|error| DeskError::Dns(error).into())
}

fn asking(resolver: &Resolver, names: usize) -> String {
    format!(
        "Asking {} for {}. It learns these names, thus which domains wrote to you, and from where they were asked; nothing of the mails.",
        resolver.address(),
        plural(names, "key")
    )
}

/// Says beside each signature whose key did not come why it did not.
fn unanswered(lines: &mut [SignatureLine], fetched: &desk::Fetched) {
    for checked in lines.iter_mut().map(|line| &mut line.checked) {
        if checked.outcome != SignatureOutcome::NoKey {
            continue;
        }
        checked.detail = if fetched.gone.contains(&checked.name) {
            Some("the domain publishes no key there any more, or never did".to_owned())
        } else {
            fetched.failed.iter().find(|(name, _)| *name == checked.name).map(|(_, why)| why_not(*why).to_owned())
        };
    }
}

fn why_not(error: DnsError) -> &'static str {
    match error {
        DnsError::Unreachable => "the resolver cannot be reached; try again later, or name another one with --resolver",
        DnsError::Broken => "the resolver did not answer in time; try again later",
        DnsError::Refused => "the resolver could not answer; try again later, or name another one with --resolver",
        DnsError::Name => "this is no name that can be asked for",
        _ => "the resolver's answer is not understood; name another one with --resolver",
    }
}

/// Says how the keys that are missing can be had, without a network too.
fn advise(names: &BTreeSet<String>) {
    aside(&format!(
        "{} not at hand. To have them asked for: temoin dkim CASE --fetch. Or on another computer, for each name, then add the file to the case:",
        if names.len() == 1 { "One key is".to_owned() } else { format!("{} keys are", names.len()) }
    ));
    for name in names.iter().take(20) {
        aside(&format!("  dig +noall +answer TXT {} >> keys.txt", shown(name)));
    }
    aside("Domains change their keys after some months: ask soon.");
}

fn all_hold(lines: &[SignatureLine]) -> bool {
    let held = |line: &&SignatureLine| line.checked.outcome == SignatureOutcome::Verified;
    let mails: BTreeSet<_> = lines.iter().map(|line| line.record).collect();
    let holding: BTreeSet<_> = lines.iter().filter(held).map(|line| line.record).collect();
    !mails.is_empty() && mails == holding
}

fn row(out: &mut impl Write, line: &SignatureLine) -> std::io::Result<()> {
    let checked = &line.checked;
    let words = words(checked.outcome);
    write!(out, "{}  {}: {words}", line.record, shown(&checked.domain))?;
    if let Some(detail) = &checked.detail {
        write!(out, " ({detail})")?;
    }
    if checked.outcome <= SignatureOutcome::VerifiedInPart {
        write!(out, "; signed: {}, body", shown(&checked.signed.join(", ")))?;
    }
    writeln!(out)
}

fn words(outcome: SignatureOutcome) -> &'static str {
    match outcome {
        SignatureOutcome::Verified => "unchanged since this domain sent it",
        SignatureOutcome::VerifiedInPart => "unchanged since this domain sent it, but for the end",
        SignatureOutcome::BodyAltered => "the body is not the one that was signed",
        SignatureOutcome::SignatureWrong => "the header is not as it was signed, or the key is another",
        SignatureOutcome::KeyRevoked => "the domain says that this key is no longer valid",
        SignatureOutcome::KeyUnfit => "what the domain publishes is no key for this",
        SignatureOutcome::Unsupported => "cannot be checked",
        SignatureOutcome::Malformed => "not a sound signature",
        SignatureOutcome::NoKey => "no key at hand",
    }
}
