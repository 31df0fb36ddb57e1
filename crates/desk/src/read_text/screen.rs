//! What a screen of a chat says beside its messages: whose chat it is, and by which program.

use super::{PictureText, TextLine};

/// A chat has at least so many messages; with fewer, buttons of a page could be taken for one.
const LEAST_MESSAGES: usize = 2;
/// In this part of a screen, from above, its header stands.
const TOP: f64 = 0.2;

/// What stands in the field to write in, folded to small letters, and the program that writes it so. What several programs write
/// (`Message`) says nothing.
const FIELDS: [(&str, &str); 13] = [
    ("imessage", "imessage"),
    ("message signal", "signal"),
    ("signal message", "signal"),
    ("signal-bericht", "signal"),
    ("signal-nachricht", "signal"),
    ("text message", "sms"),
    ("sms", "sms"),
    ("textnachricht", "sms"),
    ("tekstbericht", "sms"),
    ("message...", "instagram"),
    ("votre message...", "instagram"),
    ("bericht...", "instagram"),
    ("nachricht...", "instagram"),
];

/// Returns the name that stands above the messages of a chat; nothing where there is no chat or nothing that can be a name.
pub(super) fn header(text: &PictureText) -> Option<String> {
    let (chat, height) = (text.messages.len() >= LEAST_MESSAGES, f64::from(text.height?));
    let first = text.messages.iter().map(|message| message.place[1]).min().filter(|_| chat)?;
    let above = |line: &&TextLine| bottom(line) <= first && (line.place[1] as f64) < TOP * height;
    text.lines.iter().filter(above).find(|line| is_name(&line.text)).map(|line| line.text.clone())
}

/// Returns the program whose screen it is, where the field to write in tells.
pub(super) fn platform(text: &PictureText) -> Option<&'static str> {
    let last = text.messages.iter().map(|message| message.place[1] + message.place[3]).max()?;
    let below = text.lines.iter().filter(|line| line.place[1] >= last && text.messages.len() >= LEAST_MESSAGES);
    let written = below.map(|line| line.text.to_lowercase().replace('…', "..."));
    written.filter_map(|words| FIELDS.iter().find(|(field, _)| *field == words.trim())).map(|(_, name)| *name).next()
}

fn bottom(line: &TextLine) -> usize {
    line.place[1] + line.place[3]
}

/// A name has letters, and more of them than digits: a clock and a battery have not.
fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    letters >= 2 && letters > digits && !matches!(text, "LTE" | "Wi-Fi" | "VoLTE")
}

#[cfg(test)]
mod tests {
    use super::super::{MessageSide, TextMessage};
    use super::*;

    fn screen(lines: &[(&str, usize)], messages: &[usize]) -> PictureText {
        let line = |&(text, y): &(&str, usize)| TextLine {
            text: text.into(),
            read: None,
            place: [10, y, 80, 10],
            confidence: 1.0,
        };
        let message = |&y: &usize| TextMessage {
            side: MessageSide::Left,
            sender: None,
            time_shown: None,
            text: "oui".into(),
            read: None,
            place: [10, y, 60, 20],
            confidence: 1.0,
        };
        PictureText {
            width: Some(400),
            height: Some(800),
            lines: lines.iter().map(line).collect(),
            messages: messages.iter().map(message).collect(),
            ..PictureText::default()
        }
    }

    fn check(lines: &[(&str, usize)], messages: &[usize], name: Option<&str>, program: Option<&str>) {
        let text = screen(lines, messages);
        assert_eq!((header(&text).as_deref(), platform(&text)), (name, program), "{lines:?}");
    }

    #[test]
    fn a_chat_is_named_by_what_stands_above_it() {
        let lines = [("21:04", 5), ("LTE", 5), ("Bastien Renard", 40), ("en ligne", 55), ("Message...", 760)];
        check(&lines, &[200, 300], Some("Bastien Renard"), Some("instagram"));
        check(&[("9:41", 5), ("Mama", 40), ("iMessage", 770)], &[100, 200], Some("Mama"), Some("imessage"));
        check(&[("Mama", 40), ("Message", 770)], &[100, 200], Some("Mama"), None);
        // Scrolled: no header is in the picture; a line among the messages is none.
        check(&[("lundi 3 mars", 150)], &[10, 200], None, None);
        // One shape is no chat.
        check(&[("Nora Lemmens", 40), ("sms", 770)], &[200], None, None);
    }
}
