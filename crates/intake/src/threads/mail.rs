//! Mails by which platforms tell someone that others wrote to or about her. Such a mail often outlives the post itself; who
//! sent it is what its header claims, until its signature is checked.

/// Is what a platform's mail says happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notified {
    /// The platform: `x`, `instagram` …
    pub(crate) platform: &'static str,
    /// Who did it, as the mail shows.
    pub(crate) who: Option<String>,
    /// What was done.
    pub(crate) kind: Deed,
    /// The words that the mail quotes.
    pub(crate) quoted: Option<String>,
    /// The address that the mail leads to, freed of what may let someone in.
    pub(crate) url: Option<String>,
}

/// Says what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Comment,
    Reply,
    Mention,
    Message,
    Tag,
    Follow,
    Reaction,
}

impl Deed {
    /// Returns its word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Reply => "reply",
            Self::Mention => "mention",
            Self::Message => "message",
            Self::Tag => "tag",
            Self::Follow => "follow",
            Self::Reaction => "reaction",
        }
    }
}

/// Reads what a mail says happened; nothing where it is no such mail. Only the subject tells what: a body may quote anything.
pub(crate) fn notified(from_address: &str, subject: &str, text: &str) -> Option<Notified> {
    let (_, host) = from_address.trim().rsplit_once('@')?;
    let host = host.trim_end_matches('>').to_ascii_lowercase();
    let platform = PLATFORMS.iter().find(|one| one.mails.iter().any(|known| within(&host, known)))?;
    let subject = blanks_joined(subject);
    // The words between quotation marks are someone's, not the platform's.
    let (plain, quoted) = unquoted(&subject);
    let lower = plain.to_lowercase();
    let (kind, at, len, place) = PHRASES.iter().find_map(|(kind, phrase, place)| {
        let at = lower.find(phrase)?;
        Some((*kind, at, phrase.len(), *place))
    })?;
    // Lower case may be longer or shorter than what it was made from: then nobody is named.
    let same = lower.len() == plain.len();
    let who = match place {
        Who::Before => plain.get(..at),
        Who::After => plain.get(at + len..),
        Who::Nobody => None,
    };
    let who = who.filter(|_| same).map(name).filter(|name| !name.is_empty());
    let quoted = quoted.or_else(|| unquoted(text).1);
    Some(Notified { platform: platform.name, who, kind, quoted, url: address(text, platform) })
}

struct Platform {
    name: &'static str,
    mails: &'static [&'static str],
    hosts: &'static [&'static str],
}

const PLATFORMS: &[Platform] = &[
    Platform { name: "x", mails: &["x.com", "twitter.com"], hosts: &["x.com", "twitter.com"] },
    Platform { name: "instagram", mails: &["mail.instagram.com", "instagram.com"], hosts: &["instagram.com"] },
    Platform { name: "facebook", mails: &["facebookmail.com"], hosts: &["facebook.com", "fb.com"] },
    Platform { name: "youtube", mails: &["youtube.com"], hosts: &["youtube.com", "youtu.be"] },
    Platform { name: "tiktok", mails: &["tiktok.com"], hosts: &["tiktok.com"] },
    Platform { name: "reddit", mails: &["redditmail.com", "reddit.com"], hosts: &["reddit.com", "redd.it"] },
];

#[derive(Clone, Copy)]
enum Who {
    Before,
    After,
    Nobody,
}

use Deed::{Comment, Follow, Mention, Message, Reaction, Reply, Tag};
use Who::{After, Before, Nobody};

/// What subjects say, in lower case; the narrower phrase before the wider one. English, French, Dutch, German.
const PHRASES: &[(Deed, &str, Who)] = &[
    (Mention, " mentioned you", Before),
    (Mention, " vous a mentionné", Before),
    (Mention, " t’a mentionné", Before),
    (Mention, " t'a mentionné", Before),
    (Mention, " heeft je genoemd", Before),
    (Mention, " heeft je vermeld", Before),
    (Mention, " noemde je", Before),
    (Mention, " hat dich erwähnt", Before),
    (Mention, " hat sie erwähnt", Before),
    (Mention, " hat dich in einem", Before),
    (Tag, " tagged you", Before),
    (Tag, " vous a identifié", Before),
    (Tag, " t’a identifié", Before),
    (Tag, " t'a identifié", Before),
    (Tag, " heeft je getagd", Before),
    (Tag, " hat dich markiert", Before),
    (Reply, " also replied to", Before),
    (Reply, " replied to your", Before),
    (Reply, "new reply from ", After),
    (Reply, "new reply to your", Nobody),
    (Reply, " a répondu à", Before),
    (Reply, "nouvelle réponse de ", After),
    (Reply, " heeft geantwoord op", Before),
    (Reply, " heeft gereageerd op je reactie", Before),
    (Reply, " heeft gereageerd op jouw reactie", Before),
    (Reply, "nieuw antwoord van ", After),
    (Reply, " hat auf deinen", Before),
    (Reply, " hat auf deine", Before),
    (Reply, " hat dir geantwortet", Before),
    (Reply, "neue antwort von ", After),
    (Comment, " also commented on", Before),
    (Comment, " commented on", Before),
    (Comment, "new comment on your", Nobody),
    (Comment, "new comment from ", After),
    (Comment, " a commenté", Before),
    (Comment, " a aussi commenté", Before),
    (Comment, "nouveau commentaire de ", After),
    (Comment, "nouveau commentaire sur", Nobody),
    (Comment, " heeft gereageerd op", Before),
    (Comment, " heeft ook gereageerd op", Before),
    (Comment, " reageerde op", Before),
    (Comment, "nieuwe reactie van ", After),
    (Comment, "nieuwe reactie op", Nobody),
    (Comment, " kommentiert", Before),
    (Comment, "neuer kommentar von ", After),
    (Comment, "neuer kommentar zu", Nobody),
    (Message, " sent you a message", Before),
    (Message, " sent you a direct message", Before),
    (Message, " messaged you", Before),
    (Message, "new message from ", After),
    (Message, "new direct message from ", After),
    (Message, " vous a envoyé un message", Before),
    (Message, " t’a envoyé un message", Before),
    (Message, " t'a envoyé un message", Before),
    (Message, "nouveau message de ", After),
    (Message, " heeft je een bericht gestuurd", Before),
    (Message, " stuurde je een bericht", Before),
    (Message, "nieuw bericht van ", After),
    (Message, " hat dir eine nachricht ge", Before),
    (Message, "neue nachricht von ", After),
    (Follow, " started following you", Before),
    (Follow, " followed you", Before),
    (Follow, " is now following you", Before),
    (Follow, " a commencé à vous suivre", Before),
    (Follow, " vous suit", Before),
    (Follow, " te suit", Before),
    (Follow, " volgt je", Before),
    (Follow, " folgt dir", Before),
    (Reaction, " liked your", Before),
    (Reaction, " reacted to your", Before),
    (Reaction, " a aimé vo", Before),
    (Reaction, " a réagi à", Before),
    (Reaction, " vindt je", Before),
    (Reaction, " gefällt dein", Before),
];

/// `some.x.com` is within `x.com`; `notx.com` is not.
fn within(host: &str, known: &str) -> bool {
    host.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Signs of a name that are not of it, and words before it.
fn name(raw: &str) -> String {
    let raw = raw.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '(' | ')' | '_' | '.' | '-'));
    let mut name = raw.trim();
    for lead in ["u/", "@", "hat ", "new: "] {
        name = name.strip_prefix(lead).unwrap_or(name);
    }
    let end = name.find([':', '!', '…', '\n']).unwrap_or(name.len());
    let name = name[..end].trim();
    // `kommentiert` ends a German sentence: `Lou hat deinen Beitrag kommentiert`.
    let name = [" hat deinen ", " hat dein ", " hat deine ", " hat ihren "]
        .iter()
        .filter_map(|cut| name.find(cut))
        .min()
        .map_or(name, |at| &name[..at]);
    name.trim().chars().take(200).collect()
}

fn blanks_joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const QUOTES: [(char, char); 5] = [('“', '”'), ('«', '»'), ('„', '“'), ('"', '"'), ('‹', '›')];
/// Longest quotation that is looked for, in bytes.
const LONGEST: usize = 20_000;

/// Takes the first quotation out of a text; returns what stands before it, or all, and the quotation.
fn unquoted(text: &str) -> (&str, Option<String>) {
    let first = text.char_indices().find_map(|(at, c)| {
        let (open, close) = QUOTES.iter().find(|(open, _)| *open == c)?;
        let from = at + open.len_utf8();
        let most = text.floor_char_boundary(from.saturating_add(LONGEST));
        let len = text[from..most].find(*close)?;
        Some((at, text[from..from + len].trim()))
    });
    match first {
        Some((at, quoted)) if !quoted.is_empty() => (&text[..at], Some(quoted.to_owned())),
        _ => (text, None),
    }
}

/// Links in such mails let whoever has them in, or tell who followed them: only what names the post is kept of a query.
fn address(text: &str, platform: &Platform) -> Option<String> {
    const NAMES: [&str; 7] = ["v", "lc", "id", "story_fbid", "fbid", "comment_id", "reply_comment_id"];
    const OTHER: [&str; 8] =
        ["unsubscribe", "settings", "/help", "/legal", "privacy", "/policies", "password", "/account"];
    text.split("https://").skip(1).take(1000).find_map(|rest| {
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']' | '»'))
            .unwrap_or(rest.len());
        let url = rest[..end].trim_end_matches(['.', ',', ';']);
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (host, path) = place.split_once('/')?;
        let host = host.to_ascii_lowercase();
        let lower = path.to_ascii_lowercase();
        let leads = platform.hosts.iter().any(|known| within(&host, known)) && !path.is_empty();
        if !leads || OTHER.iter().any(|word| format!("/{lower}").contains(word)) {
            return None;
        }
        let query = query.split('#').next().unwrap_or_default();
        let kept: Vec<&str> = query
            .split('&')
            .filter(|part| part.split_once('=').is_some_and(|(name, _)| NAMES.contains(&name)))
            .collect();
        let mark = if kept.is_empty() { "" } else { "?" };
        Some(format!("https://{host}/{}{mark}{}", path.split('#').next().unwrap_or_default(), kept.join("&")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mail: (&str, &str, &str), platform: &str, kind: Deed, told: (&str, &str, &str)) {
        let (from, subject, text) = mail;
        let found = notified(from, subject, text).unwrap_or_else(|| panic!("{subject}"));
        let option = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        assert_eq!((found.platform, found.kind), (platform, kind), "{subject}");
        let (who, quoted, url) = told;
        assert_eq!((found.who, found.quoted, found.url), (option(who), option(quoted), option(url)), "{subject}");
    }

    #[test]
    fn notices_in_four_languages() {
        let url = "https://x.com/corbeau_12/status/1765001000000000001";
        let body = format!("Hi Ada,\n“Nobody reads this.”\nSee {url}?t=secret&s=1\nhttps://x.com/settings/x");
        let subject = "Corbeau (@corbeau_12) replied to your post";
        check(("notify@x.com", subject, &body), "x", Reply, ("Corbeau (@corbeau_12)", "Nobody reads this.", url));
        check(("info@twitter.com", "Corbeau vous a mentionné", ""), "x", Mention, ("Corbeau", "", ""));
        let facebook = "notification@facebookmail.com";
        let subject = "Corbeau Douze a commenté votre publication : « Honte à toi. »";
        let post = "https://www.facebook.com/ada/posts/12?comment_id=9&token=abc";
        let kept = "https://www.facebook.com/ada/posts/12?comment_id=9";
        check((facebook, subject, post), "facebook", Comment, ("Corbeau Douze", "Honte à toi.", kept));
        let subject = "Corbeau Douze heeft gereageerd op je bericht";
        check((facebook, subject, ""), "facebook", Comment, ("Corbeau Douze", "", ""));
        let subject = "Corbeau Douze hat deinen Beitrag kommentiert: „Schäm dich.“";
        check((facebook, subject, ""), "facebook", Comment, ("Corbeau Douze", "Schäm dich.", ""));
        let instagram = "no-reply@mail.instagram.com";
        let mail = (instagram, "corbeau12 mentioned you in a comment", "https://instagram.com/p/Ab1/?ndid=1");
        check(mail, "instagram", Mention, ("corbeau12", "", "https://instagram.com/p/Ab1/"));
        check((instagram, "Neue Nachricht von corbeau12", ""), "instagram", Message, ("corbeau12", "", ""));
        let body = "\"Quelle voix\"\nhttps://www.youtube.com/watch?v=abc&lc=U1&feature=em";
        let told = ("", "Quelle voix", "https://www.youtube.com/watch?v=abc&lc=U1");
        check(("noreply@youtube.com", "Nouveau commentaire sur votre vidéo", body), "youtube", Comment, told);
        let subject = "@corbeau hat auf deinen Kommentar geantwortet";
        check(("noreply@youtube.com", subject, ""), "youtube", Reply, ("corbeau", "", ""));
        let subject = "corbeau12 heeft je een bericht gestuurd";
        check(("noreply@service.tiktok.com", subject, ""), "tiktok", Message, ("corbeau12", "", ""));
        let subject = "u/corbeau_12 replied to your comment in r/velo";
        let body = "https://www.reddit.com/r/velo/comments/abc/comment/k1/?token=z";
        let told = ("corbeau_12", "", "https://www.reddit.com/r/velo/comments/abc/comment/k1/");
        check(("noreply@redditmail.com", subject, body), "reddit", Reply, told);
    }

    #[test]
    fn other_mails_are_none() {
        assert_eq!(notified("lou@exemple.invalid", "Lou replied to your post", ""), None);
        assert_eq!(notified("a@notx.com", "Lou replied to your post", ""), None);
        assert_eq!(notified("notify@x.com", "Your weekly summary", "Lou replied to your post"), None);
        assert_eq!(notified("x.com", "Lou replied to your post", ""), None);
        assert_eq!(notified("", "", ""), None);
        // What is quoted does not say what happened.
        assert_eq!(notified("notify@x.com", "News “Lou mentioned you”", ""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_mail_is_read(subject: String, text in "(https://x.com/|[“”«»\"a-zİß ?&=#]){0,40}") {
            notified("a@x.com", &format!("{subject} replied to your {text}"), &text);
        }
    }
}
