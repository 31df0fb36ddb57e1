use serde::{Deserialize, Serialize};
use temoin_ocr::{Bounds, Line, Message, Reading, Side};

use super::screen::{header, platform};

/// Is the text that was read in a picture, and the messages of a chat made of it where it shows one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PictureText {
    /// Width of the picture as a person sees it, in pixels; nothing of what could not be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Its height, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The name that stands above the messages of a chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The program whose screen it is, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The lines, in the order in which a person reads.
    pub lines: Vec<TextLine>,
    /// The messages, in the order in which they stand.
    pub messages: Vec<TextMessage>,
    /// How many shapes looked like text but could not be read with any certainty; icons are among them.
    #[serde(default)]
    pub unsure: usize,
    /// Whether some lines are missing, as there were more than are read in one picture.
    #[serde(default)]
    pub cut_short: bool,
}

/// Is one line of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextLine {
    /// The words.
    pub text: String,
    /// What was read there, where she corrected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// Where it stands: left, top, width, height, in pixels.
    #[serde(rename = "box")]
    pub place: [usize; 4],
    /// How likely its characters are on average, 0 to 1.
    pub confidence: f64,
}

/// Is one message as it stands on a screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextMessage {
    /// On which side.
    pub side: MessageSide,
    /// The name shown with it, in groups.
    pub sender: Option<String>,
    /// The time shown with it, as it stands there.
    pub time_shown: Option<String>,
    /// What it says.
    pub text: String,
    /// What was read there, where she corrected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// Where its bubble stands: left, top, width, height, in pixels.
    #[serde(rename = "box")]
    pub place: [usize; 4],
    /// How likely its characters are on average, 0 to 1.
    pub confidence: f64,
}

/// Says on which side of a screen a message stands; who wrote it is not proved by that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageSide {
    /// Where received messages stand, as a rule.
    Left,
    /// Where the messages of the screen's owner stand, as a rule.
    Right,
    /// Neither.
    Middle,
}

impl PictureText {
    pub(super) fn new((width, height): (u32, u32), reading: Reading, messages: Vec<Message>) -> Self {
        let read = Self {
            width: Some(width),
            height: Some(height),
            header: None,
            platform: None,
            lines: reading.lines.into_iter().map(TextLine::from).collect(),
            messages: messages.into_iter().map(TextMessage::from).collect(),
            unsure: reading.unsure,
            cut_short: reading.cut_short,
        };
        Self { header: header(&read), platform: platform(&read).map(str::to_owned), ..read }
    }
}

impl From<Line> for TextLine {
    fn from(line: Line) -> Self {
        Self { text: line.text, read: None, place: place(line.bounds), confidence: rounded(line.confidence) }
    }
}

impl From<Message> for TextMessage {
    fn from(message: Message) -> Self {
        let side = match message.side {
            Side::Left => MessageSide::Left,
            Side::Right => MessageSide::Right,
            Side::Middle => MessageSide::Middle,
        };
        let Message { sender, time_shown, text, bounds, confidence, .. } = message;
        Self { side, sender, time_shown, text, read: None, place: place(bounds), confidence: rounded(confidence) }
    }
}

fn place(bounds: Bounds) -> [usize; 4] {
    [bounds.x, bounds.y, bounds.width, bounds.height]
}

/// Keeps four digits: more would say more than is known.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_in_the_words_of_the_contract_and_reads_back() {
        let bounds = Bounds { x: 1, y: 2, width: 30, height: 4 };
        let line =
            Line { text: "à toi".into(), confidence: 0.987_66, bounds, corners: [[0.0; 2]; 4], words: Vec::new() };
        let message = Message {
            side: Side::Right,
            sender: None,
            time_shown: Some("21:04".into()),
            text: "à toi".into(),
            bounds,
            confidence: 1.0,
        };
        let reading = Reading { lines: vec![line], unsure: 3, cut_short: false };
        let text = PictureText::new((320, 200), reading, vec![message]);
        let json = serde_json::to_value(&text).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "width": 320, "height": 200, "unsure": 3, "cut_short": false,
                "lines": [{"text": "à toi", "box": [1, 2, 30, 4], "confidence": 0.9877}],
                "messages": [{"side": "right", "sender": null, "time_shown": "21:04", "text": "à toi",
                    "box": [1, 2, 30, 4], "confidence": 1.0}],
            })
        );
        assert_eq!(serde_json::from_value::<PictureText>(json).unwrap(), text);
    }
}
