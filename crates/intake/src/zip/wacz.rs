//! Captures of the web in a ZIP archive (WACZ 1.1.1): `datapackage.json` lists the members with their sums, and
//! `datapackage-digest.json` that list, signed or not. See `docs/formats/warc.md`.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use temoin_evidence::Place;
use temoin_syntax::json::{Value, parse};

use super::Archive;
use crate::notes::Notes;
use crate::{ReadError, Sink, Source};

/// Largest list that is read, in bytes, and most files in it.
const LIST: u64 = 16 << 20;
const FILES: usize = 100_000;

/// Notes whether the members have the sums that the list gives; an archive without such a list is none of these.
pub(super) fn check(archive: &Archive<'_>, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let Some(bytes) = held(archive, "datapackage.json")? else { return Ok(()) };
    let Ok((list, _, _)) = parse(&bytes) else { return Ok(()) };
    let resources = list.at("resources").map(Value::items).unwrap_or_default();
    if list.text_at("profile") != Some("data-package") && list.at("wacz_version").is_none() {
        return Ok(());
    }
    let names = archive.members().enumerate().map(|(at, (_, name))| (name, at)).collect();
    let mut package = Package { archive, names, agree: 0, differ: 0, unchecked: 0, listed: HashSet::new() };
    for resource in resources.iter().take(FILES) {
        package.resource(resource, notes, sink)?;
    }
    package.unlisted(notes, sink);
    package.signed(&bytes, notes, sink)?;
    let Package { agree, differ, unchecked, .. } = package;
    let detail = format!(
        "It lists its files with their sums: {agree} agree, {differ} do not or are not there, {unchecked} could not be checked."
    );
    notes.add(if differ > 0 { "package-differs" } else { "package-checked" }, Place::Whole, detail, sink);
    Ok(())
}

struct Package<'p, 'a> {
    archive: &'p Archive<'a>,
    names: HashMap<&'p str, usize>,
    agree: u64,
    differ: u64,
    unchecked: u64,
    listed: HashSet<usize>,
}

impl Package<'_, '_> {
    fn resource(&mut self, resource: &Value<'_>, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let path = resource.text_at("path").unwrap_or_default();
        let Some(&at) = self.names.get(path) else {
            self.differ += 1;
            notes.add("package-missing", Place::Whole, "A file that it lists is not in it.", sink);
            return Ok(());
        };
        // A file that is listed twice is hashed once: a list must not make the reading long.
        if !self.listed.insert(at) {
            self.unchecked += 1;
            return Ok(());
        }
        let stats = resource.at("stats").unwrap_or(resource);
        let sum = stats.text_at("hash").unwrap_or_default();
        let (algorithm, sum) = sum.split_once(':').unwrap_or((resource.text_at("hashing").unwrap_or_default(), sum));
        if algorithm != "sha256" {
            self.unchecked += 1;
            return Ok(());
        }
        let member = self.archive.member(at);
        let length = stats.at("bytes").and_then(Value::integer);
        let same = length.is_none_or(|length| u64::try_from(length) == Ok(member.len()));
        match sha256(&member)? {
            Some(found) if same && found.eq_ignore_ascii_case(sum) => self.agree += 1,
            _ => {
                self.differ += 1;
                let number = self.archive.named(at).0;
                let detail = "It does not have the length or the sum that the list gives for it.";
                notes.add("digest-differs", Place::Member(number), detail, sink);
            }
        }
        Ok(())
    }

    /// Files that are in the archive and not in its list could have been added later.
    fn unlisted(&self, notes: &mut Notes, sink: &mut dyn Sink) {
        let known = |name: &str| matches!(name, "datapackage.json" | "datapackage-digest.json");
        let beyond = self.names.iter().filter(|(name, at)| !known(name) && !self.listed.contains(at)).count();
        if beyond > 0 {
            let detail = format!("{beyond} files are in it that it does not list: they could have been added later.");
            notes.add("package-unlisted", Place::Whole, detail, sink);
        }
    }

    fn signed(&self, list: &[u8], notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let bytes = held(self.archive, "datapackage-digest.json")?.unwrap_or_default();
        let Ok((digest, _, _)) = parse(&bytes) else {
            let detail = "Its list of files is not signed: whoever changed both would not be noticed.";
            notes.add("package-unsigned", Place::Whole, detail, sink);
            return Ok(());
        };
        let found = format!("sha256:{}", hexadecimal(&Sha256::digest(list)));
        let agrees = |value: &Value<'_>| value.text_at("hash").is_some_and(|hash| hash.eq_ignore_ascii_case(&found));
        let signed = digest.at("signedData");
        if !agrees(&digest) || signed.is_some_and(|signed| !agrees(signed)) {
            let detail = "Its list of files is not the one that was hashed or signed.";
            notes.add("digest-differs", Place::Whole, detail, sink);
        }
        let (code, detail) = if signed.is_some_and(|signed| signed.text_at("signature").is_some()) {
            ("package-signed", "Its list of files carries a signature, which is not checked here.")
        } else {
            (
                "package-unsigned",
                "Its list of files is hashed and not signed: whoever changed both would not be noticed.",
            )
        };
        notes.add(code, Place::Whole, detail, sink);
        Ok(())
    }
}

/// Returns the bytes of a small member; nothing where there is none of that name, or it is too large or broken.
fn held(archive: &Archive<'_>, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
    let Some(at) = archive.last(name) else { return Ok(None) };
    let member = archive.member(at);
    if member.len() > LIST {
        return Ok(None);
    }
    sound(temoin_syntax::slice(&member, 0, member.len() as usize))
}

fn sha256(member: &dyn Source) -> Result<Option<String>, ReadError> {
    let (mut hash, mut at) = (Sha256::new(), 0);
    let mut buf = vec![0; 64 << 10];
    while at < member.len() {
        let Some(count) = sound(member.read_at(at, &mut buf))? else { return Ok(None) };
        if count == 0 {
            break;
        }
        hash.update(&buf[..count]);
        at += count as u64;
    }
    Ok((at == member.len()).then(|| hexadecimal(&hash.finalize())))
}

/// Packed bytes that make no sense are the archive's fault, not the medium's.
fn sound<T>(read: std::io::Result<T>) -> Result<Option<T>, ReadError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if super::inflate::is_broken(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
