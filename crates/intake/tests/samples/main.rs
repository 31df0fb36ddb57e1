//! Each reader on the samples of `fixtures/intake`, compared with what `expected.json` says a correct reader finds.

mod support;

mod hostile;
