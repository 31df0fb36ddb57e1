/// What stands in place of a covered word.
pub(crate) const COVER: &str = "▇▇▇▇";

/// Covers each of the words wherever it stands, whatever the case of its letters. Only what is shown changes.
pub(crate) fn cover(text: &str, words: &[String]) -> String {
    words.iter().filter(|word| !word.trim().is_empty()).fold(text.to_owned(), |text, word| cover_one(&text, word))
}

fn cover_one(text: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(after) = strip(rest, word) {
            out.push_str(COVER);
            rest = after;
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

/// Returns what follows the word, where the text begins with it.
fn strip<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for wanted in word.chars() {
        let found = rest.next()?;
        if found != wanted && !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str], expected: &str) {
        let words: Vec<String> = words.iter().map(|&word| word.into()).collect();
        assert_eq!(cover(text, &words), expected);
    }

    #[test]
    fn covers_each_place_in_any_case() {
        check("Émilie et ÉMILIE", &["émilie"], "▇▇▇▇ et ▇▇▇▇");
        check("rien", &["", " "], "rien");
        check("aaa", &["aa"], "▇▇▇▇a");
    }
}
