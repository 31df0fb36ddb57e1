//! Checkpoints, time stamps, receipts and witnesses.

use std::path::{Path, PathBuf};

use serde_json::json;
use temoin_desk::case::{Access, SystemEntropy};
use temoin_desk::quiet::shown;
use temoin_desk::{self as desk, Authority, DeskError, Given, SealLine, SystemClock};

use super::case::{open, place};
use crate::advice::Failure;
use crate::args::{Cosign, Receipt, Seal, Stamp, Witness};
use crate::output::{aside, document, grouped, say};
use crate::unlock::whole;

/// Reads the addresses before anything is done, and says what each will learn.
pub fn authorities(urls: &[String]) -> Result<Vec<Authority>, Failure> {
    let authorities: Vec<_> =
        urls.iter().map(|url| Authority::parse(url)).collect::<Result<_, _>>().map_err(DeskError::Tsa)?;
    for authority in &authorities {
        aside(&format!(
            "Asking {} for a time stamp. One hash leaves this computer; {0} learns that someone asked, from where and when.",
            shown(authority.host())
        ));
    }
    Ok(authorities)
}

pub fn seal(args: &Seal, as_json: bool) -> Result<u8, Failure> {
    if let Some(file) = &args.tsa_query {
        place(&args.case, file)?;
    }
    let authorities = authorities(&args.tsa)?;
    let mut case = open(&args.case, Access::Write)?;
    let mut sealed = desk::seal(&mut case)?;
    if let Some(file) = &args.tsa_query {
        desk::write_new(file, &desk::query(&sealed))?;
    }
    let mut unanswered = None;
    for authority in &authorities {
        match desk::stamp_online(&mut case, &mut SystemEntropy, authority) {
            Ok(stamp) => sealed.timestamps.push(stamp),
            // The others are asked all the same: one stamp is better than none.
            Err(error) => unanswered = Some(error),
        }
    }
    if let Some(error) = unanswered {
        aside(&format!(
            "The checkpoint over {} entries is written; {} of {} stamps came.",
            sealed.size,
            sealed.timestamps.len(),
            authorities.len()
        ));
        return Err(error.into());
    }
    print(&sealed, as_json)?;
    Ok(0)
}

fn print(sealed: &SealLine, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return document(sealed);
    }
    say(&format!("Sealed: {} entries in the log.", grouped(sealed.size)))?;
    say(&format!("Root:            {}", sealed.root))?;
    say(&format!("Key fingerprint: {}", sealed.fingerprint))?;
    for stamp in &sealed.timestamps {
        say(&format!("Time stamp:      {} by {}", stamp.time, shown(&stamp.authority)))?;
    }
    if sealed.timestamps.is_empty() {
        aside("No time stamp yet: until there is one, nobody but you vouches for the date.");
    }
    Ok(())
}

pub fn stamp(args: &Stamp, as_json: bool) -> Result<u8, Failure> {
    let replies = read_all(&args.replies, Given::Reply)?;
    let certificates = read_all(&args.tsa_ca, Given::Certificates)?;
    let mut case = open(&args.case, Access::Write)?;
    let sealed = desk::stamp(&mut case, &replies, &certificates)?;
    print(&sealed, as_json)?;
    Ok(0)
}

fn read_all(files: &[PathBuf], given: Given) -> Result<Vec<Vec<u8>>, Failure> {
    files.iter().map(|file| read(file, given)).collect()
}

fn read(file: &Path, given: Given) -> Result<Vec<u8>, Failure> {
    let size = std::fs::metadata(file).map_err(|e| DeskError::Unreadable(given, e))?.len();
    if size > 1 << 20 {
        return Err(DeskError::NotThat(given).into());
    }
    Ok(std::fs::read(file).map_err(|e| DeskError::Unreadable(given, e))?)
}

pub fn receipt(args: &Receipt, as_json: bool) -> Result<u8, Failure> {
    place(&args.case, &args.out)?;
    let mut case = open(&args.case, Access::Write)?;
    let sealed = desk::receipt(&mut case, &SystemClock, args.lang.into(), &args.out)?;
    if as_json {
        document(&json!({"receipt": args.out.display().to_string(), "seal": sealed}))?;
    } else {
        say(&format!("The receipt is written: {}", shown(&args.out.display().to_string())))?;
        aside("Leave it with someone today: it holds no content, only numbers that fix what you hold.");
    }
    Ok(0)
}

pub fn witness(args: &Witness, as_json: bool) -> Result<u8, Failure> {
    if let Some(out) = &args.out {
        place(&args.case, out)?;
        let mut case = open(&args.case, Access::Write)?;
        desk::write_new(out, &desk::ask(&mut case)?)?;
        let fingerprint = case.verifier_key().fingerprint();
        if as_json {
            document(&json!({"request": out.display().to_string(), "fingerprint": fingerprint}))?;
        } else {
            say(&format!("Give this file to the witness: {}", shown(&out.display().to_string())))?;
            say(&format!("Key fingerprint, to read to her: {fingerprint}"))?;
        }
    } else if let Some(signed) = &args.take {
        let signed = read(signed, Given::Signed)?;
        let mut case = open(&args.case, Access::Write)?;
        let witness = desk::take_signed(&mut case, &signed)?;
        if as_json {
            document(
                &json!({"witness": witness.name(), "key": witness.to_string(), "fingerprint": witness.fingerprint()}),
            )?;
        } else {
            say(&format!("Taken in: {} saw the checkpoint, by her own clock.", shown(witness.name())))?;
        }
    }
    Ok(0)
}

pub fn cosign(args: &Cosign, as_json: bool) -> Result<u8, Failure> {
    desk::vacant(&args.out)?;
    let request = read(&args.request, Given::Request)?;
    let identity = whole(&args.identity, Given::Identity)?;
    let signed = desk::cosign(&request, &identity, args.name.as_deref(), &SystemClock)?;
    desk::write_new(&args.out, &signed.file)?;
    if as_json {
        document(&json!({
            "signed": args.out.display().to_string(), "key": signed.witness.to_string(), "size": signed.size,
            "fingerprint": signed.witness.fingerprint(), "log_fingerprint": signed.log_fingerprint,
        }))?;
    } else {
        say(&format!(
            "Signed: you saw a log of {} entries just now, by the clock of this computer.",
            grouped(signed.size)
        ))?;
        say(&format!("Its key fingerprint: {}", signed.log_fingerprint))?;
        aside("It says that you saw this checkpoint, no more. Give the signed file back to the person who asked.");
    }
    Ok(0)
}
