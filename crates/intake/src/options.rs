use serde::{Deserialize, Serialize};
use temoin_evidence::{DateOrder, Zone};

use crate::Names;

/// Says all that a reader may know beside the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The name the file came under; a hint, never a proof, never a path.
    pub name: String,
    /// Its full name in the archive or folder that holds it, where there is one; a hint, never a path to follow.
    pub path: Option<String>,
    /// The name of the archive that holds it, where there is one: an iPhone export names the chat only there.
    pub archive: Option<String>,
    /// The names of what lies beside it in its archive, where it was looked through: tells attachments that are there from missing ones.
    pub beside: Option<Names>,
    /// How deep inside archives this file lies: 0 for a file the person chose.
    pub depth: u32,
    /// The limits.
    pub limits: Limits,
    /// What the person answered.
    pub answers: Answers,
}

/// Holds what the person said about a file that cannot tell it itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The order of day, month and year.
    pub date_order: Option<DateOrder>,
    /// The zone in which the exporting device showed its times.
    pub zone: Option<Zone>,
}

/// Bounds what a reader does for one file. All can be changed; meeting one leaves a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Longest text kept of one record, in bytes; its span is whole all the same.
    pub text: usize,
    /// Most senders told apart in one chat.
    pub senders: usize,
    /// Most attachment names listed in a summary; all are counted.
    pub names: usize,
    /// Most notes given for one file.
    pub notes: usize,
    /// Most members read of an archive.
    pub entries: u64,
    /// How many times larger than stored a member may grow, above [`Limits::ratio_above`].
    pub ratio: u64,
    /// Size from which [`Limits::ratio`] is applied, in bytes.
    pub ratio_above: u64,
    /// Most bytes unpacked of one archive.
    pub unpacked: u64,
    /// How deep archives inside archives are opened.
    pub depth: u32,
    /// Most pixels a picture may claim before a note warns of it.
    pub pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: 2 << 20,
            senders: 10_000,
            names: 100_000,
            notes: 1_000,
            entries: 250_000,
            ratio: 200,
            ratio_above: 1 << 20,
            unpacked: 64 << 30,
            depth: 3,
            pixels: 200_000_000,
        }
    }
}
