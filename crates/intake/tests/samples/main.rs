//! Each reader on the samples of `fixtures/intake`, compared with what `expected.json` says a correct reader finds.

mod support;

mod archives;
mod captures;
mod chats;
mod fediverse;
mod harmed;
mod hostile;
mod mail;
mod media;
mod pages;
mod phones;
