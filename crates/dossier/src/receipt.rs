use serde::Serialize;
use temoin_evidence::{Digest, Moment};
use temoin_typeset::{Date, Page, PdfError, Standard};

use crate::words::Words;
use crate::{Key, Language, Program, calendar};

/// Is what stands on a receipt: the state of a log, and nothing of what is in it.
#[derive(Clone, Debug)]
pub struct ReceiptView {
    /// The language.
    pub language: Language,
    /// When the receipt is made, by the clock of this computer, not checked.
    pub made: Moment,
    /// The program that makes it.
    pub program: Program,
    /// The key that signs the log.
    pub key: Key,
    /// Number of leaves.
    pub size: u64,
    /// The root.
    pub root: Digest,
    /// When the checkpoint was written, by the clock of this computer, where that was kept.
    pub sealed: Option<Moment>,
    /// The checkpoint, a signed note, word for word.
    pub checkpoint: String,
    /// Fingerprint of a package's seal note, where the receipt goes with one.
    pub package: Option<String>,
}

#[derive(Serialize)]
struct Receipt {
    lang: &'static str,
    title: String,
    subtitle: String,
    is: String,
    is_not: String,
    facts: Vec<(String, String, bool)>,
    checkpoint_label: String,
    checkpoint: Vec<String>,
    usage: String,
    keep: String,
    name: String,
    date: String,
}

/// Sets the receipt: one page to leave with someone today, against which a later package is checked.
///
/// # Errors
/// The page could not be set.
pub fn receipt(view: &ReceiptView) -> Result<Vec<u8>, PdfError> {
    let words = Words::new(view.language);
    let clock = |moment: &Moment| {
        let zone = calendar::zone(moment.zone).unwrap_or_else(|| words.say("zone-floating"));
        format!("{} ({zone}) — {}", calendar::moment(moment, view.language), words.say("clock-not-checked"))
    };
    let mut facts = vec![
        (words.say("fact-made"), clock(&view.made), false),
        (words.say("fact-fingerprint"), view.key.fingerprint.clone(), true),
        (words.say("fact-size"), calendar::number(view.size, view.language), false),
        (words.say("fact-root"), view.root.to_string(), true),
    ];
    facts.extend(view.sealed.as_ref().map(|sealed| (words.say("fact-sealed"), clock(sealed), false)));
    facts.extend(view.package.clone().map(|package| (words.say("fact-package-fingerprint"), package, true)));
    facts.push((words.say("fact-program"), format!("{} {}", view.program.name, view.program.version), false));
    let receipt = Receipt {
        lang: view.language.code(),
        title: words.say("receipt-title"),
        subtitle: words.say("receipt-subtitle"),
        is: words.say("receipt-is"),
        is_not: words.say("receipt-is-not"),
        facts,
        checkpoint_label: words.say("receipt-checkpoint"),
        checkpoint: view.checkpoint.lines().map(temoin_typeset::readable).collect(),
        usage: words.say("receipt-use"),
        keep: words.say("receipt-keep"),
        name: words.say("receipt-name"),
        date: words.say("receipt-date"),
    };
    let time = &view.made.time;
    let (month, day, hour, minute) = (time.month(), time.day(), time.hour(), time.minute());
    Page::new(include_str!("../templates/receipt.typ"))
        .creator(&format!("{} {}", view.program.name, view.program.version))
        .file("data.json", serde_json::to_vec(&receipt).expect("texts and lists can be written"))
        .pdf(Standard::Archive, Date { year: time.year().into(), month, day, hour, minute })
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{Origin, Precision, Zone};

    use super::*;

    #[test]
    fn says_in_each_language_that_it_is_no_bailiffs_report() {
        for language in Language::ALL {
            let words = Words::new(language);
            let bailiff = match language {
                Language::Fr => "commissaire de justice",
                Language::Nl => "gerechtsdeurwaarder",
                Language::De => "Gerichtsvollzieher",
                Language::En => "bailiff",
            };
            assert!(words.say("receipt-is-not").contains(bailiff), "{language}");
            assert!(words.say("not-a-bailiff").contains(bailiff), "{language}");
        }
    }

    #[test]
    fn the_same_view_gives_the_same_page() {
        let made = Moment {
            time: "2026-11-23T09:00".parse().unwrap(),
            precision: Precision::Minute,
            zone: Zone::Offset(60),
            origin: Origin::CaptureClock,
        };
        let view = ReceiptView {
            language: Language::Nl,
            made,
            program: Program { name: "Témoin".into(), version: "0".into() },
            key: Key { verifier: "k".into(), fingerprint: "AAAA-BBBB".into(), origin: "temoin/0".into() },
            size: 12,
            root: Digest([7; 32]),
            sealed: Some(made),
            checkpoint: "temoin/0\n12\nroot\n\n— temoin/0 sig\n".into(),
            package: None,
        };
        assert_eq!(receipt(&view).unwrap(), receipt(&view).unwrap());
        assert_ne!(receipt(&view).unwrap(), receipt(&ReceiptView { size: 13, ..view.clone() }).unwrap());
    }
}
