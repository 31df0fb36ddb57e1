//! What goes out, and how it is checked.

use serde_json::json;
use temoin_desk::case::{Access, SystemEntropy};
use temoin_desk::quiet::shown;
use temoin_desk::{self as desk, Choice, DossierRequest, Language, OriginalsKey, SystemClock};
use temoin_verify::{Anchors, Options, Report, Unlock, Verdict};

use super::case::{open, plural};
use super::seal::authorities;
use super::triage;
use crate::advice::Failure;
use crate::args::{Dossier, LangArg, Verify};
use crate::output::{aside, document, grouped, say};
use crate::unlock::passphrase_in;

impl From<LangArg> for Language {
    fn from(given: LangArg) -> Self {
        match given {
            LangArg::Fr => Self::Fr,
            LangArg::Nl => Self::Nl,
            LangArg::De => Self::De,
            LangArg::En => Self::En,
        }
    }
}

pub fn dossier(args: &Dossier, as_json: bool) -> Result<u8, Failure> {
    let choice = Choice {
        all: args.all,
        items: args.items.clone(),
        records: args.records.clone(),
        entries: args.entries.clone(),
        originals: args.originals.clone(),
        in_clear: args.in_clear.clone(),
        private_fields: args.with.clone(),
    };
    choice.check()?;
    desk::outside(&args.case.case, &args.out)?;
    let originals = match &args.originals_passphrase_file {
        Some(file) => Some(OriginalsKey::Passphrase(passphrase_in(file)?)),
        None => (!args.originals_to.is_empty()).then(|| OriginalsKey::Recipients(args.originals_to.clone())),
    };
    let request = DossierRequest {
        choice,
        originals,
        language: args.lang.into(),
        out: args.out.clone(),
        folder: args.folder,
        pdf: args.pdf,
        authorities: authorities(&args.tsa)?,
    };
    let mut case = open(&args.case, Access::Write)?;
    let given = desk::dossier(&mut case, &mut super::worker()?, &SystemClock, &mut SystemEntropy, &request)?;
    // Nobody should hand over what does not verify; the file itself is read again for that.
    let report = temoin_verify::check(given.package.as_ref(), &Options::default())?;
    if report.verdict != Verdict::Intact {
        return Err(Failure::new(
            "not-verified",
            "The package that was made does not verify.",
            "Do not hand it over. Check the disk, run `temoin check CASE`, then make it again elsewhere.",
        ));
    }
    if as_json {
        document(&given)?;
        return Ok(0);
    }
    say(&format!("The dossier is ready: {}", shown(&given.package)))?;
    if let Some(originals) = &given.originals {
        say(&format!("Originals, encrypted:  {}", shown(originals)))?;
        aside("Tell the passphrase by another way than the files.");
    }
    let (shown_items, records) =
        (plural(given.shown.items as usize, "exhibit"), plural(given.shown.records as usize, "record"));
    say(&format!("Shown: {shown_items}, {records}, {}.", plural(given.shown.entries as usize, "statement")))?;
    say(&format!(
        "Withheld: {}, {} of the exhibits. They stay with you.",
        log_entries(given.withheld.leaves),
        plural(given.withheld.pieces as usize, "piece")
    ))?;
    say(&format!("Fingerprint to tell by another way: {}", given.fingerprint))?;
    Ok(0)
}

pub fn verify(args: &Verify, as_json: bool) -> Result<u8, Failure> {
    let given = |files: &[std::path::PathBuf], given| -> Result<Vec<Vec<u8>>, Failure> {
        files.iter().map(|file| Ok(std::fs::read(file).map_err(|e| desk::DeskError::Unreadable(given, e))?)).collect()
    };
    let options = Options {
        anchors: Anchors {
            key: args.key.clone(),
            fingerprint: args.fingerprint.clone(),
            since: given(args.since.as_slice(), desk::Given::Checkpoint)?.pop(),
            tsa_roots: given(&args.tsa_ca, desk::Given::Certificates)?,
        },
        unlock: Unlock {
            passphrase: args.passphrase_file.as_deref().map(passphrase_in).transpose()?,
            identities: args.identity.iter().cloned().collect(),
        },
        originals: args.originals.clone(),
        against: args.against.clone(),
    };
    let report = temoin_verify::check(&args.package, &options)?;
    if as_json {
        document(&report)?;
    } else {
        print(&report)?;
    }
    Ok(report.verdict.exit_code())
}

/// Prints the report in the words of the small verifier; each line freed of what steers a terminal.
fn print(report: &Report) -> Result<(), Failure> {
    temoin_verify::words(report).lines().try_for_each(|line| say(&shown(line)))
}

fn log_entries(count: u64) -> String {
    format!("{} {} of the log", grouped(count), if count == 1 { "entry" } else { "entries" })
}

/// Prints what a demonstration made.
pub fn made(made: &desk::Made, verdict: &Report, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return document(&json!({
            "package": made.given.package, "pdf": made.pdf, "originals": made.given.originals, "case": made.case,
            "fingerprint": made.given.fingerprint, "verdict": verdict.verdict, "groups": made.groups, "triage": made.triage,
        }));
    }
    say(&format!("Case:      {}", shown(&made.case)))?;
    say(&format!("PDF:       {}", shown(&made.pdf)))?;
    say(&format!("Package:   {}", shown(&made.given.package)))?;
    if let Some(originals) = &made.given.originals {
        say(&format!("Originals: {}", shown(originals)))?;
    }
    for group in &made.groups {
        let names: Vec<_> = group.iter().map(|name| shown(name)).collect();
        say(&format!("The same:  {}", names.join(", ")))?;
    }
    // Labels and reasons, no words: they are folded away here as everywhere.
    for line in made.triage.iter().take(4) {
        say(&format!(
            "Read this: {}  {}; why: {}",
            line.id,
            triage::labels(line),
            triage::reasons(line, false).join(", ")
        ))?;
    }
    print(verdict)
}
