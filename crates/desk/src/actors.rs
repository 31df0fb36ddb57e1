use temoin_case::{Answer, Case, Said};
use temoin_evidence::{Actor, ActorHandle};

use crate::{Clock, DeskError};

/// Keeps that two names are one person: someone said so. A name may be written `platform:name` where two platforms show it.
///
/// # Errors
/// [`DeskError::UnknownActor`] when no record shows a name, and those of the case.
pub fn join(case: &mut Case, clock: &dyn Clock, names: [&str; 2], by: &str) -> Result<Vec<Actor>, DeskError> {
    let mut batch = case.batch()?;
    let actors = batch.actors()?;
    let handle = |name: &str| -> Result<ActorHandle, DeskError> {
        let mut handles = actors.iter().flat_map(|actor| &actor.handles);
        let found = handles.find(|h| {
            h.value == name || name.strip_prefix(&h.platform).and_then(|n| n.strip_prefix(':')) == Some(&h.value)
        });
        found.cloned().ok_or(DeskError::UnknownActor)
    };
    let said = Said::SamePerson(handle(names[0])?, handle(names[1])?);
    batch.answer(&Answer { item: None, said, by: by.to_owned(), answered: clock.now() })?;
    batch.commit()?;
    Ok(case.actors()?)
}
