//! A Bluesky repository: `repo.car`, of which each block is named by its hash. See `docs/formats/fediverse.md`.

mod car;
mod cbor;
mod cid;
mod commit;
mod record;
mod tree;

use std::collections::BTreeMap;

use temoin_evidence::{Flag, Flags, Span};
use temoin_syntax::Damage;

pub(crate) use car::is_car;

use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};
use car::{Section, Sections};
use cbor::{Value, decode};
use cid::{Cid, Digest};
use commit::Commit;
use record::Owner;
use tree::{Keys, Nodes};

/// Reads `repo.car`.
pub(crate) struct Bluesky;

const KIND: Kind = Kind::of("bluesky");
/// Media type of such a file (ipld.io/specs/transport/car/carv1).
pub(crate) const MEDIA_TYPE: &str = "application/vnd.ipld.car";
/// Most profiles and commits looked at; a repository has one of each.
const FEW: usize = 100;
/// Most collections named in a note.
const NAMED: usize = 40;
/// Where the profile stands.
const PROFILE: &str = "app.bsky.actor.profile/self";

impl Format for Bluesky {
    fn kind(&self) -> Kind {
        KIND
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == MEDIA_TYPE
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let survey = Survey::of(source, &mut emit)?;
        let mut repository = survey.repository(&mut emit);
        repository.records(source, &mut emit)?;
        repository.sum_up(&mut emit);
        emit.one_sided("A repository of Bluesky holds only the posts of its owner.");
        Ok(emit.finish())
    }
}

/// Returns a block's value and what was odd in it.
fn value(block: &[u8]) -> Option<(Value<'_>, Flags)> {
    let (value, mut flags, len) = decode(block)?;
    if len < block.len() {
        flags.insert(Flag::SyntaxRepaired);
    }
    Some((value, flags))
}

/// Is what a first look through the file finds: the tree may stand before or after the records that it names.
#[derive(Default)]
struct Survey {
    roots: Vec<Digest>,
    commits: Vec<(Option<Digest>, Commit)>,
    nodes: Nodes,
    profiles: BTreeMap<Digest, String>,
    blocks: u64,
    altered: u64,
    unchecked: u64,
}

impl Survey {
    fn of(source: &dyn Source, emit: &mut Emit<'_>) -> Result<Self, ReadError> {
        let mut survey = Self::default();
        let mut sections = Sections::new(source);
        while let Some(section) = sections.next()? {
            match section {
                Section::Header(header) => survey.header(header),
                Section::Block(span, cid, block) => survey.block(span, cid, block, emit),
                Section::Lost(Damage { start, end, kind }) => emit.damage(Damage { start, end, kind }),
            }
        }
        Ok(survey)
    }

    fn header(&mut self, header: &[u8]) {
        let Some((value, _)) = value(header) else { return };
        let roots = value.at("roots").map(Value::items).unwrap_or_default();
        self.roots = roots.iter().filter_map(|root| root.link()?.sha256()).take(FEW).collect();
    }

    fn block(&mut self, span: Span, cid: Cid<'_>, block: &[u8], emit: &mut Emit<'_>) {
        self.blocks += 1;
        match cid.agrees(block) {
            Some(true) => {}
            Some(false) => {
                self.altered += 1;
                let detail = "The bytes of a block do not have the hash that names it: they were changed, or the file is damaged.";
                emit.note_at("digest-differs", span.start, span.len, detail);
            }
            None => self.unchecked += 1,
        }
        let Some((value, _)) = value(block) else {
            let detail = "A block does not follow the grammar, or is nested too deep, and is not read.";
            return emit.note_at("damaged", span.start, span.len, detail);
        };
        let Some(digest) = cid.sha256() else { return };
        if tree::is_node(&value) {
            self.nodes.keep(digest, block);
        } else if let Some(commit) = Commit::of(&value, span) {
            if self.commits.len() < FEW {
                self.commits.push((Some(digest), commit));
            }
        } else if value.text_at("$type") == Some("app.bsky.actor.profile")
            && self.profiles.len() < FEW
            && let Some(name) = value.text_at("displayName").filter(|name| !name.trim().is_empty())
        {
            self.profiles.insert(digest, name.to_owned());
        }
    }

    /// Follows the tree from the commit that the header names; where it names none, from the first.
    fn repository(self, emit: &mut Emit<'_>) -> Repository {
        let named = self.commits.iter().position(|(digest, _)| digest.is_some_and(|one| self.roots.contains(&one)));
        let (commits, first) = (self.commits.len(), named.unwrap_or(0));
        let commit = self.commits.into_iter().nth(first).map(|(_, commit)| commit);
        let keys = self.nodes.keys(commit.as_ref().and_then(|commit| commit.data));
        match &commit {
            None => emit.note("no-commit", "The file holds no commit: whose repository it is, it does not say."),
            Some(commit) => signature(commit, emit),
        }
        if commits > 1 {
            let detail = format!("The file holds {commits} commits; the tree of the one that it names is followed.");
            emit.note("several-commits", detail);
        }
        if !keys.whole {
            let detail = "Parts of the tree are not in the file, or too large: records that it does not reach are read all the same.";
            emit.note("tree-not-whole", detail);
        }
        if keys.disordered {
            emit.note("tree-disordered", "The keys of the tree do not stand in the order that the format demands.");
        }
        let profile = |digest: &Digest| keys.of(digest).any(|(_, key)| key == PROFILE);
        let name = self.profiles.into_iter().find(|(digest, _)| profile(digest)).map(|(_, name)| name);
        Repository {
            given: vec![false; keys.len()],
            owner: commit.as_ref().map(|commit| Owner { did: commit.did.clone(), name }),
            commits: commits as u64,
            keys,
            blocks: self.blocks,
            altered: self.altered,
            unchecked: self.unchecked,
            records: 0,
            others: BTreeMap::new(),
            repeated: 0,
            unreached: None,
        }
    }
}

/// Says what is known of the signature: it was made with a key that stands in a document elsewhere.
fn signature(commit: &Commit, emit: &mut Emit<'_>) {
    let Span { start, len } = commit.span;
    let rev = &commit.rev;
    match commit.fault {
        Some(fault) => {
            let detail = format!(
                "The signature of revision {rev} is not valid: {fault}. Nothing proves that the account signed this."
            );
            emit.note_at("signature-not-valid", start, len, detail);
        }
        None => {
            let detail = format!("The signature of revision {rev} is not checked: the key is not in the file.");
            emit.note_at("signature-not-checked", start, len, detail);
        }
    }
}

/// Is a repository whose tree is known.
struct Repository {
    owner: Option<Owner>,
    keys: Keys,
    /// Which keys have had their record.
    given: Vec<bool>,
    commits: u64,
    blocks: u64,
    altered: u64,
    unchecked: u64,
    records: u64,
    /// Records of other collections.
    others: BTreeMap<String, u64>,
    /// Blocks that stand in the file again.
    repeated: u64,
    /// Blocks that the tree does not reach, and where the first of them stands.
    unreached: Option<(u64, Span)>,
}

impl Repository {
    fn records(&mut self, source: &dyn Source, emit: &mut Emit<'_>) -> Result<(), ReadError> {
        let mut sections = Sections::new(source);
        while let Some(section) = sections.next()? {
            let Section::Block(span, cid, block) = section else { continue };
            let Some((value, flags)) = value(block) else { continue };
            if tree::is_node(&value) {
                if !cid.sha256().is_some_and(|digest| self.keys.nodes.contains(&digest)) {
                    self.unreached(span);
                }
            } else if Commit::of(&value, span).is_none() {
                self.record(emit, span, cid, &value, flags)?;
            }
        }
        Ok(())
    }

    fn record(
        &mut self,
        emit: &mut Emit<'_>,
        span: Span,
        cid: Cid<'_>,
        value: &Value<'_>,
        flags: Flags,
    ) -> Result<(), ReadError> {
        let keys: Vec<(usize, String)> =
            cid.sha256().map(|digest| self.keys.of(&digest).take(FEW).collect()).unwrap_or_default();
        let again = keys.first().is_some_and(|(number, _)| self.given[*number]);
        if again {
            self.repeated += 1;
            return Ok(());
        }
        if keys.is_empty() {
            self.unreached(span);
            // It may be a stale version: it is no record. Where the tree is not whole, nobody knows.
            if self.keys.whole {
                return Ok(());
            }
        }
        keys.iter().for_each(|(number, _)| self.given[*number] = true);
        self.records += keys.len() as u64;
        let kind = value.text_at("$type").unwrap_or_default();
        let collection = keys.first().and_then(|(_, key)| key.split('/').next()).unwrap_or(kind);
        let Some(mut record) = record::record(emit, self.owner.as_ref(), collection, span, value) else {
            self.other(collection);
            return Ok(());
        };
        record.flags = flags.iter().fold(record.flags, Flags::with);
        if keys.is_empty() {
            record.flags.insert(Flag::SenderDoubtful);
        }
        for (_, key) in &keys {
            if let Some(owner) = &self.owner {
                record::named(&mut record, owner, key, cid);
            }
        }
        emit.record(record)
    }

    /// Counts a record that is none of a person's acts.
    fn other(&mut self, collection: &str) {
        let named = !collection.is_empty()
            && collection.len() <= 100
            && collection.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        let listed = self.others.len() < NAMED || self.others.contains_key(collection);
        let name = if named && listed { collection } else { "of names not listed" };
        if collection != "app.bsky.actor.profile" {
            *self.others.entry(name.to_owned()).or_default() += 1;
        }
    }

    fn unreached(&mut self, span: Span) {
        let (count, _) = self.unreached.get_or_insert((0, span));
        *count += 1;
    }

    fn sum_up(&self, emit: &mut Emit<'_>) {
        let (nodes, checked) = (self.keys.nodes.len(), self.blocks - self.altered - self.unchecked);
        let detail = format!(
            "The file holds {} blocks: {} of a commit, {nodes} of its tree, {} records. {checked} have the hash that names them.",
            self.blocks, self.commits, self.records
        );
        emit.note("blocks", detail);
        if self.unchecked > 0 {
            let detail = format!("{} blocks are named by a hash that this program does not know.", self.unchecked);
            emit.note("digest-unknown", detail);
        }
        if let Some((count, Span { start, len })) = self.unreached {
            let detail = format!(
                "{count} blocks are not reached from the commit: they may be older versions, or not belong to it. They are kept."
            );
            emit.note_at("block-unreached", start, len, detail);
        }
        if self.repeated > 0 {
            emit.note(
                "block-repeated",
                format!("{} blocks stand in the file more than once; one of each is read.", self.repeated),
            );
        }
        let missing = self.given.iter().filter(|given| !**given).count();
        if missing > 0 {
            let detail = format!("{missing} records that the tree names are not in the file.");
            emit.note("records-missing", detail);
        }
        if !self.others.is_empty() {
            let all: Vec<String> = self.others.iter().map(|(name, count)| format!("{count} {name}")).collect();
            emit.note("not-read", format!("Records of other collections are kept and not read: {}.", all.join(", ")));
        }
        if emit.given() > 0 {
            let detail = "Times are what the author's program wrote (createdAt); the time in a record's name was set by a program or server too.";
            emit.note("times-claimed", detail);
        }
    }
}
