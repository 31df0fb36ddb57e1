//! One line for each thing that can go wrong, and one line of advice.

use temoin_desk::case::{CaseError, Part};
use temoin_desk::evidence::EntryError;
use temoin_desk::{DeskError, DnsError, StatementError, TsaError};
use temoin_verify::CheckError;

/// Is how an act failed, in words, with the code that machines read.
#[derive(Debug)]
pub struct Failure {
    /// A stable word in kebab-case.
    pub code: &'static str,
    /// What could not be done.
    pub message: String,
    /// What to do about it.
    pub advice: String,
    /// The exit code.
    pub exit: u8,
    /// What JSON says beside the error.
    pub beside: serde_json::Value,
}

impl Failure {
    /// Makes a failure of the kind "could not".
    pub fn new(code: &'static str, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: advice.into(), exit: 2, beside: serde_json::Value::Null }
    }

    /// Says more beside the error, in JSON.
    pub fn with(self, beside: serde_json::Value) -> Self {
        Self { beside, ..self }
    }

    /// Is a failure to write on standard output.
    pub fn output(_: std::io::Error) -> Self {
        Self::new(
            "output",
            "The answer could not be printed.",
            "Check that the program or file that takes it has room.",
        )
    }
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        let (code, message, advice) = case_words(&error);
        Self::new(code, message, advice)
    }
}

fn case_words(error: &CaseError) -> (&'static str, String, &'static str) {
    use CaseError as E;
    let (code, message, advice) = match error {
        E::Exists => {
            ("exists", "Something is already there.", "Name a folder that does not exist yet; nothing was changed.")
        }
        E::Missing => {
            ("missing", "There is no case folder there.", "Check the name, or create a case with: temoin new CASE")
        }
        E::NotACase => (
            "not-a-case",
            "This folder is not a case.",
            "Name the folder that `temoin new` made, not one inside or around it.",
        ),
        E::Newer(_) => (
            "newer",
            "This case was written by a newer Témoin.",
            "Get the newer program; this one leaves the case as it is.",
        ),
        E::WrongKey => (
            "wrong-key",
            "The passphrase or key does not open this case.",
            "Try again, slowly; the recovery words open it too (--recovery-file).",
        ),
        E::NoSuchKey => (
            "no-such-key",
            "This case cannot be opened in this way.",
            "Use the passphrase, --identity FILE or --recovery-file FILE, as it was created.",
        ),
        E::NoKey => {
            ("no-key", "No way to open the case would be left.", "Give a passphrase or at least one --recipient age1…")
        }
        E::Recipient => {
            ("recipient", "A recipient is not an age recipient.", "It begins with age1 and is made with: age-keygen")
        }
        E::Identity => {
            ("identity", "The key file holds no age key.", "It has a line that begins with AGE-SECRET-KEY-1.")
        }
        E::Words => {
            ("recovery-words", "These are not recovery words.", "They are twelve words; check each against the paper.")
        }
        E::Locked => (
            "locked",
            "Another program is writing to this case.",
            "Wait until it is done, or close it, then try again.",
        ),
        E::OpenedForReading => {
            ("reading-only", "The case was opened for reading only.", "Try again where the case can be written to.")
        }
        E::Damaged(_) => (
            "damaged",
            "A part of this case is damaged.",
            "Do not write to it; run `temoin check CASE`, and use your second copy.",
        ),
        E::DiskFull => (
            "disk-full",
            "The disk is full.",
            "What was confirmed as kept is safe. Make room, then add the rest again.",
        ),
        E::ReadOnly => (
            "read-only",
            "The case cannot be written to.",
            "Check that the disk or stick is not write-protected and that the folder is yours.",
        ),
        E::Vanished => (
            "vanished",
            "The case or its disk is no longer there.",
            "Plug the stick in again; what was confirmed as kept is on it.",
        ),
        E::Entropy => (
            "no-randomness",
            "This computer gives no random numbers.",
            "Restart it, then try again; nothing was written.",
        ),
        E::UnknownItem(_) => ("unknown-item", "The case has no such item.", "See the ids with: temoin list CASE"),
        E::NotInLog(_) => {
            ("not-in-log", "The log has no such entry.", "See what the case holds with: temoin list CASE")
        }
        E::Entry(_) => (
            "entry",
            "This is not fit to be a statement yet.",
            "Fill in what happened, when, where, by which way and who; then try again.",
        ),
        _ => ("case", "The case could not be used.", "Run: temoin check CASE"),
    };
    let message = match error {
        E::Damaged(Part::Blob(item)) => format!("The stored bytes of item {item} are damaged."),
        E::UnknownItem(item) => format!("The case has no item {item}."),
        _ => message.to_owned(),
    };
    (code, message, advice)
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        use DeskError as E;
        let (code, message, advice): (_, String, _) = match error {
            E::Case(error) => return error.into(),
            E::Statement(error) => return statement(&error),
            E::Tsa(error) => return tsa(error),
            E::Dns(error) => return dns(error),
            E::Unreadable(given, _) => (
                "unreadable",
                capital(&format!("{given} cannot be read.")),
                "Check the name, and that you may read it.",
            ),
            E::NotThat(given) => (
                "not-that",
                capital(&format!("{given} is not what it should be.")),
                "Check that it is the right file, and whole.",
            ),
            E::OutputExists => (
                "exists",
                "Something is already there.".into(),
                "Name a file or folder that does not exist yet; nothing was changed.",
            ),
            E::InsideCase => (
                "inside-case",
                "That place is inside the case folder.".into(),
                "Name one outside of it: only what is locked belongs in there. Nothing was changed.",
            ),
            E::Output(_) => (
                "output",
                "The result could not be written.".into(),
                "Check that the folder exists, that it is yours, and that there is room.",
            ),
            E::Stopped(stop) => (
                stop.words().0,
                stop.words().1.to_owned(),
                "The file stays as it is; `temoin add` keeps it whole all the same.",
            ),
            E::NothingChosen => (
                "nothing-chosen",
                "Nothing was chosen, so nothing goes out.".into(),
                "Choose with --item, --record or --entry (see `temoin list CASE`), or --all.",
            ),
            E::Empty => {
                ("empty", "The case holds nothing yet.".into(), "Take something in first: temoin add CASE PATH")
            }
            E::UnknownRecord(id) => (
                "unknown-record",
                format!("The case has no record {id}."),
                "See the ids with: temoin records CASE --json",
            ),
            E::NothingRead(id) => (
                "nothing-read",
                format!("Nothing was read there in the picture {id}."),
                "See what was read with: temoin records CASE --item ID --json; read first with: temoin read CASE",
            ),
            E::UnknownEntry(id) => (
                "unknown-entry",
                format!("The case has no statement {id}."),
                "A draft becomes one with: temoin note CASE --from FILE --statement",
            ),
            E::UnknownItem(id) => {
                ("unknown-item", format!("The case has no item {id}."), "See the ids with: temoin list CASE")
            }
            E::NoPiece(id) => (
                "no-piece",
                format!("Record {id} cannot be shown apart from its item."),
                "Choose the whole item with --item.",
            ),
            E::CarriesFile(id) => (
                "carries-file",
                format!(
                    "The bytes of record {id} carry a picture or another file, which would go out in clear with them."
                ),
                "Choose the whole item with --item (its text is shown, the file is not), or --in-clear to give all of it.",
            ),
            E::OriginalsKey => (
                "originals-key",
                "Originals go out encrypted only, and nobody was named who may open them.".into(),
                "Add --originals-to age1… or --originals-passphrase-file FILE.",
            ),
            E::UnknownField => (
                "unknown-field",
                "There is no such field.".into(),
                "Fields are written group.field, such as harm.health.",
            ),
            E::Answer => {
                ("answer", "The answer does not fit the question.".into(), "A zone is Europe/Brussels, UTC or +01:00.")
            }
            E::Time => ("time", "A time is not understood.".into(), "Write 2026-10-01 or 2026-10-01T14:05."),
            E::UnknownActor => {
                ("unknown-actor", "No record shows that name.".into(), "See the names with: temoin actors CASE")
            }
            E::OtherStamp => (
                "other-stamp",
                "This stamp is not over a checkpoint of this case.".into(),
                "Use the answer to the query that `temoin seal --tsa-query` wrote.",
            ),
            E::BadStamp => (
                "bad-stamp",
                "This stamp is refused, damaged or not sound.".into(),
                "Ask the authority again, with the query that `temoin seal --tsa-query` wrote.",
            ),
            E::Witness => (
                "witness",
                "This signature does not fit a checkpoint of this case.".into(),
                "Ask the witness to sign the file that `temoin witness --out` wrote.",
            ),
            E::KeyName => (
                "key-name",
                "This name cannot stand in a key.".into(),
                "Use letters and hyphens, no spaces: maitre-durand.",
            ),
            E::NoHashes => (
                "no-hashes",
                "Nothing that was chosen has a hash to hand on.".into(),
                "Choose pictures or films in which there is something to recognise; nothing was written.",
            ),
            E::NoWeights { name, there } => (
                "no-weights",
                if there {
                    format!("The file {name}, with which words are read in pictures, is not the right one.")
                } else {
                    format!("The file {name}, with which words are read in pictures, is missing.")
                },
                "Fetch it once with `make weights`, or name the folder that holds it: TEMOIN_WEIGHTS=FOLDER",
            ),
            E::Memory => (
                "memory",
                "There is not enough memory to search.".into(),
                "Close other programs, or search fewer hashes at once.",
            ),
            E::Dossier(_) => (
                "dossier",
                "The dossier could not be made.".into(),
                "Run `temoin check CASE`; if it is clean, please report this.",
            ),
            _ => ("failed", "This could not be done.".into(), "Run: temoin check CASE"),
        };
        Self::new(code, message, advice)
    }
}

fn statement(error: &StatementError) -> Failure {
    let (message, advice) = match error {
        StatementError::Toml(Some(line)) => {
            (format!("The entry is not TOML: line {line}."), "Put texts in \"quotes\", one field a line.")
        }
        StatementError::Toml(None) => ("The entry is not TOML.".into(), "Put texts in \"quotes\", one field a line."),
        StatementError::Missing(field) => {
            (format!("The field {field} is missing."), "Write it, or \"unknown\" where you do not know.")
        }
        StatementError::Value(field) => {
            (format!("The field {field} is not understood."), "See the fields with: temoin note --help")
        }
        StatementError::Unknown(field) => {
            (format!("There is no field {field}."), "See the fields with: temoin note --help")
        }
        StatementError::Automatic(field) => {
            (format!("The field {field} is written by the program."), "Take it out of the file.")
        }
        StatementError::Sealed => (
            "This statement is sealed and stays as it is.".into(),
            "Take the id out of the file, and write corrects = \"its id\".",
        ),
        StatementError::Entry(EntryError::Blank(field)) => {
            (format!("The field {field} is blank."), "Write it in your own words.")
        }
        StatementError::Entry(EntryError::Time) => (
            "The time does not fit its precision.".into(),
            "Write 2026-11-02 (day), 2026-11-02T21:04 (exact), or words with precision = \"about\".",
        ),
        StatementError::Entry(EntryError::NoName) => {
            ("Someone known or suspected has no name.".into(), "Write a name or a handle, or certainty = \"unknown\".")
        }
        StatementError::Entry(error) => (capital(&format!("{error}.")), "See the fields with: temoin note --help"),
        _ => ("The entry is not understood.".into(), "See the fields with: temoin note --help"),
    };
    // Names of unknown fields are the person's words: made quiet before they are shown.
    Failure::new("entry", temoin_desk::quiet::shown(&message), advice)
}

fn tsa(error: TsaError) -> Failure {
    let (message, advice) = match error {
        TsaError::Address => (
            "This is not an address of a time-stamping authority.".to_owned(),
            "It begins with http:// (the answer itself is signed), or use --tsa-query FILE.",
        ),
        TsaError::Unreachable => (
            "The authority cannot be reached.".into(),
            "The checkpoint is written. Try `temoin seal` again later, or use --tsa-query FILE.",
        ),
        TsaError::Broken => (
            "The connection to the authority broke.".into(),
            "The checkpoint is written. Try again later, or use --tsa-query FILE.",
        ),
        TsaError::Status(code) => {
            (format!("The authority answered with HTTP status {code}."), "Check the address, or try another authority.")
        }
        _ => ("The authority's answer is not a time stamp.".into(), "Check the address, or try another authority."),
    };
    Failure::new("tsa", message, advice)
}

fn dns(error: DnsError) -> Failure {
    let (message, advice) = match error {
        DnsError::Address => ("This is not the address of a resolver.", "It is written 192.0.2.1 or 2001:db8::1."),
        _ => (
            "This computer names no resolver that can be found.",
            "Name one with --resolver ADDRESS, or carry the keys in by file (temoin dkim CASE says how).",
        ),
    };
    Failure::new("dns", message, advice)
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        use CheckError as E;
        let (code, message, advice) = match error {
            E::Unreadable(_) => {
                ("unreadable", "The package cannot be read.", "Check the name, and that you may read it.")
            }
            E::NotAPackage => (
                "not-a-package",
                "This is not a package of Témoin.",
                "Name the file dossier.zip, or the folder it was unpacked to.",
            ),
            E::TooMany => (
                "too-many",
                "This holds more files than a package may.",
                "Ask whoever gave it to you for the dossier.zip itself.",
            ),
            E::Locked => ("locked", "This is encrypted.", "Add --passphrase-file FILE or --identity FILE."),
            E::WrongKey => {
                ("wrong-key", "The passphrase or key does not open it.", "Check it with whoever gave you the file.")
            }
            E::Encryption => (
                "encryption",
                "This is not an encrypted file that can be opened.",
                "Ask for the file again; it may have been damaged on the way.",
            ),
            E::Identity => {
                ("identity", "The key file holds no age key.", "It has a line that begins with AGE-SECRET-KEY-1.")
            }
            E::Key => (
                "key",
                "The key given is not a verifier key.",
                "It reads name+8 hex digits+letters, as in temoin/keys.txt.",
            ),
            E::Fingerprint => {
                ("fingerprint", "The fingerprint given is not one.", "It has eight groups of four letters or digits.")
            }
            E::Since => {
                ("since", "The checkpoint given is not one.", "Use the file as it was given to you, unchanged.")
            }
            E::Roots => (
                "tsa-ca",
                "The file of certificates holds none.",
                "Use a PEM file of the authority's root certificate.",
            ),
            E::Originals(_) => (
                "originals",
                "The container of originals cannot be read.",
                "Check the name; it is called originals.zip.age.",
            ),
            E::Against(_) => {
                ("against", "An original to compare with cannot be read.", "Check the name, and that you may read it.")
            }
            _ => {
                ("verify", "Nothing could be checked.", "Name the file dossier.zip, or the folder it was unpacked to.")
            }
        };
        Self::new(code, message, advice)
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
