//! The encrypted vault, its store and the log.
