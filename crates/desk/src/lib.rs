//! The acts a person can do, one file each. They take a case, a clock and a worker, and return plain results;
//! a terminal or a page shows them.
//!
//! | she wants to … | use |
//! |---|---|
//! | make a case, care for it | [`create`], [`check`], [`copy`], [`change_keys`], [`export`], [`delete`] |
//! | take something in | [`add`], with a [`Worker`] |
//! | see what is there | [`list`], [`records`], [`twins`], [`inspect`] |
//! | have a picture or film recognised again | [`fingerprint`], [`groups`], [`find`], [`hashes`] |
//! | have the text in pictures read | [`read_text`], [`read_pictures`], with a [`Worker`] that was shown the weights |
//! | check who sent a mail | [`signatures`], [`fetch_keys`] |
//! | have messages sorted | [`sort`]; those of a case: [`triage`], and [`label`] to say otherwise |
//! | write and answer | [`note`], [`answer`], [`join`] |
//! | fix the moment | [`seal`], [`stamp`], [`stamp_online`], [`ask`], [`cosign`], [`take_signed`] |
//!
//! Hostile files are read in a [`Worker`]: a process without files, network or keys, under limits.
//!
//! ```
//! use temoin_desk::{FixedClock, Clock, Written};
//! use temoin_desk::evidence::EntryId;
//!
//! let text = "what_happened = \"He wrote again.\"\nwhen = \"2026-11-02\"\nwhere = \"Instagram\"\nchannel = \"story\"\nwho = \"unknown\"";
//! let entry = Written::parse(text).unwrap().entry(EntryId([7; 16]), FixedClock(0).now()).unwrap();
//! assert_eq!(entry.when.time, "2026-11-02");
//! ```

mod actors;
mod add;
mod answer;
mod beside;
mod care;
mod clock;
mod demo;
mod dkim;
mod dns;
mod dossier;
mod error;
mod inspect;
mod list;
mod meaning;
mod near;
mod note;
mod parts;
mod picture;
mod processor;
pub mod quiet;
mod read_text;
mod seal;
mod sort;
mod statement;
mod take;
mod triage;
mod tsa;
mod twins;
mod walk;
mod weights;
mod witness;
mod worker;

pub use temoin_case as case;
pub use temoin_dossier::Language;
pub use temoin_encoder::Error as EncoderError;
pub use temoin_evidence as evidence;
pub use temoin_exchange as exchange;
pub use temoin_intake::SignatureOutcome;
pub use temoin_language as language;

pub use actors::join;
pub use add::{Add, Added, Step, add};
pub use answer::answer;
pub use care::{
    Checked, Created, Damaged, Keys, WORK, change_keys, check, copy, create, delete, export, outside, recognise,
    vacant, write_new,
};
pub use clock::{Clock, FixedClock, SystemClock};
pub use demo::{Demo, Made, Sample, demo};
pub use dkim::{Fetched, SignatureLine, fetch_keys, signatures, wanted as wanted_keys};
pub use dns::{DnsError, Resolver};
pub use dossier::{Choice, DossierRequest, HandedOver, OriginalsKey, ShownCounts, WithheldCounts, dossier, receipt};
pub use error::{DeskError, Given};
pub use inspect::inspect;
#[cfg(unix)]
pub use inspect::pour;
pub use list::{ItemLine, filter, list, record_line, records};
pub use meaning::encoder;
pub use near::{
    Facts, Fingerprints, FrameLine, Group, Grouped, HashForm, HashLine, HashesGiven, HashesRequest, Hashing, LeftOut,
    Likeness, Link, MatchLine, PictureLine, QueryName, Search, SearchStats, Told, Unseen, Wanted, WhyLeftOut, find,
    fingerprint, groups, hashes,
};
pub use note::{Becomes, note};
pub use read_text::{
    MessageSide, Overlap, PATIENCE, PathText, PictureText, PicturesRead, ReadInPicture, ReadPart, TextLine,
    TextMessage, Unread, UnreadItem, correct, overlaps, read_pictures, read_text,
};
pub use seal::{SealLine, StampLine, query, seal, stamp, stamp_online};
pub use sort::{Labels, Unsorted, sort};
pub use statement::{StatementError, Written};
pub use take::Kept;
pub use triage::{Context, Decided, LabelSpan, Triage, TriageLine, Triaged, Verdict, label, triage};
pub use tsa::{Authority, TsaError};
pub use twins::{Twin, Why as TwinWhy, twins};
pub use walk::{Refused, Why};
pub use weights::reading_weights;
pub use witness::{Cosigned, ask, cosign, take as take_signed};
pub use worker::{Program, ReadAt, Seeking, Stop, Worker, no_core_dumps, serve};
