use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;

use serde::Serialize;
use temoin_case::Case;
use temoin_evidence::{Item, ItemId};
use temoin_matching::Bank;

use super::kept::{Held, pictures};
use super::meet::{Query, known, rows};
use super::{Unseen, no_memory, radius};
use crate::DeskError;
use crate::worker::Worker;

/// The least share of a film's frames that another has too, in percent: the default of vPDQ's index.
const LEAST_SHARE: usize = 80;

/// Is a group of pictures and films that show the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its number, from 1 on.
    pub group: usize,
    /// The items, in the order in which they were taken in.
    pub items: Vec<ItemId>,
    /// Why they are together: one link fewer than items, the nearest ones.
    pub links: Vec<Link>,
}

/// Is one link between two items, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The item that was looked for, and the one in which it was found.
    pub items: [ItemId; 2],
    /// What agrees.
    pub why: Likeness,
    /// How many of the 256 bits differ; of films, in the nearest frame.
    pub distance: u32,
    /// Which part of the first met which of the second.
    pub variant: String,
}

/// Says what two pictures or films have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Likeness {
    /// The same bytes.
    SameBytes,
    /// The same picture, as a whole or in part.
    Picture,
    /// The picture is shown by the film.
    Frame,
    /// Most of one film is in the other.
    Film,
}

/// Is what came of looking for near copies.
#[derive(Clone, Debug, Default)]
pub struct Grouped {
    /// The groups, of two items at least, in the order of their first items.
    pub groups: Vec<Group>,
    /// What could not be looked at, and why: only copies of the same bytes are found of it.
    pub unseen: Vec<(Item, Unseen)>,
}

/// Groups the pictures and films of a case that show the same. Groups are an aid to see each once: nothing is merged, and
/// what is alike is still two items.
///
/// # Errors
/// Those of the case.
pub fn groups(case: &mut Case, worker: &mut Worker, step: &mut dyn FnMut(usize, usize)) -> Result<Grouped, DeskError> {
    let held = pictures(case, worker, step)?;
    let mut pairs = same_bytes(&held);
    pairs.extend(alike(&held)?);
    // The nearest links first; each that joins two groups stays.
    pairs.sort_by_key(|(link, from, to)| (link.why != Likeness::SameBytes, link.distance, *from, *to));
    let mut joined = Joined((0..held.len()).collect());
    let links: Vec<_> = pairs.into_iter().filter(|(_, from, to)| joined.join(*from, *to)).collect();
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    (0..held.len()).for_each(|at| members.entry(joined.first(at)).or_default().push(at));
    let mut linked: BTreeMap<usize, Vec<Link>> = BTreeMap::new();
    links.into_iter().for_each(|(link, from, _)| linked.entry(joined.first(from)).or_default().push(link));
    let groups = members.into_iter().filter(|(_, members)| members.len() > 1);
    let groups = groups.zip(1..).map(|((first, members), group)| Group {
        group,
        items: members.iter().map(|&at| held[at].item.id).collect(),
        links: linked.remove(&first).unwrap_or_default(),
    });
    let groups = groups.collect();
    let unseen = held.into_iter().filter_map(|held| held.seen.why.map(|why| (held.item, why))).collect();
    Ok(Grouped { groups, unseen })
}

/// A link, and the places of its two items.
type Pair = (Link, usize, usize);

/// Links each copy with the first item of the same bytes.
fn same_bytes(held: &[Held]) -> Vec<Pair> {
    let mut first_with = HashMap::new();
    let mut pairs = Vec::new();
    for (at, one) in held.iter().enumerate() {
        let first = *first_with.entry(one.item.sha256).or_insert(at);
        if first != at {
            let items = [one.item.id, held[first].item.id];
            let link = Link { items, why: Likeness::SameBytes, distance: 0, variant: "same bytes".into() };
            pairs.push((link, at, first));
        }
    }
    pairs
}

/// Links what shows the same, of the same bytes only the first item.
fn alike(held: &[Held]) -> Result<Vec<Pair>, DeskError> {
    let mut first_with = HashMap::new();
    let first: Vec<usize> =
        (0..held.len()).filter(|&at| *first_with.entry(held[at].item.sha256).or_insert(at) == at).collect();
    // At most 2^32 items: more are not kept in a case.
    let words = first.iter().flat_map(|&at| known(&held[at].seen).map(move |word| (word, at as u32))).collect();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let bank = Bank::build(words, threads).map_err(no_memory)?;
    let mut pairs = Vec::new();
    let queries: Vec<_> = first.iter().map(|&at| Query::of(&held[at].seen)).collect();
    let asked: Vec<_> = queries.iter().map(Vec::as_slice).collect();
    for ((&from, queries), rows) in first.iter().zip(&queries).zip(rows(&bank, &asked, radius(), threads)) {
        for (to, met) in rows {
            let to = to as usize;
            let both = (held[from].seen.pixels.is_some(), held[to].seen.pixels.is_some());
            let why = match both {
                (true, true) => Likeness::Picture,
                (false, false) if met.near * 100 < queries.len() * LEAST_SHARE => continue,
                (false, false) => Likeness::Film,
                _ => Likeness::Frame,
            };
            if from != to {
                let known = held[to].seen.pixels.as_ref().map_or(&[][..], |pixels| &pixels.known);
                let items = [held[from].item.id, held[to].item.id];
                pairs.push((Link { items, why, distance: met.distance, variant: met.variant(known) }, from, to));
            }
        }
    }
    Ok(pairs)
}

/// Holds disjoint sets: each place points towards the lowest of its set.
struct Joined(Vec<usize>);

impl Joined {
    fn first(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Joins two sets; returns whether they were two.
    fn join(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.first(one), self.first(other));
        self.0[one.max(other)] = one.min(other);
        one != other
    }
}
