//! The report for people: plain values become blocks, blocks become pages.

mod annex;
mod block;
mod coverage;
mod custody;
mod exhibit;
mod front;
mod phrase;
mod statement;
mod time_line;
mod told;

use serde::Serialize;
use temoin_evidence::OriginStrength;
use temoin_seal::package::Index;
use temoin_typeset::{Date, Page, Standard, readable};

use crate::words::Words;
use crate::{DossierError, View, masks};
use block::{Block, Fact};
pub(crate) use told::SHOWN;

/// Is all that the template reads.
#[derive(Serialize)]
struct Report {
    lang: &'static str,
    title: String,
    running: String,
    key: String,
    contents: String,
    cover: front::Cover,
    /// What stands before the contents.
    first: Vec<Block>,
    /// What stands after.
    rest: Vec<Block>,
}

/// Is what every section is made from.
pub(crate) struct Maker<'a> {
    pub(crate) view: &'a View,
    pub(crate) index: &'a Index,
    pub(crate) words: Words,
}

impl Maker<'_> {
    /// Returns a stranger's text as it may stand on a page: covered where she asked, nothing hidden in it.
    fn shown(&self, text: &str) -> String {
        readable(&masks::cover(text, &self.view.masks))
    }

    /// Returns the same on one line.
    fn line(&self, text: &str) -> String {
        self.shown(text).replace('\n', " ")
    }

    fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    fn section(&self, key: &str) -> Block {
        Block::Section { text: self.say(key) }
    }

    fn text(&self, key: &str) -> Block {
        Block::Text { text: self.say(key) }
    }
}

/// Sets the report.
pub(crate) fn pdf(view: &View, index: &Index) -> Result<Vec<u8>, DossierError> {
    Ok(page(view, index).pdf(Standard::Archive, date(view))?)
}

fn page(view: &View, index: &Index) -> Page {
    let report = report(view, index);
    let json = serde_json::to_vec(&report).expect("texts and lists can be written");
    let page = Page::new(include_str!("../../templates/report.typ"))
        .creator(&format!("{} {}", view.program.name, view.program.version))
        .file("data.json", json);
    view.exhibits.iter().zip(1..).fold(page, |page, (exhibit, number)| match &exhibit.reduced {
        Some(reduced) => page.file(&exhibit::picture(number), reduced.png.clone()),
        None => page,
    })
}

fn report(view: &View, index: &Index) -> Report {
    let maker = Maker { view, index, words: Words::new(view.language) };
    let mut rest = time_line::section(&maker);
    rest.extend(exhibit::section(&maker));
    rest.extend(statement::section(&maker));
    rest.extend(coverage::list(&maker));
    rest.extend(coverage::section(&maker));
    rest.extend(coverage::two_columns(&maker));
    rest.extend(custody::section(&maker));
    rest.extend(custody::stamps(&maker));
    rest.extend(custody::not_examined(&maker));
    rest.extend(annex::checking(&maker));
    rest.extend(annex::limits(&maker));
    rest.extend(annex::section(&maker));
    Report {
        lang: view.language.code(),
        title: maker.say("title"),
        running: maker.say("running"),
        key: view.key.fingerprint.chars().take(9).collect(),
        contents: maker.say("contents"),
        cover: front::cover(&maker),
        first: front::summary(&maker),
        rest,
    }
}

/// Returns the clock reading of the view; its zone, if any, is told on the cover.
pub(crate) fn date(view: &View) -> Date {
    let time = &view.made.time;
    let (month, day, hour, minute) = (time.month(), time.day(), time.hour(), time.minute());
    Date { year: time.year().into(), month, day, hour, minute }
}

/// Returns the letter of an origin class.
pub(crate) fn letter(strength: OriginStrength) -> char {
    match strength {
        OriginStrength::A => 'A',
        OriginStrength::B => 'B',
        OriginStrength::C => 'C',
        OriginStrength::D => 'D',
        OriginStrength::E => 'E',
    }
}

/// Returns facts as a block.
fn facts(rows: Vec<Fact>) -> Block {
    Block::Facts { rows }
}

/// Returns whether a text runs from right to left: its first letter with a direction is Hebrew or Arabic.
fn is_rtl(text: &str) -> bool {
    let strong = text.chars().find(|c| c.is_alphabetic());
    strong.is_some_and(|c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
}

#[cfg(test)]
mod tests {
    use temoin_seal::package::Index;

    use super::*;
    use crate::Language;
    use crate::story::{KEPT, Story};
    use crate::words::MISSING;

    /// In the PDF words are numbers of glyphs: what may stand on the pages is looked for in what the template reads.
    fn check(change: impl Fn(&mut View), present: &[&str], absent: &[&str]) {
        for language in Language::ALL {
            let mut view = Story::new(language, 60, 12, 4).view;
            change(&mut view);
            let json = serde_json::to_string(&report(&view, &Index::default())).unwrap();
            assert!(!json.contains(MISSING), "{language}");
            present.iter().for_each(|text| assert!(json.contains(text), "{text} in {language}"));
            absent.iter().for_each(|text| assert!(!json.contains(text), "{text} in {language}"));
        }
    }

    #[test]
    fn pages_show_what_was_chosen_and_nothing_else() {
        check(|_| {}, &["Tu ne réponds plus", "⟨U+202E⟩"], &[KEPT, "étape", "Jonas"]);
        check(|_| {}, &["Frag doch ▇▇▇▇"], &["\u{202E}"]);
    }

    /// Counts the messages and the timeline rows that the template is given; days and statements are told apart.
    fn printed(view: &View) -> (Vec<Block>, usize, usize) {
        let rest = report(view, &Index::default()).rest;
        let messages = rest.iter().filter(|block| matches!(block, Block::Message { .. })).count();
        let table = rest.iter().find_map(|block| match block {
            Block::Table { rows, .. } => Some(rows.iter().filter(|row| row.len() > 1).count()),
            _ => None,
        });
        (rest, messages, table.unwrap())
    }

    /// Checks what is printed of a chat shown whole, and the notes that count what is not.
    fn check_bounds(shown: u64, messages: usize, rows: usize, unprinted: [Option<u64>; 2]) {
        for language in Language::ALL {
            let mut view = Story::new(language, shown, shown, 4).view;
            view.statements[0].entry.when.time = "au printemps".into();
            let words = Words::new(language);
            let (blocks, printed_messages, printed_rows) = printed(&view);
            assert_eq!((printed_messages, printed_rows), (messages, rows), "{language}");
            let json = serde_json::to_string(&report(&view, &Index::default())).unwrap();
            assert!(json.contains(&words.count("n-records", shown)), "all are counted in {language}");
            assert!(!json.contains(MISSING), "{language}");
            let texts = [("printed", "600"), ("file", "data/records/Piece-01.bin")];
            let expected = unprinted[0].map(|n| words.count_with("exhibit-unprinted", n, &texts)).into_iter();
            let expected = unprinted[1].map(|n| words.count("timeline-unprinted", n)).into_iter().chain(expected);
            let files = [".bin", "timeline.csv"];
            let notes = blocks.iter().filter_map(|block| match block {
                Block::Note { text } if files.iter().any(|file| text.contains(file)) => Some(text.clone()),
                _ => None,
            });
            assert!(notes.eq(expected), "{language}");
        }
    }

    #[test]
    fn a_large_chat_is_printed_in_part_and_the_rest_is_counted() {
        // Three dated files and two statements stand in the timeline too.
        check_bounds(600, 600, 605, [None, None]);
        check_bounds(601, 600, 606, [Some(1), None]);
        check_bounds(1195, 600, 1200, [Some(595), None]);
        check_bounds(1900, 600, 1200, [Some(1300), Some(705)]);
    }

    #[test]
    fn the_sentence_says_how_many_and_where() {
        let texts = [("printed", "600"), ("file", "data/records/Piece-03.bin")];
        for (language, number) in Language::ALL.map(|language| (language, crate::calendar::number(19_400, language))) {
            let text = Words::new(language).count_with("exhibit-unprinted", 19_400, &texts);
            for part in ["600", &number, "data/records/Piece-03.bin", "data/timeline.csv"] {
                assert!(text.contains(part), "{part} in {language}");
            }
            let text = Words::new(language).count("timeline-unprinted", 19_400);
            [&number, "data/timeline.csv"]
                .iter()
                .for_each(|part| assert!(text.contains(*part), "{part} in {language}"));
        }
    }

    #[test]
    fn statements_are_printed_however_long_the_timeline_is() {
        let mut view = Story::new(Language::Fr, 1300, 1300, 4).view;
        view.statements[0].entry.when.time = "au printemps".into();
        let blocks =
            time_line::section(&Maker { view: &view, index: &Index::default(), words: Words::new(view.language) });
        let json = serde_json::to_string(&blocks).unwrap();
        for number in 1..=2 {
            assert!(json.contains(&format!("\"statement-{number}\"")), "{number}");
        }
    }

    #[test]
    fn private_fields_stand_on_pages_only_when_named() {
        check(|_| {}, &["changé d'horaire"], &["Je dors mal"]);
        let name = |view: &mut View| {
            view.named.insert("harm.sleep".into());
        };
        check(name, &["Je dors mal"], &[]);
    }

    #[test]
    fn an_item_that_was_not_chosen_is_not_named() {
        let kept = temoin_evidence::ItemId(*b"0123456789abcdef").to_string();
        let named = kept.clone();
        check(move |view| view.statements[0].entry.proof = vec![named.clone()], &[], &[&kept]);
    }
}
