//! Readers of what a person saved: bytes in, records and notes out.
