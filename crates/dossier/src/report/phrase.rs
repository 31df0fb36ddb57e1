use temoin_evidence::{DateOrder, Flag, Kind, Moment, Obtained, Origin, WhenPrecision, WhoCertainty, Zone};

use super::Maker;
use crate::{Answered, Basis, Exhibit, Fetch, Quality, calendar};

impl Maker<'_> {
    /// Returns a moment in long form, with its zone.
    pub(super) fn moment(&self, moment: &Moment) -> String {
        format!("{} ({})", calendar::moment(moment, self.words.language()), self.zone(moment.zone))
    }

    pub(super) fn zone(&self, zone: Zone) -> String {
        calendar::zone(zone).unwrap_or_else(|| self.say("zone-floating"))
    }

    /// Returns a moment of this computer's clock, which nobody checked.
    pub(super) fn clock(&self, moment: &Moment) -> String {
        format!("{} — {}", self.moment(moment), self.say("clock-not-checked"))
    }

    /// Says where a date was read.
    pub(super) fn read_from(&self, origin: Origin) -> String {
        self.say(match origin {
            Origin::ShownOnItem => "from-shown",
            Origin::MessageMetadata => "from-message",
            Origin::FileMetadata => "from-file",
            Origin::CaptureClock => "from-capture",
            Origin::Told => "from-told",
            Origin::TrustedTimestamp => "from-stamp",
            Origin::FileName => "from-name",
            _ => "from-other",
        })
    }

    pub(super) fn number(&self, number: u64) -> String {
        calendar::number(number, self.words.language())
    }

    pub(super) fn kind(&self, kind: Kind) -> String {
        self.say(&format!("kind-{}", kind.word()))
    }

    pub(super) fn flag(&self, flag: Flag) -> String {
        self.say(&format!("flag-{}", flag.word()))
    }

    pub(super) fn obtained(&self, obtained: Option<Obtained>) -> String {
        self.say(match obtained {
            Some(Obtained::Own) => "obtained-own",
            Some(Obtained::Given) => "obtained-given",
            Some(Obtained::Other) => "obtained-other",
            None => "obtained-unsaid",
        })
    }

    pub(super) fn basis(&self, basis: &Basis) -> String {
        let with = |key, text: &str| self.words.with(key, &[("what", &self.line(text))]);
        match basis {
            Basis::Signature(root) => with("basis-signature", root),
            Basis::TwoCaptures => self.say("basis-two-captures"),
            Basis::DeviceFile => self.say("basis-device"),
            Basis::PlatformExport(platform) => with("basis-platform-export", platform),
            Basis::TextExport(platform) => with("basis-text-export", platform),
            Basis::Picture => self.say("basis-picture"),
            Basis::PhotoOfScreen => self.say("basis-photo-of-screen"),
            Basis::Retyped => self.say("basis-retyped"),
            Basis::PlainFile => self.say("basis-plain"),
        }
    }

    pub(super) fn fetch(&self, fetch: &[Fetch]) -> String {
        let one = |fetch: &Fetch| match fetch {
            Fetch::Phone => self.say("fetch-phone"),
            Fetch::Platform(platform) => self.words.with("fetch-platform", &[("what", &self.line(platform))]),
            Fetch::Page(address) => self.words.with("fetch-page", &[("what", &self.line(address))]),
            Fetch::DeviceOriginal => self.say("fetch-device"),
            Fetch::MailServers => self.say("fetch-mail"),
        };
        if fetch.is_empty() {
            return self.say("fetch-nothing");
        }
        fetch.iter().map(one).collect::<Vec<_>>().join(" ; ")
    }

    pub(super) fn quality(&self, quality: Quality) -> String {
        self.say(match quality {
            Quality::Qualified => "stamp-qualified",
            Quality::NotQualified => "stamp-not-qualified",
            Quality::Unknown => "stamp-unknown",
        })
    }

    pub(super) fn certainty(&self, certainty: WhoCertainty) -> String {
        self.say(match certainty {
            WhoCertainty::Known => "who-known",
            WhoCertainty::Suspected => "who-suspected",
            WhoCertainty::Unknown => "who-unknown",
        })
    }

    pub(super) fn precision(&self, precision: WhenPrecision) -> String {
        self.say(match precision {
            WhenPrecision::Exact => "when-exact",
            WhenPrecision::Day => "when-day",
            WhenPrecision::About => "when-about",
            WhenPrecision::Unknown => "when-unknown",
        })
    }

    pub(super) fn answered(&self, answer: &Answered) -> String {
        match answer {
            Answered::DateOrder(order) => self.say(match order {
                DateOrder::Dmy => "answer-dmy",
                DateOrder::Mdy => "answer-mdy",
                DateOrder::Ymd => "answer-ymd",
            }),
            Answered::Zone(zone) => self.words.with("answer-zone", &[("what", &self.line(zone))]),
            Answered::SamePerson(a, b) => {
                self.words.with("answer-same-person", &[("a", &self.line(a)), ("b", &self.line(b))])
            }
        }
    }

    /// Names an exhibit: `Pièce 7`.
    pub(super) fn exhibit(&self, number: usize) -> String {
        self.words.with("exhibit", &[("number", &number.to_string())])
    }

    /// Says in a few words what an exhibit is.
    pub(super) fn what(&self, exhibit: &Exhibit) -> String {
        match exhibit.item.source.as_str() {
            "whatsapp" => return self.say("what-whatsapp"),
            "zip" => return self.say("what-archive"),
            _ => {}
        }
        let kind = exhibit.item.media_type.split(['/', ';']).next().unwrap_or_default();
        self.say(match (kind, exhibit.item.media_type.as_str()) {
            (_, "application/pdf") => "what-pdf",
            ("image", _) => "what-image",
            ("video", _) => "what-video",
            ("audio", _) => "what-audio",
            ("message", _) => "what-email",
            ("text", _) => "what-text",
            _ => "what-file",
        })
    }
}
