//! Exports that come as several archives: what a file in one part names may lie in another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use temoin_case::Case;
use temoin_evidence::{AttachmentState, Item, ItemId, Note, Place};

use crate::DeskError;
use crate::add::Added;
use crate::answer::reread;
use crate::beside::Beside;
use crate::worker::Worker;

/// Is the place of an archive in its set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    /// What all names of the set have in common.
    set: String,
    /// The number, from 1.
    number: u32,
}

impl Part {
    /// Reads the name of an archive: `takeout-20240312T090000Z-001.zip`, `takeout-20240312T090000Z-2-001.tgz` (Google),
    /// `mydata~1709648000000.zip`, `mydata~1709648000000-2.zip` (Snapchat). A browser adds ` (1)` to a name it has seen before.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let (stem, ending) = name.rsplit_once('.')?;
        if !["zip", "tgz"].iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            return None;
        }
        let copy = stem.rsplit_once(" (").filter(|(_, rest)| digits(rest.trim_end_matches(')')));
        let stem = copy.map_or(stem, |(stem, _)| stem);
        let counted = stem
            .rsplit_once('-')
            .and_then(|(set, number)| Some((set, number.parse().ok().filter(|_| digits(number))?)));
        let (set, number) = if stem.starts_with("takeout-") {
            counted.filter(|(set, _)| set.len() > "takeout-".len())?
        } else if let Some(time) = stem.strip_prefix("mydata~") {
            if digits(time) { (stem, 1) } else { counted? }
        } else {
            return None;
        };
        Some(Self { set: set.to_owned(), number })
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Says which items came together: in one archive, or in the archives of one set.
pub(crate) struct Together {
    /// The number of the group of each archive that holds something.
    groups: HashMap<ItemId, usize>,
    /// The paths of what lies in each group.
    paths: Vec<Vec<String>>,
    /// Of each set, the parts that are held, and its group.
    sets: BTreeMap<String, (BTreeSet<u32>, usize)>,
}

impl Together {
    /// Groups the items of a case.
    pub(crate) fn of(items: &[Item]) -> Self {
        let by_id: HashMap<ItemId, &Item> = items.iter().map(|item| (item.id, item)).collect();
        let mut together = Self { groups: HashMap::new(), paths: Vec::new(), sets: BTreeMap::new() };
        for item in items.iter().filter(|item| item.inside.is_none()) {
            if let Some(part) = Part::of(&item.name) {
                let group = together.sets.get(&part.set).map_or_else(|| together.paths.len(), |(_, group)| *group);
                together.paths.resize(together.paths.len().max(group + 1), Vec::new());
                together.sets.entry(part.set).or_insert((BTreeSet::new(), group)).0.insert(part.number);
                together.groups.insert(item.id, group);
            }
        }
        for item in items {
            let Some(archive) = item.inside else { continue };
            // A packed tar lies alone in its wrapping: what it holds is in the set as well.
            let above = by_id.get(&archive).and_then(|archive| archive.inside);
            let known = together.groups.get(&archive).or_else(|| above.and_then(|id| together.groups.get(&id)));
            let group = known.copied().unwrap_or(together.paths.len());
            together.groups.insert(archive, group);
            together.paths.resize(together.paths.len().max(group + 1), Vec::new());
            together.paths[group].extend(item.path.clone());
        }
        together
    }

    /// Returns the names beside what lies in an archive.
    pub(crate) fn beside(&self, archive: ItemId) -> Beside {
        let paths = self.groups.get(&archive).map(|&group| self.paths[group].clone());
        Beside::new(paths.unwrap_or_default())
    }

    fn is_of(&self, item: &Item, group: usize) -> bool {
        item.inside.and_then(|archive| self.groups.get(&archive)) == Some(&group)
    }
}

/// Looks again at sets of archives of which a part was just taken in: an attachment that one part lacks may lie in another.
/// Tells for each part which ones the case holds.
///
/// # Errors
/// Those of the case, and when the worker was stopped.
pub(crate) fn join(case: &mut Case, worker: &mut Worker, added: &mut Added) -> Result<(), DeskError> {
    let new = |added: &Added| -> BTreeSet<String> {
        let alone = added.kept.iter().filter(|kept| kept.item.inside.is_none());
        alone.filter_map(|kept| Part::of(&kept.item.name)).map(|part| part.set).collect()
    };
    let new = new(added);
    if new.is_empty() {
        return Ok(());
    }
    let items = case.items()?;
    let together = Together::of(&items);
    for (set, (parts, group)) in together.sets.iter().filter(|(set, _)| new.contains(*set)) {
        if parts.len() > 1 {
            for item in items.iter().filter(|item| together.is_of(item, *group)) {
                if lacks_something(case, item.id)? {
                    let mut batch = case.batch()?;
                    reread(&mut batch, worker, item.id)?;
                    batch.commit()?;
                }
            }
        }
        for kept in &mut added.kept {
            if Part::of(&kept.item.name).is_some_and(|part| part.set == *set) {
                kept.notes.push(told(parts));
            } else if together.is_of(&kept.item, *group) {
                kept.notes = case.notes(kept.item.id)?;
            }
        }
    }
    Ok(())
}

/// Says whether a record of the item names an attachment that was not there.
fn lacks_something(case: &Case, item: ItemId) -> Result<bool, DeskError> {
    let filter = temoin_case::Filter { item: Some(item), ..temoin_case::Filter::default() };
    let mut lacks = false;
    case.records(&filter, &mut |_, record| {
        lacks |= record.attachments.iter().any(|attachment| attachment.state == AttachmentState::Missing);
        if lacks { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    })?;
    Ok(lacks)
}

fn told(parts: &BTreeSet<u32>) -> Note {
    let list = |numbers: Vec<String>| numbers.join(", ");
    let held = list(parts.iter().map(u32::to_string).collect());
    let last = parts.last().copied().unwrap_or(1).min(1_000);
    let missing = list((1..last).filter(|number| !parts.contains(number)).map(|number| number.to_string()).collect());
    let missing = if missing.is_empty() { String::new() } else { format!(" Missing: {missing}.") };
    let detail = format!(
        "One part of an export in several files. Parts held: {held}.{missing} Add all that you were given; what one part names may lie in another."
    );
    Note { code: "part-of-set".into(), place: Place::Whole, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<(&str, u32)>) {
        let expected = expected.map(|(set, number)| Part { set: set.into(), number });
        assert_eq!(Part::of(name), expected, "{name}");
    }

    #[test]
    fn names_of_parts() {
        check("takeout-20240312T090000Z-001.zip", Some(("takeout-20240312T090000Z", 1)));
        check("takeout-20240312T090000Z-012 (1).tgz", Some(("takeout-20240312T090000Z", 12)));
        check("takeout-20240312T090000Z-3-002.zip", Some(("takeout-20240312T090000Z-3", 2)));
        check("mydata~1709648000000.zip", Some(("mydata~1709648000000", 1)));
        check("mydata~1709648000000-2.zip", Some(("mydata~1709648000000", 2)));
        check("takeout-001.zip", None);
        check("photos-001.zip", None);
        check("takeout-20240312T090000Z-001.json", None);
        check("mydata~.zip", None);
    }

    #[test]
    fn parts_that_lack_are_told() {
        let detail = |parts: &[u32]| told(&parts.iter().copied().collect()).detail;
        assert!(detail(&[1, 2, 5]).contains("Parts held: 1, 2, 5. Missing: 3, 4. "));
        assert!(!detail(&[1]).contains("Missing"));
    }
}
