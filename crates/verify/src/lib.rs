//! Checks a package with no help from the writer.
