//! What a case does as seen from outside, and as a stranger with ordinary tools sees it.

mod at_rest;
mod custody;
mod damage;
mod doors;
mod log;
mod migration;
mod reading;
mod stage;
