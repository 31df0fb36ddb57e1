use temoin_case::{Access, Case};
use temoin_evidence::{Item, Reader};

use super::film;
use super::seen::{Seen, see};
use super::{Unseen, Want};
use crate::DeskError;
use crate::worker::{Seeking, Worker};

/// The version of what is kept, raised whenever the same bytes would be recognised by something else.
const VERSION: u32 = 1;

/// Is a picture or film of a case, and what it is recognised by.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// The item.
    pub(super) item: Item,
    /// What it shows.
    pub(super) seen: Seen,
}

/// Returns what the pictures and films of a case are recognised by, in the order in which they were taken in; what was not
/// looked at yet is looked at now, and kept where the case may be written to.
///
/// # Errors
/// Those of the case.
pub(super) fn pictures(
    case: &mut Case,
    worker: &mut Worker,
    step: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Held>, DeskError> {
    let reader = Reader { name: "near".into(), version: VERSION };
    let items: Vec<Item> = case.items()?.into_iter().filter(is_seen).collect();
    let total = items.len();
    let mut held = Vec::with_capacity(total);
    for (done, item) in items.into_iter().enumerate() {
        step(done, total);
        let seen = match case.fingerprint(item.id, &reader)? {
            Some(seen) => seen,
            None => {
                let seen = look(case, worker, &item)?;
                // What another try may find, with ffmpeg there or more memory, is not kept as the last word.
                if case.access() == Access::Write && !matches!(seen.why, Some(Unseen::NoFfmpeg | Unseen::Stopped)) {
                    let mut batch = case.batch()?;
                    batch.fingerprint(item.id, &reader, &seen)?;
                    batch.commit()?;
                }
                seen
            }
        };
        held.push(Held { item, seen });
    }
    step(total, total);
    Ok(held)
}

fn is_seen(item: &Item) -> bool {
    item.size > 0 && ["image/", "video/"].iter().any(|kind| item.media_type.starts_with(kind))
}

fn look(case: &Case, worker: &mut Worker, item: &Item) -> Result<Seen, DeskError> {
    let mut source = Seeking::new(case.blob(item.id)?);
    let film = || case.blob(item.id).ok().and_then(|blob| film::of_stream(blob).ok());
    Ok(see(worker, (item.size, &mut source), film, Want::KnownAndSought))
}
