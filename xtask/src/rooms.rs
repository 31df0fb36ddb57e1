//! Which room may depend on which, and what each may do: the table of `docs/architecture.md`, as data.

use std::collections::BTreeMap;

/// Is one room and its rights.
pub struct Room {
    /// The short name: `crates/NAME` is `temoin-NAME`.
    pub name: &'static str,
    /// The rooms it may depend on.
    pub needs: &'static [&'static str],
    /// What else it may do.
    pub may: &'static [Right],
}

/// Is something that few rooms may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Launch a process.
    Launch,
    /// Open a socket.
    Connect,
    /// Ask the clock.
    Clock,
    /// Write files without `case`'s sync and rename.
    Write,
}

use Right::{Clock, Connect, Launch, Write};

/// The rooms. A room that is not here may not exist.
pub const ROOMS: &[Room] = &[
    room("evidence", &[], &[]),
    room("seal", &[], &[]),
    room("syntax", &[], &[]),
    room("intake", &["evidence", "syntax"], &[]),
    room("media", &[], &[Launch]),
    room("ocr", &["evidence"], &[]),
    room("fingerprint", &[], &[]),
    room("matching", &[], &[]),
    room("exchange", &["fingerprint", "syntax"], &[]),
    room("language", &["evidence"], &[]),
    room("encoder", &[], &[]),
    room("timeline", &["evidence"], &[]),
    room("marks", &[], &[]),
    room("case", &["evidence", "seal"], &[Write]),
    room("typeset", &[], &[]),
    room("dossier", &["evidence", "seal", "timeline", "typeset"], &[Write]),
    room("verify", &["seal"], &[]),
    room("bank", &["fingerprint", "matching", "exchange"], &[Connect, Clock, Write]),
    room(
        "desk",
        &[
            "evidence",
            "seal",
            "intake",
            "media",
            "ocr",
            "fingerprint",
            "matching",
            "exchange",
            "language",
            "encoder",
            "timeline",
            "marks",
            "case",
            "typeset",
            "dossier",
        ],
        &[Launch, Connect, Clock, Write],
    ),
    room("web", &["desk"], &[Launch, Connect, Clock]),
    room("cli", &["desk", "web", "verify"], &[Clock, Write]),
];

/// Rooms in which `unsafe` may stand, where measured to pay, beside a scalar twin.
pub const UNSAFE: &[&str] = &["matching", "fingerprint", "ocr"];

const fn room(name: &'static str, needs: &'static [&'static str], may: &'static [Right]) -> Room {
    Room { name, needs, may }
}

/// Finds a room by its short name.
pub fn named(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

/// Returns the edges between rooms that the table does not allow, each as a line.
pub fn forbidden_edges(edges: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    for (from, needs) in edges {
        let Some(room) = named(from) else {
            faults.push(format!("crates/{from}: not in the table of rooms"));
            continue;
        };
        for need in needs.iter().filter(|need| !room.needs.contains(&need.as_str())) {
            faults.push(format!("crates/{from}: may not depend on {need}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, needs: &[&str], expected: usize) {
        let edges = BTreeMap::from([(from.to_owned(), needs.iter().map(|&need| need.to_owned()).collect())]);
        assert_eq!(forbidden_edges(&edges).len(), expected, "{from} {needs:?}");
    }

    #[test]
    fn only_edges_of_the_table_pass() {
        check("verify", &["seal"], 0);
        check("verify", &["seal", "case"], 1);
        check("verify", &["dossier", "intake"], 2);
        check("seal", &["evidence"], 1);
        check("cellar", &[], 1);
    }

    #[test]
    fn the_table_has_no_circle() {
        fn depth(name: &str, left: usize) -> usize {
            assert!(left > 0, "{name} needs itself");
            let needs = named(name).unwrap().needs;
            needs.iter().map(|need| depth(need, left - 1) + 1).max().unwrap_or(0)
        }
        assert_eq!(depth("cli", ROOMS.len()), 5);
    }
}
