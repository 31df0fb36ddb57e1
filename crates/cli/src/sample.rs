//! The sample evidence that ships with the program: an invented story, written for it (fixtures/PROVENANCE.md).

use temoin_desk::Sample;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../fixtures/demo/evidence/", $name)))),*]
    };
}

const EVIDENCE: &[(&str, &[u8])] = files![
    "IMG_4120.JPG",
    "IMG_4127.PNG",
    "IMG_4131.PNG",
    "Vraag over uw adres.eml",
    "WhatsApp Chat - Bastien Renard.zip",
    "WhatsApp Chat mit Jonas Keller.txt",
];

/// The sample.
pub const SAMPLE: Sample<'static> = Sample {
    evidence: EVIDENCE,
    statement: include_str!("../../../fixtures/demo/statement.toml"),
    original: "IMG_4120.JPG",
    me: "Nora Lemmens",
};
