use temoin_seal::cosignature;
use temoin_seal::package::Keys;

use crate::clock::utc;
use crate::layout::Place;
use crate::log::Log;
use crate::package::Package;
use crate::report::{Checks, Code};

/// Checks the cosignatures (`spec/seal.md` §6): the witnesses' keys stand in `keys.txt` in the order of their files.
pub(crate) fn check(package: &Package<'_>, log: &Log, keys: Option<&Keys>, checks: &mut Checks) {
    let mut expected = keys.map(|keys| keys.witnesses.iter());
    for place in package.promised() {
        let Place::Witness(size, _) = place else { continue };
        let path = place.path();
        let witness = expected.as_mut().map(Iterator::next);
        let Some(bytes) = package.document(place) else { continue };
        let (Some(keys), Some(witness)) = (keys, witness) else {
            checks.unchecked(Code::Witness, path, "keys.txt is missing or cannot be read.");
            continue;
        };
        let Some(witness) = witness else {
            checks.failed(Code::Witness, path, "keys.txt lists no key for it.");
            continue;
        };
        match cosignature::open(bytes, &keys.log, witness) {
            Err(error) => checks.failed(Code::Witness, path, format!("It does not verify: {error}.")),
            Ok(seen) if seen.checkpoint.size != size => {
                checks.failed(Code::Witness, path, "It is over a checkpoint of another size than its name says.");
            }
            Ok(seen) => match log.at(size) {
                Some(head) if *head == seen.checkpoint => {
                    let detail =
                        format!("{} says to have seen it at {}, by its own clock.", witness.name(), utc(seen.time));
                    checks.noted(Code::Witness, path, detail);
                }
                Some(_) => checks.failed(Code::Witness, path, "It is over another checkpoint."),
                None if log.is_damaged(package, size) => {
                    checks.unchecked(Code::Witness, path, "Its checkpoint is missing or damaged.");
                }
                None => checks.failed(Code::Witness, path, "Its checkpoint is not one of this package."),
            },
        }
    }
    if expected.is_some_and(|mut rest| rest.next().is_some()) {
        checks.failed(Code::Witness, Place::Keys.path(), "It lists a key that no witness file goes with.");
    }
}
