//! The acts a person can do, one file each.
