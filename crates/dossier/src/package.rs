use std::fs;
use std::io::{self, Write};
use std::path::Path;

use temoin_evidence::Digest;
use temoin_seal::merkle::Hash;
use temoin_seal::note::Signer;
use temoin_seal::package::bag::{BagInfo, DECLARATION};
use temoin_seal::package::{self, Keys, SealText, path};
use temoin_seal::{fingerprint, manifest::Manifest, tlog_proof, zip};

use crate::payload::{self, File, Files};
use crate::{Bytes, DossierError, LogPart, View, instructions};

/// Is a payload that is frozen, waiting for its place in the log.
pub struct Staged<'a> {
    view: &'a View,
    files: Files,
    index: package::Index,
    manifest: Hash,
}

/// Is a package, whole and sealed, ready to be written.
pub struct Package {
    files: Files,
    seal: SealText,
    note: Vec<u8>,
}

/// Makes the payload and its manifest from a view.
///
/// # Errors
/// Nothing is chosen, the view contradicts itself, bytes are not those that were sealed, or a page cannot be set.
pub fn stage<'a>(view: &'a View, bytes: &dyn Bytes) -> Result<Staged<'a>, DossierError> {
    let (mut files, index) = payload::files(view, bytes)?;
    let manifest = manifest_of(&files, |_| true)?;
    let info = BagInfo {
        software: format!("{} {}", view.program.name, view.program.version),
        date: view.made.time.to_string()[..10].to_owned(),
        octets: files.values().map(|file| file.len).sum(),
        streams: files.len() as u64,
    };
    files.insert(path::BAGIT.into(), File::made(DECLARATION.into()));
    files.insert(path::BAG_INFO.into(), File::made(info.encode()));
    let manifest = File::made(manifest);
    let hash = manifest.sha256;
    files.insert(path::MANIFEST.into(), manifest);
    Ok(Staged { view, files, index, manifest: hash })
}

impl Staged<'_> {
    /// Returns the SHA-256 of `manifest-sha256.txt`, which the export leaf commits to.
    pub fn manifest_sha256(&self) -> Digest {
        Digest(self.manifest.0)
    }

    /// Returns the report, for whoever wants it beside the package.
    pub fn pdf(&self) -> &[u8] {
        match self.files.get(path::PDF).map(|file| &file.content) {
            Some(payload::Content::Made(bytes)) => bytes,
            _ => &[],
        }
    }

    /// Adds the log's part, the tag manifest and the seal note.
    ///
    /// # Errors
    /// A checkpoint, leaf, proof or witness file does not fit the view, or the note cannot be signed.
    pub fn finish(mut self, log: &LogPart, signer: &Signer) -> Result<Package, DossierError> {
        let key = signer.verifier_key();
        let head = log.check(self.view, &key, self.manifest)?;
        let keys = witness_keys(log);
        self.add(path::KEYS.into(), Keys { log: key, witnesses: keys }.encode());
        self.add(path::CHECKPOINT.into(), log.checkpoint.clone());
        for earlier in &log.earlier {
            self.add(path::checkpoint(earlier.size), earlier.note.clone());
            self.add(path::consistency(earlier.size), package::encode_consistency(&earlier.consistency));
        }
        for proved in &log.leaves {
            let index = proved.shown.index;
            self.add(path::leaf(index), proved.shown.encode()?);
            self.add(path::proof(index), tlog_proof::encode(index, &proved.proof, &log.checkpoint));
        }
        self.add_stamps(log, head.size);
        for (number, witness) in numbered(&log.witnesses, |witness| witness.size) {
            self.add(path::witness(witness.size, number), witness.note.clone());
        }
        let tags = manifest_of(&self.files, |path| !path.starts_with(path::DATA))?;
        let tags = File::made(tags);
        let seal = SealText {
            origin: head.origin,
            size: head.size,
            root: head.root,
            manifest: self.manifest,
            tag_manifest: tags.sha256,
            exhibits: self.index.exhibits.len() as u64,
            records: self.index.exhibits.iter().filter_map(|exhibit| exhibit.pieces).map(|pieces| pieces.shown).sum(),
            statements: self.index.statements.len() as u64,
            leaves_withheld: self.index.leaves_withheld,
            pieces_withheld: self.index.pieces_withheld,
        };
        self.files.insert(path::TAG_MANIFEST.into(), tags);
        let note = seal.sign(signer)?;
        self.add(path::SEAL.into(), note.clone());
        Ok(Package { files: self.files, seal, note })
    }

    fn add(&mut self, path: String, bytes: Vec<u8>) {
        self.files.insert(path, File::made(bytes));
    }

    fn add_stamps(&mut self, log: &LogPart, export: u64) {
        for (number, stamp) in numbered(&log.stamps, |stamp| stamp.size) {
            let place = |ending| path::time(stamp.size, number, ending);
            let message = if stamp.size == export { path::CHECKPOINT.into() } else { path::checkpoint(stamp.size) };
            let roots = stamp.chain.is_some().then(|| place("pem"));
            let text = instructions::stamp(&message, &place("tsr"), roots.as_deref(), stamp.time);
            self.add(place("tsr"), stamp.response.clone());
            if let Some(chain) = &stamp.chain {
                self.add(place("pem"), chain.clone());
            }
            self.add(place("txt"), text.into_bytes());
        }
    }
}

impl Package {
    /// Returns the seal note.
    pub fn seal_note(&self) -> &[u8] {
        &self.note
    }

    /// Returns what the seal note says.
    pub fn seal(&self) -> &SealText {
        &self.seal
    }

    /// Returns the fingerprint of the seal note, which is told by another way than the package.
    pub fn fingerprint(&self) -> String {
        fingerprint::of_bytes(&self.note)
    }

    /// Lists the files with their lengths, in the order of names.
    pub fn files(&self) -> impl Iterator<Item = (&str, u64)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.len))
    }

    /// Writes the package as one canonical ZIP, streaming, and gives `out` back.
    ///
    /// # Errors
    /// Originals cannot be read or changed since they were hashed, or writing failed.
    pub fn write_zip<W: Write>(&self, bytes: &dyn Bytes, out: W) -> Result<W, DossierError> {
        let mut zip = zip::Writer::new(out);
        for (path, file) in &self.files {
            zip.entry(path, file.len, file.crc, file.content.open(bytes)?)?;
        }
        Ok(zip.finish()?)
    }

    /// Writes the package as a folder, which must not exist yet.
    ///
    /// # Errors
    /// The folder exists, originals cannot be read or changed in length, or writing failed.
    pub fn write_folder(&self, bytes: &dyn Bytes, folder: &Path) -> Result<(), DossierError> {
        fs::create_dir(folder)?;
        for (path, file) in &self.files {
            let place = path.split('/').fold(folder.to_path_buf(), |place, part| place.join(part));
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut out = fs::File::create_new(place)?;
            let written = io::copy(&mut file.content.open(bytes)?, &mut out)?;
            if written != file.len {
                return Err(zip::WriteError::Length.into());
            }
            out.sync_all()?;
        }
        Ok(())
    }
}

fn manifest_of(files: &Files, which: impl Fn(&str) -> bool) -> Result<Vec<u8>, DossierError> {
    let mut manifest = Manifest::default();
    for (path, file) in files.iter().filter(|(path, _)| which(path)) {
        manifest.insert(path, file.sha256)?;
    }
    path::check_together(files.keys().map(String::as_str))?;
    Ok(manifest.encode())
}

/// Numbers things from 1 within each size, in the order in which they come.
fn numbered<T>(list: &[T], size: impl Fn(&T) -> u64) -> impl Iterator<Item = (u64, &T)> {
    let sizes: Vec<u64> = list.iter().map(size).collect();
    list.iter()
        .enumerate()
        .map(move |(i, one)| (sizes[..=i].iter().filter(|&&other| other == sizes[i]).count() as u64, one))
}

/// Returns a key for each witness file, in the order of their paths.
fn witness_keys(log: &LogPart) -> Vec<temoin_seal::note::VerifierKey> {
    let mut keys: Vec<_> = numbered(&log.witnesses, |witness| witness.size)
        .map(|(number, witness)| (path::witness(witness.size, number), witness.key.clone()))
        .collect();
    keys.sort_by(|a, b| a.0.cmp(&b.0));
    keys.into_iter().map(|(_, key)| key).collect()
}
