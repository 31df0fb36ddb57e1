//! The public formats of the seal and their arithmetic.
