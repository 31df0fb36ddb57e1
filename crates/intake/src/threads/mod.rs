//! Public threads inside saved pages: one record a post or comment. Classes are named anew with every release of a platform,
//! so what is relied on is what its own scripts and readers of screens need: roles, test ids, times, links. See
//! `docs/formats/threads.md`.

pub(crate) mod mail;
mod platform;

use std::ops::Range;

use temoin_evidence::{Author, DetailKey, Flag, Kind as RecordKind, LabelledBy, Record, Span, Visibility};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Node, Tree};

pub(crate) use platform::{Platform, platform};

use crate::emit::odd;
use crate::page::Places;
use crate::time;

/// Most posts of one page.
const MOST: usize = 50_000;

/// Reads the posts and comments of a page. Their bytes are those from the beginning of each to the beginning of the next
/// or its own end; on a packed page all have those of the whole.
pub(crate) fn read(tree: &Tree<'_>, platform: &Platform, all: Span, places: Places) -> Vec<Record> {
    let units: Vec<Node<'_, '_>> = units(tree, platform);
    let starts: Vec<usize> = units.iter().map(|unit| unit.range().start).collect();
    let mut records: Vec<Record> = Vec::new();
    let mut answered = Answered::default();
    for (at, unit) in units.iter().enumerate() {
        let Some(mut record) = post(unit, platform, &units[at + 1..]) else { continue };
        let above = answered.by(unit, (platform.is_below)(unit), &record);
        record.reply_to = record.reply_to.or(above);
        record.span = match places {
            Places::Packed => all,
            Places::InFile => {
                let Range { start, end } = unit.range();
                let end = starts.get(at + 1).map_or(end, |&next| next.min(end));
                Span { start: start as u64, len: (end - start) as u64 }
            }
        };
        record.kind = if records.is_empty() && platform.first_is_post { RecordKind::Post } else { record.kind };
        records.push(record);
    }
    records
}

/// Remembers which posts are open: what lies inside one answers it, and so does what a platform puts below it.
#[derive(Default)]
struct Answered {
    /// Where each post that is still open ends, and its name.
    open: Vec<(usize, Option<String>)>,
    /// The last one that is not below another.
    top: Option<String>,
}

impl Answered {
    /// Returns the name of the post that this one answers, as far as the page's order tells.
    fn by(&mut self, unit: &Node<'_, '_>, is_below: bool, record: &Record) -> Option<String> {
        let Range { start, end } = unit.range();
        while self.open.last().is_some_and(|(open, _)| *open <= start) {
            self.open.pop();
        }
        let outer = self.open.last().and_then(|(_, name)| name.clone());
        let above = if is_below { self.top.clone() } else { None };
        let name = record.details.iter().find(|detail| detail.key == DetailKey::Id).map(|detail| detail.value.clone());
        if !is_below {
            self.top.clone_from(&name);
        }
        self.open.push((end, name));
        outer.or(above)
    }
}

/// Finds the elements that are a post or a comment each.
fn units<'t, 'a>(tree: &'t Tree<'a>, platform: &Platform) -> Vec<Node<'t, 'a>> {
    let named: Vec<_> =
        tree.root().descendants().filter(|node| node.is_element() && (platform.is_unit)(node)).take(MOST).collect();
    if !named.is_empty() {
        return named;
    }
    by_time(tree, platform)
}

/// Where no element says that it is one: around each time of day the largest element that holds no other time and a link
/// to someone's page.
fn by_time<'t, 'a>(tree: &'t Tree<'a>, platform: &Platform) -> Vec<Node<'t, 'a>> {
    let times: Vec<_> = tree
        .root()
        .descendants()
        .filter(|node| node.is("time") && node.attribute("datetime").is_some())
        .take(MOST)
        .collect();
    let starts: Vec<usize> = times.iter().map(|time| time.range().start).collect();
    let alone = |node: &Node<'t, 'a>| {
        let Range { start, end } = node.range();
        starts.partition_point(|&at| at < end) - starts.partition_point(|&at| at < start) == 1
    };
    let mut units: Vec<Node<'t, 'a>> = Vec::new();
    for time in &times {
        let largest = time
            .ancestors()
            .take_while(alone)
            .filter(|node| !node.is("body") && !node.is("html") && node.parent().is_some())
            .last();
        let Some(unit) = largest.filter(|unit| author(unit, platform, &[]).is_some()) else { continue };
        if units.last().is_none_or(|last| last.id != unit.id) {
            units.push(unit);
        }
    }
    units
}

/// Reads one post; what lies inside one of the others belongs to that.
fn post<'t, 'a>(unit: &Node<'t, 'a>, platform: &Platform, others: &[Node<'t, 'a>]) -> Option<Record> {
    let mut oddities = Oddities::default();
    let mut record = Record::new(RecordKind::Comment, Span { start: 0, len: 0 });
    record.visibility = Visibility::Public;
    record.author = author(unit, platform, others);
    let when = own(unit, others).find(|node| node.is("time"));
    let link = own(unit, others)
        .filter(|node| node.is("a"))
        .filter_map(|node| href(&node))
        .find(|href| (platform.is_post)(path(href)));
    let written = (platform.attributes)(unit);
    let url = written.url.or(link);
    if let Some(url) = &url {
        record.detail(DetailKey::Url, url.as_str());
        record.detail(DetailKey::Id, id(url));
    }
    let stamp =
        written.time.or_else(|| when.and_then(|time| time.attribute("datetime").map(|stamp| stamp.into_owned())));
    match stamp {
        Some(stamp) => crate::emit::timed(&mut record, &stamp, time::iso_utc(&stamp)),
        None => {
            // "3 j", "yesterday": what is shown stays what it is.
            let name = record.author.as_ref().map(|author| author.name.as_str());
            let shown = own(unit, others).filter(|node| (platform.is_time)(node)).map(|node| node.text(&mut oddities));
            record.sent_raw =
                shown.filter(|text| Some(text.as_str()) != name).find(|text| !text.is_empty()).unwrap_or_default();
            let made = url
                .as_deref()
                .filter(|_| platform.snowflakes)
                .and_then(|url| time::snowflake(last_part(path(url)), time::X_EPOCH));
            record.detail(DetailKey::IdTime, made.map(|made| made.to_string()).unwrap_or_default());
        }
    }
    if let Some(name) = written.author {
        record.author = Some(person(&name, Some(&name)));
    }
    record.reply_to = written.reply_to;
    let body = own(unit, others).find(|node| node.is_element() && (platform.is_text)(node));
    record.text = match body {
        Some(body) => body.text(&mut oddities),
        None => remaining(unit, others, &record, &mut oddities),
    };
    let pictures = own(unit, others).filter(|node| node.is("img") || node.is("video"));
    record.attachments.extend(pictures.filter_map(|node| picture(&node)).take(50));
    for flag in odd(oddities).iter() {
        record.flags.insert(flag);
    }
    if record.author.is_none() {
        record.flags.insert(Flag::SenderDoubtful);
    }
    (!record.text.is_empty() || record.author.is_some()).then_some(record)
}

/// Lists what is inside a unit and not inside one that follows it: replies may lie inside what they answer.
fn own<'t, 'a>(unit: &Node<'t, 'a>, others: &[Node<'t, 'a>]) -> impl Iterator<Item = Node<'t, 'a>> {
    let (mut inside, mut at) = (unit.descendants(), 0);
    std::iter::from_fn(move || {
        loop {
            let node = inside.next()?;
            while others.get(at).is_some_and(|other| other.id < node.id) {
                at += 1;
            }
            if others.get(at).is_none_or(|other| other.id != node.id) {
                return Some(node);
            }
            inside.step_over(&node);
        }
    })
}

fn author<'t, 'a>(unit: &Node<'t, 'a>, platform: &Platform, others: &[Node<'t, 'a>]) -> Option<Author> {
    let mut found: Option<Author> = None;
    for link in own(unit, others).filter(|node| node.is("a")) {
        let Some(href) = href(&link) else { continue };
        let Some(handle) = (platform.handle)(path(&href)) else { continue };
        if found.as_ref().is_some_and(|author| author.platform_id.as_deref() != Some(handle)) {
            break;
        }
        let shown = link.text(&mut Oddities::default());
        let name = shown.lines().next().unwrap_or_default().trim();
        let known = found.as_ref().is_some_and(|author| author.platform_id.as_deref() != Some(author.name.as_str()));
        if !known {
            found = Some(person(if name.is_empty() || name.starts_with('@') { handle } else { name }, Some(handle)));
        }
    }
    found
}

/// A name shown on a page is one its bearer chose; the handle is the platform's.
fn person(name: &str, handle: Option<&str>) -> Author {
    Author { name: name.to_owned(), labelled_by: LabelledBy::Sender, platform_id: handle.map(str::to_owned) }
}

fn href(node: &Node<'_, '_>) -> Option<String> {
    node.attribute("href").map(|href| href.into_owned())
}

/// Returns the path of an address, host and query left out.
pub(super) fn path(href: &str) -> &str {
    let rest = href.split_once("://").map_or(href, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// Returns what names a post in its address: a comment's own number where the address has one, else the last part of its path.
fn id(url: &str) -> &str {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let named =
        query.split(['&', '#']).find_map(|one| one.strip_prefix("lc=").or_else(|| one.strip_prefix("comment_id=")));
    named.unwrap_or_else(|| last_part(path(url)))
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The unit's text without what is already told: the name, the handle, the time.
fn remaining<'t, 'a>(unit: &Node<'t, 'a>, others: &[Node<'t, 'a>], record: &Record, oddities: &mut Oddities) -> String {
    let parts = own(unit, others).filter(|node| {
        let links = node
            .ancestors()
            .take_while(|one| one.id != unit.id)
            .any(|one| one.is("a") || one.is("time") || one.is("button"));
        !node.is_element() && node.comment().is_none() && !links
    });
    let name = record.author.as_ref().map_or("", |author| author.name.as_str());
    let mut lines = Vec::new();
    for part in parts {
        let text = part.text(oddities);
        let text = text.trim();
        if !text.is_empty() && text != name && text != record.sent_raw && text.chars().count() > 1 {
            lines.push(text.to_owned());
        }
    }
    lines.join("\n")
}

/// Pictures of the post; those of a person's page and of signs are small and are left out where the page tells their size.
fn picture(node: &Node<'_, '_>) -> Option<temoin_evidence::Attachment> {
    let src = node.attribute("src").filter(|src| !src.starts_with("data:") && !src.is_empty())?;
    let small = node.attribute("width").and_then(|width| width.parse::<u32>().ok()).is_some_and(|width| width < 100);
    let emoji = node.attribute("alt").is_some_and(|alt| alt.chars().count() <= 4 && !alt.is_ascii());
    (!small && !emoji).then(|| temoin_evidence::Attachment {
        name: src.into_owned(),
        state: temoin_evidence::AttachmentState::Unknown,
    })
}
