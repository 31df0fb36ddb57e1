use temoin_seal::timestamp::{Certificate, Outcome as PointOutcome, Point, Response, Root, Verified};

use crate::layout::Place;
use crate::log::Log;
use crate::package::Package;
use crate::report::{Checks, Code, Outcome, Stamp};

/// Checks the time stamps (`spec/seal.md` §7), and returns the times of those that are sound.
pub(crate) fn check(package: &Package<'_>, log: &Log, roots: &[Certificate], checks: &mut Checks) -> Vec<Stamp> {
    let mut found = Vec::new();
    let mut promised = false;
    for place in package.promised() {
        match place {
            Place::Token(size, n) => {
                promised = true;
                let stamp = one(package, log, (size, n), roots, checks);
                found.extend(stamp.map(|verified| (place.path(), size, verified)));
            }
            Place::Chain(size, n) | Place::Command(size, n) => {
                let token = Place::Token(size, n);
                if package.document(token).is_none() && !package.is_missing(token) {
                    checks.failed(Code::Time, place.path(), "No response goes with it.");
                }
            }
            _ => {}
        }
    }
    if !promised {
        none(roots, checks);
    }
    self::roots(&found, roots, checks);
    let given = !roots.is_empty();
    let mut stamps: Vec<_> = found.into_iter().map(|(_, size, verified)| stamp(size, verified, given)).collect();
    stamps.sort_by(|a, b| (&a.time, &a.authority).cmp(&(&b.time, &b.authority)));
    stamps
}

fn one(
    package: &Package<'_>,
    log: &Log,
    (size, n): (u64, u64),
    roots: &[Certificate],
    checks: &mut Checks,
) -> Option<Verified> {
    let path = Place::Token(size, n).path();
    let response = match Response::parse(package.document(Place::Token(size, n))?) {
        Ok(response) => response,
        Err(error) => {
            checks.failed(Code::Time, path, format!("It is not a response that holds a stamp: {error}."));
            return None;
        }
    };
    let others = match package.document(Place::Chain(size, n)).map(Certificate::from_file) {
        Some(Err(error)) => {
            checks.failed(Code::Time, Place::Chain(size, n).path(), format!("It holds no chain: {error}."));
            Vec::new()
        }
        Some(Ok(others)) => others,
        None => Vec::new(),
    };
    let Some(message) = log.bytes(size) else {
        if log.is_damaged(package, size) {
            checks.unchecked(Code::Time, path, "Its checkpoint is missing or damaged.");
        } else {
            checks.failed(Code::Time, path, "Its checkpoint is not one of this package.");
        }
        return None;
    };
    let verified = response.verify(message, roots, &others, None);
    let failure = verified.checks.iter().find_map(|check| match check.outcome {
        PointOutcome::Failed(reason) if check.point != Point::Root => Some((check.point, reason)),
        _ => None,
    });
    match failure {
        None => {
            checks.passed(Code::Time, path);
            Some(verified)
        }
        Some((point, reason)) => {
            checks.failed(Code::Time, path, format!("The stamp does not hold: {} ({reason}).", point.word()));
            None
        }
    }
}

fn none(roots: &[Certificate], checks: &mut Checks) {
    checks.unchecked(Code::Time, "", "The package holds no time stamp.");
    if !roots.is_empty() {
        checks.missing(Code::TsaRoot, "", "The package holds no time stamp that could end at a root you gave.");
    }
}

/// With several authorities it is enough that one ends at a root given: the others are then unchecked, and say so.
fn roots(found: &[(String, u64, Verified)], roots: &[Certificate], checks: &mut Checks) {
    let any = found.iter().any(|(_, _, verified)| verified.root == Root::Trusted);
    for (path, _, verified) in found {
        match verified.root {
            Root::Trusted => checks.passed(Code::TsaRoot, path),
            Root::Other if !any => checks.failed(Code::TsaRoot, path, "Its chain ends at none of the roots you gave."),
            Root::Other => checks.unchecked(
                Code::TsaRoot,
                path,
                "Its chain ends at none of the roots you gave; another stamp's does.",
            ),
            _ if roots.is_empty() => checks.unchecked(Code::TsaRoot, path, "No root certificate was given (--tsa-ca)."),
            _ => checks.unchecked(Code::TsaRoot, path, "Its root could not be compared."),
        }
    }
}

fn stamp(size: u64, verified: Verified, given: bool) -> Stamp {
    let root = match verified.root {
        Root::Trusted => Outcome::Passed,
        Root::Other if given => Outcome::Failed,
        _ => Outcome::Unchecked,
    };
    Stamp { time: verified.time.to_string(), authority: verified.authority.unwrap_or_default(), checkpoint: size, root }
}
