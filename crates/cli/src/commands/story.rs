//! The whole job on the sample.

use temoin_desk::case::SystemEntropy;
use temoin_desk::{self as desk, SystemClock};
use temoin_verify::{Options, Unlock};

use super::{give, seal, triage};
use crate::advice::Failure;
use crate::args::Demo;
use crate::output::aside;
use crate::sample::SAMPLE;

pub fn demo(args: &Demo, as_json: bool) -> Result<u8, Failure> {
    let authorities = seal::authorities(&args.tsa)?;
    // Without their weights, pictures stay unread, and the demonstration goes on.
    let reader = super::reading_worker().ok();
    let classifier = triage::classifier(false)?;
    let request = desk::Demo { out: args.out.clone(), language: args.lang.into(), authorities, reader, classifier };
    aside("An invented story: taking in, stating, sealing, writing the dossier, checking it …");
    let made = desk::demo(&mut super::worker()?, &SystemClock, &mut SystemEntropy, SAMPLE, request)?;
    let options = Options {
        unlock: Unlock { passphrase: Some(made.passphrase.clone()), identities: Vec::new() },
        originals: made.given.originals.as_ref().map(Into::into),
        ..Options::default()
    };
    let report = temoin_verify::check(made.given.package.as_ref(), &options)?;
    give::made(&made, &report, as_json)?;
    Ok(report.verdict.exit_code())
}
