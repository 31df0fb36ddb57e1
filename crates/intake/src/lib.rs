//! Readers of what a person saved: bytes in, records and notes out. No process, no file system, no clock.
//!
//! | you want … | use |
//! |---|---|
//! | to know what a file is, by its content | [`detect`] |
//! | its records, pieces, members and notes | [`read`] with a [`Sink`] |
//! | its facts in one go, archives looked into | [`inspect`] |
//! | the JSON line of a record | [`json::write_record`] |
//! | to check the signatures of a mail's domain with keys at hand | [`checked`], [`key_records`] |
//!
//! What is wrong with a file becomes a [`Note`](temoin_evidence::Note) with its place; nothing is dropped in silence.
//!
//! ```
//! use temoin_intake::{Nothing, Options, inspect};
//!
//! let chat = "13/03/2024, 23:59 - Nadia: bonsoir\n14/03/2024, 00:01 - Lou: ok\n";
//! let summary = inspect(&chat.as_bytes(), &Options::default(), &mut Nothing).unwrap();
//! assert_eq!(summary.source, "whatsapp");
//! assert_eq!(summary.messages, Some(2));
//! assert_eq!(summary.first.as_deref(), Some("2024-03-13T23:59"));
//! ```

mod bluesky;
mod calendar;
mod cfb;
mod charset;
mod content_line;
mod controls;
mod database;
mod detect;
mod discord;
mod elements;
mod email;
mod emit;
mod error;
mod format;
mod gzip;
mod har;
mod imessage;
mod inspect;
pub mod json;
mod lines;
mod mastodon;
mod media;
mod meta;
mod mojibake;
mod names;
mod notes;
mod options;
mod outlook;
mod page;
mod pdf;
mod plain;
mod read;
mod reddit;
mod registry;
mod signal;
mod signal_json;
mod signal_text;
mod sink;
mod sms;
mod snapchat;
mod spelled;
mod sqlite;
mod summary;
mod takeout;
mod tally;
mod tar;
mod telegram;
mod threads;
mod tiktok;
mod time;
mod told;
mod vcard;
mod warc;
mod whatsapp;
mod x;
mod zip;

pub use detect::{Detected, Encoding, detect, detect_source};
pub use email::dkim;
pub use email::key_record::{KeyRecord, key_records, zone_line};
pub use email::signed::{Checked, Outcome as SignatureOutcome, checked};
pub use error::ReadError;
pub use format::Kind;
pub use inspect::inspect;
pub use names::Names;
pub use options::{Answers, Limits, Options};
pub use read::{read, reader};
pub use sink::{Flow, MemberEnd, MemberHeader, Nothing, Outcome, Sink, Take};
pub use summary::Summary;
pub use temoin_syntax::{Blocks, Source};
