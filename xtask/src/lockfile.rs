//! What comes with the program: how many packages, and which of them the verifier holds.

/// The most packages `Cargo.lock` may name. Each one is somebody else's code: raise it in a commit that says for what.
pub const MOST_PACKAGES: usize = 572;

/// What the verifier's tree may not hold: no database, no PDF, no parser of evidence, no network, no writer.
const NOT_IN_VERIFIER: &[&str] = &[
    "rusqlite",
    "libsqlite3-sys",
    "openssl",
    "typst",
    "krilla",
    "pdf-writer",
    "lopdf",
    "image",
    "png",
    "zune-jpeg",
    "rawzip",
    "zip",
    "flate2",
    "infer",
    "mail-parser",
    "quick-xml",
    "html5ever",
    "toml",
    "jiff",
    "tokio",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "ureq",
    "rustls",
    "native-tls",
    "curl",
];

/// Counts the packages of a `Cargo.lock`.
pub fn packages(lock: &str) -> usize {
    lock.lines().filter(|line| *line == "[[package]]").count()
}

/// Returns what the verifier may not hold, of a list as `cargo tree --prefix none` writes it (`name version …`).
pub fn not_in_verifier(tree: &str) -> Vec<String> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut found: Vec<String> = names.filter(|name| is_foreign(name)).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

fn is_foreign(name: &str) -> bool {
    let other_room = name.starts_with("temoin-") && !["temoin-verify", "temoin-seal"].contains(&name);
    other_room
        || NOT_IN_VERIFIER
            .iter()
            .any(|foreign| name == *foreign || name.strip_prefix(foreign).is_some_and(|rest| rest.starts_with('-')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tree: &str, expected: &[&str]) {
        assert_eq!(not_in_verifier(tree), expected);
    }

    #[test]
    fn the_verifier_holds_seal_and_cryptography_only() {
        check("temoin-verify v0.1.0 (path)\ntemoin-seal v0.1.0\nsha2 v0.10.9\nsha2 v0.10.9 (*)\n", &[]);
        check("temoin-case v0.1.0\nrusqlite v0.41.0\nrusqlite v0.41.0 (*)\n", &["rusqlite", "temoin-case"]);
        check("typst-pdf v0.15.1\nopenssl-sys v0.9\nzipper v1.0.0\n", &["openssl-sys", "typst-pdf"]);
    }

    #[test]
    fn packages_are_counted() {
        assert_eq!(packages("version = 4\n\n[[package]]\nname = \"a\"\n\n[[package]]\nname = \"b\"\n"), 2);
    }
}
