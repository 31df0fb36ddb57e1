use temoin_dossier::Reduced;

use crate::worker::{Job, Kind, Measured, ReadAt, Stop, Task, Worker};

/// Reduces a picture to blocks in the worker; nothing for what cannot be decoded there.
pub(crate) fn reduce(worker: &mut Worker, len: u64, source: &mut dyn ReadAt) -> Option<Reduced> {
    let mut session = worker.start(Job { len, task: Task::Reduce, beside: None }, None, source).ok()?;
    let mut png = Vec::new();
    let mut next = || -> Result<Option<Measured>, Stop> {
        Ok(match session.next()? {
            Kind::Data => {
                png.extend_from_slice(session.payload());
                None
            }
            Kind::Done => Some(serde_json::from_slice(session.payload()).map_err(|_| Stop::Nonsense)?),
            _ => return Err(Stop::Nonsense),
        })
    };
    let measured = loop {
        if let Some(measured) = next().ok()? {
            break measured;
        }
    };
    // A picture of 24 pixels a side is a few kilobytes; the guest is not trusted to keep to that.
    let (width, height) = measured.size.filter(|_| png.len() <= LARGEST)?;
    Some(Reduced { png, width, height })
}

/// The largest PNG taken from a worker, in bytes.
const LARGEST: usize = 64 << 10;
