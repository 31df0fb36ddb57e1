use std::collections::BTreeSet;
use std::io::{self, Read};

use temoin_evidence::{
    DateOrder, Digest, Entry, FileTimes, ItemId, Moment, Note, Obtained, OriginStrength, Reader, Record,
};

use crate::Language;

/// Is everything that may be shown, frozen: plain values that someone chose, and counts of the rest.
///
/// What is not in here cannot go out. Exhibits and statements are numbered from 1 in the order of their lists.
#[derive(Clone, Debug)]
pub struct View {
    /// The language of the report.
    pub language: Language,
    /// When the file was made, by the clock of this computer, not checked.
    pub made: Moment,
    /// The program that made it.
    pub program: Program,
    /// The key that signs, and the log it signs for.
    pub key: Key,
    /// Number of leaves in the log when the view was frozen; the export leaf is the next one.
    pub log_size: u64,
    /// The last checkpoint written before this export, if there is one.
    pub checkpoint: Option<Head>,
    /// What she wants to say first, in her own words; may be empty.
    pub opening: String,
    /// What she shows.
    pub exhibits: Vec<Exhibit>,
    /// What she states.
    pub statements: Vec<Statement>,
    /// Answers that change how something is read.
    pub answers: Vec<Answer>,
    /// Time stamps of earlier checkpoints.
    pub stamps: Vec<Stamp>,
    /// Witnesses who saw earlier checkpoints.
    pub witnesses: Vec<Witness>,
    /// Words to cover in the report and its tables; the sealed bytes keep them, and the report says so.
    pub masks: Vec<String>,
    /// Private fields of statements that she named one by one, as `group.field`; all others stay out.
    pub named: BTreeSet<String>,
    /// Whether an originals container is made beside the package.
    pub container: bool,
}

/// Names the program and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
}

/// Holds the facts of the key that signs the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The verifier key, as `temoin/keys.txt` writes it.
    pub verifier: String,
    /// Its fingerprint (spec/seal.md §5), eight groups of four.
    pub fingerprint: String,
    /// The log's origin, `temoin/…`.
    pub origin: String,
}

/// Is a checkpoint, as numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of leaves.
    pub size: u64,
    /// The root.
    pub root: Digest,
    /// When it was written, by the clock of this computer, where that was kept.
    pub made: Option<Moment>,
}

/// Is one thing she shows: an item, or some records of one.
#[derive(Clone, Debug)]
pub struct Exhibit {
    /// The intake leaf.
    pub leaf: Leaf,
    /// The item, freed of what was not chosen.
    pub item: ShownItem,
    /// How strongly the origin is supported, and by what.
    pub origin: Origin,
    /// Whether the original goes into the package in clear.
    pub in_clear: bool,
    /// Whether the original goes into the encrypted container.
    pub in_container: bool,
    /// The numbers of the pieces, where some are shown; nothing where only the hash is.
    pub pieces: Option<ShownPieces>,
    /// What a reader made of the shown pieces, in file order.
    pub records: Vec<ShownRecord>,
    /// Number of records the reader found in the whole item, shown or not.
    pub records_total: u64,
    /// The picture, reduced; nothing for what is not a picture or could not be decoded.
    pub reduced: Option<Reduced>,
    /// What could not be read, or was odd.
    pub notes: Vec<Note>,
    /// Which reader read it; nothing when none did.
    pub reader: Option<Reader>,
}

/// Names a leaf of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Zero-based index in the log.
    pub index: u64,
    /// Its leaf hash, which covers a fresh nonce: random-looking names are made from it.
    pub hash: Digest,
}

/// Is an item without what she keeps to herself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownItem {
    /// The item's random id.
    pub id: ItemId,
    /// The name it came under, where she shows it.
    pub name: Option<String>,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// Number of bytes.
    pub size: u64,
    /// Media type by content.
    pub media_type: String,
    /// What kind of source it is: `file`, `zip`, `whatsapp` …
    pub source: String,
    /// The archive that holds it, by its id.
    pub inside: Option<ItemId>,
    /// How she came to hold it.
    pub obtained: Option<Obtained>,
    /// When it was taken in, by the clock of this computer, not checked.
    pub received: Moment,
    /// The file's own times.
    pub file_times: FileTimes,
}

/// Says how strongly an origin is supported. Integrity is another column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The class, A to E.
    pub strength: OriginStrength,
    /// What it rests on.
    pub basis: Basis,
    /// What a bailiff, the police or the platform can still fetch.
    pub fetch: Vec<Fetch>,
}

/// Says what an origin class rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Basis {
    /// A third party's signature that verifies; its trust root.
    Signature(String),
    /// Two independent captures of a page.
    TwoCaptures,
    /// The original file of a device.
    DeviceFile,
    /// A platform's export with identifiers it can confirm; the platform.
    PlatformExport(String),
    /// An editable text export; the platform.
    TextExport(String),
    /// A photo or a screenshot: nothing tells which.
    Picture,
    /// A photo of a screen.
    PhotoOfScreen,
    /// Typed again by hand.
    Retyped,
    /// A file of which nothing more is known.
    PlainFile,
}

/// Says what can still be fetched elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fetch {
    /// The conversation on the phones of those who took part.
    Phone,
    /// Account and connection data from the platform named, for as long as it keeps them.
    Platform(String),
    /// The page, by a bailiff, at this address.
    Page(String),
    /// The original file on the device that made it.
    DeviceOriginal,
    /// The message on the servers of the mail providers.
    MailServers,
}

/// Holds the numbers of shown pieces (spec/seal.md §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPieces {
    /// Number of pieces of the item.
    pub count: u64,
    /// The shown ones, ascending.
    pub shown: Vec<PieceNumbers>,
    /// The last piece, where it is not shown.
    pub last: Option<LastPiece>,
    /// The proof of all of them at once (spec/seal.md §2.1).
    pub proof: Vec<Digest>,
}

/// Holds the numbers of one shown piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceNumbers {
    /// Zero-based number in the item.
    pub index: u64,
    /// First byte.
    pub start: u64,
    /// Number of bytes.
    pub len: u64,
    /// Its nonce.
    pub nonce: [u8; 32],
}

/// Holds the numbers of the last piece, whose bytes are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastPiece {
    /// First byte.
    pub start: u64,
    /// Number of bytes.
    pub len: u64,
    /// `H(nonce || H(bytes))` (`spec/seal.md` §3): tells nothing of the bytes.
    pub digest: Digest,
}

/// Is a record of a shown piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRecord {
    /// The piece that holds it.
    pub piece: u64,
    /// What the reader made of it.
    pub record: Record,
}

/// Is a picture reduced to blocks, so that it can be recognised by who knows it and shows nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduced {
    /// A PNG of at most 24 pixels on its longer side.
    pub png: Vec<u8>,
    /// Width of the original in pixels.
    pub width: u32,
    /// Height of the original in pixels.
    pub height: u32,
}

/// Is an entry of the incident log that she made her statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The statement leaf.
    pub leaf: Leaf,
    /// The entry; private fields not named in the view are left out of every page.
    pub entry: Entry,
}

/// Is an answer she gave to a question that a file leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer leaf.
    pub leaf: Leaf,
    /// The item it is about.
    pub item: ItemId,
    /// What was answered.
    pub answer: Answered,
    /// Who answered, as she said; may be empty.
    pub by: String,
    /// When, by the clock of this computer.
    pub answered: Moment,
}

/// Says what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answered {
    /// The order of day and month.
    DateOrder(DateOrder),
    /// The zone of the clock.
    Zone(String),
    /// Two names are one person.
    SamePerson(String, String),
}

/// Is a time stamp of an earlier checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Size of the stamped checkpoint.
    pub size: u64,
    /// The time in the stamp.
    pub time: Moment,
    /// The authority's name, from its certificate.
    pub authority: String,
    /// Whether the authority is a qualified one, as far as is known here.
    pub quality: Quality,
}

/// Says whether a stamp is a qualified one (eIDAS, Regulation (EU) 910/2014, art. 42).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// On a trusted list at hand.
    Qualified,
    /// Known not to be.
    NotQualified,
    /// Nothing at hand tells.
    Unknown,
}

/// Is someone who saw an earlier checkpoint, by her own clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The name, as in her key.
    pub name: String,
    /// Size of the checkpoint she saw.
    pub size: u64,
    /// When, by her own clock.
    pub time: Moment,
    /// Fingerprint of her key.
    pub fingerprint: String,
}

/// Gives the bytes that are shown; they are read twice, once to be hashed and once to be written.
pub trait Bytes {
    /// Opens the original of exhibit `number` (from 1). Asked only where `in_clear` or `in_container` is set.
    ///
    /// # Errors
    /// What the store says.
    fn original(&self, number: usize) -> io::Result<Box<dyn Read + '_>>;

    /// Opens `len` bytes from `start` of the original of exhibit `number`. Asked only for shown pieces; those that
    /// touch are asked for at once.
    ///
    /// # Errors
    /// What the store says.
    fn range(&self, number: usize, start: u64, len: u64) -> io::Result<Box<dyn Read + '_>>;

    /// Returns the item secret of exhibit `number`. Asked only where `in_container` is set.
    ///
    /// # Errors
    /// What the store says.
    fn secret(&self, number: usize) -> io::Result<[u8; 32]>;

    /// Gives the length in bytes of each piece of exhibit `number`, in order. Asked only where `in_container` is set.
    ///
    /// # Errors
    /// What the store says.
    fn cuts(&self, number: usize) -> io::Result<Vec<u64>>;
}
