//! Where passphrases and keys come from. Never from an argument: other programs can read those.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use temoin_desk::case::Key;
use temoin_desk::{DeskError, Given};

use crate::advice::Failure;
use crate::args::Unlock;
use crate::output::someone_is_there;

/// Names the file with the passphrase where no option does.
const VARIABLE: &str = "TEMOIN_PASSPHRASE_FILE";
/// The longest file of a passphrase or a key that is read, in bytes.
const LONGEST: u64 = 64 << 10;
/// The fewest characters of a new passphrase; fewer are guessed in a day.
const SHORTEST: usize = 8;

/// Finds the key of a case: an option, the variable, or the person at the terminal.
pub fn key(unlock: &Unlock) -> Result<Key, Failure> {
    if let Some(file) = &unlock.identity {
        return Ok(Key::Identities(whole(file, Given::Identity)?));
    }
    if let Some(file) = &unlock.recovery_file {
        return Ok(Key::Recovery(whole(file, Given::Recovery)?));
    }
    if let Some(passphrase) = from_file(unlock.passphrase_file.as_deref())? {
        return Ok(Key::Passphrase(passphrase));
    }
    if !someone_is_there() {
        return Err(Failure::new(
            "no-key-given",
            "The case is locked, and nobody is at the terminal to open it.",
            format!("Add --passphrase-file FILE or --identity FILE, or set {VARIABLE}."),
        ));
    }
    Ok(Key::Passphrase(ask("Passphrase: ")?))
}

/// Finds the passphrase of a new case; nothing where recipients open it and nobody is asked for one.
pub fn new_passphrase(file: Option<&Path>, may_lack: bool) -> Result<Option<SecretString>, Failure> {
    if let Some(passphrase) = from_file(file)? {
        return Ok(Some(passphrase));
    }
    if !someone_is_there() {
        if may_lack {
            return Ok(None);
        }
        return Err(Failure::new(
            "no-passphrase",
            "A new passphrase is needed, and nobody is at the terminal to choose one.",
            format!("Add --passphrase-file FILE, or set {VARIABLE}."),
        ));
    }
    chosen().map(Some)
}

/// Finds the passphrase that takes the place of the old one; the variable names the old one, so only an option is looked at.
pub fn changed_passphrase(file: Option<&Path>) -> Result<SecretString, Failure> {
    match file {
        Some(file) => passphrase_in(file),
        None if someone_is_there() => chosen(),
        None => Err(Failure::new(
            "no-passphrase",
            "A new passphrase is needed, and nobody is at the terminal to choose one.",
            "Add --new-passphrase-file FILE.",
        )),
    }
}

/// Reads a passphrase file that an option names.
pub fn passphrase_in(file: &Path) -> Result<SecretString, Failure> {
    let text = whole(file, Given::Passphrase)?;
    let line = text.expose_secret().lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(DeskError::NotThat(Given::Passphrase).into());
    }
    Ok(SecretString::from(line.to_owned()))
}

/// Reads a small file that holds a secret.
pub fn whole(file: &Path, given: Given) -> Result<SecretString, Failure> {
    let size = std::fs::metadata(file).map_err(|e| DeskError::Unreadable(given, e))?.len();
    if size > LONGEST {
        return Err(DeskError::NotThat(given).into());
    }
    let text = std::fs::read_to_string(file).map_err(|e| DeskError::Unreadable(given, e))?;
    Ok(SecretString::from(text))
}

fn from_file(option: Option<&Path>) -> Result<Option<SecretString>, Failure> {
    let named = option
        .map(Path::to_path_buf)
        .or_else(|| std::env::var_os(VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from));
    named.map(|file| passphrase_in(&file)).transpose()
}

fn ask(prompt: &str) -> Result<SecretString, Failure> {
    let typed = rpassword::prompt_password(prompt).map_err(|_| {
        Failure::new(
            "no-terminal",
            "The passphrase could not be read from the terminal.",
            "Use --passphrase-file FILE.",
        )
    })?;
    Ok(SecretString::from(typed))
}

fn chosen() -> Result<SecretString, Failure> {
    let first = ask("New passphrase (several words are best): ")?;
    if first.expose_secret().chars().count() < SHORTEST {
        return Err(Failure::new(
            "short-passphrase",
            format!("The passphrase has fewer than {SHORTEST} characters."),
            "Take four or more words that do not belong together.",
        ));
    }
    let second = ask("The same again: ")?;
    if first.expose_secret() != second.expose_secret() {
        return Err(Failure::new(
            "passphrases-differ",
            "The two passphrases differ.",
            "Try again, slowly; nothing was changed.",
        ));
    }
    Ok(first)
}
