use std::fmt::Write;

use crate::fonts::shows;

/// Marks stacked on one letter beyond this many are counted, not drawn: they would run over the lines around.
const STACKED: usize = 6;

/// Makes a stranger's text safe to stand on a page: nothing in it is invisible, turns the direction of other text or
/// lacks a glyph. What would is shown by its number, `⟨U+202E⟩`; line ends stay.
pub fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut stacked = 0_usize;
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        stacked = if is_mark(character) { stacked + 1 } else { flush(&mut out, stacked) };
        match character {
            '\r' if rest.peek() == Some(&'\n') => continue,
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push_str("    "),
            _ if stacked > STACKED => {}
            _ if joins(before, character) => out.push(character),
            _ if is_hidden(character) || !shows(character) => number(&mut out, character),
            _ => out.push(character),
        }
        before = Some(character);
    }
    flush(&mut out, stacked);
    out
}

/// Returns whether a character is invisible, or steers how others are shown.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}'
            | '\u{E000}'..='\u{F8FF}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
}

/// Returns whether a character that is hidden on its own does honest work here: joining emoji or letters, choosing
/// an emoji's form, spelling a flag.
fn joins(before: Option<char>, character: char) -> bool {
    let after = |ranges: &[std::ops::RangeInclusive<char>]| {
        before.is_some_and(|before| ranges.iter().any(|range| range.contains(&before)))
    };
    match character {
        '\u{200C}' | '\u{200D}' => after(&[
            '\u{600}'..='\u{8FF}',
            '\u{900}'..='\u{DFF}',
            '\u{2190}'..='\u{2BFF}',
            '\u{FE0F}'..='\u{FE0F}',
            '\u{1F000}'..='\u{1FAFF}',
        ]),
        '\u{FE0E}' | '\u{FE0F}' => after(&[
            '#'..='#',
            '*'..='*',
            '0'..='9',
            '\u{A9}'..='\u{AE}',
            '\u{2010}'..='\u{33FF}',
            '\u{1F000}'..='\u{1FAFF}',
        ]),
        '\u{E0020}'..='\u{E007F}' => after(&['\u{1F3F4}'..='\u{1F3F4}', '\u{E0020}'..='\u{E007E}']),
        _ => false,
    }
}

/// Returns whether a character is a combining mark that stacks (Unicode blocks of combining marks).
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{34E}' | '\u{350}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Says how many marks were left out of a stack; returns the height of the next stack.
fn flush(out: &mut String, stacked: usize) -> usize {
    if stacked > STACKED {
        write!(out, "⟨+{}⟩", stacked - STACKED).expect("text grows");
    }
    0
}

fn number(out: &mut String, character: char) {
    write!(out, "⟨U+{:04X}⟩", u32::from(character)).expect("text grows");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(readable(text), expected);
    }

    #[test]
    fn what_steers_or_hides_is_shown_by_its_number() {
        check("abc\u{202E}def", "abc⟨U+202E⟩def");
        check("a\u{200B}b\u{7}", "a⟨U+200B⟩b⟨U+0007⟩");
        check("\u{F8FF}", "⟨U+F8FF⟩");
        check("un\r\ndeux\u{2028}trois\tx", "un\ndeux\ntrois    x");
        check("a\u{200D}b", "a⟨U+200D⟩b");
    }

    #[test]
    fn what_joins_emoji_and_letters_stays() {
        for text in
            ["👨🏽‍🦰", "🦹🏿‍♂️", "❤️", "1️⃣", "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "می\u{200C}خواهم"]
        {
            check(text, text);
        }
    }

    #[test]
    fn a_character_no_font_shows_is_named() {
        check("\u{10330}", "⟨U+10330⟩");
    }

    #[test]
    fn tall_stacks_of_marks_are_cut_and_counted() {
        check("e\u{301}", "e\u{301}");
        check(&format!("e{}x", "\u{301}".repeat(9)), &format!("e{}⟨+3⟩x", "\u{301}".repeat(6)));
        check(&format!("e{}", "\u{301}".repeat(8)), &format!("e{}⟨+2⟩", "\u{301}".repeat(6)));
    }

    /// All characters of the WhatsApp sample exports but U+F8FF, which is for private use: no font can show it.
    /// First and last of each run.
    const SAMPLES: &[(char, char)] = &[
        ('\u{20}', '\u{23}'),
        ('\u{27}', '\u{3F}'),
        ('\u{41}', '\u{4A}'),
        ('\u{4C}', '\u{50}'),
        ('\u{52}', '\u{59}'),
        ('\u{5B}', '\u{5D}'),
        ('\u{5F}', '\u{7E}'),
        ('\u{80}', '\u{84}'),
        ('\u{86}', '\u{9F}'),
        ('\u{AF}', '\u{AF}'),
        ('\u{C5}', '\u{C6}'),
        ('\u{CD}', '\u{CF}'),
        ('\u{D2}', '\u{D4}'),
        ('\u{DA}', '\u{DA}'),
        ('\u{DF}', '\u{E0}'),
        ('\u{E8}', '\u{E9}'),
        ('\u{F6}', '\u{F6}'),
        ('\u{F9}', '\u{F9}'),
        ('\u{FC}', '\u{FC}'),
        ('\u{183}', '\u{183}'),
        ('\u{1DD}', '\u{1DD}'),
        ('\u{1F9}', '\u{1F9}'),
        ('\u{250}', '\u{250}'),
        ('\u{254}', '\u{254}'),
        ('\u{26F}', '\u{26F}'),
        ('\u{279}', '\u{279}'),
        ('\u{287}', '\u{287}'),
        ('\u{2D9}', '\u{2D9}'),
        ('\u{2DD}', '\u{2DD}'),
        ('\u{2E5}', '\u{2E5}'),
        ('\u{315}', '\u{319}'),
        ('\u{31B}', '\u{320}'),
        ('\u{322}', '\u{326}'),
        ('\u{328}', '\u{337}'),
        ('\u{339}', '\u{33C}'),
        ('\u{345}', '\u{345}'),
        ('\u{347}', '\u{349}'),
        ('\u{34D}', '\u{34F}'),
        ('\u{353}', '\u{353}'),
        ('\u{355}', '\u{355}'),
        ('\u{358}', '\u{35A}'),
        ('\u{35C}', '\u{35C}'),
        ('\u{35E}', '\u{361}'),
        ('\u{5B0}', '\u{5B1}'),
        ('\u{5B4}', '\u{5B9}'),
        ('\u{5BC}', '\u{5BC}'),
        ('\u{5C1}', '\u{5C1}'),
        ('\u{5D0}', '\u{5D1}'),
        ('\u{5D4}', '\u{5D5}'),
        ('\u{5D9}', '\u{5D9}'),
        ('\u{5DC}', '\u{5DE}'),
        ('\u{5E5}', '\u{5E5}'),
        ('\u{5E8}', '\u{5EA}'),
        ('\u{E14}', '\u{E14}'),
        ('\u{E47}', '\u{E47}'),
        ('\u{E49}', '\u{E49}'),
        ('\u{1D09}', '\u{1D09}'),
        ('\u{1E70}', '\u{1E70}'),
        ('\u{200D}', '\u{200E}'),
        ('\u{2013}', '\u{2013}'),
        ('\u{2022}', '\u{2022}'),
        ('\u{202C}', '\u{202C}'),
        ('\u{202E}', '\u{202F}'),
        ('\u{249C}', '\u{24B5}'),
        ('\u{2603}', '\u{2603}'),
        ('\u{2642}', '\u{2642}'),
        ('\u{3042}', '\u{3042}'),
        ('\u{3044}', '\u{3044}'),
        ('\u{3052}', '\u{3052}'),
        ('\u{3055}', '\u{3055}'),
        ('\u{3066}', '\u{3066}'),
        ('\u{306B}', '\u{306B}'),
        ('\u{3093}', '\u{3093}'),
        ('\u{30C4}', '\u{30C4}'),
        ('\u{4E0B}', '\u{4E0B}'),
        ('\u{4E2D}', '\u{4E2D}'),
        ('\u{548C}', '\u{548C}'),
        ('\u{6F22}', '\u{6F22}'),
        ('\u{7530}', '\u{7530}'),
        ('\u{88FD}', '\u{88FD}'),
        ('\u{8A9E}', '\u{8A9E}'),
        ('\u{FE0F}', '\u{FE0F}'),
        ('\u{1D54B}', '\u{1D54B}'),
        ('\u{1D552}', '\u{1D56B}'),
        ('\u{1F3FD}', '\u{1F3FD}'),
        ('\u{1F3FF}', '\u{1F3FF}'),
        ('\u{1F44D}', '\u{1F44D}'),
        ('\u{1F468}', '\u{1F468}'),
        ('\u{1F648}', '\u{1F648}'),
        ('\u{1F913}', '\u{1F913}'),
        ('\u{1F9B0}', '\u{1F9B1}'),
        ('\u{1F9B9}', '\u{1F9B9}'),
    ];

    #[test]
    fn every_character_of_the_samples_has_a_glyph_or_is_hidden_by_nature() {
        let all = SAMPLES.iter().flat_map(|&(first, last)| first..=last);
        let missing: Vec<char> = all.filter(|&one| !shows(one) && !is_hidden(one)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(!shows('\u{F8FF}'));
    }
}
