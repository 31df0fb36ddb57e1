//! The words of the command line: a long, flat table.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use temoin_desk::HashForm;
use temoin_desk::evidence::{DateOrder, EntryId, GROUPS, ItemId, Obtained, RecordId};
use temoin_desk::language::Label as Kind;

/// Keep, seal and hand over evidence that anyone can check. Offline, free, no account.
#[derive(Debug, Parser)]
#[command(name = "temoin", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Example:\n  temoin demo --out /tmp/demo      the whole job, on a sample that ships with the program"
)]
pub struct Cli {
    /// Print JSON on standard output, and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

/// How a case is opened.
#[derive(Debug, Args)]
pub struct Unlock {
    /// A file whose first line is the passphrase (TEMOIN_PASSPHRASE_FILE does the same)
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A file with an age key (AGE-SECRET-KEY-1…) that may open the case
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    pub identity: Option<PathBuf>,
    /// A file with the recovery words
    #[arg(long, value_name = "FILE", conflicts_with_all = ["passphrase_file", "identity"])]
    pub recovery_file: Option<PathBuf>,
}

/// How a case is named and opened.
#[derive(Debug, Args)]
pub struct CaseArgs {
    /// The case folder
    #[arg(value_name = "CASE")]
    pub case: PathBuf,
    #[command(flatten)]
    pub unlock: Unlock,
}

/// An act.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create an encrypted case folder
    #[command(after_help = "Example:\n  temoin new my-case --recovery-out recovery.txt")]
    New(New),
    /// Take in files, folders, archives and exports; the originals stay where they are
    #[command(after_help = "Example:\n  temoin add my-case \"WhatsApp Chat with Sam.zip\" screenshots/ --obtained own")]
    Add(Add),
    /// List what the case holds
    #[command(after_help = "Example:\n  temoin list my-case --json")]
    List(List),
    /// Show the messages and other records that were read
    #[command(after_help = "Example:\n  temoin records my-case --from 2026-10-01 --author Thibault")]
    Records(Records),
    /// Write in the incident log: a draft, or with --statement a statement that is sealed
    #[command(after_help = "Example:\n  temoin note my-case --from what-happened.toml --statement", after_long_help = note_help())]
    Note(Note),
    /// Answer what a file does not prove: the order of day and month, or the time zone
    #[command(after_help = "Example:\n  temoin answer my-case --item 3f2a… --date-order dmy")]
    Answer(Answer),
    /// Show who wrote, or say that two names are one person
    #[command(after_help = "Example:\n  temoin actors my-case --join \"Thibault\" \"+32 470 00 00 01\"")]
    Actors(Actors),
    /// Show which messages and files are held twice: they are linked, never merged
    #[command(after_help = "Example:\n  temoin twins my-case --json")]
    Twins(Twins),
    /// Show which pictures and films show the same: copies, crops, turned ones, screenshots of one another
    #[command(after_help = "Example:\n  temoin groups my-case")]
    Groups(CaseArgs),
    /// Read the text in the pictures of a case, and keep it beside them: `records --find` finds it then
    #[command(after_help = "Example:\n  temoin read my-case")]
    Read(CaseArgs),
    /// Say what stands in a picture where it was read wrong; the picture and what was read stay
    #[command(after_help = "Example:\n  temoin correct my-case --item 3f2a… --message 2 --text \"À demain\"")]
    Correct(Correct),
    /// Check which domains signed the mails (DKIM), while their keys are still published
    #[command(after_help = "Examples:\n  temoin dkim my-case\n  temoin dkim my-case --fetch")]
    Dkim(Dkim),
    /// Write a checkpoint over everything kept so far, and have it stamped if asked
    #[command(after_help = "Example:\n  temoin seal my-case --tsa-query query.tsq")]
    Seal(Seal),
    /// Attach answers of time-stamping authorities, carried by file
    #[command(after_help = "Example:\n  temoin stamp my-case --reply reply.tsr")]
    Stamp(Stamp),
    /// Write the one-page receipt to leave with someone today
    #[command(after_help = "Example:\n  temoin receipt my-case --out receipt.pdf")]
    Receipt(Receipt),
    /// Ask someone to witness the last checkpoint, or take in what she signed
    #[command(
        after_help = "Examples:\n  temoin witness my-case --out request.note\n  temoin witness my-case --take signed.note"
    )]
    Witness(Witness),
    /// Sign that you saw a checkpoint today (for a lawyer, an association, a friend)
    #[command(
        after_help = "Example:\n  temoin cosign request.note --identity my-key.txt --name maitre-durand --out signed.note"
    )]
    Cosign(Cosign),
    /// Write the dossier to hand over: only what you choose goes out
    #[command(after_help = "Example:\n  temoin dossier my-case --out out/ --item 3f2a… --entry 91bc… --lang fr")]
    Dossier(Dossier),
    /// Give an original back, byte for byte
    #[command(after_help = "Example:\n  temoin export my-case --item 3f2a… --out photo.jpg")]
    Export(Export),
    /// Destroy an item: its bytes, its key and all that was read from it
    #[command(after_help = "Example:\n  temoin delete my-case --item 3f2a…")]
    Delete(Delete),
    /// Read every stored byte and the log again
    #[command(after_help = "Example:\n  temoin check my-case")]
    Check(CaseArgs),
    /// Make a second copy, and check it
    #[command(after_help = "Example:\n  temoin copy my-case /media/stick/my-case")]
    Copy(Copy),
    /// Change the passphrase, or who else may open the case
    #[command(after_help = "Example:\n  temoin passphrase my-case --new-passphrase-file new.txt")]
    Passphrase(Passphrase),
    /// Check a package: is it whole and unchanged?
    #[command(after_help = "Example:\n  temoin verify dossier.zip --fingerprint ABCD-EFGH-…")]
    Verify(Verify),
    /// Say what a file holds; nothing is written
    #[command(after_help = "Example:\n  temoin inspect _chat.txt --json")]
    Inspect(Inspect),
    /// Print what files, pictures and films are recognised by: hashes, not the pictures
    #[command(
        after_help = "Examples:\n  temoin fingerprint photo.jpg clip.mp4\n  temoin fingerprint photos/ > hashes.jsonl"
    )]
    Fingerprint(Fingerprint),
    /// Read the text in pictures, and make the messages of a chat of it; nothing is written
    #[command(
        after_help = "Example:\n  temoin read-text screenshot.png screens/\n\nOut, a picture a line: {\"path\", \"lines\", \"messages\"}, places as [left, top, width, height] in pixels.\nWhat is read can be wrong: compare it with the picture, which is the evidence."
    )]
    ReadText(ReadText),
    /// Write the hashes of chosen pictures to a file, to be handed on; what leaves is listed
    #[command(after_help = "Example:\n  temoin hashes my-case --item 3f2a… --form csv --out hashes.csv")]
    Hashes(Hashes),
    /// Look for pictures, films, files or hashes in banks: of hotlines, of exchanges, or your own pictures
    #[command(
        after_help = "Examples:\n  temoin match --bank hashes.csv suspicious/\n  temoin match --bank my-photos/ screenshot.png\n  temoin match my-case --bank hashes.csv"
    )]
    Match(Match),
    /// Sort messages: which threaten, insult, give an address away …, each with its reason; nothing is written
    #[command(
        after_help = "Example:\n  echo '{\"id\": 1, \"text\": \"Je sais où tu habites\"}' | temoin classify\n\nIn: a message a line, {\"id\", \"text\", \"lang\"?}. Out, in their order: {\"id\", \"lang\", \"labels\", \"flagged\", \"spans\", \"model\"}.\nA label is a help for reading, no proof; a low one does not make a message harmless."
    )]
    Classify(Classify),
    /// Show which messages of a case hurt, the gravest first, each with its reasons
    #[command(
        after_help = "Example:\n  temoin triage my-case --me Nadia\n  temoin triage my-case --label threat --label doxxing --text\n\nIt orders what is read first. It hides and deletes nothing, misses some, and proves nothing."
    )]
    Triage(Triage),
    /// Say that a message carries a label, or that it does not: your word counts more than the program's
    #[command(after_help = "Example:\n  temoin label my-case 3f2a…-12 --remove threat")]
    Label(Label),
    /// Do the whole job on the sample that ships with the program
    #[command(after_help = "Example:\n  temoin demo --out /tmp/demo")]
    Demo(Demo),
    /// Read one hostile file, for the program itself
    #[command(hide = true)]
    Worker(WorkerArgs),
}

#[derive(Debug, Args)]
pub struct Classify {
    /// Another model than the one that comes with the program
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// From which probability on a label counts, instead of what comes with the program
    #[arg(long, value_name = "FILE")]
    pub thresholds: Option<PathBuf>,
    /// Decide by words and rules alone, even where the sentence encoder is set up
    #[arg(long)]
    pub words_only: bool,
}

#[derive(Debug, Args)]
pub struct Correct {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The picture
    #[arg(long, value_name = "ID")]
    pub item: ItemId,
    /// Which message that was read in it, from 1
    #[arg(long, value_name = "N", required_unless_present = "line", conflicts_with = "line")]
    pub message: Option<usize>,
    /// Which line that was read in it, from 1
    #[arg(long, value_name = "N")]
    pub line: Option<usize>,
    /// What stands there
    #[arg(long, value_name = "TEXT", required_unless_present = "undo", conflicts_with = "undo")]
    pub text: Option<String>,
    /// Take your correction back
    #[arg(long)]
    pub undo: bool,
}

#[derive(Debug, Args)]
pub struct Triage {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The name under which you write yourself, as the source shows it; may be given again. Your own messages are not listed
    #[arg(long = "me", value_name = "NAME")]
    pub mine: Vec<String>,
    /// Only messages with this label; may be given again
    #[arg(long = "label", value_name = "LABEL", value_parser = label)]
    pub labels: Vec<Kind>,
    /// Only the first so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Show the words, too: they are folded away otherwise
    #[arg(long)]
    pub text: bool,
    /// Decide by words and rules alone, even where the sentence encoder is set up
    #[arg(long)]
    pub words_only: bool,
}

#[derive(Debug, Args)]
#[group(id = "verdict", required = true, multiple = false, args = ["put", "remove", "undo"])]
pub struct Label {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The message, as records and triage name it
    #[arg(value_name = "RECORD")]
    pub record: RecordId,
    /// Which text read in its picture, as triage names it; otherwise the message's own
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub part: u32,
    /// It carries this label
    #[arg(long, value_name = "LABEL", value_parser = label)]
    pub put: Option<Kind>,
    /// It does not carry this label
    #[arg(long, value_name = "LABEL", value_parser = label)]
    pub remove: Option<Kind>,
    /// Take back what you said of this label
    #[arg(long, value_name = "LABEL", value_parser = label)]
    pub undo: Option<Kind>,
}

fn label(key: &str) -> Result<Kind, String> {
    Kind::named(key).ok_or_else(|| format!("labels are {}", Kind::ALL.map(Kind::key).join(", ")))
}

#[derive(Debug, Args)]
pub struct New {
    /// The folder to create; it must not exist
    #[arg(value_name = "CASE")]
    pub case: PathBuf,
    /// A file whose first line is the passphrase (TEMOIN_PASSPHRASE_FILE does the same)
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Who else may open the case: an age recipient (age1…); may be given again
    #[arg(long = "recipient", value_name = "AGE1")]
    pub recipients: Vec<String>,
    /// Write the recovery words to this new file instead of showing them once
    #[arg(long, value_name = "FILE")]
    pub recovery_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    pub case: CaseArgs,
    /// Files and folders to take in
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// How you came to hold them: from your own device or account, given by someone, or otherwise
    #[arg(long, value_name = "HOW")]
    pub obtained: Option<ObtainedArg>,
    /// Say that no sexual image of someone under 18 is among them, instead of being asked
    #[arg(long)]
    pub no_minors: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ObtainedArg {
    Own,
    Given,
    Other,
}

impl From<ObtainedArg> for Obtained {
    fn from(given: ObtainedArg) -> Self {
        match given {
            ObtainedArg::Own => Self::Own,
            ObtainedArg::Given => Self::Given,
            ObtainedArg::Other => Self::Other,
        }
    }
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub case: CaseArgs,
}

#[derive(Debug, Args)]
pub struct Records {
    #[command(flatten)]
    pub case: CaseArgs,
    /// Only of this item
    #[arg(long, value_name = "ID")]
    pub item: Option<ItemId>,
    /// Only from this time on (2026-10-01 or 2026-10-01T14:05)
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// Only before this time; a day counts whole
    #[arg(long, value_name = "T")]
    pub to: Option<String>,
    /// Only by this author, as the source shows the name
    #[arg(long, value_name = "A")]
    pub author: Option<String>,
    /// Only with this text in them, or read in them by `temoin read`
    #[arg(long, value_name = "TEXT")]
    pub find: Option<String>,
}

#[derive(Debug, Args)]
pub struct Note {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The entry, as a TOML file
    #[arg(long, value_name = "FILE.toml")]
    pub from: PathBuf,
    /// This is my statement: seal it. It cannot be changed then, only corrected by a new entry
    #[arg(long)]
    pub statement: bool,
}

#[derive(Debug, Args)]
pub struct Answer {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The item that is meant
    #[arg(long, value_name = "ID")]
    pub item: ItemId,
    /// The order of day, month and year in its dates
    #[arg(long, value_name = "ORDER", required_unless_present = "zone", conflicts_with = "zone")]
    pub date_order: Option<DateOrderArg>,
    /// The zone of its times: Europe/Brussels, +01:00 or UTC
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Who answers
    #[arg(long, value_name = "WHO", default_value = "the person who keeps this case")]
    pub by: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum DateOrderArg {
    Dmy,
    Mdy,
    Ymd,
}

impl From<DateOrderArg> for DateOrder {
    fn from(given: DateOrderArg) -> Self {
        match given {
            DateOrderArg::Dmy => Self::Dmy,
            DateOrderArg::Mdy => Self::Mdy,
            DateOrderArg::Ymd => Self::Ymd,
        }
    }
}

#[derive(Debug, Args)]
pub struct Actors {
    #[command(flatten)]
    pub case: CaseArgs,
    /// Say that these two names are one person
    #[arg(long, value_names = ["A", "B"], num_args = 2)]
    pub join: Option<Vec<String>>,
    /// Who says so
    #[arg(long, value_name = "WHO", default_value = "the person who keeps this case")]
    pub by: String,
}

#[derive(Debug, Args)]
pub struct Twins {
    #[command(flatten)]
    pub case: CaseArgs,
}

#[derive(Debug, Args)]
pub struct Dkim {
    #[command(flatten)]
    pub case: CaseArgs,
    /// Only the mails of this item
    #[arg(long, value_name = "ID")]
    pub item: Option<ItemId>,
    /// Ask the name system for the keys that the case does not hold, and keep them: the resolver learns which domains
    #[arg(long)]
    pub fetch: bool,
    /// The resolver to ask, instead of this computer's own
    #[arg(long, value_name = "ADDRESS", requires = "fetch")]
    pub resolver: Option<String>,
}

#[derive(Debug, Args)]
pub struct Seal {
    #[command(flatten)]
    pub case: CaseArgs,
    /// Ask this time-stamping authority now, over the network (http://…): one hash leaves this computer
    #[arg(long, value_name = "URL")]
    pub tsa: Vec<String>,
    /// Write the query to this file, to be carried to an authority by another way
    #[arg(long, value_name = "FILE")]
    pub tsa_query: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Stamp {
    #[command(flatten)]
    pub case: CaseArgs,
    /// An answer (RFC 3161 response); may be given again
    #[arg(long = "reply", value_name = "FILE", num_args = 1.., required = true)]
    pub replies: Vec<PathBuf>,
    /// The authority's certificates (PEM), up to the root, to keep beside it
    #[arg(long, value_name = "FILE")]
    pub tsa_ca: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Receipt {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The PDF to write; it must not exist
    #[arg(long, value_name = "FILE.pdf")]
    pub out: PathBuf,
    /// The language of the paper
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub lang: LangArg,
}

#[derive(Debug, Args)]
pub struct Witness {
    #[command(flatten)]
    pub case: CaseArgs,
    /// Write what the witness is to sign
    #[arg(long, value_name = "REQ", required_unless_present = "take", conflicts_with = "take")]
    pub out: Option<PathBuf>,
    /// Take in what the witness signed
    #[arg(long, value_name = "SIG")]
    pub take: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Cosign {
    /// What to sign, from `temoin witness --out`
    #[arg(value_name = "REQ")]
    pub request: PathBuf,
    /// A file with your age key (AGE-SECRET-KEY-1…); your signing key is derived from it
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// The name to sign under, without spaces
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The file to write; it must not exist
    #[arg(long, value_name = "SIG")]
    pub out: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    Fr,
    Nl,
    De,
    En,
}

#[derive(Debug, Args)]
pub struct Dossier {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The folder to write to; created if needed
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Show everything the case holds
    #[arg(long)]
    pub all: bool,
    /// Show this item, with all its records
    #[arg(long = "item", value_name = "ID", num_args = 1..)]
    pub items: Vec<ItemId>,
    /// Show this record, and no other of its item unless named
    #[arg(long = "record", value_name = "ID", num_args = 1..)]
    pub records: Vec<RecordId>,
    /// Show this statement
    #[arg(long = "entry", value_name = "ID", num_args = 1..)]
    pub entries: Vec<EntryId>,
    /// Put the original of this item in the encrypted container
    #[arg(long = "original", value_name = "ID", num_args = 1..)]
    pub originals: Vec<ItemId>,
    /// Put the original of this item in the dossier in clear
    #[arg(long = "in-clear", value_name = "ID", num_args = 1..)]
    pub in_clear: Vec<ItemId>,
    /// Who may open the container of originals: an age recipient (age1…); may be given again
    #[arg(long, value_name = "AGE1")]
    pub originals_to: Vec<String>,
    /// A file with the passphrase of the container of originals
    #[arg(long, value_name = "FILE", conflicts_with = "originals_to")]
    pub originals_passphrase_file: Option<PathBuf>,
    /// Show this private field of the statements too, such as harm.health
    #[arg(long = "with", value_name = "GROUP.FIELD", num_args = 1..)]
    pub with: Vec<String>,
    /// The language of the dossier
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub lang: LangArg,
    /// Write the package as a folder too
    #[arg(long)]
    pub folder: bool,
    /// Write the report beside the package too
    #[arg(long)]
    pub pdf: bool,
    /// Have the dossier's checkpoint stamped now, over the network (http://…): one hash leaves this computer
    #[arg(long, value_name = "URL")]
    pub tsa: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The item to give back
    #[arg(long, value_name = "ID")]
    pub item: ItemId,
    /// The file to write; it must not exist
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Delete {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The item to destroy
    #[arg(long, value_name = "ID")]
    pub item: ItemId,
}

#[derive(Debug, Args)]
pub struct Copy {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The folder to create; it must not exist
    #[arg(value_name = "TO")]
    pub to: PathBuf,
}

#[derive(Debug, Args)]
pub struct Passphrase {
    #[command(flatten)]
    pub case: CaseArgs,
    /// A file whose first line is the new passphrase
    #[arg(long, value_name = "FILE")]
    pub new_passphrase_file: Option<PathBuf>,
    /// Let this age recipient (age1…) open the case too
    #[arg(long, value_name = "AGE1")]
    pub add_recipient: Vec<String>,
    /// Let this age recipient (age1…) open it no more
    #[arg(long, value_name = "AGE1")]
    pub remove_recipient: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// The package: dossier.zip, or its unpacked folder
    #[arg(value_name = "PACKAGE")]
    pub package: PathBuf,
    /// The container of originals, to be checked too
    #[arg(long, value_name = "FILE")]
    pub originals: Option<PathBuf>,
    /// An original you hold, to be compared with what was sealed; may be given again
    #[arg(long, value_name = "ORIGINAL")]
    pub against: Vec<PathBuf>,
    /// The verifier key you know from elsewhere
    #[arg(long, value_name = "VKEY")]
    pub key: Option<String>,
    /// The fingerprint you know from elsewhere: of the key, or of the seal note
    #[arg(long, value_name = "F")]
    pub fingerprint: Option<String>,
    /// An earlier checkpoint of the same case that you hold
    #[arg(long, value_name = "CHECKPOINT")]
    pub since: Option<PathBuf>,
    /// A certificate (PEM) you trust for time stamps; may be given again
    #[arg(long, value_name = "FILE")]
    pub tsa_ca: Vec<PathBuf>,
    /// A file with the passphrase of what is encrypted
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A file with an age key that opens what is encrypted
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Inspect {
    /// The file to look at
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Print the records, one JSON line each, in the order of the file
    #[arg(long)]
    pub records: bool,
}

#[derive(Debug, Args)]
pub struct Fingerprint {
    /// Files and folders
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Hash the pixels as they are stored, not as a person sees them: to compare with other programs
    #[arg(long)]
    pub raw: bool,
    /// Also print what cuts of each picture are known by: for a bank of your own, never to be sent as the picture's hashes
    #[arg(long, conflicts_with = "raw")]
    pub own_bank: bool,
}

#[derive(Debug, Args)]
pub struct ReadText {
    /// Pictures, and folders of them
    #[arg(value_name = "IMAGE", required = true)]
    pub paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Hashes {
    #[command(flatten)]
    pub case: CaseArgs,
    /// The hashes of this picture or film
    #[arg(long = "item", value_name = "ID", num_args = 1..)]
    pub items: Vec<ItemId>,
    /// Those of all pictures and films of the case
    #[arg(long, conflicts_with = "items")]
    pub all: bool,
    /// How they are written: a table, the lines of ThreatExchange's file exchange, or JSON as HMA takes it
    #[arg(long, value_name = "FORM", default_value = "csv")]
    pub form: FormArg,
    /// The file to write; it must not exist
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FormArg {
    Csv,
    Threatexchange,
    Hma,
}

impl From<FormArg> for HashForm {
    fn from(given: FormArg) -> Self {
        match given {
            FormArg::Csv => Self::Csv,
            FormArg::Threatexchange => Self::ThreatExchange,
            FormArg::Hma => Self::Hma,
        }
    }
}

#[derive(Debug, Args)]
pub struct Match {
    /// Where to look: a list of hashes (text, CSV, JSON, XML), a bank file, a picture or film, or a folder of them; may be given again
    #[arg(long = "bank", value_name = "FILE", required = true)]
    pub banks: Vec<PathBuf>,
    /// What to look for: files and folders, or one case
    #[arg(value_name = "PATH", required_unless_present = "queries", conflicts_with = "queries")]
    pub paths: Vec<PathBuf>,
    /// Look for the hashes of this list instead
    #[arg(long, value_name = "FILE")]
    pub queries: Option<PathBuf>,
    /// The most of the 256 bits in which the hashes of two pictures that show the same differ
    #[arg(long, value_name = "BITS", default_value_t = 31, value_parser = clap::value_parser!(u32).range(0..=256))]
    pub radius: u32,
    /// Look at pictures as a whole only, from a coarse decode: many times faster, but what is cut or framed is not found
    #[arg(long, conflicts_with = "queries")]
    pub quick: bool,
    /// Print what the search cost, as a last line
    #[arg(long)]
    pub stats: bool,
    #[command(flatten)]
    pub unlock: Unlock,
}

#[derive(Debug, Args)]
pub struct WorkerArgs {
    /// The folder of the weights, for reading the text in pictures
    #[arg(long, value_name = "FOLDER")]
    pub weights: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// The folder to write to; it must be new or empty
    #[arg(long, value_name = "DIR", default_value = "temoin-demo")]
    pub out: PathBuf,
    /// The language of the dossier
    #[arg(long, value_name = "LANG", default_value = "fr")]
    pub lang: LangArg,
    /// Have the dossier stamped by this authority (http://…)
    #[arg(long, value_name = "URL")]
    pub tsa: Vec<String>,
}

/// Lists the fields of an entry with an example, so that nobody needs a manual to write one.
fn note_help() -> String {
    let mut help = String::from(
        "Example:\n  temoin note my-case --from what-happened.toml --statement\n\nThe file:\n  \
         what_happened = \"In your own words.\"\n  when = \"2026-11-02\"          (or 2026-11-02T21:04, your own words, or \"unknown\")\n  \
         where = \"Instagram\"\n  channel = \"story\"            (post, comment, story, private-message, group, email, call, voice, image,\n                               \
         video, live, parcel, in-person, other, unknown)\n  who = \"Name (suspected)\"     (known, suspected or unknown; or just \"unknown\")\n  \
         proof = [\"photo.jpg\"]        (or \"none yet\")\n\nOptional, each group under its [name]; * goes into a dossier only when named with --with:\n",
    );
    for group in GROUPS {
        let fields: Vec<_> =
            group.fields.iter().map(|f| format!("{}{}", f.name, if f.private { "*" } else { "" })).collect();
        help += &format!("  [{}] {}\n", group.name, fields.join(", "));
    }
    help
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_has_help_with_an_example() {
        let mut cli = Cli::command();
        cli.clone().debug_assert();
        for command in cli.get_subcommands_mut().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
            let name = command.get_name().to_owned();
            let help = command.render_long_help().to_string();
            assert!(help.contains("Example") && help.contains(&format!("temoin {name}")), "{name}");
        }
    }
}
