//! Creating, opening and keeping a case.

use std::path::Path;

use serde_json::json;
use temoin_desk::case::{Access, Case, CaseError, Deleted, NewCase};
use temoin_desk::evidence::ItemId;
use temoin_desk::{self as desk, Keys, quiet};

use crate::advice::Failure;
use crate::args::{CaseArgs, Copy, Delete, Export, New, Passphrase, Unlock};
use crate::output::{aside, document, grouped, say};
use crate::progress::Progress;
use crate::unlock;

/// Opens the case that the arguments name.
pub fn open(args: &CaseArgs, access: Access) -> Result<Case, Failure> {
    // A folder that is no case is said so before a passphrase is asked for.
    desk::recognise(&args.case)?;
    let key = unlock::key(&args.unlock)?;
    Ok(Case::open(&args.case, &key, access)?)
}

/// Opens the case that the arguments name for writing, or for reading where it cannot be written to: what is then computed
/// is computed again the next time.
pub fn open_if_writable(case: &Path, unlock: &Unlock) -> Result<Case, Failure> {
    desk::recognise(case)?;
    let key = unlock::key(unlock)?;
    match Case::open(case, &key, Access::Write) {
        Err(CaseError::ReadOnly | CaseError::Locked) => Ok(Case::open(case, &key, Access::Read)?),
        opened => Ok(opened?),
    }
}

/// Checks, before a passphrase is asked for, that a result can be written where the arguments say.
pub fn place(args: &CaseArgs, out: &Path) -> Result<(), Failure> {
    desk::vacant(out)?;
    Ok(desk::outside(&args.case, out)?)
}

pub fn new(args: &New, as_json: bool) -> Result<u8, Failure> {
    desk::vacant(&args.case)?;
    if let Some(file) = &args.recovery_out {
        desk::vacant(file)?;
        desk::outside(&args.case, file)?;
    }
    let passphrase = unlock::new_passphrase(args.passphrase_file.as_deref(), !args.recipients.is_empty())?;
    let new = NewCase { passphrase, recipients: args.recipients.clone(), work: desk::WORK };
    let created = desk::create(&args.case, &new, args.recovery_out.as_deref())?;
    if let Some(words) = &created.words {
        aside("Recovery words. They open the case when the passphrase is lost; they are shown this once:");
        aside(&format!("\n    {}\n", words.expose()));
        aside("Write them on paper, and keep it where nobody else looks.");
    }
    let case = args.case.display().to_string();
    if as_json {
        document(&json!({"case": case, "key_fingerprint": created.key_fingerprint, "key": created.key}))?;
    } else {
        say(&format!("The case is ready: {}", quiet::shown(&case)))?;
        say(&format!("Key fingerprint:   {}", created.key_fingerprint))?;
    }
    Ok(0)
}

pub fn check(args: &CaseArgs, as_json: bool) -> Result<u8, Failure> {
    let case = open(args, Access::Read)?;
    let bar = Progress::bytes("Reading everything again");
    let checked = desk::check(&case, &mut |done, total| bar.at(done, total))?;
    bar.done();
    if as_json {
        document(&checked)?;
    } else if checked.damaged.is_empty() {
        say(&format!(
            "Everything was read again and is as it was kept: {}, {} entries in the log.",
            plural(checked.items as usize, "item"),
            grouped(checked.leaves)
        ))?;
    } else {
        damaged(&checked)?;
    }
    Ok(u8::from(!checked.damaged.is_empty()))
}

fn damaged(checked: &desk::Checked) -> Result<(), Failure> {
    checked.damaged.iter().try_for_each(|damage| say(&format!("damaged: {}", damage.what)))?;
    aside("advice: do not write to this case; use your second copy.");
    Ok(())
}

pub fn copy(args: &Copy, as_json: bool) -> Result<u8, Failure> {
    place(&args.case, &args.to)?;
    let case = open(&args.case, Access::Read)?;
    let bar = Progress::bytes("Reading the copy back");
    let checked = desk::copy(&case, &args.to, &mut |done, total| bar.at(done, total))?;
    bar.done();
    if !checked.damaged.is_empty() {
        if as_json {
            document(&checked)?
        } else {
            damaged(&checked)?
        }
        return Ok(1);
    }
    if as_json {
        document(&json!({"copy": args.to.display().to_string(), "items": checked.items, "leaves": checked.leaves}))?;
    } else {
        say(&format!(
            "Copied and checked: {}. Keep the copy in another place.",
            plural(checked.items as usize, "item")
        ))?;
    }
    Ok(0)
}

pub fn passphrase(args: &Passphrase, as_json: bool) -> Result<u8, Failure> {
    let mut case = open(&args.case, Access::Write)?;
    let changes =
        args.new_passphrase_file.is_some() || args.add_recipient.is_empty() && args.remove_recipient.is_empty();
    let passphrase = changes.then(|| unlock::changed_passphrase(args.new_passphrase_file.as_deref())).transpose()?;
    let keys = Keys { passphrase, add: args.add_recipient.clone(), remove: args.remove_recipient.clone() };
    let recipients = desk::change_keys(&mut case, &keys)?;
    if as_json {
        document(&json!({"passphrase_changed": keys.passphrase.is_some(), "recipients": recipients}))?;
    } else {
        say("Done. Copies made before keep the keys that they had.")?;
    }
    Ok(0)
}

pub fn export(args: &Export, as_json: bool) -> Result<u8, Failure> {
    place(&args.case, &args.out)?;
    let case = open(&args.case, Access::Read)?;
    let item = desk::export(&case, args.item, &args.out)?;
    if as_json {
        document(
            &json!({"item": item.id, "sha256": item.sha256, "size": item.size, "out": args.out.display().to_string()}),
        )?;
    } else {
        say(&format!("Written, byte for byte: {} bytes, SHA-256 {}", grouped(item.size), item.sha256))?;
        aside("This copy is not encrypted.");
    }
    Ok(0)
}

pub fn delete(args: &Delete, as_json: bool) -> Result<u8, Failure> {
    let mut case = open(&args.case, Access::Write)?;
    let deleted = desk::delete(&mut case, args.item, &desk::SystemClock)?;
    if as_json {
        document(&json!({"deleted": deleted.items, "erased": deleted.erased, "still_in": deleted.still_in}))?;
    } else {
        gone(&case, &deleted)?;
    }
    Ok(u8::from(!deleted.erased))
}

fn gone(case: &Case, deleted: &Deleted) -> Result<(), Failure> {
    let items = plural(deleted.items.len(), "item");
    let named = |id: &ItemId| Ok(format!("{id} ({})", quiet::shown(&case.item(*id)?.name)));
    let holders: Vec<_> = deleted.still_in.iter().map(named).collect::<Result<_, CaseError>>()?;
    if !holders.is_empty() {
        say(&format!("Deleted, not destroyed: {items}."))?;
        say(&format!("These bytes are still inside: {}; delete that too to destroy them.", holders.join(", ")))?;
    } else if deleted.erased {
        say(&format!("Destroyed here: {items} (bytes, keys and all that was read from them)."))?;
    } else {
        say(&format!("Deleted: {items}."))?;
    }
    if !deleted.erased {
        say("Not yet erased: another program is reading this case, so the keys are still in it.")?;
        aside(
            "advice: close the other program, then run `temoin seal CASE`: opening the case to write finishes the erasing.",
        );
    }
    aside(
        "The log keeps one number for each, which tells nothing. Copies made before, and the file you chose, are untouched.",
    );
    Ok(())
}

/// Writes `1 item`, `4 items`.
pub fn plural(count: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(count as u64), if count == 1 { "" } else { "s" })
}
