//! What stands in a text without being a word: links, addresses of mail, numbers to call, handles, accounts.
//!
//! Training data carry placeholders where their makers took such things out; they count as what they stand for.

/// Is a kind of thing that a text names by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// A web address.
    Link,
    /// An address of electronic mail.
    Mail,
    /// A telephone number, or any run of seven digits and more.
    Phone,
    /// An account name with its at sign.
    Handle,
    /// A bank account — ISO 13616.
    Iban,
}

/// The first of the private-use characters that stand for entities in a folded text.
const FIRST: u32 = 0xE000;

impl Entity {
    const ALL: [Self; 5] = [Self::Link, Self::Mail, Self::Phone, Self::Handle, Self::Iban];

    /// Returns the character that stands for this entity in a folded text.
    #[must_use]
    pub fn mark(self) -> char {
        char::from_u32(FIRST + self as u32).unwrap_or('\u{fffd}')
    }

    /// Returns the entity that a folded character stands for.
    #[must_use]
    pub fn marked(c: char) -> Option<Self> {
        (c as u32).checked_sub(FIRST).and_then(|at| Self::ALL.get(at as usize).copied())
    }

    /// Finds the entity that begins at `at` in lower-case text, and its length in characters.
    #[must_use]
    pub fn at(chars: &[char], at: usize) -> Option<(Self, usize)> {
        let before = at.checked_sub(1).map_or(' ', |i| chars[i]);
        let rest = &chars[at..];
        let first = *rest.first()?;
        if first == '<' {
            return placeholder(rest);
        }
        if before.is_alphanumeric() {
            return None;
        }
        let found = match first {
            '@' => handle(rest),
            '+' | '(' => phone(rest),
            c if c.is_ascii_digit() => mail(rest).or_else(|| phone(rest)).or_else(|| link(rest)),
            c if c.is_ascii_alphabetic() => mail(rest).or_else(|| link(rest)).or_else(|| iban(rest)),
            _ => None,
        };
        found.filter(|(_, length)| !rest.get(*length).is_some_and(|c| c.is_alphanumeric()))
    }
}

fn starts(chars: &[char], word: &str) -> bool {
    let mut rest = chars.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

fn placeholder(chars: &[char]) -> Option<(Entity, usize)> {
    [("<url>", Entity::Link), ("<email>", Entity::Mail), ("<phone>", Entity::Phone), ("<user>", Entity::Handle)]
        .into_iter()
        .find(|(word, _)| starts(chars, word))
        .map(|(word, entity)| (entity, word.len()))
}

fn count(chars: &[char], holds: impl Fn(char) -> bool) -> usize {
    chars.iter().take_while(|&&c| holds(c)).count()
}

fn handle(chars: &[char]) -> Option<(Entity, usize)> {
    let name = &chars[1..];
    let mut length = count(name, |c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    while length > 0 && name[length - 1] == '.' {
        length -= 1;
    }
    (length >= 2).then_some((Entity::Handle, length + 1))
}

/// Returns the length of a domain name: labels joined by dots, the last of two letters and more.
fn domain(chars: &[char]) -> Option<usize> {
    let mut length = count(chars, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    while length > 0 && matches!(chars[length - 1], '.' | '-') {
        length -= 1;
    }
    let dot = chars[..length].iter().rposition(|&c| c == '.')?;
    let top = &chars[dot + 1..length];
    (dot > 0 && top.len() >= 2 && top.iter().all(char::is_ascii_alphabetic)).then_some(length)
}

fn mail(chars: &[char]) -> Option<(Entity, usize)> {
    let local = count(chars, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-'));
    if local == 0 || chars.get(local) != Some(&'@') {
        return None;
    }
    domain(&chars[local + 1..]).map(|length| (Entity::Mail, local + 1 + length))
}

/// The endings after which a bare name is a web address; others need `http` or `www`.
const ENDINGS: [&str; 24] = [
    "com", "net", "org", "be", "fr", "nl", "de", "eu", "lu", "ch", "at", "uk", "es", "it", "pt", "io", "me", "tv",
    "gg", "app", "info", "co", "ly", "brussels",
];

fn link(chars: &[char]) -> Option<(Entity, usize)> {
    let scheme = ["https://", "http://", "www."].into_iter().find(|scheme| starts(chars, scheme));
    if let Some(scheme) = scheme {
        let length = count(chars, |c| !c.is_whitespace() && !matches!(c, '"' | '<' | '>'));
        return (length > scheme.len()).then(|| (Entity::Link, trimmed(&chars[..length])));
    }
    let length = domain(chars)?;
    let dot = chars[..length].iter().rposition(|&c| c == '.')?;
    let top: String = chars[dot + 1..length].iter().collect();
    if !ENDINGS.contains(&top.as_str()) || chars[..dot].len() < 2 && chars.get(length) != Some(&'/') {
        return None;
    }
    let path = match chars.get(length) {
        Some('/') => count(&chars[length..], |c| !c.is_whitespace() && !matches!(c, '"' | '<' | '>')),
        _ => 0,
    };
    Some((Entity::Link, trimmed(&chars[..length + path])))
}

/// Returns the length without the punctuation that ends a sentence.
fn trimmed(chars: &[char]) -> usize {
    chars.iter().rposition(|c| !matches!(c, '.' | ',' | ')' | '!' | '?' | ';' | ':' | '\'')).map_or(0, |last| last + 1)
}

/// A number to call: an international or national prefix, or groups of 3, 3 and 4; dates and times of day are none.
fn phone(chars: &[char]) -> Option<(Entity, usize)> {
    let mut groups: Vec<usize> = Vec::new();
    let mut length = 0;
    let mut at = usize::from(chars[0] == '+');
    let mut brackets = 0;
    while let Some(&c) = chars.get(at) {
        match c {
            '0'..='9' => {
                let run = count(&chars[at..], |c| c.is_ascii_digit());
                groups.push(run);
                at += run;
                length = at;
                continue;
            }
            '(' if brackets == 0 && chars.get(at + 1).is_some_and(char::is_ascii_digit) => brackets += 1,
            ')' if brackets == 1 => brackets += 1,
            ' ' | '.' | '-' | '/' => {}
            _ => break,
        }
        at += 1;
        // Two signs in a row, as " - ", still join groups; more do not.
        if at > length + 3 || groups.is_empty() && at > 2 {
            break;
        }
    }
    let digits: usize = groups.iter().sum();
    let first = chars.iter().find(|c| c.is_ascii_digit())?;
    let national = chars[0] == '+' || *first == '0';
    let whole = groups.len() == 1 && digits >= 7;
    let american = matches!(groups[..], [3, 3, 4] | [3, 4] | [1, 3, 3, 4]);
    let date =
        matches!(groups[..], [1 | 2, 1 | 2, 4 | 2, ..] | [4, 1 | 2, 1 | 2, ..]) && !chars[..length].contains(&' ');
    let said = (national && digits >= 9 && !date) || whole || american;
    (said && digits <= 15).then_some((Entity::Phone, length))
}

fn iban(chars: &[char]) -> Option<(Entity, usize)> {
    let shape = chars.len() >= 15
        && chars[..2].iter().all(char::is_ascii_alphabetic)
        && chars[2..4].iter().all(char::is_ascii_digit);
    if !shape {
        return None;
    }
    let mut length = 4;
    let mut signs = 4;
    while let Some(&c) = chars.get(length) {
        let group = count(&chars[length..], |c| c.is_ascii_alphanumeric());
        if group > 0 && chars[length..length + group].iter().any(char::is_ascii_digit) {
            signs += group;
            length += group;
        } else if c == ' ' && chars.get(length + 1).is_some_and(char::is_ascii_digit) {
            length += 1;
        } else {
            break;
        }
    }
    (14..=34).contains(&signs).then_some((Entity::Iban, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Entity, &str)>) {
        let chars: Vec<char> = text.chars().collect();
        let found = (0..chars.len()).find_map(|at| Entity::at(&chars, at).map(|(kind, n)| (kind, at, n)));
        let found = found.map(|(kind, at, length)| (kind, chars[at..at + length].iter().collect::<String>()));
        assert_eq!(found, expected.map(|(kind, part)| (kind, part.to_owned())), "{text}");
    }

    #[test]
    fn shapes_are_recognised() {
        check("voila: 0470 00 00 00, appelez", Some((Entity::Phone, "0470 00 00 00")));
        check("call +32 470/00.00.00 now", Some((Entity::Phone, "+32 470/00.00.00")));
        check("0151/0000012", Some((Entity::Phone, "0151/0000012")));
        check("(555) 010-9999", Some((Entity::Phone, "(555) 010-9999")));
        check("+33 (0)6 12 34 56 78.", Some((Entity::Phone, "+33 (0)6 12 34 56 78")));
        check("mail anna.b@example.com!", Some((Entity::Mail, "anna.b@example.com")));
        check("vois https://example.org/a?b=1.", Some((Entity::Link, "https://example.org/a?b=1")));
        check("t.me/annaleaks la", Some((Entity::Link, "t.me/annaleaks")));
        check("annonces.be", Some((Entity::Link, "annonces.be")));
        check("hey @anna_b.", Some((Entity::Handle, "@anna_b")));
        check("be68 5390 0754 7034 merci", Some((Entity::Iban, "be68 5390 0754 7034")));
        check("<phone> la", Some((Entity::Phone, "<phone>")));
    }

    #[test]
    fn dates_hours_and_sums_are_not_numbers_to_call() {
        check("le 05/10/2026 a 14:30", None);
        check("2026-10-05", None);
        check("de 8 a 10 h, 500 euros, 12 personnes", None);
        check("fini.je rentre", None);
        check("a.b", None);
    }
}
