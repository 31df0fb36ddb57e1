//! Readers of hostile files run in a child process, under limits, over two pipes.
//!
//! The guest has no file, no network and no key: it asks the host for bytes of the one item it reads, and sends back
//! what it made of them. A crash, a loop or a bomb ends the guest, becomes a note, and the item stays whole.
//! A guest that reads the text in pictures loads its weights, known by their hashes, before it takes its limits upon itself.
//! Where there is no case, the guest may be handed the one file, for reading, and the output of its records instead
//! (`pour`): they then pass through one process only.

mod frame;
mod guest;
mod host;
mod job;
mod lists;
mod platform;
#[cfg(unix)]
mod pour;

pub use guest::serve;
pub use host::{Program, ReadAt, Seeking, Stop, Worker};
pub use platform::no_core_dumps;

pub(crate) use frame::Kind;
#[cfg(all(test, unix))]
pub(crate) use frame::write;
pub(crate) use host::Session;
pub(crate) use job::{Job, Measured, Task};
#[cfg(unix)]
pub(crate) use pour::Spilt;
