//! An invented, mild story with a real log behind it: items cut into pieces, leaves, checkpoints, a witness.

#![allow(dead_code)] // The example and the tests each use a part.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};
use temoin_dossier::*;
use temoin_evidence::{
    Author, Channel, Digest, Entry, EntryId, FileTimes, Flag, Flags, ItemId, Kind, LabelledBy, Moment, Note, Obtained,
    Origin as From, OriginStrength, Place, Precision, Reader, Record, Span, When, WhenPrecision, Who, WhoCertainty,
    Zone,
};
use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::leaf::{LeafKind, SealedLeaf};
use temoin_seal::merkle::{Tree, sha256};
use temoin_seal::note::Signer;
use temoin_seal::package::ShownLeaf;
use temoin_seal::piece::{ItemSecret, Piece, PieceTree, Tiling};
use temoin_seal::{cosignature, zip};

pub const ORIGIN: &str = "temoin/00112233445566778899aabbccddeeff";

/// The whole of it: what is shown, the bytes behind, the log.
pub struct Story {
    pub view: View,
    pub held: Held,
    pub signer: Signer,
    leaves: Vec<SealedLeaf>,
    tree: Tree,
    early: u64,
}

/// The originals, in memory.
#[derive(Default)]
pub struct Held(Vec<(Vec<u8>, [u8; 32], Vec<u64>)>);

impl Bytes for Held {
    fn original(&self, number: usize) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.0[number - 1].0.as_slice()))
    }

    fn range(&self, number: usize, start: u64, len: u64) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(&self.0[number - 1].0[start as usize..(start + len) as usize]))
    }

    fn secret(&self, number: usize) -> io::Result<[u8; 32]> {
        Ok(self.0[number - 1].1)
    }

    fn cuts(&self, number: usize) -> io::Result<Vec<u64>> {
        Ok(self.0[number - 1].2.clone())
    }
}

/// Bytes that look random and are the same each time.
fn noise(what: &str, n: u64) -> [u8; 32] {
    sha256(format!("{what} {n}").as_bytes()).0
}

fn short(what: &str, n: u64) -> [u8; 16] {
    noise(what, n)[..16].try_into().unwrap()
}

pub fn moment(time: &str, zone: Zone, origin: From) -> Moment {
    let precision = if time.len() > 16 { Precision::Second } else { Precision::Minute };
    Moment { time: time.parse().unwrap(), precision, zone, origin }
}

fn clock(time: &str) -> Moment {
    moment(time, Zone::Offset(60), From::CaptureClock)
}

/// The messages she shows, at their places in the chat.
pub const SHOWN: &[(&str, &str)] = &[
    ("Thibault", "Tu ne réponds plus ? 🙄"),
    ("Thibault", "Réponds-moi. Je sais que tu as lu."),
    ("Moi", "Laisse-moi tranquille, s'il te plaît. C'est la dernière fois que je te le demande."),
    ("Thibault", "Ik weet waar je nieuwe appartement is. Mooie gele deur 👍🏽"),
    ("Thibault", "=HYPERLINK(\"http://example.invalid\";\"photos\")"),
    ("Thibault", "J'ai encore tes photos de vacances. Tout le monde au bureau va les voir."),
    ("Thibault", "Deine Freunde wissen schon Bescheid. Frag doch Jonas."),
    ("Thibault", "لماذا لا تجيبين؟ سأنتظرك أمام العمل."),
    ("Thibault", "12 appels et toujours rien 👨🏽‍🦰 … \u{202E}siamaj\u{202C}"),
    ("Moi", "J'ai gardé tous tes messages. J'irai à la police avec 王小明, mon collègue."),
    ("Thibault", "Z̷a̴l̵g̶o̶ 𝕥𝕖𝕩𝕥 ⒣⒤ ☃"),
    ("Thibault", "Une dernière chose\net encore une ligne."),
];

/// A text that stands in the chat and is never chosen.
pub const KEPT: &str = "Recette de la tarte aux prunes de mamie";

impl Story {
    /// Tells the story with a chat of `messages` messages, and `shown` of them chosen (at least those of [`SHOWN`]
    /// when there is room).
    pub fn new(language: Language, messages: u64, shown: u64, exhibits: u64) -> Self {
        let signer = Signer::new(ORIGIN, [7; 32]).unwrap();
        let key = signer.verifier_key();
        let view = View {
            language,
            made: clock("2026-11-23T09:41"),
            program: Program { name: "Témoin".into(), version: "0.1.0".into() },
            key: Key { verifier: key.to_string(), fingerprint: key.fingerprint(), origin: ORIGIN.into() },
            log_size: 0,
            checkpoint: None,
            opening: "Depuis octobre, je reçois des messages tous les jours. J'ai demandé que cela s'arrête. \
                      Voici ce que j'ai gardé."
                .into(),
            exhibits: Vec::new(),
            statements: Vec::new(),
            answers: Vec::new(),
            stamps: Vec::new(),
            witnesses: Vec::new(),
            masks: vec!["Jonas".into()],
            named: BTreeSet::new(),
            container: true,
        };
        let (leaves, tree) = (Vec::new(), Tree::default());
        let mut story = Self { view, held: Held::default(), signer, leaves, tree, early: 0 };
        story.chat(messages, shown);
        story.picture();
        story.video();
        story.email();
        story.answer();
        story.early = story.tree.size();
        story.kept_leaf();
        story.statements();
        (0..exhibits.saturating_sub(4)).for_each(|n| story.note_file(n));
        story.head();
        story
    }

    /// Stages, appends the export leaf, and finishes: the way a desk goes.
    pub fn package(&mut self) -> Result<Package, DossierError> {
        let view = self.view.clone();
        let staged = stage(&view, &self.held)?;
        let manifest = staged.manifest_sha256().to_string();
        let log = self.log_part(&manifest);
        staged.finish(&log, &self.signer)
    }

    /// Returns what the log adds, with the export leaf over this manifest.
    pub fn log_part(&mut self, manifest: &str) -> LogPart {
        let fields = [("manifest", json!(manifest)), ("made", json!(self.view.made.to_string()))];
        self.leaf(LeafKind::Export, &fields);
        let checkpoint = self.checkpoint(self.tree.size());
        let wanted =
            self.view.exhibits.iter().map(|e| e.leaf.index).chain(self.view.statements.iter().map(|s| s.leaf.index));
        let mut wanted: BTreeSet<u64> = wanted.chain(self.view.answers.iter().map(|a| a.leaf.index)).collect();
        wanted.insert(self.tree.size() - 1);
        let leaves = wanted.into_iter().map(|index| self.proved(index)).collect();
        let early = self.checkpoint(self.early);
        let witness = Signer::witness("Maître-Exemple", [9; 32]).unwrap();
        let cosigned = cosignature::cosign(&early, &self.signer.verifier_key(), &witness, 1_795_340_000).unwrap();
        LogPart {
            checkpoint,
            leaves,
            earlier: vec![EarlierCheckpoint {
                size: self.early,
                note: early,
                consistency: self.tree.consistency(self.early).unwrap(),
            }],
            stamps: Vec::new(),
            witnesses: vec![WitnessFile { size: self.early, note: cosigned, key: witness.verifier_key() }],
        }
    }

    fn proved(&self, index: u64) -> ProvedLeaf {
        let sealed = &self.leaves[index as usize];
        let shown = ShownLeaf { index, leaf: sealed.leaf.clone(), opened: sealed.opened.clone() };
        ProvedLeaf { shown, proof: self.tree.inclusion(index).unwrap() }
    }

    fn checkpoint(&self, size: u64) -> Vec<u8> {
        let mut tree = Tree::default();
        (0..size).for_each(|i| tree.push(self.leaves[i as usize].leaf.hash()));
        Checkpoint { origin: ORIGIN.into(), size, root: tree.root() }.sign(&self.signer).unwrap()
    }

    fn leaf(&mut self, kind: LeafKind, fields: &[(&str, Value)]) -> Leaf {
        let index = self.tree.size();
        let fields = fields
            .iter()
            .zip(0..)
            .map(|((name, value), n)| ((*name).to_owned(), value.clone(), short("salt", index * 100 + n)))
            .collect();
        let sealed = SealedLeaf::new(kind, noise("nonce", index), fields).unwrap();
        let hash = sealed.leaf.hash();
        self.tree.push(hash);
        self.leaves.push(sealed);
        Leaf { index, hash: Digest(hash.0) }
    }

    fn kept_leaf(&mut self) {
        self.leaf(LeafKind::Delete, &[("item", json!("00")), ("leaf", json!(0)), ("deleted", json!("2026-11-22"))]);
    }

    /// Takes in an item of several pieces, and returns its exhibit with nothing shown yet.
    fn item(
        &mut self,
        bytes: Vec<u8>,
        cuts: &[u64],
        media_type: &str,
        source: &str,
        received: &str,
    ) -> (usize, Vec<Piece>) {
        let n = self.held.0.len() as u64;
        let secret = noise("secret", n);
        let mut tiling = Tiling::new(ItemSecret(secret));
        let mut start = 0_usize;
        let mut pieces = Vec::new();
        for &len in cuts {
            let end = start + len as usize;
            pieces.push(tiling.push(len, sha256(&bytes[start..end])).unwrap());
            start = end;
        }
        let commitment = tiling.finish().unwrap();
        let id = ItemId(short("item", n));
        let (hash, size) = (sha256(&bytes), bytes.len() as u64);
        let leaf = self.leaf(
            LeafKind::Intake,
            &[
                ("item", json!(id.to_string())),
                ("sha256", json!(hash.to_string())),
                ("size", json!(size)),
                ("media_type", json!(media_type)),
                ("pieces", commitment.to_value()),
            ],
        );
        let item = ShownItem {
            id,
            name: None,
            sha256: Digest(hash.0),
            size,
            media_type: media_type.into(),
            source: source.into(),
            inside: None,
            obtained: Some(Obtained::Own),
            received: clock(received),
            file_times: FileTimes::default(),
        };
        let origin = Origin { strength: OriginStrength::D, basis: Basis::PlainFile, fetch: Vec::new() };
        self.view.exhibits.push(Exhibit {
            leaf,
            item,
            origin,
            in_clear: false,
            in_container: false,
            pieces: None,
            records: Vec::new(),
            records_total: 0,
            reduced: None,
            notes: Vec::new(),
            reader: None,
        });
        let lens = pieces.iter().map(|piece| piece.len).collect();
        self.held.0.push((bytes, secret, lens));
        (self.view.exhibits.len() - 1, pieces)
    }

    fn chat(&mut self, messages: u64, shown: u64) {
        let every = (messages / shown.max(1)).max(1);
        let (mut bytes, mut cuts, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for n in 0..messages {
            let chosen = n % every == every / 2 && n / every < shown;
            let (author, text) = match SHOWN.get((n / every) as usize % SHOWN.len()) {
                Some(&(author, text)) if chosen => (author, text.to_owned()),
                _ => ("Moi", format!("{KEPT}, étape {n}")),
            };
            let (day, hour, minute) = (n / 60 % 28 + 1, n / 3 % 24, n % 60);
            let line = format!("{day:02}/11/2026 {hour:02}:{minute:02} - {author}: {text}\n");
            if chosen {
                let time = format!("2026-11-{day:02}T{hour:02}:{minute:02}");
                let span = Span { start: bytes.len() as u64, len: line.len() as u64 };
                records.push(ShownRecord { piece: n, record: record(n, span, author, &text, &time, &line) });
            }
            cuts.push(line.len() as u64);
            bytes.extend_from_slice(line.as_bytes());
        }
        let (at, pieces) = self.item(bytes, &cuts, "text/plain", "whatsapp", "2026-11-21T22:15");
        let set: BTreeSet<u64> = records.iter().map(|shown| shown.piece).collect();
        let exhibit = &mut self.view.exhibits[at];
        exhibit.pieces = Some(shown_pieces(&pieces, &set));
        exhibit.records = records;
        exhibit.records_total = messages;
        exhibit.reader = Some(Reader { name: "whatsapp".into(), version: 1 });
        exhibit.in_container = true;
        exhibit.origin = Origin {
            strength: OriginStrength::D,
            basis: Basis::TextExport("WhatsApp".into()),
            fetch: vec![Fetch::Phone, Fetch::Platform("WhatsApp".into())],
        };
        exhibit.notes = vec![
            Note {
                code: "date-order".into(),
                place: Place::Whole,
                detail: "day first, proved by a field above 12".into(),
            },
            Note {
                code: "media-omitted".into(),
                place: Place::Whole,
                detail: "the export was made without media".into(),
            },
        ];
    }

    fn picture(&mut self) {
        let bytes = png(180, 320, true);
        let len = bytes.len() as u64;
        let (at, _) = self.item(bytes, &[len], "image/png", "file", "2026-11-21T22:16");
        let exhibit = &mut self.view.exhibits[at];
        exhibit.in_clear = true;
        exhibit.item.name = Some("Screenshot_20261103-210512_Instagram.png".into());
        exhibit.item.file_times.modified = Some(moment("2026-11-03T21:05:12", Zone::Floating, From::FileMetadata));
        exhibit.reduced = Some(Reduced { png: png(14, 24, false), width: 1080, height: 1920 });
        exhibit.origin = Origin {
            strength: OriginStrength::D,
            basis: Basis::Picture,
            fetch: vec![Fetch::Page("https://example.invalid/p/1234".into())],
        };
    }

    fn video(&mut self) {
        let bytes = b"not really a video, only bytes".repeat(100);
        let len = bytes.len() as u64;
        let (at, _) = self.item(bytes, &[len], "video/mp4", "file", "2026-11-21T22:17");
        let exhibit = &mut self.view.exhibits[at];
        exhibit.in_container = true;
        exhibit.item.obtained = Some(Obtained::Given);
        exhibit.item.file_times.modified = Some(moment("2026-11-09T18:02:00", Zone::Utc, From::FileMetadata));
        exhibit.origin =
            Origin { strength: OriginStrength::C, basis: Basis::DeviceFile, fetch: vec![Fetch::DeviceOriginal] };
    }

    fn email(&mut self) {
        let bytes =
            b"From: thibault@example.invalid\r\nDate: Tue, 10 Nov 2026 08:12:09 +0100\r\n\r\nOn se verra.\r\n".to_vec();
        let len = bytes.len() as u64;
        let (at, _) = self.item(bytes, &[len], "message/rfc822", "file", "2026-11-21T22:18");
        let exhibit = &mut self.view.exhibits[at];
        exhibit.in_clear = true;
        exhibit.item.file_times.modified = Some(moment("2026-11-10T08:12:09", Zone::Offset(60), From::MessageMetadata));
        exhibit.origin.fetch = vec![Fetch::MailServers];
    }

    fn note_file(&mut self, n: u64) {
        let bytes = format!("note {n}\n").into_bytes();
        let len = bytes.len() as u64;
        let (at, _) = self.item(bytes, &[len], "text/plain", "file", "2026-11-21T22:19");
        let exhibit = &mut self.view.exhibits[at];
        exhibit.in_clear = true;
        if n.is_multiple_of(2) {
            exhibit.reduced = Some(Reduced { png: png(24, 12, n.is_multiple_of(4)), width: 800, height: 400 });
        }
    }

    fn answer(&mut self) {
        let item = self.view.exhibits[0].item.id;
        let leaf = self.leaf(
            LeafKind::Answer,
            &[
                ("item", json!(item.to_string())),
                ("question", json!("zone")),
                ("answer", json!("Europe/Brussels")),
                ("by", json!("")),
                ("answered", json!("2026-11-21T22:30+01:00")),
            ],
        );
        let answer = Answered::Zone("Europe/Brussels".into());
        self.view.answers.push(Answer { leaf, item, answer, by: String::new(), answered: clock("2026-11-21T22:30") });
    }

    fn statements(&mut self) {
        let first =
            entry(1, "Il m'a attendue devant le bureau. Je suis repartie par l'autre porte.", "2026-11-12T18:20", None);
        let second = entry(2, "Correction : c'était le 13 novembre, pas le 12.", "2026-11-13T18:20", Some(first.id));
        for entry in [first, second] {
            let leaf = self.leaf(
                LeafKind::Statement,
                &[("id", json!(entry.id.to_string())), ("what_happened", json!(entry.what_happened))],
            );
            self.view.statements.push(Statement { leaf, entry });
        }
    }

    fn head(&mut self) {
        let root = Digest(self.tree.root().0);
        self.view.log_size = self.tree.size();
        self.view.checkpoint = Some(Head { size: self.tree.size(), root, made: Some(clock("2026-11-22T20:03")) });
        self.view.stamps = vec![Stamp {
            size: self.early,
            time: moment("2026-11-21T21:40:07", Zone::Utc, From::TrustedTimestamp),
            authority: "Horodatage Exemple SA".into(),
            quality: Quality::Unknown,
        }];
        let witness = Signer::witness("Maître-Exemple", [9; 32]).unwrap();
        self.view.witnesses = vec![Witness {
            name: "Maître-Exemple".into(),
            size: self.early,
            time: moment("2026-11-22T09:15", Zone::Utc, From::Told),
            fingerprint: witness.verifier_key().fingerprint(),
        }];
    }
}

/// Writes the package as a ZIP in memory.
pub fn zipped(story: &Story, package: &Package) -> Vec<u8> {
    let bytes = package.write_zip(&story.held, Vec::new()).unwrap();
    assert!(zip::read(&mut Cursor::new(&bytes)).is_ok());
    bytes
}

fn record(position: u64, span: Span, author: &str, text: &str, time: &str, line: &str) -> Record {
    let mut flags = Flags::default();
    if text.contains('\u{202E}') {
        flags.insert(Flag::HiddenControls);
    }
    Record {
        position,
        span,
        kind: Kind::Message,
        conversation: Some("Thibault".into()),
        author: Some(Author { name: author.into(), labelled_by: LabelledBy::Exporter, platform_id: None }),
        sent: Some(moment(time, Zone::Floating, From::MessageMetadata)),
        sent_raw: line[..16].into(),
        text: text.into(),
        text_raw: None,
        attachments: Vec::new(),
        reply_to: None,
        flags,
        visibility: Default::default(),
        direction: Default::default(),
        details: Vec::new(),
    }
}

fn shown_pieces(pieces: &[Piece], set: &BTreeSet<u64>) -> ShownPieces {
    let numbers = |index: u64| {
        let piece = pieces[index as usize];
        PieceNumbers { index, start: piece.start, len: piece.len, nonce: piece.nonce }
    };
    let last = pieces.len() as u64 - 1;
    let mut proved = set.clone();
    proved.insert(last);
    let proof = PieceTree::from_pieces(pieces).prove(&proved).unwrap();
    ShownPieces {
        count: pieces.len() as u64,
        shown: set.iter().map(|&index| numbers(index)).collect(),
        last: (!set.contains(&last)).then(|| {
            let placed = pieces[last as usize].place();
            LastPiece { start: placed.start, len: placed.len, digest: Digest(placed.digest.0) }
        }),
        proof: proof.into_iter().map(|hash| Digest(hash.0)).collect(),
    }
}

fn entry(n: u64, text: &str, time: &str, corrects: Option<EntryId>) -> Entry {
    let mut more = std::collections::BTreeMap::new();
    let field = |name: &str, text: &str| (name.to_owned(), vec![text.to_owned()]);
    more.insert(
        "harm".into(),
        [field("sleep", "Je dors mal depuis octobre."), field("work", "J'ai changé d'horaire.")].into(),
    );
    Entry {
        id: EntryId(short("entry", n)),
        what_happened: text.into(),
        when: When { time: time.into(), precision: WhenPrecision::About, zone: Some("Europe/Brussels".into()) },
        place: "Bruxelles, devant le bureau".into(),
        channel: Channel::InPerson,
        who: vec![Who { name: "Thibault".into(), certainty: WhoCertainty::Suspected }],
        proof: vec![ItemId(short("item", 1)).to_string(), ItemId(short("item", 999)).to_string()],
        entered_at: clock("2026-11-22T19:58"),
        corrects,
        more,
    }
}

/// Writes a picture of soft blocks: eight-bit colour, no interlace (PNG, third edition, §5 and §11).
fn png(width: u32, height: u32, warm: bool) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..height {
        rows.push(0);
        for x in 0..width {
            let (a, b) = ((x * 255 / width) as u8, (y * 255 / height) as u8);
            rows.extend_from_slice(&if warm { [200, a / 2 + 90, b / 2 + 60] } else { [a / 2 + 60, 110, b / 2 + 100] });
        }
    }
    let mut data = ZlibEncoder::new(Vec::new(), Compression::default());
    data.write_all(&rows).unwrap();
    let mut head = Vec::new();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [(b"IHDR", head), (b"IDAT", data.finish().unwrap()), (b"IEND", Vec::new())] {
        let typed = [&kind[..], &body].concat();
        out.extend_from_slice(&(body.len() as u32).to_be_bytes());
        out.extend_from_slice(&typed);
        out.extend_from_slice(&zip::crc32(&typed).to_be_bytes());
    }
    out
}
